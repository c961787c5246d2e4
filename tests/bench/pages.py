"""Fifty people at the submission board while a night runs: how long each waits for a page.

Each looks at the board, reads for some seconds, and chooses something else on it. All are regional officers
or engineers, with the whole of their areas before them.
"""

import asyncio
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from rich.console import Console

PEOPLE = 50
READS_FOR = (2.0, 8.0)
"""Seconds between two looks."""
_LIMIT_MS = 500
_CHOICES = (
    {},
    {"sort": "dq"},
    {"sort": "load"},
    {"sort": "mismatches"},
    {"state": "accepted"},
    {"state": "overdue", "sort": "state"},
    {"period": "2019-11"},
)


@dataclass
class Waits:
    """Milliseconds until a page was there, and answers that were none."""

    milliseconds: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def p95(self) -> float:
        """What one look in twenty took longer than."""
        return statistics.quantiles(self.milliseconds, n=20)[-1]

    def say(self, console: Console, seconds: float) -> None:
        """Print them beside the limit."""
        over = "" if self.p95 <= _LIMIT_MS and not self.refused else " (over)"
        console.print(
            f"{PEOPLE} people at the board of all agencies while a night of {seconds:.0f} s runs: "
            f"{len(self.milliseconds):,} looks, half within {statistics.median(self.milliseconds):.0f} ms, "
            f"95% within {self.p95:.0f} ms (at most {_LIMIT_MS}){over}, {self.refused} refused"
        )


def measure_board(
    console: Console, night: Callable[[], float], environment: Mapping[str, str], now: str
) -> None:
    """Run `night`, which returns its seconds, while people look at the board of `cjit serve`."""
    with _served(environment, now) as address:
        waits, over = Waits(), threading.Event()
        looking = threading.Thread(target=lambda: asyncio.run(_look(address, waits, over)))
        looking.start()
        try:
            seconds = night()
        finally:
            over.set()
            looking.join()
    waits.say(console, seconds)


@contextmanager
def _served(environment: Mapping[str, str], now: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [Path(sys.executable).with_name("cjit"), "serve", "--port", str(port), "--now", now]
    pages = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                httpx.get(address, headers=_who(0)).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.25)
            except httpx.HTTPStatusError:
                break
        yield address
    finally:
        pages.terminate()
        pages.wait()


def _who(number: int) -> dict[str, str]:
    """As a proxy on this machine says it: two in five are engineers, who see all agencies."""
    regions = ("North East", "London", "South West")
    roles = "Engineer" if number % 5 < 2 else f"Region:{regions[number % 3]}"
    return {"X-Forwarded-User": f"reader {number}", "X-Forwarded-Groups": roles}


async def _look(address: str, waits: Waits, over: threading.Event) -> None:
    limits = httpx.Limits(max_connections=PEOPLE)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        await asyncio.gather(*(_reader(client, number, waits, over) for number in range(PEOPLE)))


async def _reader(client: httpx.AsyncClient, number: int, waits: Waits, over: threading.Event) -> None:
    chance = random.Random(number)  # noqa: S311 - repeatable, nothing secret
    await asyncio.sleep(chance.uniform(0, READS_FOR[1]))
    while not over.is_set():
        begin = time.perf_counter()
        answer = await client.get("/board", params=chance.choice(_CHOICES), headers=_who(number))
        waits.milliseconds.append(1000 * (time.perf_counter() - begin))
        waits.refused += answer.status_code != 200
        await asyncio.sleep(chance.uniform(*READS_FOR))
