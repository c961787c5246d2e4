"""Uploaded files while they wait: sealed, one person's, for an hour, and sent as the bytes that they are."""

import hashlib
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cjit.errors import Permanent
from cjit.intake import uploads as module
from cjit.intake.inbox import listed
from cjit.intake.uploads import TooLarge, TooMany, Upload, Uploads, remove_expired
from cjit.settings import Settings
from nights.files import extract, row
from nights.house import ARCHIVE_KEY, LONDON

NOW = datetime(2018, 12, 20, 9, 30, tzinfo=LONDON)
DATA = extract(row(1), row(2))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", archive_key=ARCHIVE_KEY, settle_seconds=0)


def taken(uploads: Uploads, data: bytes = DATA, who: str = "pru", name: str = "nov.csv") -> Upload:
    incoming = uploads.begin(NOW)
    for start in range(0, len(data), 100):
        incoming.add(data[start : start + 100])
    return uploads.end(incoming, who, "A0001", name)


def files(settings: Settings) -> list[Path]:
    return [path for path in settings.data_dir.rglob("*") if path.is_file()]


def test_it_waits_sealed_and_is_read_as_it_came(settings: Settings) -> None:
    uploads = Uploads(settings)
    it = taken(uploads)
    assert uploads.read(it) == DATA
    assert (it.size, it.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    uploads.keep(it.upload_id, "verdict", b"of ref-1, born 14/03/1985")
    for path in files(settings):
        for told in (b"14/03/1985", b"ref-1", b"pru", b"nov.csv", b"A0001"):
            assert told not in path.read_bytes(), path.name
    assert settings.uploads_dir.stat().st_mode & 0o077 == 0


def test_equal_files_are_not_sealed_alike(settings: Settings) -> None:
    uploads = Uploads(settings)
    taken(uploads)
    taken(uploads, who="pat")
    first, second = (path.read_bytes() for path in settings.uploads_dir.glob("*/bytes"))
    assert first != second


def test_without_the_key_or_damaged_it_cannot_be_read(settings: Settings) -> None:
    it = taken(Uploads(settings))
    other = settings.model_copy(update={"archive_key": type(ARCHIVE_KEY)("x" * 40)})
    with pytest.raises(Permanent):
        Uploads(other).read(it)
    (path,) = settings.uploads_dir.glob("*/bytes")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Permanent):
        Uploads(settings).hand_in(it)
    assert listed(settings.inbox_dir) == []


def test_it_is_one_persons_for_an_hour(settings: Settings) -> None:
    uploads = Uploads(settings)
    it = taken(uploads)
    assert uploads.find(it.upload_id, "pru", NOW + timedelta(minutes=59)) == it
    assert uploads.find(it.upload_id, "pru", NOW + timedelta(minutes=60)) is None
    assert uploads.find(it.upload_id, "eve", NOW) is None
    for guessed in ("", "..", f"../uploads/{it.upload_id}", it.upload_id + "/", it.upload_id[:-1] + "é"):
        assert uploads.find(guessed, "pru", NOW) is None
    assert remove_expired(settings, NOW + timedelta(minutes=59)) == 0
    assert remove_expired(settings, NOW + timedelta(minutes=60)) == 1
    assert files(settings) == []


def test_a_new_one_takes_the_place_of_the_persons_last(settings: Settings) -> None:
    uploads = Uploads(settings)
    first, others, second = taken(uploads), taken(uploads, who="pat"), taken(uploads)
    assert uploads.find(first.upload_id, "pru", NOW) is None
    assert uploads.find(second.upload_id, "pru", NOW) == second
    assert uploads.find(others.upload_id, "pat", NOW) == others


def test_too_large_and_too_many_are_refused_while_they_come_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = Uploads(settings)
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    incoming = uploads.begin(NOW)
    incoming.add(b"x" * 1000)
    with pytest.raises(TooLarge):
        incoming.add(b"x")
    incoming.drop()
    assert files(settings) == []
    monkeypatch.setattr(module, "_MOST", 2)
    for _ in range(2):
        uploads.begin(NOW)
    with pytest.raises(TooMany):
        uploads.begin(NOW)
    uploads.begin(NOW + module.KEPT_FOR)  # what a kill left is gone by then


def test_sending_puts_the_very_bytes_into_the_drop_folder_once(settings: Settings) -> None:
    uploads = Uploads(settings)
    it = taken(uploads, name="../../A0002/my extract.CSV")
    assert uploads.hand_in(it)
    assert not uploads.hand_in(it)
    (found,) = listed(settings.inbox_dir)
    assert (found.folder, found.path.read_bytes()) == ("A0001", DATA)
    assert found.name == f"my extract-{it.upload_id[-8:]}.csv"
    assert files(settings) == [found.path]


def test_what_was_sent_has_its_name_on_the_disk_before_it_is_forgotten(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = Uploads(settings)
    it, synced = taken(uploads), set[int]()
    fsync, rmtree = os.fsync, shutil.rmtree

    def watched(handle: int) -> None:
        if list((settings.data_dir / "inbox").glob("A0001/*.csv")):
            synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    def removed(folder: Path, ignore_errors: bool = False) -> None:
        inbox = settings.data_dir / "inbox"
        assert synced >= {each.stat().st_ino for each in (inbox.parent, inbox, inbox / "A0001")}
        rmtree(folder, ignore_errors)

    monkeypatch.setattr(os, "fsync", watched)
    monkeypatch.setattr(shutil, "rmtree", removed)
    assert uploads.hand_in(it)


def test_a_kill_while_sending_leaves_nothing_that_a_night_takes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(_: int) -> None:
        raise Killed

    uploads = Uploads(settings)
    it = taken(uploads)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", killed)
        with pytest.raises(Killed):
            uploads.hand_in(it)
    assert listed(settings.inbox_dir) == []
    assert remove_expired(settings, NOW + timedelta(minutes=59)) == 0
    assert uploads.hand_in(it)  # pressed again
    assert len(listed(settings.inbox_dir)) == 1
    (settings.inbox_dir / "A0001" / f".cjit-{it.upload_id}.part").write_bytes(DATA[:50])
    assert remove_expired(settings, NOW + timedelta(hours=1)) == 1
    assert [path.name for path in files(settings)] == [f"nov-{it.upload_id[-8:]}.csv"]
