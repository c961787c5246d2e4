"""Without consent nothing is kept; withdrawn, everything goes: here at once, what was loaded that night."""

from nights.files import extract, row
from nights.house import House

from .hands import Hands, filled

STORED = "select (select count(*) from entry.client) + (select count(*) from entry.episode) as n"


def test_nothing_is_kept_of_who_does_not_consent(house: House, hands: Hands) -> None:
    for answer in ("N", "", "X"):
        form = filled("client", row(1, CLIENT="not to be kept", CONSENT=answer))
        refused = hands.client.post("/entry/A0001/client", data=form)
        assert refused.status_code == 400
        assert ("not to be kept" in refused.text) == (answer != "N")
    assert house.column(STORED) == [0]


def test_of_a_draft_nothing_stays(house: House, hands: Hands) -> None:
    client = hands.add_client()
    hands.add_episode(client, DRUG1="")
    asked = hands.send(client, hands.opened(client) | {"CONSENT": "N"})
    assert asked == f"{client}/withdraw"
    assert "2 episodes" not in hands.client.get(asked).text
    hands.send(asked, {})
    assert house.column(STORED) == [0]
    assert hands.made() == {"empty": 1}


def test_of_what_was_sent_one_row_says_so_and_everything_is_erased(house: House, hands: Hands) -> None:
    ann, ben = hands.add_client(CLIENT="ann"), hands.add_client(CLIENT="ben", SINITIAL="B")
    for client in (ann, ben):
        hands.add_episode(client, [{"REFSTDT": "07/11/2018", "REFSTAG": "S0001"}], ETHNIC="")
    hands.night(20)
    hands.send(f"{ann}/withdraw", {})
    assert hands.client.get(ann).status_code == 404
    assert house.column("select items from entry.client order by client_no")[0] == {}
    assert "ann" not in str(
        house.ask("select * from entry.client") + house.ask("select * from entry.episode")
    )
    assert hands.made(21) == {"made": 1}
    data = (house.settings.inbox_dir / "A0001" / "entered.csv").read_text(encoding="utf-8").splitlines()
    assert [cell for cell in data[1].split(",") if cell] == ["A0001", "CJIT-C1", "N"]
    assert house.night(21) == {"accepted": 1}
    assert house.column("select client_id from core.episode") == ["CJIT-C2"]
    assert house.column("select count(*) from core.referral") == [1]
    assert house.column("select count(*) from dq.erasure") == [1]
    assert house.column("select client_id from entry.client") == ["CJIT-C2"]  # the id is forgotten with it
    assert house.column("select count(*) from out.mismatch") == [0]
    assert hands.night(22) == {"accepted": 1}
    assert house.column("select rows_withheld from out.submission order by received_at") == [0, 1, 0]


def test_while_the_file_is_held_the_row_stays_in_it(house: House, hands: Hands) -> None:
    client = hands.add_client()
    hands.add_episode(client)
    hands.night(20)
    many = [row(n, SINITIAL=chr(64 + n)) for n in range(1, 25)]
    house.send(extract(*many), day=21)
    hands.send(f"{client}/withdraw", {})
    assert hands.night(22) == {"held": 1}
    assert house.column("select client_id from entry.client") == ["CJIT-C1"]


def test_a_file_by_hand_that_withdraws_consent_reaches_the_form(house: House, hands: Hands) -> None:
    ann, ben = hands.add_client(), hands.add_client(SINITIAL="B")
    for client in (ann, ben):
        hands.add_episode(client)
    hands.night(20)
    house.send(extract(row(1, CLIENTID="CJIT-C1", CONSENT="N"), row(9)), day=21)
    assert house.column("select client_id from entry.client") == ["CJIT-C2"]
    assert house.column("select count(*) from entry.episode") == [1]
