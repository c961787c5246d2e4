"""Episodes that a file does not bring: absent, held back, back again (submission.md "What loading does")."""

import pytest

from nights.files import extract, row, rows
from nights.house import House, at


def _absent(house: House) -> dict[str, str]:
    """Episode → the last submission that held it."""
    return {line["episode_id"]: line["last_seen_in"] for line in house.ask("select * from core.absent")}


def _held_back(house: House) -> dict[str, str]:
    return {line["episode_id"]: line["submission_id"] for line in house.ask("select * from core.held_back")}


def _current(house: House) -> list[str]:
    return house.column("select episode_id from core.episode where current_to is null order by 1")


def test_an_episode_that_is_gone_stays_current_and_is_absent(house: House) -> None:
    (first,) = house.send(extract(*rows(3)))
    house.send(extract(row(1)), day=21)
    assert _current(house) == ["E1", "E2", "E3"]
    assert _absent(house) == dict.fromkeys(["E2", "E3"], first["submission_id"])
    assert _held_back(house) == {}


def test_absent_names_the_last_file_that_held_it(house: House) -> None:
    house.send(extract(*rows(3)))
    (second,) = house.send(extract(*rows(2)), day=21)
    house.send(extract(row(1)), day=22)
    house.send(extract(row(1, SEX="F")), day=23)
    last_seen = _absent(house)
    assert last_seen["E2"] == second["submission_id"]
    assert last_seen["E3"] != second["submission_id"]


def test_a_refused_file_is_not_the_last_that_held_it(house: House) -> None:
    first, *_ = house.send(extract(*rows(2)), extract(*rows(2)).replace(b"TRFTO", b"TRFXX"), extract(row(1)))
    assert _absent(house) == {"E2": first["submission_id"]}


def test_an_episode_that_returns_is_no_longer_absent(house: House) -> None:
    house.send(extract(*rows(2)))
    house.send(extract(row(1)), day=21)
    house.send(extract(row(1), row(2), row(3)), day=22)
    assert _absent(house) == {}
    assert len(house.column("select 1 from core.episode where episode_id = 'E2'")) == 1, (
        "unchanged: no new version"
    )


def test_an_episode_that_returns_changed_is_a_new_version(house: House) -> None:
    house.send(extract(*rows(2)))
    house.send(extract(row(1)), day=21)
    house.send(extract(row(1), row(2, ACCMNEED="1")), day=22)
    spans = house.ask("select current_from, current_to from core.episode where episode_id = 'E2' order by 1")
    assert [tuple(line.values()) for line in spans] == [(at(20), at(22)), (at(22), None)]
    assert _absent(house) == {}


def test_an_episode_whose_rows_all_have_errors_keeps_its_earlier_version(house: House) -> None:
    house.send(extract(*rows(2)))
    (second,) = house.send(extract(row(1), row(2, SEX="Q", ACCMNEED="1")), day=21)
    assert (second["rows_in_error"], second["rows_loaded"]) == (1, 1)
    assert _held_back(house) == {"E2": second["submission_id"]}
    assert _absent(house) == {}
    assert house.column("select accommodation from out.episode where episode_id = 'E2'") == ["3"]


def test_an_episode_with_one_good_row_is_not_held_back(house: House) -> None:
    house.send(extract(*rows(2)))
    house.send(extract(row(1), row(2, REFSTDT="21/12/2019"), row(2, REFSTID="R1")), day=21)
    assert _held_back(house) == {}
    assert house.column("select referral_id from out.referral") == ["R1"]


def test_rows_that_contradict_each_other_hold_their_episode_back(house: House) -> None:
    house.send(extract(*rows(2)))
    (second,) = house.send(extract(row(1), row(2), row(2, ACCMNEED="1")), day=21)
    assert _held_back(house) == {"E2": second["submission_id"]}


@pytest.mark.parametrize("consent", ["", "X", "NA"])
def test_an_unseen_episode_of_a_client_without_readable_consent_is_held_back(
    house: House, consent: str
) -> None:
    """E08: of such a row only its CLIENTID is known, so which episode it was about is not."""
    house.send(extract(*rows(3)))
    (second,) = house.send(extract(row(1), row(2, CONSENT=consent)), day=21)
    assert _held_back(house) == {"E2": second["submission_id"]}
    assert set(_absent(house)) == {"E3"}


def test_a_client_without_readable_consent_whose_episode_is_seen_is_not_held_back(house: House) -> None:
    house.send(extract(*rows(2)))
    house.send(extract(row(1), row(2), row(2, EPISODID="E9", CONSENT="")), day=21)
    assert _held_back(house) == {}
    assert _absent(house) == {}


def test_exact_text_tells_one_client_from_another(house: House) -> None:
    """CLIENTID is kept as sent: `c2` is not `C2`."""
    house.send(extract(*rows(2)))
    house.send(extract(row(1), row(2, CLIENTID="c2", CONSENT="")), day=21)
    assert _held_back(house) == {}
    assert set(_absent(house)) == {"E2"}


