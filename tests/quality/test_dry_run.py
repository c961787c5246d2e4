"""The dry run says what the night says: on files of the corpus, of the example, and on random ones."""

import random
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cjit.dataset.register import read_register
from cjit.errors import Permanent
from cjit.quality import dry_run as module
from cjit.quality.check import RowCounts
from cjit.quality.dry_run import DryRun, dry_run, feed_of
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights import example
from nights.files import REGISTER, extract, row, stays, treatment
from nights.house import House
from oracle.random_files import damaged_file, odd_file
from oracle.random_rows import Cells, random_rows

CORPUS = REGISTER.parent
RECEIVED = date(2018, 12, 20)
SETTINGS = Settings()
OF_THE_LOAD = ("F09", "N03")
COLUMNS = ("row_no", "client_ref", "episode_id", "rule", "severity", "item", "value", "message")


def told(run: DryRun) -> dict[str, Any]:
    """What a dry run says, as the views of the warehouse would."""
    counts = run.checked.counts
    numbers = {
        name: getattr(counts, name, None) for name in (*RowCounts.__dataclass_fields__, "load_pct", "dq_pct")
    }
    rows = Counter(tuple(line[name] for name in COLUMNS) for line in run.findings.to_pylist())
    status = "fatal" if run.checked.fatal else "accepted"
    hashes = {"content_sha256": run.checked.content_sha256, "row_set_hash": run.checked.row_set_hash}
    versions = {"rules_version": run.rules.version, "lists_version": run.lists_version}
    shown = {"status": status, "fatal_rule": run.fatal_rule, "agency_code": run.checked.agency_code}
    return numbers | shown | hashes | versions | {"sha256": run.sha256, "findings": rows}


def nights_word(house: House) -> dict[str, dict[str, Any]]:
    """The same of every submission, by file name."""
    found: dict[str, Counter[Any]] = {}
    for line in house.ask("select * from out.finding"):
        if line["rule"] not in OF_THE_LOAD:
            found.setdefault(line["submission_id"], Counter())[tuple(line[name] for name in COLUMNS)] += 1
    wanted = told(dry_run(CORPUS / "E01/pass.csv", None, read_register(REGISTER), RECEIVED, SETTINGS)).keys()
    return {
        line["file_name"]: {name: line.get(name) for name in wanted}
        | {"findings": found.get(line["submission_id"], Counter())}
        for line in house.ask("select * from out.submission")
        if line["fatal_rule"] != "F09"
    }


def corpus() -> list[tuple[Path, str]]:
    """All of the corpus about files, a failing file of each other rule; with the drop folder of each."""
    chosen = [*CORPUS.glob("file/*/*.csv")]
    for rule in CORPUS.rglob("expected.json"):
        chosen += sorted(rule.parent.glob("fail_*.csv"))[:1]
    folders = {"structured": "_structured", "secure": "_secure"}
    return [(path, folders.get(path.relative_to(CORPUS).parts[0], "A0001")) for path in sorted(chosen)]


def test_files_of_the_corpus(house: House) -> None:
    names = {}
    for number, (path, folder) in enumerate(corpus()):
        names[f"{number:03}.csv"] = (path, folder)
        house.drop(folder, f"{number:03}.csv", path.read_bytes(), minute=number)
    house.load(house.receive())
    said = nights_word(house)
    assert len(said) > 0.9 * len(names) > 100
    register = read_register(REGISTER)
    for name, night in said.items():
        path, folder = names[name]
        run = dry_run(path, folder if folder == "A0001" else None, register, RECEIVED, SETTINGS)
        if run.definition.feed == "cjit" and folder != "A0001":
            continue  # a header of neither: nobody can tell that it was meant for the other folder
        assert told(run) == night, path


