"""An embedded server that a test may do harm to: stopped in the middle, connections cut, its disk full."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cjit.local import EmbeddedServer, programs
from cjit.local.programs import Programs
from cjit.local.server import CLUSTER
from cjit.local.state import State
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.databases import copy_of, name_of

SEGMENT = 1 << 20
"""Bytes of a file of the write-ahead log: the least that Postgres takes, so that tables outgrow it soon."""


class OwnServer:
    """A server of 1 MiB segments, and what may befall it."""

    def __init__(self, settings: Settings) -> None:
        self._server = EmbeddedServer.of(settings)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Programs, "run", _small_segments(Programs.run))
            self.url = self._server.start()
        state = State.read(settings.data_dir / "server/state.json")
        assert state
        self._cluster = state.folder / CLUSTER
        self._programs = Programs.of(state.folder)

    def remove(self) -> None:
        """Stop it and remove its databases."""
        self._server.remove()

    def restart(self, _: Warehouse | None = None) -> None:
        """As after a crash, of all its warehouses: no connection is ended, nothing more is written."""
        self._programs.run("pg_ctl", "-D", self._cluster, "-m", "immediate", "-w", "stop")
        assert self._server.start() == self.url

    def cut(self, warehouse: Warehouse) -> None:
        """Every connection of a warehouse."""
        with psycopg.connect(self.url) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
                [name_of(warehouse)],
            )

    @contextmanager
    def quota(self, room: int) -> Iterator[None]:
        """No file grows beyond the largest that there is and `room` bytes more. It starts anew for that.

        The next best thing to a full disk that needs no file system of its own.
        """
        largest = max(path.stat().st_size for path in (self._cluster / "base").glob("*/*"))
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(largest, SEGMENT) + room, most))
        try:
            self.restart()  # the server's processes inherit the limit
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        try:
            yield
        finally:
            self.restart()

    @contextmanager
    def copy(self, warehouse: Warehouse) -> Iterator[Warehouse]:
        """A copy of a warehouse of any server."""
        with copy_of(self.url, "template0") as copy:
            dump, restore = programs.psql().with_name("pg_dump"), programs.psql()
            read: list[str | Path] = [dump, "--no-owner", "--no-privileges", "--dbname", warehouse.url]
            write: list[str | Path] = [
                restore,
                "-Xq",
                "-v",
                "ON_ERROR_STOP=1",
                "-o",
                "/dev/null",
                "--dbname",
                copy.url,
            ]
            with subprocess.Popen(read, stdout=subprocess.PIPE) as dumping:
                subprocess.run(write, stdin=dumping.stdout, check=True)
            assert dumping.returncode == 0
            yield copy


def _small_segments(run: Any) -> Any:
    def with_them(self: Programs, program: str, *arguments: str | Path, **more: Any) -> str:
        sized = ("--wal-segsize", str(SEGMENT >> 20)) if program == "initdb" else ()
        return str(run(self, program, *arguments, *sized, **more))

    return with_them
