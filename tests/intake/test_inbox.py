"""Which entries of the drop folders are files to be taken, and in which order."""

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cjit.intake.inbox import Found, listed, settled, unchanged

CLOCK = 1_600_000_000.0


@pytest.fixture
def drops(tmp_path: Path) -> Path:
    """An inbox with the drop folder of A0001."""
    (tmp_path / "A0001").mkdir()
    return tmp_path


def _put(folder: Path, name: str, age: float = 600, data: bytes = b"x") -> Path:
    """A file that has been still for `age` seconds at CLOCK."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    os.utime(path, (CLOCK - age, CLOCK - age))
    return path


def _names(found: list[Found]) -> list[str]:
    return [entry.name for entry in found]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("a.csv", True),
        ("A.CSV", True),
        ("x.Csv", True),
        ("..a.csv", False),
        (".a.csv", False),
        (".csv", False),
        ("a.csv.part", False),
        ("a.csv~", False),
        ("a.txt", False),
        ("acsv", False),
        ("a b'\"&;$().csv", True),
        ("été 20%.csv", True),
    ],
)
def test_what_counts_as_a_file(drops: Path, name: str, counts: bool) -> None:
    _put(drops / "A0001", name)
    assert _names(listed(drops)) == ([name] if counts else [])


def test_only_what_lies_directly_in_a_drop_folder_counts(drops: Path) -> None:
    _put(drops, "loose.csv")
    _put(drops / "A0001/deeper", "deep.csv")
    _put(drops / ".hidden", "hidden.csv")
    _put(drops / "A0002", "here.csv")
    assert _names(listed(drops)) == ["here.csv"]


def test_no_inbox_yet_is_an_empty_one(tmp_path: Path) -> None:
    assert listed(tmp_path / "none") == []


def test_the_folder_says_what_the_file_is_about(drops: Path) -> None:
    for folder in ("A0001", "_structured", "_secure", "_other"):
        _put(drops / folder, "a.csv")
    feeds = {found.folder: found.feed for found in listed(drops)}
    assert feeds == {"A0001": "cjit", "_structured": "structured", "_secure": "secure", "_other": "cjit"}


@pytest.mark.parametrize(
    ("age", "settle", "taken"),
    [(60, 60, True), (59.9, 60, False), (0, 60, False), (-5, 60, False), (0, 0, True), (-5, 0, True)],
)
def test_a_file_is_left_until_it_has_been_still(drops: Path, age: float, settle: float, taken: bool) -> None:
    """Half-written files are fresh ones; with a settle time of 0, as in tests, everything is taken."""
    _put(drops / "A0001", "a.csv", age)
    assert bool(settled(listed(drops), settle, CLOCK)) is taken


def test_a_time_still_to_come_keeps_no_file_waiting(drops: Path) -> None:
    """The sender's clock may be years ahead, and a client of SFTP sets the times of what it sends."""
    _put(drops / "A0001", "a.csv", age=-1_000_000_000)
    [found] = listed(drops)
    changed = (drops / "A0001/a.csv").stat().st_ctime
    assert settled([found], 60, changed + 59) == []
    assert settled([found], 60, changed + 61) == [found]


def test_order_is_time_then_name_within_a_folder(drops: Path) -> None:
    for folder, name, age in (
        ("A0002", "a.csv", 100),
        ("A0001", "z.csv", 300),
        ("A0001", "b.csv", 200),
        ("A0001", "B.csv", 200),
        ("A0001", "a.csv", 100),
        ("A0001", "aa.csv", 200),
    ):
        _put(drops / folder, name, age)
    assert [(found.folder, found.name) for found in listed(drops)] == [
        ("A0001", "z.csv"),
        ("A0001", "B.csv"),  # the same moment: by name, in code point order
        ("A0001", "aa.csv"),
        ("A0001", "b.csv"),
        ("A0001", "a.csv"),
        ("A0002", "a.csv"),
    ]


