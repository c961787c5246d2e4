"""How a running Airflow comes about, and whether it has gone."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import yaml

from cjit.local import airflow_home
from cjit.local.airflow_pages import Pages
from cjit.local.cluster import free_port
from cjit.settings import PROJECT, Settings

from .servers import WITHIN, until

_COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text(encoding="utf-8"))
_PRODUCTION = _COMPOSE["x-airflow"]["environment"]
_FAB = {name: _PRODUCTION[name] for name in ("AIRFLOW__CORE__AUTH_MANAGER", "AIRFLOW__FAB__CUSTOM_ROLES")}
PEOPLE = {
    "erin": ["Viewer", "Pages", "Engineer"],
    "nora": ["Viewer", "Pages", "Signer", "Region:NORTH EAST"],
    "lou": ["Viewer", "Pages", "Signer", "Region:London"],
    "pru": ["Pages", "Provider:A0001"],
    "col": ["Pages", "Commissioner:A04B"],
    "pip": ["Pages", "PCC:Cleveland"],
    "vic": ["Viewer"],
}
"""Who can sign in by FAB, and their roles there."""


def make_people(settings: Settings, passwords: Mapping[str, str]) -> dict[str, str]:
    """Have FAB know PEOPLE; by which numbers it does."""
    wanted = {name: {"roles": PEOPLE[name], "password": passwords[name]} for name in PEOPLE}
    done = subprocess.run(
        [sys.executable, "-m", "in_airflow.fab"],
        cwd=Path(__file__).parents[1],
        env=_environment(settings),
        input=json.dumps(wanted),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("MADE "))
    return {name: str(number) for name, number in json.loads(line.removeprefix("MADE ")).items()}


@contextmanager
def fab_server(settings: Settings) -> Iterator[str]:
    """An API server with FAB on a port of its own; its address. All that it started ends with it."""
    port = free_port(8480)
    address = f"http://127.0.0.1:{port}"
    where = {"AIRFLOW__API__PORT": str(port), "AIRFLOW__API__BASE_URL": address}
    command = [sys.executable, "-m", "airflow", "api-server", "--host", "127.0.0.1", "--port", str(port)]
    log = airflow_home.log_folder(settings) / "fab.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--workers", "1"],
            env=_environment(settings) | where,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until(lambda: process.poll() is not None or _answers(address), f"an API server with FAB: {log}")
        assert process.poll() is None, log
        yield address
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(WITHIN)


def family(pages: Pages) -> list[psutil.Process]:
    """The processes that were started, and theirs."""
    running = pages._running()
    assert running is not None
    parents = [psutil.Process(process.pid) for process in running.processes]
    return parents + [child for parent in parents for child in parent.children(recursive=True)]


def listens_on(process: psutil.Process) -> set[str]:
    """Addresses on which it listens; a task's process may have ended meanwhile."""
    try:
        return {socket.laddr.ip for socket in process.net_connections() if socket.status == "LISTEN"}
    except (psutil.NoSuchProcess, FileNotFoundError):
        return set()


def works(process: psutil.Process) -> bool:
    """Whether it has not ended; one that nobody has asked for its exit status yet is a zombie."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _environment(settings: Settings) -> dict[str, str]:
    return os.environ | airflow_home.environment(settings) | _FAB


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/v2/monitor/health").is_success
    except httpx.TransportError:
        return False
