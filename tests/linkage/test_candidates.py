"""The model over tables: what it finds of a known truth, and what must not matter."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cjit.linkage.candidates import PAIRS, PEOPLE, candidates
from cjit.linkage.model import model

from .measure import measured
from .truth import Truth, truth


@cache
def known() -> Truth:
    return truth(rows=12_000)


def test_half_of_what_is_shown_is_right_and_most_of_what_is_there_is_found() -> None:
    """The promise of docs/decisions/0019, on a truth of other draws than that of its numbers."""
    whole = truth(seed=11)
    shown = measured(whole, model().least_weight)
    likely = measured(whole, 0.0)
    assert shown.precision >= 0.4
    assert shown.recall >= 0.7
    assert likely.precision >= 0.7
    assert likely.recall >= 0.5


def test_every_slip_is_a_candidate() -> None:
    found = candidates(known().people, replace(model(), least_weight=-50.0))
    pairs = set(zip(found["record_a"].to_pylist(), found["record_b"].to_pylist(), strict=True))
    assert known().pairs() <= pairs


def test_the_rules_overlap_nowhere() -> None:
    found = candidates(known().people, replace(model(), least_weight=-50.0))
    pairs = list(zip(found["record_a"].to_pylist(), found["record_b"].to_pylist(), strict=True))
    assert len(pairs) == len(set(pairs))
    alone = [replace(model(), rules=(rule,), least_weight=-50.0) for rule in model().rules]
    assert sum(candidates(known().people, each).num_rows for each in alone) == found.num_rows


def test_other_names_of_the_records_change_nothing_but_names() -> None:
    """As another secret would make them: in another order, too."""
    people = known().people
    size = people.num_rows
    renamed = pa.array([f"{(7919 * n) % 1_000_003:07}" for n in range(size)])
    mapping = dict(zip(people["record"].to_pylist(), renamed.to_pylist(), strict=True))
    before = candidates(people, model())
    after = candidates(people.set_column(0, "record", renamed).sort_by("record"), model())
    told = {
        (*sorted((mapping[row["record_a"]], mapping[row["record_b"]])), row["weight"], row["reason"])
        for row in before.to_pylist()
    }
    assert told == {(r["record_a"], r["record_b"], r["weight"], r["reason"]) for r in after.to_pylist()}
    assert before.num_rows == after.num_rows > 0


def test_another_person_changes_nothing() -> None:
    people = known().people
    stranger = people.slice(0, 1).to_pylist()[0] | {"record": "stranger", "first": "?", "surname": "?"}
    more = pa.concat_tables([people, pa.Table.from_pylist([stranger], schema=PEOPLE)])
    assert candidates(more, model()) == candidates(people, model())


def test_areas_apart_give_the_same_as_all_at_once() -> None:
    """Of the six areas with the most people: a search takes much the same time for one as for all 87."""
    areas = [area for area, _ in Counter(known().people["dat"].to_pylist()).most_common(6)]
    people = known().people.filter(pc.is_in(known().people["dat"], pa.array(areas)))
    apart = [candidates(people.filter(pc.equal(people["dat"], dat)), model()) for dat in areas]
    joined = pa.concat_tables(apart).sort_by([("record_a", "ascending"), ("record_b", "ascending")])
    assert joined == candidates(people, model())
    assert all(each.num_rows for each in apart)


@pytest.mark.parametrize("size", [0, 1])
def test_fewer_than_two_are_no_pair(size: int) -> None:
    assert candidates(known().people.slice(0, size), model()) == PAIRS.empty_table()


def test_the_model_is_whole() -> None:
    """Every comparison's probabilities add up, and every rule and level says why."""
    for one in model().comparisons:
        assert sum(level.m for level in one.levels) == pytest.approx(1, abs=0.001)
        assert sum(level.u for level in one.levels) == pytest.approx(1, abs=0.001)
        assert one.levels[-1].condition == "ELSE"
        assert one.levels[0].words
