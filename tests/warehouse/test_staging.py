"""Rows that wait for the verdict in tables which a crash of the server empties."""

from collections.abc import Iterator
from datetime import date
from secrets import token_hex
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from cjit.dataset.definition import definition_of
from cjit.dataset.lists import lists_on
from cjit.dataset.register import read_register
from cjit.errors import Permanent, Transient
from cjit.intake.reader import Sender, read_extract
from cjit.quality.check import CheckedChunk, check_rows
from cjit.quality.rules import parameters
from cjit.quality.typed import Source
from cjit.quality.verdict import great_expectations_counts
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.staging import Staging, staging
from nights.files import REGISTER, extract, row

RECEIVED = date(2018, 12, 20)


@pytest.fixture(params=["Y", ""], ids=["rows to judge", "no consent at all"])
def chunk(request: pytest.FixtureRequest) -> CheckedChunk:
    """Rows of one file; without consent they are staged for E08 alone."""
    register, definition = read_register(REGISTER), definition_of("cjit")
    data = extract(*(row(number, CONSENT=request.param) for number in (1, 2, 3)))
    rows = read_extract(data, definition, Sender("A0001", register, RECEIVED)).rows
    assert rows is not None
    return check_rows([Source(rows, RECEIVED)], definition, lists_on(RECEIVED), register)


def _crash(warehouse: Warehouse, tables: Staging) -> None:
    """What a restart after a crash does to tables that are not logged."""
    with psycopg.connect(warehouse.url) as connection:
        for name in ("rows", "consent"):
            connection.execute(f'truncate raw."{tables.tables[name]}"'.encode())


def _judge(warehouse: Warehouse, chunk: CheckedChunk, crash: str = "none") -> None:
    """Stage the rows twice, as two files, for engines that disagree."""
    with staging(warehouse, chunk.definition, ["a", "b"]) as tables:
        tables.copy(chunk)
        if crash == "between two copies":
            _crash(warehouse, tables)
        tables.copy(chunk)
        tables.complete(chunk.rules)
        if crash == "during the verdict":
            _crash(warehouse, tables)
        raise Permanent("the engines disagree")


@pytest.mark.parametrize("when", ["between two copies", "during the verdict"])
def test_rows_that_a_crash_takes_are_no_disagreement(
    warehouse: Warehouse, chunk: CheckedChunk, when: str
) -> None:
    with pytest.raises(Transient, match="staged rows were lost"):
        _judge(warehouse, chunk, crash=when)


def test_a_disagreement_about_rows_that_are_there_is_one(warehouse: Warehouse, chunk: CheckedChunk) -> None:
    with pytest.raises(Permanent, match="disagree"):
        _judge(warehouse, chunk)


@pytest.fixture
def by_password(warehouse: Warehouse) -> Iterator[Warehouse]:
    """The same warehouse for somebody whose password holds what addresses and templates make much of."""
    who, password = sql.Identifier(f"r{token_hex(8)}"), "pa$word ${HOME}@%/"
    with psycopg.connect(warehouse.url, autocommit=True) as connection:
        made = sql.SQL("create role {} superuser login password {}").format(who, sql.Literal(password))
        connection.execute(made)
        place = warehouse.url.rpartition("@")[2]
        # A dollar sign and braces stand in an address as they are.
        yield Warehouse(f"postgresql://{who.as_string()[1:-1]}:{quote(password, safe='${}')}@{place}")
        connection.execute(sql.SQL("drop role {}").format(who))


@pytest.mark.parametrize("chunk", ["Y"], indirect=True)
def test_great_expectations_reaches_the_rows_with_any_password(
    by_password: Warehouse, chunk: CheckedChunk
) -> None:
    with staging(by_password, chunk.definition, ["a"]) as tables:
        tables.copy(chunk)
        staged = tables.complete(chunk.rules)
        assert great_expectations_counts(staged, chunk.rules, parameters(lists_on(RECEIVED)))
