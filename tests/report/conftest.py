"""Shared by the tests of reports: a freeze and its files, which nobody changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cjit.warehouse.connection import Warehouse
from nights.fixtures import house, prepared
from report.published import written

__all__ = ["house", "prepared", "published"]


@pytest.fixture(scope="session")
def published(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Warehouse, Path]]:
    """A warehouse with a freeze, and the folder of its files."""
    out = tmp_path_factory.mktemp("report")
    with written(server_url, template, out) as warehouse:
        yield warehouse, out
