"""Two engines evaluate the same suites, and a batch on which they disagree is not loaded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from psycopg import sql

from cjit.dataset.definition import FEEDS, Feed, definition_of
from cjit.dataset.lists import lists_on
from cjit.dataset.register import read_register
from cjit.errors import Permanent, Transient
from cjit.intake.reader import Sender, read_extract
from cjit.quality import engine, verdict
from cjit.quality.check import CheckedChunk, check_rows
from cjit.quality.findings import Counts
from cjit.quality.rules import Rules, parameters, rules_of
from cjit.quality.typed import Source
from cjit.settings import PROJECT, Settings
from cjit.warehouse import batch
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.staging import Staging, staging
from nights.databases import copy_of
from nights.files import REGISTER, extract, row, stays, treatment
from nights.house import House
from oracle.random_files import SHORT_ITEMS, odd_file, plain_file, random_short_rows, some_columns
from oracle.random_rows import DAYS_OF_RECEIPT, random_rows
from oracle.rows import ITEMS

CORPUS = PROJECT / "tests/corpus"
FOLDERS: dict[Feed, str] = {"cjit": "A0001", "structured": "_structured", "secure": "_secure"}
RECEIVED = date(2018, 12, 20)
SENTINEL = "Zz7391"
"""In a cell that fails: results of Great Expectations must not repeat it."""
RANDOM_FILES = 150


def _corpus(feed: Feed) -> list[bytes]:
    home = {"cjit": CORPUS, "structured": CORPUS / "structured", "secure": CORPUS / "secure"}[feed]
    files = sorted(home.glob("[EWX][0-9][0-9]/*.csv"))
    assert files
    return [path.read_bytes() for path in files]


def _random_file(seed: int, feed: Feed) -> tuple[bytes, date]:
    random = Random(seed)  # noqa: S311  (a test's dice, not a secret)
    received = random.choice(DAYS_OF_RECEIPT)
    if feed == "cjit":
        rows = some_columns(random, random_rows(random, received, random.choice((2, 6, 12))))
        return odd_file(random, rows, tuple(rows[0])), received
    return odd_file(random, random_short_rows(random, received, feed), SHORT_ITEMS[feed]), received


def _chunk(files: list[tuple[bytes, date]], feed: Feed) -> CheckedChunk:
    """All these files in one chunk, whatever their days of receipt."""
    register, definition = read_register(REGISTER), definition_of(feed)
    sources = []
    for data, received in files:
        read = read_extract(data, definition, Sender(FOLDERS[feed], register, received))
        assert read.rows is not None, read.fatal
        sources.append(Source(read.rows, received))
    return check_rows(sources, definition, lists_on(RECEIVED), register)


@dataclass(frozen=True)
class Both:
    """What each engine counts, and Great Expectations' results in full."""

    chunk: CheckedChunk
    by_row: Counts
    by_gx: Counts
    results: list[Any]


@pytest.fixture(scope="module")
def warehouse_of_module(server_url: str, template: str) -> Iterator[Warehouse]:
    with copy_of(server_url, template) as warehouse:
        yield warehouse


def _kept(found: list[Any], results: list[Any]) -> list[Any]:
    results.extend(found)
    return found


def _both(warehouse: Warehouse, feed: Feed) -> Both:
    files = [(data, RECEIVED) for data in _corpus(feed)]
    files += [_random_file(seed, feed) for seed in range(RANDOM_FILES)]
    names = ITEMS if feed == "cjit" else SHORT_ITEMS[feed]
    sender = {
        "cjit": {"AGNCY": "A0001", "CONSENT": "Y"},
        "structured": {"AGNCY": "S0001"},
        "secure": {"PRISON": "DMI"},
    }
    files.append((plain_file([dict.fromkeys(names, SENTINEL) | sender[feed]], names), RECEIVED))
    chunk = _chunk(files, feed)
    results: list[Any] = []
    counts_of = verdict._counts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verdict, "_counts", lambda found: counts_of(_kept(found, results)))
        ids = [f"s{number}" for number in range(len(files))]
        with staging(warehouse, chunk.definition, ids) as tables:
            tables.copy(chunk)
            where, named = tables.complete(chunk.rules, hands=2), parameters(lists_on(RECEIVED))
            counts = verdict.great_expectations_counts(where, chunk.rules, named, hands=2)
    return Both(chunk, dict(chunk.judged.counts), counts, results)


@pytest.fixture(scope="module", params=FEEDS)
def both(request: pytest.FixtureRequest, warehouse_of_module: Warehouse) -> Both:
    """Every file of the corpus and random ones of a feed, seen by both: once, for it takes seconds."""
    return _both(warehouse_of_module, request.param)


def test_engines_agree_on_every_clause(both: Both) -> None:
    assert both.by_gx == both.by_row
    verdict.must_agree(both.by_row, both.by_gx)


def test_every_clause_is_evaluated_and_every_rule_fires(both: Both) -> None:
    """Otherwise the agreement would say little."""
    clauses = {(clause.rule, clause.item, clause.number) for clause in both.chunk.rules.clauses}
    assert both.by_gx.keys() == clauses
    assert {rule for (rule, _, _), count in both.by_gx.items() if count} == {rule for rule, _, _ in clauses}


