"""What is typed comes out of the night as it was typed, and the night finds what the form found."""

import csv
import io

from cjit.dataset.definition import definition
from nights.files import row
from nights.house import House

from .hands import Hands

OF_ITS_OWN = ("CLIENT", "CLIENTID", "EPISODID", "SINITIAL", "CMSID")
ON_CASELOAD = {"ASSESSDT": "05/11/2018", "CASESTDT": "06/11/2018"}
REFERRALS = [
    {"REFSTDT": "07/11/2018", "REFSTAG": "S0001"},
    {"REFSTDT": "20/11/2018", "REFSTAG": "S0002"},
]
REVIEWS = [{"SUBMODDT": "21/11/2018", "RECPEER": "Y", "RECOTH": "Y"}]


def entered(hands: Hands) -> dict[str, str]:
    """Two clients, three episodes, referrals and a review; addresses by name."""
    ann = hands.add_client(CLIENT='ann, "a" one', SINITIAL="A")
    ben = hands.add_client(CLIENT="ben-2", SINITIAL="B", SEX="F", ETHNIC="", DOB="9/3/1985")
    return {
        "ann": ann,
        "ben": ben,
        "full": hands.add_episode(ann, REFERRALS, REVIEWS, **ON_CASELOAD),
        "closed": hands.add_episode(
            ben, ASSESSDT="01/10/2018", EVNTDT="", CASESTDT="", CLOSEDT="02/10/2018", CLSRSN="102"
        ),
        "again": hands.add_episode(
            ben, [], [{"SUBMODDT": "30/11/2018"}], DRUG1="5000", ROUTE="9", **ON_CASELOAD
        ),
    }


def test_episodes_referrals_and_reviews_are_those_typed(house: House, hands: Hands) -> None:
    where = entered(hands)
    assert hands.night() == {"accepted": 1}
    episodes = house.ask("select * from core.episode where current_to is null order by episode_id")
    assert len(episodes) == 3
    full = episodes[0]
    typed = row(1) | ON_CASELOAD
    for item in definition("O").of_scope("episode"):
        if item.column and item.name not in OF_ITS_OWN:
            stored = full[item.column]
            shown = f"{stored:%d/%m/%Y}" if item.kind == "date" and stored else stored
            assert str(shown if shown is not None else "") == typed[item.name], item.name
    assert (full["client_ref"], full["surname_initial"]) == ('ann, "a" one', "A")
    assert [e["client_id"] for e in episodes] == ["CJIT-C1", "CJIT-C2", "CJIT-C2"]
    out = house.ask(
        "select assessed_on::text, closed_on::text, closure_reason, sex from out.episode order by episode_id"
    )
    assert [tuple(line.values()) for line in out] == [
        ("2018-11-05", None, None, "M"),
        ("2018-10-01", "2018-10-02", "102", "F"),
        ("2018-11-05", None, None, "F"),
    ]
    referrals = house.ask("select referred_on::text d, referred_to t from out.referral order by d")
    assert [tuple(line.values()) for line in referrals] == [("2018-11-07", "S0001"), ("2018-11-20", "S0002")]
    reviews = house.ask("select reviewed_on::text d, recpeer, recmaid, recoth from out.review order by d")
    assert [tuple(line.values()) for line in reviews] == [
        ("2018-11-21", True, False, True),
        ("2018-11-30", False, False, False),
    ]
    assert hands.opened(where["full"])["referral-1-REFSTAG"] == "S0002"


def test_the_night_finds_what_the_form_found(house: House, hands: Hands) -> None:
    where = entered(hands)
    hands.change(where["again"], **{"CASESTDT-day": "04", "PREGNANT": "Y"})  # it was without errors before
    shown = {name: hands.told(where[name]) for name in ("full", "closed", "again")}
    assert not {severity for severity, _ in shown["closed"]} - {"warning"}
    assert "error" in {severity for severity, _ in shown["again"]}
    hands.night()
    night: dict[str, set[tuple[str, str]]] = {name: set() for name in shown}
    names = {"CJIT-E3": "full", "CJIT-E7": "closed", "CJIT-E8": "again"}
    for line in house.ask("select severity, message, episode_id from out.finding where row_no is not null"):
        night[names[line["episode_id"]]].add((line["severity"], line["message"]))
    assert shown == night
    assert all(night[name] for name in ("closed", "again"))


def test_a_full_postcode_is_kept_as_its_sector(house: House, hands: Hands) -> None:
    typed = {
        "ts14ab": "TS1 4",
        "TS11 4AB": "TS11 4",
        "sw1a1aa ": "SW1A 1",
        "ts1 4": "ts1 4",
        "TS1  4AB": "TS1  4AB",
    }
    client = hands.add_client()
    kept = {said: hands.opened(hands.add_episode(client, PC=said))["PC"] for said in typed}
    assert kept == typed
    assert house.column("select items ->> 'PC' from entry.episode order by episode_no") == [*typed.values()]
    changed = hands.add_episode(client)
    hands.change(changed, PC="TS1 4AB")
    assert hands.opened(changed)["PC"] == "TS1 4"


def test_the_file_is_a_full_extract_in_the_datasets_order(house: House, hands: Hands) -> None:
    entered(hands)
    assert hands.made() == {"made": 1}
    (path,) = (house.settings.inbox_dir / "A0001").iterdir()
    data = path.read_bytes()
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    assert data.split(b"\r\n")[0].decode() == ",".join(definition("O").names)
    assert data.count(b"\r\n") == data.count(b"\n") == 5
    assert [(line["EPISODID"], line["REFSTDT"], line["SUBMODDT"]) for line in lines] == [
        ("CJIT-E3", "07/11/2018", "21/11/2018"),
        ("CJIT-E3", "20/11/2018", ""),
        ("CJIT-E7", "", ""),
        ("CJIT-E8", "", "30/11/2018"),
    ]
    assert {line["AGNCY"] for line in lines} == {"A0001"}
    assert len({line["REFSTID"] for line in lines[:2]}) == 2
