"""What a piece of work costs the server: seconds by the clock, and seconds of its processors.

Where other work shares the machine the clock tells little; what the server's processes used hardly changes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import psutil
import psycopg


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of processor time over all processes of the server."""

    clock: float
    work: float


def cost(connection: psycopg.Connection[tuple[object, ...]], work: Callable[[], object]) -> Cost:
    """What `work` costs; nothing else asks the connection's server meanwhile."""
    server = psutil.Process(connection.info.backend_pid).parent()
    assert server is not None
    used, begin = _used(server), time.perf_counter()
    work()
    return Cost(time.perf_counter() - begin, _used(server) - used)


def middle(costs: list[Cost]) -> Cost:
    """The medians."""
    return Cost(median(each.clock for each in costs), median(each.work for each in costs))


def _used(server: psutil.Process) -> float:
    """Of the processes that run, and of those that have ended: asked again where one ends meanwhile."""
    while True:
        running = server.children()
        try:
            own, others = server.cpu_times(), [process.cpu_times() for process in running]
        except psutil.NoSuchProcess:
            continue
        if running == server.children():
            ended = own.children_user + own.children_system
            return float(ended + sum(times.user + times.system for times in (own, *others)))
