"""Decisions as a graph, against networkx: random pairs, random answers, any order."""

from datetime import UTC, datetime
from typing import Any

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from cjit.linkage.same import Decided, in_the_way, representatives

AT = datetime(2018, 12, 20, tzinfo=UTC)
KEYS = "abcdefg"
TWO_KEYS = st.lists(st.sampled_from(KEYS), min_size=2, max_size=2, unique=True).map(sorted)
# The same two keys may be a pair in two areas.
PAIRS = st.tuples(TWO_KEYS, st.sampled_from(["X", "Y"]))
WORDS = st.lists(st.tuples(PAIRS, st.sampled_from(["same", "different"])), max_size=25)


def taken(words: list[Any]) -> dict[str, Decided]:
    """The decisions that were not refused, by pair; each is checked against the graph when it is taken."""
    decided: dict[str, Decided] = {}
    for ((one, other), dat), answer in words:
        pair_id = f"{dat}:{one}{other}"
        others = [each for name, each in decided.items() if name != pair_id]
        way = in_the_way(others, one, other, answer)
        assert bool(way) == contradicts(others, one, other, answer)
        if answer == "different" and way:
            assert len(way) == nx.shortest_path_length(graph(others), one, other)
            assert all(each.decision == "same" for each in way)
        if not way:
            decided[pair_id] = Decided(pair_id, one, other, answer, "R. Viewer", AT)
    return decided


def graph(decided: list[Decided]) -> Any:
    made = nx.Graph()
    made.add_nodes_from(KEYS)
    made.add_edges_from((each.key_a, each.key_b) for each in decided if each.decision == "same")
    return made


def contradicts(others: list[Decided], one: str, other: str, answer: str) -> bool:
    """Whether with the answer two who are different would be connected."""
    now = [*others, Decided("new", one, other, answer, "R. Viewer", AT)]
    made = graph(now)
    return any(nx.has_path(made, each.key_a, each.key_b) for each in now if each.decision == "different")


@given(words=WORDS)
def test_people_are_the_connected_parts_and_never_contradict(words: list[Any]) -> None:
    decided = taken(words)
    made = graph(list(decided.values()))
    parts = [part for part in nx.connected_components(made) if len(part) > 1]
    assert representatives(decided.values()) == {key: min(part) for part in parts for key in part}
    assert not any(
        nx.has_path(made, each.key_a, each.key_b) for each in decided.values() if each.decision == "different"
    )


@given(words=WORDS, data=st.data())
def test_the_order_of_decisions_does_not_matter(words: list[Any], data: st.DataObject) -> None:
    decided = list(taken(words).values())
    shuffled = data.draw(st.permutations(decided))
    assert representatives(shuffled) == representatives(decided)
    for each in decided:
        others = [other for other in shuffled if other is not each]
        assert in_the_way(others, each.key_a, each.key_b, each.decision) == []


def test_what_is_in_the_way_is_named() -> None:
    said = [
        Decided("1", "a", "b", "same", "x", AT),
        Decided("2", "b", "c", "same", "x", AT),
        Decided("3", "c", "d", "different", "x", AT),
        Decided("4", "e", "f", "different", "x", AT),
    ]
    assert [each.pair_id for each in in_the_way(said, "a", "c", "different")] == ["1", "2"]
    assert [each.pair_id for each in in_the_way(said, "a", "d", "same")] == ["3"]
    assert in_the_way(said, "a", "e", "same") == []
