"""What a file makes of the episodes before it: tables in, tables out (submission.md "What loading does")."""

from datetime import date

import pytest

from cjit.linkage.link import relink
from cjit.matching.match import link_and_match, match
from nights.files import extract, row, rows
from nights.house import House, at
from nights.snapshot import Snapshot, snapshot
from oracle.random_rows import Cells

BOM = b"\xef\xbb\xbf"
TWO = extract(*rows(2))


def _core(house: House) -> Snapshot:
    """What is known about people, whoever sent it."""
    return {name: told for name, told in snapshot(house.warehouse).items() if name.startswith("core.")}


def _versions(house: House) -> list[tuple[object, ...]]:
    """Episode, from, to: of every version, the oldest first."""
    found = house.ask(
        "select episode_id, current_from, current_to from core.episode order by episode_id, current_from"
    )
    return [tuple(line.values()) for line in found]


def test_first_file_of_an_agency(house: House) -> None:
    (verdict,) = house.send(TWO)
    assert (verdict["status"], verdict["rows_loaded"], verdict["open_mismatches"]) == ("accepted", 2, 0)
    assert _versions(house) == [("E1", at(20), None), ("E2", at(20), None)]
    assert set(house.column("select submission_id from core.episode")) == {verdict["submission_id"]}


def test_every_value_of_a_row_stands_in_its_column(house: House) -> None:
    cells = {"DRUG2": "5000", "DRUG3": "7000", "PREGNANT": "N", "CLOSEDT": "01/12/2018", "CLSRSN": "205"}
    cells |= {
        "TRFTO": "DMI",
        "TRFFROM": "A08B",
        "CMSID": "Case 4.2",
        "SEX": "F",
        "PC": "ts14ab",
        "CLIENT": "Ref/1",
    }
    house.send(extract(row(1, **cells)))
    (found,) = house.ask("select * from core.episode")
    expected: dict[str, object] = {
        **{"agency_code": "A0001", "episode_id": "E1", "client_id": "C1", "client_ref": "Ref/1"},
        **{"first_initial": "J", "surname_initial": "K", "dob": date(1985, 3, 14), "sex": "F", "age": 33},
        **{"ethnicity": "A", "nationality": "GBR", "postcode_sector": "TS1 4", "dat_code": "A04B"},
        **{
            "la_code": "E06000002",
            "accommodation": "3",
            "employment": "12",
            "parental": "14",
            "pregnant": "N",
        },
        **{"drug1": "1011", "drug2": "5000", "drug3": "7000", "route": "3", "injecting": "N"},
        **{"drinking_days": 4, "drinking_units": 6, "event_on": date(2018, 11, 4), "prompt": "1"},
        **{"transferred_from": "A08B", "assessed_on": date(2018, 11, 5), "caseload_on": date(2018, 11, 6)},
        **{
            "closed_on": date(2018, 12, 1),
            "closure_reason": "205",
            "transferred_to": "DMI",
            "cms": "Case 4.2",
        },
        **{"current_from": at(20), "current_to": None, "substance_group": "opiate"},
    }
    assert {name: found[name] for name in expected} == expected
    assert set(found) - set(expected) == {"submission_id", "content_hash", "person_key"}


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"ETHNIC": "??"}, "ethnicity"),
        ({"NATION": "UK"}, "nationality"),
        ({"CLIENT": "x" * 31}, "client_ref"),
        ({"CLIENT": "a19850314"}, "client_ref"),
        ({"PC": "TS1"}, "postcode_sector"),
        ({"ALCDDAYS": "29"}, "drinking_days"),
        ({"ALCUNITS": "-1"}, "drinking_units"),
        ({"EVNTDT": "31/02/2018"}, "event_on"),
        ({"ROUTE": "9"}, "route"),
        ({"DRUG2": "9997"}, "drug2"),
        ({"TRFFROM": "Leeds"}, "transferred_from"),
        ({"LA": "E99999999"}, "la_code"),
    ],
)
def test_what_is_not_of_its_type_is_blank_and_stands_in_the_finding_alone(
    house: House, cells: dict[str, str], column: str
) -> None:
    (verdict,) = house.send(extract(row(1, **cells)))
    assert verdict["rows_loaded"] == 1
    assert verdict["rows_with_warning"] == 1
    (found,) = house.ask("select * from core.episode")
    assert found[column] is None
    (item, value) = next(iter(cells.items()))
    shown = {"PC": "***", "CLIENT": value if len(value) > 30 else "*" * len(value)}.get(item, value.upper())
    assert shown in house.column("select value from out.finding where item = %s", item)


def test_same_rows_in_other_bytes_are_accepted_and_change_nothing(house: House) -> None:
    """Another column order and case of names is another content, but no other rows."""
    house.send(TWO)
    before = _core(house)
    head, *body = TWO.decode().splitlines()
    swapped = [
        ",".join([*cells[1:], cells[0]]) for cells in (line.split(",") for line in (head.lower(), *body))
    ]
    (verdict,) = house.send("\n".join(swapped).encode(), day=21)
    assert (verdict["status"], verdict["rows_loaded"]) == ("accepted", 2)
    assert _core(house) == before


