"""The register of agencies: a deployment's own CSV (specification: dataset.md, "Agencies")."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

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
        return frozenset(agency.agency_code for agency in self.agencies)

    def refusal(self, code: str, kind: str, day: date) -> str | None:
        """Why a file of that agency cannot be taken on that day (F07), None where it can."""
        lines = [agency for agency in self.agencies if agency.agency_code == code]
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
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise Permanent(f"the register of agencies is missing: {path.name} (setting CJIT_AGENCIES)") from None
    try:
        return Register(tuple(_agency(row) for row in rows))
    except (KeyError, ValueError) as error:
        wanted = ", ".join(_COLUMNS)
        raise Permanent(f"the register {path.name} is malformed ({error}); its columns are {wanted}") from None


def _agency(row: dict[str, str]) -> Agency:
    kind = row["kind"].strip()
    if kind not in ("cjit", "structured", "secure"):
        raise ValueError(f"kind {kind!r} of agency {row['agency_code']}")
    return Agency(
        agency_code=row["agency_code"].strip().upper(),
        name=row["name"].strip(),
        dat_code=row["dat_code"].strip().upper() or None,
        kind=kind,
        valid_from=date.fromisoformat(row["valid_from"].strip()),
        valid_to=date.fromisoformat(row["valid_to"].strip()) if row["valid_to"].strip() else OPEN_END,
        email=row["email"].strip() or None,
    )
