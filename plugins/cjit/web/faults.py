"""What failed behind a page, for the engineers' logs: never values, and no address, which may hold an id."""

import logging
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cjit.errors import LIBRARY, Permanent, Transient, innermost_frame

_LOG = logging.getLogger(__name__)


def log_fault(request: Request, error: BaseException) -> None:
    """Note a fault under the pattern of its route.

    Our own faults are told in their sentence, which names nobody (cjit.errors). What nobody foresaw may quote
    anything, so of that there is the type, and the place in our code.
    """
    route = getattr(request.scope.get("route"), "path", "an unknown address")
    # Raised once an answer is on its way, in what comes after it, our own are dressed up by Starlette.
    ours = next((each for each in (error, error.__cause__) if isinstance(each, Permanent | Transient)), None)
    told = ours or f"{type(error).__name__} at {_place(error)}"
    _LOG.error("%s %s failed: %s", request.method, route, told)


def _place(error: BaseException) -> str:
    found = innermost_frame(error)
    if found is None:
        return "no line of cjit"
    frame, line = found
    return f"{Path(frame.f_code.co_filename).relative_to(LIBRARY).as_posix()}:{line}"


class Unforeseen:
    """Answers where nobody foresaw a fault, and logs it: a server would log all that the error quotes."""

    def __init__(self, app: ASGIApp, answer: Callable[[Request], Response]) -> None:
        self._app, self._answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and answer where that fails before anything was sent."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # any fault of any library
            if scope["type"] != "http":
                raise
            request = Request(scope, receive)
            log_fault(request, error)
            if not begun:
                await self._answer(request)(scope, receive, send)