@pytest.mark.parametrize(
    "same",
    [
        TWO,
        BOM + TWO,
        TWO.replace(b"\n", b"\r\n"),
        TWO.replace(b"\n", b"\r"),
        BOM + TWO.replace(b"\n", b"\r\n"),
    ],
    ids=["bytes", "mark", "CRLF", "CR", "mark and CRLF"],
)
def test_the_same_content_again_is_f09_and_names_the_first(house: House, same: bytes) -> None:
    (first,) = house.send(TWO)
    before = _core(house)
    (again,) = house.send(same, day=21)
    assert (again["status"], again["fatal_rule"], again["rows_submitted"]) == ("fatal", "F09", None)
    assert _core(house) == before
    (told,) = house.column("select message from out.finding where submission_id = %s", again["submission_id"])
    assert first["submission_id"] in told
    assert "20/12/2018 at 02:00" in told


def test_f09_looks_at_the_last_accepted_file_alone(house: House) -> None:
    """Not at a refused one, not at an older one, not at another agency's, whatever its name."""
    other = TWO.replace(b"A0001", b"A0002")
    refused = TWO.replace(b"TRFTO", b"TRFXX")
    house.drop("A0002", "a.csv", other)
    sent = house.send(TWO, refused, refused, extract(*rows(3)), TWO)
    assert [line["fatal_rule"] for line in sent] == [None, "F05", "F05", None, None, None]


def test_a_refused_file_between_does_not_hide_a_repeat(house: House) -> None:
    sent = house.send(TWO, TWO.replace(b"TRFTO", b"TRFXX"), TWO)
    assert [line["fatal_rule"] for line in sent] == [None, "F05", "F09"]


def test_one_changed_row_is_one_new_version(house: House) -> None:
    (first,) = house.send(TWO)
    (second,) = house.send(extract(row(1), row(2, ACCMNEED="1")), day=21)
    assert _versions(house) == [("E1", at(20), None), ("E2", at(20), at(21)), ("E2", at(21), None)]
    versions = house.ask(
        "select accommodation, submission_id from core.episode where episode_id = 'E2' order by current_from"
    )
    assert [tuple(line.values()) for line in versions] == [
        ("3", first["submission_id"]),
        ("1", second["submission_id"]),
    ]
    assert house.column("select accommodation from out.episode where episode_id = 'E2'") == ["1"]


def test_any_earlier_state_can_be_read(house: House) -> None:
    for day, need in ((20, "1"), (21, "2"), (22, "3"), (24, "1")):
        house.send(extract(row(1, ACCMNEED=need)), day=day)
    for day, need in ((20, "1"), (21, "2"), (22, "3"), (23, "3"), (24, "1")):
        assert house.column(
            "select accommodation from core.episode"
            " where current_from <= %(then)s and coalesce(current_to > %(then)s, true)".replace(
                "%(then)s", "%s"
            ),
            at(day),
            at(day),
        ) == [need]


CHILD = {"REFSTID": "R1", "REFSTDT": "10/11/2018", "REFSTAG": "S0001"}
REVIEW = {"SUBMID": "S1", "SUBMODDT": "12/11/2018", "RECPEER": "Y"}


@pytest.mark.parametrize(
    "changed",
    [
        {**CHILD, "REFSTDT": "11/11/2018"},
        {**CHILD, "REFSTAG": "S0002"},
        {**CHILD, "REFSTID": "R2"},
        {**CHILD, **REVIEW, "RECPEER": "N"},
        {**CHILD, **REVIEW, "RECOTH": "Y"},
        {**CHILD, **REVIEW, "SUBMODDT": "13/11/2018"},
        {},
    ],
)
def test_a_change_in_a_referral_or_review_makes_a_version(house: House, changed: dict[str, str]) -> None:
    """And the children of the version before are no longer current, but still there."""
    house.send(extract(row(1, **CHILD, **REVIEW), row(2)))
    house.send(extract(row(1, **changed), row(2)), day=21)
    assert _versions(house) == [("E1", at(20), at(21)), ("E1", at(21), None), ("E2", at(20), None)]
    for table in ("core.referral", "core.review"):
        told = house.column(f"select count(*) from {table} where submission_id like '%%20181220%%'")  # noqa: S608
        assert told == [1]
    assert len(house.column("select 1 from out.referral")) == ("REFSTID" in changed)
    assert len(house.column("select 1 from out.review")) == ("SUBMID" in changed)


