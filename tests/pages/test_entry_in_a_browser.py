"""The entry form in a real browser: from a new client to tonight's file, without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from cjit.entry.send import put_into_inbox
from entry.hands import Hands
from nights.house import at

from .provider_pages import Served, house, prepared, provider, sound
from .test_in_a_browser import WIDTHS
from .test_web_in_a_browser import opened

__all__ = ["house", "prepared", "provider"]
pytestmark = pytest.mark.browser


def date(page: Page, legend: str, day: str) -> None:
    group = page.get_by_role("group", name=legend, exact=True)
    for label, part in zip(("Day", "Month", "Year"), day.split("/"), strict=True):
        group.get_by_label(label).fill(part)


def choose(page: Page, legend: str, answer: str) -> None:
    page.get_by_role("group", name=legend, exact=True).get_by_label(answer).check()


def new_client(page: Page) -> None:
    page.goto("/entry")
    page.get_by_role("button", name="Add a client").click()
    choose(page, "Does the client consent to share this with NDTMS?", "Yes")
    page.get_by_label("Your own reference").fill("nov-17")
    page.get_by_label("First letter of the first name").fill("j")
    page.get_by_label("First letter of the surname").fill("k")
    date(page, "Date of birth", "14/3/1985")
    choose(page, "Sex", "Male (M)")
    page.get_by_label("Ethnicity").select_option(label="White British (A)")
    page.get_by_label("Nationality").select_option("GBR")
    page.get_by_role("button", name="Save the client").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def new_episode(page: Page) -> None:
    page.get_by_role("button", name="Add an episode").click()
    date(page, "Date of the event that prompted the contact", "4/11/2018")
    page.get_by_label("What prompted the contact").select_option("1")
    date(page, "Date of the first attended assessment here", "5/11/2018")
    page.get_by_label("Postcode sector").fill("TS1 4")
    page.get_by_label("Partnership (DAT) of residence").select_option(label="Middlesbrough (A04B)")
    page.get_by_label("Local authority of residence").select_option(label="Middlesbrough (E06000002)")
    choose(page, "Accommodation need", "No housing problem (3)")
    page.get_by_label("Employment status").select_option("12")
    page.get_by_label("Main drug").select_option(label="Heroin (1011)")
    page.get_by_label("Second drug").select_option("9996")
    page.get_by_label("Third drug").select_option("9997")
    choose(page, "Route of main drug", "Smoke (3)")
    page.get_by_label("Drinking days in the last 28").fill("4")
    page.get_by_label("Units on a typical drinking day").fill("6")
    date(page, "Caseload start", "6/11/2018")


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_new_client_to_tonights_file(browser: Browser, provider: Served, width: str) -> None:
    base, house = provider
    with opened(browser, base, "provider", WIDTHS[width]) as page:
        page.goto("/entry")
        sound(page)
        page.get_by_role("button", name="Add a client").click()
        sound(page)
        page.get_by_role("button", name="Save the client").click()
        page.get_by_role("link", name="Say whether the client consents").click()
        expect(page.get_by_label("Yes")).to_be_focused()
        sound(page)
        new_client(page)
        sound(page)
        new_episode(page)
        page.get_by_label("Main drug").select_option("")
        sound(page)
        page.get_by_role("button", name="Save and check").click()
        expect(page).to_have_title("Error: Episode CJIT-E2 – NDTMS · CJIT")
        expect(page.get_by_text("Draft", exact=True)).to_be_visible()
        page.get_by_role("link", name="DRUG1 is blank").click()
        expect(page.get_by_label("Main drug")).to_be_focused()
        sound(page)
        page.get_by_label("Main drug").select_option("1011")
        page.get_by_text("Add a review").click()
        date(page, "Date of the review", "20/11/2018")
        page.get_by_role("checkbox", name="Housing").check()
        page.get_by_role("button", name="Save and check").click()
        expect(page.get_by_text("Saved: it goes into tonight’s file")).to_be_visible()
        expect(page.get_by_role("heading", name="Review 1")).to_be_visible()
        sound(page)
        page.get_by_role("link", name="Back to the client").click()
        page.get_by_role("link", name="Close").click()
        date(page, "Closure date", "30/11/2018")
        page.get_by_label("Closure reason").select_option("208")
        page.get_by_role("button", name="Save and check").click()
        page.get_by_role("link", name="Enter episodes").click()
        page.get_by_label("Your own reference").fill("NOV")
        page.get_by_role("button", name="Search").click()
        expect(page).to_have_url(f"{base}/entry/A0001/search")
        page.get_by_role("link", name="nov-17").click()
        sound(page)
        page.get_by_role("link", name="The client withdraws consent").click()
        sound(page)
    put_into_inbox(house.settings, house.warehouse, at(22))
    assert house.night(22) == {"accepted": 1}
    (it,) = house.ask("select load_pct, dq_pct, rows_submitted from out.submission")
    assert (float(it["load_pct"]), float(it["dq_pct"]), it["rows_submitted"]) == (100, 100, 1)
    assert house.column("select closure_reason from out.episode") == ["208"]
    assert house.column("select rechse from out.review") == [True]


def test_by_keyboard_alone_a_draft_is_deleted(browser: Browser, provider: Served) -> None:
    base, house = provider
    with opened(browser, base, "provider") as page:
        new_client(page)
        page.get_by_role("button", name="Add an episode").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Postcode sector").focus()
        page.keyboard.type("TS1 4")
        page.keyboard.press("Enter")
        expect(page).to_have_title("Error: Episode CJIT-E2 – NDTMS · CJIT")
        page.get_by_role("link", name="Delete this draft").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Delete this draft?")
        sound(page)
        page.get_by_role("button", name="Delete the draft").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Add an episode")).to_be_visible()
    assert house.column("select count(*) from entry.episode") == [0]


@pytest.mark.parametrize("width", WIDTHS)
def test_who_was_slower_finds_what_they_typed_and_where_somebody_else_was(
    browser: Browser, provider: Served, width: str
) -> None:
    base, house = provider
    hands = Hands(house)
    episode = hands.add_episode(hands.add_client())
    with opened(browser, base, "provider", WIDTHS[width]) as page:
        page.goto(episode)
        page.get_by_label("Postcode sector").fill("TS1 5")
        page.get_by_label("Drinking days in the last 28").fill("9")
        hands.change(episode, PC="TS1 6")
        page.get_by_role("button", name="Save and check").click()
        sound(page)
        page.get_by_role("link", name="Postcode sector: Somebody else put “TS1 6” here").click()
        expect(page.get_by_label("Postcode sector")).to_be_focused()
        expect(page.get_by_label("Postcode sector")).to_have_value("TS1 5")
        expect(page.get_by_label("Drinking days in the last 28")).to_have_value("9")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved: it goes into tonight’s file")).to_be_visible()
    assert hands.opened(episode)["PC"] == "TS1 5"
