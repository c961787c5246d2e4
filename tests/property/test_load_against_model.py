"""Random files of an agency, one after the other: the warehouse holds what the model says."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from random import Random

import pytest

from nights.files import REGISTER
from nights.house import House, at
from oracle.facts import read_lists, read_register
from oracle.random_files import BOM, odd_file
from oracle.random_rows import FAULTS, Cells, random_rows, spoil
from oracle.rows import ITEMS, Night
from property.model import Agency

SEEDS, FILES = 16, 6
RECEIVED = at(20).date()


@cache
def _night() -> Night:
    return Night(RECEIVED, read_lists(), read_register(REGISTER))


def _next_rows(random: Random, before: list[Cells]) -> list[Cells]:
    """Most of the rows before, some gone, some other in a cell or two, some new."""
    kept = [dict(cells) for cells in before if random.random() < 0.85]
    for cells in kept:
        for item in random.sample(ITEMS, k=random.choice((0, 0, 0, 1, 2))):
            if item in FAULTS or random.random() < 0.5:
                cells[item] = spoil(random, cells, item, RECEIVED)
    return kept + (random_rows(random, RECEIVED, 4) if random.random() < 0.5 else [])


def _files(seed: int) -> list[bytes]:
    random = Random(seed)  # noqa: S311  (a test's dice, not a secret)
    rows = random_rows(random, RECEIVED, 16)
    files = [odd_file(random, rows)]
    while len(files) < FILES:
        fate = random.random()
        if fate < 0.1:
            files.append(BOM + files[-1].removeprefix(BOM).replace(b"\r\n", b"\n"))
        elif fate < 0.2:
            files.append(random.choice((b"", files[-1][:-30], files[-1].replace(b"A0001", b"A0002"))))
        else:
            rows = _next_rows(random, rows)
            files.append(odd_file(random, rows))
    return files


def _told(seed: int) -> tuple[Agency, list[str | None]]:
    """The model after all files of a seed, and the fatal rule of each."""
    model = Agency(_night(), "A0001")
    return model, [model.take(number, data) for number, data in enumerate(_files(seed))]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_warehouse_and_model_agree(house: House, seed: int) -> None:
    model, expected = _told(seed)
    sent = house.send(*_files(seed))
    ids = [line["submission_id"] for line in sent]
    assert [line["fatal_rule"] for line in sent] == expected

    current = house.ask("select episode_id, submission_id from core.episode where current_to is null")
    brought = {line["episode_id"]: line["submission_id"] for line in current}
    assert brought == {name: ids[episode.brought_by] for name, episode in model.current.items()}
    assert house.column("select count(*) from core.episode") == [len(model.versions)]
    absent = {line["episode_id"]: line["last_seen_in"] for line in house.ask("select * from core.absent")}
    assert absent == {name: ids[number] for name, number in model.absent.items()}
    assert set(house.column("select episode_id from core.held_back")) == model.held_back
    referrals = house.ask("select episode_id, referral_id, referred_on, referred_to from out.referral")
    assert _in_order(tuple(line.values()) for line in referrals) == _in_order(
        (name, one, *values) for name, e in model.current.items() for one, values in e.referrals.items()
    )
    reviews = house.ask("select * from out.review")
    assert _in_order(tuple(line.values())[1:] for line in reviews) == _in_order(
        (name, one, *values) for name, e in model.current.items() for one, values in e.reviews.items()
    )


def _in_order(rows: Iterable[tuple[object, ...]]) -> list[str]:
    return sorted(map(str, rows))


def test_the_seeds_show_every_case() -> None:
    """Otherwise the agreement above would say little."""
    seen: Counter[str | None] = Counter()
    for seed in range(SEEDS):
        model, fatal = _told(seed)
        seen.update(fatal)
        seen["absent"] += len(model.absent)
        seen["held back"] += len(model.held_back)
        seen["replaced"] += len(model.versions) - len(model.current)
        seen["referral"] += sum(len(episode.referrals) for episode in model.current.values())
        seen["review"] += sum(len(episode.reviews) for episode in model.current.values())
    cases = ("absent", "held back", "replaced", "referral", "review", "F09", "F01", "F06", None)
    assert {case: seen[case] for case in cases if seen[case] < 2} == {}