def test_children_in_another_order_are_the_same_children(house: House) -> None:
    one, two = {**CHILD, **REVIEW}, {"REFSTID": "R2", "REFSTDT": "20/11/2018", "SUBMID": "S2"}
    house.send(extract(row(1, **one), row(1, **two)))
    before = _core(house)
    house.send(extract(row(1, **two), row(1, **one)), day=21)
    assert _core(house) == before


def _children(*cells: dict[str, str]) -> list[Cells]:
    return [row(1, **more) for more in cells]


@pytest.mark.parametrize(
    ("cells", "referrals", "reviews"),
    [
        ([{"REFSTID": "R1"}], [("R1", None, None)], []),
        ([{"REFSTDT": "10/11/2018"}], [("2018-11-10", date(2018, 11, 10), None)], []),
        ([{"REFSTDT": "20181110", "REFSTAG": "s0001"}], [("2018-11-10", date(2018, 11, 10), "S0001")], []),
        ([{"REFSTAG": "S0001"}], [], []),
        ([{"REFSTDT": "soon"}], [], []),
        ([{"REFSTID": "R1", "REFSTDT": "soon", "REFSTAG": "x1"}], [("R1", None, None)], []),
        ([CHILD, {**CHILD, "REFSTAG": "S0002"}], [("R1", date(2018, 11, 10), "S0001")], []),
        ([{"SUBMODDT": "2018-11-12"}], [], [("2018-11-12", date(2018, 11, 12), False, False)]),
        ([{"RECPEER": "Y"}], [], []),
        ([{**REVIEW, "RECOTH": "x"}], [], [("S1", date(2018, 11, 12), True, False)]),
        (
            [{**REVIEW, "SUBMID": "s1"}, REVIEW],
            [],
            [("S1", date(2018, 11, 12), True, False), ("s1", date(2018, 11, 12), True, False)],
        ),
    ],
)
def test_rows_carry_referrals_and_reviews(
    house: House, cells: list[dict[str, str]], referrals: list[object], reviews: list[object]
) -> None:
    """dataset.md "The file": by their id, else by their date; the same id twice is the first row's."""
    (verdict,) = house.send(extract(*_children(*cells)))
    assert verdict["status"] == "accepted"
    found = house.ask(
        'select referral_id, referred_on, referred_to from out.referral order by referral_id collate "C"'
    )
    assert [tuple(line.values()) for line in found] == referrals
    found = house.ask(
        'select review_id, reviewed_on, recpeer, recoth from out.review order by review_id collate "C"'
    )
    assert [tuple(line.values()) for line in found] == reviews


def test_an_episode_is_loaded_from_its_rows_without_an_error(house: House) -> None:
    """A row in error brings nothing, its referral neither; the first good one says what the episode is."""
    late = {"REFSTID": "R1", "REFSTDT": "21/12/2018"}
    (verdict,) = house.send(extract(row(1, **late), row(1, REFSTID="R2"), row(1, REFSTID="R3")))
    assert (verdict["rows_in_error"], verdict["rows_loaded"]) == (1, 2)
    assert house.column("select referral_id from out.referral order by 1") == ["R2", "R3"]
    assert len(_versions(house)) == 1


def test_a_first_load_has_everybody_linked_and_matched_again_without_naming_anybody(house: House) -> None:
    house.prepare()
    house.run("drop index core.episode_person")  # as sql/load/make_room.sql does
    house.drop("A0001", "a.csv", extract(row(1), row(2), row(3, SINITIAL="L")))
    house.drop("A0002", "a.csv", extract(row(1, AGNCY="A0002", SINITIAL="L")))
    house.load(house.receive())
    assert house.column("select person_key from core.touched_person") == [b"", b""], "one of each file"
    assert _waiting(house, "people to link again") == 2
    assert relink(house.warehouse)["people_touched"] == 2
    assert _waiting(house, "people to link again") == 0
    assert _waiting(house, "people to match again") == 2
    match(house.warehouse)
    assert _waiting(house, "people to match again") == 0
    added = link_and_match(house.warehouse, full=True)
    assert (added["links_added"], added["matches_added"]) == (0, 0), "all were put right"


def _waiting(house: House, thing: str) -> int:
    (waiting,) = house.column("select waiting from out.backlog where thing = %s", thing)
    return int(waiting)


def test_people_of_what_changed_are_linked_again_and_no_others(house: House) -> None:
    house.send(extract(row(1), row(2, SINITIAL="L"), row(3, SINITIAL="M")))
    keys = {line["episode_id"]: line["person_key"] for line in house.ask("select * from core.episode")}
    assert len(set(keys.values())) == 3
    house.drop("A0001", "a.csv", extract(row(1), row(2, SINITIAL="L", ACCMNEED="1"), row(3, SINITIAL="N")))
    house.load(house.receive(21))
    touched = set(house.column("select person_key from core.touched_person"))
    now = {
        line["episode_id"]: line["person_key"]
        for line in house.ask("select * from core.episode where current_to is null")
    }
    assert touched == {keys["E2"], keys["E3"], now["E3"]}
