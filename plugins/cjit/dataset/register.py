"""The register of agencies: a deployment's own CSV (specification: dataset.md, "Agencies")."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from cjit.dataset.definition import FEEDS
from cjit.dataset.lists import OPEN_END
from cjit.errors import Permanent

_COLUMNS = ("agency_code", "name", "dat_code", "kind", "valid_from", "valid_to", "email")


@dataclass(frozen=True)
class Agency:
    """One line of the register; the date range includes both its ends."""

    agency_code: str
    name: str
    dat_code: str | None
    kind: str
    valid_from: date
    valid_to: date
    email: str | None


@dataclass(frozen=True)
class Register:
    """All agencies of a deployment."""

    agencies: tuple[Agency, ...]

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code that the register knows, open or closed, of any kind."""
        return frozenset(self._by_code)

    @cached_property
    def _by_code(self) -> dict[str, list[Agency]]:
        lines: dict[str, list[Agency]] = {}
        for agency in self.agencies:
            lines.setdefault(agency.agency_code, []).append(agency)
        return lines

    def refusal(self, code: str, kind: str, day: date) -> str | None:
        """Why a file of that agency cannot be taken on that day (F07), None where it can."""
        lines = self._by_code.get(code, [])
        if not lines:
            return f"agency {code} is not in the register"
        lines = [agency for agency in lines if agency.kind == kind]
        if not lines:
            return f"agency {code} does not send this kind of file"
        if not any(agency.valid_from <= day <= agency.valid_to for agency in lines):
            return f"agency {code} is not open on the day of receipt"
        return None


def read_register(path: Path) -> Register:
    """Read agencies.csv.

    Raises Permanent where the file is missing or malformed: without a register no file can be judged.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            missing = [name for name in _COLUMNS if name not in (lines.fieldnames or ())]
            if missing:
                raise ValueError(f"without column {', '.join(missing)}")
            agencies = tuple(_agency(line, number) for number, line in enumerate(lines, start=1))
            _each_once(agencies)
    except FileNotFoundError:
        raise Permanent(f"the register of agencies is missing: {path.name} (setting CJIT_AGENCIES)") from None
    except OSError as error:
        raise Permanent(f"the register {path.name} cannot be read: {error.strerror}") from None
    except (ValueError, csv.Error) as error:
        wanted = ", ".join(_COLUMNS)
        raise Permanent(
            f"the register {path.name} is malformed ({error}); its columns are {wanted}"
        ) from None
    return Register(agencies)


def _agency(line: dict[str, str | None], number: int) -> Agency:
    """One agency of the register. Raises ValueError, naming the line by its number."""
    cells = {name: (line[name] or "").strip() for name in _COLUMNS}
    try:
        agency = Agency(
            agency_code=cells["agency_code"].upper(),
            name=cells["name"],
            dat_code=cells["dat_code"].upper() or None,
            kind=cells["kind"],
            valid_from=date.fromisoformat(cells["valid_from"]),
            valid_to=date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else OPEN_END,
            email=cells["email"] or None,
        )
    except ValueError as error:
        raise ValueError(f"agency {number}: {error}") from None
    if not agency.agency_code:
        raise ValueError(f"agency {number}: it has no code")
    if agency.kind not in FEEDS:
        raise ValueError(f"agency {number}: kind {agency.kind!r} is none of {', '.join(FEEDS)}")
    return agency


def _each_once(agencies: tuple[Agency, ...]) -> None:
    """An agency may stand there for several spans of time, but not twice from the same day."""
    for (code, since), times in Counter((a.agency_code, a.valid_from) for a in agencies).items():
        if times > 1:
            raise ValueError(f"agency {code} stands there twice from {since}")