def test_what_was_absent_and_is_held_back_now_is_not_missing(house: House) -> None:
    house.send(extract(*rows(2)))
    house.send(extract(row(1)), day=21)
    house.send(extract(row(1), row(2, SEX="Q")), day=22)
    assert _absent(house) == {}
    assert set(_held_back(house)) == {"E2"}
    house.send(extract(row(1), row(3)), day=23)
    assert set(_absent(house)) == {"E2"}
    assert _held_back(house) == {}


def test_all_rows_in_error_are_an_accepted_file_that_holds_everything_back(house: House) -> None:
    house.send(extract(*rows(2)))
    (second,) = house.send(extract(*rows(2, SEX="Q")), day=21)
    assert (second["status"], second["rows_loaded"], second["load_pct"], second["dq_pct"]) == (
        "accepted",
        0,
        0,
        None,
    )
    assert set(_held_back(house)) == {"E1", "E2"}
    assert _current(house) == ["E1", "E2"]


def test_a_fatal_file_changes_nothing_of_what_is_there(house: House) -> None:
    house.send(extract(*rows(2)))
    house.send(extract(row(1), row(2, SEX="Q")), day=21)
    before = _absent(house), _held_back(house), _current(house)
    (third,) = house.send(extract(row(1)).replace(b"TRFTO", b"TRFXX"), day=22)
    assert third["status"] == "fatal"
    assert (_absent(house), _held_back(house), _current(house)) == before


def test_one_agency_says_nothing_about_another(house: House) -> None:
    house.drop("A0002", "a.csv", extract(*rows(3, "A0002")))
    house.send(extract(*rows(3)))
    house.send(extract(row(1)), day=21)
    assert house.column("select distinct agency_code from core.absent") == ["A0001"]
    house.send(extract(row(1, AGNCY="A0002"), row(2, AGNCY="A0002", SEX="Q")), agency="A0002", day=22)
    assert house.ask("select agency_code, episode_id from core.absent order by 1, 2") == [
        {"agency_code": "A0001", "episode_id": "E2"},
        {"agency_code": "A0001", "episode_id": "E3"},
        {"agency_code": "A0002", "episode_id": "E3"},
    ]
    assert house.column("select agency_code from core.held_back") == ["A0002"]


def test_people_whose_episodes_went_or_came_back_are_linked_again(house: House) -> None:
    """Presence decides between duplicates (linkage.md)."""
    house.send(extract(row(1), row(2, SINITIAL="L")))
    for day, file in ((21, extract(row(1))), (22, extract(row(1), row(2, SINITIAL="L"), row(3)))):
        house.drop("A0001", "a.csv", file)
        house.run("delete from core.touched_person")
        house.load(house.receive(day))
        touched = house.column(
            "select distinct e.episode_id from core.touched_person as t inner join core.episode as e"
            " on t.person_key = e.person_key where e.episode_id = 'E2'"
        )
        assert touched == ["E2"]


# One sender, one night, several files -----------------------------------------------------------------------


def test_two_files_of_one_night_are_two_submissions_and_the_later_wins(house: House) -> None:
    first, second = house.send(extract(row(1, ACCMNEED="1"), row(2)), extract(row(1, ACCMNEED="2")))
    assert (first["status"], second["status"]) == ("accepted", "accepted")
    assert house.column("select accommodation from out.episode where episode_id = 'E1'") == ["2"]
    assert _absent(house) == {"E2": first["submission_id"]}
    spans = house.ask("select current_from, current_to from core.episode where accommodation = '1'")
    assert [tuple(line.values()) for line in spans] == [(at(20), at(20))]


def test_later_is_by_modification_time_and_not_by_name(house: House) -> None:
    house.drop("A0001", "a.csv", extract(row(1, ACCMNEED="2")), minute=2)
    house.drop("A0001", "z.csv", extract(row(1, ACCMNEED="1")), minute=1)
    house.night()
    assert house.column("select accommodation from out.episode") == ["2"]


def test_a_fatal_file_between_two_good_ones_stops_neither(house: House) -> None:
    sent = house.send(
        extract(row(1, ACCMNEED="1")), b"", extract(row(1, ACCMNEED="2")), extract(row(1, ACCMNEED="2"))
    )
    assert [line["fatal_rule"] for line in sent] == [None, "F01", None, "F09"]
    assert house.column("select accommodation from out.episode") == ["2"]


def test_a_version_that_changes_twice_in_a_night_keeps_all_three(house: House) -> None:
    house.send(extract(row(1, ACCMNEED="1", REFSTID="R1")), day=20)
    house.send(*(extract(row(1, ACCMNEED=need, REFSTID="R1")) for need in ("2", "3")), day=21)
    assert sorted(house.column("select accommodation from core.episode")) == ["1", "2", "3"]
    assert house.column("select accommodation from out.episode") == ["3"]
    assert len(house.column("select 1 from core.referral")) == 3
    assert len(house.column("select 1 from out.referral")) == 1
