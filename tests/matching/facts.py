"""What tests of matching say of people. Days are counted from the first of January 2018."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2018, 1, 1)
BORN = date(1985, 4, 3)
DATS = ("D", "E", "F")
FROM_CASELOAD = ("201", "204", "205", "206", "210", "211")

REGISTER: tuple[tuple[str, str, int], ...] = (("A", "D", 0), ("B", "E", 0), ("C", "F", 0), ("C", "E", 42))
"""Agency, the DAT that it belongs to, from which day on: C moves from F to E."""

Place = tuple[str, str]
"""An agency's code and one of its EPISODIDs."""


@dataclass(frozen=True)
class Person:
    """The four that make the person_key."""

    first: str = "J"
    surname: str = "K"
    born: date = BORN
    sex: str = "M"

    @property
    def birthday(self) -> str:
        return f"{self.born:%Y%m%d}"


P = Person()


@dataclass(frozen=True)
class Referral:
    id: str
    on: int | None


@dataclass(frozen=True)
class Episode:
    id: str
    assessed: int
    closed: int | None = None
    reason: str | None = None
    to: str | None = None
    agency: str = "A"
    person: Person = P
    dat: str = "D"
    referrals: tuple[Referral, ...] = ()

    @property
    def place(self) -> Place:
        return self.agency, self.id


@dataclass(frozen=True)
class Treatment:
    id: str
    started: int | None
    triaged: int | None = None
    discharged: int | None = None
    referred: int | None = None
    agency: str = "S"
    person: Person = P
    dat: str = "D"

    @property
    def start(self) -> int | None:
        return self.triaged if self.started is None else self.started


@dataclass(frozen=True)
class Stay:
    id: str
    exit: int | None
    to: str | None = "D"
    reason: str = "R"
    agency: str = "X"  # the prison
    person: Person = P


Row = tuple[str | int | bool | None, ...]
Found = Mapping[str, set[Row]]
"""Rows of the views by their name, days as numbers, without the columns that only repeat an episode's."""


def day(number: int | None) -> date | None:
    return None if number is None else FIRST_DAY + timedelta(days=number)
