"""Databases of tests: made from a template, dropped afterwards, or kept as one from which others begin."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from cjit.warehouse.connection import Warehouse


class Reused(Warehouse):
    """A warehouse whose connections are used again: making one takes longer than most of what it is asked."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._idle: list[_Returned] = []

    def _opened(self) -> "_Returned":
        while self._idle:
            connection = self._idle.pop()
            with suppress(psycopg.OperationalError):  # cut off meanwhile
                connection.execute("")
                connection.rollback()
                return connection
        made = _Returned.connect(self.url, application_name="cjit")
        made.idle = self._idle
        return made

    def end(self) -> None:
        """Close the connections that wait for their next use."""
        while self._idle:
            self._idle.pop().end()


class _Returned(psycopg.Connection[TupleRow]):
    """Closed, it is as good as new and waits for its next use."""

    idle: list["_Returned"]

    end = psycopg.Connection.close

    def close(self) -> None:
        try:
            self.rollback()
            self.autocommit = True
            self.execute("discard all")
            self.autocommit = False
        except psycopg.Error:  # cut off, or closed already
            self.end()
        else:
            self.idle.append(self)


@contextmanager
def copy_of(server_url: str, template: str) -> Iterator[Warehouse]:
    """A database of its own, made from a template of the server and dropped afterwards."""
    name = f"cjit_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        # Page by page through the log takes five times the work of copying files; but a server that waits
        # for the disk waits for each of their eight hundred.
        waits = connection.execute("show fsync").fetchone() != ("off",)
        # Those that wait there for their next use (Reused) would keep anybody from copying it.
        connection.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = %s and state = 'idle'",
            [template],
        )
        make = sql.SQL("create database {} template {} strategy {}")
        how = sql.Literal("wal_log" if waits else "file_copy")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(template), how))
    warehouse = Reused(_address(server_url, name))
    try:
        yield warehouse
    finally:
        warehouse.end()
        administer(server_url, "drop database {name} with (force)", name=name)


def name_of(warehouse: Warehouse) -> str:
    """The name of a warehouse's database, which may serve as a template while nobody is connected to it."""
    return warehouse.url.partition("?")[0].rsplit("/", 1)[1]


def somebody_waits(warehouse: Warehouse) -> bool:
    """Whether, within five seconds, some session of this database waits for a lock."""
    with psycopg.connect(warehouse.url, autocommit=True) as connection:
        for _ in range(100):
            waiting, _ = connection.execute(
                "select exists (select from pg_stat_activity"
                " where datname = current_database() and wait_event_type = 'Lock'), pg_sleep(0.05)"
            ).fetchone() or (False, None)
            if waiting:
                return True
    return False


def administer(server_url: str, statement: str, **names: str) -> None:
    """A statement that no transaction may hold; `names` fill its placeholders."""
    quoted = {key: sql.Identifier(name) for key, name in names.items()}
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(**quoted))


def _address(server_url: str, name: str) -> str:
    base, _, query = server_url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
