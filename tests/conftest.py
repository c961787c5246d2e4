"""Shared by all tests: one server, a migrated template, a fresh database for each test that asks."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

import counted
import scheduling
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.migrations import migrate
from end_to_end.undisturbed import Undisturbed, played
from nights.databases import copy_of, name_of
from nights.folders import InFolders
from nights.house import ARCHIVE_KEY
from nights.in_memory import embedded
from nights.object_store import object_store
from pages.chromium import browser

__all__ = ["browser", "object_store"]
"""browser: of all tests in one, since a process can have one Playwright at a time."""

# A worker of xdist runs no file: pyspark, which Great Expectations imports where it can, would take it for a
# doctest and end it.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = pytest.__file__


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """What shares something dear goes to one worker."""
    return scheduling.scheduler(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Workers begin with what takes longest; coverage leaves out what says little for it."""
    counted.leave_out(items)
    if hasattr(config, "workerinput"):
        scheduling.longest_first(items)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server for tests: the one in CJIT_TEST_WAREHOUSE_URL, else an embedded one of this session."""
    given = os.environ.get("CJIT_TEST_WAREHOUSE_URL")
    if given:
        yield given
        return
    with embedded(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a migrated, empty database to copy."""
    with copy_of(server_url, "template0") as warehouse:
        migrate(warehouse)
        yield name_of(warehouse)


@pytest.fixture
def warehouse(server_url: str, template: str) -> Iterator[Warehouse]:
    """A migrated warehouse of this test alone."""
    with copy_of(server_url, template) as warehouse:
        yield warehouse


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
