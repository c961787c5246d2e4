"""An object store, by its addresses: the few things that cjit does there, each of them whole or not at all.

fsspec speaks to the store (s3fs for s3://), with credentials and endpoint from where its own tools take
them. Every write is one PUT, which a store does whole or not at all, so nothing is renamed; nothing is
remembered of what was listed. Faults come in our own words, without names: what cannot be reached is
Transient, what is denied or has no bucket Permanent; an object that is not there is a FileNotFoundError.
"""

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Self

from cjit.errors import Permanent, Transient

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_IN_MEMORY = 64 << 20
"""Bytes of an object that are read at once; a file that is accepted has fewer."""
_RANGE = 8 << 20
_OPTIONS = {"s3": {"max_concurrency": 1}}
"""By kind of address. s3fs would read several ranges at once, and ask for the size of each object first."""
_NO_BUCKET = {"NoSuchBucket", "InvalidBucketName"}
_NO_CREDENTIALS = {"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "NoRegionError"}
_VERSION = "?versionId="


class Denied(Permanent):
    """The store knows who asks, and says no."""


@dataclass(frozen=True)
class Status:
    """An object as the store tells of it.

    name: below the place that was asked. version: another one whenever the object was written anew.
    """

    name: str
    size: int
    modified_ns: int
    version: str

    @property
    def is_addressable(self) -> bool:
        """False where s3fs would take part of the name for the number of a version, and so another's."""
        return _VERSION not in self.name


@dataclass(frozen=True)
class Objects:
    """An object, or the prefix of several. key: bucket and name."""

    files: "AbstractFileSystem"
    key: str

    @classmethod
    def of(cls, address: str) -> Self:
        """What an address such as s3://bucket/prefix names. Raises Permanent as `places.place_of`."""
        from fsspec.core import url_to_fs  # noqa: PLC0415 - who keeps folders does not wait for it

        kind = address.partition("://")[0]
        try:
            files, key = url_to_fs(address, use_listings_cache=False, **_OPTIONS.get(kind, {}))
        except (ImportError, ValueError):
            wanted = "pip install 'cjit[s3]'" if kind == "s3" else "install what fsspec names for it"
            raise Permanent(f"{kind}:// cannot be used here: {wanted}") from None
        key = key.rstrip("/")
        if not key:
            raise Permanent(f"an address of {kind}:// names no bucket")
        return cls(files, key)

    def __truediv__(self, name: str | PurePath) -> "Objects":
        """What is so called below this prefix."""
        return Objects(self.files, f"{self.key}/{name if isinstance(name, str) else name.as_posix()}")

    def __str__(self) -> str:
        """Its address."""
        return str(self.files.unstrip_protocol(self.key))

    @property
    def name(self) -> str:
        """What stands behind the last slash."""
        return self.key.rpartition("/")[2]

    @property
    def parent(self) -> "Objects":
        """The prefix before it."""
        return Objects(self.files, self.key.rpartition("/")[0])

    def below(self) -> Iterator[Status]:
        """All objects whose names begin with this one and a slash; their names are what follows it."""
        with _in_our_words():
            found: dict[str, dict[str, Any]] = self.files.find(self.key, detail=True)
        for key, about in found.items():
            if key.startswith(f"{self.key}/") and about["type"] == "file":
                yield self._status(key, about, key.removeprefix(f"{self.key}/"))

    def status(self) -> Status | None:
        """What the store tells of this object, None where there is none."""
        try:
            with _in_our_words():
                about = self.files.info(self.key)
        except FileNotFoundError:
            return None
        return self._status(self.key, about, self.name) if about["type"] == "file" else None

    def is_file(self) -> bool:
        """Whether there is such an object."""
        return self.status() is not None

    def read_bytes(self) -> bytes:
        """The whole object. Raises FileNotFoundError where there is none."""
        return self._range(None, None)

    def open(self, mode: str = "rb") -> io.BytesIO | io.BufferedReader:
        """The object to read: at once, or where it is large a range after the other."""
        if mode != "rb":
            raise ValueError("an object is written whole: write_bytes or put")
        status = self.status()
        if status is None:
            raise FileNotFoundError(errno.ENOENT, "no such object")
        if status.size <= _IN_MEMORY:
            return io.BytesIO(self._range(0, status.size) if status.size else b"")
        return io.BufferedReader(_Ranges(self, status.size), _RANGE)

    def write_bytes(self, content: bytes | memoryview) -> None:
        """Put the object there, in the place of one before."""
        with _in_our_words():
            self.files.pipe_file(self.key, bytes(content))

    def put(self, file: Path) -> None:
        """Put a file's bytes there, however many; nothing is there before all are."""
        with _in_our_words():
            self.files.put_file(str(file), self.key)

    def copy_to(self, target: "Objects") -> None:
        """Have the store copy the object."""
        with _in_our_words():
            self.files.cp_file(self.key, target.key)

    def unlink(self, missing_ok: bool = False) -> None:
        """Remove the object. Its earlier versions are the store's affair (docs/operating.md)."""
        try:
            with _in_our_words():
                self.files.rm_file(self.key)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def _range(self, start: int | None, end: int | None) -> bytes:
        with _in_our_words():
            return bytes(self.files.cat_file(self.key, start=start, end=end))

    def _status(self, key: str, about: dict[str, Any], name: str) -> Status:
        with _in_our_words():
            modified: datetime = about.get("LastModified") or self.files.modified(key)
            version = about.get("ETag") or self.files.ukey(key)
        return Status(name, int(about["size"]), _nanoseconds(modified), str(version))


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1_000


class _Ranges(io.RawIOBase):
    """A large object, from which a buffered reader asks for ranges."""

    def __init__(self, source: Objects, size: int) -> None:
        self._source, self._size, self._at = source, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        content = self._source._range(self._at, end)
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise _plain(error) from None


def _plain(error: Exception) -> Exception:
    """The same fault as one of ours: which kind it is, and nothing that might name anybody's file."""
    response = getattr(error, "response", None) or getattr(error.__cause__, "response", None) or {}
    said = str(response.get("Error", {}).get("Code", "")) or type(error).__name__
    if said in _NO_BUCKET:
        return Permanent(f"the object store has no such bucket ({said}): correct the address, or make it")
    if isinstance(error, FileNotFoundError):
        return FileNotFoundError(errno.ENOENT, "no such object")
    if said in _NO_CREDENTIALS:
        return Permanent(f"the object store wants credentials, and the environment has none ({said})")
    if isinstance(error, PermissionError):
        return Denied(f"the object store denies it ({said}): its policy, or the credentials of this process")
    if isinstance(error, OSError) or type(error).__module__ != "builtins":
        return Transient(f"the object store failed ({said})")
    return error