def test_order_of_the_listing_does_not_matter(drops: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        _put(drops / "A0001", f"{number}.csv", age=100 * (number % 3))
    forwards = listed(drops)
    scandir = os.scandir

    class Backwards:
        """A file system that lists the other way round."""

        def __init__(self, path: Path) -> None:
            self._entries = sorted(scandir(path), key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self._entries

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(os, "scandir", Backwards)
    assert listed(drops) == forwards


def test_entries_that_are_no_files_say_why(drops: Path) -> None:
    folder = drops / "A0001"
    (folder / "folder.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    (folder / "dangling.csv").symlink_to("nowhere")
    (folder / "link.csv").symlink_to(_put(drops / "A0002", "real.csv"))
    told = {found.name: (found.problem, found.removable) for found in listed(drops)}
    assert told == {
        "folder.csv": ("it is a folder, not a file", False),
        "pipe.csv": ("it is not an ordinary file", True),
        "dangling.csv": ("it is a link, not a file", True),
        "link.csv": ("it is a link, not a file", True),
        "real.csv": (None, True),
    }


def test_a_drop_folder_that_is_a_link_is_not_followed(
    drops: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    _put(elsewhere, "secret.csv")
    (drops / "A0009").symlink_to(elsewhere)
    assert listed(drops) == []


def test_a_file_without_permission_to_read_stays_and_says_so(
    drops: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so the answer of the system is put in its mouth."""
    path = _put(drops / "A0001", "a.csv")
    path.chmod(0)
    monkeypatch.setattr(os, "access", lambda *_: False)
    (found,) = listed(drops)
    assert found.problem == "its permissions do not let it be read"
    assert not found.removable


@pytest.mark.parametrize("error", [errno.EACCES, errno.ENOENT, errno.ESTALE, errno.EIO])
@pytest.mark.parametrize("at", ["A0001", "a.csv"])
def test_a_folder_that_cannot_be_listed_stops_no_other(
    drops: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: int, at: str
) -> None:
    """Whether its list fails or what is told of an entry."""
    _put(drops / "A0001", "a.csv")
    _put(drops / "A0002", "b.csv")
    scandir = os.scandir

    class Refusing:
        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name, self.path, self.is_dir = entry.name, entry.path, entry.is_dir
            self._entry = entry

        def stat(self, *, follow_symlinks: bool) -> os.stat_result:
            if self.name == at:
                raise OSError(error, os.strerror(error))
            return self._entry.stat(follow_symlinks=follow_symlinks)

    @contextmanager
    def refuse(path: Path) -> Iterator[Iterator[Refusing]]:
        if Path(path).name == at:
            raise OSError(error, os.strerror(error))
        with scandir(path) as entries:
            yield map(Refusing, entries)

    monkeypatch.setattr(os, "scandir", refuse)
    # What configures logging for a program of its own (Airflow, in other tests) may have switched it off.
    monkeypatch.setattr(logging.getLogger("cjit.intake.inbox"), "disabled", False)
    with caplog.at_level(logging.WARNING):
        assert _names(listed(drops)) == ["b.csv"]
    assert ("A0001" in caplog.text) is (error != errno.ENOENT)


@pytest.mark.parametrize(
    ("raw", "name"), [(b"two\nlines.csv", "two\nlines.csv"), (b"caf\xe9.csv", "caf\ufffd.csv")]
)
def test_a_name_of_any_bytes_can_be_stored(drops: Path, raw: bytes, name: str) -> None:
    (drops / "A0001" / os.fsdecode(raw)).write_bytes(b"x")
    assert _names(listed(drops)) == [name]


def test_unchanged_means_same_time_and_size(drops: Path) -> None:
    path = _put(drops / "A0001", "a.csv")
    (found,) = listed(drops)
    assert unchanged(found)
    _put(drops / "A0001", "a.csv", data=b"xy")
    assert not unchanged(found)
    _put(drops / "A0001", "a.csv", age=1)
    assert not unchanged(found)
    path.unlink()
    assert not unchanged(found)
