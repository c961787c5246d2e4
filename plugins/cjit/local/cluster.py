"""A Postgres data folder: made, its server found or known to be dead, and how that server is set."""

import shutil
import socket
import time
from pathlib import Path

import psutil

from cjit.errors import Permanent
from cjit.local.programs import Programs
from cjit.local.state import write_private

_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    # A small machine that runs a pipeline: a few large statements, not many small ones.
    # A batch's staged rows stay cached while they are a quarter of it: the verdict reads them often.
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    # Changed rows touch pages of indexes everywhere: compressing these takes longer than all else of a load.
    "wal_compression": "off",
    # Nobody replicates from it, so tables filled in the transaction that made them need no log.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # fsync and synchronous_commit stay on: a file leaves the inbox because its record is safe.
    # An error's message and context quote rows, and rows are people: the one who asked gets them, no log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

_ROOM_FOR_PARALLEL_PLANS = 1 << 30


def options(port: int) -> dict[str, str]:
    """The server's settings, to be given at every start so that the data folder holds none."""
    chosen = _OPTIONS | {"port": str(port)}
    shared = Path("/dev/shm")  # noqa: S108 - looked at, not written to
    if shared.exists() and shutil.disk_usage(shared).total < _ROOM_FOR_PARALLEL_PLANS:
        # Containers often have 64 MB there, on which parallel hash joins fail.
        chosen["dynamic_shared_memory_type"] = "mmap"
    return chosen


def make(programs: Programs, cluster: Path, user: str, password: str) -> None:
    """Make an empty cluster where there is none: UTF-8, text in the order of code points, passwords asked."""
    if cluster.exists():
        return
    draft, secret = cluster.with_name("cluster.new"), cluster.with_name("password")
    shutil.rmtree(draft, ignore_errors=True)
    write_private(secret, password)
    programs.give(secret)
    try:
        programs.run(
            "initdb",
            *("-D", draft, "--username", user, "--pwfile", secret, "--auth", "scram-sha-256"),
            *("--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions"),
        )
    finally:
        secret.unlink()
    draft.rename(cluster)  # whole or not at all


def make_database(programs: Programs, name: str, user: str, password: str, port: int) -> None:
    """Make a database where it is missing."""
    where = ["-h", "127.0.0.1", "-p", str(port), "-U", user]
    listed = programs.run("psql", *where, "-d", "postgres", "-XlqtA", password=password)
    if name not in {line.split("|")[0] for line in listed.splitlines()}:
        programs.run("createdb", *where, name, password=password)


def ready_port(cluster: Path) -> int | None:
    """The port of the server that runs on this cluster, None where none does.

    One that is starting or stopping is waited for, a minute at most. A pid file that an ended server left
    is not believed: after a restart of the machine another process often has its number.
    """
    for _ in range(600):
        found = _pid_file(cluster)
        if found is None or not _serves(int(found[0]), cluster):
            return None
        if len(found) > 7 and found[7].strip() == "ready":
            return int(found[3])
        time.sleep(0.1)
    raise Permanent(f"the embedded Postgres is neither ready nor ended after a minute: see {cluster.parent}")


def forget_dead_server(cluster: Path) -> None:
    """Remove the pid file of a server that has ended: Postgres believes it where the number is in use."""
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def free_port(preferred: int) -> int:
    """The preferred port of 127.0.0.1 where it is free, else one that is."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Postgres itself does
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Permanent("no port of 127.0.0.1 is free")


def _pid_file(cluster: Path) -> list[str] | None:
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    return lines if lines and lines[0].isdecimal() else None


def _serves(pid: int, cluster: Path) -> bool:
    """Whether a process works in the cluster's folder, as a server does."""
    try:
        return Path(psutil.Process(pid).cwd()) == cluster
    except psutil.Error:
        return False
