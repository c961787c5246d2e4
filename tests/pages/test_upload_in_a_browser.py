"""Check and send in a real browser, from choosing a file to the drop folder, without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from nights.files import extract, row, rows

from .provider_pages import Served, house, prepared, provider, sound
from .test_in_a_browser import WIDTHS
from .test_web_in_a_browser import opened

__all__ = ["house", "prepared", "provider"]
pytestmark = pytest.mark.browser


def chosen(page: Page, path: Path) -> None:
    page.goto("/upload")
    page.get_by_label("The full extract of A0001").set_input_files(path)
    page.get_by_role("button", name="Check the file").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_from_choosing_a_file_to_the_drop_folder(
    browser: Browser, provider: Served, tmp_path: Path, width: str
) -> None:
    base, house = provider
    path = tmp_path / "november.csv"
    path.write_bytes(extract(*rows(20), row(21, SEX=""), row(22, ROUTE="9")))
    with opened(browser, base, "provider", WIDTHS[width]) as page:
        page.goto("/upload")
        sound(page)
        page.get_by_role("button", name="Check the file").click()
        page.get_by_role("link", name="Choose a CSV file").click()
        expect(page.get_by_label("The full extract of A0001")).to_be_focused()
        sound(page)
        chosen(page, path)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("What would be found in this file", timeout=60_000)
        sound(page)
        expect(page.get_by_text("21 of 22 rows would be loaded")).to_be_visible()
        page.get_by_role("link", name="Every finding, by row").click()
        expect(page.locator("tbody tr")).to_have_count(2)
        sound(page)
        page.get_by_role("link", name="november.csv, not sent yet").click()
        assert house.inbox() == []
        page.get_by_role("button", name="Send it").click()
        expect(page.get_by_text("The file is in the drop folder of A0001")).to_be_visible()
        sound(page)
    (sent,) = (house.settings.inbox_dir / "A0001").iterdir()
    assert sent.read_bytes() == path.read_bytes()


def still(route: Route) -> None:
    """The answer without what has the browser ask again by itself."""
    answer = route.fetch(max_redirects=0)
    headers = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=headers)


def test_a_large_file_is_waited_for(browser: Browser, provider: Served, tmp_path: Path) -> None:
    base, _ = provider
    path = tmp_path / "large.csv"
    path.write_bytes(extract(*rows(30_000, ROUTE="9")))
    with opened(browser, base, "provider") as page:
        page.route("**/uploads/*", still)  # or it would go on while it is looked at
        chosen(page, path)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Checking the file")
        sound(page)
        page.unroute("**/uploads/*")
        page.reload()
        expect(heading).to_have_text("What would be found in this file", timeout=60_000)


def test_a_fatal_file_cannot_be_sent_and_another_is_chosen_by_keyboard(
    browser: Browser, provider: Served, tmp_path: Path
) -> None:
    base, house = provider
    path = tmp_path / "other.csv"
    path.write_bytes(extract(row(1, AGNCY="A0002")))
    with opened(browser, base, "provider") as page:
        chosen(page, path)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("This file would not be accepted", timeout=60_000)
        expect(page.get_by_role("button", name="Send it")).to_have_count(0)
        sound(page)
        page.get_by_role("button", name="Choose another file").focus()
        page.keyboard.press("Enter")
        expect(heading).to_have_text("Check and send a file")
    assert house.inbox() == []
