"""Feedback for a night's submissions: each once, all findings, nothing half-written."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from cjit.errors import Permanent, Transient
from cjit.settings import Settings
from cjit.warehouse import feedback
from cjit.warehouse.connection import Warehouse
from nights.folders import InFolders

RULES = ("E03", "DOB"), ("W05", "PC"), ("F05", ""), ("N02", "")
SEVERITY = {"E": "error", "W": "warning", "F": "fatal", "N": "note"}


def store(warehouse: Warehouse, schema: str, name: str, **columns: Sequence[object]) -> None:
    with warehouse.session() as session:
        session.copy_in(schema, name, pa.table({name: pa.array(values) for name, values in columns.items()}))


@pytest.fixture
def night(warehouse: Warehouse) -> Warehouse:
    """Two accepted files, a fatal one, and one that still waits for its verdict."""
    ids = ["s1", "s2", "s3", "s4"]
    agencies = ["A0001", "A0002", "A0003", "A0004"]
    store(
        warehouse,
        "dq",
        "submission",
        submission_id=ids,
        folder=agencies,
        feed=["cjit"] * 4,
        file_name=["a.csv"] * 4,
        sha256=["ab" * 32] * 4,
        size_bytes=[1] * 4,
        modified_ns=[1] * 4,
        received_at=["2018-12-20T02:00:00+00:00"] * 4,
        arrival_no=[0] * 4,
    )
    store(
        warehouse,
        "dq",
        "verdict",
        submission_id=ids[:3],
        verdict=["accepted", "accepted", "fatal"],
        agency_code=agencies[:3],
        fatal_rule=[None, None, "F05"],
        rows_submitted=[10, 20, None],
        rows_withheld=[0, 1, None],
        rows_in_error=[1, 0, None],
        rows_loaded=[9, 20, None],
        rows_with_warning=[2, 0, None],
        dataset_version=["O"] * 3,
        rules_version=["v1"] * 3,
        lists_version=["2009-04-01"] * 3,
        code_version=["0.1.0"] * 3,
    )
    keys = [(version, rule, item) for version in ("v0", "v1") for rule, item in RULES]
    store(
        warehouse,
        "dq",
        "rule",
        rules_version=[version for version, _, _ in keys],
        feed=["cjit"] * len(keys),
        rule=[rule for _, rule, _ in keys],
        item=[item for _, _, item in keys],
        clause=[0] * len(keys),
        severity=[SEVERITY[rule[0]] for _, rule, _ in keys],
        message=[f"{rule} message of {version}" for version, rule, _ in keys],
        why=[f"{rule} why of {version}" for version, rule, _ in keys],
        fix=[f"{rule} fix of {version}" for version, rule, _ in keys],
    )
    store(
        warehouse,
        "dq",
        "finding",
        submission_id=["s1", "s3", "s1", "s1", "s1"],
        row_no=[4, None, 2, 1, None],
        client_ref=["=C4", None, "C2", "C1", None],
        episode_id=["E4", None, "E2", "E1", None],
        rule=["W05", "F05", "W05", "E03", "N02"],
        item=["PC", None, "PC", "DOB", None],
        clause=[0] * 5,
        value=["*", None, "*", "**", None],
        message=[None, "TRFTO is missing.", None, None, "=Columns that nobody knows: X."],
    )
    return warehouse


def folders(settings: InFolders) -> list[str]:
    root = settings.out_dir / "providers"
    return sorted(str(path.relative_to(root)) for path in root.glob("*/*"))


def read_findings(settings: Settings, folder: str) -> list[dict[str, str]]:
    data = (settings.out_dir / "providers" / folder / "findings.csv").read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_each_verdict_goes_back_once(night: Warehouse, tmp_settings: InFolders) -> None:
    assert feedback.publish(tmp_settings, night) == 3
    assert folders(tmp_settings) == ["A0001/s1", "A0002/s2", "A0003/s3"]
    assert feedback.publish(tmp_settings, night) == 0


def test_findings_are_those_of_the_submission_in_its_rules_words(
    night: Warehouse, tmp_settings: InFolders
) -> None:
    feedback.publish(tmp_settings, night)
    rows = read_findings(tmp_settings, "A0001/s1")
    assert [(r["rule"], r["row_no"], r["client_ref"], r["message"], r["fix"]) for r in rows] == [
        ("E03", "1", "C1", "E03 message of v1", "E03 fix of v1"),
        ("W05", "2", "C2", "W05 message of v1", "W05 fix of v1"),
        ("W05", "4", "'=C4", "W05 message of v1", "W05 fix of v1"),
        ("N02", "", "", "'=Columns that nobody knows: X.", "N02 fix of v1"),
    ]
    assert read_findings(tmp_settings, "A0002/s2") == []
    assert [r["message"] for r in read_findings(tmp_settings, "A0003/s3")] == ["TRFTO is missing."]
    summary = (tmp_settings.out_dir / "providers/A0003/s3/summary.html").read_text(encoding="utf-8")
    assert "TRFTO is missing." in summary
    assert "F05 fix of v1" in summary


def test_killed_before_the_record_writes_the_same_again(
    night: Warehouse, tmp_settings: InFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = feedback.write_feedback
    calls = 0

    def killed(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, "No space left on device")
        write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(feedback, "write_feedback", killed)
    with pytest.raises(Transient, match="No space left"):
        feedback.publish(tmp_settings, night)
    before = contents(tmp_settings.out_dir)
    assert before
    monkeypatch.setattr(feedback, "write_feedback", write)
    assert feedback.publish(tmp_settings, night) == 3
    after = contents(tmp_settings.out_dir)
    assert before.items() <= after.items()
    assert folders(tmp_settings) == ["A0001/s1", "A0002/s2", "A0003/s3"]


def test_leftovers_of_a_kill_are_removed(night: Warehouse, tmp_settings: InFolders) -> None:
    sender = tmp_settings.out_dir / "providers" / "A0001"
    for name in (".s1.unfinished", ".s1.replaced", "s1"):
        (sender / name).mkdir(parents=True)
        (sender / name / "half.html").write_text("half")
    feedback.publish(tmp_settings, night)
    assert [path.name for path in sender.iterdir()] == ["s1"]
    assert sorted(p.name for p in (sender / "s1").iterdir()) == [
        "findings.csv",
        "findings.xlsx",
        "receipt.json",
        "summary.html",
    ]


def test_parts_of_a_night_give_the_same_files(
    night: Warehouse, tmp_settings: InFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_settings.model_copy(update={"out": tmp_settings.data / "whole"})
    monkeypatch.setattr(feedback, "_SUBMISSIONS_AT_ONCE", 1)
    assert feedback.publish(tmp_settings, night) == 3
    monkeypatch.undo()
    with night.session() as session:
        session._connection.execute("delete from dq.feedback")
    assert feedback.publish(whole, night) == 3
    assert contents(tmp_settings.out_dir) == contents(whole.out_dir)


def test_a_later_verdict_takes_the_place_of_the_first(night: Warehouse, tmp_settings: InFolders) -> None:
    feedback.publish(tmp_settings, night)
    store(
        night,
        "dq",
        "verdict",
        submission_id=["s3"],
        verdict=["accepted"],
        agency_code=["A0003"],
        rows_submitted=[5],
        rows_withheld=[0],
        rows_in_error=[0],
        rows_loaded=[5],
        rows_with_warning=[0],
        dataset_version=["O"],
        rules_version=["v1"],
        lists_version=["2009-04-01"],
        code_version=["0.1.0"],
        decided_at=["2099-01-01T00:00:00+00:00"],
    )
    assert feedback.publish(tmp_settings, night) == 1
    summary = (tmp_settings.out_dir / "providers/A0003/s3/summary.html").read_text(encoding="utf-8")
    assert "All 5 rows were loaded." in summary


def test_a_rule_without_a_sentence_is_our_fault(night: Warehouse, tmp_settings: InFolders) -> None:
    store(night, "dq", "finding", submission_id=["s2"], row_no=[1], rule=["E99"], item=["SEX"], clause=[0])
    with pytest.raises(Permanent, match=r"dq\.rule"):
        feedback.publish(tmp_settings, night)
