"""The encryption of archived bytes: AES-256-GCM in pieces, with a key of its own for every file.

Pieces follow the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár 2015): the nonce is the piece's
number and whether it is the last, so that pieces cannot be left out, added or moved. A file's key is derived
from the archive's key and the SHA-256 of its plain bytes, which is its address: no two contents share one,
and the same bytes are sealed alike whenever they come (docs/decisions/0011).

Layout: 8 bytes that say what this is, 8 that say with which key, then pieces of 1 MiB and a tag of 16 bytes.
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cjit.errors import Permanent
from cjit.settings import Settings

PIECE = 1 << 20
_TAG = 16
_KIND = b"cjit-rw1"
_HEAD = len(_KIND) + 8
_SHORTEST_KEY = 32


class Readable(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Seal:
    """Seals and opens with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._head = _KIND + _derived(key, b"cjit archive: which key", 8)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """With the key of the settings. Raises Permanent where they have none, or one that is short."""
        given = settings.archive_key.get_secret_value() if settings.archive_key is not None else ""
        if not given:
            raise Permanent("CJIT_ARCHIVE_KEY is not set, and raw bytes are archived under a key alone")
        if len(given) < _SHORTEST_KEY:
            raise Permanent(f"CJIT_ARCHIVE_KEY has less than {_SHORTEST_KEY} characters: make a longer one")
        return cls(given.encode())

    def close(self, sha256: str, plain: Readable, sealed: BinaryIO) -> None:
        """Write the sealed form of `plain`, whose SHA-256 that is."""
        sealing = self.begin(sha256, sealed)
        while piece := plain.read(PIECE):
            sealing.add(piece)
        sealing.end()

    def begin(self, name: str, sealed: BinaryIO) -> "Sealing":
        """Seal what comes in piece by piece.

        name: 64 hexadecimal digits that no other content is sealed under: its SHA-256, or random ones.
        """
        sealed.write(self._head)
        return Sealing(self._cipher(name), sealed)

    def open(self, sha256: str, sealed: BinaryIO) -> Iterator[bytes]:
        """The plain bytes in pieces, each proven to be what was sealed.

        Raises Permanent for another key, for damage, and for what was never sealed.
        """
        head = sealed.read(_HEAD)
        if head != self._head:
            raise Permanent(f"the archived bytes {sha256} {_why_not(head)}")
        cipher = self._cipher(sha256)
        piece, number = sealed.read(PIECE + _TAG), 0
        while True:
            following = sealed.read(PIECE + _TAG)
            try:
                yield cipher.decrypt(_nonce(number, last=not following), piece, None)
            except InvalidTag:
                raise Permanent(f"the archived bytes {sha256} are damaged: restore them") from None
            if not following:
                return
            piece, number = following, number + 1

    def _cipher(self, sha256: str) -> AESGCM:
        return AESGCM(_derived(self._key, b"cjit archive: file " + bytes.fromhex(sha256), 32))


class Sealing:
    """Bytes on their way into a sealed file; end() is what makes it whole."""

    def __init__(self, cipher: AESGCM, sealed: BinaryIO) -> None:
        self._cipher, self._sealed = cipher, sealed
        self._waiting = b""
        self._number = 0

    def add(self, plain: bytes) -> None:
        """Take the next bytes, however many. Of these a mebibyte at most is held in memory."""
        begin = 0
        while begin < len(plain):
            if len(self._waiting) == PIECE:  # the last piece is marked, so one byte has to follow
                self._write(self._waiting, last=False)
                self._waiting = b""
            end = begin + PIECE - len(self._waiting)
            self._waiting += plain[begin:end]  # no copy where bytes come piece by piece, as those of a file
            begin = end

    def end(self) -> None:
        """Write what is left, marked as the last."""
        self._write(self._waiting, last=True)

    def _write(self, piece: bytes, *, last: bool) -> None:
        self._sealed.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


def plain_size(sealed_size: int) -> int:
    """How many plain bytes a sealed file of that size holds; never negative, whatever lies there."""
    pieces = -(-(sealed_size - _HEAD) // (PIECE + _TAG))
    return max(0, sealed_size - _HEAD - max(1, pieces) * _TAG)


def _why_not(head: bytes) -> str:
    if head.startswith(_KIND) and len(head) == _HEAD:
        return "were sealed with another CJIT_ARCHIVE_KEY: give the one of that time"
    return "are damaged or were not written by cjit: restore them"


def _derived(key: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(key)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
