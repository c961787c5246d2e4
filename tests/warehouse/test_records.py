"""What is recorded of a submission: percentages, sentences, versions, Parquet."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cjit import __version__
from cjit.dataset.lists import file_rules, lists_on
from cjit.quality.rules import rules_of
from cjit.settings import PROJECT
from cjit.warehouse.parquet import folder_of
from nights.files import extract, row, rows, stays, treatment
from nights.folders import as_folder
from nights.house import House

PERCENTAGES: list[tuple[int, int, int, str | None, str | None]] = [
    # submitted, loaded, with a warning, Load %, DQ %
    (2500, 2499, 1, "99.9", "99.9"),  # 99.96 is cut, not rounded to 100
    (10000, 9999, 0, "99.9", "100.0"),
    (3, 2, 1, "66.6", "50.0"),
    (3, 3, 3, "100.0", "0.0"),
    (3, 0, 0, "0.0", None),
    (0, 0, 0, None, None),
    (1000, 999, 998, "99.9", "0.1"),
    (2000, 1, 0, "0.0", "100.0"),
]


def test_percentages_are_cut_to_one_decimal(house: House) -> None:
    house.send(extract(row(1)))
    for submitted, loaded, warned, load_pct, dq_pct in PERCENTAGES:
        counts = "rows_submitted = %s, rows_loaded = %s, rows_with_warning = %s"
        house.run(f"update dq.verdict set {counts}", submitted, loaded, warned)  # noqa: S608
        (line,) = house.ask("select load_pct, dq_pct from out.submission")
        shown = [None if value is None else str(value) for value in line.values()]
        assert shown == [load_pct, dq_pct]


def test_counts_of_a_real_file_that_lacks_one_row_in_2500(house: House) -> None:
    (verdict,) = house.send(extract(row(1, SEX="Q"), *(row(n) for n in range(2, 2501))))
    assert (verdict["rows_submitted"], verdict["rows_loaded"]) == (2500, 2499)
    assert verdict["load_pct"] == Decimal("99.9")


def test_a_file_of_withheld_rows_alone_has_no_percentages(house: House) -> None:
    (verdict,) = house.send(extract(*rows(2, CONSENT="N")))
    assert verdict["status"] == "accepted"
    assert (verdict["rows_submitted"], verdict["rows_withheld"], verdict["rows_loaded"]) == (0, 2, 0)
    assert (verdict["load_pct"], verdict["dq_pct"]) == (None, None)


def test_a_fatal_file_has_no_counts(house: House) -> None:
    (verdict,) = house.send(b"")
    names = [name for name in verdict if name.startswith("rows_") or name.endswith("_pct")]
    assert len(names) == 7
    assert {verdict[name] for name in names} == {None}


def test_the_first_fatal_rule_in_the_table_is_the_one_shown(house: House) -> None:
    """And all that fired are told."""
    broken = extract(row(1, AGNCY="A0002")).replace(b"TRFTO", b"SEX")
    (verdict,) = house.send(broken)
    told = house.column("select rule from out.finding where severity = 'fatal' order by 1")
    assert verdict["fatal_rule"] == "F04"
    assert told == ["F04", "F05"]


def test_versions_that_judged_are_recorded(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1))
    house.drop("_secure", "a.csv", b"")
    house.send(extract(row(1)))
    recorded = {line["feed"]: line for line in house.ask("select * from out.submission")}
    for feed, dataset in (("cjit", "O"), ("structured", "structured"), ("secure", "secure")):
        versions = {name: recorded[feed][f"{name}_version"] for name in ("dataset", "rules", "lists", "code")}
        assert versions == {
            "dataset": dataset,
            "rules": rules_of(dataset).version,
            "lists": lists_on(date(2018, 12, 20)).version,
            "code": __version__,
        }


def test_a_changed_suite_is_another_version_and_old_findings_keep_their_sentence(
    house: House, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.send(extract(row(1, SEX="Q")))
    expectations = tmp_path_factory.mktemp("project") / "expectations"
    for name in ("O", "structured", "secure"):
        for suite in (PROJECT / "expectations" / name).glob("*.json"):
            copy = expectations / name / suite.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            content = json.loads(suite.read_text(encoding="utf-8"))
            for expectation in content["expectations"]:
                expectation["meta"]["message"] = "In other words."
            copy.write_text(json.dumps(content), encoding="utf-8")
    rules_of.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr("cjit.quality.rule_changes.PROJECT", expectations.parent)
        house.prepared = False
        house.send(extract(row(1, SEX="R")), day=21)
    rules_of.cache_clear()
    told = house.ask(
        "select f.message, s.rules_version from out.finding as f inner join out.submission as s"
        " on f.submission_id = s.submission_id order by s.received_at"
    )
    assert told[0]["rules_version"] != told[1]["rules_version"]
    assert told[0]["message"].startswith("SEX")
    assert told[1]["message"] == "In other words."
    house.run("delete from dq.rule where rules_version = %s", told[1]["rules_version"])


# Findings ---------------------------------------------------------------------------------------------------


def test_every_failing_row_is_there_in_the_words_of_its_clause(house: House) -> None:
    """All of them, not the first 20; each with row, reference, item, value and a sentence on what to do."""
    wrong = [row(number, SEX="Q", ETHNIC="") for number in range(1, 301)]
    house.send(extract(*wrong, row(301, SEX="")))
    found = house.ask("select * from out.finding order by rule, row_no")
    assert len(found) == 301 + 300
    clauses = {(c.rule, c.number): c for c in rules_of("O").clauses if c.item in ("SEX", "ETHNIC")}
    expected: dict[str, Any] = {
        **{
            "row_no": 1,
            "client_ref": "ref-1",
            "episode_id": "E1",
            "rule": "E04",
            "item": "SEX",
            "value": "Q",
        },
        **{"severity": "error", "agency_code": "A0001"},
    }
    assert {name: found[0][name] for name in expected} == expected
    sentences = {line["message"] for line in found if line["rule"] == "E04"}
    assert sentences == {clauses["E04", 1].message, clauses["E04", 2].message}
    assert {line["severity"] for line in found if line["rule"] == "W01"} == {"warning"}
    assert [line["row_no"] for line in found if line["rule"] == "W01"] == list(range(1, 301))


def test_one_finding_for_each_row_rule_and_item(house: House) -> None:
    """However many clauses of the rule fail on the item."""
    house.send(extract(row(1, REFSTDT="01/01/2018", REFSTID="R1", RECPEER="x", RECOTH="x"), row(2)))
    keys = house.ask("select row_no, rule, item from out.finding")
    assert len(keys) == len({tuple(key.values()) for key in keys})
    assert [key["item"] for key in keys if key["rule"] == "W35"] == ["RECPEER", "RECOTH"]


def test_fatal_findings_and_notes_have_no_row(house: House) -> None:
    head, body = extract(row(1, CLIENT="é")).decode().splitlines()
    house.send(f"{head},My notes\n{body},x\n".encode("cp1252"))
    found = house.ask("select row_no, rule, severity, message from out.finding order by rule")
    assert [(line["row_no"], line["rule"], line["severity"]) for line in found] == [
        (None, "N01", "note"),
        (None, "N02", "note"),
    ]
    assert "MY NOTES" in found[1]["message"]
    assert found[0]["message"] == file_rules()["N01"]["message"]


def test_every_finding_has_a_sentence(house: House) -> None:
    """No finding is lost on the way to the view that joins it with its words."""
    wrong = dict.fromkeys(
        ("FINITIAL", "DOB", "SEX", "DAT", "DRUG1", "PROMPT", "ETHNIC", "PC", "LA", "CLSRSN"), "?"
    )
    house.drop("_structured", "a.csv", treatment(1, SEX="?", DAT="?", MODST="?", DISRSN="?"))
    house.drop("_secure", "a.csv", stays(1, SEX="?", EXITDAT="?", ADMDT="?", EXITRSN="?"))
    house.send(extract(row(1, **wrong), row(2, CONSENT="?")), b"", extract(row(1, AGNCY="A0002")))
    stored, shown = (
        house.column("select count(*) from dq.finding"),
        house.column("select count(*) from out.finding"),
    )
    assert stored == shown
    assert stored[0] > 20
    assert all(house.column("select message like '%%.' and severity is not null from out.finding"))


# Parquet ----------------------------------------------------------------------------------------------------


def _parquet(house: House) -> dict[str, pa.Table]:
    staged = house.settings.archive_dir / "staged"
    files = [path for path in staged.rglob("*") if path.is_file()]
    return {str(path.relative_to(staged)): pq.read_table(path, partitioning=None) for path in files}


def test_parquet_of_an_accepted_file_is_typed(house: House) -> None:
    (verdict,) = house.send(extract(row(1), row(2, SEX="Q"), row(3, CONSENT="N"), row(4, ALCDDAYS="x")))
    (table,) = _parquet(house).values()
    assert table["row_no"].to_pylist() == [1, 2, 4]
    assert table["loaded"].to_pylist() == [True, False, True]
    assert table["sex"].to_pylist() == ["M", None, "M"]
    assert table["drinking_days"].to_pylist() == [4, 4, None]
    types = {
        name: table.schema.field(name).type
        for name in ("dob", "assessed_on", "drinking_days", "recpeer", "age")
    }
    assert types == {
        **{"dob": pa.date32(), "assessed_on": pa.date32(), "drinking_days": pa.int16()},
        **{"recpeer": pa.bool_(), "age": pa.int16()},
    }
    folder = as_folder(folder_of(house.settings.archive_dir, "A0001", verdict["submission_id"]))
    assert [path.name for path in folder.iterdir()] == ["rows.parquet"]


def test_parquet_is_read_by_its_partitions(house: House) -> None:
    house.drop("A0002", "a.csv", extract(*rows(3, "A0002")))
    house.drop("_secure", "a.csv", stays(1))
    sent = house.send(extract(*rows(2)), extract(*rows(4)))
    pattern = str(house.settings.archive_dir / "staged/agency=A*/*/*.parquet")
    staged = "read_parquet($1, hive_partitioning = true)"
    query = f"select agency, submission, count(*) from {staged} group by all order by 1, 3"  # noqa: S608
    found = duckdb.execute(query, [pattern]).fetchall()
    assert found == [
        ("A0001", sent[0]["submission_id"], 2),
        ("A0001", sent[1]["submission_id"], 4),
        ("A0002", sent[2]["submission_id"], 3),
    ]


def test_there_is_none_of_a_file_that_was_not_accepted(house: House) -> None:
    """Neither of a fatal one nor of one that turned out to repeat the last (F09)."""
    same = extract(*rows(2))
    house.send(same, same.replace(b"\n", b"\r\n"), b"", extract(row(1, AGNCY="A0002")))
    assert len(_parquet(house)) == 1
    assert len(list((house.settings.archive_dir / "staged").glob("*/*"))) == 1
