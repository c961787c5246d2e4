"""A dataset that follows O, made up here: told apart by the day of receipt, in an overlap by the header."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cjit.dataset import definition as definitions
from cjit.dataset.definition import definition, definitions_for
from cjit.errors import Permanent
from cjit.intake.datasets import dataset_of
from cjit.quality import rule_changes
from cjit.quality.rules import rules_of
from cjit.settings import PROJECT, Settings
from cjit.warehouse.connection import Warehouse
from nights.files import REGISTER, extract, row
from nights.house import House, at
from oracle.random_rows import Cells

P_FROM, O_UNTIL = date(2018, 12, 10), date(2018, 12, 20)
OVERLAP, AFTER, BEFORE = 20, 21, 9

TOML = """
[dataset]
name = "P"
title = "a dataset of these tests"
extends = "O"
[[item]]
name = "UTLA"
meaning = "made up"
kind = "text"
scope = "row"
max_length = 9
mandatory = true
"""
BLANK = {
    "type": "expect_column_values_to_not_be_null",
    "kwargs": {"column": "utla"},
    "severity": "warning",
    "meta": {"rule": "W90", "item": "UTLA", "message": "UTLA is blank: fill it in.", "why": "-", "fix": "-"},
}


def forget() -> None:
    definition.cache_clear()
    rules_of.cache_clear()


@pytest.fixture
def p_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "definitions"
    shutil.copytree(definitions._FOLDER, folder)
    (folder / "P.toml").write_text(TOML, encoding="utf-8")
    shutil.copytree(PROJECT / "expectations", tmp_path / "expectations")
    suite = {"name": "P.warnings", "expectations": [BLANK], "meta": {"in_force_from": "2018-12-10"}}
    (tmp_path / "expectations/P").mkdir()
    (tmp_path / "expectations/P/warnings.json").write_text(json.dumps(suite), encoding="utf-8")
    monkeypatch.setattr(definitions, "_FOLDER", folder)
    monkeypatch.setattr(rule_changes, "PROJECT", tmp_path)
    forget()
    yield
    forget()


def settings(**days: date) -> Settings:
    return Settings(settle_seconds=0, **days)  # type: ignore[arg-type]  # days for the settings that are days


@pytest.fixture
def both(p_is_there: None, tmp_settings: Settings, warehouse: Warehouse) -> House:
    """A deployment that accepts both in the overlap; its warehouse has room for the new item."""
    days = {"dataset_p_from": P_FROM, "dataset_o_until": O_UNTIL}
    house = House.of(tmp_settings.model_copy(update=days), warehouse, REGISTER)
    house.prepare(OVERLAP)
    house.run("alter table raw.cjit add column utla text")
    return house


def of_p(*rows: Cells) -> bytes:
    head, *lines = extract(*rows).decode().splitlines()
    return "\n".join(
        [f"{head},UTLA", *(f"{line},{'' if n else 'E1'}" for n, line in enumerate(lines))]
    ).encode()


def judged(house: House, day: int) -> list[tuple[str, str, str]]:
    rows = house.ask(
        "select folder, dataset_version, coalesce(fatal_rule, status) as said from out.submission"
        " where received_at = %s order by folder, arrival_no",
        at(day),
    )
    return [tuple(line.values()) for line in rows]  # type: ignore[misc]  # three columns


@pytest.mark.parametrize(("day", "accepted"), [(9, ["O"]), (10, ["P", "O"]), (20, ["P", "O"]), (21, ["P"])])
@pytest.mark.usefixtures("p_is_there")
def test_the_day_of_receipt_decides_what_is_accepted(day: int, accepted: list[str]) -> None:
    found = definitions_for(
        "cjit", date(2018, 12, day), settings(dataset_p_from=P_FROM, dataset_o_until=O_UNTIL)
    )
    assert [one.name for one in found] == accepted


@pytest.mark.parametrize(("day", "accepted"), [(9, "O"), (10, "P")])
@pytest.mark.usefixtures("p_is_there")
def test_without_an_overlap_one_follows_the_other(day: int, accepted: str) -> None:
    (found,) = definitions_for("cjit", date(2018, 12, day), settings(dataset_p_from=P_FROM))
    assert found.name == accepted


def test_a_deployment_that_sets_no_day_has_o_for_ever() -> None:
    assert [d.name for d in definitions_for("cjit", date(2030, 1, 1), settings())] == ["O"]
    assert [d.name for d in definitions_for("secure", date(2030, 1, 1), settings())] == ["secure"]


@pytest.mark.parametrize("days", [{"dataset_o_until": O_UNTIL}, {"dataset_p_from": date(2018, 12, 22)}])
def test_a_gap_between_the_two_is_refused(days: dict[str, date]) -> None:
    with pytest.raises(Permanent, match="CJIT_DATASET_O_UNTIL"):
        definitions_for("cjit", at().date(), settings(**{"dataset_o_until": O_UNTIL} | days))


def test_a_dataset_without_a_definition_is_refused() -> None:
    with pytest.raises(Permanent, match="no definition of dataset P"):
        definitions_for("cjit", at().date(), settings(dataset_p_from=P_FROM))


@pytest.mark.usefixtures("p_is_there")
def test_what_extends_another_has_all_of_it() -> None:
    o, p = definition("O"), definition("P")
    assert p.names == (*o.names, "UTLA")
    assert p.added == {"UTLA"}
    assert (p.derived, p.feed, p.person_items) == (o.derived, o.feed, o.person_items)
    assert len(rules_of("P").clauses) == len(rules_of("O").clauses) + 1
    assert rules_of("P").version != rules_of("O").version


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"AGNCY,UTLA\n", "P"),
        (b"\xef\xbb\xbf agncy , utla\r\n", "P"),
        (b"AGNCY,CLIENT\n", "O"),
        (b"nothing of either\n", "O"),
        (b'"AGNCY"x,UTLA\n', "P"),
        (b"AGNCY,\x81UTLA\n", "O"),
        (b"", "O"),
    ],
)
@pytest.mark.usefixtures("p_is_there")
def test_the_header_tells_them_apart(header: bytes, name: str) -> None:
    assert dataset_of(header, [definition("P"), definition("O")]).name == name


def test_in_the_overlap_each_file_is_judged_by_its_own(both: House) -> None:
    """Files of one agency keep their order, whichever dataset each is."""
    files = [extract(row(1)), of_p(row(1), row(2)), extract(row(1), row(2), row(3))]
    for number, data in enumerate(files):
        both.drop("A0001", f"{number}.csv", data, minute=number)
    both.drop("A0002", "p.csv", of_p(row(1, AGNCY="A0002"), row(2, AGNCY="A0002")))
    both.night(OVERLAP)
    assert judged(both, OVERLAP) == [
        ("A0001", "O", "accepted"),
        ("A0001", "P", "accepted"),
        ("A0001", "O", "accepted"),
        ("A0002", "P", "accepted"),
    ]
    warned = both.ask("select agency_code, row_no, message from out.finding where rule = 'W90' order by 1")
    assert [tuple(line.values()) for line in warned] == [
        ("A0001", 2, "UTLA is blank: fill it in."),
        ("A0002", 2, "UTLA is blank: fill it in."),
    ]
    current = "select count(*) from core.episode where agency_code = 'A0001' and current_to is null"
    assert both.column(current) == [3]


def test_before_and_after_the_overlap_there_is_one(both: House) -> None:
    both.drop("A0001", "a.csv", of_p(row(1)))
    both.night(BEFORE)
    assert judged(both, BEFORE) == [("A0001", "O", "accepted")]  # the new column is ignored with a note
    assert both.column("select count(*) from out.finding where rule = 'N02'") == [1]
    both.drop("A0001", "b.csv", extract(row(1), row(2)))
    both.night(AFTER)
    assert judged(both, AFTER) == [("A0001", "P", "F05")]
    (words,) = both.column("select message from out.finding where rule = 'F05'")
    assert "UTLA (the file was read as dataset P)" in words
