"""One world for all that ask."""

from collections.abc import Iterator

import pytest

from cjit.settings import Settings
from nights.databases import copy_of
from nights.house import House

from .world import build


@pytest.fixture(scope="session")
def world(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with copy_of(server_url, template) as warehouse:
        yield build(Settings(data=tmp_path_factory.mktemp("access"), settle_seconds=0), warehouse)
