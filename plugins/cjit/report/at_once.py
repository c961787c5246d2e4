"""Work that is shared among processes of this machine, which end with the one that started them."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from cjit.errors import Transient

Share = TypeVar("Share")
Made = TypeVar("Made")


def at_once(
    work: Callable[[Share], Made],
    shares: Sequence[Share],
    processes: int,
    preload: Sequence[str],
    done: Callable[[Share], None],
) -> list[Made]:
    """What `work` makes of each share, in the order of `shares`; several processes work at the same time.

    work: a function of a module (or a partial of one) that can be sent to another process, as shares can.
    preload: modules that it needs. done: told of each share once it is made.
    Raises what `work` raises, and Transient where a process was ended from outside; shares that were not
    begun by then are left.
    """
    # Forked from a server that has imported everything once: this process may have threads and must not be
    # forked itself, and spawned ones would take seconds each, for every call again.
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    # The server keeps the environment in which it began; credentials of a store may have come since.
    begin, known = _begin, (dict(os.environ),)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=begin, initargs=known) as pool:
        under_way = {pool.submit(work, share): share for share in shares}
        try:
            for finished in as_completed(under_way):
                finished.result()
                done(under_way[finished])
        except BrokenExecutor:
            raise Transient("a process that shared the work was ended, for want of memory perhaps") from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # what is not begun yet shall not be
            raise
    return [future.result() for future in under_way]


def _begin(environment: Mapping[str, str]) -> None:
    """Take over the parent's environment, and end with it.

    Else what a killed run left at work would write beside the run that comes after it.
    """
    os.environ.clear()
    os.environ.update(environment)
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
