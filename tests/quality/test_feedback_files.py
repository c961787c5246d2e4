"""Feedback files of one submission: what the page and the receipt say, and where they may be written."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from cjit.quality.feedback import FINDINGS, findings_csv, in_order_of_work, write_feedback
from cjit.quality.feedback_input import Change, Changes, Mismatch
from feedback_rows import ACCEPTED, FATAL, MANY, finding, findings, written
from page_checks import read_page, table_rows, words


def test_accepted_says_verdict_percentages_and_order_of_work(tmp_path: Path) -> None:
    page = read_page(written(tmp_path, ACCEPTED, MANY) / "summary.html")
    verdict = words(page.get_element_by_id("verdict"))
    assert verdict.startswith("Accepted 1,163 of 1,204 rows were loaded.")
    tiles = {
        words(t.find("dt")): [words(d) for d in t.findall("dd")] for t in page.find_class("cjit-headline")
    }
    assert tiles["Load %"][0] == "96.5%"
    assert "= 100 × 1,163 ÷ 1,204" in tiles["Load %"][1]
    assert tiles["DQ %"][0] == "73.1%"
    assert "= 100 × 851 ÷ 1,163" in tiles["DQ %"][1]
    steps = [words(step) for step in page.xpath("//ol/li")]
    assert steps[0].startswith("Errors: 41 rows could not be loaded.")
    assert steps[1].startswith("Warnings: 312 loaded rows have a warning.")
    assert steps[2].startswith("Send a new full extract.")
    assert [words(h) for h in page.iter("h2")][-5:] == [
        "Errors",
        "Warnings",
        "Notes about the file",
        "The file",
        "Good to know",
    ]
    assert "6 rows were withheld because consent is N on them or on another row" in words(page)


def test_accepted_counts_by_rule_with_sentences_and_first_rows(tmp_path: Path) -> None:
    page = read_page(written(tmp_path, ACCEPTED, MANY) / "summary.html")
    (dob,) = [words(block) for block in page.get_element_by_id("error").find_class("cjit-cause")]
    assert dob.startswith("DOB E03 3 rows")
    assert "DOB is blank: enter the date of birth. Rows 3, 7" in dob
    assert "DOB is not a date: enter it as DD/MM/YYYY. Row 9" in dob
    assert "What to do: Enter it as DD/MM/YYYY." in dob
    assert "Why it matters: People." in dob
    (sector,) = [words(block) for block in page.get_element_by_id("warning").find_class("cjit-cause")]
    assert sector.startswith("PC W05 10 rows")
    assert "Rows 3, 4, 5, 6, 7 and 5 more" in sector


def test_mismatches_come_after_warnings_with_episodes_and_what_to_do(tmp_path: Path) -> None:
    found = [Mismatch("M1", f"E{n}") for n in range(12)] + [Mismatch("M5", "E99")]
    folder = tmp_path / "providers/A0001/s-1"
    write_feedback(tmp_path, replace(ACCEPTED, open_mismatches=13), MANY, found)
    page = read_page(folder / "summary.html")
    sections = [section.get("id") for section in page.xpath("//section[@id]")]
    assert sections == ["error", "warning", "mismatches", "note"]
    missing, reopened = [words(b) for b in page.get_element_by_id("mismatches").find_class("cjit-cause")]
    assert missing.startswith("Missing from this file M1 12 episodes")
    assert "Episodes E0, E1, E2, E3, E4, E5, E6, E7, E8, E9 and 2 more" in missing
    assert reopened.startswith("Open again M5 1 episode ")
    assert "Episode E99" in reopened


def test_the_change_since_the_file_before_is_told_by_cause(tmp_path: Path) -> None:
    changes = Changes(
        "s-0",
        "night 0.csv",
        datetime(2018, 7, 13, 1, 5, tzinfo=UTC),
        "r-7",
        (Change("E03", "DOB", 1, 2, 1), Change("W01", "ETHNIC", 1200, 0, 0)),
    )
    write_feedback(tmp_path, ACCEPTED, MANY, changes=changes)
    page = read_page(tmp_path / "providers/A0001/s-1/summary.html")
    assert table_rows(page, "Findings by cause, compared with your file before") == {
        "DOB (E03)": {"Fixed": "1", "New": "2", "Still there": "1"},
        "ETHNIC (W01)": {"Fixed": "1,200", "New": "0", "Still there": "0"},
    }
    text = words(page)
    assert (
        "night 0.csv, received 13 July 2018 at 2:05am: 1,201 findings are fixed, 2 are new and 1 is" in text
    )
    assert "The rules have changed" not in text
    (dob,) = [words(block) for block in page.get_element_by_id("error").find_class("cjit-cause")]
    assert dob.startswith("DOB E03 3 rows: 2 new, 1 still there")

    write_feedback(tmp_path, ACCEPTED, MANY, changes=replace(changes, rules_version="r-6"))
    assert "The rules have changed" in words(read_page(tmp_path / "providers/A0001/s-1/summary.html"))


def test_summary_carries_no_value_of_the_file(tmp_path: Path) -> None:
    secret = findings(finding("E03", 1, client_ref="REF-SECRET", episode_id="EP-SECRET", value="VAL-SECRET"))
    text = (written(tmp_path, ACCEPTED, secret) / "summary.html").read_text(encoding="utf-8")
    assert "SECRET" not in text


def test_fatal_says_what_to_do_and_that_nothing_changed(tmp_path: Path) -> None:
    folder = written(tmp_path, FATAL, findings(finding("F05", None, client_ref=None, episode_id=None)))
    page = read_page(folder / "summary.html")
    verdict = words(page.get_element_by_id("verdict"))
    assert "Not accepted: nothing was loaded" in verdict
    assert "Mandatory columns are missing: TRFTO." in verdict
    assert "What you sent before is unchanged and stays in use." in verdict
    assert [words(step) for step in page.xpath("//ol/li")] == [
        "Include every column.",
        "Send the whole extract again as a new file in the same drop folder.",
    ]
    assert not page.find_class("cjit-headline")
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["status"] == "fatal"
    assert receipt["rows_submitted"] is None


def test_the_same_content_again_needs_no_new_file(tmp_path: Path) -> None:
    again = finding("F05", None, fix="Nothing, unless you expected corrections.")
    page = read_page(written(tmp_path, replace(FATAL, fatal_rule="F09"), findings(again)) / "summary.html")
    assert [words(step) for step in page.xpath("//ol/li")] == ["Nothing, unless you expected corrections."]


def test_held_says_who_has_to_act(tmp_path: Path) -> None:
    page = read_page(written(tmp_path, replace(ACCEPTED, status="held"), MANY) / "summary.html")
    verdict = words(page.get_element_by_id("verdict"))
    assert verdict.startswith("Held Your file was checked but not loaded.")
    steps = [words(step).partition(":")[0] for step in page.xpath("//ol/li")]
    assert steps[:3] == ["Held", "Errors", "Warnings"]
    told = words(page)
    for loaded in ("could not be loaded", "loaded rows have", "Rows loaded", "rows that were loaded"):
        assert loaded not in told, "nothing of it was"
    assert "Rows without an error, to be loaded" in told


def test_a_held_file_without_findings_still_has_something_to_do(tmp_path: Path) -> None:
    clean = replace(ACCEPTED, status="held", rows_in_error=0, rows_with_warning=0, rows_loaded=1204)
    page = read_page(written(tmp_path, clean, FINDINGS.empty_table()) / "summary.html")
    (step,) = [words(step) for step in page.xpath("//ol/li")]
    assert step.startswith("Held: if episodes are missing by mistake, send a complete extract.")
    assert "nothing in this file to put right" not in words(page)


def test_mismatches_come_last_in_the_order_of_work(tmp_path: Path) -> None:
    page = read_page(written(tmp_path, replace(ACCEPTED, open_mismatches=2), MANY) / "summary.html")
    steps = [words(step).partition(":")[0] for step in page.xpath("//ol/li")]
    assert steps[:3] == ["Errors", "Warnings", "Mismatches"]


def test_clean_file_has_nothing_to_do(tmp_path: Path) -> None:
    clean = replace(ACCEPTED, rows_in_error=0, rows_with_warning=0, rows_withheld=0, rows_loaded=1204)
    page = read_page(written(tmp_path, clean, FINDINGS.empty_table()) / "summary.html")
    assert "All 1,204 rows were loaded." in words(page.get_element_by_id("verdict"))
    assert not page.xpath("//ol")
    assert "There is nothing in this file to put right." in words(page)


def test_all_rows_withheld_has_no_percentages(tmp_path: Path) -> None:
    none = replace(
        ACCEPTED, rows_submitted=0, rows_loaded=0, rows_in_error=0, rows_with_warning=0, load_pct=None
    )
    page = read_page(written(tmp_path, replace(none, dq_pct=None), FINDINGS.empty_table()) / "summary.html")
    assert [words(tile.find("dd")) for tile in page.find_class("cjit-headline")] == ["No rows", "No rows"]


def test_receipt_has_hash_counts_and_versions(tmp_path: Path) -> None:
    receipt = json.loads((written(tmp_path, ACCEPTED, MANY) / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["sha256"] == "ab" * 32
    assert receipt["received_at"] == "2018-07-20T02:05:00+01:00"
    assert (receipt["load_pct"], receipt["dq_pct"]) == (96.5, 73.1)
    assert receipt["rows_submitted"] == receipt["rows_in_error"] + receipt["rows_loaded"]
    assert receipt["versions"] == {"dataset": "O", "rules": "r-7", "lists": "2009-04-01", "code": "0.1.0"}


def test_same_bytes_again_and_in_any_order_of_findings(tmp_path: Path) -> None:
    def digest() -> dict[str, str]:
        folder = tmp_path / "providers" / "A0001" / "s-1"
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}

    write_feedback(tmp_path, ACCEPTED, MANY)
    once = digest()
    write_feedback(tmp_path, ACCEPTED, MANY.take(list(range(MANY.num_rows))[::-1]))
    assert digest() == once
    assert set(once) == {"summary.html", "findings.csv", "findings.xlsx", "receipt.json"}
    assert [p.name for p in (tmp_path / "providers" / "A0001").iterdir()] == ["s-1"]


def test_dictionaries_give_the_same_files(tmp_path: Path) -> None:
    encoded = pa.table(
        {n: MANY[n] if n == "row_no" else MANY[n].dictionary_encode() for n in MANY.column_names}
    )
    assert findings_csv(in_order_of_work(encoded)) == findings_csv(in_order_of_work(MANY))
    plain = written(tmp_path / "plain", ACCEPTED, MANY) / "summary.html"
    coded = written(tmp_path / "coded", ACCEPTED, encoded) / "summary.html"
    assert plain.read_bytes() == coded.read_bytes()


def test_a_hostile_agency_code_stays_inside_the_out_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_feedback(out, replace(FATAL, agency_code="../../../etc"), findings(finding("F05", None)))
    files = [p.relative_to(tmp_path).parts for p in tmp_path.rglob("summary.html")]
    assert files == [("out", "providers", "__.._.._etc", "s-1", "summary.html")]


def test_markup_in_names_is_shown_not_run(tmp_path: Path) -> None:
    odd = replace(FATAL, file_name="<script>alert(1)</script>.csv", agency_code="A<b>")
    message = "Unknown columns: <img src=x>."
    write_feedback(tmp_path, odd, findings(finding("F05", None, message=message)))
    (path,) = tmp_path.rglob("summary.html")
    assert message in words(read_page(path))
