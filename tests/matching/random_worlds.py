"""Few values for everything, so that people meet: on a day, on the last that counts, on the one beyond."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from .facts import Episode, P, Person, Place, Referral, Stay, Treatment

DAYS = st.sampled_from([0, 1, 20, 21, 22, 41, 42, 43, 63, 64, 84, 85, 86, 105])
MAYBE = st.one_of(st.none(), DAYS)
ALMOST_P = [
    Person(first="L"),
    Person(surname="L"),
    Person(sex="F"),
    Person(born=date(1985, 3, 4)),
    Person(born=date(1985, 4, 13)),
    Person(born=date(1986, 4, 13)),
]
PEOPLE = st.sampled_from([P, P, P, P, *ALMOST_P])
AGENCIES = st.sampled_from("ABC")
DATS = st.sampled_from("DDEF")
IDS = st.sampled_from(["E1", "E10", "E2", "a", "Z", "é"])
PLACES = st.tuples(AGENCIES, IDS)
REASONS = st.sampled_from(["105", "206", "206", "201", "205", "210", "211", "101"])
REFERRALS = st.lists(
    st.builds(Referral, st.sampled_from(["R1", "R2", "r"]), MAYBE), max_size=2, unique_by=lambda one: one.id
)
SERVICES = st.sampled_from(["S", "T", "é"])
PRISONS = st.sampled_from(["X", "Y"])


@st.composite
def episodes(draw: st.DrawFn) -> Episode:
    agency, episode_id = draw(PLACES)
    assessed = draw(DAYS)
    closed = draw(st.one_of(st.none(), st.sampled_from([0, 1, 21, 42]).map(lambda length: assessed + length)))
    return Episode(
        episode_id,
        assessed,
        closed,
        reason=None if closed is None else draw(REASONS),
        to=draw(st.sampled_from(["D", "E", "F", "X", None])),
        agency=agency,
        person=draw(PEOPLE),
        dat=draw(DATS),
        referrals=tuple(draw(REFERRALS)),
    )


TREATMENTS = st.builds(
    Treatment,
    IDS,
    started=MAYBE,
    triaged=MAYBE,
    discharged=MAYBE,
    referred=MAYBE,
    person=PEOPLE,
    dat=DATS,
)
STAYS = st.builds(
    Stay,
    IDS,
    exit=MAYBE,
    to=st.sampled_from(["D", "E", None]),
    reason=st.sampled_from("RRRT"),
    person=st.sampled_from([P, P, ALMOST_P[0]]),
)


def _from_one(files: tuple[str, list[Treatment]]) -> tuple[str, list[Treatment]]:
    return files[0], [replace(one, agency=files[0]) for one in files[1]]


def _from_prison(files: tuple[str, list[Stay]]) -> tuple[str, list[Stay]]:
    return files[0], [replace(one, agency=files[0]) for one in files[1]]


WORLDS = st.lists(episodes(), min_size=1, max_size=8, unique_by=lambda episode: episode.place)
TREATMENT_FILES = st.tuples(SERVICES, st.lists(TREATMENTS, max_size=4, unique_by=lambda one: one.id)).map(
    _from_one
)
STAY_FILES = st.tuples(PRISONS, st.lists(STAYS, max_size=3, unique_by=lambda one: one.id)).map(_from_prison)

Event = Episode | tuple[str, list[Treatment]] | tuple[str, list[Stay]] | tuple[str, Place]
EVENTS = st.one_of(
    episodes(),
    TREATMENT_FILES,
    STAY_FILES,
    st.tuples(st.just("delete"), PLACES),
)
NIGHTS = st.lists(st.lists(EVENTS, min_size=1, max_size=4), min_size=1, max_size=3)
FILES = st.lists(st.one_of(TREATMENT_FILES, STAY_FILES), max_size=4, unique_by=lambda file: file[0])
