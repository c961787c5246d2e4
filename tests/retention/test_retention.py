"""What has outlived its time goes, what somebody needs stays, and both are said."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest

from cjit.errors import Permanent, Transient
from cjit.intake import archive
from cjit.matching.match import link_and_match
from cjit.report.run import render
from cjit.retention.run import Removed, remove_raw, remove_rows
from cjit.warehouse.decisions import Decision, decide_mismatch
from nights.files import extract, row, rows, stays, treatment
from nights.folders import as_folder
from nights.house import LONDON, House, at
from nights.reports import make_report
from nights.snapshot import differences, files_of, snapshot

MONTHS_LATER = datetime(2020, 1, 21, 6, tzinfo=LONDON)
"""The first day on which bytes of 20 December 2018 are over."""
YEARS_LATER = datetime(2027, 4, 1, 6, tzinfo=LONDON)
"""The same for rows."""

BY_ROW = [
    "core.episode", "core.referral", "core.review", "core.episode_link", "core.absent", "core.held_back",
    "core.treatment", "core.stay", "dq.finding", "core.row_in_error",
]  # fmt: skip
FOR_GOOD = [
    "dq.submission",
    "dq.verdict",
    "dq.rule",
    "report.freeze",
    "report.ccjr",
    "report.freeze_submission",
]
DECISION = Decision.of("somebody", at(21), "it was asked for")
PERSON = ("14/03/1985", "1985-03-14", "ref-", "E1", "C1")


def raw(house: House, now: datetime = MONTHS_LATER, dry_run: bool = False) -> Removed:
    return remove_raw(house.settings, house.warehouse, now, dry_run)


def by_row(house: House, now: datetime = YEARS_LATER, dry_run: bool = False) -> Removed:
    return remove_rows(house.settings, house.warehouse, now, dry_run)


def path_of(house: House, data: bytes) -> Path:
    return as_folder(archive.path_of(house.settings.archive_dir, hashlib.sha256(data).hexdigest()))


def full_nights(house: House) -> None:
    """Two nights of all feeds: versions, children, findings, an absent and a held back episode."""
    child = {
        "REFSTID": "R1",
        "REFSTDT": "07/11/2018",
        "REFSTAG": "S0001",
        "SUBMID": "S1",
        "SUBMODDT": "08/11/2018",
    }
    house.drop("_structured", "t.csv", treatment(1, 2, SEX=""))
    house.drop("_secure", "s.csv", stays(1))
    house.send(extract(row(1, **child), row(2), row(3), row(4, SEX="Q")))
    house.send(extract(row(1, DRUG1="7000", ROUTE="4", **child), row(2, SEX="Q")), day=21)
    decide_mismatch(house.warehouse, ("A0001", "E3", "M1"), "keep", DECISION)


def test_bytes_go_after_thirteen_months_and_nothing_else_does(house: House) -> None:
    old, young = extract(row(1)), extract(row(1), row(2))
    house.send(old)
    house.send(young, day=21)
    before = snapshot(house.warehouse)
    assert raw(house, datetime(2020, 1, 20, 6, tzinfo=LONDON)).things == {}
    removed = raw(house)
    assert removed.things == {"submissions": 1, "files": 1, "bytes": len(old)}
    assert not path_of(house, old).exists()
    assert path_of(house, young).exists()
    after = snapshot(house.warehouse)
    assert [name for name in before if before[name] != after[name]] == ["dq.removal", "dq.removed"]


def test_bytes_that_came_again_stay_until_the_last_time_is_over(house: House) -> None:
    data = extract(row(1))
    house.send(data)
    house.send(data, day=22)
    assert raw(house).things == {"submissions": 1}
    assert path_of(house, data).exists()
    assert raw(house, datetime(2020, 1, 23, 6, tzinfo=LONDON)).things == {
        "submissions": 1,
        "files": 1,
        "bytes": len(data),
    }
    assert not path_of(house, data).exists()
    assert house.column("select count(*) from dq.removed where files_gone_at is null") == [0]


def test_bytes_that_come_again_after_their_time_are_kept_anew(house: House) -> None:
    data = extract(row(1))
    house.send(data)
    house.send(extract(row(2)), day=21)
    raw(house)
    house.send(data, day=30)
    raw(house)
    assert path_of(house, data).exists()


def test_rows_go_after_eight_financial_years_and_counts_stay(house: House) -> None:
    full_nights(house)
    folder = house.settings.out_dir / "providers"
    assert len(list(folder.rglob("findings.csv"))) == 4
    before = snapshot(house.warehouse)
    assert by_row(house, datetime(2027, 3, 31, 6, tzinfo=LONDON)).things == {}
    removed = by_row(house)
    after = snapshot(house.warehouse)
    link_and_match(house.warehouse)
    assert {name: after[name] for name in BY_ROW} == {name: [] for name in BY_ROW}
    assert {name: after[name] for name in FOR_GOOD} == {name: before[name] for name in FOR_GOOD}
    assert removed.things["versions of episodes"] == len(before["core.episode"]) == 4
    assert removed.things["findings"] == len(before["dq.finding"])
    assert removed.things["referrals"] == 2
    assert list((house.settings.archive_dir / "staged").rglob("*.parquet")) == []
    assert {path.name for path in folder.rglob("*.*")} == {"receipt.json"}
    assert house.column("select count(*) from out.journey") == [0]
    assert house.column("select count(*) from out.submission where load_pct is not null") == [4]


def test_nothing_of_a_person_is_left_once_both_are_over(house: House) -> None:
    full_nights(house)
    by_row(house)
    raw(house, YEARS_LATER)
    link_and_match(house.warehouse)
    tables = "".join(
        "\n".join(lines) for name, lines in snapshot(house.warehouse).items() if name != "dq.rule"
    )
    files = [
        path for root in (house.settings.archive_dir, house.settings.out_dir) for path in root.rglob("*.*")
    ]
    text = tables + "".join(path.read_bytes().decode("utf-8", "replace") for path in files if path.is_file())
    assert [each for each in (*PERSON[:3], '"E1"', '"C1"') if each in text] == []


def test_a_current_episode_stays_while_its_agency_sends_it(house: House) -> None:
    """Its past version is over, the one that last year's file still held is not."""
    house.send(extract(row(1), row(2)))
    house.send(extract(row(1, DRUG1="7000", ROUTE="4")), day=21)
    house.run(
        "update dq.submission set received_at = received_at + interval '8 years' where received_at = %s",
        at(21),
    )
    decide_mismatch(house.warehouse, ("A0001", "E2", "M1"), "keep", DECISION)
    removed = by_row(house)
    assert removed.things["versions of episodes"] == 2  # E1 as it was, and E2, which that file no longer held
    assert house.column("select episode_id from core.episode") == ["E1"]
    assert house.column("select count(*) from core.touched_person") >= [1]


