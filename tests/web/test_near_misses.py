"""Near misses through pages: looked at side by side, decided as `cjit decide pair` does, and taken back."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from lxml import html

from cjit.linkage.near_misses import find_near_misses
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from cjit.web.near_misses import of_a_hundred
from nights.files import extract, row
from nights.house import House
from page_checks import words

from .people import NOW, OURS, app_for, headers_of, in_a_hurry

PAIRS = "select pair_id from out.near_miss order by pair_id"
FORM = {"Origin": OURS}


@pytest.fixture
def alike(tmp_settings: Settings, warehouse: Warehouse) -> House:
    """Three people who differ in one initial, each from the others: three pairs."""
    house = House.of(tmp_settings, warehouse)
    house.drop("A0001", "a.csv", extract(row(1, FINITIAL="J"), row(2, FINITIAL="I")))
    house.drop("A0002", "a.csv", extract(row(3, AGNCY="A0002", FINITIAL="H", CASESTDT="")))
    house.night()
    find_near_misses(house.settings, house.warehouse)
    return house


def client(house: House, who: str = "north") -> TestClient:
    return TestClient(app_for(house), headers=headers_of(who) | FORM, follow_redirects=False)


def decide(house: House, pair: str, answer: str, why: str = "both agencies say so") -> int:
    status: int = client(house).post(f"/near-misses/{pair}", data={"answer": answer, "why": why}).status_code
    return status


def test_the_list_says_what_differs_and_names_nobody(alike: House) -> None:
    page = html.document_fromstring(client(alike).get("/near-misses").text)
    rows = [[words(cell) for cell in row] for row in page.xpath("//tbody/tr")]
    assert len(rows) == 3
    assert all(row[0].startswith("First initial differs, pair ") for row in rows)
    assert {row[2] for row in rows} == {"Middlesbrough"}
    assert {row[4] for row in rows} == {"To decide"}
    assert not client(alike).get("/near-misses?partnership=A05B").text.count("<tbody")


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(0.9999, "over 99"), (0.996, "over 99"), (0.99, "99"), (0.62, "62"), (0.01, "1"), (0.004, "under 1")],
)
def test_a_pair_is_never_said_to_be_one_person_or_two_for_sure(probability: float, shown: str) -> None:
    assert of_a_hundred(probability) == shown


def test_the_two_are_shown_side_by_side_with_facts_of_each_episode(alike: House) -> None:
    (pair,) = alike.column(
        "select pair_id from out.near_miss where 'A0002/E3' = any(episodes_a || episodes_b)"
        " and 'A0001/E1' = any(episodes_a || episodes_b)"
    )
    text = client(alike).get(f"/near-misses/{pair}").text
    page = html.document_fromstring(text)
    cards = {
        words(card.xpath(".//h3")[0]): {
            words(line.find("dt")): words(line.find("dd")) for line in card.xpath(".//dl/div")
        }
        for card in page.xpath("//div[@class='govuk-summary-card']")
    }
    assert {heading.split(",")[1].split()[0] for heading in cards} == {"A0001", "A0002"}
    first = next(facts for heading, facts in cards.items() if "A0001" in heading)
    assert first == {
        "Episode": "E1",
        "Drug group": "opiate",
        "Assessed": "5 November 2018",
        "Onto the caseload": "6 November 2018",
    }
    other = next(facts for heading, facts in cards.items() if "A0002" in heading)
    assert "Onto the caseload" not in other
    for told in ("1985", "ref-1", "TS1 4", alike.column("select person_key_a from out.near_miss")[0]):
        assert told not in text


def test_a_pair_is_decided_and_taken_back_with_who_when_and_why(alike: House) -> None:
    pair = alike.column(PAIRS)[0]
    assert decide(alike, pair, "") == 400
    assert decide(alike, pair, "same", " ") == 400
    assert decide(alike, pair, "same", "one client, says A0001") == 303
    assert alike.column("select count(distinct person_key) from out.episode") == [2]
    assert decide(alike, pair, "same") == 400, "what is decided can only be taken back"
    assert "They count as two again" in client(alike).get(f"/near-misses/{pair}").text
    assert decide(alike, pair, "different", "the agency was wrong") == 303
    assert alike.column("select count(distinct person_key) from out.episode") == [3]
    lines = alike.ask("select decision, decided_by, decided_at, why from out.pair_decision")
    assert [tuple(line.values()) for line in lines] == [
        ("same", "north", NOW, "one client, says A0001"),
        ("different", "north", NOW, "the agency was wrong"),
    ]
    page = html.document_fromstring(client(alike).get(f"/near-misses/{pair}").text)
    told = [words(line) for line in page.xpath("//ol/li")]
    assert "the agency was wrong" in told[0]
    assert "one client, says A0001" in told[1]
    assert page.xpath("//input[@name='answer']/@value") == ["same"]
    open_still = client(alike).get(f"/near-misses/{alike.column(PAIRS)[1]}").text
    assert "They go on counting as two" in open_still
    assert alike.column("select did from dq.access_log where subject = %s and did <> 'read near miss'", pair)


def test_a_contradiction_names_the_decisions_in_the_way(alike: House) -> None:
    one, two, three = alike.column(PAIRS)
    assert decide(alike, one, "same") == 303
    assert decide(alike, two, "same") == 303
    answer = client(alike).post(f"/near-misses/{three}", data={"answer": "different", "why": "brothers"})
    assert answer.status_code == 409
    page = html.document_fromstring(answer.text)
    links = page.xpath("//div[@role='alert']//a/@href")
    assert sorted(links) == sorted(f"/near-misses/{pair}" for pair in (one, two))
    assert "brothers" in answer.text
    assert alike.column("select state from out.near_miss where pair_id = %s", three) == ["same"]
    assert "follows from decisions on other pairs" in client(alike).get(f"/near-misses/{three}").text


@pytest.fixture
def hurried(alike: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with in_a_hurry(alike, monkeypatch) as browser:
        yield browser


def test_a_decision_does_not_wait_for_a_night_and_says_so(alike: House, hurried: TestClient) -> None:
    pair = alike.column(PAIRS)[0]
    form = {"answer": "same", "why": "both agencies say so"}
    with alike.warehouse.holding("load/hold_senders", {"submission_ids": []}):
        answer = hurried.post(f"/near-misses/{pair}", data=form)
    assert answer.status_code == 503
    page = html.document_fromstring(answer.text)
    assert "Not done yet: a load or a report is under way" in words(page.xpath("//div[@role='alert']")[0])
    assert page.xpath("//input[@name='answer'][@checked]/@value") == ["same"]
    assert page.xpath("string(//textarea)") == "both agencies say so"
    assert alike.column("select count(*) from out.pair_decision") == [0]
    assert hurried.post(f"/near-misses/{pair}", data=form).status_code == 303


def test_a_decision_that_was_taken_is_not_refused_because_a_night_links(
    alike: House, hurried: TestClient
) -> None:
    pair = alike.column(PAIRS)[0]
    with alike.warehouse.session() as night:
        night.run("link/one_at_a_time")
        answer = hurried.post(f"/near-misses/{pair}", data={"answer": "same", "why": "they say so"})
    assert answer.status_code == 303
    assert alike.column("select count(*) from out.pair_decision") == [1]
    assert alike.column("select count(*) > 0 from core.touched_person") == [True]


@pytest.mark.parametrize("who", ["london", "provider", "engineer", "commissioner"])
def test_others_decide_nothing(alike: House, who: str) -> None:
    pair = alike.column(PAIRS)[0]
    refused = client(alike, who).post(f"/near-misses/{pair}", data={"answer": "same", "why": "x"})
    assert refused.status_code in {403, 404}
    assert alike.column("select count(*) from out.pair_decision") == [0]


def test_a_form_sent_back_is_a_look_as_well(alike: House) -> None:
    pair = alike.column(PAIRS)[0]
    assert decide(alike, pair, "", "") == 400
    assert alike.column("select did from dq.access_log where subject = %s", pair) == ["read near miss"]
