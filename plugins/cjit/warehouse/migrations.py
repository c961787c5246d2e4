"""Bring the warehouse to the newest revision, as often as one likes.

Tables change by numbered revisions (Alembic; each runs one file of sql/migrations). Views hold no data, so
they need no revision of their own: where sql/views or the revision is another than what they were made from,
all are dropped and made again. Otherwise they stay, with the rights that others were given to them.
"""

import hashlib
from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from cjit.settings import PROJECT
from cjit.warehouse.connection import Warehouse, plain_error, sql_text

_VIEWS = PROJECT / "sql" / "views"
_ONE_AT_A_TIME = 5_021_967  # any number, the same for every migrator


def migrate(warehouse: Warehouse) -> None:
    """Run outstanding revisions, make views where they are not as they should be, grant access.md's rights.

    All in one transaction. Where views are made, loads that are under way are waited for. Raises Transient
    where the warehouse cannot be reached or its disk is full, Permanent where a statement fails.
    """
    revisions = Config()
    revisions.set_main_option("script_location", str(Path(__file__).parent / "revisions"))
    made_from = _made_from(revisions)
    # By our own door, which says what to look at where there is no connection.
    engine = sa.create_engine("postgresql+psycopg://", creator=warehouse.opened, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
            connection.exec_driver_sql("set local client_min_messages = warning")
            connection.exec_driver_sql(sql_text("views/roles"))
            if connection.exec_driver_sql(sql_text("views/made_from")).scalar() != made_from:
                _make(connection, revisions)
                _note(connection, made_from)
            connection.exec_driver_sql(sql_text("views/grants"))
    except sa.exc.DBAPIError as error:
        if not isinstance(error.orig, psycopg.Error):
            raise
        raise plain_error(error.orig, "the migration") from None


def _make(connection: sa.Connection, revisions: Config) -> None:
    """The tables of the newest revision, and all views over them."""
    connection.exec_driver_sql(sql_text("views/alone"))
    connection.exec_driver_sql(sql_text("views/drop_all"))
    revisions.attributes["connection"] = connection
    command.upgrade(revisions, "head")
    for view in sorted(_VIEWS.glob("out_*.sql")):
        connection.exec_driver_sql(view.read_text(encoding="utf-8"))


def _note(connection: sa.Connection, made_from: str) -> None:
    """Bound by the client, since the file holds several statements."""
    own = connection.connection.dbapi_connection
    assert isinstance(own, psycopg.Connection)  # noqa: S101 - the URL names psycopg
    psycopg.ClientCursor(own).execute(sql_text("views/note_made_from"), {"made_from": made_from})


def _made_from(revisions: Config) -> str:
    """What views are made from now: the newest revision, and a hash of all files of sql/views."""
    files = [f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(_VIEWS.glob("*.sql"))]
    newest = ScriptDirectory.from_config(revisions).get_current_head()
    return f"{newest} {hashlib.sha256(chr(0).join(files).encode()).hexdigest()}"
