"""An embedded Postgres 18 over TCP on 127.0.0.1: for a laptop, a fresh machine and the tests.

The databases lie under CJIT_DATA. Where root runs cjit, they lie in a folder of the server's account in
/var/lib instead: nobody could not reach CJIT_DATA without opening the folders above it. (Not in /var/tmp,
which many systems empty of what is a month old.)
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from cjit.errors import Permanent
from cjit.local import cluster
from cjit.local.programs import Programs
from cjit.local.state import State, one_at_a_time
from cjit.settings import Settings

ROOTS_FOLDER = Path("/var/lib")
USER = "cjit"
WAREHOUSE = "warehouse"
AIRFLOW = "airflow"

CLUSTER = "cluster"


class EmbeddedServer:
    """The server of one CJIT_DATA. Every method may be called again, and by several processes at once."""

    def __init__(self, data: Path) -> None:
        self._home = data.resolve() / "server"
        self._state_file = self._home / "state.json"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The server whose databases belong to these settings' CJIT_DATA."""
        return cls(settings.data_dir)

    def start(self, database: str = WAREHOUSE) -> str:
        """Have the server running and return a database's address (postgresql://…, password included).

        Makes it on first use; takes a running one as it is. Raises Permanent where that cannot be.
        """
        with self._alone():
            state = self._state()
            port = cluster.ready_port(state.folder / CLUSTER)
            if port is None or port != state.port or not state.complete:
                state = self._launch(state, port)
            return f"postgresql://{USER}:{state.password}@127.0.0.1:{state.port}/{database}"

    def stop(self) -> bool:
        """Stop the server, its connections cut; whether one was running. What is committed stays."""
        if not self._state_file.exists():
            return False
        with self._alone():
            folder = self._state().folder
            if cluster.ready_port(folder / CLUSTER) is None:
                return False
            self._control(Programs.of(folder), folder, "stop", "-m", "fast")
            return True

    def remove(self) -> None:
        """Stop the server and remove its databases, its password and the keys of hash and archive."""
        self.stop()
        if self._state_file.exists():
            shutil.rmtree(self._state().folder)
        shutil.rmtree(self._home, ignore_errors=True)

    def linkage_secret(self) -> bytes:
        """The key of the person hash, made once with the server and as lasting as it."""
        with self._alone():
            return self._state().linkage_secret.encode()

    def archive_key(self) -> str:
        """The key of the archived raw bytes, made once with the server and as lasting as it."""
        with self._alone():
            state = self._state()
            if not state.archive_key:
                state = state.model_copy(update={"archive_key": secrets.token_hex(32)})
                state.write(self._state_file)
            return state.archive_key

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the server's lock. What the system refuses meanwhile (a folder, a full disk) is Permanent."""
        try:
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with one_at_a_time(self._home / "lock"):
                yield
        except OSError as error:
            where = error.filename or self._home
            raise Permanent(f"the embedded Postgres: {where}: {error.strerror}") from None

    def _state(self) -> State:
        state = State.read(self._state_file)
        if state is None:
            return self._begin()
        if state.home != self._home:
            if state.outside is not None and (state.home / self._state_file.name).exists():
                raise Permanent(f"{self._home} is a copy of {state.home}, and they cannot share a warehouse")
            state = state.model_copy(update={"home": self._home})
            state.write(self._state_file)
        if state.complete and not (state.folder / CLUSTER).exists():
            raise Permanent(
                f"the warehouse in {state.folder} is gone: restore it, or remove {self._home} to begin anew"
            )
        return state

    def _begin(self) -> State:
        outside = None
        if os.geteuid() == 0:
            outside = ROOTS_FOLDER / f"cjit-{hashlib.sha256(bytes(self._home)).hexdigest()[:12]}"
        state = State.new(self._home, outside)
        if (state.folder / CLUSTER).exists():
            raise Permanent(
                f"{state.folder} holds a warehouse, but its password, {self._state_file}, is gone: "
                "restore that file, or remove that folder to begin anew"
            )
        state.write(self._state_file)
        return state

    def _launch(self, state: State, port: int | None) -> State:
        """A running, complete server, from whatever an interrupted launch has left."""
        programs = Programs.of(state.folder)
        cluster.make(programs, state.folder / CLUSTER, USER, state.password)
        if port is None:
            cluster.forget_dead_server(state.folder / CLUSTER)
            port = cluster.free_port(state.port)
            options = " ".join(f"-c {name}={value!r}" for name, value in cluster.options(port).items())
            self._control(programs, state.folder, "start", "-o", options)
        for database in (WAREHOUSE, AIRFLOW):
            cluster.make_database(programs, database, USER, state.password, port)
        state = state.model_copy(update={"port": port, "complete": True})
        state.write(self._state_file)
        return state

    def _control(self, programs: Programs, folder: Path, *arguments: str) -> None:
        where = ["-D", str(folder / CLUSTER), "-l", str(folder / "server.log")]
        programs.run("pg_ctl", *where, "-w", "-t", "60", *arguments)
