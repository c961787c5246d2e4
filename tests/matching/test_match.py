"""Each tie and each limit of linkage.md: rows in, rows out."""

import pytest

from cjit.matching.match import link_and_match

from .facts import Episode, Person, Referral, Stay, Treatment
from .world import World

OTHER = Person(first="L")


def transfers(world: World) -> dict[str, str]:
    """Of each closure, as agency/EPISODID, the episode that picked it up."""
    link_and_match(world.warehouse)
    return {f"{row[0]}/{row[1]}": f"{row[4]}/{row[5]}" for row in world.found()["transfer"]}


def treated(world: World) -> dict[str | None, str | None]:
    """Of each referral (None: the exit) the treatment episode that followed, as agency/EPISODID."""
    link_and_match(world.warehouse)
    return {
        str(row[2]) if row[2] else None: f"{row[5]}/{row[6]}" if row[5] else None
        for row in world.found()["treatment"]
    }


def released(world: World) -> dict[str, str]:
    """Of each stay the episode that followed it."""
    link_and_match(world.warehouse)
    return {f"{row[0]}/{row[1]}": f"{row[4]}/{row[5]}" for row in world.found()["prison"]}


def closed(reason: str = "206", to: str | None = "E", on: int = 10, **more: object) -> Episode:
    """An episode that was closed as transferred to E, where agency B is."""
    return Episode("E1", 0, on, reason, to, **more)  # type: ignore[arg-type]


def referred(on: int = 0, **more: object) -> Episode:
    return Episode("E1", 0, referrals=(Referral("R", on),), **more)  # type: ignore[arg-type]


# Transfers between CJITs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "found"), [(-1, False), (0, True), (21, True), (22, False)])
def test_a_transfer_is_picked_up_within_21_days(world: World, days: int, found: bool) -> None:
    world.load(closed(), Episode("E2", 10 + days, agency="B"))
    assert transfers(world) == ({"A/E1": "B/E2"} if found else {})


@pytest.mark.parametrize(
    ("reason", "found"), [("105", True), ("206", True), ("104", False), ("204", False), ("201", False)]
)
def test_105_and_206_alone_are_transfers(world: World, reason: str, found: bool) -> None:
    world.load(closed(reason), Episode("E2", 10, agency="B"))
    assert bool(transfers(world)) is found


@pytest.mark.parametrize(
    ("other", "found"),
    [
        pytest.param(Episode("E2", 10, agency="B", dat="F"), True, id="the agency belongs there"),
        pytest.param(Episode("E2", 10, agency="N", dat="E"), True, id="the client lives there"),
        pytest.param(
            Episode("E2", 10, agency="C", dat="F"), False, id="the agency does not belong there yet"
        ),
        pytest.param(Episode("E2", 10, agency="N", dat="F"), False, id="neither"),
        pytest.param(Episode("E2", 10, agency="A", dat="E"), False, id="the same agency"),
        pytest.param(Episode("E2", 10, agency="B", person=OTHER), False, id="another person"),
    ],
)
def test_where_a_transfer_may_go(world: World, other: Episode, found: bool) -> None:
    world.load(closed(), other)
    assert bool(transfers(world)) is found


@pytest.mark.parametrize(("on", "found"), [(41, False), (42, True)])
def test_an_agency_belongs_where_it_was_on_the_day_of_the_assessment(
    world: World, on: int, found: bool
) -> None:
    world.load(closed(on=30), Episode("E2", on, agency="C"))
    assert bool(transfers(world)) is found


def test_a_prison_or_an_unknown_code_is_no_place_to_be_transferred_to(world: World) -> None:
    world.load(closed(to="X"), Episode("E2", 10, agency="B", dat="X"), Episode("E3", 0, 5, "206", None, "B"))
    assert transfers(world) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Episode("b", 11, agency="C", dat="E"), Episode("a", 12, agency="B"), id="the earliest"),
        pytest.param(
            Episode("b", 11, agency="B"), Episode("a", 11, agency="C", dat="E"), id="the lower agency"
        ),
        pytest.param(Episode("Z", 11, agency="B"), Episode("a", 11, agency="B", dat="E"), id="the lower id"),
    ],
)
def test_of_several_a_transfer_takes(world: World, one: Episode, other: Episode) -> None:
    world.load(closed(), other, one)
    assert transfers(world) == {"A/E1": f"{one.agency}/{one.id}"}


@pytest.mark.parametrize(
    ("keeps", "loses"),
    [
        pytest.param(closed(on=9), Episode("E2", 0, 8, "105", "E", agency="C"), id="the later closure"),
        pytest.param(Episode("E2", 0, 9, "105", "E", agency="C"), closed(on=9), id="the higher agency"),
        pytest.param(Episode("a", 1, 9, "206", "E"), Episode("Z", 2, 9, "206", "E"), id="the higher id"),
    ],
)
def test_two_closures_choose_one_episode(world: World, keeps: Episode, loses: Episode) -> None:
    """The other stays unmatched, though another episode would do."""
    world.load(loses, keeps, Episode("T", 12, agency="B"), Episode("U", 13, agency="B"))
    assert transfers(world) == {f"{keeps.agency}/{keeps.id}": "B/T"}


def test_duplicates_neither_transfer_nor_are_transferred_to(world: World) -> None:
    world.load(closed(), Episode("E0", 0, 10, "206", "E"))
    world.load(Episode("T1", 15, agency="B"), Episode("T2", 15, agency="B"))
    assert transfers(world) == {"A/E1": "B/T2"}


