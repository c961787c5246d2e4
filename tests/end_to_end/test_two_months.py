"""Two months of reports of the example, byte for byte, as they were recorded after reading them."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cjit.report.files import write_area_files
from cjit.report.run import freeze_month
from cjit.report.signing import sign
from cjit.settings import PROJECT
from cjit.warehouse.connection import Warehouse
from nights.databases import copy_of
from nights.example import CLOCK, unpacked

GOLDEN = PROJECT / "tests/golden/two_months.json"
MONTHS = ("2018-09", "2018-10")
AREAS = [
    ("england", "england"),
    ("region", "North East"),
    ("force", "Cleveland"),
    ("partnership", "A04B"),
    ("provider", "A0001"),
]

WRITE = """
import json, sys
from pathlib import Path
from cjit.report.files import write_area_files, write_common_files
from cjit.warehouse.connection import Warehouse
url, out, freezes, areas = sys.argv[1], *map(json.loads, sys.argv[2:])
for freeze in freezes:
    write_area_files(Warehouse(url), freeze, Path(out, freeze), [tuple(area) for area in areas])
    write_common_files(Warehouse(url), freeze, Path(out, freeze))
"""
ELSEWHERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
"""Another machine, as far as one can be made here: its clock, its language, the order of its sets."""

Hashes = dict[str, str]
"""Path of a file → SHA-256 of its bytes."""


def hashes(folder: Path) -> Hashes:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def differences(golden: Hashes, now: Hashes) -> list[str]:
    """The files that are not the recorded ones, are missing, or are more."""
    return sorted(name for name in golden.keys() | now.keys() if golden.get(name) != now.get(name))


@pytest.fixture(scope="module")
def reported(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Warehouse, list[str]]]:
    """The example's warehouse with both months frozen, the first one signed."""
    with copy_of(server_url, template) as warehouse, pytest.MonkeyPatch.context() as patch:
        house = unpacked(tmp_path_factory.mktemp("example"), warehouse)
        house.night()
        # The program's own hash is part of a freeze's id: it would change with every comment.
        patch.setattr("cjit.report.freeze.code_version", lambda: "golden")
        freezes = [freeze_month(house.settings, warehouse, CLOCK, month) for month in MONTHS]
        sign(house.settings, warehouse, freezes[0], "Jo Lead", "read", CLOCK + timedelta(hours=8))
        yield warehouse, freezes


@pytest.fixture(scope="module")
def written(reported: tuple[Warehouse, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their files, made by a process with another environment."""
    warehouse, freezes = reported
    out = tmp_path_factory.mktemp("two_months")
    arguments = [json.dumps(given) for given in (str(out), freezes, AREAS)]
    command = [sys.executable, "-c", WRITE, warehouse.url, *arguments]
    subprocess.run(command, check=True, env=os.environ | ELSEWHERE, cwd=out)
    return out


def test_both_months_are_the_recorded_ones(written: Path, tmp_path: Path) -> None:
    made = hashes(written)
    now = tmp_path / GOLDEN.name
    now.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    told = differences(json.loads(GOLDEN.read_text(encoding="utf-8")), made)
    assert told == [], f"read these files under {written}, then copy {now} to {GOLDEN.relative_to(PROJECT)}"


def test_this_machine_makes_the_same(
    reported: tuple[Warehouse, list[str]], written: Path, tmp_path: Path
) -> None:
    warehouse, freezes = reported
    write_area_files(warehouse, freezes[1], tmp_path, AREAS)
    here = hashes(tmp_path)
    assert len(here) == 5 * len(AREAS)
    assert here == {name: sha for name, sha in hashes(written / freezes[1]).items() if name in here}


def test_a_changed_byte_would_be_noticed(written: Path) -> None:
    """One byte of one file of each kind, turned; and a file that is gone, and one more."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    last = {path.suffix: path for path in sorted(written.rglob("*")) if path.is_file()}
    assert last.keys() == {".html", ".pdf", ".xlsx", ".csv", ".json"}
    for path in last.values():
        content = path.read_bytes()
        place = len(content) // 2
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert differences(golden, hashes(written)) == [path.relative_to(written).as_posix()]
        path.write_bytes(content)
    name, sha = next(iter(golden.items()))
    assert differences(golden, {n: s for n, s in golden.items() if n != name}) == [name]
    assert differences(golden, golden | {"one more": sha}) == ["one more"]
