"""Views are made where they are not as they should be, and stay as they are where they are."""

from typing import LiteralString

import psycopg
import pytest

from cjit.warehouse.connection import Warehouse
from cjit.warehouse.migrations import migrate

MADE = "select oid from pg_class where oid = to_regclass('out.ccjr')"
"""Another number once it was made again."""


def ask(warehouse: Warehouse, *statements: LiteralString) -> object:
    """The single value of the last statement."""
    with psycopg.connect(warehouse.url) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)
        ((value,),) = connection.execute(statements[-1]).fetchall()
    return value


def test_what_others_build_on_them_stays(warehouse: Warehouse) -> None:
    before = ask(
        warehouse,
        "create view public.own as select episode_id from out.episode",
        "grant select on out.ccjr to pg_monitor",
        MADE,
    )
    migrate(warehouse)
    assert ask(warehouse, MADE) == before
    assert ask(warehouse, "select count(*) from public.own") == 0
    assert ask(warehouse, "select has_table_privilege('pg_monitor', 'out.ccjr', 'select')") is True


def test_a_reader_who_does_not_end_holds_up_no_night(warehouse: Warehouse) -> None:
    with psycopg.connect(warehouse.url) as reader:
        reader.execute("select * from out.ccjr")
        mark = "&" if "?" in warehouse.url else "?"
        impatient = Warehouse(f"{warehouse.url}{mark}options=-clock_timeout%3D1s")
        migrate(impatient)


@pytest.mark.parametrize(
    "damage",
    [
        "drop view access.ccjr_public",
        "drop view out.fix_first cascade",
        "comment on schema out is '0023 another state of these files, 60 views'",
        "comment on schema out is null",
    ],
)
def test_what_is_not_as_it_should_be_is_made_again(warehouse: Warehouse, damage: LiteralString) -> None:
    count = "select count(*) from pg_views where schemaname in ('out', 'access')"
    views, before = ask(warehouse, count), ask(warehouse, MADE)
    after = ask(warehouse, damage, MADE)
    migrate(warehouse)
    assert ask(warehouse, MADE) not in (before, after)
    assert ask(warehouse, count) == views
    may = "select has_table_privilege('cjit_public', 'access.ccjr_public', 'select')"
    assert ask(warehouse, may) is True


def test_rights_are_granted_again_without_views_being_made(warehouse: Warehouse) -> None:
    """As where the roles were missing until somebody was given the right to make them."""
    before = ask(warehouse, "revoke select on access.ccjr_public from cjit_public", MADE)
    migrate(warehouse)
    may = "select has_table_privilege('cjit_public', 'access.ccjr_public', 'select')"
    assert ask(warehouse, may) is True
    assert ask(warehouse, MADE) == before
