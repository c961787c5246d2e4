"""The archive of raw bytes, sealed and addressed by their SHA-256: written once, never changed."""

import errno
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from uuid import uuid4

from cjit.intake.seal import Seal, plain_size
from cjit.objects import Denied, Objects
from cjit.places import Place, onto_disk, size_of, written_through

_AT_ONCE = 64 << 20
"""Bytes from which on a file is read twice and not held: more than a file may have that is checked (F02)."""

_OF_A_FILE = {errno.EACCES, errno.EIO, errno.ESTALE}
"""What a share or a worn disk says of one file while others can be read."""

EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
"""Stands for what has no bytes of its own, such as a link."""


def remove_leftovers(archive: Place) -> None:
    """Remove the bytes that killed runs left half-written, while nobody else takes files in."""
    if isinstance(archive, Objects):
        return  # nothing is ever half there
    for unfinished in archive.glob("raw/.incoming-*"):
        unfinished.unlink(missing_ok=True)


def path_of(archive: Place, sha256: str) -> Place:
    """Where the bytes of that hash lie."""
    return archive / "raw" / sha256[:2] / sha256[2:4] / sha256


def store(archive: Place, source: Place, seal: Seal, unchanged: Callable[[], bool] = lambda: True) -> str:
    """Seal a file's bytes into the archive and onto the disk; return their SHA-256.

    A kill leaves at most a temporary file behind (remove_leftovers). A power cut may still take the bytes
    away until `secure` has been called. The same bytes are kept once. Raises
    Changed where the file became another meanwhile (what `unchanged` says of it counts too), Unreadable where
    an object store denies it, Failing where what it lies on does.
    """
    try:
        with _from_its_disk():
            opened = source.open("rb")
    except Denied:
        raise Unreadable from None
    with opened as read:
        with _from_its_disk():
            sha256, plain = _addressed(read)
        if is_kept(archive, sha256):
            return sha256
        with _kept_whole(archive, sha256) as write:
            seal.close(sha256, plain, write)
            if not unchanged() or (isinstance(plain, _Watched) and plain.sha256 != sha256):
                raise Changed
    return sha256


def secure(archive: Place, hashes: Iterable[str]) -> None:
    """Have on the disk where the bytes of these hashes lie: to be called before their files are removed.

    Of all of them, also those that were there already: a run that was killed may have put them there.
    """
    places = [path_of(archive, sha256) for sha256 in hashes]
    if places and isinstance(archive, Path):
        onto_disk([place for place in places if isinstance(place, Path)], archive)


def is_kept(archive: Place, sha256: str) -> bool:
    """Whether the bytes of that hash are there."""
    return path_of(archive, sha256).is_file()


@contextmanager
def _kept_whole(archive: Place, sha256: str) -> Iterator[BinaryIO]:
    """A file to seal into, which is in its place when the block has ended, and nowhere where it raises."""
    target = path_of(archive, sha256)
    if isinstance(archive, Path) and isinstance(target, Path):
        temporary = archive / "raw" / f".incoming-{uuid4().hex}"
        archive.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is staged there is plain
        temporary.parent.mkdir(exist_ok=True)
        try:
            with written_through(temporary) as write:
                yield write
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.rename(target)
        finally:
            temporary.unlink(missing_ok=True)
    elif isinstance(target, Objects):
        # Files can be of any length, and what lies here for a moment is sealed already.
        with TemporaryDirectory(prefix="cjit-") as folder:
            sealed = Path(folder, sha256)
            with sealed.open("wb") as write:
                yield write
            target.put(sealed)


class Changed(Exception):  # noqa: N818 - what happened to a file, and never leaves the intake
    """A file became another while it was read."""


class Unreadable(Exception):  # noqa: N818 - as above
    """The store that a file lies in lets nobody read it."""


class Failing(Exception):  # noqa: N818 - as above
    """What a file lies on does not give it out."""


@contextmanager
def _from_its_disk() -> Iterator[None]:
    """Tell faults of the one file from those of this machine, which concern all."""
    try:
        yield
    except OSError as error:
        if error.errno in _OF_A_FILE:
            raise Failing from None
        raise


class _Watched:
    """A file that is read once more, with the SHA-256 of what was read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        with _from_its_disk():
            block = self._source.read(size)
        self._digest.update(block)
        return block

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _addressed(read: BytesIO | BufferedReader) -> tuple[str, BytesIO | _Watched]:
    """The SHA-256 of a file's bytes, and these once more: from memory, or a large file again, and watched."""
    content = read.read(_AT_ONCE)
    if len(content) < _AT_ONCE:
        return hashlib.sha256(content).hexdigest(), BytesIO(content)
    del content
    read.seek(0)
    sha256 = hashlib.file_digest(read, "sha256").hexdigest()
    read.seek(0)
    return sha256, _Watched(read)


def fetch(archive: Place, sha256: str, at_most: int, seal: Seal) -> bytes | None:
    """The bytes of that hash; None where there are more than `at_most`.

    Raises Permanent where they cannot be opened (Seal.open).
    """
    if plain_size(size_of(path_of(archive, sha256))) > at_most:
        return None
    return b"".join(pieces(archive, sha256, seal))


def beginning(archive: Place, sha256: str, seal: Seal) -> bytes:
    """The first bytes of that hash, a mebibyte at most: enough for any header. Raises as fetch does."""
    return next(pieces(archive, sha256, seal))


def pieces(archive: Place, sha256: str, seal: Seal) -> Iterator[bytes]:
    """The bytes of that hash in pieces, whatever their number. Raises as fetch does."""
    with path_of(archive, sha256).open("rb") as read:
        yield from seal.open(sha256, read)
