"""The app in a real browser: axe at AA on every page, and the main paths from end to end, without scripts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from access.fixtures import world
from cjit.local.cluster import free_port
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.files import extract, rows
from nights.house import House
from web.people import app_of, headers_of

from .test_in_a_browser import STANDARD, TO_THE_SIDE, WIDTHS

__all__ = ["world"]
pytestmark = pytest.mark.browser

LAST = "select submission_id from out.submission where agency_code = %s order by received_at desc limit 1"
PAGES = {
    "board": ("north", "/board"),
    "agency": ("north", "/agencies/A0001"),
    "submission": ("north", "/submissions/{accepted}"),
    "fatal": ("north", "/submissions/{fatal}"),
    "held": ("london", "/submissions/{held}"),
    "findings": ("provider", "/submissions/{accepted}/findings"),
    "rule": ("north", "/rules/W05"),
    "fix first": ("north", "/fix-first/region/North East"),
    "fix first of one": ("provider", "/fix-first/provider/A0001"),
    "explain": ("provider", "/submissions/{accepted}/explain?rule=W05&item=PC"),
    "near misses": ("north", "/near-misses"),
    "near miss": ("north", "/near-misses/{pair}"),
    "periods": ("north", "/sign-off"),
    "sign-off": ("north", "/sign-off/{freeze}"),
    "mismatches": ("north", "/mismatches"),
    "mismatch": ("north", "/mismatches/{mismatch}"),
    "held files": ("london", "/held"),
    "held file": ("london", "/held/{held}"),
    "reports": ("pcc", "/reports"),
    "report": ("engineer", "/reports/{freeze}"),
    "figures": ("commissioner", "/reports/{freeze}/partnership/A04B"),
    "force": ("pcc", "/reports/{freeze}/force/Cleveland"),
    "longest name": ("engineer", "/reports/{freeze}/force/Avon and Somerset/report.html"),
    "england page": ("engineer", "/reports/{freeze}/england/england/report.html"),
    "area page": ("pcc", "/reports/{freeze}/force/Cleveland/report.html"),
    "operations": ("engineer", "/operations"),
    "refused": ("pcc", "/board"),
}


@contextmanager
def served(settings: Settings, warehouse: Warehouse) -> Iterator[str]:
    """The app on a port of this machine; its address."""
    port = free_port(8200)
    server = uvicorn.Server(uvicorn.Config(app_of(settings, warehouse), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def opened(browser: Browser, base: str, who: str, width: int = 1200) -> Iterator[Page]:
    """A page of somebody; what the browser complains about fails the test."""
    context = browser.new_context(
        base_url=base,
        extra_http_headers=headers_of(who),
        viewport={"width": width, "height": 900},
        java_script_enabled=True,
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: None if request.url.startswith(base) else said.append(request.url))
    try:
        yield page
        # That an answer is a refusal is no complaint of the browser's.
        assert [text for text in said if "responded with a status of 40" not in text] == []
    finally:
        context.close()


@pytest.fixture(scope="session")
def looked_at(world: House) -> Iterator[tuple[str, dict[str, str]]]:
    """Where the world's pages are, and the names in their addresses."""
    found = world.ask(
        "select md5(concat_ws('/', agency_code, episode_id, kind, found_in)) as id from out.mismatch"
        " where agency_code = 'A0002' limit 1"
    )
    names = {
        "accepted": world.column(LAST, "A0001")[0],
        "fatal": world.column(LAST, "A0003")[0],
        "held": world.column(LAST, "G0001")[0],
        "mismatch": found[0]["id"],
        "pair": world.column("select pair_id from out.near_miss where dat_code = 'A04B' order by 1")[0],
        "freeze": world.column("select freeze_id from out.freeze")[0],
    }
    with served(world.settings, world.warehouse) as base:
        yield base, names


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_lies_beyond_the_edge(
    browser: Browser, looked_at: tuple[str, dict[str, str]], name: str, width: str
) -> None:
    base, names = looked_at
    who, path = PAGES[name]
    with opened(browser, base, who, WIDTHS[width]) as page:
        page.goto(path.format(**names))
        results = Axe().run(page, options={"runOnly": STANDARD, "resultTypes": ["violations"]})
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate(TO_THE_SIDE) == []
        # What is hidden from sight, within a table that scrolls, can still widen the page.
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]


@pytest.mark.parametrize("name", ["board", "agency", "findings", "mismatches", "area page"])
def test_what_a_wide_table_is_called_stays_on_a_narrow_screen(
    browser: Browser, looked_at: tuple[str, dict[str, str]], name: str
) -> None:
    base, names = looked_at
    who, path = PAGES[name]
    with opened(browser, base, who, 390) as page:
        page.goto(path.format(**names))
        for table in page.locator(".cjit-table--wide:visible").all():
            for place in (0, 10_000):
                table.evaluate("(it, place) => it.scrollTo(place, 0)", place)
                box = table.locator("caption").bounding_box()
                assert box
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= 390


