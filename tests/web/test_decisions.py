"""Decisions through pages: as `cjit decide` takes them, by who is signed in, once."""

import pytest
from fastapi.testclient import TestClient
from lxml import html

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.files import extract, rows
from nights.house import House
from page_checks import words

from .people import NOW, OURS, app_for, headers_of

FORM = {"Origin": OURS}
ID = "select md5(concat_ws('/', agency_code, episode_id, kind, found_in)) from out.mismatch"


@pytest.fixture
def work(tmp_settings: Settings, warehouse: Warehouse) -> House:
    """An agency with a mismatch, and a held file."""
    house = House.of(tmp_settings, warehouse)
    people = [each | {"SINITIAL": chr(65 + number)} for number, each in enumerate(rows(24))]
    house.send(extract(*people), extract(*people[1:]), extract(*people[:2]))
    return house


def client(work: House, who: str = "north") -> TestClient:
    return TestClient(app_for(work), headers=headers_of(who) | FORM, follow_redirects=False)


def test_a_mismatch_is_decided_once_with_who_when_and_why(work: House) -> None:
    where = f"/mismatches/{work.column(ID)[0]}"
    assert "Missing from this file" in client(work).get(where).text
    for form in ({}, {"answer": "delete"}, {"answer": "delete", "why": "  "}, {"answer": "x", "why": "y"}):
        refused = client(work).post(where, data=form)
        assert refused.status_code == 400
        assert "There is a problem" in refused.text
    assert work.column("select state from out.mismatch") == ["open"]
    done = client(work).post(where, data={"answer": "delete", "why": " entered twice "})
    assert (done.status_code, done.headers["location"]) == (303, "/mismatches?done=delete")
    (it,) = work.ask("select state, decided_by, decided_at, why from out.mismatch")
    assert tuple(it.values()) == ("deleted", "north", NOW, "entered twice")
    assert "E1" not in work.column("select episode_id from out.episode")
    again = client(work).post(where, data={"answer": "keep", "why": "second thoughts"})
    assert again.status_code == 409
    refused = html.document_fromstring(again.text)
    assert words(refused.xpath("//main//p")[0]).startswith("No M1 of that episode of agency A0001 is open: ")
    assert words(refused.xpath("//main//p")[0]).endswith("deleted by north on 22/12/2018.")
    assert refused.xpath("//main//a/@href") == [where], "how it is now"
    assert work.column("select did from dq.access_log where did = 'delete M1'") == ["delete M1"]


def test_two_mismatches_of_an_agency_have_titles_and_states_of_their_own(work: House) -> None:
    people = [each | {"SINITIAL": chr(65 + number)} for number, each in enumerate(rows(24))]
    work.send(extract(*people[2:]), day=21)
    where = work.column(ID + " where kind = 'M1'")
    pages = [html.document_fromstring(client(work).get(f"/mismatches/{each}").text) for each in where]
    assert len({page.findtext(".//title") for page in pages}) == len(where) == 2
    listed = html.document_fromstring(client(work).get("/mismatches").text)
    shown = {words(cell) for cell in listed.xpath("//tbody/tr/td[last()]")}
    assert shown == {"Open"}, "in the words of the filter"
    assert all("Open" in [words(each) for each in page.xpath("//dd")] for page in pages)


def test_what_keeping_means_is_said_of_an_episode_that_came_under_another_id(work: House) -> None:
    again = [each | {"SINITIAL": chr(65 + number)} for number, each in enumerate(rows(24))][1:]
    work.send(extract(*again[:-1], again[-1] | {"EPISODID": "E99", "CLIENTID": "C99"}), day=21)
    assert work.column("select duplicate_of from out.episode where episode_id = 'E24'") == ["A0001/E99"]
    for kind, told in (("M1", "It goes on counting"), ("M3", "the new id, which alone counts")):
        (where,) = work.column(ID + " where kind = %s", kind)
        assert told in client(work).get(f"/mismatches/{where}").text


def test_what_an_m3_is_said_to_come_to_is_what_its_answers_and_files_do(work: House) -> None:
    """One of the two counts, whatever is decided; two events are told apart by their assessment dates."""
    renamed = [each | {"SINITIAL": chr(65 + number)} for number, each in enumerate(rows(24))]
    old, new = renamed[23], renamed[23] | {"EPISODID": "E99", "CLIENTID": "C99"}
    counted = "select episode_id from out.episode where episode_id in ('E24', 'E99') and duplicate_of is null"
    work.send(extract(*renamed[1:-1], new), day=21)
    (where,) = work.column(ID + " where kind = 'M3'")
    told = words(html.document_fromstring(client(work).get(f"/mismatches/{where}").text).find(".//main"))
    assert "the new one alone counts" in told
    assert "send both, each with its own assessment date" in told
    assert "Keep the episode under the old id" in told
    assert work.column(counted) == ["E99"]
    keep = {"answer": "keep", "why": "both real"}
    assert client(work).post(f"/mismatches/{where}", data=keep).status_code == 303
    assert work.column(counted) == ["E99"], "to keep it counts it no second time"
    other = {"ASSESSDT": "12/11/2018", "CASESTDT": "13/11/2018"}
    work.send(extract(*renamed[1:-1], old, new | other), day=22)
    assert sorted(work.column(counted)) == ["E24", "E99"]


