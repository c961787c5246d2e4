"""The fixture `house`, for the conftest.py of each folder that plays nights."""

from collections.abc import Iterator

import psycopg
import pytest

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.prepare import prepare
from nights.databases import copy_of
from nights.files import REGISTER
from nights.house import House, at

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
    with psycopg.connect(prepared.url) as connection:
        connection.execute(_EMPTY_ALL)
    house = House.of(tmp_settings, prepared)
    house.prepared = True
    return house
