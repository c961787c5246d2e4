"""Who is signed in, and in which roles (specification: access.md).

Airflow's roles, teams or a proxy's groups name a role and its scope: `Engineer`, `Region:NORTH EAST`,
`Provider:A0001`, `Commissioner:A04B`, `PCC:Cleveland` (`=` does as well as `:`). Anything else is not for
us and says nothing. Several of one role are one role with a wider scope.
"""

import hmac
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from cjit.settings import Settings
from cjit.warehouse.asking import SCOPED, Asker, Role

_GRANT = re.compile(r"\s*(?P<role>[A-Za-z]+)\s*(?:[:=]\s*(?P<scope>[^\x00-\x1f]+?)\s*)?")
SECRET_HEADER = "X-Cjit-Secret"  # noqa: S105 - its name


@dataclass(frozen=True)
class Person:
    """Somebody signed in, with their roles in the order of Role."""

    who: str
    roles: tuple[Asker, ...] = ()

    def within(self, allowed: Iterable[Role]) -> Asker | None:
        """The person in the first of their roles that is allowed, None where none is."""
        wanted = set(allowed)
        return next((asker for asker in self.roles if asker.role in wanted), None)


def person(who: str, grants: Iterable[str], settings: Settings) -> Person:
    """Somebody, by the names of their roles, and of those that CJIT_PEOPLE gives them."""
    scopes: dict[Role, set[str]] = {}
    for grant in (*grants, *_given(settings.people, who)):
        match = _GRANT.fullmatch(grant)
        if match is None or match["role"].lower() not in set(Role):
            continue
        role = Role(match["role"].lower())
        if (match["scope"] is not None) == (role in SCOPED):
            scopes.setdefault(role, set()).update({match["scope"]} - {None})
    return Person(
        who, tuple(Asker(who, role, tuple(sorted(scopes[role]))) for role in Role if role in scopes)
    )


def _given(people: str, who: str) -> list[str]:
    pairs = [pair.partition("=") for pair in people.split(";")]
    return [grant for name, _, grant in pairs if name.strip() == who]


class NotSignedIn(Exception):  # noqa: N818 - what is the case, not a fault
    """Nobody is signed in, or who says so is not believed."""


def from_proxy(request: Request, settings: Settings) -> Person:
    """Who the sign-on proxy says is asking. Raises NotSignedIn where it is no proxy of ours that says so."""
    if not _is_believed(request, settings):
        raise NotSignedIn
    names = request.headers.getlist(settings.proxy_user_header)
    grants = request.headers.getlist(settings.proxy_roles_header)
    # Twice the same header may be the reader's own beside the proxy's.
    if len(names) != 1 or not names[0].strip() or len(grants) > 1:
        raise NotSignedIn
    return person(names[0].strip(), grants[0].split(",") if grants else [], settings)


def _is_believed(request: Request, settings: Settings) -> bool:
    secret = settings.proxy_secret.get_secret_value() if settings.proxy_secret else ""
    if secret:
        given = request.headers.getlist(SECRET_HEADER)
        return len(given) == 1 and hmac.compare_digest(given[0].encode(), secret.encode())
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
