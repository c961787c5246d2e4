"""Mismatches M1–M5, sentence by sentence (submission.md "What loading does")."""

from collections.abc import Iterable
from typing import Literal

import pytest

from cjit.errors import Permanent
from cjit.matching.match import link_and_match
from cjit.warehouse.decisions import Decision, decide_mismatch
from nights.files import extract, row, rows
from nights.house import House, at
from nights.snapshot import differences, snapshot
from oracle.random_rows import Cells

CLOSED = {"CLOSEDT": "01/12/2018", "CLSRSN": "201"}
Found = tuple[str, str, str, int]
"""Episode, kind, state, and which of the nights found it."""


def nights(house: House, *files: Iterable[Cells], first: int = 20) -> list[str]:
    """A night for each list of rows, in each of which A0001 sends one file; the submissions.

    Over one connection and without feedback, which makes each night half as long.
    """
    with house.warehouse.kept_open() as warehouse:
        quick = House(house.settings, warehouse, prepared=house.prepared)
        for day, some in enumerate(files, start=first):
            quick.drop("A0001", "a.csv", extract(*some))
            assert quick.load(quick.receive(day)) == {"accepted": 1}
        link_and_match(warehouse)
    return house.column(
        "select submission_id from out.submission where received_at >= %s order by received_at", at(first)
    )


def mismatches(house: House) -> set[Found]:
    """All of them; a file is named by its day, from 0 for the first."""
    found = house.ask(
        "select m.*, s.received_at from out.mismatch as m"
        " inner join dq.submission as s on m.found_in = s.submission_id"
    )
    return {(m["episode_id"], m["kind"], m["state"], (m["received_at"] - at(20)).days) for m in found}


def decide(house: House, episode: str, kind: str, answer: Literal["delete", "keep"], day: int = 20) -> None:
    """Somebody decides in the morning of that day, and people are linked again."""
    decision = Decision.of("R. Viewer", at(day, hour=9), "the agency says so")
    decide_mismatch(house.warehouse, ("A0001", episode, kind), answer, decision)
    link_and_match(house.warehouse)


def current(house: House) -> list[str]:
    return house.column("select episode_id from out.episode order by 1")


# M1 -------------------------------------------------------------------------------------------------------


def test_an_episode_that_is_missing_is_m1_and_stays_current(house: House) -> None:
    _, second = nights(house, rows(3), rows(1))
    assert mismatches(house) == {("E2", "M1", "open", 1), ("E3", "M1", "open", 1)}
    assert current(house) == ["E1", "E2", "E3"]
    counts = house.ask("select submission_id, open_mismatches from out.submission order by received_at")
    assert [line["open_mismatches"] for line in counts] == [0, 2]
    assert counts[1]["submission_id"] == second


def test_it_keeps_the_submission_that_first_showed_it_and_is_open_once(house: House) -> None:
    nights(house, rows(2), rows(1), [row(1, SEX="F")], [row(1)])
    assert {m for m in mismatches(house) if m[1] == "M1"} == {("E2", "M1", "open", 1)}


@pytest.mark.parametrize("cells", [{}, {"ACCMNEED": "1"}, {"SEX": "Q"}], ids=["same", "other", "in error"])
def test_m1_is_resolved_when_the_episode_is_in_the_file_again(house: House, cells: dict[str, str]) -> None:
    *_, third = nights(house, rows(2), rows(1), [row(1), row(2, **cells)])
    assert mismatches(house) == {("E2", "M1", "resolved", 1)}
    assert house.ask("select closed_in, decided_by, decided_at from out.mismatch") == [
        {"closed_in": third, "decided_by": None, "decided_at": None}
    ]


def test_an_episode_that_goes_again_is_another_m1(house: House) -> None:
    nights(house, rows(2), rows(1), rows(2), [row(1), row(3, SINITIAL="X")])
    assert mismatches(house) == {("E2", "M1", "resolved", 1), ("E2", "M1", "open", 3)}


