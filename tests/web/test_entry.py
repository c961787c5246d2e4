"""The entry form: other agencies and sites, markup and SQL, two people at once, and what logs may say."""

import logging

import pytest

from entry.hands import Hands, filled
from nights.files import row
from nights.house import House
from page_checks import words


@pytest.fixture
def hands(house: House) -> Hands:
    return Hands(house)


def everything(hands: Hands) -> list[dict[str, object]]:
    return hands.house.ask("select * from entry.client") + hands.house.ask("select * from entry.episode")


def test_what_is_another_agencys_is_not_there_and_cannot_be_changed(hands: Hands) -> None:
    client = hands.add_client(CLIENT="mine")
    episode = hands.add_episode(client)
    before = everything(hands)
    for who, status in (("neighbour", 404), ("north", 403), ("engineer", 403), ("commissioner", 403)):
        other = Hands(hands.house, who).client
        for path in (client, f"{client}/withdraw", f"{client}/remove", f"{client}/episodes/new"):
            assert other.get(path).status_code == status
            assert other.post(path, data=filled("client", row(1))).status_code == status
        for path in (episode, f"{episode}/remove"):
            assert other.get(path).status_code == status
            assert other.post(path, data={"version": "1"}).status_code == status
        assert other.post("/entry/A0001/client", data=filled("client", row(1))).status_code == status
        assert other.post("/entry/A0001/search", data={"looked_for": "mine"}).status_code == status
        assert "mine" not in other.get("/entry").text
    assert everything(hands) == before


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_another_site_changes_nothing(hands: Hands, headers: dict[str, str]) -> None:
    client = hands.add_client()
    episode = hands.add_episode(client)
    before = everything(hands)
    browser = hands.client
    browser.headers.update(headers)
    for path in (f"{client}/withdraw", client, f"{client}/episodes/new", episode, f"{episode}/remove"):
        assert browser.post(path, data={"version": "1", "CONSENT": "Y"}).status_code == 403
    assert everything(hands) == before


@pytest.mark.parametrize(
    "text",
    [
        "' or 1=1 --",
        '"><script>alert(1)</script>',
        "{{ 7 * 7 }}",
        "%(agency_code)s",
        "a\r\nX-Bad: 1",
        "\x00\x01nul",
        '=HYPERLINK("http://x")',
        "é\u202e" + "x" * 5_000,
    ],
)
def test_what_is_typed_is_text_in_every_field_and_in_the_file(hands: Hands, text: str) -> None:
    client = hands.add_client(CLIENT=text, FINITIAL=text)
    referral = {"REFSTDT": "07/11/2018", "REFSTAG": text}
    episode = hands.add_episode(client, [referral], PC=text, DRUG1=text, ALCDDAYS=text)
    hands.send(episode, hands.opened(episode) | {"ASSESSDT-day": text, "version": "1"})
    for path in ("/entry", client, episode, f"{client}/withdraw", f"{episode}/remove"):
        answer = hands.client.get(path)
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "X-Bad" not in answer.headers
    opened = hands.opened(episode)
    assert opened["referral-0-REFSTAG"] == opened["DRUG1"] == opened["ALCDDAYS"] != ""
    found = hands.client.post("/entry/A0001/search", data={"looked_for": text})
    assert found.status_code == 200
    assert "<script" not in found.text
    hands.send(episode, hands.opened(episode) | filled("episode", row(1)))
    hands.send(client, hands.opened(client) | {"FINITIAL": "J"})
    assert hands.night() == {"accepted": 1}
    assert hands.house.column("select rows_submitted from out.submission") == [1]


def test_who_was_slower_is_told_and_overwrites_nothing(hands: Hands) -> None:
    client = hands.add_client()
    episode = hands.add_episode(client)
    for path, name in ((client, "CLIENT"), (episode, "PC")):
        first, second = hands.opened(path), hands.opened(path)
        hands.send(path, first | {name: "first"})
        late = hands.client.post(path, data=second | {name: "second"})
        assert late.status_code == 409
        assert "Somebody else changed this while you were typing" in late.text
        assert hands.opened(path)[name] == "first"
    hands.send(f"{client}/withdraw", {})
    for path in (client, episode, f"{client}/episodes/new"):
        assert hands.client.post(path, data={"version": "2", "CONSENT": "Y"}).status_code == 404


