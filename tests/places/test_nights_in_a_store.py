"""What nights make of what lies in an object store: only what is whole, settled and of a drop folder."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cjit.entry.send import put_into_inbox
from cjit.entry.store import Change, Typed, add_client, add_episode, take_in_file
from cjit.errors import Permanent, Transient
from cjit.intake import archive
from cjit.intake.inbox import listed, unchanged
from cjit.intake.uploads import Uploads
from cjit.objects import Denied, Objects
from cjit.places import files_below
from cjit.report.run import render
from cjit.retention.run import remove_raw, remove_rows
from nights.files import extract, row, stays
from nights.house import LONDON, House, at
from nights.reports import make_report
from places.test_objects import HOSTILE
from web.people import looking

YEARS_LATER = datetime(2027, 4, 1, 6, tzinfo=LONDON)


def names(house: House) -> list[str]:
    return house.column("select file_name from dq.submission order by folder, arrival_no")


def inbox_of(house: House) -> Objects:
    place = house.settings.inbox_dir
    assert isinstance(place, Objects)
    return place


def below(house: House, name: str) -> list[str]:
    return sorted(files_below({"archive": house.settings.archive_dir, "out": house.settings.out_dir}[name]))


def test_a_young_object_is_left(stored: House) -> None:
    stored.drop("A0001", "a.csv", extract(row(1)))
    stored.settings = stored.settings.model_copy(update={"settle_seconds": 3600.0})
    stored.night()
    assert (names(stored), stored.inbox()) == ([], ["a.csv"])
    stored.settings = stored.settings.model_copy(update={"settle_seconds": 0.0})
    assert stored.night() == {"accepted": 1}
    assert stored.inbox() == []


def test_what_lies_in_no_drop_folder_is_left(stored: House) -> None:
    left = [
        "a.csv", "A0001/sub/a.csv", "A0001/a.csv/", "A0001/", "A0001/.a.csv", ".A0001/a.csv", "A0001/a.txt",
        "/a.csv", "A0001//a.csv", "../A0001/a.csv",
    ]  # fmt: skip
    for name in left:
        (inbox_of(stored) / name).write_bytes(extract(row(1)))
    (inbox_of(stored).parent / "inbox2" / "A0001" / "a.csv").write_bytes(extract(row(1)))
    stored.night()
    assert names(stored) == []
    assert sorted(files_below(inbox_of(stored))) == sorted(left)


def test_hostile_names_are_submissions_of_their_own_bytes(stored: House) -> None:
    hostile = [f"{name}.csv" for name in HOSTILE if not name.startswith(".")]
    for number, name in enumerate(hostile, start=1):
        stored.drop("A0001", name, extract(row(number)))
    stored.drop("A'; drop--", "a.csv", extract(row(1)))
    stored.night()
    assert set(names(stored)) == {*hostile, "a.csv"}
    assert len(set(stored.column("select sha256 from dq.submission"))) == len(hostile)
    assert stored.inbox() == []


def test_a_name_that_would_be_anothers_version_takes_nothing_of_the_other(stored: House) -> None:
    stored.drop("A0001", "a.csv", extract(row(1)))
    client = inbox_of(stored).files
    bucket, _, key = f"{inbox_of(stored).key}/A0001/a.csv?versionId=b.csv".partition("/")
    client.call_s3("put_object", Bucket=bucket, Key=key, Body=b"another's")
    assert stored.night() == {"accepted": 1, "fatal": 1}
    assert stored.column("select fatal_rule from out.submission where status = 'fatal'") == ["F01"]
    assert stored.inbox() == ["a.csv?versionId=b.csv"]
    assert stored.night(21) == {}


def test_an_object_that_becomes_another_waits(stored: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stored.drop("A0001", "a.csv", extract(row(1)))
    store = archive.store

    def meanwhile(*given: Any) -> str:
        sha256 = store(*given)
        stored.drop("A0001", "a.csv", extract(row(2)))
        return sha256

    with monkeypatch.context() as patch:
        patch.setattr(archive, "store", meanwhile)
        stored.night()
    assert (names(stored), stored.inbox()) == ([], ["a.csv"])
    (found,) = listed(inbox_of(stored))
    assert unchanged(found)
    assert stored.night() == {"accepted": 1}


def test_one_that_nobody_may_read_is_its_senders_and_all_are_ours(
    stored: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored.drop("A0001", "a.csv", extract(row(1)))
    stored.drop("_secure", "b.csv", stays(1))
    opened = Objects.open

    def denied(self: Objects, mode: str = "rb") -> object:
        if self.name in secret:
            raise Denied("denied")
        return opened(self, mode)

    secret = {"a.csv", "b.csv"}
    with monkeypatch.context() as patch:
        patch.setattr(Objects, "open", denied)
        with pytest.raises(Permanent, match="denies all files"):
            stored.night()
        assert names(stored) == []
        secret.remove("b.csv")
        assert stored.night() == {"accepted": 1, "fatal": 1}
        assert stored.night(21) == {}
    assert stored.inbox() == ["a.csv"]
    assert stored.night(22) == {"accepted": 1}


def test_an_inbox_that_cannot_be_removed_from_is_taken_in_once(
    stored: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored.drop("A0001", "a.csv", extract(row(1)))

    def denied(self: Objects, missing_ok: bool = False) -> None:
        raise Denied("denied")

    monkeypatch.setattr(Objects, "unlink", denied)
    assert [stored.night(day) for day in (20, 21)] == [{"accepted": 1}, {}]


def test_a_store_that_fails_is_tried_again_and_loses_nothing(
    stored: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored.drop("A0001", "a.csv", extract(row(1)))

    def fail(self: Objects, file: Path) -> None:
        raise Transient("the object store failed (SlowDown)")

    with monkeypatch.context() as patch:
        patch.setattr(Objects, "put", fail)
        with pytest.raises(Transient):
            stored.night()
    assert (names(stored), stored.inbox()) == ([], ["a.csv"])
    assert stored.night() == {"accepted": 1}


def test_what_was_typed_is_taken_the_same_night_whatever_its_age(stored: House) -> None:
    stored.settings = stored.settings.model_copy(update={"settle_seconds": 60.0})
    stored.prepare()
    cells = {name: value for name, value in row(1).items() if value}
    with stored.warehouse.session() as session:
        change = Change("A0001", "pru", at(19))
        client = add_client(session, change, cells)
        take_in_file(session, change, [add_episode(session, change, client, Typed(cells))])
    assert put_into_inbox(stored.settings, stored.warehouse, at()) == {"made": 1}
    assert stored.inbox() == ["entered.csv"]
    stored.night()
    assert (names(stored), stored.inbox()) == (["entered.csv"], [])


def test_an_upload_is_handed_in_once_and_whole(stored: House) -> None:
    uploads = Uploads(stored.settings)
    incoming = uploads.begin(at())
    incoming.add(extract(row(1)))
    upload = uploads.end(incoming, "pru", "A0001", "mine.csv")
    assert [uploads.hand_in(upload), uploads.hand_in(upload)] == [True, False]
    assert stored.inbox() == [f"mine-{upload.upload_id[-8:]}.csv"]
    assert stored.night() == {"accepted": 1}


def test_retention_removes_the_objects(stored: House) -> None:
    stored.send(extract(row(1), row(2, PC="TS1 4AB")))
    assert [name for name in below(stored, "archive") if name.startswith("staged/")] != []
    before = below(stored, "archive"), below(stored, "out")
    for dry_run in (True, False):
        removed = remove_rows(stored.settings, stored.warehouse, YEARS_LATER, dry_run)
        assert removed.things["findings"] > 0
        if dry_run:
            assert (below(stored, "archive"), below(stored, "out")) == before
    assert [name.partition("/")[0] for name in below(stored, "archive")] == ["raw"]
    assert {name.rpartition("/")[2] for name in below(stored, "out")} == {"receipt.json"}
    assert remove_raw(stored.settings, stored.warehouse, YEARS_LATER).things["files"] == 1
    assert below(stored, "archive") == []
    assert stored.column("select count(*) from dq.removed where files_gone_at is null") == [0]


def test_retention_that_was_stopped_goes_on(stored: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stored.send(extract(row(1)))

    def killed(self: Objects, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Objects, "unlink", killed)
        for remove in (remove_raw, remove_rows):
            with pytest.raises(KeyboardInterrupt):
                remove(stored.settings, stored.warehouse, YEARS_LATER)
    assert below(stored, "archive") != []
    remove_raw(stored.settings, stored.warehouse, YEARS_LATER + timedelta(days=1))
    remove_rows(stored.settings, stored.warehouse, YEARS_LATER + timedelta(days=1))
    assert below(stored, "archive") == []


def test_withdrawn_consent_takes_the_rows_out_of_the_objects(stored: House) -> None:
    stored.send(extract(row(1, CLIENTID="C1"), row(2, CLIENTID="C2")))
    stored.send(extract(row(1, CLIENTID="C1", CONSENT="N"), row(2, CLIENTID="C2")), day=21)
    kept = [name for name in below(stored, "archive") if name.endswith("rows.parquet")]
    assert len(kept) == 2
    for name in kept:
        packed = pa.BufferReader((stored.settings.archive_dir / name).read_bytes())
        assert pq.read_table(packed)["client_id"].to_pylist() == ["C2"]
    told = [name for name in below(stored, "out") if name.endswith(".csv")]
    assert [name for name in told if b"ref-1" in (stored.settings.out_dir / name).read_bytes()] == []


def test_the_pages_give_out_the_files_of_a_report(stored: House) -> None:
    """Those of the area that are there, as they were written; no address leads anywhere else."""
    stored.send(extract(row(1)))
    freeze = make_report(stored.settings, stored.warehouse, "2018-11", at(21))
    reader = looking(stored, "engineer")
    page = reader.get(f"/reports/{freeze}")
    written = [name for name in below(stored, "out") if name.endswith("/report.html")]
    assert page.text.count("/report.html") == len(written) > 5
    assert "report.pdf" not in page.text
    where = f"reports/2018-11/{freeze}/partnership/A04B"
    shown = reader.get(f"/reports/{freeze}/partnership/A04B/report.html")
    assert shown.content == (stored.settings.out_dir / where / "report.html").read_bytes()
    assert "report.html" in reader.get(f"/reports/{freeze}/partnership/A04B").text
    for gone in ("report.pdf", "..%2FA04B%2Freport.html", "compare.html"):
        assert reader.get(f"/reports/{freeze}/partnership/A04B/{gone}").status_code == 404
    assert len(render(stored.settings, stored.warehouse, "2018-11", freeze)) == len(written) + 2
