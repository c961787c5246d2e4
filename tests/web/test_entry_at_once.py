"""Two people in one form at once: what the slower one typed comes back, with what the other did."""

import pytest
from lxml import html

from entry.hands import Cells, Hands
from nights.house import House
from page_checks import words


@pytest.fixture
def hands(house: House) -> Hands:
    return Hands(house)


def too_late(hands: Hands, where: str, form: Cells) -> tuple[Cells, list[str], html.HtmlElement]:
    """A form that is sent and comes back: as it would be sent again, what is said above it, and the page."""
    answer = hands.client.post(where, data=form)
    assert answer.status_code == 409
    page = html.document_fromstring(answer.text)
    assert page.findtext(".//title").startswith("Error: ")
    links = page.xpath("//div[@role='alert']//li/a")
    for link in links:
        assert page.xpath(f"//*[@id='{link.get('href')[1:]}']"), link.get("href")
    (again,) = page.xpath("//form[@class='cjit-form']")
    sent = {name: "" if value == "on" else value for name, value in again.form_values()}
    return sent, [words(link) for link in links], page


def test_of_a_client_both_are_kept_and_what_both_changed_is_asked_about(hands: Hands) -> None:
    client = hands.add_client(CLIENT="nov-17", SEX="M")
    mine, theirs = hands.opened(client), hands.opened(client)
    hands.send(client, theirs | {"CLIENT": "nov-18", "SEX": "F"})
    again, told, page = too_late(hands, client, mine | {"CLIENT": "nov-19", "FINITIAL": "Z"})
    assert (again["CLIENT"], again["FINITIAL"], again["SEX"]) == ("nov-19", "Z", "F")
    assert told == [
        "Your own reference: Somebody else put “nov-18” here. You changed it too: yours is in the form, and "
        "replaces theirs if you save.",
        "Sex: Somebody else put “Female (F)” here, and so it is in the form.",
    ]
    described = page.get_element_by_id("CLIENT").get("aria-describedby").split()
    assert "CLIENT-changed" in described, "a screen reader says it with the field"
    assert (hands.opened(client)["CLIENT"], hands.opened(client)["FINITIAL"]) == ("nov-18", mine["FINITIAL"])
    hands.send(client, again)
    kept = hands.opened(client)
    assert (kept["CLIENT"], kept["FINITIAL"], kept["SEX"]) == ("nov-19", "Z", "F")


def test_a_third_person_is_not_overwritten_by_a_form_that_came_back(hands: Hands) -> None:
    client = hands.add_client(CLIENT="one")
    late = hands.opened(client) | {"FINITIAL": "Z"}
    hands.change(client, CLIENT="two")
    again, _, _ = too_late(hands, client, late)
    hands.change(client, CLIENT="three")
    once_more, told, _ = too_late(hands, client, again)
    assert (once_more["CLIENT"], once_more["FINITIAL"]) == ("three", "Z")
    assert told == ["Your own reference: Somebody else put “three” here, and so it is in the form."]


def test_a_form_without_consent_comes_back_as_the_version_that_it_was_opened_with(hands: Hands) -> None:
    client = hands.add_client(CLIENT="one")
    late = hands.opened(client) | {"CONSENT": ""}
    hands.change(client, CLIENT="two")
    refused = html.document_fromstring(hands.client.post(client, data=late).text)
    (form,) = refused.xpath("//form[@class='cjit-form']")
    again, _, _ = too_late(hands, client, dict(form.form_values()) | {"CONSENT": "Y"})
    assert again["CLIENT"] == "two"
    assert hands.opened(client)["CLIENT"] == "two"


def test_of_an_episode_referrals_and_reviews_too(hands: Hands) -> None:
    referrals = [{"REFSTDT": f"0{n}/11/2018", "REFSTAG": f"S000{n}"} for n in (6, 7, 8)]
    reviews = [{"SUBMODDT": "20/11/2018", "RECHSE": "Y"}]
    episode = hands.add_episode(hands.add_client(), referrals, reviews, PC="TS1 4", DRUG1="1011")
    mine, theirs = hands.opened(episode), hands.opened(episode)
    theirs |= {
        "PC": "TS1 5",
        "referral-0-REFSTAG": "S0009",
        "referral-1-remove": "Y",
        "referral-2-remove": "Y",
    }
    theirs |= {"referral-3-REFSTAG": "S0004", "review-0-RECPEER": "Y"}
    del theirs["review-0-RECHSE"]
    hands.send(episode, theirs)
    mine |= {"DRUG1": "1301", "referral-0-REFSTDT-day": "09", "referral-2-REFSTAG": "S0005"}
    again, told, _ = too_late(hands, episode, mine | {"review-1-RECMAID": "Y"})
    assert (again["PC"], again["DRUG1"]) == ("TS1 5", "1301")
    assert [again[f"referral-{n}-REFSTAG"] for n in range(4)] == ["S0009", "S0004", "S0005", ""]
    assert [bool(again[f"referral-{n}-id"]) for n in range(3)] == [True, True, False]
    assert again["referral-0-REFSTDT-day"] == "09"
    assert {"review-0-RECPEER", "review-1-RECMAID"} == {
        name for name in again if "-REC" in name and not name.startswith("was-")
    }
    assert [line.partition(": ")[0] for line in told] == [
        "Postcode sector",
        "Referral 1, Agency referred to",
        "Referral 2",
        "Referral 3",
        "Review 1, Peer",
        "Review 1, Housing",
        "Somebody else removed your referral 2.",
    ]
    hands.send(episode, again)
    kept = hands.opened(episode)
    assert [kept[f"referral-{n}-REFSTAG"] for n in range(3)] == ["S0009", "S0004", "S0005"]
    assert kept["DRUG1"] == "1301"


def test_an_episode_that_was_deleted_meanwhile_can_be_entered_anew(hands: Hands) -> None:
    client = hands.add_client()
    episode = hands.add_episode(client, [{"REFSTDT": "07/11/2018", "REFSTAG": "S0001"}])
    late = hands.opened(episode) | {"PC": "TS1 5"}
    hands.send(f"{episode}/remove", {})
    again, _, page = too_late(hands, episode, late)
    assert "Somebody else deleted this episode" in words(page.find(".//main"))
    assert (again["PC"], again["referral-0-REFSTAG"]) == ("TS1 5", "S0001")
    (form,) = page.xpath("//form[@class='cjit-form']")
    anew = hands.send(form.get("action"), again)
    assert anew != episode
    assert hands.opened(anew)["referral-0-REFSTAG"] == "S0001"
    hands.send(f"{client}/withdraw", {})
    assert hands.client.post(episode, data=late).status_code == 404, (
        "nothing is kept or shown without consent"
    )


def test_what_is_sent_back_is_read_by_whoever_gets_it(hands: Hands) -> None:
    client = hands.add_client()
    episode = hands.add_episode(client)
    for where, did in ((client, "read entered client"), (episode, "read entered episode")):
        late = hands.opened(where)
        hands.send(where, late)
        before = hands.house.column("select count(*) from dq.access_log where did = %s", did)
        too_late(hands, where, late)
        assert hands.house.column("select count(*) from dq.access_log where did = %s", did) == [before[0] + 1]
    assert Hands(hands.house, "neighbour").client.post(client, data={"CONSENT": "Y"}).status_code == 404
