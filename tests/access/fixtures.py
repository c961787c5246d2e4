"""The fixture `world`, for the conftest.py of each folder whose tests only look."""

from collections.abc import Iterator

import pytest

from access.world import build
from cjit.settings import Settings
from nights.databases import copy_of
from nights.house import House


@pytest.fixture(scope="session")
def world(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A deployment after two nights and a report. Nobody changes it."""
    with copy_of(server_url, template) as warehouse:
        yield build(Settings(data=tmp_path_factory.mktemp("access"), settle_seconds=0), warehouse)
