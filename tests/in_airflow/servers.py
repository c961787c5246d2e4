"""A running Airflow: who signs in to it and how, and what is asked of it."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from cjit.local import airflow_home
from cjit.local.airflow_pages import Pages
from nights.house import House

from .post import Post

WITHIN = 600  # seconds: it is done when it is done, and a machine may be busy


class Server:
    """An API server of Airflow, and the browsers of those who are signed in to it."""

    def __init__(self, address: str, passwords: Mapping[str, str]) -> None:
        self.address = address
        self.passwords = passwords
        self._browsers: dict[str | None, httpx.Client] = {}

    def signed_in(self, user: str | None) -> httpx.Client:
        """The browser of somebody; of nobody, who is not signed in."""
        if user not in self._browsers:
            self._browsers[user] = self.browser()
            if user is not None:
                who = {"username": user, "password": self.passwords[user]}
                token = self._browsers[user].post("/auth/token", json=who).raise_for_status()
                self._browsers[user].cookies.set("_token", token.json()["access_token"])
        return self._browsers[user]

    def browser(self) -> httpx.Client:
        """A new one, patient with a busy machine."""
        return httpx.Client(base_url=self.address, timeout=WITHIN)


class Running(Server):
    """What `make up` starts, over the warehouse of a house and beside a mail server."""

    def __init__(self, house: House, pages: Pages, address: str, post: Post) -> None:
        super().__init__(address, airflow_home.passwords(house.settings))
        self.house = house
        self.pages = pages
        self.post = post

    def get(self, path: str) -> Any:
        """What the API says to the administrator."""
        return self.signed_in("admin").get(path).raise_for_status().json()

    def begin(self, dag: str, **conf: Any) -> str:
        """Have the scheduler run a DAG; where its run is found."""
        runs = f"/api/v2/dags/{dag}/dagRuns"
        begun = self.signed_in("admin").post(runs, json={"logical_date": None, "conf": conf})
        return f"{runs}/{begun.raise_for_status().json()['dag_run_id']}"

    def last_run(self, dag: str) -> str:
        """The run that began last."""
        runs = f"/api/v2/dags/{dag}/dagRuns"
        return f"{runs}/{self.get(f'{runs}?order_by=-id&limit=1')['dag_runs'][0]['dag_run_id']}"

    def end_of(self, run: str) -> str:
        """How a run ended."""
        ends = {"success", "failed"}
        return str(until(lambda: (state := self.get(run)["state"]) in ends and state, f"the end of {run}"))

    def passed_on(self, run: str, task: str, key: str = "return_value") -> Any:
        """What a task of a run has passed on."""
        return self.get(f"{run}/taskInstances/{task}/xcomEntries/{key}")["value"]

    def waits_for_somebody(self, run: str) -> None:
        """Wait until the task `ask` waits, and until the scheduler has seen that its process ended.

        Answered before that, for which a person is too slow, the task may count as failed.
        """
        task = f"{run}/taskInstances/ask"
        until(lambda: self.get(task)["state"] == "awaiting_input", f"{run} to ask for a signature")
        first = self._heartbeat()
        second = until(lambda: (beat := self._heartbeat()) > first and beat, "the scheduler")
        until(lambda: self._heartbeat() > second, "the scheduler")

    def _heartbeat(self) -> str:
        return str(self.get("/api/v2/monitor/health")["scheduler"]["latest_scheduler_heartbeat"])


def until(asked: Callable[[], Any], what: str) -> Any:
    """Ask until the answer is yes, and return it."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        if answer := asked():
            return answer
        time.sleep(0.3)
    raise AssertionError(f"waited in vain for {what}")
