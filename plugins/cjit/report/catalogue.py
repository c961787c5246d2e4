"""The words about measures, read from measures.toml: their one home (specification: report.md, "Measures").

Pages, workbook, CSV metadata, PDF, packs and docs/measures.md take names and definitions from here.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

KINDS = ("month", "quarter", "ytd", "rolling12")
UNKNOWN = "Not known"
_HOME = Path(__file__).parent / "measures.toml"


@dataclass(frozen=True)
class Measure:
    """A measure of out.ccjr and what it is called. A rate has an `of`, a breakdown a `whole`.

    counts: what one of its numerator is (people, rows, …). known: its categories in order. kinds: the
    period kinds that it is made for.
    """

    key: str
    section: str
    title: str
    counts: str
    definition: str
    short: str = ""
    of: str = ""
    part: str = ""
    whole: str = ""
    code_list: str = ""
    known: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Sequence[str] = KINDS
    not_at: Sequence[str] = ()
    is_cut: bool = False

    @property
    def name(self) -> str:
        """Its name where there is little room."""
        return self.short or self.title

    @property
    def is_rate(self) -> bool:
        """Whether its value is a percentage."""
        return bool(self.of)

    @property
    def unit(self) -> str:
        """What its value is given in."""
        return "per cent" if self.is_rate else self.counts

    def label(self, labels: Mapping[str, Mapping[str, str]], part: str) -> str:
        """What a category is called: by its own name, by the code list, else as it stands."""
        if part == "unknown":
            return UNKNOWN
        return self.names.get(part) or labels.get(self.code_list, {}).get(part) or part[:1].upper() + part[1:]

    def parts(self, labels: Mapping[str, Mapping[str, str]], *found: Mapping[str, int]) -> list[str]:
        """The categories to show: the known ones, then what else the figures have, unknown last."""
        known = list(self.known or labels.get(self.code_list, {}))
        others = {part for parts in found for part in parts} - set(known)
        return known + sorted(others, key=lambda part: (part == "unknown", part))


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by its key, in the order in which they are shown."""
    return {entry["key"]: Measure(**entry) for entry in _read()["measure"]}


@cache
def shorthand() -> Mapping[str, str]:
    """What stands in a cell of a workbook that has no number, and what it means."""
    return {entry["mark"]: entry["meaning"] for entry in _read()["shorthand"]}


def at(level: str) -> list[Measure]:
    """The measures that areas of a level have."""
    return [measure for measure in measures().values() if level not in measure.not_at]


def rates(level: str, section: str = "") -> list[Measure]:
    """The rates of a level, of one section or of all."""
    return [m for m in at(level) if m.is_rate and section in ("", m.section)]


def breakdowns(section: str = "") -> list[Measure]:
    """The measures by category, of one section or of all."""
    return [m for m in measures().values() if m.whole and section in ("", m.section)]


def counts(level: str) -> list[Measure]:
    """The plain counts of a level."""
    return [m for m in at(level) if not m.is_rate and not m.whole]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_HOME.read_text(encoding="utf-8"))
