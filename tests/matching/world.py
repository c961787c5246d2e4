"""Episodes, treatment and stays straight into the warehouse, as the load stage leaves them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, LiteralString

import psycopg

from cjit.warehouse.connection import Session, Warehouse

from .facts import (
    DATS,
    FIRST_DAY,
    FROM_CASELOAD,
    REGISTER,
    Episode,
    Found,
    Person,
    Place,
    Row,
    Stay,
    Treatment,
    day,
)

FIRST_NIGHT = datetime(2018, 6, 1, tzinfo=UTC)
BYSTANDING = "bystanding"
"""The agency whose people only stand by."""

_VIEWS: dict[str, LiteralString] = {
    "transfer": "select from_agency, from_episode, closed_on, transferred_to, to_agency, to_episode, days"
    " from out.transfer",
    "treatment": "select agency_code, episode_id, referral_id, anchor, anchored_on, treatment_agency,"
    " treatment_episode, started_on, days, already_in_treatment, counts_until from out.treatment_match",
    "prison": "select prison_code, stay_id, exit_on, exit_dat, agency_code, episode_id, assessed_on, days"
    " from out.prison_match",
    "not seen": "select agency_code, episode_id, referral_id, referred_on, dat_code, reason,"
    " split_part(reason_in_words, ': ', 2), near_item from out.unmatched_referral",
}


@dataclass
class World:
    """The warehouse, and the same for an oracle to read. `salt` is what person keys are made with."""

    warehouse: Warehouse
    connection: psycopg.Connection[Any]
    """One for all that is done to it, so that each statement is planned seldom."""
    episodes: dict[Place, Episode] = field(default_factory=dict)
    treatments: dict[str, list[Treatment]] = field(default_factory=dict)
    stays: dict[str, list[Stay]] = field(default_factory=dict)
    versions: int = 0
    salt: str = ""

    @classmethod
    def of(cls, warehouse: Warehouse, connection: psycopg.Connection[Any]) -> "World":
        world = cls(warehouse, connection)
        world.register(REGISTER)
        with world.statements() as run:
            for code in DATS:
                run(
                    "insert into ref.partnership values (%s, %s, 'R', 'P', '2009-04-01', 'infinity')",
                    code,
                    code,
                )
            for code in FROM_CASELOAD:
                run("insert into ref.code values ('closure_from', %s, %s)", code, code)
        return world

    def register(self, lines: Iterable[tuple[str, str, int]]) -> None:
        with self.statements() as run:
            run("delete from ref.agency")
            for code, dat, since in lines:
                run(
                    "insert into ref.agency values (%s, %s, %s, 'cjit', %s, 'infinity')",
                    *(code, code, dat, day(since)),
                )

    def key(self, person: Person) -> bytes:
        return sha256(f"{self.salt}{person}".encode()).digest()

    def load(self, *episodes: Episode) -> None:
        """New episodes, and new versions of those that are there; the people of both are touched."""
        with self.statements() as run:
            for episode in episodes:
                self._end(run, episode.place)
                self.versions += 1
                version = f"v{self.versions}"
                who = episode.person
                run(
                    "insert into core.episode (agency_code, episode_id, submission_id, current_from,"
                    " content_hash, person_key, substance_group, first_initial, surname_initial, dob, sex,"
                    " dat_code, assessed_on, closed_on, closure_reason, transferred_to)"
                    " values (%s, %s, %s, %s, 1, %s, 'opiate', %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    *(*episode.place, version, FIRST_NIGHT + timedelta(minutes=self.versions), self.key(who)),
                    *(who.first, who.surname, who.born, who.sex, episode.dat),
                    *(day(episode.assessed), day(episode.closed), episode.reason, episode.to),
                )
                for referral in episode.referrals:
                    run(
                        "insert into core.referral values (%s, %s, %s, %s, %s, 'S0001')",
                        *(*episode.place, version, referral.id, day(referral.on)),
                    )
                run("insert into core.touched_person values (%s, 'S')", self.key(who))
                self.episodes[episode.place] = episode

    def delete(self, place: Place) -> None:
        """A confirmed deletion: the episode is not current any more."""
        with self.statements() as run:
            self._end(run, place)
        self.episodes.pop(place, None)

    def _end(self, run: Any, place: Place) -> None:
        if place in self.episodes:
            run(
                "update core.episode set current_to = now()"
                " where agency_code = %s and episode_id = %s and current_to is null",
                *place,
            )
            run("insert into core.touched_person values (%s, 'S')", self.key(self.episodes[place].person))

    def treat(self, *treatments: Treatment, agency: str = "S") -> None:
        """A file of a treatment service, in the load's own statements."""
        rows = [
            (
                *(one.agency, one.id, "S", self.key(one.person)),
                *(one.person.first, one.person.surname, one.person.born, one.person.sex, one.dat),
                *map(day, (one.referred, one.triaged, one.started, one.discharged)),
            )
            for one in treatments
        ]
        columns: LiteralString = (
            "agency_code, episode_id, submission_id, person_key, first_initial, surname_initial, dob, sex,"
            " dat_code, referred_on, triaged_on, started_on, discharged_on"
        )
        self._replace("treatment", f"copy core.treatment ({columns}) from stdin", agency, rows)
        self.treatments[agency] = list(treatments)

    def stay(self, *stays: Stay, agency: str = "X") -> None:
        """A file of a secure setting, in the load's own statements."""
        rows = [
            (one.agency, one.id, "S", self.key(one.person), day(one.exit), one.reason, one.to)
            for one in stays
        ]
        columns: LiteralString = (
            "prison_code, stay_id, submission_id, person_key, exit_on, exit_reason, exit_dat"
        )
        self._replace("stay", f"copy core.stay ({columns}) from stdin", agency, rows)
        self.stays[agency] = list(stays)

    def _replace(
        self, table: str, copy: LiteralString, sender: str, rows: Sequence[tuple[object, ...]]
    ) -> None:
        with self.connection.transaction():
            session = Session(self.connection, {})
            session.run(f"load/replace_{table}", {"agency_code": sender})
            with self.connection.cursor() as cursor, cursor.copy(copy) as into:
                for row in rows:
                    into.write_row(row)
            session.run(f"load/note_replaced_{table}", {"agency_code": sender})

    def found(self) -> Found:
        """What the views say; bystanders aside."""
        return {
            name: {_plain(row) for row in self.connection.execute(query) if BYSTANDING not in row}
            for name, query in _VIEWS.items()
        }

    def waiting(self) -> int:
        """How many wait to be matched."""
        waiting = self.connection.execute("select count(*) from core.person_to_match").fetchone() or (0,)
        return int(waiting[0])

    def clear(self) -> None:
        """Nobody but the bystanders, ready for the next world."""
        with self.statements() as run:
            run("delete from core.episode where agency_code <> %s", BYSTANDING)
            for table in ("episode_link", "transfer", "treatment_match", "prison_match"):
                run(f"delete from core.{table}")  # noqa: S608
            for table in ("referral", "treatment", "stay", "touched_person", "person_to_match"):
                run(f"delete from core.{table}")  # noqa: S608
        self.episodes = {place: one for place, one in self.episodes.items() if place[0] == BYSTANDING}
        self.treatments, self.stays = {}, {}

    @contextmanager
    def statements(self) -> Iterator[Any]:
        with self.connection.transaction():

            def run(statement: str, *values: object) -> psycopg.Cursor[Any]:
                return self.connection.execute(statement, values)  # type: ignore[arg-type]

            yield run


def _plain(row: tuple[Any, ...]) -> Row:
    return tuple((cell - FIRST_DAY).days if isinstance(cell, date) else cell for cell in row)


def bystanders(number: int) -> Iterable[Episode]:
    """People with an episode each, so that the others are few among those held."""
    return [Episode(f"by-{n}", n, agency=BYSTANDING, person=Person(first=f"by-{n}")) for n in range(number)]