@pytest.mark.parametrize("cells", [{"SEX": "Q"}, {"CONSENT": "?"}], ids=["in error", "consent unreadable"])
def test_what_is_held_back_is_not_missing(house: House, cells: dict[str, str]) -> None:
    nights(house, rows(2), [row(1), row(2, **cells)])
    assert mismatches(house) == set()


def test_unreadable_consent_does_not_say_that_a_missing_episode_is_there_again(house: House) -> None:
    """Of an E08 row the EPISODID is not known."""
    nights(house, rows(2), rows(1), [row(1), row(2, CONSENT="?")])
    assert mismatches(house) == {("E2", "M1", "open", 1)}


def test_another_agency_is_another_story(house: House) -> None:
    nights(house, rows(2))
    house.send(extract(row(1, AGNCY="A0002")), agency="A0002", day=21)
    assert mismatches(house) == set()


def test_a_fatal_file_finds_and_resolves_nothing(house: House) -> None:
    nights(house, rows(2), rows(1))
    house.send(extract(*rows(2)).replace(b"TRFTO", b"TRFXX"), day=22)
    assert mismatches(house) == {("E2", "M1", "open", 1)}


# M3 -------------------------------------------------------------------------------------------------------


def person(number: int, **cells: str) -> Cells:
    """Rows of different people, so that each is re-keyed by itself."""
    return row(number, SINITIAL="ABCDEFGH"[number], **cells)


def test_a_rekeyed_episode_is_m3_of_the_old_one_which_becomes_a_duplicate(house: House) -> None:
    nights(house, [person(1), person(2)], [person(1), person(2, EPISODID="N2", CLIENTID="N2")])
    assert mismatches(house) == {("E2", "M3", "open", 1)}
    assert current(house) == ["E1", "E2", "N2"]
    assert house.column("select duplicate_of from out.episode where episode_id = 'E2'") == ["A0001/N2"]


def test_two_new_ones_are_one_m3_and_one_new_one_may_stand_for_two_old(house: House) -> None:
    twice = [person(2, EPISODID=name, CLIENTID=name) for name in ("N1", "N2")]
    nights(house, [person(1), person(2)], [person(1), *twice])
    assert mismatches(house) == {("E2", "M3", "open", 1)}
    nights(house, [person(1), person(2, EPISODID="N3", CLIENTID="N3")], first=22)
    assert mismatches(house) == {
        (name, "M3", "open", 2 if name != "E2" else 1) for name in ("E2", "N1", "N2")
    }


def test_the_same_person_beside_the_old_episode_is_no_m3(house: House) -> None:
    nights(house, [person(2)], [person(2), person(2, EPISODID="N2", CLIENTID="N2")])
    assert mismatches(house) == set()


def test_an_episode_that_was_current_before_is_no_new_key(house: House) -> None:
    both = [person(2), person(2, EPISODID="N2", CLIENTID="N2")]
    nights(house, both, both[1:])
    assert mismatches(house) == {("E2", "M1", "open", 1)}


@pytest.mark.parametrize(
    "other",
    [{"SEX": "F"}, {"DOB": "15/03/1985"}, {"DAT": "A08B", "LA": "E06000004"}, {"ASSESSDT": "04/11/2018"}],
)
def test_another_person_dat_or_day_is_no_new_key(house: House, other: dict[str, str]) -> None:
    nights(house, [person(2)], [person(2, EPISODID="N2", CLIENTID="N2", **other)])
    assert mismatches(house) == {("E2", "M1", "open", 1)}


def test_a_later_file_turns_an_open_m1_into_m3(house: House) -> None:
    first = [person(1), person(2)]
    nights(house, first, first[:1], [person(1), person(2, EPISODID="N2", CLIENTID="N2")])
    assert mismatches(house) == {("E2", "M1", "resolved", 1), ("E2", "M3", "open", 2)}


