"""Pages for providers in a browser: a deployment that is served, and what each page has to be."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from nights.fixtures import house, prepared
from nights.house import House

from .test_in_a_browser import STANDARD, TO_THE_SIDE
from .test_web_in_a_browser import served

__all__ = ["Served", "house", "prepared", "provider", "sound"]

Served = tuple[str, House]
"""The address of the pages, and the deployment behind them."""


@pytest.fixture
def provider(house: House) -> Iterator[Served]:
    with served(house.settings, house.warehouse) as base:
        yield base, house


def sound(page: Page) -> None:
    """Axe finds nothing at AA, and nothing lies beyond the edge."""
    results = Axe().run(page, options={"runOnly": STANDARD, "resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate(TO_THE_SIDE) == []
