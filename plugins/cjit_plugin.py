"""Registers the web pages with Airflow (plugins/cjit/web): an app under /cjit and an entry in its menu.

Every process of Airflow runs this file, and only the API server answers requests, so the app is made at the
first of them.
"""

import asyncio
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/cjit"


class _MadeWhenAsked:
    """The app, closed to everybody whom Airflow's auth manager does not know."""

    def __init__(self) -> None:
        self._app: Any = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on."""
        async with self._making:
            if self._app is None:
                # Beside the loop, since importing takes seconds in which nobody else would be answered.
                self._app = await asyncio.to_thread(_app)
        await self._app(scope, receive, send)


def _app() -> Any:
    from airflow.api_fastapi.core_api.security import GetUserDep  # noqa: PLC0415 - it takes seconds

    from cjit.local.pages import context  # noqa: PLC0415 - as above
    from cjit.settings import Settings  # noqa: PLC0415 - as above
    from cjit.web.app import make_app  # noqa: PLC0415 - as above
    from cjit.web.people import Person, person  # noqa: PLC0415 - as above

    settings = Settings()

    async def identify(user: GetUserDep) -> Person:
        # FAB gives roles, SimpleAuthManager teams; neither has the other.
        roles = [str(getattr(role, "name", role)) for role in getattr(user, "roles", None) or []]
        return person(user.get_name(), [*roles, *(getattr(user, "teams", None) or [])], settings)

    return make_app(context(settings, sign_in="/auth/login"), identify)


class CjitPlugin(AirflowPlugin):
    """Pages for regional teams, providers and readers."""

    name = "cjit"
    fastapi_apps = [{"name": "cjit", "url_prefix": PREFIX, "app": _MadeWhenAsked()}]  # noqa: RUF012 - as Airflow has it
    external_views = [  # noqa: RUF012 - as Airflow has it
        {"name": "CJIT", "href": f"{PREFIX}/", "destination": "nav", "url_route": "cjit"}
    ]