def test_results_of_great_expectations_hold_no_values(both: Both) -> None:
    assert len(both.results) == len(both.by_gx)
    told = json.dumps([result.to_json_dict() for result in both.results])
    assert SENTINEL not in told
    assert SENTINEL.upper() not in told
    for result in both.results:
        assert not result.result.get("partial_unexpected_list")
        assert not any(name.endswith(("_counts", "_index_list", "_index_query")) for name in result.result)


def test_staged_rows_are_gone_when_the_verdict_is_there(both: Both, warehouse_of_module: Warehouse) -> None:
    assert both.by_gx
    with psycopg.connect(warehouse_of_module.url) as connection:
        left = connection.execute(
            "select tablename from pg_tables where schemaname = 'raw' order by 1"
        ).fetchall()
    assert [name for (name,) in left] == ["cjit", "consent", "secure", "structured"]


# The suites -------------------------------------------------------------------------------------------------


def _suites() -> list[Path]:
    return sorted((PROJECT / "expectations").glob("**/*.json"))


def test_there_are_two_suites_for_each_dataset() -> None:
    found = {str(path.relative_to(PROJECT / "expectations")) for path in _suites()}
    assert found == {"O/errors.json", "O/warnings.json", "structured/errors.json", "secure/errors.json"}


@pytest.mark.parametrize("path", _suites(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_suite_is_great_expectations_own_json(path: Path) -> None:
    """Read by Great Expectations and written again, nothing is lost: the file is no dialect of ours."""
    import great_expectations as gx  # noqa: PLC0415  (takes seconds: only where it is wanted)
    from great_expectations.core.expectation_suite import expectationSuiteSchema  # noqa: PLC0415

    content = json.loads(path.read_text(encoding="utf-8"))
    suite = gx.ExpectationSuite(**expectationSuiteSchema.load(json.loads(json.dumps(content))))
    written: Any = suite.to_json_dict()["expectations"]
    assert len(written) == len(content["expectations"])
    for ours, theirs in zip(content["expectations"], written, strict=True):
        assert ours["kwargs"].items() <= theirs["kwargs"].items()
        assert (ours["type"], ours["severity"]) == (theirs["type"], theirs["severity"])
        assert ours["meta"] == {name: theirs["meta"][name] for name in ours["meta"]}


@pytest.mark.parametrize("path", _suites(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_expectation_says_what_a_person_needs(path: Path) -> None:
    severity, letters = {"errors": ("critical", "EX"), "warnings": ("warning", "W")}[path.stem]
    feed = path.parent.name if path.parent.name in FEEDS else "cjit"
    known = definition_of(feed).names
    expectations = json.loads(path.read_text(encoding="utf-8"))["expectations"]
    for expectation in expectations:
        meta = expectation["meta"]
        assert set(meta) >= {"rule", "item", "message", "why", "fix"}
        assert expectation["severity"] == severity
        assert meta["rule"][0] in letters
        assert meta["rule"][1:].isdigit()
        assert meta["item"] in known
        for sentence in (meta["message"], meta["why"], meta["fix"]):
            assert sentence.strip() == sentence
            assert sentence.endswith(".")


# Disagreement -----------------------------------------------------------------------------------------------

GOOD, BLANK_SEX = treatment(1), treatment(2, SEX="")
DAMAGE = {
    "a value is another": "update {table} set sex = 'Q' where sex is not null",
    "a value is gone": "update {table} set finitial = null",
    "a row is missing": "delete from {table} where sex is null",
    "a row is there twice": "insert into {table} select * from {table} where sex is null",
}


@pytest.fixture
def house(tmp_settings: Settings, warehouse: Warehouse) -> House:
    """Two treatment providers' files wait, one with an error."""
    house = House.of(tmp_settings, warehouse)
    house.drop("_structured", "good.csv", GOOD)
    house.drop("_structured", "blank.csv", BLANK_SEX.replace(b"S0001", b"S0002"), minute=1)
    house.prepare()
    return house


def _untouched(house: House) -> None:
    assert house.column("select count(*) from dq.verdict") == [0]
    assert house.column("select count(*) from dq.finding") == [0]
    assert house.column("select count(*) from core.treatment") == [0]
    assert house.column(
        "select count(*) from pg_tables where schemaname = 'raw' and tablename like 'batch%%'"
    ) == [0]
    assert not list(house.settings.archive_dir.rglob("*.parquet"))


def test_a_broken_row_wise_engine_stops_the_batch_and_the_next_run_recovers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = house.receive()

    def blind(rows: engine.Evaluator, kwargs: engine.Parameters) -> pa.Array:
        return pa.repeat(pa.scalar(False), len(rows.column(kwargs["column"])))

    with monkeypatch.context() as patch:
        patch.setitem(engine._EXPECTATIONS, "expect_column_values_to_not_be_null", blind)
        with pytest.raises(Permanent, match=r"E04 SEX clause 1: 0 by row, 1 by Great Expectations"):
            house.load(batches, verdict=True)
    _untouched(house)
    house.drop("_secure", "stays.csv", stays(1))
    assert house.night(day=21, verdict=True) == {"accepted": 3}
    assert house.column("select agency_code from core.treatment order by 1") == ["S0001"]
    assert house.column("select rule from dq.finding") == ["E04"]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_staged_table_that_is_not_what_was_checked_stops_the_batch(
    house: House, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    _damage_staged(monkeypatch, house, DAMAGE[damage])
    with pytest.raises(Permanent, match=r"E0[14] (SEX|FINITIAL) clause \d") as raised:
        house.load(house.receive(), verdict=True)
    assert "'Q'" not in str(raised.value)
    _untouched(house)


def test_a_rule_that_great_expectations_cannot_evaluate_stops_the_batch(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _damage_staged(monkeypatch, house, "alter table {table} alter column dat_known type text")
    with pytest.raises(Permanent, match=r"could not evaluate E09 on DAT"):
        house.load(house.receive(), verdict=True)
    _untouched(house)


def _damage_staged(monkeypatch: pytest.MonkeyPatch, house: House, statement: str) -> None:
    complete = Staging.complete

    def damaged(tables: Staging, rules: Rules, hands: int) -> verdict.Staged:
        staged = complete(tables, rules, hands)
        with psycopg.connect(house.warehouse.url) as connection:
            table = sql.Identifier("raw", staged.rows)
            connection.execute(sql.SQL(statement).format(table=table))
        return staged

    monkeypatch.setattr(Staging, "complete", damaged)


def test_an_expectation_that_the_row_wise_engine_does_not_know_stops_the_batch(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = rules_of("structured")
    strange = replace(rules.clauses[-1], type="expect_column_values_to_be_unique")
    widened = replace(rules, clauses=(*rules.clauses[:-1], strange))
    monkeypatch.setattr(batch, "rules_of", lambda *_: widened)
    with pytest.raises(
        Permanent, match=f"rule {strange.rule}: expect_column_values_to_be_unique is not known"
    ):
        house.load(house.receive(), verdict=True)
    _untouched(house)


def test_every_expectation_of_the_suites_is_known_to_the_row_wise_engine() -> None:
    used = {clause.type for name in ("O", "structured", "secure") for clause in rules_of(name).clauses}
    assert used == set(engine._EXPECTATIONS)


def test_a_condition_that_the_row_wise_engine_does_not_know_is_our_fault() -> None:
    clause = rules_of("structured").clauses[0]
    condition = {"type": "comparison", "operator": "LIKE", "column": {"name": "sex"}, "parameter": "M"}
    strange = replace(clause, kwargs={**clause.kwargs, "row_condition": condition})
    column = clause.kwargs["column"]
    rows = pa.table({column: pa.nulls(1, pa.string()), "sex": ["M"]})
    with pytest.raises(Permanent, match="LIKE"):
        engine.Evaluator(rows, {}).unexpected(strange)


def test_a_server_that_cannot_be_reached_is_tried_again() -> None:
    rules = rules_of("secure")
    compared = {f"compared_{n}": columns for n, columns in enumerate(rules.comparisons)}
    nowhere = verdict.Staged("postgresql+psycopg://nobody@127.0.0.1:1/none", "rows", compared, "consent")
    with pytest.raises(Transient):
        verdict.great_expectations_counts(nowhere, rules, parameters(lists_on(RECEIVED)))


@pytest.mark.parametrize(
    ("by_row", "by_gx", "told"),
    [
        ({("E01", "A", 1): 0}, {("E01", "A", 1): 1}, "E01 A clause 1: 0 by row, 1 by Great Expectations"),
        ({("E01", "A", 1): 0}, {}, "0 by row, not evaluated by Great Expectations"),
        ({}, {("E01", "A", 1): 0}, "not evaluated by row, 0 by Great Expectations"),
        ({("E01", "A", n): 1 for n in range(7)}, {}, "and 2 more"),
    ],
)
def test_any_difference_is_told(by_row: Counts, by_gx: Counts, told: str) -> None:
    with pytest.raises(Permanent, match="nothing of this batch is loaded") as raised:
        verdict.must_agree(by_row, by_gx)
    assert told in str(raised.value)
    verdict.must_agree(by_row, by_row)


def test_verdict_is_looked_for_by_default(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A benchmark may leave it out; whoever says nothing gets it."""
    monkeypatch.setattr(batch, "great_expectations_counts", lambda *_: {})
    (waiting,) = house.receive()
    with pytest.raises(Permanent, match="disagree"):
        batch.load_batch(house.settings, house.warehouse, waiting["submissions"], b"secret")


def test_one_cell_more_makes_one_more(warehouse_of_module: Warehouse) -> None:
    """The counts are of rows, not of distinct values: 3 rows with the same fault count 3."""
    data = extract(*(row(number, SEX="Q") for number in (1, 2, 3)), row(4))
    chunk = _chunk([(data, RECEIVED)], "cjit")
    fired = {key: count for key, count in chunk.judged.counts.items() if count}
    assert fired == {("E04", "SEX", 2): 3}
    assert pc.sum(pa.array(chunk.clean)).as_py() == 1
