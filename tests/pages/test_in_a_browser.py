"""Feedback pages in a real browser: WCAG 2.2 AA by axe-core, on a desk, on a phone, on paper."""

from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .feedback_pages import pages

pytestmark = pytest.mark.browser

KINDS = ("many", "held", "fatal", "clean", "no start")
WIDTHS = {"desk": 1200, "phone": 375, "zoomed": 320}
"""320 pixels are a page of 1,280 at 400 %, which WCAG asks to need no scrolling to the side."""

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TO_THE_SIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.cjit-table--wide'))
    .map(e => e.tagName + '.' + e.className)"""


@cache
def made() -> dict[str, str]:
    return pages()


def opened(browser: Browser, kind: str, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(made()[kind])
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_lies_beyond_the_edge(browser: Browser, kind: str, width: str) -> None:
    page = opened(browser, kind, WIDTHS[width])
    try:
        results = Axe().run(page, options={"runOnly": STANDARD, "resultTypes": ["violations"]})
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate(TO_THE_SIDE) == []
    finally:
        page.close()


def test_axe_would_find_something(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(made()["fatal"].replace('lang="en"', "").replace("<h1", "<p><img src=x></p><h1"))
    found = {each["id"] for each in Axe().run(page, options={"runOnly": STANDARD}).response["violations"]}
    page.close()
    assert {"html-has-lang", "image-alt"} <= found


def test_the_keyboard_reaches_the_main_part_first(browser: Browser) -> None:
    page = opened(browser, "many", 1200)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_it_prints_on_a4(browser: Browser, kind: str) -> None:
    page = opened(browser, kind, 1200)
    printed = page.pdf(format="A4", tagged=True)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})  # the width of A4 within its margins
    beyond = page.evaluate(TO_THE_SIDE)
    page.close()
    assert printed.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in printed
    assert beyond == []
