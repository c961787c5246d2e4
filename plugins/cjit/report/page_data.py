"""Everything that the pages of one freeze are made from, read once for all areas."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

import pyarrow as pa

from cjit.errors import Permanent
from cjit.london import london_day
from cjit.report import calendar
from cjit.report.ledger import Change, read_changes
from cjit.report.page_figures import Figure, Figures, lists
from cjit.report.page_words import TREND
from cjit.warehouse.connection import Session, Warehouse

_FIGURES = pa.schema(
    [
        ("level", pa.string()),
        ("area_code", pa.string()),
        ("period_kind", pa.string()),
        ("measure", pa.string()),
        ("breakdown", pa.string()),
        ("value", pa.float64()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
    ]
)
_EARLIER = pa.schema(
    [
        ("level", pa.string()),
        ("area_code", pa.string()),
        ("period", pa.string()),
        ("measure", pa.string()),
        ("value", pa.float64()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("published", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Area:
    """An agency, partnership, region, police force area or England, and what it lies in, if anything.

    partnership: of an agency, the code of its own. not_in_force: of a partnership that is not on the list on
    the last day of the month, any more or yet, but has people or agencies to count.
    """

    level: str
    code: str
    name: str
    region: str | None
    force: str | None
    partnership: str | None = None
    not_in_force: bool = False

    @property
    def full_name(self) -> str:
        """The name, with the code where people know it by that."""
        return f"{self.name} ({self.code})" if self.level in ("partnership", "provider") else self.name


@dataclass(frozen=True, slots=True)
class Agency:
    """A CJIT agency and its last accepted file at the freeze; `received_at` is None where it had none."""

    code: str
    name: str
    partnership: str | None
    partnership_name: str | None
    region: str | None
    force: str | None
    carried_forward: bool | None
    received_at: datetime | None
    load_pct: float | None
    dq_pct: float | None


@dataclass(frozen=True, slots=True)
class Risks:
    """What may be wrong with the keys of an area's people (linkage.md, Keys).

    shared: keys found to hold two people; shared_by_chance: pairs of people to be expected to share one.
    split: pairs of keys found to be one person.
    """

    shared: int
    shared_by_chance: Decimal
    split: int


@dataclass(frozen=True, slots=True)
class LinkageRange:
    """How far an area's number of people may be out, since keys can take two for one and one for two.

    risks: None for a freeze that was made before they were kept.
    """

    people: int
    low: int
    high: int
    risks: Risks | None = None


@dataclass(frozen=True)
class Book:
    """A freeze as its pages need it."""

    freeze_id: str
    spans: calendar.Spans
    frozen_at: datetime
    restates: str | None
    signed_by: str | None
    signed_at: datetime | None
    areas: Sequence[Area]
    agencies: Sequence[Agency]
    labels: Mapping[str, Mapping[str, str]]
    figures: Mapping[tuple[str, str], Figures]
    earlier: Mapping[tuple[str, str], Mapping[str, Mapping[str, Figure]]]
    """Area → month before (YYYY-MM) → measure → figure."""
    linkage: Mapping[tuple[str, str], LinkageRange]
    not_published: frozenset[str] = frozenset()
    """Of the months before, those without a report: they are as this freeze knew them."""
    changes: Mapping[tuple[str, str], Sequence[Change]] | None = None
    """Of a restatement, area → what it changed there; None where it was not read, or there is nothing."""

    def of(self, level: str, code: str) -> Figures:
        """An area's figures; empty where the freeze has none."""
        return self.figures.get((level, code), Figures())

    @cached_property
    def england(self) -> Figures:
        """England's figures, which every page compares with."""
        return self.of("england", "england")

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """(level, code) → the area's name."""
        return {(area.level, area.code): area.name for area in self.areas}

    @property
    def is_draft(self) -> bool:
        """Whether nobody has signed it off yet."""
        return self.signed_at is None


