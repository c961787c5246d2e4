"""The measures of report.md once more, in plain Python and one area at a time.

Nothing here is shared with the program but the names of measures, levels and period kinds.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN

from report.oracle_cells import Cell, count, described, rate
from report.oracle_outcomes import TRANSFERS, Span, handovers, outcomes
from report.things import Episode, Stay
from report.world import ETHNIC_GROUPS, EXIT_GROUPS, LONDON, PROMPT_GROUPS, Agency, File, World

Key = tuple[str, date, str, str, str, str]
"""period_kind, period_start, level, area_code, measure, breakdown"""
Area = tuple[str, str]
"""level, area_code"""


@dataclass(frozen=True)
class Moment:
    """The report month with its window (first and last day), the day on which agencies must be open, and the
    day on which the report is made."""

    period: str
    opens: date
    closes: date
    day: date
    made: date

    @property
    def last_day(self) -> date:
        year, month = map(int, self.period.split("-"))
        return date(year, month, monthrange(year, month)[1])

    def starts(self) -> dict[str, date]:
        year, month = map(int, self.period.split("-"))
        quarter = {1: 1, 2: 1, 3: 1, 4: 4, 5: 4, 6: 4, 7: 7, 8: 7, 9: 7, 10: 10, 11: 10, 12: 10}[month]
        year_ago = date(year, 1, 1) if month == 12 else date(year - 1, month + 1, 1)
        return {
            "month": date(year, month, 1),
            "quarter": date(year, quarter, 1),
            "ytd": date(year if month >= 4 else year - 1, 4, 1),
            "rolling12": year_ago,
        }


def figures(world: World, at: Moment) -> dict[Key, Cell]:
    """Every cell that the report must have."""
    counted = [
        e
        for e in world.episodes
        if not e.superseded and e.duplicate_of is None and (e.age is None or e.age >= 18)
    ]
    cells: dict[Key, Cell] = {}
    for area in _areas(world, counted, at):
        mine = [e for e in counted if area in _areas_of(world, e, at)]
        for kind, start in at.starts().items():
            for measure, breakdown, cell in _figures_of_area(mine, kind, start, at.last_day):
                cells[kind, start, *area, measure, breakdown] = cell
            span = Span(kind, start, at.last_day, at.made)
            releases = [s for s in world.stays if area in releases_to(world, s, at)]
            for measure, cell in outcomes(counted, mine, span).items():
                cells[kind, start, *area, measure, ""] = cell
            for measure, cell in handovers(world, mine, releases, area, span).items():
                cells[kind, start, *area, measure, ""] = cell
        for measure, cell in _figures_of_agencies(world, area, at):
            cells["month", at.starts()["month"], *area, measure, ""] = cell
    return cells


def _figures_of_area(
    episodes: list[Episode], kind: str, start: date, end: date
) -> Iterator[tuple[str, str, Cell]]:
    def within(day: date | None) -> bool:
        return day is not None and start <= day <= end

    assessed = described(episodes, lambda e: within(e.assessed))
    onto = [e for e in assessed if e.caseload]
    prior = [e for e in assessed if not e.caseload and e.closed]
    yield "assessed", "", count(len(assessed))
    yield "onto_caseload", "", rate(len(onto), len(assessed))
    yield "outcome_pending", "", count(len(assessed) - len(onto) - len(prior))
    yield from _broken_down("assessed_by_prompt", (e.prompt for e in assessed))
    yield from _broken_down("assessed_by_prompt_group", (PROMPT_GROUPS.get(e.prompt or "") for e in assessed))
    yield from _broken_down("closed_prior", (e.reason for e in prior))
    yield "caseload_starts", "", count(len(described(episodes, lambda e: within(e.caseload))))

    exits = described(
        episodes,
        lambda e: within(e.closed) and e.reason in EXIT_GROUPS,
        key=lambda e: (e.closed, e.agency, e.id),
        pick=max,
    )
    yield "exits", "", count(len(exits))
    yield from _broken_down("exits_by_reason", (e.reason for e in exits))
    yield from _broken_down("exits_by_group", (EXIT_GROUPS[e.reason or ""] for e in exits))
    if kind == "month":
        yield from _caseload(episodes, end)


def _caseload(episodes: list[Episode], end: date) -> Iterator[tuple[str, str, Cell]]:
    def on_it(e: Episode) -> bool:
        return e.caseload is not None and e.caseload <= end and (e.closed is None or e.closed > end)

    people = described(episodes, on_it)
    yield "caseload", "", count(len(people))
    yield from _broken_down("caseload_by_age", (_age_band(e.age) for e in people))
    yield from _broken_down("caseload_by_sex", (e.sex for e in people))
    yield from _broken_down("caseload_by_ethnicity", (ETHNIC_GROUPS.get(e.ethnicity or "") for e in people))
    yield from _broken_down("caseload_by_substance", (e.substance for e in people))
    yield from _broken_down("caseload_by_injecting", (e.injecting for e in people))
    yield from _broken_down("caseload_by_accommodation", (e.accommodation for e in people))
    yield from _broken_down("caseload_by_duration", (_duration_band(e.caseload, end) for e in people))


def _age_band(age: int | None) -> str | None:
    bands = {"18-24": range(18, 25), "25-29": range(25, 30), "30-39": range(30, 40), "40-49": range(40, 50)}
    return None if age is None else next((band for band, ages in bands.items() if age in ages), "50+")


def _duration_band(since: date | None, end: date) -> str:
    assert since is not None
    weeks = (end - since).days // 7
    return next((band for limit, band in ((13, "<13"), (26, "13-25"), (52, "26-51")) if weeks < limit), "52+")


def _broken_down(measure: str, values: Iterable[str | None]) -> Iterator[tuple[str, str, Cell]]:
    for breakdown, clients in Counter(v or "unknown" for v in values).items():
        yield measure, breakdown, count(clients)


def _figures_of_agencies(world: World, area: Area, at: Moment) -> Iterator[tuple[str, Cell]]:
    mine = [code for code in _agencies(world, at) if area in _areas_of_agency(world, code, at)]
    open_ones = [code for code in mine if (row := _register(world, code, at)) and _open(row, at)]
    senders = {
        f.agency for f in _accepted(world) if at.opens <= f.received.astimezone(LONDON).date() <= at.closes
    }
    latest = [last for code in mine if (last := _last_file(world, code))]
    loaded = sum(f.loaded for f in latest)
    yield "submitted", rate(sum(code in senders for code in open_ones), len(open_ones))
    yield "load_pct", rate(loaded, sum(f.submitted for f in latest), ROUND_DOWN)
    yield "dq_pct", rate(loaded - sum(f.warned for f in latest), loaded, ROUND_DOWN)
    yield "open_mismatches", count(sum(m.agency in mine and m.closed is None for m in world.mismatches))


def _accepted(world: World) -> list[File]:
    return [f for f in world.files if f.feed == "cjit" and f.status == "accepted"]


def _last_file(world: World, code: str) -> File | None:
    mine = [f for f in _accepted(world) if f.agency == code]
    return max(mine, key=lambda f: (f.received, f.arrival_no), default=None)


def _open(row: Agency, at: Moment) -> bool:
    return row.valid_from <= at.day <= row.valid_to


def _register(world: World, code: str, at: Moment) -> Agency | None:
    """The agency as it is on the day, else as it last was, else as it will be."""
    rows = sorted(
        (a for a in world.agencies if a.code == code and a.kind == "cjit"), key=lambda a: a.valid_from
    )
    begun = [a for a in rows if a.valid_from <= at.day]
    return next((a for a in rows if _open(a, at)), begun[-1] if begun else rows[-1] if rows else None)


def _agencies(world: World, at: Moment) -> set[str]:
    registered = {a.code for a in world.agencies if (row := _register(world, a.code, at)) and _open(row, at)}
    return registered | {f.agency for f in _accepted(world)}


def _place(world: World, dat: str | None, at: Moment) -> set[Area]:
    rows = sorted((p for p in world.partnerships if p.dat == dat), key=lambda p: p.valid_from)
    begun = [p for p in rows if p.valid_from <= at.last_day]
    if not rows:
        return set()
    row = begun[-1] if begun else rows[-1]
    if row.region is None or row.force is None:
        return set()
    return {("region", row.region), ("force", row.force), ("partnership", row.dat)}


def releases_to(world: World, stay: Stay, at: Moment) -> set[Area]:
    return {("england", "england")} | _place(world, stay.exit_dat, at)


def _areas_of(world: World, episode: Episode, at: Moment) -> set[Area]:
    return {("england", "england"), ("provider", episode.agency)} | _place(world, episode.dat, at)


def _areas_of_agency(world: World, code: str, at: Moment) -> set[Area]:
    row = _register(world, code, at)
    return {("england", "england"), ("provider", code)} | (_place(world, row.dat, at) if row else set())


def _areas(world: World, counted: list[Episode], at: Moment) -> set[Area]:
    """In force on the month's last day, agencies with data, and ended areas with something to count."""
    found: set[Area] = {("england", "england")}
    for partnership in world.partnerships:
        if partnership.valid_from <= at.last_day <= partnership.valid_to:
            found |= _place(world, partnership.dat, at)
    found |= {("provider", f.agency) for f in _accepted(world)}
    for code in _agencies(world, at):
        row = _register(world, code, at)
        found |= _place(world, row.dat, at) if row else set()
    first = at.starts()["rolling12"]
    for e in counted:
        dates = [e.assessed, e.caseload, e.closed if e.reason in {*EXIT_GROUPS, *TRANSFERS} else None]
        dates += [r.on for r in e.referrals]
        happened = any(day is not None and first <= day <= at.last_day for day in dates)
        staying = (
            e.caseload is not None
            and e.caseload <= at.last_day
            and (e.closed is None or e.closed > at.last_day)
        )
        if happened or staying:
            found |= _areas_of(world, e, at)
    for stay in world.stays:
        if stay.reason == "R" and stay.exit_on and first <= stay.exit_on <= at.last_day:
            found |= releases_to(world, stay, at)
    return found
