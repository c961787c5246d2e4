"""Random lives with decisions, told in order, and told otherwise: senders turned round, every step twice."""

from contextlib import suppress
from datetime import timedelta
from random import Random

from cjit.errors import Permanent
from cjit.matching.match import link_and_match
from cjit.warehouse.decisions import Decision, decide_mismatch, release_file
from cjit.warehouse.feedback import publish
from nights.house import SECRET, House, at
from nights.snapshot import differences, files_of, snapshot
from property.mismatch_worlds import World
from property.twins import AGENCIES

NIGHTS, FIRST, SEED = 5, 20, 2


def _straight(house: House, day: int) -> None:
    house.night(day)


def _otherwise(house: House, day: int) -> None:
    """The last sender first, each a batch of its own, twice; people linked in between, feedback twice."""
    senders: dict[str, list[str]] = {}
    for batch in house.receive(day):
        for submission in batch["submissions"]:
            senders.setdefault(submission.split("-")[0], []).append(submission)
    for _, submissions in sorted(senders.items(), reverse=True):
        for _ in range(2):
            house.load([{"label": "", "submissions": submissions}])
        link_and_match(house.warehouse)
    house.receive(day)
    for _ in range(2):
        link_and_match(house.warehouse)
        publish(house.settings, house.warehouse)


def _decide(house: House, day: int, times: int, backwards: bool) -> None:
    """A third of what is open is answered, and every file that waits is released; what is done is refused."""
    decision = Decision.of("R. Viewer", at(day) + timedelta(hours=8), "asked the agency")
    found = house.ask(
        "select agency_code, episode_id, min(kind) as kind from out.mismatch where state = 'open'"
        " group by 1, 2 order by 1, 2"
    )
    held = house.column("select submission_id from out.held_file where state = 'waiting' order by 1")
    chosen = [(line, "delete" if number % 2 else "keep") for number, line in enumerate(found[::3])]
    for line, answer in chosen[:: -1 if backwards else 1]:
        named = line["agency_code"], line["episode_id"], line["kind"]
        for _ in range(times):
            with suppress(Permanent):
                decide_mismatch(house.warehouse, named, answer, decision)  # type: ignore[arg-type]
    for submission in held[:: -1 if backwards else 1]:
        for _ in range(times):
            with suppress(Permanent):
                release_file(house.settings, house.warehouse, submission, decision, lambda: SECRET)
    link_and_match(house.warehouse)
    publish(house.settings, house.warehouse)


def test_order_and_repetition_change_nothing(houses: list[House]) -> None:
    random = Random(SEED)  # noqa: S311  (a test's dice, not a secret)
    worlds = {code: World(random, code) for code in AGENCIES[:12]}
    one, other = houses
    for day in range(FIRST, FIRST + NIGHTS):
        for agency, world in worlds.items():
            for number, data in enumerate(world.night()):
                for house in houses:
                    house.drop(agency, f"{number}.csv", data, minute=number)
        _straight(one, day)
        _otherwise(other, day)
        assert differences(snapshot(one.warehouse), snapshot(other.warehouse)) == []
        _decide(one, day, times=1, backwards=False)
        _decide(other, day, times=2, backwards=True)
        assert differences(snapshot(one.warehouse), snapshot(other.warehouse)) == []
    assert differences(files_of(one.settings), files_of(other.settings)) == []
    # Otherwise the agreement would say little.
    told = snapshot(one.warehouse)
    assert all(told[name] for name in ("dq.held", "dq.file_decision", "dq.erasure", "core.kept_away"))
    states = " ".join(told["dq.mismatch_closed"])
    assert all(f'"{state}"' in states for state in ("deleted", "kept", "resolved"))
