"""A form that is sent while a load or a report is under way: nothing is done, and no typing lost."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from lxml import html

from cjit.errors import Transient
from cjit.settings import Settings
from cjit.warehouse.connection import Busy, Warehouse
from cjit.web import entry_kept, explained
from entry.hands import Cells, Hands
from nights.files import extract, rows
from nights.house import House, at
from nights.reports import make_report
from page_checks import words

from .people import OURS, app_of, headers_of, in_a_hurry
from .test_decisions import ID
from .test_faults import Broken

WHY = "they moved, says the manager"


@pytest.fixture
def busy(tmp_settings: Settings, warehouse: Warehouse) -> House:
    """An agency with a mismatch and a warning, a held file, and a report to sign."""
    house = House.of(tmp_settings, warehouse)
    people = [each | {"SINITIAL": chr(65 + number), "ACCMNEED": "99"} for number, each in enumerate(rows(24))]
    house.send(extract(*people), extract(*people[1:]), extract(*people[:2]))
    make_report(house.settings, house.warehouse, "2018-11", datetime(2018, 12, 21, 3, tzinfo=UTC))
    return house


@contextmanager
def loading(house: House) -> Iterator[None]:
    """A night that loads the agency, and a report that is being made."""
    with house.warehouse.session() as night:
        night.run("report/begin")
        night.run("load/lock_agency", {"agency_code": "A0001"})
        yield


def forms(house: House) -> dict[str, dict[str, str]]:
    held, accepted = (
        house.column("select submission_id from out.submission where status = %s limit 1", status)[0]
        for status in ("held", "accepted")
    )
    freeze = house.column("select freeze_id from out.freeze")[0]
    return {
        f"/mismatches/{house.column(ID)[0]}": {"answer": "keep"},
        f"/held/{held}": {"answer": "refuse"},
        f"/sign-off/{freeze}": {},
        f"/submissions/{accepted}/explain?rule=W09&item=ACCMNEED": {"answer": "explain"},
    }


def test_the_form_comes_back_as_it_was_sent_and_says_to_send_it_again(
    busy: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("cjit.web.faults"), "disabled", False)
    with in_a_hurry(busy, monkeypatch) as browser:
        for where, form in forms(busy).items():
            sent = form | {"why": WHY}
            with loading(busy), monkeypatch.context() as patched:
                if "explain" in where:
                    patched.setattr(explained, "explain", refused)
                answer = browser.post(where, data=sent)
            assert answer.status_code == 503, where
            page = html.document_fromstring(answer.text)
            assert page.findtext(".//title").startswith("Error: ")
            (alert,) = page.xpath("//div[@role='alert']")
            assert "Send it again in some minutes, when the load has ended." in words(alert)
            assert page.xpath("//input[@name='answer'][@checked]/@value") == list(form.values())
            assert page.xpath("string(//textarea[@id='why'])") == WHY
            assert WHY not in caplog.text
            assert " failed: " in caplog.text, "engineers are told"
            assert browser.post(where, data=sent).status_code == 303, "nothing was done before"


def test_where_the_warehouse_is_away_what_was_typed_can_be_sent_from_the_page_that_says_so(
    busy: House,
) -> None:
    away = TestClient(
        app_of(busy.settings, Broken(Transient("away"))), headers=headers_of("north") | {"Origin": OURS}
    )
    for where, form in forms(busy).items():
        sent = form | {"why": WHY}
        answer = away.post(where, data=sent)
        assert answer.status_code == 503
        page = html.document_fromstring(answer.text)
        assert sent_again(page) == (where, sent)


def refused(*_: object) -> None:
    raise Busy("the warehouse failed at decide/explain: LockNotAvailable")


def test_what_is_done_by_then_is_not_called_undone(busy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is loaded, and a report keeps its feedback from being written."""
    where = next(each for each in forms(busy) if each.startswith("/held"))
    monkeypatch.setattr("cjit.web.work.publish", refused)
    with in_a_hurry(busy, monkeypatch) as browser:
        answer = browser.post(where, data={"answer": "release", "why": WHY})
    assert "Not done yet" not in answer.text
    page = html.document_fromstring(answer.text)
    assert page.findtext(".//title").startswith("Held file")
    facts = words(page.xpath("//dl")[0])
    assert f"by north, 22 December 2018 at 9:30am: {WHY}" in facts


def sent_again(page: html.HtmlElement) -> tuple[str, Cells]:
    """Where the form of a page that says that something was not done goes to, and with what."""
    (form,) = page.xpath("//main//form")
    assert words(form.xpath(".//button")[0]) == "Send it again"
    return form.get("action"), dict(form.form_values())


@pytest.mark.parametrize("new", [True, False], ids=["a new episode", "one that there is"])
def test_what_is_typed_into_the_entry_form_is_on_the_page_that_says_it_was_not_kept(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, new: bool
) -> None:
    """The night makes the agency's file, and nobody writes for the agency meanwhile."""
    hands = Hands(house)
    client = hands.add_client()
    where = f"{client}/episodes/new" if new else hands.add_episode(client)
    said = 'Mary "Poppins" <b>'
    typed = hands.episode_form([], [], ACCMNEED=said) | ({} if new else {"version": "1"})
    with in_a_hurry(house, monkeypatch, "provider") as browser:
        with house.warehouse.session() as night:
            night.run("entry/number", {"agency_code": "A0001", "take": 0, "at": at()})
            answer = browser.post(where, data=typed)
        assert answer.status_code == 503
        address, again = sent_again(html.document_fromstring(answer.text))
        assert (address, again) == (where, typed)
        assert "Poppins" not in caplog.text
        kept = house.column("select items->>'ACCMNEED' from entry.episode")
        assert said not in kept, "nothing was done"
        assert browser.post(address, data=again).status_code == 303
    assert house.column("select items->>'ACCMNEED' from entry.episode") == [said]


def test_what_is_kept_is_not_asked_for_again_where_its_file_has_to_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Hands(house)
    client = hands.add_client()

    def away(*_: object) -> None:
        raise Transient("the warehouse is away")

    with monkeypatch.context() as patched:
        patched.setattr(entry_kept, "told_of", away)
        episode = hands.add_episode(client)
    in_file = "select in_file_since is not null as in_file from entry.episode"
    assert house.column(in_file) == [False]
    hands.change(episode)
    assert house.column(in_file) == [True]
