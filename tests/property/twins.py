"""Two deployments of the same agencies, which are told the same in two ways and compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.databases import copy_of, name_of
from nights.house import House

AGENCIES = tuple(f"W{number:04}" for number in range(18))
"""All that their register knows."""


@pytest.fixture
def houses(prepared: Warehouse, house: House, server_url: str, tmp_path: Path) -> Iterator[list[House]]:
    """Both, with nothing sent yet."""
    register = tmp_path / "register.csv"
    lines = [f"{code},Agency {code},A04B,cjit,2015-04-01,," for code in AGENCIES]
    head = "agency_code,name,dat_code,kind,valid_from,valid_to,email"
    register.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    with copy_of(server_url, name_of(prepared)) as warehouse:
        two = [
            House.of(Settings(data=tmp_path / name, settle_seconds=0), each, register)
            for name, each in (("one", house.warehouse), ("other", warehouse))
        ]
        for each in two:
            each.prepared = True
        yield two
