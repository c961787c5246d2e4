"""The pages as somebody sees them, and those who look."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from cjit.settings import Settings
from cjit.warehouse import pool
from cjit.warehouse.connection import Warehouse, sql_text
from cjit.warehouse.pool import PooledWarehouse
from cjit.web.app import behind_proxy
from cjit.web.context import Context
from nights.house import LONDON, SECRET, House

PROXY = "what the proxy knows, not secret"
NOW = datetime(2018, 12, 22, 9, 30, tzinfo=LONDON)
OURS = "http://testserver"
"""What a page of ours that sends a form says of itself."""

GROUPS = {
    "engineer": "Engineer",
    "north": "Region:NORTH EAST",
    "london": "Region:London",
    "provider": "Provider:A0001",
    "neighbour": "Provider:A0002",
    "commissioner": "Commissioner:A04B",
    "pcc": "PCC:Cleveland",
    "nobody": "Airflow Viewer,Region,Provider:",
}


def app_of(settings: Settings, warehouse: Warehouse) -> FastAPI:
    """The pages behind a proxy, at a quarter past nine of a morning in December 2018."""
    return behind_proxy(_context(settings, warehouse))


def _context(settings: Settings, warehouse: Warehouse) -> Context:
    believed = settings.model_copy(update={"proxy_secret": SecretStr(PROXY), "signers": "north, nobody"})
    return Context(believed, lambda: warehouse, lambda: NOW, lambda: SECRET)


_APPS: list[FastAPI] = []
_POOLS: dict[str, PooledWarehouse] = {}


def app_for(house: House) -> FastAPI:
    """As app_of, over a pool as in a deployment. Houses are looked at one after another.

    One app for all of them: to put one together takes longer than most pages do. What it is given is made
    anew: it remembers answers for some seconds.
    """
    url = house.warehouse.url
    for other in _POOLS.keys() - {url}:
        _POOLS.pop(other).close()
    if url not in _POOLS:
        _POOLS[url] = PooledWarehouse(url)
    if not _APPS:
        _APPS.append(app_of(house.settings, house.warehouse))
    [app] = _APPS
    app.state.context = _context(house.settings, _POOLS[url])
    return app


@contextmanager
def in_a_hurry(house: House, monkeypatch: pytest.MonkeyPatch, who: str = "north") -> Iterator[TestClient]:
    """The pages over connections made anew, which wait a hundredth of the time for a lock."""
    monkeypatch.setattr(pool, "sql_text", lambda name: sql_text(name).replace("'15s'", "'150ms'"))
    warehouse = PooledWarehouse(house.warehouse.url)
    headers = headers_of(who) | {"Origin": OURS}
    yield TestClient(app_of(house.settings, warehouse), headers=headers, follow_redirects=False)
    warehouse.close()


def headers_of(who: str) -> dict[str, str]:
    """What the proxy adds."""
    return {"X-Forwarded-User": who, "X-Forwarded-Groups": GROUPS[who], "X-Cjit-Secret": PROXY}


def looking(house: House, who: str | None = None) -> TestClient:
    """A browser of somebody; of nobody who is signed in without a name."""
    app = app_for(house)
    headers = headers_of(who) if who else {}
    return TestClient(app, headers=headers, follow_redirects=False, raise_server_exceptions=False)
