"""The drop folders: which files are there and settled (dataset.md "How files arrive").

In an object store a drop folder is the part of a name before its only slash; objects further down, and names
that begin with a dot, are left alone as they are in folders.
"""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cjit.dataset.definition import Feed
from cjit.objects import Objects, Status
from cjit.places import Place

_LOG = logging.getLogger(__name__)
OTHER_FEEDS: dict[str, Feed] = {"_structured": "structured", "_secure": "secure"}
"""The folders that are not one agency's: their files name their sender themselves."""
ENTERED = "entered.csv"
"""The file that this house makes itself of what an agency typed (cjit.entry).

The same every night: one that was not taken yet is replaced.
"""
UNREADABLE = "its permissions do not let it be read"
_SECOND = 1_000_000_000


@dataclass(frozen=True)
class Found:
    """An entry of a drop folder. `problem` says why it is not a file that can be read.

    identity: inode and time of the last change of any kind, which nobody can set: a file may be replaced by
    one of the same size with the same modification time. Of an object, the store's tag of its content.
    still_ns: since when nothing of it changed. Who sends files may set times that are still to come.
    whole: known to be complete, however young.
    """

    path: Place
    folder: str
    modified_ns: int
    still_ns: int
    size: int
    identity: tuple[int | str, ...]
    problem: str | None = None
    removable: bool = True
    whole: bool = False

    @property
    def feed(self) -> Feed:
        """What the file is about, by the folder it lies in."""
        return OTHER_FEEDS.get(self.folder, "cjit")

    @property
    def name(self) -> str:
        """The file's base name, in text that can be stored."""
        return _storable(self.path.name)


def _storable(name: str) -> str:
    """A name as text that a database takes, whatever bytes the file system holds."""
    return os.fsencode(name).decode("utf-8", "replace")


def listed(inbox: Place) -> list[Found]:
    """What lies in the drop folders, settled or not, in order of arrival. Links are never followed.

    Order: folder, then modification time, then name. Raises Transient and Permanent where an object store
    does not answer or refuses.
    """
    if isinstance(inbox, Path):
        found = [entry for folder in _folders(inbox) for entry in _entries(folder)]
    else:
        found = [entry for each in inbox.below() for entry in _objects(inbox, each)]
    return sorted(found, key=lambda entry: (entry.folder, entry.modified_ns, entry.name))


def settled(found: list[Found], settle_seconds: float, clock_seconds: float) -> list[Found]:
    """Those entries that have been still for the settle time.

    clock_seconds: the machine's clock, as file times are; not the night's clock.
    """
    latest = (clock_seconds - settle_seconds) * 1e9
    return [entry for entry in found if settle_seconds == 0 or entry.whole or entry.still_ns <= latest]


def _folders(inbox: Path) -> Iterator[Path]:
    if not inbox.is_dir():
        return
    with os.scandir(inbox) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                yield Path(entry.path)


def _entries(folder: Path) -> Iterator[Found]:
    """What a drop folder holds: none where it was taken away meanwhile, or where its file system fails."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # taken away while the folder was listed
                    if _is_wanted(entry.name):
                        status = entry.stat(follow_symlinks=False)
                        yield _found(Path(entry.path), _storable(folder.name), status)
    except FileNotFoundError:
        return
    except OSError as error:  # one agency's folder stops no other, whatever it lies on
        _LOG.warning("the drop folder %s cannot be listed: %s", _storable(folder.name), error.strerror)


def _found(path: Path, folder: str, status: os.stat_result) -> Found:
    modified = status.st_mtime_ns
    still = min(modified, status.st_ctime_ns)
    found = partial(Found, path, folder, modified, still, status.st_size, _identity(status))
    if stat.S_ISDIR(status.st_mode):
        return found("it is a folder, not a file", removable=False)
    if stat.S_ISLNK(status.st_mode):
        return found("it is a link, not a file")
    if not stat.S_ISREG(status.st_mode):
        return found("it is not an ordinary file")
    if not os.access(path, os.R_OK):
        return found(UNREADABLE, removable=False)
    return found()


def _is_wanted(name: str) -> bool:
    return not name.startswith(".") and name.lower().endswith(".csv")


def _objects(inbox: Objects, each: Status) -> Iterator[Found]:
    """One entry, or none for what lies in no drop folder."""
    folder, _, name = each.name.partition("/")
    if not folder or folder.startswith(".") or "/" in name or not _is_wanted(name):
        return
    modified, version = each.modified_ns, (each.version,)
    found = partial(Found, inbox / each.name, _storable(folder), modified, modified, each.size, version)
    if not each.is_addressable:
        yield found("its name cannot be told from that of another object's version", removable=False)
        return
    # The one file whose age says nothing: it is put there in one piece, in the night that takes it in.
    yield found(whole=name == ENTERED)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_ino, status.st_ctime_ns


def unchanged(found: Found) -> bool:
    """Whether the file is still what it was when the folder was listed. Raises OSError where that fails."""
    if isinstance(found.path, Objects):
        return _unchanged_object(found, found.path.status())
    try:
        status = found.path.lstat()
    except FileNotFoundError:
        return False
    now = status.st_mtime_ns, status.st_size, _identity(status)
    return now == (found.modified_ns, found.size, found.identity)


def _unchanged_object(found: Found, now: Status | None) -> bool:
    if now is None:
        return False
    # Some stores tell of an object alone in whole seconds what they list with more.
    seconds = now.modified_ns // _SECOND, found.modified_ns // _SECOND
    return (now.size, (now.version,)) == (found.size, found.identity) and seconds[0] == seconds[1]