# Structured treatment ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "found"), [(-1, False), (0, True), (84, True), (85, False)])
def test_a_start_counts_from_the_referral_to_84_days_after_it(world: World, days: int, found: bool) -> None:
    world.load(referred(5))
    world.treat(Treatment("T", 5 + days))
    assert treated(world) == {"R": "S/T" if found else None}


@pytest.mark.parametrize(("start", "found"), [(29, True), (30, False)])
@pytest.mark.parametrize("agency", ["A", "B"])
def test_a_start_counts_until_the_day_before_the_next_assessment(
    world: World, agency: str, start: int, found: bool
) -> None:
    world.load(referred(5), Episode("N", 30, agency=agency, dat="E"))
    world.treat(Treatment("T", start))
    assert treated(world) == {"R": "S/T" if found else None}


def test_an_assessment_on_the_day_of_the_referral_is_not_the_next(world: World) -> None:
    world.load(referred(30), Episode("N", 30, agency="B"))
    world.treat(Treatment("T", 31))
    assert treated(world) == {"R": "S/T"}


def test_a_duplicate_is_no_next_assessment_and_no_anchor(world: World) -> None:
    """Its survivor, assessed on the same day, is the next one; alone it would have had a row of its own."""
    twice = Episode("N1", 30, referrals=(Referral("R1", 30),)), Episode("N2", 30, 60, "101")
    world.load(referred(5), *twice)
    world.treat(Treatment("T", 30))
    assert treated(world) == {"R": None}


def test_triaged_stands_in_for_a_start_that_is_not_there(world: World) -> None:
    world.load(referred(5))
    world.treat(Treatment("T", None, triaged=6), Treatment("U", 5, triaged=1), Treatment("V", None))
    assert treated(world) == {"R": "S/U"}


def test_without_a_day_a_referral_is_no_anchor(world: World) -> None:
    world.load(Episode("E1", 0, referrals=(Referral("R", None), Referral("Q", 1))))
    assert treated(world) == {"Q": None}


@pytest.mark.parametrize(
    ("reason", "anchor"),
    [
        ("201", True),
        ("204", True),
        ("206", True),
        ("205", False),
        ("210", False),
        ("211", False),
        ("101", False),
    ],
)
def test_which_exits_are_anchors(world: World, reason: str, anchor: bool) -> None:
    world.load(Episode("E1", 0, 10, reason))
    world.treat(Treatment("T", 10))
    assert treated(world) == ({None: "S/T"} if anchor else {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Treatment("b", 6, dat="E"), Treatment("a", 7), id="the earliest"),
        pytest.param(Treatment("b", 6, agency="T"), Treatment("a", 6, dat="E"), id="the own DAT"),
        pytest.param(Treatment("b", 6), Treatment("a", 6, agency="T"), id="the lower agency"),
        pytest.param(Treatment("Z", 6), Treatment("a", 6), id="the lower id"),
    ],
)
def test_of_several_starts(world: World, one: Treatment, other: Treatment) -> None:
    world.load(referred(5))
    for agency in ("T", "S"):
        world.treat(*(each for each in (other, one) if each.agency == agency), agency=agency)
    assert treated(world) == {"R": f"{one.agency}/{one.id}"}


@pytest.mark.parametrize(
    ("before", "already"),
    [
        pytest.param(Treatment("T", 4), True, id="not over"),
        pytest.param(Treatment("T", None, triaged=4, discharged=5), True, id="over on the day"),
        pytest.param(Treatment("T", 4, discharged=4), False, id="over the day before"),
        pytest.param(Treatment("T", 5), False, id="begun on the day"),
        pytest.param(Treatment("T", None, referred=1), False, id="without a start"),
        pytest.param(Treatment("T", 4, person=OTHER), False, id="another person"),
    ],
)
@pytest.mark.parametrize("matched", [False, True])
def test_already_in_treatment_either_way(
    world: World, before: Treatment, already: bool, matched: bool
) -> None:
    world.load(referred(5))
    world.treat(before, *([Treatment("U", 5)] if matched else []))
    link_and_match(world.warehouse)
    ((*_, said, _),) = world.found()["treatment"]
    assert said is already


# Secure settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "found"), [(-1, False), (0, True), (21, True), (22, False)])
def test_a_release_is_picked_up_within_21_days(world: World, days: int, found: bool) -> None:
    world.load(Episode("E1", 40 + days))
    world.stay(Stay("Y", 40), Stay("T", 40, reason="T"), Stay("N", None), Stay("P", 40, person=OTHER))
    assert released(world) == ({"X/Y": "A/E1"} if found else {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Episode("b", 41, dat="E"), Episode("a", 42), id="the earliest"),
        pytest.param(Episode("b", 41, agency="B"), Episode("a", 41, dat="E"), id="EXITDAT"),
        pytest.param(Episode("b", 41), Episode("a", 41, agency="B"), id="the lower agency"),
        pytest.param(Episode("Z", 41, dat="E"), Episode("a", 41, dat="F"), id="the lower id"),
    ],
)
def test_of_several_episodes_a_release_takes(world: World, one: Episode, other: Episode) -> None:
    world.load(other, one)
    world.stay(Stay("Y", 40), Stay("V", 30))
    assert released(world) == dict.fromkeys(("X/Y", "X/V"), f"{one.agency}/{one.id}"), "several stays may"


def test_a_release_without_a_destination_is_matched_too(world: World) -> None:
    world.load(Episode("b", 41, agency="B"), Episode("a", 41))
    world.stay(Stay("Y", 41, to=None))
    assert released(world) == {"X/Y": "A/a"}


def test_duplicates_pick_nobody_up(world: World) -> None:
    world.load(Episode("E1", 40), Episode("E2", 40))
    world.stay(Stay("Y", 40))
    assert released(world) == {"X/Y": "A/E2"}
