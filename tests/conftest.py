"""Shared by all tests: one server, a migrated template, a fresh database for each test that asks."""

import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from cjit import local
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.migrations import migrate
from end_to_end.undisturbed import Undisturbed, played
from nights.folders import InFolders
from nights.house import ARCHIVE_KEY
from nights.object_store import object_store
from pages.chromium import browser

__all__ = ["browser", "object_store"]
"""browser: of all tests in one, since a process can have one Playwright at a time."""

# A worker of xdist runs no file: pyspark, which Great Expectations imports where it can, would take it for a
# doctest and end it.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = pytest.__file__


ONE_AIRFLOW = ("tests/dags/", "tests/in_airflow/")
"""Folders whose modules share an Airflow, which takes long to make: one worker runs all of them."""


class _ByModuleOrFolder(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        shared = [folder for folder in ONE_AIRFLOW if nodeid.startswith(folder)]
        return shared[0] if shared else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """What shares something dear goes to one worker."""
    return _ByModuleOrFolder(config, log) if config.getoption("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server for tests: the one in CJIT_TEST_WAREHOUSE_URL, else an embedded one of this session."""
    given = os.environ.get("CJIT_TEST_WAREHOUSE_URL")
    if given:
        yield given
        return
    settings = Settings(data=tmp_path_factory.mktemp("server"))
    server = local.EmbeddedServer.of(settings)
    try:
        url = server.start()
        # It never outlives a failure of the machine, so nobody waits for the disk: databases come and go.
        _administer(url, "alter system set fsync = off")
        _administer(url, "select pg_reload_conf()")
        yield url
    finally:
        server.remove()


def _database_url(server: str, name: str) -> str:
    base, _, query = server.partition("?")
    root = base.rsplit("/", 1)[0]
    return f"{root}/{name}" + (f"?{query}" if query else "")


def _administer(server: str, statement: str, **names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(**{k: sql.Identifier(v) for k, v in names.items()}))


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a migrated, empty database to copy."""
    name = f"cjit_template_{uuid.uuid4().hex[:8]}"
    _administer(server_url, "create database {name}", name=name)
    migrate(Warehouse(_database_url(server_url, name)))
    yield name
    _administer(server_url, "drop database {name} with (force)", name=name)


@pytest.fixture
def warehouse(server_url: str, template: str) -> Iterator[Warehouse]:
    """A migrated warehouse of this test alone."""
    name = f"cjit_test_{uuid.uuid4().hex[:12]}"
    _administer(server_url, "create database {name} template {template}", name=name, template=template)
    yield Warehouse(_database_url(server_url, name))
    _administer(server_url, "drop database {name} with (force)", name=name)


@pytest.fixture
def tmp_settings(tmp_path: Path) -> InFolders:
    """Settings whose folders lie in the test's own folder; files need not be still."""
    return InFolders(data=tmp_path / "data", settle_seconds=0, archive_key=ARCHIVE_KEY)


@pytest.fixture(scope="session")
def undisturbed(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Undisturbed]:
    """Fifty files as a night and the morning after leave them, for nights that are disturbed."""
    with played(server_url, template, tmp_path_factory.mktemp("fifty")) as nights:
        yield nights
