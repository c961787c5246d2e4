"""The same warehouse whatever the order of files and batches, and with or without the second opinion."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from cjit.matching.match import link_and_match
from cjit.report.freeze import freeze
from cjit.warehouse.batch import load_batch
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.feedback import publish
from nights.databases import copy_of
from nights.example import CLOCK, unpacked
from nights.house import SECRET, House
from nights.snapshot import Snapshot, differences, files_of, snapshot

ORDER_OF_ARRIVAL = ("modified_ns", "arrival_no")
"""Columns that tell the order in which a folder's files lay there: other where that is other."""


@pytest.fixture
def fresh(server_url: str, template: str) -> Iterator[Warehouse]:
    with copy_of(server_url, template) as warehouse:
        yield warehouse


def _outputs(house: House) -> Snapshot:
    """The archive and what goes back to providers, without the report's pages."""
    files = files_of(house.settings)
    return {name: [line for line in told if not line.startswith("reports/")] for name, told in files.items()}


def _scattered(house: House, dice: random.Random) -> None:
    """Other modification times, so that every file comes in another order."""
    paths = sorted(house.settings.inbox_dir.glob("*/*.csv"))
    minutes = dice.sample(range(1000), k=len(paths))
    for path, minute in zip(paths, minutes, strict=True):
        os.utime(path, (1_545_000_000 + 60 * minute,) * 2)


def _snapshot(house: House) -> Snapshot:
    """All that order might change; the report is frozen here and not written."""
    found = snapshot(house.warehouse, without=ORDER_OF_ARRIVAL)
    return {name: rows for name, rows in found.items() if name != "report.freeze_written"}


@pytest.mark.parametrize("seed", [1, 2])
def test_files_and_batches_in_another_order(
    example: House, fresh: Warehouse, tmp_path: Path, seed: int
) -> None:
    """No agency sends two files that night, so their order means nothing: each is a batch of its own."""
    dice = random.Random(seed)  # noqa: S311  (a test's dice, not a secret)
    house = unpacked(tmp_path, fresh)
    _scattered(house, dice)
    house.prepare()
    waiting = [one for batch in house.receive() for one in batch["submissions"]]
    dice.shuffle(waiting)
    for submission in waiting:
        loaded = load_batch(house.settings, fresh, [submission], SECRET, verdict=False)
        assert loaded == {"accepted": 1}
        if dice.random() < 0.3:
            link_and_match(fresh)  # an interrupted night may have linked some people already
    link_and_match(fresh)
    publish(house.settings, fresh)
    freeze(fresh, "2018-11", CLOCK)
    ours, theirs = (_snapshot(one) for one in (house, example))
    assert len(ours["core.episode"]) > 1000
    assert differences(theirs, ours) == []
    assert differences(_outputs(example), _outputs(house)) == []


def test_a_snapshot_tells_every_difference(example: House) -> None:
    """Else its silence above would say little: one cell changed is told, and a row gone or doubled."""
    before = snapshot(example.warehouse)
    filled = {name: rows for name, rows in before.items() if rows}
    assert len(filled) > 15
    for name, rows in filled.items():
        for other in ([*rows[1:], rows[0].replace(":", ": ", 1)], rows[1:], [*rows, rows[0]]):
            assert differences(before, {**before, name: other}), name
    assert differences(before, {name: rows for name, rows in before.items() if name != "core.episode"})
    assert differences(before, snapshot(example.warehouse)) == []