def test_a_held_file_is_refused_then_released_and_its_agency_told(work: House) -> None:
    held = work.column("select submission_id from out.submission where status = 'held'")[0]
    where = f"/held/{held}"
    assert client(work).post(where, data={"answer": "refuse", "why": "half of it"}).status_code == 303
    assert "Refused by north" in client(work).get("/held").text
    assert client(work).post(where, data={"answer": "release", "why": "they moved"}).status_code == 303
    assert work.column("select status from out.submission where submission_id = %s", held) == ["accepted"]
    summary = work.settings.out_dir / "providers" / "A0001" / held / "summary.html"
    assert "Accepted" in summary.read_text(encoding="utf-8")
    assert client(work).post(where, data={"answer": "release", "why": "again"}).status_code == 409
    lines = work.ask("select who, did from dq.access_log where subject = %s order by did", held)
    assert [tuple(line.values()) for line in lines] == [("north", "refuse"), ("north", "release")]


def test_what_is_held_is_not_called_loaded_and_what_is_refused_can_be_released_alone(work: House) -> None:
    held = work.column("select submission_id from out.submission where status = 'held'")[0]
    where = f"/held/{held}"
    told = client(work).get(f"/submissions/{held}").text
    assert "rows without an error of rows submitted" in told
    assert "loaded rows" not in told
    assert client(work).post(where, data={"answer": "refuse", "why": "half of it"}).status_code == 303
    shown = html.document_fromstring(client(work).get(where).text)
    assert shown.xpath("//input[@name='answer']/@value") == ["release"]
    assert client(work).post(where, data={"answer": "refuse", "why": "again"}).status_code == 400


def test_a_form_sent_back_has_lost_nothing_of_what_was_chosen_or_typed(work: House) -> None:
    held = work.column("select submission_id from out.submission where status = 'held'")[0]
    for where, answer in ((f"/mismatches/{work.column(ID)[0]}", "keep"), (f"/held/{held}", "release")):
        sent_back = html.document_fromstring(client(work).post(where, data={"answer": answer}).text)
        assert sent_back.xpath("//input[@name='answer'][@checked]/@value") == [answer]
        sent_back = html.document_fromstring(client(work).post(where, data={"why": "they moved"}).text)
        assert sent_back.xpath("//input[@name='answer'][@checked]") == []
        assert sent_back.xpath("string(//textarea)") == "they moved"


@pytest.mark.parametrize("who", ["provider", "london", "engineer", "commissioner", "pcc", "nobody"])
def test_others_decide_nothing(work: House, who: str) -> None:
    held = work.column("select submission_id from out.submission where status = 'held'")[0]
    for where, answer in ((f"/mismatches/{work.column(ID)[0]}", "delete"), (f"/held/{held}", "release")):
        refused = client(work, who).post(where, data={"answer": answer, "why": "because"})
        assert refused.status_code in {403, 404}
    assert work.column("select state from out.mismatch") == ["open"]
    assert work.column("select state from out.held_file") == ["waiting"]


def test_no_address_holds_an_episode(work: House) -> None:
    pages = [client(work).get(path).text for path in ("/mismatches", f"/mismatches/{work.column(ID)[0]}")]
    assert all(">E1<" in page for page in pages)
    assert not any("/E1" in page or "=E1" in page for page in pages)


def test_each_look_at_a_decision_is_a_line_of_the_access_log_a_form_sent_back_included(work: House) -> None:
    held = work.column("select submission_id from out.submission where status = 'held'")[0]
    mismatch = work.column(ID)[0]
    for where in ("/mismatches", f"/mismatches/{mismatch}", "/held", f"/held/{held}"):
        assert client(work, "provider").get(where).status_code == 200
    for where in (f"/mismatches/{mismatch}", f"/held/{held}"):
        assert client(work).post(where, data={}).status_code == 400, "shown again, with what it lacks"
    found_in = work.column("select found_in from out.mismatch")[0]
    lines = work.ask("select who, did, subject from dq.access_log order by who desc, did, subject")
    assert [tuple(line.values()) for line in lines] == [
        ("provider", "read held file", held),
        ("provider", "read held files", "list"),
        ("provider", "read mismatch", found_in),
        ("provider", "read mismatches", "list"),
        ("north", "read held file", held),
        ("north", "read mismatch", found_in),
    ]


def test_what_a_mismatch_changed_is_shown_to_those_who_see_it(work: House) -> None:
    people = [each | {"SINITIAL": chr(65 + number)} for number, each in enumerate(rows(24))]
    closed = people[1] | {"CLOSEDT": "30/11/2018", "CLSRSN": "208"}
    work.send(extract(people[0], closed, *people[2:]), day=21)
    moved = people[2] | {"ASSESSDT": "04/11/2018", "EVNTDT": "03/11/2018"}
    renamed = people[3] | {"EPISODID": "E99", "CLIENTID": "C99"}
    work.send(extract(people[0], people[1], moved, renamed, *people[4:]), day=22)
    told = {
        "M3": [("Episode", "E4"), ("Now under the episode id", "E99")],
        "M4": [
            ("Assessment date before", "5 November 2018"),
            ("Assessment date in that file", "4 November 2018"),
        ],
        "M5": [("Closure date before", "30 November 2018")],
    }
    for kind, facts in told.items():
        (where,) = work.column(ID + " where kind = %s", kind)
        for who in ("north", "provider"):
            page = html.document_fromstring(client(work, who).get(f"/mismatches/{where}").text)
            shown = {words(line.find("dt")): words(line.find("dd")) for line in page.xpath("//dl/div")}
            assert dict(facts).items() <= shown.items()
        for who, status in (("neighbour", 404), ("london", 404), ("engineer", 403)):
            assert client(work, who).get(f"/mismatches/{where}").status_code == status