def test_what_was_done_is_said_and_that_what_has_errors_is_kept(hands: Hands) -> None:
    def told_after(where: str, form: dict[str, str]) -> str:
        return words(hands.page(hands.client.post(where, data=form).headers["location"]).find(".//main"))

    client = hands.add_client()
    episode = hands.add_episode(client)
    assert "Done Saved" in told_after(client, hands.opened(client))
    told = told_after(client, hands.opened(client) | {"SEX": ""})
    assert "There is a problem" in told
    assert "What is typed here is kept." in told
    assert "Done" not in told
    assert "The episode is deleted." in told_after(f"{episode}/remove", {})
    assert "The client is removed." not in words(hands.page("/entry"))
    assert "Consent is withdrawn, and" in told_after(f"{client}/withdraw", {})
    assert "The client is removed." in told_after(f"{hands.add_client()}/remove", {})


def test_what_is_said_of_an_id_that_nobody_types_stands_at_the_day_that_it_needs(hands: Hands) -> None:
    episode = hands.add_episode(hands.add_client(), reviews=[{"RECHSE": "Y"}])
    page = hands.page(episode)
    field = "review-0-SUBMODDT"
    assert f"#{field}" in page.xpath("//main//li/a/@href"), "in what is said above the form"
    assert words(page.get_element_by_id(f"{field}-warning")).startswith("Check: SUBMID is there without")


def test_children_are_kept_by_their_id_and_those_of_others_are_new(hands: Hands) -> None:
    client = hands.add_client()
    two = [{"REFSTDT": "07/11/2018", "REFSTAG": "S0001"}, {"REFSTDT": "08/11/2018", "REFSTAG": "S0002"}]
    episode = hands.add_episode(client, two)
    form = hands.opened(episode)
    first, second = form["referral-0-id"], form["referral-1-id"]
    hands.send(
        episode, form | {"referral-0-remove": "Y", "referral-2-REFSTAG": "S0001", "referral-2-id": first}
    )
    again = hands.opened(episode)
    assert again["referral-0-id"] == second
    assert again["referral-1-id"] not in {first, second, ""}
    hands.send(episode, again | {"referral-1-id": second})  # twice the same: the second is a new one
    ids = [hands.opened(episode)[f"referral-{n}-id"] for n in (0, 1)]
    assert ids[0] == second
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    "path", ["/entry/clients/x", "/entry/episodes/1", "/entry/clients/x/withdraw", "/entry/..%2f/client"]
)
def test_what_is_no_key_is_not_there(hands: Hands, path: str) -> None:
    assert hands.client.get(path).status_code == 404


def test_a_form_larger_than_any_of_ours_is_refused(hands: Hands) -> None:
    assert hands.client.post("/entry/A0001/client", data={"CLIENT": "x" * 300_000}).status_code == 413
    many = {f"f{n}": "" for n in range(3_000)}
    assert hands.client.post("/entry/A0001/client", data=many).status_code == 400
    assert hands.client.post("/entry/A0001/client", content=b"\xff\xfe").status_code == 400
    assert everything(hands) == []


def test_neither_logs_nor_addresses_name_anybody(hands: Hands, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = hands.add_client(CLIENT="ann-17")
        episode = hands.add_episode(client)
        hands.page("/entry")
        hands.page(episode)
        hands.client.post("/entry/A0001/search", data={"looked_for": "ann"})
        hands.made()
        hands.send(f"{client}/withdraw", {})
    lines = hands.house.ask("select who, did, subject from dq.access_log")
    assert {"read entered clients", "read entered episode", "withdraw entered client"} <= {
        line["did"] for line in lines
    }
    told = caplog.text + str(lines) + client + episode
    for identifier in ("ann", "CJIT-C1", "CJIT-E2", "14/03/1985", "TS1 4"):
        assert identifier not in told