def test_a_dry_run_says_the_same_and_removes_nothing(house: House) -> None:
    full_nights(house)
    before, files = snapshot(house.warehouse), files_of(house.settings)
    would = [raw(house, YEARS_LATER, dry_run=True), by_row(house, dry_run=True)]
    assert differences(before, snapshot(house.warehouse)) == []
    assert files_of(house.settings) == files
    assert [raw(house, YEARS_LATER), by_row(house)] == would
    assert would[0].things["files"] == 4


def test_the_same_again_removes_nothing_more(house: House) -> None:
    full_nights(house)
    for _ in range(2):
        raw(house, YEARS_LATER)
        by_row(house)
    once, files = snapshot(house.warehouse), files_of(house.settings)
    assert raw(house, YEARS_LATER).things == by_row(house).things == {}
    assert differences(once, snapshot(house.warehouse)) == []
    assert files_of(house.settings) == files


def test_what_was_removed_is_recorded(house: House) -> None:
    house.send(extract(row(1)))
    raw(house)
    by_row(house)
    told = house.ask("select * from out.removal where thing = 'submissions' order by kind")
    assert [(line["kind"], line["unit"], line["received_before"], line["number"]) for line in told] == [
        ("raw", "A0001", date(2018, 12, 21), 1),
        ("rows", "A0001", date(2019, 4, 1), 1),
    ]
    assert [line["removed_at"] for line in told] == [MONTHS_LATER, YEARS_LATER]


# What somebody needs --------------------------------------------------------------------------------------


def test_what_waits_for_its_verdict_stays(house: House) -> None:
    house.drop("A0001", "a.csv", extract(row(1)))
    batches = house.receive()
    assert raw(house).kept == {"a verdict that is still to come": 1}
    assert house.load(batches) == {"accepted": 1}


def test_a_held_file_stays_until_a_later_one_takes_its_place(house: House) -> None:
    house.send(extract(*rows(12)))
    house.send(extract(row(1)), day=21)
    assert house.column("select status from out.submission order by received_at") == ["accepted", "held"]
    assert raw(house, YEARS_LATER).kept == {"a decision on a held file": 1}
    assert by_row(house).kept == {"a decision on a held file": 1}
    house.send(extract(*rows(12), row(13)), day=22)
    assert raw(house, YEARS_LATER).kept == {}
    by_row(house)
    assert [path for path in house.settings.archive_dir.rglob("*") if path.is_file()] == []


def test_an_open_freeze_keeps_what_it_was_made_from(house: House) -> None:
    house.send(extract(*rows(3)), day=3)
    house.send(extract(*rows(2)), day=4)
    freeze = make_report(house.settings, house.warehouse, "2018-11", at(15))
    house.send(extract(row(1, DRUG1="7000", ROUTE="4")), day=21)
    for episode in ("E2", "E3"):
        decide_mismatch(house.warehouse, ("A0001", episode, "M1"), "keep", DECISION)
    assert raw(house).kept == {f"the open freeze {freeze}": 1}
    by_row(house)
    # All three were current at the freeze; the version of day 21 came after it.
    assert house.column("select count(*) from core.episode") == [3]
    house.run(
        "insert into report.signature (freeze_id, signed_by, signed_at, why) "
        "select freeze_id, 'somebody', now(), 'right' from report.freeze"
    )
    assert raw(house).things["submissions"] == 1
    by_row(house)
    assert house.column("select count(*) from core.episode") == [0]