def test_from_the_board_to_a_row_and_its_rule(
    browser: Browser, looked_at: tuple[str, dict[str, str]]
) -> None:
    base, _ = looked_at
    with opened(browser, base, "north") as page:
        page.goto("/")
        page.get_by_label("State").select_option("accepted")
        page.get_by_role("button", name="Show").click()
        expect(page).to_have_url(f"{base}/board?period=&partnership=&state=accepted&sort=agency")
        page.get_by_role("link", name="DQ %").click()
        expect(page.locator("th[aria-sort]")).to_have_text("DQ %")
        page.get_by_role("link", name="Accepted file of A0001").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What was found in this file")
        page.get_by_role("link", name="Every finding, by row").click()
        page.get_by_label("Rule").select_option("W05")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.get_by_role("cell", name="W05", exact=True).get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Rule W05")
        expect(page.get_by_role("row", name="A0001 Tees one")).to_be_visible()


@pytest.mark.parametrize("kind", ["CSV", "XLSX"])
def test_a_download_is_a_file(browser: Browser, looked_at: tuple[str, dict[str, str]], kind: str) -> None:
    base, names = looked_at
    with opened(browser, base, "provider") as page:
        page.goto(f"/submissions/{names['accepted']}/findings")
        with page.expect_download() as download:
            page.get_by_role("link", name=kind).click()
        assert download.value.suggested_filename == f"findings_{names['accepted']}.{kind.lower()}"


def test_the_months_before_and_after(browser: Browser, looked_at: tuple[str, dict[str, str]]) -> None:
    base, _ = looked_at
    with opened(browser, base, "engineer") as page:
        page.goto("/board")
        expect(page.get_by_role("heading", level=1)).to_have_text("Submissions for November 2018")
        page.get_by_role("link", name="Month before").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Submissions for October 2018")
        page.get_by_role("link", name="Month after").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Submissions for November 2018")


def test_from_the_reports_to_the_page_of_an_area(
    browser: Browser, looked_at: tuple[str, dict[str, str]]
) -> None:
    base, _ = looked_at
    with opened(browser, base, "commissioner") as page:
        page.goto("/reports")
        page.get_by_role("link", name="November 2018").click()
        page.get_by_role("link", name="Middlesbrough", exact=True).click()
        page.get_by_label("Period").select_option("rolling12")
        page.get_by_label("Beside").select_option(label="North East")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("thead th").last).to_have_text("North East")
        page.get_by_role("link", name="Report", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Middlesbrough")
        colour = page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight")
        assert colour == "700", "its own styles are let through by their hash"


def test_by_keyboard_alone(browser: Browser, looked_at: tuple[str, dict[str, str]]) -> None:
    base, _ = looked_at
    with opened(browser, base, "north") as page:
        page.goto("/board")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Month", exact=True)).to_be_focused()


@pytest.fixture
def decided(tmp_settings: Settings, warehouse: Warehouse) -> Iterator[tuple[str, House]]:
    """An agency with a mismatch and a held file, to decide about."""
    house = House.of(tmp_settings, warehouse)
    people = [each | {"SINITIAL": chr(65 + number)} for number, each in enumerate(rows(24))]
    house.send(extract(*people), extract(*people[1:]), extract(*people[:2]))
    with served(house.settings, warehouse) as base:
        yield base, house


def test_a_mismatch_is_kept_and_a_held_file_released(browser: Browser, decided: tuple[str, House]) -> None:
    base, house = decided
    with opened(browser, base, "north") as page:
        page.goto("/mismatches")
        page.get_by_role("link", name="E1", exact=True).click()
        page.get_by_label("Why?").fill("")
        page.get_by_label("Keep the episode as it is").check()
        page.get_by_label("Why?").fill("they are still seen")
        page.get_by_role("button", name="Decide").click()
        expect(page.get_by_text("The episode is kept.")).to_be_visible()
        page.get_by_role("link", name="Held files").click()
        page.locator("tbody a").click()
        page.get_by_label("Release it").check()
        page.get_by_label("Why?").fill("they moved to another system")
        page.get_by_role("button", name="Decide").click()
        expect(page.get_by_text("The file is loaded, and its agency told.")).to_be_visible()
    assert house.column("select state from out.held_file") == ["released"]
    assert "kept" in house.column("select state from out.mismatch")


def test_a_form_without_an_answer_says_what_is_missing(browser: Browser, decided: tuple[str, House]) -> None:
    base, house = decided
    with opened(browser, base, "north") as page:
        page.goto("/held")
        page.locator("tbody a").click()
        page.get_by_role("button", name="Decide").click()
        page.get_by_role("link", name="Say why, for whoever asks later").click()
        expect(page.get_by_label("Why?")).to_be_focused()
        results = Axe().run(page, options={"runOnly": STANDARD, "resultTypes": ["violations"]})
        assert results.violations_count == 0, results.generate_report()
    assert house.column("select state from out.held_file") == ["waiting"]
