"""Why a referral has no start: treatment in, the reason out (docs/decisions/0018)."""

import pytest

from cjit.matching.match import link_and_match

from .facts import Episode, P, Person, Referral, Row, Treatment
from .world import World

OTHER = Person(first="L")


def referred(on: int) -> Episode:
    return Episode("E1", 0, referrals=(Referral("R", on),))


def why(world: World) -> Row:
    """Reason, what differs, and the item, of the only referral without a start."""
    link_and_match(world.warehouse)
    (row,) = world.found()["not seen"]
    return row[5:]


RUNNING = Treatment("run", 1, dat="F")
LATE = Treatment("late", 90)
WAITING = Treatment("wait", None, referred=6)
NEAR = Treatment("near", 6, person=OTHER)
PAST = Treatment("past", 1, discharged=2)
STALE = Treatment("stale", None, discharged=1)
ELSEWHERE = Treatment("else", 90, dat="F")
NOBODY = Treatment("nobody", 6, person=Person("Q", "Q"))


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ((RUNNING, LATE, WAITING, NEAR, PAST, ELSEWHERE, NOBODY), "already_in_treatment"),
        ((LATE, WAITING, NEAR, PAST, ELSEWHERE, NOBODY), "started_after"),
        ((WAITING, NEAR, PAST, STALE, ELSEWHERE, NOBODY), "never_started"),
        ((NEAR, PAST, STALE, ELSEWHERE, NOBODY), "near_miss"),
        ((PAST, STALE, ELSEWHERE, NOBODY), "started_before"),
        ((STALE, ELSEWHERE, NOBODY), "never_started"),
        ((ELSEWHERE, NOBODY), "other_dat"),
        ((NOBODY,), "not_found"),
        ((), "not_found"),
    ],
)
def test_the_first_reason_that_holds_is_told(world: World, known: tuple[Treatment, ...], reason: str) -> None:
    world.load(referred(5))
    world.treat(*known)
    assert why(world)[0] == reason


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Person(first="X"), ("near_miss", "the first initial", "FINITIAL")),
        (Person(surname="X"), ("near_miss", "the initial of the surname", "SINITIAL")),
        (Person(sex="F"), ("near_miss", "the sex", "SEX")),
        (
            Person(born=P.born.replace(month=P.born.day, day=P.born.month)),
            ("near_miss", "day and month of the date of birth, the other way round", "DOB"),
        ),
        (Person(born=P.born.replace(year=1935)), ("near_miss", "one digit of the date of birth", "DOB")),
        (Person(born=P.born.replace(year=1936)), ("not_found", "", None)),
        (Person(first="X", sex="F"), ("not_found", "", None)),
    ],
)
def test_what_is_a_near_miss(world: World, other: Person, told: Row) -> None:
    world.load(referred(5))
    world.treat(Treatment("near", 6, person=other))
    assert why(world) == told


@pytest.mark.parametrize(
    ("near", "reason"),
    [
        (Treatment("T", 5, person=OTHER), "near_miss"),
        (Treatment("T", 89, person=OTHER), "near_miss"),
        (Treatment("T", 90, person=OTHER), "not_found"),
        (Treatment("T", 4, person=OTHER), "not_found"),
        (Treatment("T", None, person=OTHER), "not_found"),
        (Treatment("T", 5, person=OTHER, dat="E"), "not_found"),
    ],
)
def test_a_near_miss_would_have_been_the_match(world: World, near: Treatment, reason: str) -> None:
    world.load(referred(5))
    world.treat(near)
    assert why(world)[0] == reason


def test_of_several_near_misses_the_earliest_start_is_told(world: World) -> None:
    world.load(referred(5))
    world.treat(Treatment("a", 7, person=OTHER), Treatment("b", 6, person=Person(sex="F")))
    assert why(world) == ("near_miss", "the sex", "SEX")


def test_a_referral_with_a_start_and_an_exit_without_one_are_not_told(world: World) -> None:
    world.load(Episode("E1", 0, 3, "201", referrals=(Referral("R", 1),)))
    world.treat(Treatment("T", 2))
    link_and_match(world.warehouse)
    assert world.found()["not seen"] == set()
