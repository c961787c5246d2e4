"""The embedded server of a test session, its databases in memory where there is room.

Hundreds of them are made and dropped, of eight hundred files each: a file system on a disk spends more
processor time on that than the tests do.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from cjit.local import EmbeddedServer, server
from cjit.settings import Settings
from nights.databases import administer

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of a name of its own is made in it
ROOM = 2 << 30
"""Bytes for each worker of the session: ten times what the largest has been seen to take."""


@contextmanager
def embedded(otherwise: Path) -> Iterator[str]:
    """A server's address; it is removed afterwards. Its folder is `otherwise` where memory is short."""
    with _folder(otherwise) as folder:
        embedded = EmbeddedServer.of(Settings(data=folder / "data"))
        try:
            with pytest.MonkeyPatch.context() as patch:
                if folder != otherwise:  # which is closed to nobody
                    patch.setattr(server, "ROOTS_FOLDER", folder)
                url = embedded.start()
            _relax(url)
            yield url
        finally:
            embedded.remove()


def _relax(url: str) -> None:
    """What its databases would be kept safe with.

    They never outlive a failure of the machine, so nobody waits for the disk; and a password that nobody
    has time to guess need not be hashed four thousand times at each of fifty connections of a test.
    """
    for name, value in (("fsync", "off"), ("full_page_writes", "off"), ("scram_iterations", "1")):
        administer(url, f"alter system set {name} = {value}")
    administer(url, "select pg_reload_conf()")
    known = sql.Literal(conninfo_to_dict(url)["password"])
    with psycopg.connect(url) as connection:
        connection.execute("set scram_iterations = 1")
        connection.execute(sql.SQL("alter role current_user password {}").format(known))


@contextmanager
def _folder(otherwise: Path) -> Iterator[Path]:
    if not _has_room():
        yield otherwise
        return
    folder = Path(tempfile.mkdtemp(prefix="cjit-tests-", dir=MEMORY))
    try:
        folder.chmod(0o711)  # the server of root is nobody's
        yield folder
    finally:
        shutil.rmtree(folder)


def _has_room() -> bool:
    """Whether all workers may fill it, half of the memory stays free, and programs run there."""
    if not os.access(MEMORY, os.W_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return False
    room = min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available // 2)
    return room >= ROOM * int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
