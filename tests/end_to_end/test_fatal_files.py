"""A night of 130 files of which 30 are fatal, in all nine ways: the other 100 are loaded as if alone."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest

from cjit.intake.reader import MAX_BYTES
from cjit.sample import write_sample
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.databases import copy_of
from nights.files import extract, rows
from nights.house import House
from nights.snapshot import decoded, snapshot

GOOD, FATAL = 100, 30
_LOADED = ("core.episode", "core.referral", "core.review", "core.episode_link", "dq.mismatch")


def _file(agency: str) -> bytes:
    return extract(*rows(2, agency))


WAYS: dict[str, Callable[[str], bytes]] = {
    "F01": lambda _: b"",
    "F02": lambda _: b"x" * (MAX_BYTES + 1),
    "F03": lambda agency: _file(agency) + b"\x81",
    "F04": lambda _: b"A,B\n1,2\n",
    "F05": lambda agency: _file(agency).replace(b"TRFTO", b"TRFXX", 1),
    "F06": lambda agency: _file(agency)[:-30],
    "F07": lambda _: _file("A0001"),
    "F08": lambda agency: _file(agency).splitlines(keepends=True)[0],
}
"""What is wrong with a file, by the rule that says so; F09 is another agency's own file once more."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """agencies.csv and the drop folders of a hundred agencies whose files are good, and one whose is not."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, agencies=GOOD + 1, months=2, until=date(2018, 12, 19), seed=3)
    return folder


@pytest.fixture
def empty(server_url: str, template: str) -> Iterator[tuple[Warehouse, Warehouse]]:
    with copy_of(server_url, template) as one, copy_of(server_url, template) as other:
        yield one, other


def _house(data: Path, warehouse: Warehouse, sample: Path) -> House:
    """A deployment with the sample's CJIT files in its inbox, the one that is refused aside."""
    house = House.of(Settings(data=data, settle_seconds=0), warehouse, data / "agencies.csv")
    register = (sample / "agencies.csv").read_text(encoding="utf-8").rstrip("\n")
    others = "".join(f"\nX{n:04},Agency {n},A04B,cjit,2015-04-01,," for n in range(FATAL))
    (data / "agencies.csv").write_text(register + others + "\n", encoding="utf-8")
    for path in sorted((sample / "inbox").glob("[!_]*/*.csv")):
        if b"DRUG1" in path.read_bytes().upper().splitlines()[0]:
            house.drop(path.parent.name, path.name, path.read_bytes())
    assert len(house.inbox()) == GOOD
    return house


def _drop_fatal(house: House) -> Counter[str]:
    """Thirty more files; how many are fatal by which rule. Only one is of more than 50 MiB."""
    expected: Counter[str] = Counter()
    senders = sorted(path.name for path in house.settings.inbox_dir.iterdir())
    kinds = cycle(rule for rule in (*WAYS, "F09") if rule != "F02")
    for number in range(FATAL):
        rule = next(kinds) if number else "F02"
        if rule == "F09":
            (good,) = (house.settings.inbox_dir / senders[number]).iterdir()
            house.drop(senders[number], "again.csv", good.read_bytes(), minute=number)
        else:
            agency = f"X{number:04}"
            house.drop(agency, "a.csv", WAYS[rule](agency), minute=number)
        expected[rule] += 1
    return expected


def test_thirty_fatal_files_keep_a_hundred_good_ones_from_nothing(
    empty: tuple[Warehouse, Warehouse], sample: Path, tmp_path: Path
) -> None:
    alone, house = (
        _house(tmp_path / name, warehouse, sample)
        for name, warehouse in zip(("alone", "all"), empty, strict=True)
    )
    expected = _drop_fatal(house)
    assert set(expected) == {f"F0{n}" for n in range(1, 10)}
    assert len(house.inbox()) == GOOD + FATAL
    assert house.night() == {"accepted": GOOD, "fatal": FATAL}
    told = decoded(snapshot(house.warehouse)["dq.verdict"])
    assert Counter(line["fatal_rule"] for line in told if line["verdict"] == "fatal") == expected
    assert all((line["rows_submitted"] is None) is (line["verdict"] == "fatal") for line in told)
    written = (house.settings.out_dir / "providers").glob("*/*/summary.html")
    assert len(list(written)) == GOOD + FATAL
    assert alone.night() == {"accepted": GOOD}
    one, other = snapshot(alone.warehouse), snapshot(house.warehouse)
    assert len(one["core.episode"]) > 1000
    assert {name: one[name] == other[name] for name in _LOADED} == dict.fromkeys(_LOADED, True)
