"""Where inbox, archive and outputs are: folders, or prefixes of an object store (docs/decisions/0035).

A folder is a `Path` and is treated as folders always were. What can be asked of both has the same name on
both (`/`, `open`, `read_bytes`, `is_file`, `unlink`); where they differ, the module that cares asks
`isinstance(place, Path)`, or one of the functions here does.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cjit.objects import Objects

_AT_ONCE = 8  # folders whose disk is waited for at a time

Place = Path | Objects
"""A folder or file, or what stands for it in an object store."""


def place_of(given: str | Path) -> Place:
    """The place of a setting: `s3://bucket/prefix` or another address that fsspec knows, else a folder.

    Raises Permanent for an address without a bucket, and where the library of that kind is not installed.
    """
    protocol, is_address, rest = str(given).partition("://")
    if not is_address:
        return Path(given).absolute()
    return Path(rest).absolute() if protocol in ("file", "local") else Objects.of(str(given))


def size_of(place: Place) -> int:
    """How many bytes a file has. Raises FileNotFoundError where there is none."""
    if isinstance(place, Path):
        return place.stat().st_size
    status = place.status()
    if status is None:
        raise FileNotFoundError(errno.ENOENT, "no such object")
    return status.size


def files_below(place: Place) -> Iterator[str]:
    """The names of all files below a place, in any depth, with slashes."""
    if isinstance(place, Path):
        found = (path for path in place.rglob("*") if path.is_file())
        return (path.relative_to(place).as_posix() for path in found)
    return (each.name for each in place.below())


@contextmanager
def written_through(path: Path) -> Iterator[BinaryIO]:
    """A file to write, whose bytes are on the disk when the block has ended; its name is not (onto_disk)."""
    with path.open("wb") as write:
        yield write
        write.flush()
        os.fsync(write.fileno())


def onto_disk(files: Iterable[Path], top: Path) -> None:
    """Have on the disk that files were renamed into their places, and that `top` and folders in it were made.

    A file's own fsync does not do that: after a power cut its bytes may be there and its name not. For many
    files at once: each folder is asked once, and together they wait for the disk a few times.
    """
    folders = {top.parent}
    for file in files:
        folder = file.parent
        while folder not in folders:
            folders.add(folder)
            folder = folder.parent
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_folder_onto_disk, folders))


def _folder_onto_disk(folder: Path) -> None:
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except PermissionError:
        return  # as Postgres has it: it may be written and not read
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EBADF, errno.EINVAL):  # a file system that does this to no folder
            raise
    finally:
        os.close(handle)


def known_below(place: Place) -> Callable[[str], bool]:
    """Who tells whether there is a file of a name below a place.

    For many names: an object store is asked for all that it has, once, and not for each of them.
    """
    if isinstance(place, Path):
        return lambda name: (place / name).is_file()
    return frozenset(each.name for each in place.below()).__contains__


def remove_below(place: Place) -> None:
    """Remove a folder, or all objects below a prefix; nothing where nothing is there."""
    if isinstance(place, Path):
        if place.exists():
            shutil.rmtree(place)
        return
    for each in place.below():
        (place / each.name).unlink(missing_ok=True)
