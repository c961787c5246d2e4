"""What a regional team does in a window, from end to end in a real browser and without scripts."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from cjit.linkage.near_misses import find_near_misses
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.files import extract, row
from nights.house import House
from nights.reports import make_report

from .test_web_in_a_browser import opened, served

pytestmark = pytest.mark.browser


@pytest.fixture
def window(tmp_settings: Settings, warehouse: Warehouse) -> Iterator[tuple[str, House]]:
    """Two agencies: an error, two warnings of one cause, two people who may be one, and a report."""
    house = House.of(tmp_settings, warehouse)
    people = [row(1, FINITIAL="J"), row(2, SINITIAL="A", DOB="01/02/1970", SEX="F", ACCMNEED="99")]
    people += [row(3, SINITIAL="B", DOB="03/04/1981", ACCMNEED="99"), row(4, SINITIAL="D", DRUG1="")]
    house.drop("A0001", "a.csv", extract(*people))
    house.drop("A0002", "a.csv", extract(row(1, AGNCY="A0002", FINITIAL="I")))
    house.night()
    find_near_misses(house.settings, warehouse)
    make_report(house.settings, warehouse, "2018-11", datetime(2018, 12, 22, 3, tzinfo=UTC))
    with served(house.settings, warehouse) as base:
        yield base, house


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_from_what_to_put_right_first_to_a_warning_explained_and_taken_back(
    browser: Browser, window: tuple[str, House]
) -> None:
    base, house = window
    with opened(browser, base, "provider") as page:
        page.goto("/")
        page.get_by_role("link", name="Fix first").click()
        heading(page, "What to put right first")
        expect(page.locator("tbody tr").first).to_contain_text(
            "1 assessed and 1 on the caseload would change"
        )
        page.get_by_text("How this list is ordered").click()
        expect(page.get_by_text("A warning keeps nothing out.")).to_be_visible()
        page.get_by_role("link", name="2 of W09 ACCMNEED").click()
        heading(page, "Findings by row")
        page.get_by_role("link", name="Explain W09 ACCMNEED of row 2").click()
        page.get_by_label("They are right as they are").check()
        page.get_by_label("Why?").fill("asked, and not known")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("It is explained.")).to_be_visible()
        page.get_by_label("Explained").select_option("no")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("tbody tr")).to_have_count(1)
    with opened(browser, base, "north") as page:
        submission = house.column("select submission_id from out.submission where agency_code = 'A0001'")[0]
        page.goto(f"/submissions/{submission}")
        expect(page.get_by_text("1 of 2 explained.")).to_be_visible()
        page.get_by_role("link", name="Explain W09 ACCMNEED").click()
        page.get_by_label("Take the explanation back").check()
        page.get_by_label("Why?").fill("they have asked since")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The explanation is taken back.")).to_be_visible()
    assert house.column("select count(*) from out.explanation") == [0]


def test_two_people_are_compared_joined_and_parted_again(browser: Browser, window: tuple[str, House]) -> None:
    base, house = window
    with opened(browser, base, "north") as page:
        page.goto("/near-misses")
        page.get_by_role("link", name="First initial differs").click()
        expect(page.get_by_role("heading", name="CJIT, A0002")).to_be_visible()
        for answer, told in (("one person", "one person now"), ("two people", "different people")):
            page.get_by_label(f"They are {answer}").check()
            page.get_by_label("Why?").fill("says the agency")
            page.get_by_role("button", name="Decide").click()
            expect(page.get_by_text(f"The two are {told}.")).to_be_visible()
            people = house.column("select count(distinct person_key) from out.episode")
            assert people == [3 if answer == "one person" else 4]
            page.get_by_label("State").select_option("")
            page.get_by_role("button", name="Show").click()
            page.get_by_role("link", name="First initial differs").click()
        expect(page.get_by_role("listitem").filter(has_text="says the agency")).to_have_count(2)


def test_a_period_is_signed(browser: Browser, window: tuple[str, House]) -> None:
    base, house = window
    with opened(browser, base, "north") as page:
        page.goto("/sign-off")
        page.get_by_role("link", name="November 2018").click()
        heading(page, "Report of November 2018")
        page.get_by_role("button", name="Sign", exact=True).click()
        page.get_by_role("link", name="Say why it can be signed, for whoever asks later").click()
        expect(page.get_by_label("Why can it be signed?")).to_be_focused()
        page.keyboard.type("all agencies but one")
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_text("It is signed.")).to_be_visible()
        expect(page.locator("tbody tr")).to_contain_text("by north")
    assert house.column("select why from out.freeze") == ["all agencies but one"]
