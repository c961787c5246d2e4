"""The reference lists and the register, read with csv, and what a code means on a day."""

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pycountry

REFERENCE = Path(__file__).parents[2] / "plugins/cjit/dataset/reference/2009-04-01"
Span = tuple[date, date]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _span(row: dict[str, str]) -> Span:
    first, last = row["valid_from"], row["valid_to"]
    return date.fromisoformat(first or "0001-01-01"), date.fromisoformat(last or "9999-12-31")


def _within(day: date, span: Span) -> bool:
    return span[0] <= day <= span[1]


@dataclass(frozen=True)
class Lists:
    """Code lists of one dataset, partnerships, authorities and prisons of one version."""

    codes: dict[str, dict[str, str]]
    """list → code → group"""
    dats: list[tuple[str, Span]]
    authorities: list[tuple[str, str, Span]]
    prisons: set[str]
    nations: set[str] = field(default_factory=lambda: {country.alpha_3 for country in pycountry.countries})

    def dat_on(self, code: str | None, day: date) -> bool:
        return any(code == dat and _within(day, span) for dat, span in self.dats)

    def is_dat(self, code: str | None) -> bool:
        """A code of the list, at any date."""
        return any(code == dat for dat, _ in self.dats)

    def authority_on(self, code: str | None, day: date) -> bool:
        return any(code == la and _within(day, span) for la, _, span in self.authorities)

    def inside(self, la: str | None, dat: str | None, day: date) -> bool:
        return any((la, dat) == (code, home) and _within(day, span) for code, home, span in self.authorities)

    def is_prison(self, code: str | None) -> bool:
        return code in self.prisons


def read_lists(dataset: str = "O", folder: Path = REFERENCE) -> Lists:
    codes: dict[str, dict[str, str]] = {}
    for row in _table(folder / "codes.csv"):
        if dataset in row["datasets"].split():
            codes.setdefault(row["list"], {})[row["code"]] = row["group"]
    return Lists(
        codes=codes,
        dats=[(row["dat_code"], _span(row)) for row in _table(folder / "partnerships.csv")],
        authorities=[
            (row["la_code"], row["dat_code"], _span(row)) for row in _table(folder / "local_authorities.csv")
        ],
        prisons={row["prison_code"] for row in _table(folder / "prisons.csv")},
    )


@dataclass(frozen=True)
class Register:
    """agencies.csv: code, kind and the days on which the agency is open."""

    agencies: list[tuple[str, str, Span]]

    def knows(self, code: str | None) -> bool:
        return any(code == agency for agency, _, _ in self.agencies)

    def open_as(self, code: str | None, kind: str, day: date) -> bool:
        return any(
            (code, kind) == (agency, its_kind) and _within(day, span)
            for agency, its_kind, span in self.agencies
        )


def read_register(path: Path) -> Register:
    return Register([(row["agency_code"], row["kind"], _span(row)) for row in _table(path)])
