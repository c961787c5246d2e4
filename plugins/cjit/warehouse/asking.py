"""Ask the warehouse as a person: within their database role and their regions, agencies or areas (access.md).

The rights themselves are in sql/views/out_8?_access*.sql. What is asked here can only read, and only what
the role was granted, whatever the code above gets wrong.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cjit.errors import Permanent
from cjit.warehouse.connection import Session, Warehouse

_BETWEEN = "\x1f"


class Role(StrEnum):
    """The roles of access.md that a page can be read in; the loader's is not among them."""

    engineer = "engineer"
    region = "region"
    provider = "provider"
    commissioner = "commissioner"
    pcc = "pcc"


SCOPED = frozenset(Role) - {Role.engineer}
"""Roles that see nothing without being told which region, agency, partnership or force area."""


@dataclass(frozen=True)
class Asker:
    """Somebody in one of their roles. scope: regions, agency codes, DAT codes or force areas, by the role."""

    who: str
    role: Role
    scope: tuple[str, ...] = ()


@contextmanager
def asking(warehouse: Warehouse, asker: Asker) -> Iterator[Session]:
    """A transaction that sees what the asker may see, and changes nothing.

    Raises Permanent for a scope that could be read as several, or where the warehouse refuses.
    """
    if any(_BETWEEN in one or "\x00" in one for one in (*asker.scope, asker.who)):
        raise Permanent("the name of a region or agency holds a control character")
    names = {"who": asker.who, "scope": _BETWEEN.join(asker.scope), "role": f"cjit_{asker.role}"}
    with warehouse.session() as session:
        session.run("access/become", names)
        yield session


def note_access(warehouse: Warehouse, asker: Asker, did: str, subject: str, at: datetime) -> None:
    """Add a line to the access log, before what it tells of is shown. subject: an id of ours alone."""
    with warehouse.session() as session:
        session.run("decide/note", {"at": at, "by": asker.who, "did": did, "subject": subject})