def test_a_kept_m1_turns_into_no_m3(house: House) -> None:
    first = [person(1), person(2)]
    nights(house, first, first[:1])
    decide(house, "E2", "M1", "keep", day=21)
    nights(house, [person(1), person(2, EPISODID="N2", CLIENTID="N2")], first=22)
    assert mismatches(house) == {("E2", "M1", "kept", 1)}


def test_m3_is_resolved_when_the_old_id_is_back(house: House) -> None:
    new = person(2, EPISODID="N2", CLIENTID="N2")
    nights(house, [person(1), person(2)], [person(1), new], [person(1), person(2), new])
    assert mismatches(house) == {("E2", "M3", "resolved", 1)}


# M2, M4, M5 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("M2", {"FINITIAL": "X"}),
        ("M2", {"SINITIAL": "X"}),
        ("M2", {"DOB": "15/03/1985"}),
        ("M2", {"SEX": "F"}),
        ("M4", {"ASSESSDT": "04/11/2018"}),
    ],
)
def test_another_value_is_loaded_and_resolved_when_the_earlier_is_back(
    house: House, kind: str, cells: dict[str, str]
) -> None:
    nights(house, [row(1)], [row(1, **cells)], [row(1, **cells, ACCMNEED="1")])
    assert mismatches(house) == {("E1", kind, "open", 1)}
    assert house.column("select submission_id like '%%20181222%%' from out.episode") == [True]
    nights(house, [row(1)], first=23)
    assert mismatches(house) == {("E1", kind, "resolved", 1)}, "and the way back is no new one"


def test_a_third_value_neither_resolves_nor_opens_another(house: House) -> None:
    nights(house, *([row(1, SINITIAL=letter)] for letter in "ABCB"))
    assert mismatches(house) == {("E1", "M2", "open", 1)}
    nights(house, [row(1, SINITIAL="A")], first=24)
    assert mismatches(house) == {("E1", "M2", "resolved", 1)}


def test_a_reopened_episode_is_m5_until_it_is_closed(house: House) -> None:
    nights(house, [row(1)], [row(1, **CLOSED)], [row(1)], [row(1, ACCMNEED="1")])
    assert mismatches(house) == {("E1", "M5", "open", 2)}
    nights(house, [row(1, **CLOSED | {"CLOSEDT": "02/12/2018"})], [row(1)], first=24)
    assert mismatches(house) == {("E1", "M5", "resolved", 2), ("E1", "M5", "open", 5)}


def test_several_kinds_may_be_open_at_once(house: House) -> None:
    nights(house, [row(1, **CLOSED), row(2)], [row(1, SEX="F", ASSESSDT="04/11/2018"), row(2)], [row(2)])
    assert mismatches(house) == {
        ("E1", kind, "open", day) for kind, day in (("M1", 2), ("M2", 1), ("M4", 1), ("M5", 1))
    }


def test_other_items_are_no_mismatch(house: House) -> None:
    nights(house, [row(1)], [row(1, ACCMNEED="1", CLIENTID="C9", DAT="A08B", LA="", CASESTDT="")])
    assert mismatches(house) == set()


# Decisions ------------------------------------------------------------------------------------------------


def test_a_deleted_episode_is_current_no_more_and_leaves_a_tombstone(house: House) -> None:
    nights(house, [row(1), row(2, **CLOSED)], [row(1), row(2, SEX="F")], rows(1))
    decide(house, "E2", "M1", "delete", day=22)
    assert mismatches(house) == {("E2", kind, "deleted", d) for kind, d in (("M1", 2), ("M2", 1), ("M5", 1))}
    assert current(house) == ["E1"]
    assert house.column("select current_to from core.episode where submission_id like '%%20181221%%'") == [
        at(22, hour=9)
    ]
    tombstone = house.ask("select distinct decided_by, decided_at, why from out.mismatch")
    assert [tuple(line.values()) for line in tombstone] == [
        ("R. Viewer", at(22, hour=9), "the agency says so")
    ]
    assert house.column("select count(*) from core.absent") == [0]


