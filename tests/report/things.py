"""What a small warehouse knows of people: episodes, referrals, stays, and what matching found."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg

_Cursor = psycopg.Cursor[tuple[object, ...]]


@dataclass(frozen=True)
class Found:
    """What matching found at an anchor: days to the start of treatment, and whether it was under way."""

    days: int | None = None
    already: bool = False


NOTHING = Found()


@dataclass(frozen=True)
class Referral:
    id: str
    on: date | None
    found: Found = NOTHING


@dataclass(frozen=True)
class Stay:
    prison: str
    id: str
    exit_on: date | None
    exit_dat: str | None
    reason: str | None = "R"
    person: str = "ann"
    to: tuple[str, str] | None = None
    """Agency and EPISODID of the episode that it is matched to."""

    @property
    def person_key(self) -> bytes:
        return hashlib.sha256(self.person.encode()).digest()


@dataclass(frozen=True)
class Mismatch:
    agency: str
    episode: str
    found_in: str
    kind: str = "M1"
    closed: str | None = None


@dataclass
class Episode:
    agency: str
    id: str
    person: str
    dat: str
    assessed: date
    caseload: date | None = None
    closed: date | None = None
    reason: str | None = None
    prompt: str | None = "1"
    age: int | None = 30
    sex: str | None = "M"
    ethnicity: str | None = "A"
    substance: str = "opiate"
    injecting: str | None = "N"
    accommodation: str | None = "3"
    duplicate_of: str | None = None
    superseded: bool = False
    referrals: tuple[Referral, ...] = ()
    after_exit: Found = NOTHING
    picked_up: bool = False
    submission: str = "S"

    @property
    def person_key(self) -> bytes:
        return hashlib.sha256(self.person.encode()).digest()

    @property
    def content_hash(self) -> int:
        known_later = ("duplicate_of", "superseded", "after_exit", "picked_up", "submission", "referrals")
        stored = [v for k, v in vars(self).items() if k not in known_later]
        stored += [(r.id, r.on) for r in self.referrals]
        digest = hashlib.sha256(repr(stored).encode()).digest()
        return int.from_bytes(digest[:8], signed=True)


def store_episodes(cursor: _Cursor, episodes: list[Episode]) -> None:
    """Episodes become current as they are; another version of the same one, if there is one, is past."""
    cursor.execute("create temporary table wanted (agency text, id text, hash bigint) on commit drop")
    cursor.executemany(
        "insert into wanted values (%s, %s, %s)",
        [(e.agency, e.id, e.content_hash) for e in episodes if not e.superseded],
    )
    current = "select agency_code, episode_id, content_hash from core.episode where current_to is null"
    cursor.execute(
        "update core.episode set current_to = now() where current_to is null "
        "and (agency_code, episode_id, content_hash) not in (select * from wanted)"
    )
    there = set(cursor.execute(current).fetchall())
    new = [e for e in episodes if (e.agency, e.id, e.content_hash) not in there]
    cursor.executemany(
        "insert into core.episode (agency_code, episode_id, submission_id, current_from, current_to, "
        "content_hash, person_key, age, substance_group, sex, ethnicity, dat_code, accommodation, injecting, "
        "prompt, assessed_on, caseload_on, closed_on, closure_reason) values "
        "(%(agency)s, %(id)s, %(submission)s, '2018-01-01', %(current_to)s, %(content_hash)s, "
        "%(person_key)s, %(age)s, %(substance)s, %(sex)s, %(ethnicity)s, %(dat)s, %(accommodation)s, "
        "%(injecting)s, %(prompt)s, %(assessed)s, %(caseload)s, %(closed)s, %(reason)s)",
        [
            {k: v for k, v in vars(e).items() if k not in ("referrals", "after_exit")}
            | {
                "content_hash": e.content_hash,
                "person_key": e.person_key,
                "current_to": date(2018, 6, 1) if e.superseded else None,
            }
            for e in new
        ],
    )
    cursor.executemany(
        "insert into core.referral values (%s, %s, %s, %s, %s, null)",
        [(e.agency, e.id, e.submission, r.id, r.on) for e in new for r in e.referrals],
    )
    cursor.executemany(
        "insert into core.episode_link values (%s, %s, %s, %s, %s)",
        [
            (e.agency, e.id, e.person_key, None if e.duplicate_of else 1, e.duplicate_of)
            for e in episodes
            if not e.superseded
        ],
    )


def store_matches(cursor: _Cursor, episodes: list[Episode], stays: list[Stay]) -> None:
    """Write what matching would have found, as it would."""
    current = [e for e in episodes if not e.superseded and not e.duplicate_of]
    anchors = [(e, r.id, "referral", r.on, r.found) for e in current for r in e.referrals if r.on]
    anchors += [(e, None, "exit", e.closed, e.after_exit) for e in current if e.closed]  # type: ignore[misc]
    cursor.executemany(
        "insert into core.treatment_match (person_key, agency_code, episode_id, referral_id, anchor, "
        "anchored_on, counts_until, treatment_agency, treatment_episode, started_on, days, "
        "already_in_treatment) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (
                e.person_key,
                e.agency,
                e.id,
                referral,
                anchor,
                on,
                on + timedelta(days=84),
                *(("T0001", "t", on) if found.days is not None else (None, None, None)),
                found.days,
                found.already,
            )
            for e, referral, anchor, on, found in anchors
        ],
    )
    cursor.executemany(
        "insert into core.transfer values (%s, %s, %s, 'Y0001', 'y', %s, 'A03B', 0)",
        [(e.person_key, e.agency, e.id, e.closed) for e in current if e.picked_up and e.closed],
    )
    cursor.executemany(
        "insert into core.stay (prison_code, stay_id, submission_id, person_key, exit_on, exit_reason, "
        "exit_dat) values (%s, %s, 'P', %s, %s, %s, %s)",
        [(s.prison, s.id, s.person_key, s.exit_on, s.reason, s.exit_dat) for s in stays],
    )
    cursor.executemany(
        "insert into core.prison_match values (%s, %s, %s, %s, %s, %s, %s, %s, 0)",
        [
            (s.person_key, s.prison, s.id, s.exit_on, s.exit_dat, *s.to, s.exit_on)
            for s in stays
            if s.to and s.exit_on and s.reason == "R"
        ],
    )
