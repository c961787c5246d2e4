"""A warehouse for many short sessions at once: its connections are kept and shared."""

from contextlib import AbstractContextManager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from cjit.warehouse.connection import Warehouse, sql_text


class PooledWarehouse(Warehouse):
    """A warehouse whose sessions take one of a few open connections. Close it when it is done with.

    Where all of them are busy for long, a session raises Transient, and where a lock is not to be had, Busy.
    Locks that are to be held (`kept_open`, `holding`) are waited for as long as anywhere.
    """

    def __init__(self, url: str, most: int = 8) -> None:
        super().__init__(url)
        self._pool = ConnectionPool(
            url,
            kwargs={"application_name": "cjit pages"},
            min_size=1,
            max_size=most,
            timeout=20,
            open=True,
            configure=_wait_briefly,
            check=ConnectionPool.check_connection,  # the server may have been started anew
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def _connect(self) -> AbstractContextManager[psycopg.Connection[tuple[object, ...]]]:
        return self._pool.connection()


def _wait_briefly(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    text: Any = sql_text("web/wait_briefly")  # psycopg wants a literal, which the text of a file is not
    connection.execute(text)
    connection.commit()
