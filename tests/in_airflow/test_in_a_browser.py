"""Our pages in the frame that Airflow gives them, in a real browser: the menu's entry, a form, a download."""

import pytest
from playwright.sync_api import Browser

from .servers import Running

pytestmark = pytest.mark.browser


def test_from_the_sign_in_by_the_menu_to_a_download(running: Running, browser: Browser) -> None:
    with browser.new_context(base_url=running.address) as context:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto("/")
        page.get_by_label("Username").fill("region")
        page.get_by_label("Password").first.fill(running.passwords["region"])
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="CJIT").click()
        frame = page.frame_locator("iframe")
        frame.get_by_label("State").select_option("accepted")
        frame.get_by_role("button", name="Show").click()
        frame.get_by_role("link", name="Accepted file of A0001").click()
        frame.get_by_role("link", name="Every finding, by row").click()
        with page.expect_download() as download:
            frame.get_by_role("link", name="CSV").click()
        assert download.value.suggested_filename.startswith("findings_A0001")
