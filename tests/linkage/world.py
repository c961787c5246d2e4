"""Episodes straight into the warehouse, as the load stage leaves them, and what linkage then says of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import psycopg

from cjit.warehouse.connection import Warehouse

FIRST_DAY = date(2018, 1, 1)
FIRST_NIGHT = datetime(2018, 6, 1, tzinfo=UTC)
BYSTANDING = "Z"
"""The agency whose people only stand by."""
Place = tuple[str, str]
"""An agency's code and one of its EPISODIDs."""


@dataclass(frozen=True)
class Episode:
    """Days are counted from the first of January 2018. Letters stand for people, agencies and DATs."""

    id: str
    assessed: int
    closed: int | None = None
    caseload: int | None = None
    agency: str = "A"
    person: str = "p"
    dat: str = "D"

    @property
    def place(self) -> Place:
        return self.agency, self.id


@dataclass
class World:
    """The warehouse, and in `current` and `seen` the same for an oracle to read.

    `seen`: of each absent episode the last file that held it, files counted as they were accepted.
    """

    warehouse: Warehouse
    connection: psycopg.Connection[Any]
    """One for all that is done to it, so that each statement is planned seldom."""
    current: dict[Place, Episode] = field(default_factory=dict)
    seen: dict[Place, int] = field(default_factory=dict)
    versions: int = 0

    def load(self, *episodes: Episode) -> None:
        """New episodes, and new versions of those that are there; the people of both are touched."""
        with self._statements() as run:
            for episode in episodes:
                self.versions += 1
                earlier = self.current.get(episode.place)
                now = FIRST_NIGHT + timedelta(minutes=self.versions)
                if earlier is not None:
                    run(
                        "update core.episode set current_to = %s"
                        " where agency_code = %s and episode_id = %s and current_to is null",
                        now,
                        *episode.place,
                    )
                    _touch(run, earlier.person)
                run(
                    "insert into core.episode (agency_code, episode_id, submission_id, current_from,"
                    " content_hash, person_key, substance_group,"
                    " dat_code, assessed_on, caseload_on, closed_on)"
                    " values (%s, %s, 'S', %s, (random() * 1e15)::bigint, %s, 'opiate', %s, %s, %s, %s)",
                    *episode.place,
                    now,
                    key(episode.person),
                    episode.dat,
                    *map(day, (episode.assessed, episode.caseload, episode.closed)),
                )
                _touch(run, episode.person)
                self.current[episode.place] = episode
        for episode in episodes:
            self.come_back(episode.place)

    def change(self, place: Place, **items: Any) -> None:
        """A new version of an episode, with other values."""
        self.load(replace(self.current[place], **items))

    def delete(self, place: Place) -> None:
        """A confirmed deletion: the episode is not current any more."""
        with self._statements() as run:
            run(
                "update core.episode set current_to = now()"
                " where agency_code = %s and episode_id = %s and current_to is null",
                *place,
            )
            run("delete from core.absent where agency_code = %s and episode_id = %s", *place)
            _touch(run, self.current.pop(place).person)
        self.seen.pop(place, None)

    def go_missing(self, place: Place, last_seen: int) -> None:
        """The agency's last accepted file does not hold the episode; the one accepted as `last_seen` did."""
        agency, _ = place
        submission_id = f"{agency}-{last_seen}"
        with self._statements() as run:
            run(
                "insert into dq.submission values (%s, %s, 'cjit', 'f.csv', '', 1, 1, %s, 1)"
                " on conflict do nothing",
                submission_id,
                agency,
                # Clocks that are set back with every file: when it was accepted decides.
                FIRST_NIGHT - timedelta(days=last_seen),
            )
            run(
                "insert into dq.verdict (submission_id, verdict, agency_code, dataset_version, rules_version,"
                " lists_version, code_version, decided_at) values (%s, 'accepted', %s, 'O', '', '', '', %s)"
                " on conflict do nothing",
                submission_id,
                agency,
                FIRST_NIGHT + timedelta(days=last_seen),
            )
            run(
                "insert into core.absent values (%s, %s, %s)"
                " on conflict (agency_code, episode_id) do update set last_seen_in = excluded.last_seen_in",
                *place,
                submission_id,
            )
            _touch(run, self.current[place].person)
        self.seen[place] = last_seen

    def hold_back(self, place: Place) -> None:
        """The last accepted file holds the episode, in rows with errors only."""
        self.come_back(place)
        with self._statements() as run:
            run(
                "insert into core.held_back values (%s, %s, %s) on conflict do nothing",
                *place,
                self._any_submission(run),
            )
            _touch(run, self.current[place].person)

    def come_back(self, place: Place) -> None:
        """The last accepted file holds the episode again."""
        if self.seen.pop(place, None) is not None:
            with self._statements() as run:
                run("delete from core.absent where agency_code = %s and episode_id = %s", *place)
                _touch(run, self.current[place].person)

    def linked(self) -> dict[str, int | str]:
        """Of each current episode, as agency/EPISODID, its journey; of a duplicate the survivor."""
        rows = self.connection.execute(
            "select agency_code || '/' || episode_id, coalesce(duplicate_of, journey_no::text),"
            " duplicate_of is null and journey_no is not null from out.episode"
        ).fetchall()
        return {place: int(said) if is_journey else said for place, said, is_journey in rows}

    def touched(self) -> set[str]:
        """The people that wait to be linked again."""
        touched = self.connection.execute("select person_key from core.touched_person")
        keys = {bytes(row[0]) for row in touched}
        people = {episode.person for episode in self.current.values()}
        return {person for person in people if key(person) in keys}

    def clear(self) -> None:
        """Nobody but the bystanders, ready for the next world."""
        with self._statements() as run:
            for table in ("episode", "episode_link", "absent", "held_back"):
                run(f"delete from core.{table} where agency_code <> %s", BYSTANDING)  # noqa: S608
            run("delete from core.touched_person")
        self.current = {place: episode for place, episode in self.current.items() if place[0] == BYSTANDING}
        self.seen.clear()

    @contextmanager
    def _statements(self) -> Iterator[Any]:
        with self.connection.transaction():

            def run(statement: str, *values: Any) -> psycopg.Cursor[Any]:
                return self.connection.execute(statement, values)  # type: ignore[arg-type]

            yield run

    @staticmethod
    def _any_submission(run: Any) -> str:
        run(
            "insert into dq.submission values ('any', 'A', 'cjit', 'f.csv', '', 1, 1, %s, 1)"
            " on conflict do nothing",
            FIRST_NIGHT,
        )
        return "any"


def day(number: int | None) -> date | None:
    """The date of a day of a test's calendar."""
    return None if number is None else FIRST_DAY + timedelta(days=number)


def key(person: str) -> bytes:
    """A person key; whose, is all that matters here."""
    return sha256(person.encode()).digest()


def bystanders(number: int) -> Iterable[Episode]:
    """People with one episode each, so that the others are few among those held."""
    return [
        Episode(id=f"by-{n}", assessed=n, agency=BYSTANDING, person=f"bystander-{n}") for n in range(number)
    ]


def _touch(run: Any, person: str) -> None:
    run("insert into core.touched_person values (%s, 'S')", key(person))
