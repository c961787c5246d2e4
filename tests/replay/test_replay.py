"""A replay says what would be found otherwise, and changes nothing that was loaded or told."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.csv
import pytest

from cjit.errors import Permanent
from cjit.intake import archive
from cjit.replay.comparison import Comparison, Figure
from cjit.replay.run import Request, replay
from nights.files import extract, row, stays, treatment
from nights.house import House
from nights.snapshot import differences, files_of, snapshot
from replay.conftest import Change

AS_OF = date(2019, 1, 1)
MALE_IS_WRONG = {
    "type": "expect_column_values_to_not_be_in_set",
    "kwargs": {"column": "sex", "value_set": ["M"]},
    "severity": "critical",
    "meta": {"rule": "E90", "item": "SEX", "message": "SEX is M: -", "why": "-", "fix": "-"},
}
NOTHING_MORE = ("dq.replay", "dq.replay_submission", "dq.replay_figure", "dq.replay_change", "dq.access_log")


def run(house: House, *submissions: str, as_of: date = AS_OF, keep: bool = True) -> Comparison:
    request = Request(as_of, submissions=submissions)
    return replay(house.settings, house.warehouse, request, keep, lambda *_: None)


def ids(house: House) -> list[str]:
    return house.column("select submission_id from dq.submission order by received_at, folder, arrival_no")


def figure(compared: Comparison, rule: str, level: str = "all", area: str = "") -> Figure:
    (found,) = [
        each for each in compared.figures if (each.rule, each.level, each.area_code) == (rule, level, area)
    ]
    return found


def odd_night(house: House) -> None:
    """Accepted, fatal and repeated files of all feeds, with errors, warnings, notes and withheld rows."""
    rows = [row(1, SEX="Q"), row(2, ETHNIC=""), row(3, CONSENT="N"), row(4, CONSENT="X"), row(5, DOB="x")]
    house.drop("A0001", "a.csv", extract(*rows))
    house.drop("A0001", "b.csv", extract(*rows), minute=1)
    house.drop("A0002", "a.csv", b"nothing of the kind")
    house.drop("A0002", "b.csv", extract(*rows).replace(b"A0001", b"A0002") + b"\n", minute=2)
    house.drop("_structured", "a.csv", treatment(1, 2, SEX=""))
    house.drop("_secure", "a.csv", stays(1, REFREL=""))
    house.night()


def test_under_the_same_versions_nothing_would_change(house: House, change: Change) -> None:
    """The corpus of a replay: what a night told, told again from the archive, to the row."""
    odd_night(house)
    compared = run(house, *ids(house), as_of=date(2018, 12, 20))
    assert compared.changes.num_rows == 0
    assert compared.left_out == 1  # the repeat: its rows were never judged
    assert [each for each in compared.figures if each.changes] == []
    told = house.column("select count(*) from dq.finding where rule <> 'F09'")
    assert [sum(each.findings_after for each in compared.figures if each.level == "all")] == told
    assert all(one.before == one.after for one in compared.outcomes)
    assert [one.fatal_after for one in compared.outcomes].count("F04") == 1


def test_a_new_rule_and_a_silent_one_by_rule_agency_and_partnership(house: House, change: Change) -> None:
    odd_night(house)
    change(MALE_IS_WRONG, suite="errors")
    change(removed=("W01",))
    compared = run(house, *ids(house))
    appears, vanishes = figure(compared, "E90"), figure(compared, "W01")
    assert (appears.severity, appears.findings_before, appears.findings_after) == ("error", 0, 4)
    assert (appears.appear, appears.vanish, appears.submissions_changed) == (4, 0, 2)
    assert (vanishes.severity, vanishes.appear, vanishes.vanish) == ("warning", 0, 2)
    assert figure(compared, "E90", "agency", "A0001").appear == 2
    partnerships = house.column("select dat_code from ref.agency where agency_code in ('A0001', 'A0002')")
    by_partnership = sum(figure(compared, "E90", "partnership", dat).appear for dat in set(partnerships))
    assert by_partnership == 4
    changed = {(each.rule, each.level) for each in compared.figures if each.changes}
    assert {rule for rule, _ in changed} == {"E90", "W01"}


def test_percentages_before_and_after(house: House, change: Change) -> None:
    house.send(extract(row(1), row(2, SEX="F"), row(3, ETHNIC="", SEX="F")))
    change(MALE_IS_WRONG, suite="errors")
    (one,) = run(house, *ids(house)).outcomes
    assert (one.before, one.after) == (("100.0", "66.6"), ("66.6", "50.0"))


def test_it_changes_nothing_that_was_loaded_or_told(house: House, change: Change) -> None:
    odd_night(house)
    before, files = snapshot(house.warehouse), files_of(house.settings)
    change(MALE_IS_WRONG, suite="errors")
    compared = run(house, *ids(house), keep=False)
    assert compared.changes.num_rows == 4
    assert differences(before, snapshot(house.warehouse)) == []
    assert files_of(house.settings) == files
    run(house, *ids(house))
    after = snapshot(house.warehouse)
    assert [name for name in before if before[name] != after[name]] == sorted(NOTHING_MORE)
    assert files_of(house.settings)["archive"] == files["archive"]


def test_what_is_kept_is_what_was_said_and_the_same_again_is_the_same(house: House, change: Change) -> None:
    odd_night(house)
    change(MALE_IS_WRONG, suite="errors")
    compared = run(house, *ids(house))
    folder = house.settings.out_dir / "replays" / compared.replay_id
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = run(house, *reversed(ids(house)))
    assert again.replay_id == compared.replay_id
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == written
    assert house.column("select replay_id from dq.replay") == [compared.replay_id]
    kept = house.ask("select submission_id, row_no, rule, item, change from dq.replay_change order by 1, 2")
    assert len(kept) == 4
    found = pyarrow.csv.read_csv(folder / "findings.csv").to_pylist()
    assert sorted((line["submission_id"], line["row_no"], line["change"]) for line in found) == sorted(
        (line["submission_id"], line["row_no"], line["change"]) for line in kept
    )
    counts = pyarrow.csv.read_csv(folder / "comparison.csv").to_pylist()
    assert sum(line["appear"] for line in counts if line["level"] == "agency") == 4
    assert "4 findings would" in written["summary.html"].decode()
    assert [line["subject"] for line in house.ask("select subject from dq.access_log")] == [
        compared.replay_id
    ] * 2


def test_no_identifier_is_in_what_it_writes(house: House, change: Change) -> None:
    house.send(extract(row(1, CLIENT="SOMEONE-WE-KNOW", EPISODID="EPISODE-77", SEX="M", CLIENTID="CL-88")))
    change(MALE_IS_WRONG, suite="errors")
    compared = run(house, *ids(house))
    text = b"".join(p.read_bytes() for p in (house.settings.out_dir / "replays").rglob("*.*")).decode()
    tables = snapshot(house.warehouse)
    text += "".join("\n".join(tables[name]) for name in NOTHING_MORE)
    assert compared.replay_id in text
    for secret in ("SOMEONE-WE-KNOW", "EPISODE-77", "CL-88", "14/03/1985", "1985-03-14"):
        assert secret not in text


@pytest.mark.parametrize(
    ("day", "period", "replayed"), [(14, "2018-11", 1), (15, "2018-11", 0), (3, "2018-11", 1)]
)
def test_a_month_is_each_senders_last_accepted_file_of_its_window(
    house: House, day: int, period: str, replayed: int
) -> None:
    """The window of November 2018 is 1 to 14 December."""
    house.send(extract(row(1)), b"no csv of ours", day=2)
    house.send(extract(row(1), row(2)), b"no csv of ours either", day=day)
    narrated: list[tuple[int, int]] = []
    request = Request(AS_OF, period=period)
    compared = replay(house.settings, house.warehouse, request, False, lambda *told: narrated.append(told))
    last = house.column(
        "select submission_id from out.submission where status = 'accepted' order by received_at desc"
    )
    assert [one.submission_id for one in compared.outcomes] == [last[0] if replayed else last[1]]
    assert narrated == [(0, 1), (1, 1)]


def test_the_day_of_receipt_stays_the_files_own(house: House) -> None:
    """A date that was in the future then is so still, and a code of a later day is not known."""
    house.send(extract(row(1, ASSESSDT="25/12/2018", CASESTDT="26/12/2018", EVNTDT="")))
    before = house.column("select rule from dq.finding where rule = 'E13'")
    compared = run(house, *ids(house), as_of=date(2030, 1, 1))
    assert len(before) == 2
    assert compared.changes.num_rows == 0


def test_files_whose_bytes_are_gone_are_left_out_and_said(house: House) -> None:
    first, second = (house.send(extract(row(n)), day=19 + n)[0] for n in (1, 2))
    archive.path_of(house.settings.archive_dir, first["sha256"]).unlink()
    compared = run(house, *ids(house))
    assert compared.left_out == 1
    assert [one.submission_id for one in compared.outcomes] == [second["submission_id"]]


def test_a_file_that_was_refused_and_would_be_read_now(house: House) -> None:
    """Its rows' findings appear, what refused it vanishes."""
    house.send(extract(row(1, SEX="Q", AGNCY="A0001")))
    house.run("update dq.verdict set verdict = 'fatal', fatal_rule = 'F05', rows_loaded = null")
    house.run("delete from dq.finding")
    house.run(
        "insert into dq.finding (submission_id, rule, clause)"
        " select submission_id, 'F05', 0 from dq.submission"
    )
    compared = run(house, *ids(house))
    changes = {(line["rule"], line["change"]) for line in compared.changes.to_pylist()}
    assert {("F05", "vanishes"), ("E04", "appears")} <= changes
    assert figure(compared, "F05").severity == "fatal"


def test_an_unknown_submission_is_refused(house: House) -> None:
    with pytest.raises(Permanent, match="no submission with a verdict: A0001-nowhere"):
        run(house, "A0001-nowhere")


def test_a_month_that_is_none_is_refused(house: House) -> None:
    with pytest.raises(Permanent, match="YYYY-MM"):
        replay(house.settings, house.warehouse, Request(AS_OF, period="2018-13"), False, lambda *_: None)


def test_a_page_escapes_what_it_shows(house: House, tmp_path: Path, change: Change) -> None:
    nasty: dict[str, Any] = MALE_IS_WRONG | {"meta": MALE_IS_WRONG["meta"] | {"rule": "<script>"}}  # type: ignore[operator]  # a dict
    change(nasty, suite="errors")
    house.send(extract(row(1)))
    compared = run(house, *ids(house))
    page = (house.settings.out_dir / "replays" / compared.replay_id / "summary.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