def test_a_restated_freeze_is_open_no_more(house: House) -> None:
    house.send(extract(row(1)), day=3)
    first = make_report(house.settings, house.warehouse, "2018-11", at(15))
    house.send(extract(row(1), row(2)), day=16)
    second = make_report(house.settings, house.warehouse, "2018-11", at(17))
    assert first != second
    assert raw(house).kept == {f"the open freeze {second}": 1}


def test_an_open_mismatch_keeps_both_files_and_the_episode(house: House) -> None:
    both = extract(*rows(2))
    house.send(both, day=20)
    house.send(extract(row(1)), day=21)
    assert raw(house, YEARS_LATER).kept == {"an open mismatch": 2}
    by_row(house)
    assert house.column("select episode_id from core.episode") == ["E2"]
    assert path_of(house, both).exists()
    decide_mismatch(house.warehouse, ("A0001", "E2", "M1"), "keep", DECISION)
    assert raw(house, YEARS_LATER).kept == {}
    by_row(house)
    assert house.column("select episode_id from core.episode") == []
    assert not path_of(house, both).exists()
    assert house.ask("select * from out.mismatch") == []


def test_a_withdrawal_brings_back_no_feedback_that_was_removed(house: House) -> None:
    house.send(extract(*rows(3)), day=16)
    house.send(extract(*rows(2)), day=17)
    (told,) = house.send(extract(row(1, ETHNIC="?"), row(2)), day=18)
    assert by_row(house).kept == {"an open mismatch": 2}
    folder = house.settings.out_dir / "providers/A0001" / told["submission_id"]
    assert [path.name for path in folder.iterdir()] == ["receipt.json"]
    house.send(extract(*rows(2), row(3, CONSENT="N")), day=21)
    assert house.column("select count(*) from dq.erasure") == [1]
    assert [path.name for path in folder.iterdir()] == ["receipt.json"]
    assert house.column("select waiting from out.backlog where task = 'feedback'") == [0]


# Reports of before ----------------------------------------------------------------------------------------


def test_a_report_can_be_written_again_when_its_rows_are_gone_but_not_made_again(house: House) -> None:
    full_nights(house)
    freeze = make_report(house.settings, house.warehouse, "2018-11", at(22))
    house.run(
        "insert into report.signature (freeze_id, signed_by, signed_at, why) "
        "select freeze_id, 'somebody', now(), 'right' from report.freeze"
    )
    render(house.settings, house.warehouse, "2018-11", freeze)
    pages = {path: path.read_bytes() for path in (house.settings.out_dir / "reports").rglob("*.*")}
    figures = house.ask("select * from out.ccjr order by 1, 2, 3, 4, 5, 6, 7, 8")
    by_row(house)
    render(house.settings, house.warehouse, "2018-11", freeze)
    assert {path: path.read_bytes() for path in pages} == pages
    assert house.ask("select * from out.ccjr order by 1, 2, 3, 4, 5, 6, 7, 8") == figures
    assert len(house.ask("select * from out.freeze_submission")) >= 1
    with pytest.raises(Permanent, match="no longer held"):
        make_report(house.settings, house.warehouse, "2018-11", YEARS_LATER)


def test_nobody_takes_files_in_while_bytes_are_removed(house: House) -> None:
    """A file whose bytes are there is not written again, so they must not go before it is recorded."""
    house.drop("A0001", "a.csv", extract(row(1)))
    with house.warehouse.session() as session, ThreadPoolExecutor(1) as pool:
        session.run("retention/own_archive")
        taking = pool.submit(house.receive)
        with pytest.raises(TimeoutError):
            taking.result(timeout=1)
        assert house.inbox() == ["a.csv"]
        session._connection.commit()  # the end of the transaction, and so of the lock
        assert len(taking.result(timeout=30)) == 1
    assert house.inbox() == []


# Stopped runs ---------------------------------------------------------------------------------------------


def test_files_that_a_stopped_run_left_are_found_by_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_nights(house)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        patch.setattr("shutil.rmtree", killed)
        for remove in (raw, by_row):
            with pytest.raises(KeyboardInterrupt):
                remove(house, YEARS_LATER)
    assert len(list((house.settings.archive_dir / "raw").rglob("*/*/*"))) == 4
    again = [raw(house, YEARS_LATER), by_row(house)]
    assert [one.things for one in again] == [{}, {}]  # recorded by the run that was stopped
    assert [path for path in house.settings.archive_dir.rglob("*") if path.is_file()] == []
    assert {path.name for path in (house.settings.out_dir / "providers").rglob("*.*")} == {"receipt.json"}
    assert house.column("select count(*) from dq.removed where files_gone_at is null") == [0]


def test_a_disk_that_refuses_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.send(extract(row(1)))

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/secret/place")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        with pytest.raises(Transient, match="Permission denied") as raised:
            raw(house)
    assert "/secret/place" not in str(raised.value)
    raw(house)
    assert not path_of(house, extract(row(1))).exists()
