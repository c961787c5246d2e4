"""Whom decisions make one person: pairs decided as same join keys, and the parts of that graph are people.

Keys are texts here (hexadecimal); which are in a part, and so who is one person, does not depend on the order
of decisions (linkage.md "Near misses").
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Decided:
    """A pair of own keys and the decision in force on it."""

    pair_id: str
    key_a: str
    key_b: str
    decision: str
    by: str
    at: datetime


def representatives(decided: Iterable[Decided]) -> dict[str, str]:
    """Of each key that decisions joined to another the key in force: the smallest of its person."""
    joined = _joined(decided)
    chosen: dict[str, str] = {}
    for key in sorted(joined):
        if key not in chosen:
            chosen |= dict.fromkeys(_reached(joined, key), key)
    return chosen


def in_the_way(others: Iterable[Decided], key_a: str, key_b: str, answer: str) -> list[Decided]:
    """Decisions on other pairs that contradict the answer, by pair; none where it can be taken.

    same: those that call somebody of the one person and somebody of the other different. different: a
    shortest way of decisions as same from the one key to the other.
    """
    known = list(others)
    joined = _joined(known)
    if answer == "different":
        return _way(joined, key_a, key_b)
    one_person = {*_reached(joined, key_a), *_reached(joined, key_b)}
    apart = [
        each for each in known if each.decision == "different" and {each.key_a, each.key_b} <= one_person
    ]
    return sorted(apart, key=lambda each: each.pair_id)


_Graph = dict[str, list[tuple[str, Decided]]]


def _joined(decided: Iterable[Decided]) -> _Graph:
    graph: _Graph = defaultdict(list)
    for each in sorted(decided, key=lambda each: each.pair_id):
        if each.decision == "same":
            graph[each.key_a].append((each.key_b, each))
            graph[each.key_b].append((each.key_a, each))
    return graph


def _reached(graph: _Graph, start: str) -> dict[str, Decided | None]:
    """Every key of the start's person, with the pair by which it was reached first; breadth first."""
    by: dict[str, Decided | None] = {start: None}
    waiting = deque([start])
    while waiting:
        for key, pair in graph.get(waiting.popleft(), ()):
            if key not in by:
                by[key] = pair
                waiting.append(key)
    return by


def _way(graph: _Graph, start: str, end: str) -> list[Decided]:
    by = _reached(graph, start)
    way: list[Decided] = []
    at = end
    while (pair := by.get(at)) is not None:
        way.append(pair)
        at = pair.key_a if at == pair.key_b else pair.key_b
    return way[::-1]
