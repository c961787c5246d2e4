"""Linkage once more, as graphs: nothing here walks through sorted rows with a running end.

Two episodes are joined when they belong together; the connected parts are the answer.
"""

from collections.abc import Mapping
from itertools import combinations
from math import inf

import networkx as nx

from .world import Episode, Place

GAP = 21


def linked(current: Mapping[Place, Episode], seen: Mapping[Place, int]) -> dict[str, int | str]:
    """Of each current episode its journey, or its survivor: what `World.linked` should say.

    `seen`: of each absent episode the last file that held it, files counted as they were accepted.
    """
    said: dict[str, int | str] = {}
    survivors = []
    for event in _parts(current.values(), _one_event):
        survivor = max(event, key=lambda episode: _strength(episode, seen))
        survivors.append(survivor)
        said |= {_name(e): _name(survivor) for e in event if e is not survivor}
    for client in _parts(survivors, _one_client):
        journeys = sorted(_parts(client, _one_journey), key=lambda journey: min(e.assessed for e in journey))
        for number, journey in enumerate(journeys, start=1):
            said |= {_name(episode): number for episode in journey}
    return said


def _parts(episodes, belong_together) -> list[list[Episode]]:  # type: ignore[no-untyped-def]
    graph = nx.Graph()
    graph.add_nodes_from(episodes)
    graph.add_edges_from(pair for pair in combinations(graph.nodes, 2) if belong_together(*pair))
    return [list(part) for part in nx.connected_components(graph)]


def _one_client(one: Episode, other: Episode) -> bool:
    return (one.person, one.dat) == (other.person, other.dat)


def _one_event(one: Episode, other: Episode) -> bool:
    return _one_client(one, other) and (one.agency, one.assessed) == (other.agency, other.assessed)


def _one_journey(one: Episode, other: Episode) -> bool:
    first, then = sorted((one, other), key=lambda episode: episode.assessed)
    return then.assessed <= (inf if first.closed is None else first.closed) + GAP


def _strength(episode: Episode, seen: Mapping[Place, int]) -> tuple[float, bool, bool, str]:
    return (
        seen.get(episode.place, inf),
        episode.closed is not None,
        episode.caseload is not None,
        episode.id,
    )


def _name(episode: Episode) -> str:
    return f"{episode.agency}/{episode.id}"
