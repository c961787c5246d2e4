"""Consent withdrawn, and episodes deleted, where a file is carried over and few episodes are looked at."""

from typing import Any

import pytest

from cjit.errors import Transient
from cjit.warehouse import batch
from cjit.warehouse.decisions import Decision, decide_mismatch
from cjit.warehouse.resent import Carried
from cjit.warehouse.submission import Contents
from nights.files import extract, row
from nights.house import House, at
from warehouse.test_erasure import REFUSAL, gone, traces

OTHERS = [row(number) for number in range(2, 9)]


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[Contents]:
    """What files that were carried over brought."""
    seen = []
    added_to = Carried.added_to

    def noted(what: Carried, contents: Contents) -> Contents:
        seen.append(added_to(what, contents))
        return seen[-1]

    monkeypatch.setattr(Carried, "added_to", noted)
    return seen


def _delete_what_differs(house: House) -> None:
    (open_one,) = house.ask("select agency_code, episode_id, kind from out.mismatch where state = 'open'")
    decision = Decision("Somebody", at(21), "it was keyed twice")
    decide_mismatch(house.warehouse, tuple(open_one.values()), "delete", decision)


@pytest.mark.parametrize("before", ["loaded", "missing", "held back", "deleted"])
def test_nothing_is_left_whatever_the_file_before_had_of_the_client(
    house: House, carried: list[Contents], before: str
) -> None:
    house.send(extract(gone(), *OTHERS), day=20)
    second = {"loaded": [gone(NATION="zq")], "held back": [gone(SEX="?")]}.get(before, [])
    house.send(extract(*second, *OTHERS), day=21)
    if before == "deleted":
        _delete_what_differs(house)
    assert "zq-client" in traces(house)

    house.send(extract(REFUSAL, *OTHERS), day=22)

    assert len(carried) == 2
    assert carried[-1].unchanged is not None
    assert carried[-1].unchanged.of_refusing == (before == "loaded")
    assert traces(house) == set()
    assert len(house.ask("select * from core.episode where current_to is null")) == len(OTHERS)


def test_an_episode_that_somebody_deletes_while_its_file_is_checked_is_looked_at_again(
    house: House, carried: list[Contents], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.send(extract(row(1), *OTHERS), day=20)
    house.send(extract(row(1, ASSESSDT="01/12/2018", CASESTDT="01/12/2018"), *OTHERS), day=21)
    third = extract(row(1, ASSESSDT="01/12/2018", CASESTDT="01/12/2018"), *OTHERS[:-1], row(8, SEX="2"))

    def after_a_decision(*given: Any) -> str | None:
        _delete_what_differs(house)
        monkeypatch.undo()
        return batch.load_submission(*given)

    monkeypatch.setattr(batch, "load_submission", after_a_decision)
    with pytest.raises(Transient, match="was deleted while its agency's file was checked"):
        house.send(third, day=22)
    assert carried[-1].unchanged is not None
    assert "E1" in carried[-1].unchanged.episodes.to_pylist()

    assert house.load(house.receive(22)) == {"accepted": 1}
    current = house.column("select count(*) from core.episode where episode_id = 'E1' and current_to is null")
    assert current == [1]
