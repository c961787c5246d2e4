"""Airflow with its web pages on this machine: started, found again, asked for a run, stopped.

The parts are started one by one rather than by `airflow standalone`: that listens on every interface for
its logs, and leaves its children behind when it is ended.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import psutil
from pydantic import BaseModel

from cjit.errors import Permanent, Transient
from cjit.local import airflow_home
from cjit.local.cluster import free_port
from cjit.local.night import Event, Happening, Outcome
from cjit.local.state import write_private
from cjit.settings import Settings

_PORT = 8080
_READY_WITHIN = 180
_PARTS = {
    "api-server": ["--host", "127.0.0.1", "--workers", "1"],
    "scheduler": ["--skip-serve-logs"],
    "dag-processor": [],
}
_HAPPENINGS: dict[str, Happening] = {
    "running": "execute",
    "success": "success",
    "failed": "failure",
    "skipped": "skipped",
}


class _Process(BaseModel):
    pid: int
    started: float
    """Tells the process from a later one with its number."""


class _Running(BaseModel):
    address: str
    processes: list[_Process]


class Pages:
    """The Airflow of one CJIT_DATA."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._file = airflow_home.home(settings) / "pages.json"

    def address(self) -> str | None:
        """Where the pages are, None where they are not up."""
        running = self._running()
        alive = running and all(_found(process) for process in running.processes)
        return running.address if running and alive else None

    def up(self) -> str:
        """Have the pages up and return their address. Raises Permanent where they do not come up."""
        if address := self.address():
            return address
        self.down()
        airflow_home.passwords(self._settings)
        port = free_port(_PORT)
        address = f"http://127.0.0.1:{port}"
        environment = os.environ | airflow_home.environment(self._settings)
        environment |= {
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__BASE_URL": address,
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        }
        started = []
        for part, options in _PARTS.items():
            where = ["--port", str(port)] if part == "api-server" else []
            # Its regional team may sign on the pages. Runs know no signer, and so wait for nobody.
            signers = {"CJIT_SIGNERS": self._settings.signers or "region"} if part == "api-server" else {}
            started.append(self._start(part, [*options, *where], environment | signers))
            write_private(self._file, _Running(address=address, processes=started).model_dump_json())
        self._wait_until_ready(address)
        return address

    def down(self) -> bool:
        """End the pages and all that they started; whether there was something to end."""
        running = self._running()
        if running is None:
            return False
        family: list[psutil.Process] = []
        for process in running.processes:
            if part := _found(process):
                family += [*part.children(recursive=True), part]
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        _, left = psutil.wait_procs(family, timeout=20)
        for process in running.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for straggler in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                straggler.kill()
        self._file.unlink()
        return bool(family)

    def run_dag(self, name: str, conf: Mapping[str, Any], narrate: Callable[[Event], None]) -> Outcome:
        """Have the scheduler run a DAG, and the DAG run that it triggers last; say how it ended.

        A DAG run of this process beside a scheduler would be run by both.
        """
        with self._client() as client:
            if client.get(f"/dags/{name}").raise_for_status().json()["is_paused"]:
                raise Permanent(f"{name} is paused in Airflow: switch it on at {self.address()}")
            begun = client.post(f"/dags/{name}/dagRuns", json={"logical_date": None, "conf": dict(conf)})
            run = f"/dags/{name}/dagRuns/{begun.raise_for_status().json()['dag_run_id']}"
            outcome = _follow(client, run, narrate)
            triggered = client.get(f"{run}/taskInstances/trigger_report/xcomEntries/trigger_run_id")
            if triggered.is_success:
                later = _follow(client, f"/dags/monthly_report/dagRuns/{triggered.json()['value']}", narrate)
                outcome = Outcome(later.succeeded, outcome.failures + later.failures)
        return outcome

    def _running(self) -> _Running | None:
        try:
            return _Running.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return None

    def _start(self, part: str, options: list[str], environment: Mapping[str, str]) -> _Process:
        log = airflow_home.log_folder(self._settings) / f"{part}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own arguments
                [sys.executable, "-m", "airflow", part, *options],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own, so that all of it can be ended
            )
        return _Process(pid=process.pid, started=psutil.Process(process.pid).create_time())

    def _wait_until_ready(self, address: str) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline and self.address():
            if _is_ready(address):
                return
            time.sleep(0.5)
        self.down()
        folder = airflow_home.log_folder(self._settings)
        raise Permanent(f"Airflow did not come up; what it said is in {folder}")

    def _client(self) -> httpx.Client:
        """A client that is signed in to the API."""
        address = self.address()
        who = {"username": "admin", "password": airflow_home.passwords(self._settings)["admin"]}
        token = httpx.post(f"{address}/auth/token", json=who).raise_for_status().json()["access_token"]
        return httpx.Client(
            base_url=f"{address}/api/v2", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )


def _found(process: _Process) -> psutil.Process | None:
    """The process that was started, None where it has ended."""
    try:
        found = psutil.Process(process.pid)
        same = found.create_time() == process.started and found.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return found if same else None


def _is_ready(address: str) -> bool:
    try:
        health = httpx.get(f"{address}/api/v2/monitor/health").json()
    except (httpx.HTTPError, ValueError):
        return False
    return all(health[part]["status"] == "healthy" for part in ("metadatabase", "scheduler", "dag_processor"))


def _follow(client: httpx.Client, run: str, narrate: Callable[[Event], None]) -> Outcome:
    """Tell what happens in a run until it has ended, or waits for somebody's signature."""
    outcome = Outcome()
    told: set[tuple[str, int, str]] = set()
    while True:
        try:
            state = client.get(run).raise_for_status().json()["state"]
            tasks = client.get(f"{run}/taskInstances", params={"limit": 1000}).raise_for_status().json()
        except httpx.TimeoutException:
            continue  # it is busy, not gone
        except httpx.TransportError:
            raise Transient("Airflow was ended while it ran the night") from None
        for task in tasks["task_instances"]:
            news = (task["task_id"], task["map_index"], task["state"])
            if task["state"] in _HAPPENINGS and news not in told:
                told.add(news)
                label, seconds = task["rendered_map_index"] or "", task["duration"]
                event = Event(_HAPPENINGS[task["state"]], task["task_id"], label, seconds=seconds)
                outcome.failures += [event] if event.what == "failure" else []
                narrate(event)
        waits = any(task["state"] == "awaiting_input" for task in tasks["task_instances"])
        if waits or state in {"success", "failed"}:
            outcome.succeeded = state != "failed"
            return outcome
        time.sleep(1)
