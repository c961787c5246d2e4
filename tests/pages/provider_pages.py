"""What every page for providers has to be, looked at in a browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .test_in_a_browser import STANDARD, TO_THE_SIDE


def sound(page: Page) -> None:
    """axe finds nothing at AA, and nothing lies beyond the edge."""
    results = Axe().run(page, options={"runOnly": STANDARD, "resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate(TO_THE_SIDE) == []
