"""Extracts sent again night after night: what is carried over is what reading them whole would have found."""

from collections import Counter
from random import Random

import pyarrow.parquet as pq
import pytest

from cjit.matching.match import link_and_match
from cjit.warehouse import reading
from cjit.warehouse.decisions import Decision, decide_mismatch
from cjit.warehouse.feedback import publish
from cjit.warehouse.resent import Carried
from nights.house import House, at
from nights.snapshot import differences, files_of, snapshot
from oracle.random_files import odd_file, plain_file
from oracle.random_rows import FAULTS, Cells, add_children, believable_episode, spoil
from oracle.rows import ITEMS
from property.twins import AGENCIES

DECISION = Decision("Somebody", at(17), "it was keyed twice")
NIGHTS, FIRST, SEED = 5, 17, 7
RECEIVED = at(FIRST).date()
"""Random rows have dates about this day, so that some are in the future of the first night alone."""


def _client(random: Random, client: int) -> list[Cells]:
    """A client's rows: mostly sound, an episode sometimes over several rows."""
    rows: list[Cells] = []
    for number in range(random.choice((1, 1, 1, 2, 3))):
        if rows and random.random() < 0.3:
            cells = dict(rows[-1])
        else:
            cells = believable_episode(random, RECEIVED, client, 10 * client + number)
        if random.random() < 0.5:
            add_children(random, cells, RECEIVED, number)
        if random.random() < 0.1:
            _spoil_one(random, cells)
        rows.append(cells)
    return rows


def _spoil_one(random: Random, cells: Cells) -> None:
    item = random.choice([name for name in ITEMS if name in FAULTS or name.endswith("DT")])
    # A cell over several lines has its file read whole: seldom here.
    cells[item] = spoil(random, cells, item, RECEIVED).replace("\n", random.choice((" ",) * 30 + ("\n",)))


def _next_rows(random: Random, before: list[Cells]) -> list[Cells]:
    """A row or two other, gone or new, or with other consent; now and then the order is another."""
    rows = [dict(cells) for cells in before]
    for _ in range(random.choice((0, 1, 1, 2))):
        fate, place = random.random(), random.randrange(len(rows))
        if fate < 0.25 and len(rows) > 2:
            del rows[place]
        elif fate < 0.35:
            rows.insert(place, dict(random.choice(rows)))
        elif fate < 0.5:
            rows[place:place] = _client(random, random.randint(0, 20))
        elif fate < 0.65:
            rows[place]["CONSENT"] = random.choice(("N", "N", "", "Y"))
        else:
            _spoil_one(random, rows[place])
    if random.random() < 0.05:
        random.shuffle(rows)
    return rows


def _written(random: Random, rows: list[Cells], agency: str) -> bytes:
    named = [cells | {"AGNCY": agency} for cells in rows]
    if random.random() < 0.05:
        return odd_file(random, named)
    data = plain_file(named)
    return data.replace(b"\n", b"\r\n") if b'"' not in data and random.random() < 0.2 else data


def _load(house: House, day: int) -> None:
    house.load(house.receive(day))
    link_and_match(house.warehouse)


def _decide(house: House, random: Random) -> None:
    """Delete some of what is missing."""
    for line in house.ask("select * from out.mismatch where state = 'open' and kind = 'M1' order by 1, 2"):
        if random.random() < 0.5:
            mismatch = (line["agency_code"], line["episode_id"], "M1")
            decide_mismatch(house.warehouse, mismatch, "delete", DECISION)


def _parquet(house: House) -> dict[str, list[str]]:
    """The rows of every Parquet file, as text."""
    return {
        str(path.relative_to(house.settings.archive_dir)): [
            str(line) for line in pq.read_table(path, partitioning=None).to_pylist()
        ]
        for path in sorted(house.settings.archive_dir.rglob("*.parquet"))
    }


def test_carried_over_or_read_whole_ends_in_the_same(
    houses: list[House], monkeypatch: pytest.MonkeyPatch
) -> None:
    carrying, whole = houses
    seen: Counter[str] = Counter()
    added_to = Carried.added_to

    def counted(carried: Carried, contents: reading.Contents) -> reading.Contents:
        seen["files"] += 1
        seen["rows"] += carried.kept.new.size
        seen["rows with a warning"] += carried.counts.rows_with_warning
        seen["rows in error"] += carried.counts.rows_in_error
        seen["rows judged"] += contents.counts.rows_submitted
        seen["episodes new or changed"] += contents.episodes.num_rows if contents.episodes else 0
        return added_to(carried, contents)

    monkeypatch.setattr(Carried, "added_to", counted)
    random = Random(SEED)  # noqa: S311  (a test's dice, not a secret)
    lives = {
        code: [cells for client in range(random.randint(8, 16)) for cells in _client(random, client)]
        for code in AGENCIES
    }
    for night in range(NIGHTS):
        for agency, rows in lives.items():
            data = _written(random, rows, agency)
            for house in houses:
                house.drop(agency, f"{night}.csv", data)
            lives[agency] = _next_rows(random, rows)
        _load(carrying, FIRST + night)
        with monkeypatch.context() as patched:
            patched.setattr(reading.Readings, "_resent", lambda *_: None)
            _load(whole, FIRST + night)
        assert differences(snapshot(carrying.warehouse), snapshot(whole.warehouse)) == []
        assert _parquet(carrying) == _parquet(whole)
        choices = random.random()
        for house in houses:
            _decide(house, Random(choices))  # noqa: S311  (the same dice for both)

    for house in houses:
        publish(house.settings, house.warehouse)
    assert files_of(carrying.settings)["out"] == files_of(whole.settings)["out"]
    assert seen["files"] > len(AGENCIES)
    assert min(seen.values()) > 25
