"""What disks do to the intake: power cuts, full ones, shares that are read-only or gone."""

import errno
import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest

from cjit.errors import Transient
from cjit.intake import archive
from cjit.intake.inbox import Found
from cjit.warehouse import arrivals
from nights.files import extract, row
from nights.folders import as_folder
from nights.house import House

DATA = extract(row(1))


@pytest.fixture
def ready(house: House) -> House:
    """A house whose warehouse knows its register."""
    house.prepare()
    return house


def test_its_name_in_the_archive_is_on_the_disk_before_a_file_is_removed(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the bytes were there already: whoever put them there may have been killed."""
    kept = as_folder(archive.path_of(ready.settings.archive_dir, hashlib.sha256(DATA).hexdigest()))
    synced: set[int] = set()
    told: list[bool] = []
    fsync, unlink = os.fsync, Path.unlink

    def watched_fsync(handle: int) -> None:
        if kept.is_file():
            synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    def watched_unlink(self: Path, missing_ok: bool = False) -> None:
        if self.name == "a.csv":
            told.append(synced >= {folder.stat().st_ino for folder in list(kept.parents)[:5]})
            synced.clear()
        unlink(self, missing_ok)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "unlink", watched_unlink)
    for day in (20, 21):
        ready.drop("A0001", "a.csv", DATA)
        ready.receive(day=day)
    assert told == [True, True]


@pytest.mark.parametrize("error", [errno.EACCES, errno.EROFS, errno.ESTALE])
def test_a_folder_from_which_nothing_can_be_taken_stops_no_other(
    ready: House, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    for agency in ("A0001", "A0002"):
        ready.drop(agency, f"{agency}.csv", extract(row(1, AGNCY=agency)))
    unlink = Path.unlink

    def refused(self: Path, missing_ok: bool = False) -> None:
        if self.name == "A0001.csv":
            raise OSError(error, os.strerror(error))
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    assert ready.night(20) == {"accepted": 2}
    assert ready.inbox() == ["A0001.csv"]
    assert ready.night(21) == {}  # the record knows the file
    monkeypatch.setattr(Path, "unlink", unlink)
    assert ready.night(22) == {}
    assert ready.inbox() == []
    assert len(ready.column("select 1 from dq.submission")) == 2


def test_a_file_that_cannot_be_looked_at_waits_and_stops_no_other(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for agency in ("A0001", "A0002"):
        ready.drop(agency, f"{agency}.csv", extract(row(1, AGNCY=agency)))

    def stale(found: Found) -> bool:
        if found.folder == "A0001":
            raise OSError(errno.ESTALE, "Stale file handle")
        return True

    with monkeypatch.context() as patch:
        patch.setattr(arrivals, "unchanged", stale)
        assert ready.night(20) == {"accepted": 1}
    assert ready.inbox() == ["A0001.csv"]
    assert ready.night(21) == {"accepted": 1}


@pytest.mark.parametrize(
    ("at_once", "pieces", "error"),
    [
        *((1 << 20, None, error) for error in (errno.EACCES, errno.EIO, errno.ESTALE)),
        (1 << 20, 0, errno.EIO),
        *((16, pieces, errno.EIO) for pieces in (1, 3)),  # while it is hashed, and while it is sealed
    ],
)
def test_a_file_that_its_disk_does_not_give_out_waits_and_stops_no_other(
    ready: House, monkeypatch: pytest.MonkeyPatch, at_once: int, pieces: int | None, error: int
) -> None:
    """at_once: bytes from which on it is read twice. pieces: what can be had of it; None: not even opened."""
    for agency in ("A0001", "A0002"):
        ready.drop(agency, f"{agency}.csv", extract(row(1, AGNCY=agency)))
    opened = Path.open

    def failing(self: Path, *arguments: Any, **named: Any) -> Any:
        read = opened(self, *arguments, **named)
        if self.name != "A0001.csv":
            return read
        with read:
            if pieces is None:
                raise OSError(error, os.strerror(error))
            return _Worn(read.read(), pieces, error)

    with monkeypatch.context() as patch:
        patch.setattr(archive, "_AT_ONCE", at_once)
        patch.setattr(Path, "open", failing)
        assert ready.night(20) == {"accepted": 1}
    assert ready.inbox() == ["A0001.csv"]
    assert list(as_folder(ready.settings.archive_dir).glob("raw/.incoming-*")) == []
    assert ready.night(21) == {"accepted": 1}


class _Worn(io.BufferedIOBase):
    """A file whose disk gives so many pieces of it and then no more."""

    def __init__(self, content: bytes, pieces: int, error: int) -> None:
        self._content, self._pieces, self._error = io.BytesIO(content), pieces, error

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._content.seek(offset, whence)

    def read(self, size: int | None = -1, /) -> bytes:
        self._pieces -= 1
        if self._pieces < 0:
            raise OSError(self._error, os.strerror(self._error))
        return self._content.read(size)


def test_no_room_for_the_archive_is_tried_again_later(ready: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ready.drop("A0001", "a.csv", DATA)

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device", "/secret/place")

    with monkeypatch.context() as patch:
        patch.setattr(archive, "store", full)
        with pytest.raises(Transient, match="No space left") as raised:
            ready.receive()
    assert "/secret/place" not in str(raised.value)
    assert ready.column("select 1 from dq.submission") == []
    assert ready.inbox() == ["a.csv"]
    assert ready.night() == {"accepted": 1}
