"""Files that a provider has uploaded: checked while they wait, then put into the agency's drop folder.

They hold personal data, so they are sealed while they come in, like the archive and with its key, each file
under random digits of its own. They belong to one person and agency and can be had for KEPT_FOR; after that
the next upload or the morning's `retention` takes them away. A kill leaves nothing that can be read without
the key (docs/decisions/0031).
"""

import fcntl
import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from cjit.errors import Permanent
from cjit.intake.reader import MAX_BYTES
from cjit.intake.seal import Seal, Sealing
from cjit.pages.files import safe_name
from cjit.places import Place, onto_disk, written_through
from cjit.settings import Settings

KEPT_FOR = timedelta(hours=1)
"""From the upload on, whatever is done with it: so long it can be had. Its bytes may lie there for longer."""

_MOST = 100
"""Uploads that may wait at a time: at most five gigabytes of disk."""
_ID = re.compile(r"(?P<begun>[0-9]{1,12})-[0-9a-f]{32}")
_PART = re.compile(r"\.cjit-(?P<begun>[0-9]{1,12})-[0-9a-f]{32}\.part")
_BYTES, _ABOUT, _LOCK = "bytes", "about", "lock"
_NAME_LENGTH = 32


class TooLarge(Exception):  # noqa: N818 - what a file is
    """More than MAX_BYTES came in (F02)."""


class TooMany(Exception):  # noqa: N818 - how things are at the moment
    """So many uploads wait that no other is taken."""


@dataclass(frozen=True)
class Upload:
    """A file that came in whole. agency_code: whose drop folder it is meant for."""

    upload_id: str
    who: str
    agency_code: str
    file_name: str
    size: int
    sha256: str


class Uploads:
    """The uploads of a deployment. Raises Permanent without a key of the archive."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder, self._inbox = settings.uploads_dir, settings.inbox_dir
        self._seal = Seal.of(settings)

    def begin(self, now: datetime) -> "Incoming":
        """Make room for a file that is about to come in. Raises TooMany."""
        remove_expired(self._settings, now)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sum(1 for _ in self._folder.iterdir()) >= _MOST:
            raise TooMany
        folder = self._folder / f"{int(now.timestamp())}-{secrets.token_hex(16)}"
        folder.mkdir(mode=0o700)
        return Incoming(folder, self._seal)

    def end(self, incoming: "Incoming", who: str, agency_code: str, file_name: str) -> Upload:
        """Take in a file that is whole. It takes the place of others of this person and agency."""
        incoming.end()
        name = file_name.replace("\\", "/").rpartition("/")[2][:200] or "file.csv"
        upload = Upload(incoming.upload_id, who, agency_code, name, incoming.size, incoming.sha256)
        for other in _names(self._folder):
            about = self._about(other)
            if about and (about.who, about.agency_code) == (who, agency_code):
                self.remove(other)
        self.keep(upload.upload_id, _ABOUT, json.dumps(asdict(upload)).encode())
        return upload

    def find(self, upload_id: str, who: str, now: datetime) -> Upload | None:
        """The upload of that id where it is this person's and its time is not over."""
        match = _ID.fullmatch(upload_id)
        if match is None or _is_over(match["begun"], now):
            return None
        about = self._about(upload_id)
        return about if about and about.who == who else None

    def read(self, upload: Upload) -> bytes:
        """The very bytes that came in. Raises Permanent where they are gone."""
        found = self.kept(upload.upload_id, _BYTES)
        if found is None:
            raise Permanent("an uploaded file is gone")
        return found

    def keep(self, upload_id: str, name: str, data: bytes) -> None:
        """Seal something beside an upload, whole or not at all; nothing where the upload is gone."""
        folder = self._folder / upload_id
        unfinished = folder / f".{name}.{secrets.token_hex(4)}"
        with suppress(FileNotFoundError):
            file, sealing = _begin(unfinished, self._seal)
            with file:
                sealing.add(data)
                sealing.end()
            unfinished.replace(folder / name)

    def kept(self, upload_id: str, name: str) -> bytes | None:
        """What was kept under that name, None where nothing is."""
        try:
            return b"".join(self._pieces(upload_id, name))
        except FileNotFoundError:
            return None

    def hand_in(self, upload: Upload) -> bool:
        """Put the bytes into the agency's drop folder and forget the upload; False where it is gone.

        They are written beside under a dot name, which no night takes, and renamed; an object is there whole
        or not at all. The name follows from the upload: pressed twice, or again after a kill, it is one file.
        """
        with self._alone(upload.upload_id) as there:
            if not there:
                return False
            stem = safe_name(re.sub(r"\.csv$", "", upload.file_name, flags=re.IGNORECASE))
            self._put(upload, self._inbox / upload.agency_code, f"{stem}-{upload.upload_id[-8:]}.csv")
            self.remove(upload.upload_id)
            return True

    def _put(self, upload: Upload, folder: Place, name: str) -> None:
        if not isinstance(folder, Path):
            content = self.read(upload)
            _must_be(upload, hashlib.sha256(content).hexdigest())
            (folder / name).write_bytes(content)
            return
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".cjit-{upload.upload_id}.part"
        digest = hashlib.sha256()
        with written_through(part) as write:
            for piece in self._pieces(upload.upload_id, _BYTES):
                digest.update(piece)
                write.write(piece)
        _must_be(upload, digest.hexdigest())
        part.replace(folder / name)
        if isinstance(self._inbox, Path):
            onto_disk([folder / name], self._inbox)

    def remove(self, upload_id: str) -> None:
        """Forget an upload and all that was kept beside it."""
        shutil.rmtree(self._folder / upload_id, ignore_errors=True)

    def _about(self, upload_id: str) -> Upload | None:
        known = self.kept(upload_id, _ABOUT)
        return None if known is None else Upload(**json.loads(known))

    def _pieces(self, upload_id: str, name: str) -> Iterator[bytes]:
        with (self._folder / upload_id / name).open("rb") as read:
            yield from self._seal.open(read.read(_NAME_LENGTH).hex(), read)

    @contextmanager
    def _alone(self, upload_id: str) -> Iterator[bool]:
        """Nobody else hands it in meanwhile; whether it is still there. A killed process lets go."""
        folder = self._folder / upload_id
        try:
            lock = (folder / _LOCK).open("wb")
        except FileNotFoundError:
            yield False
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield (folder / _BYTES).exists()


