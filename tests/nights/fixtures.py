"""The fixture `house`, for the conftest.py of each folder that plays nights, and houses to begin from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.prepare import prepare
from nights.databases import copy_of, name_of
from nights.files import REGISTER
from nights.house import ARCHIVE_KEY, House, at

# Deleting a few rows takes far less than emptying thirty tables; what others refer to goes last.
_EMPTY_ALL = """
do $$
declare
    one record;
begin
    set local session_replication_role = replica; -- lines of the access log cannot be deleted otherwise
    for one in
        select schemaname, tablename
        from pg_tables
        where schemaname in ('dq', 'core', 'report', 'entry') and tablename <> 'rule'
        order by tablename in ('submission', 'freeze', 'pair_decision')
    loop
        execute format('delete from %I.%I', one.schemaname, one.tablename);
    end loop;
end
$$
"""


@pytest.fixture(scope="session")
def prepared(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse that knows the register, the lists and the rules: made once, emptied for each test."""
    settings = Settings(data=tmp_path_factory.mktemp("prepared"), agencies=REGISTER)
    with copy_of(server_url, template) as warehouse:
        prepare(settings, warehouse, at())
        yield warehouse


@pytest.fixture
def house(tmp_settings: Settings, prepared: Warehouse) -> House:
    """A deployment with the register of tests/corpus, an empty inbox and an empty warehouse."""
    return _emptied(tmp_settings, prepared)


@contextmanager
def first_house(server_url: str, prepared: Warehouse, data: Path) -> Iterator[House]:
    """As `house`, for longer than a test: many may begin where it has come to (`house_like`)."""
    settings = Settings(data=data, settle_seconds=0, archive_key=ARCHIVE_KEY)
    with copy_of(server_url, name_of(prepared)) as warehouse:
        yield _emptied(settings, warehouse)


def _emptied(settings: Settings, warehouse: Warehouse) -> House:
    with psycopg.connect(warehouse.url) as connection:
        connection.execute(_EMPTY_ALL)
    house = House.of(settings, warehouse)
    house.prepared = True
    return house
