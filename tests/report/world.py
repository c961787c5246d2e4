"""A small warehouse in plain Python, stored straight into its tables: what a report is made from."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import psycopg

from cjit.warehouse.connection import Warehouse
from report.things import (
    NOTHING,
    Episode,
    Found,
    Mismatch,
    Referral,
    Stay,
    store_episodes,
    store_matches,
)

__all__ = ["NOTHING", "Episode", "Found", "Mismatch", "Referral", "Stay"]

LONDON = ZoneInfo("Europe/London")
FOREVER = date.max

PROMPT_GROUPS = {"1": "Required", "5": "Offender management", "9": "Voluntary", "12": "Other"}
ETHNIC_GROUPS = {"A": "White", "B": "White", "H": "Asian or Asian British", "Z": "Not stated"}
EXIT_GROUPS = {
    "201": "completed",
    "206": "transferred",
    "208": "incomplete",
    "210": "incomplete",
    "212": "transferred",
}
PRIOR_REASONS = ("101", "105")


@dataclass(frozen=True)
class Partnership:
    dat: str
    region: str | None
    force: str | None
    valid_from: date = date(2009, 4, 1)
    valid_to: date = FOREVER


@dataclass(frozen=True)
class Agency:
    code: str
    dat: str | None
    valid_from: date = date(2009, 4, 1)
    valid_to: date = FOREVER
    kind: str = "cjit"


@dataclass(frozen=True)
class File:
    agency: str
    received: datetime
    status: str = "accepted"
    submitted: int = 10
    loaded: int = 10
    warned: int = 0
    arrival_no: int = 1
    feed: str = "cjit"

    @property
    def id(self) -> str:
        return f"{self.agency}-{self.received:%Y%m%dT%H%M}-{self.arrival_no}"


@dataclass
class World:
    partnerships: list[Partnership] = field(default_factory=list)
    agencies: list[Agency] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    mismatches: list[Mismatch] = field(default_factory=list)

    def store(self, warehouse: Warehouse, keep: bool = False) -> None:
        """Make the warehouse hold this world alone; freezes stay, and with `keep` past versions."""
        with psycopg.connect(warehouse.url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "truncate core.episode_link, core.treatment_match, core.transfer, core.prison_match, "
                "core.stay, ref.agency, ref.partnership, ref.code, dq.verdict, dq.mismatch cascade"
            )
            if not keep:
                cursor.execute("truncate core.episode, core.referral")
            _store_references(cursor, self)
            _store_files(cursor, self.files)
            store_episodes(cursor, self.episodes)
            store_matches(cursor, self.episodes, self.stays)
            cursor.executemany(
                "insert into dq.mismatch values (%s, %s, %s, %s)",
                [(m.agency, m.episode, m.kind, m.found_in) for m in self.mismatches],
            )
            cursor.executemany(
                "insert into dq.mismatch_closed values (%s, %s, %s, %s, %s, null, 'ann', now(), 'why')",
                [(m.agency, m.episode, m.kind, m.found_in, m.closed) for m in self.mismatches if m.closed],
            )


def moment(day: date, hour: int = 2) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


def small() -> World:
    """Two partnerships of one force, one of another region, and Out of England; an agency in each area."""
    return World(
        partnerships=[
            Partnership("A03B", "North East", "Cleveland"),
            Partnership("A04B", "North East", "Cleveland"),
            Partnership("K06B", "South West", "Dorset", valid_to=date(2019, 3, 31)),
            Partnership("K18B", "South West", "Dorset", valid_from=date(2019, 4, 1)),
            Partnership("Z00B", None, None),
        ],
        agencies=[Agency("A0001", "A03B"), Agency("A0002", "A04B"), Agency("K0001", "K06B")],
        files=[File(agency, moment(date(2018, 12, 5))) for agency in ("A0001", "A0002", "K0001")],
    )


def lone() -> World:
    """One partnership and its agency: the least of which there are files of every level."""
    return World(
        partnerships=[Partnership("A03B", "North East", "Cleveland")],
        agencies=[Agency("A0001", "A03B")],
        files=[File("A0001", moment(date(2018, 12, 5)))],
    )


def _sql_date(day: date) -> date | str:
    return "infinity" if day == FOREVER else day


def _store_references(cursor: psycopg.Cursor[tuple[object, ...]], world: World) -> None:
    cursor.executemany(
        "insert into ref.partnership values (%s, %s, %s, %s, %s, %s)",
        [
            (p.dat, f"Area {p.dat}", p.region, p.force, p.valid_from, _sql_date(p.valid_to))
            for p in world.partnerships
        ],
    )
    cursor.executemany(
        "insert into ref.agency values (%s, %s, %s, %s, %s, %s, null)",
        [
            (a.code, f"Agency {a.code}", a.dat, a.kind, a.valid_from, _sql_date(a.valid_to))
            for a in world.agencies
        ],
    )
    lists = {
        "prompt": PROMPT_GROUPS,
        "ethnicity": ETHNIC_GROUPS,
        "closure_from": EXIT_GROUPS,
        "closure_prior": dict.fromkeys(PRIOR_REASONS, "prior"),
    }
    cursor.executemany(
        "insert into ref.code values (%s, %s, %s, %s)",
        [
            (name, code, f"{name} {code}", group)
            for name, codes in lists.items()
            for code, group in codes.items()
        ],
    )


def _store_files(cursor: psycopg.Cursor[tuple[object, ...]], files: list[File]) -> None:
    cursor.executemany(
        "insert into dq.submission values (%s, %s, %s, 'x.csv', md5(%s), 1, 1, %s, %s) "
        "on conflict do nothing",
        [(f.id, f.agency, f.feed, f.id, f.received, f.arrival_no) for f in files],
    )
    cursor.executemany(
        "insert into dq.verdict (submission_id, verdict, agency_code, rows_submitted, rows_withheld, "
        "rows_in_error, rows_loaded, rows_with_warning, dataset_version, rules_version, lists_version, "
        "code_version) values (%s, %s, %s, %s, 0, %s, %s, %s, 'O', '1', '1', '1')",
        [(f.id, f.status, f.agency, f.submitted, f.submitted - f.loaded, f.loaded, f.warned) for f in files],
    )