def read_book(warehouse: Warehouse, freeze_id: str, *, with_changes: bool = False) -> Book:
    """Read a freeze; raises Permanent where there is none of that id.

    with_changes: what it restated too, which the pages of areas tell and nothing else needs.
    """
    with warehouse.session() as session:
        frozen = session.rows("report/page_freeze", {"freeze_id": freeze_id})
        if not frozen:
            raise Permanent(f"there is no freeze {freeze_id!r}: out.freeze lists them")
        period, frozen_at, restates, signed_by, signed_at = frozen[0]
        spans = calendar.spans(period)
        # The day on which an agency has to be open to be asked for a file, as the measures take it.
        asked_on = min(calendar.window(period).closes, london_day(frozen_at))
        key = {"freeze_id": freeze_id, "period_end": spans.end, "asked_on": asked_on}
        earlier, not_published = _earlier(session, key)
        return Book(
            freeze_id=freeze_id,
            spans=spans,
            frozen_at=frozen_at,
            restates=restates,
            signed_by=signed_by,
            signed_at=signed_at,
            areas=_areas(session, key),
            agencies=sorted(
                (Agency(*row) for row in session.rows("report/page_agencies", key)), key=lambda a: a.code
            ),
            labels=_labels(session, key),
            figures=_figures(session, key),
            earlier=earlier,
            not_published=not_published,
            linkage=_linkage(session, key),
            changes=read_changes(session, freeze_id) if with_changes and restates else None,
        )


def _areas(session: Session, key: Mapping[str, object]) -> list[Area]:
    """Areas with the region of each force: that of its partnerships, where they have one in common."""
    areas = [Area(*row) for row in session.rows("report/page_areas", key)]
    areas.sort(key=lambda area: (area.level, area.name, area.code))
    regions = defaultdict(set)
    for area in areas:
        if area.level == "partnership" and area.force:
            regions[area.force].add(area.region)
    return [
        replace(area, region=next(iter(regions[area.code])))
        if area.level == "force" and len(regions[area.code]) == 1
        else area
        for area in areas
    ]


def _labels(session: Session, key: Mapping[str, object]) -> dict[str, dict[str, str]]:
    """List → code → label, in the order of the codes: 9 before 10."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    rows = session.rows("report/page_codes", key)
    for name, code, label in sorted(rows, key=lambda row: (len(row[1]), row[1])):
        labels[name][code] = label
    return dict(labels)


def _figures(session: Session, key: Mapping[str, object]) -> dict[tuple[str, str], Figures]:
    table = session.copy_out("report/page_figures", _FIGURES, key)
    cells: dict[tuple[str, str], dict[tuple[str, str], dict[str, Figure]]] = defaultdict(dict)
    for level, code, kind, measure, part, value, top, bottom in zip(*lists(table), strict=True):
        cells[level, code].setdefault((kind, measure), {})[part] = Figure(value, top, bottom)
    return {area: Figures(found) for area, found in cells.items()}


def _earlier(
    session: Session, key: Mapping[str, object]
) -> tuple[dict[tuple[str, str], dict[str, dict[str, Figure]]], frozenset[str]]:
    """Area → month (YYYY-MM) → measure → figure, of the months before; and those that had no report."""
    table = session.copy_out("report/page_trend", _EARLIER, {**key, "measures": list(TREND)})
    months: dict[tuple[str, str], dict[str, dict[str, Figure]]] = defaultdict(dict)
    not_published = set()
    for level, code, period, measure, value, top, bottom, published in zip(*lists(table), strict=True):
        months[level, code].setdefault(period, {})[measure] = Figure(value, top, bottom)
        if not published:
            not_published.add(period)
    return dict(months), frozenset(not_published)


def _linkage(session: Session, key: Mapping[str, object]) -> dict[tuple[str, str], LinkageRange]:
    """Area → range at the freeze."""
    rows = session.rows("report/page_linkage", key)
    return {
        (level, code): LinkageRange(people, low, high, None if risks[0] is None else Risks(*risks))
        for level, code, people, low, high, *risks in rows
    }