class Incoming:
    """A file while it comes in: what is written is sealed, and no more than MAX_BYTES of it."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self.upload_id = folder.name
        self.size = 0
        self._folder = folder
        self._digest = hashlib.sha256()
        self._file, self._sealing = _begin(folder / _BYTES, seal)

    def add(self, data: bytes) -> None:
        """Take the next bytes. Raises TooLarge once there are too many."""
        self.size += len(data)
        if self.size > MAX_BYTES:
            raise TooLarge
        self._digest.update(data)
        self._sealing.add(data)

    @property
    def sha256(self) -> str:
        """Of the plain bytes so far."""
        return self._digest.hexdigest()

    def end(self) -> None:
        """All of it is here."""
        self._sealing.end()
        self._file.close()

    def drop(self) -> None:
        """It will not be had whole."""
        self._file.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def remove_expired(settings: Settings, now: datetime) -> int:
    """Forget uploads whose time is over, and what a kill left in drop folders; how many. Needs no key."""
    over = [name for name in _names(settings.uploads_dir) if _is_over(name.partition("-")[0], now)]
    for name in over:
        shutil.rmtree(settings.uploads_dir / name, ignore_errors=True)
    inbox = settings.inbox_dir
    found = inbox.glob("*/.cjit-*.part") if isinstance(inbox, Path) else ()
    parts = [(_PART.fullmatch(path.name), path) for path in found]
    left = [path for match, path in parts if match and _is_over(match["begun"], now)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(over) + len(left)


def _must_be(upload: Upload, sha256: str) -> None:
    if sha256 != upload.sha256:
        raise Permanent("an uploaded file is no longer what was uploaded")


def _names(folder: Path) -> list[str]:
    return (
        sorted(path.name for path in folder.iterdir() if _ID.fullmatch(path.name)) if folder.is_dir() else []
    )


def _begin(path: Path, seal: Seal) -> tuple[BinaryIO, Sealing]:
    """A file to seal into. Its name for the seal stands before it: equal contents are not sealed alike."""
    file = path.open("xb")
    digits = secrets.token_bytes(_NAME_LENGTH)
    file.write(digits)
    return file, seal.begin(digits.hex(), file)


def _is_over(begun: str, now: datetime) -> bool:
    return now.timestamp() - int(begun) >= KEPT_FOR.total_seconds()