def test_every_file_of_the_example_without_naming_the_agency(warehouse: Warehouse, tmp_path: Path) -> None:
    house = example.unpacked(tmp_path, warehouse)
    files = {path.name: path.read_bytes() for path in house.settings.inbox_dir.rglob("*.csv")}
    house.night()
    said = nights_word(house)
    assert said.keys() == files.keys()
    register = read_register(house.settings.agencies_file)
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        assert told(dry_run(tmp_path / name, None, register, RECEIVED, SETTINGS)) == said[name]


def _of_clients_of_its_own(number: int, chance: random.Random) -> list[Cells]:
    """Rows whose clients are in no other file: who withdraws consent has earlier findings erased."""
    made = random_rows(chance, RECEIVED, 12)
    return [
        cells | {"CLIENTID": f"{number} {cells['CLIENTID']}"} if cells.get("CLIENTID") else cells
        for cells in made
    ]


def test_random_files(house: House, tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - the same files every time
    spelt = (odd_file, odd_file, damaged_file)
    files = {f"{n}.csv": spelt[n % 3](chance, _of_clients_of_its_own(n, chance)) for n in range(15)}
    for minute, (name, data) in enumerate(files.items()):
        (tmp_path / name).write_bytes(data)
        house.drop("A0001", name, data, minute)
    house.night()
    for name, night in nights_word(house).items():
        assert told(dry_run(tmp_path / name, "A0001", read_register(REGISTER), RECEIVED, SETTINGS)) == night


@pytest.mark.parametrize(
    ("data", "feed"),
    [
        (extract(row()), "cjit"),
        (b"\xef\xbb\xbf" + extract(row()), "cjit"),
        (treatment(1), "structured"),
        (stays(1), "secure"),
        (b"PRISON,STAYID\n", "secure"),
        (b"caf\xe9,PRISON,STAYID\n", "secure"),
        (b"one,two\n", "cjit"),
        (b'"never closed', "cjit"),
        (b"", "cjit"),
    ],
)
def test_what_a_file_is_about_is_told_by_its_header(data: bytes, feed: str) -> None:
    assert feed_of(data) == feed


def test_the_agencys_kind_goes_before_the_header(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(stays(1))
    register = read_register(REGISTER)
    assert dry_run(path, None, register, RECEIVED, SETTINGS).definition.feed == "secure"
    as_cjit = dry_run(path, "A0001", register, RECEIVED, SETTINGS)
    assert (as_cjit.definition.feed, as_cjit.fatal_rule) == ("cjit", "F05")
    path.write_bytes(extract(row()))
    assert dry_run(path, "A0002", register, RECEIVED, SETTINGS).fatal_rule == "F07"


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(extract(row()))
    monkeypatch.setattr(module, "MAX_BYTES", 100)
    run = dry_run(path, None, read_register(REGISTER), RECEIVED, SETTINGS)
    assert (run.checked.fatal, run.checked.counts, run.findings.num_rows) == (["F02"], None, 1)
    path.write_bytes(extract(row()) + b"\0")
    assert dry_run(path, None, read_register(REGISTER), RECEIVED, SETTINGS).checked.fatal == ["F01", "F02"]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(Permanent, match="cannot be read"):
            dry_run(path, None, read_register(REGISTER), RECEIVED, SETTINGS)


def test_ten_thousand_rows_are_checked_in_well_under_five_seconds(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(extract(*(row(n, ROUTE="9" if n % 3 else "3") for n in range(10_000))))
    register = read_register(REGISTER)
    dry_run(path, None, register, RECEIVED, SETTINGS)
    begun = time.perf_counter()
    run = dry_run(path, None, register, RECEIVED, SETTINGS)
    assert time.perf_counter() - begun < 5
    assert run.checked.counts is not None
    assert run.checked.counts.rows_loaded == 10_000


def test_neither_airflow_nor_great_expectations_nor_a_server_is_waited_for() -> None:
    look = (
        "import sys, cjit.cli.check\n"
        "print([m for m in ('airflow', 'great_expectations', 'sqlalchemy', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
