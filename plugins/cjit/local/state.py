"""What the embedded server needs to know again, in a file that its owner alone can read."""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ValidationError

from cjit.errors import Permanent


class State(BaseModel):
    """The embedded server of one CJIT_DATA. The password and the keys are made once."""

    home: Path
    """The folder in CJIT_DATA that this file was written in."""
    outside: Path | None
    """Where the databases lie when they do not lie in `home`."""
    port: int = 0
    """Where it listened last; 0 = never yet."""
    password: str
    linkage_secret: str
    archive_key: str = ""
    """Empty in a state of before archives were sealed: made when it is first asked for."""
    complete: bool = False
    """The databases exist: from here on an empty folder is a loss, not a beginning."""

    @classmethod
    def new(cls, home: Path, outside: Path | None) -> "State":
        """A state with a password and a key of its own."""
        password, key = secrets.token_urlsafe(24), secrets.token_hex(32)
        return cls(home=home, outside=outside, password=password, linkage_secret=key)

    @property
    def folder(self) -> Path:
        """Where the databases lie."""
        return self.outside or self.home / "postgres"

    @classmethod
    def read(cls, file: Path) -> "State | None":
        """The state in a file, None where there is none. Raises Permanent where it cannot be read."""
        try:
            return cls.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            # Not chained: a validation error quotes what it read, and that may be the password.
            raise Permanent(f"{file} cannot be read, and the warehouse's password is in it") from None

    def write(self, file: Path) -> None:
        """Replace the file whole, so that a run killed here leaves the old one or the new one."""
        write_private(file, self.model_dump_json(indent=1) + "\n")


def write_private(file: Path, text: str) -> None:
    """Write a file that no other account can read, all at once."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


@contextmanager
def one_at_a_time(file: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold a lock that other processes respect and that ends with this process.

    Where another has it, `waiting` is called before it is waited for.
    """
    with file.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
