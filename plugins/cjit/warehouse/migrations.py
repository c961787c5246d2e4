"""Bring the warehouse to the newest revision, as often as one likes.

Tables change by numbered revisions (Alembic; each runs one file of sql/migrations). Views hold no data, so
they are dropped and made again from sql/views every time and need no revision of their own.
"""

from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from cjit.settings import PROJECT
from cjit.warehouse.connection import Warehouse, plain_error, sql_text

_ONE_AT_A_TIME = 5_021_967  # any number, the same for every migrator


def migrate(warehouse: Warehouse) -> None:
    """Run outstanding revisions and make the views of schema `out` again, in one transaction.

    Loads that are under way are waited for. Raises Transient where the warehouse cannot be reached or its
    disk is full, Permanent where a statement fails.
    """
    engine = sa.create_engine(warehouse.sqlalchemy_url(), poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
            connection.exec_driver_sql("set local client_min_messages = warning")
            connection.exec_driver_sql(sql_text("views/alone"))
            connection.exec_driver_sql(sql_text("views/drop_all"))
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "revisions"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            for view in sorted((PROJECT / "sql" / "views").glob("out_*.sql")):
                connection.exec_driver_sql(view.read_text(encoding="utf-8"))
    except sa.exc.DBAPIError as error:
        if not isinstance(error.orig, psycopg.Error):
            raise
        raise plain_error(error.orig, "the migration") from None
