"""Every file of tests/corpus does what its name says, in the oracle and in the library."""

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from cjit.warehouse.arrivals import receive
from cjit.warehouse.batch import load_batch
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.prepare import prepare
from nights.folders import InFolders
from oracle.facts import read_lists, read_register
from oracle.files import MOST_BYTES, MOST_ROWS, content_hash, read_file
from oracle.judge import Judgement, judge
from oracle.product import Answer, Feed, through_product
from oracle.rows import Night

PROJECT = Path(__file__).parents[2]
CORPUS = PROJECT / "tests/corpus"
REGISTER = CORPUS / "agencies.csv"
RECEIVED = date(2018, 12, 20)
SECRET = b"a key of these tests alone, not secret"
LONDON = ZoneInfo("Europe/London")
FOLDERS: dict[Feed, str] = {"cjit": "A0001", "structured": "_structured", "secure": "_secure"}
FEEDS: tuple[Feed, ...] = ("cjit", "structured", "secure")


def _cases() -> list[Path]:
    return sorted(path for path in CORPUS.rglob("*.csv") if "file" not in path.parts and path != REGISTER)


def _name(path: Path) -> str:
    return str(path.relative_to(CORPUS))


def _feed(path: Path) -> Feed:
    return next((feed for feed in FEEDS if feed == path.parts[-3]), "cjit")


def _expected(path: Path) -> list[tuple[int, str]]:
    """The rule's own findings in a file: [row_no, item], none for a pass file."""
    if path.stem.startswith("pass"):
        return []
    listed = json.loads((path.parent / "expected.json").read_text(encoding="utf-8"))
    return [(row_no, item) for row_no, item in listed[path.name]]


@cache
def _night() -> Night:
    return Night(RECEIVED, read_lists(), read_register(REGISTER))


def _by_oracle(path: Path) -> Judgement:
    feed = _feed(path)
    read = read_file(path.read_bytes(), FOLDERS[feed], _night(), feed)
    assert read.fatal_rule is None
    return judge(read.rows, _night(), feed)


def _by_product(data: bytes, folder: str, feed: Feed = "cjit") -> Answer:
    return through_product(data, folder=folder, register=REGISTER, received=RECEIVED, feed=feed)


@pytest.mark.parametrize("path", _cases(), ids=_name)
def test_oracle_finds_what_the_file_names(path: Path) -> None:
    rule = path.parent.name
    judgement = _by_oracle(path)
    assert judgement.of(rule) == _expected(path)
    if path.stem == "pass":
        assert judgement.findings == []


@pytest.mark.parametrize("path", _cases(), ids=_name)
def test_library_finds_what_the_file_names(path: Path) -> None:
    feed = _feed(path)
    answer = _by_product(path.read_bytes(), FOLDERS[feed], feed)
    rule = path.parent.name
    assert answer.fatal == []
    found = [(finding.row_no, finding.item) for finding in answer.findings if finding.rule == rule]
    assert found == _expected(path)
    judgement = _by_oracle(path)
    assert answer.findings == judgement.findings
    assert answer.counts == judgement.counts


def _rule_folders() -> list[Path]:
    return sorted({path.parent for path in _cases()})


@pytest.mark.parametrize("folder", _rule_folders(), ids=_name)
def test_each_rule_has_a_pass_and_a_fail_file_and_no_expectation_without_a_file(folder: Path) -> None:
    names = {path.name for path in folder.glob("*.csv")}
    fails = {name for name in names if name.startswith("fail_")}
    assert "pass.csv" in names
    assert fails == set(json.loads((folder / "expected.json").read_text(encoding="utf-8")))
    assert fails
    assert all(_expected(folder / name) for name in fails)


def _rules_of_suites() -> dict[str, set[str]]:
    """Corpus folder → rules that the suites of its datasets hold."""
    rules: dict[str, set[str]] = {}
    for suite in (PROJECT / "expectations").glob("*/*.json"):
        home = suite.parent.name if suite.parent.name in FOLDERS else "cjit"
        expectations = json.loads(suite.read_text(encoding="utf-8"))["expectations"]
        rules.setdefault(home, set()).update(expectation["meta"]["rule"] for expectation in expectations)
    return rules


@pytest.mark.parametrize("feed", sorted(FOLDERS))
def test_corpus_and_suites_hold_the_same_rules(feed: str) -> None:
    home = CORPUS if feed == "cjit" else CORPUS / feed
    corpus = {folder.name for folder in _rule_folders() if folder.parent == home}
    assert _rules_of_suites()[feed] == corpus


