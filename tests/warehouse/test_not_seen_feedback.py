"""Files in, matches out: what a provider is told of referrals without a start, and what takes it away."""

import io

from openpyxl import load_workbook

from nights.files import extract, row, treatment
from nights.house import House

MARY = {"FINITIAL": "M", "SINITIAL": "N", "CLIENTID": "C9", "CLIENT": "ref-9", "EPISODID": "E9"}
REFERRED = {"REFSTDT": "10/11/2018", "REFSTAG": "S0001"}


def _page(house: House, submission_id: str, name: str = "summary.html", agency: str = "A0001") -> bytes:
    return (house.settings.out_dir / "providers" / agency / submission_id / name).read_bytes()


def _why(house: House) -> dict[str, str]:
    return {
        f"{line['agency_code']}/{line['episode_id']}/{line['referral_id']}": line["reason_in_words"]
        for line in house.ask("select * from out.unmatched_referral")
    }


def test_a_treatment_file_replaced_changes_who_was_seen(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1))
    house.send(extract(row(1, REFSTID="R1", **REFERRED), row(2, **MARY, REFSTID="R9", **REFERRED)))
    assert _why(house) == {"A0001/E9/R9": "Not known to structured treatment"}
    assert house.ask("select treatment_episode, days from out.treatment_match where referral_id = 'R1'") == [
        {"treatment_episode": "T1", "days": 2}
    ]
    house.drop("_structured", "a.csv", treatment(1, **{"FINITIAL": "M", "SINITIAL": "M"}))
    house.night(day=21)
    assert _why(house) == {
        "A0001/E1/R1": "Not known to structured treatment",
        "A0001/E9/R9": "Perhaps somebody whose details differ in one item: the initial of the surname",
    }
    levels = house.ask(
        "select level, area_code, sum(referrals)::integer as n from out.unmatched_referral_summary"
        " group by 1, 2 order by 1"
    )
    assert [tuple(line.values()) for line in levels] == [("partnership", "A04B", 2), ("provider", "A0001", 2)]


def test_the_provider_is_told_why_with_its_own_references(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1, CLIENT="theirs", EPISODID="THEIRS", MODST="20/11/2018"))
    sent, _ = house.send(
        extract(
            row(1, REFSTID="R1", **REFERRED),
            row(2, CLIENTID="C2", SINITIAL="L", REFSTID="R2", **REFERRED),
            row(3, **MARY, REFSTID="R9", **REFERRED),
        )
    )
    page = _page(house, sent["submission_id"]).decode()
    assert "2 of 3 referrals in your loaded episodes have no start" in page
    assert "differ in one item: the initial of the surname" in page
    assert "Episode E2" in page
    assert "For 2 of them that time was not over when your file came." in page
    book = load_workbook(io.BytesIO(_page(house, sent["submission_id"], "findings.xlsx")))
    told = [[cell.value for cell in line] for line in book["No start"].iter_rows(min_row=2)]
    assert [line[1:7] for line in told] == [
        ["ref-2", "E2", "R2", "10/11/2018", "S0001", "02/02/2019"],
        ["ref-9", "E9", "R9", "10/11/2018", "S0001", "02/02/2019"],
    ]
    everything = page + str(told)
    assert not [word for word in ("THEIRS", "theirs", "20/11/2018", "14/03/1985") if word in everything]


def test_only_the_latest_accepted_file_tells_it_and_other_agencies_are_not_told(house: House) -> None:
    referred = extract(row(1, REFSTID="R1", **REFERRED))
    house.drop("A0002", "a.csv", extract(row(1, AGNCY="A0002", EPISODID="OF-2", **REFERRED)))
    first, second, _ = house.send(referred, extract(row(1, REFSTID="R1", ACCMNEED="2", **REFERRED)))
    assert b"no-start" not in _page(house, first["submission_id"])
    told = _page(house, second["submission_id"])
    assert b'id="no-start"' in told
    assert b"OF-2" not in told


def test_without_referrals_there_is_no_such_section(house: House) -> None:
    (sent,) = house.send(extract(row(1)))
    assert b"no-start" not in _page(house, sent["submission_id"])


def test_who_is_seen_is_told_in_one_sentence(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1))
    sent, _ = house.send(extract(row(1, **REFERRED)))
    assert b"Every referral in your loaded episodes was followed by a start" in _page(
        house, sent["submission_id"]
    )
    assert (
        "No start"
        not in load_workbook(io.BytesIO(_page(house, sent["submission_id"], "findings.xlsx"))).sheetnames
    )


def test_an_erasure_takes_matches_and_what_was_told_of_them(house: House) -> None:
    """At once in the database; the pages before it are written again."""
    two = [row(1, REFSTID="R1", **REFERRED), row(2, **MARY, REFSTID="R9", **REFERRED)]
    (first,) = house.send(extract(*two))
    assert b"E9" in _page(house, first["submission_id"])
    house.drop("A0001", "b.csv", extract(two[0], two[1] | {"CONSENT": "N"}))
    house.load(house.receive(day=21))
    assert house.column("select episode_id from core.treatment_match") == ["E1"]
    house.night(day=21)
    assert b"E9" not in _page(house, first["submission_id"])
    assert _why(house) == {"A0001/E1/R1": "Not known to structured treatment"}
