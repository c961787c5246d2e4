"""The archive of raw bytes, addressed by their SHA-256: written once, never changed."""

import hashlib
import os
from pathlib import Path
from uuid import uuid4

_CHUNK = 1 << 20
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
"""Stands for what has no bytes of its own, such as a link."""


def remove_leftovers(archive: Path) -> None:
    """Remove the bytes that killed runs left half-written, while nobody else takes files in."""
    for unfinished in archive.glob("raw/.incoming-*"):
        unfinished.unlink(missing_ok=True)


def path_of(archive: Path, sha256: str) -> Path:
    """Where the bytes of that hash lie."""
    return archive / "raw" / sha256[:2] / sha256[2:4] / sha256


def store(archive: Path, source: Path) -> str:
    """Copy a file's bytes into the archive and onto the disk; return their SHA-256.

    A kill leaves at most a temporary file behind (remove_leftovers). The same bytes are kept once.
    """
    temporary = archive / "raw" / f".incoming-{uuid4().hex}"
    archive.mkdir(mode=0o700, parents=True, exist_ok=True)  # raw bytes are for the loader alone
    temporary.parent.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    try:
        with source.open("rb") as read, temporary.open("wb") as write:
            while block := read.read(_CHUNK):
                digest.update(block)
                write.write(block)
            target = path_of(archive, digest.hexdigest())
            if not target.exists():
                write.flush()
                os.fsync(write.fileno())
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary.rename(target)
    finally:
        temporary.unlink(missing_ok=True)
    return digest.hexdigest()


def fetch(archive: Path, sha256: str, at_most: int) -> bytes | None:
    """The bytes of that hash; None where there are more than `at_most`."""
    path = path_of(archive, sha256)
    if path.stat().st_size > at_most:
        return None
    return path.read_bytes()


def holds_nul(archive: Path, sha256: str) -> bool:
    """Whether a NUL byte is among the bytes, read in pieces whatever their number."""
    with path_of(archive, sha256).open("rb") as read:
        while block := read.read(_CHUNK):
            if b"\0" in block:
                return True
    return False