def _fatal_cases() -> list[Path]:
    return sorted(path for path in (CORPUS / "file").rglob("*.csv") if path.parent.name != "F09")


def _drop_folder(path: Path) -> str:
    listed = json.loads((CORPUS / "file/expected.json").read_text(encoding="utf-8"))["folders"]
    return str(listed.get(f"{path.parent.name}/{path.name}", "A0001"))


@pytest.mark.parametrize("path", _fatal_cases(), ids=_name)
def test_oracle_refuses_the_file_for_the_rule(path: Path) -> None:
    read = read_file(path.read_bytes(), _drop_folder(path), _night())
    assert read.fatal_rule == (path.parent.name if path.stem.startswith("fail") else None)


@pytest.mark.parametrize("path", _fatal_cases(), ids=_name)
def test_library_refuses_the_file_for_the_rule(path: Path) -> None:
    answer = _by_product(path.read_bytes(), _drop_folder(path))
    if path.stem.startswith("fail"):
        assert answer.fatal[:1] == [path.parent.name]
        assert answer.counts is None
        return
    assert answer.fatal == []
    read = read_file(path.read_bytes(), _drop_folder(path), _night())
    assert answer.findings == judge(read.rows, _night()).findings


def _padded(size: int) -> bytes:
    """A good file of exactly that many bytes: a column that the dataset does not know fills it."""
    header, row = (CORPUS / "file/F08/pass.csv").read_bytes().splitlines()
    frame = header + b",NOTES\n" + row + b",\n"
    return frame[:-1] + b"x" * (size - len(frame)) + b"\n"


@pytest.mark.parametrize(("size", "fatal"), [(MOST_BYTES, []), (MOST_BYTES + 1, ["F02"])])
def test_f02_counts_bytes(size: int, fatal: list[str]) -> None:
    data = _padded(size)
    assert len(data) == size
    assert _by_product(data, "A0001").fatal == fatal
    assert read_file(data, "A0001", _night()).fatal_rule == (fatal[0] if fatal else None)


@pytest.mark.parametrize(("rows", "fatal"), [(MOST_ROWS, "F07"), (MOST_ROWS + 1, "F02")])
def test_f02_counts_data_rows(rows: int, fatal: str) -> None:
    """The rows are of an unknown agency: at the limit too the file is refused, before its rows are judged."""
    header, row = (CORPUS / "file/F05/pass_mandatory_only.csv").read_bytes().splitlines()
    data = header + b"\n" + (row.replace(b"A0001", b"A9999") + b"\n") * rows
    assert len(data) < MOST_BYTES
    assert _by_product(data, "A9999").fatal[0] == fatal


def test_f09_compares_the_content_without_bom_and_line_ends() -> None:
    first = content_hash(_f09("first.csv"))
    assert {content_hash(_f09(name)) for name in ("same_bom_and_crlf.csv", "same_lone_cr.csv")} == {first}
    assert content_hash(_f09("other.csv")) != first


def test_f09_compares_with_the_last_accepted_file(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    """One file a night: a refused file is not what the next is compared with, an older one neither."""
    settings = tmp_settings.model_copy(update={"agencies": REGISTER})
    sent = ["first.csv", "same_bom_and_crlf.csv", "same_lone_cr.csv", "other.csv", "first.csv"]
    for night, name in enumerate(sent):
        _one_night(settings, warehouse, _f09(name), datetime(2018, 12, 20 + night, 2, tzinfo=LONDON))
    with psycopg.connect(warehouse.url) as connection:
        verdicts = connection.execute(
            "select status, fatal_rule from out.submission order by received_at"
        ).fetchall()
    accepted, refused = ("accepted", None), ("fatal", "F09")
    assert verdicts == [accepted, refused, refused, accepted, accepted]


def _f09(name: str) -> bytes:
    return (CORPUS / "file/F09" / name).read_bytes()


def _one_night(settings: InFolders, warehouse: Warehouse, data: bytes, now: datetime) -> None:
    folder = settings.inbox_dir / "A0001"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{now:%Y%m%d}.csv").write_bytes(data)
    prepare(settings, warehouse, now)
    for batch in receive(settings, warehouse, now):
        load_batch(settings, warehouse, batch["submissions"], SECRET, verdict=False)