def test_a_deleted_episode_that_comes_again_is_new(house: House) -> None:
    nights(house, [row(1), row(2, **CLOSED)], rows(1))
    decide(house, "E2", "M1", "delete", day=21)
    nights(house, [row(1), row(2, SEX="F")], first=22)
    assert mismatches(house) == {("E2", "M1", "deleted", 1)}
    assert current(house) == ["E1", "E2"]


def test_deleting_an_m3_takes_the_old_episode(house: House) -> None:
    nights(house, [person(2)], [person(2, EPISODID="N2", CLIENTID="N2")])
    decide(house, "E2", "M3", "delete", day=21)
    assert current(house) == ["N2"]
    assert house.column("select duplicate_of from out.episode") == [None]


def test_a_kept_m1_is_not_raised_again_while_the_episode_stays_away(house: House) -> None:
    nights(house, rows(2), rows(1))
    decide(house, "E2", "M1", "keep", day=21)
    nights(house, [row(1, ACCMNEED="1")], [row(1), row(2, CONSENT="?")], rows(1), first=22)
    assert mismatches(house) == {("E2", "M1", "kept", 1)}
    nights(house, rows(2), [row(1, ACCMNEED="1")], first=25)
    assert mismatches(house) == {("E2", "M1", "kept", 1), ("E2", "M1", "open", 6)}


def test_a_kept_m2_makes_the_new_value_the_one_to_compare_with(house: House) -> None:
    nights(house, [row(1)], [row(1, SEX="F")])
    decide(house, "E1", "M2", "keep", day=21)
    nights(house, [row(1)], first=22)
    assert mismatches(house) == {("E1", "M2", "kept", 1), ("E1", "M2", "open", 2)}


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (("A0001", "E2", "M2"), "ever found"),
        (("A0001", "E9", "M1"), "ever found"),
        (("A0002", "E2", "M1"), "ever found"),
        (("A0001", "E3", "M1"), "resolved"),
    ],
)
def test_what_is_not_open_cannot_be_decided(house: House, named: tuple[str, str, str], words: str) -> None:
    nights(house, rows(3), rows(1), [row(1), row(3)])
    before = snapshot(house.warehouse)
    with pytest.raises(Permanent, match=words) as refused:
        decide_mismatch(house.warehouse, named, "delete", Decision.of("R. Viewer", at(23), "because"))
    assert named[1] not in str(refused.value)
    assert differences(before, snapshot(house.warehouse)) == []


@pytest.mark.parametrize("answer", ["delete", "keep"])
def test_a_decision_taken_twice_is_taken_once(house: House, answer: Literal["delete", "keep"]) -> None:
    nights(house, rows(2), rows(1))
    decide(house, "E2", "M1", answer, day=21)
    before = snapshot(house.warehouse)
    with pytest.raises(Permanent, match=r"by R\. Viewer on 21/12/2018"):
        decide(house, "E2", "M1", answer, day=22)
    assert differences(before, snapshot(house.warehouse)) == []


@pytest.mark.parametrize(("by", "why"), [("", "x"), (" ", "x"), ("x", ""), ("x", "\n")])
def test_a_decision_has_somebody_and_a_reason(by: str, why: str) -> None:
    with pytest.raises(Permanent, match="--why"):
        Decision.of(by, at(20), why)


def test_decisions_outlive_a_night_that_is_run_again(house: House) -> None:
    nights(house, rows(2), rows(1))
    decide(house, "E2", "M1", "delete", day=21)
    house.night(day=21)  # the feedback, which `nights` leaves out
    before = snapshot(house.warehouse)
    house.prepared = False
    assert house.night(day=21) == {}
    assert differences(before, snapshot(house.warehouse)) == []
