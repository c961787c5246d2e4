"""The only door to Postgres: sessions that run the files of sql/ and move Arrow tables by COPY.

SQL lives in files and takes named parameters (`%(name)s`). A file may hold several statements; they run
in the session's transaction. Faults of the connection are Transient, every other database error is
Permanent; neither message quotes data, since errors end in task logs.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql

from cjit.errors import Permanent, Transient
from cjit.settings import PROJECT
from cjit.warehouse.copying import decoded, encoded

Params = Mapping[str, Any]
_Connection = psycopg.Connection[tuple[Any, ...]]
_Types = dict[tuple[str, ...], list[str]]


class Busy(Transient):
    """Others hold a lock for longer than this session waits for one."""


_TRANSIENT = (
    psycopg.errors.OperationalError,
    psycopg.errors.AdminShutdown,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.InsufficientResources,
)

_OF_THE_SERVER = ("53", "58", "XX")
"""Classes of SQLSTATE: out of disk, memory or connections; failing files; anything that it calls internal."""


@cache
def sql_text(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (PROJECT / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def plain_error(error: psycopg.Error, doing: str) -> Transient | Permanent:
    """Our own exception for a database error, without the values that Postgres quotes in its message."""
    state = f" (SQLSTATE {error.sqlstate})" if error.sqlstate else ""
    # psycopg calls a limit of the program operational too, but a second try meets it again.
    hopeless = isinstance(error, psycopg.errors.ProgramLimitExceeded)
    kind = Transient if isinstance(error, _TRANSIENT) and not hopeless else Permanent
    kind = Busy if isinstance(error, psycopg.errors.LockNotAvailable) else kind
    # What the server lacks it says itself, in words about files and memory and never about rows.
    lacks = f": {error.diag.message_primary}" if (error.sqlstate or "").startswith(_OF_THE_SERVER) else ""
    return kind(f"the warehouse failed at {doing}: {type(error).__name__}{state}{lacks}")


def _unreached(error: psycopg.Error) -> Transient | Permanent:
    """Our own exception where there is no connection, without the address, which holds a password."""
    if isinstance(error, psycopg.ProgrammingError):
        return Permanent(
            "CJIT_WAREHOUSE_URL cannot be read: write it as postgresql://user:password@host/database"
        )
    if error.sqlstate:
        return plain_error(error, "connecting")
    return Transient(
        "the warehouse cannot be reached: see that its server is up, and that CJIT_WAREHOUSE_URL, where it "
        "is set, has the right host, port, database, user and password"
    )


def _with_names(text: str, identifiers: Mapping[str, str | Sequence[str]]) -> sql.Composed:
    """A statement with quoted names in its `{placeholders}`; several with commas between."""
    quoted = {
        name: sql.SQL(", ").join(map(sql.Identifier, [given] if isinstance(given, str) else given))
        for name, given in identifiers.items()
    }
    statement: Any = text  # psycopg wants a literal, which the text of a file is not
    return sql.SQL(statement).format(**quoted)


class Session:
    """One open transaction.

    types: the names of the types of columns that this connection has copied into: no table changes meanwhile.
    """

    def __init__(self, connection: _Connection, types: _Types) -> None:
        self._connection = connection
        self._types = types

    def run(self, name: str, params: Params | None = None, **identifiers: str | Sequence[str]) -> int:
        """Run `sql/<name>.sql`; return the rows that its last statement touched.

        `identifiers` fill `{placeholders}` in the file with quoted names (several with commas between), for
        the few statements whose table or columns are not known beforehand.
        """
        with self._cursor(name, params, identifiers) as cursor:
            return cursor.rowcount

    def rows(
        self, name: str, params: Params | None = None, **identifiers: str | Sequence[str]
    ) -> list[tuple[Any, ...]]:
        """Run a query file and return its rows: for small answers only."""
        with self._cursor(name, params, identifiers) as cursor:
            return cursor.fetchall()

    def value(self, name: str, params: Params | None = None) -> Any:
        """The single value of a query file, None where it has no row."""
        with self._cursor(name, params, {}) as cursor:
            row = cursor.fetchone()
            return None if row is None else row[0]

    def copy_in(self, schema: str, table: str, rows: pa.Table) -> None:
        """COPY an Arrow table into a table, by column name. Null is null, an empty string is itself."""
        if rows.num_rows == 0:
            return
        into: dict[str, str | Sequence[str]] = {
            "schema": schema,
            "table": table,
            "columns": rows.column_names,
        }
        types = self._types_of(schema, table, rows.column_names)
        statement = _with_names("COPY {schema}.{table} ({columns}) FROM STDIN (FORMAT binary)", into)
        try:
            with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
                for piece in encoded(rows, types):
                    copy.write(piece)
        except psycopg.Error as error:
            raise plain_error(error, f"copy into {schema}.{table}") from None

    def copy_out(self, name: str, types: pa.Schema, params: Params | None = None) -> pa.Table:
        """The rows of a query file as an Arrow table, by COPY: for large answers."""
        query = psycopg.ClientCursor(self._connection).mogrify(sql_text(name).rstrip().rstrip(";"), params)
        statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(sql.SQL(query))
        sink = io.BytesIO()
        try:
            with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
                for chunk in copy:
                    sink.write(chunk)
        except psycopg.Error as error:
            raise plain_error(error, name) from None
        return decoded(sink.getvalue(), types)

    def _types_of(self, schema: str, table: str, columns: list[str]) -> list[str]:
        asked = (schema, table, *columns)
        if asked not in self._types:
            into = {"schema": schema, "table": table, "columns": columns}
            with self._cursor("load/column_types", None, into) as cursor:
                known = self._connection.adapters.types
                self._types[asked] = [known[column.type_code].name for column in cursor.description or ()]
        return self._types[asked]

    @contextmanager
    def _cursor(
        self, name: str, params: Params | None, identifiers: Mapping[str, str | Sequence[str]]
    ) -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
        text: Any = sql_text(name)
        if identifiers:
            text = _with_names(text, identifiers)
        # The client-side cursor binds parameters itself, so a file may hold several statements.
        with psycopg.ClientCursor(self._connection) as cursor:
            try:
                cursor.execute(text, params)
                while cursor.nextset():
                    pass
                yield cursor
            except psycopg.Error as error:
                raise plain_error(error, name) from None


class Warehouse:
    """A Postgres database, by its URL. Sessions are transactions: all or nothing."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._kept: _Connection | None = None
        self._types: _Types = {}

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: committed at the end of the block, rolled back when it raises."""
        try:
            if self._kept is not None:
                with self._kept.transaction():
                    yield Session(self._kept, self._types)
                return
            with self._connect() as connection:
                yield Session(connection, {})
        except psycopg.Error as error:
            raise plain_error(error, "the transaction") from None

    @contextmanager
    def kept_open(self) -> Iterator["Warehouse"]:
        """The same warehouse over one connection of its own: for one thread and its many short sessions."""
        connection = self.opened()
        with closing(connection):
            warehouse = Warehouse(self.url)
            warehouse._kept = connection
            yield warehouse

    @contextmanager
    def holding(self, name: str, params: Params | None = None) -> Iterator[None]:
        """Hold the locks that `sql/<name>.sql` takes, having waited for them, until the block ends.

        They belong to a connection of their own without an open transaction. A killed run lets go of them.
        """
        with self.kept_open() as kept:
            with kept.session() as session:
                session.run(name, params)
            yield

    def _connect(self) -> AbstractContextManager[_Connection]:
        """A connection for one session."""
        return self.opened()

    def opened(self) -> _Connection:
        """One that nobody else has: locks stay with it until it is closed. Raises Transient or Permanent."""
        try:
            return psycopg.connect(self.url, application_name="cjit")
        except psycopg.Error as error:
            raise _unreached(error) from None

    def sqlalchemy_url(self) -> str:
        """The same address as SQLAlchemy (and so Great Expectations) spells it."""
        place, mark, query = self.url.split("://", 1)[1].partition("?")
        credentials, at, place = place.rpartition("@")
        # Great Expectations would put a variable of its own in the place of `$word`, in a password too.
        credentials, query = (part.replace("$", "%24") for part in (credentials, query))
        return f"postgresql+psycopg://{credentials}{at}{place}{mark}{query}"
