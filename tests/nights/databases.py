"""Databases of tests that share one among several, or begin from a night that has been."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from cjit.warehouse.connection import Warehouse


@contextmanager
def copy_of(server_url: str, template: str) -> Iterator[Warehouse]:
    """A database of its own, made from a template of the server and dropped afterwards."""
    name = f"cjit_night_{uuid.uuid4().hex[:12]}"
    _administer(server_url, "create database {name} template {template}", name=name, template=template)
    try:
        yield Warehouse(_address(server_url, name))
    finally:
        _administer(server_url, "drop database {name} with (force)", name=name)


def name_of(warehouse: Warehouse) -> str:
    """The name of a warehouse's database, which may serve as a template while nobody is connected to it."""
    return warehouse.url.partition("?")[0].rsplit("/", 1)[1]


def _address(server_url: str, name: str) -> str:
    base, _, query = server_url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _administer(server_url: str, statement: str, **names: str) -> None:
    quoted = {key: sql.Identifier(name) for key, name in names.items()}
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(**quoted))
