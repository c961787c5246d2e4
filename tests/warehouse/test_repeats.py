"""The same file again, and the same rows in other bytes: judged against the last accepted file alone."""

from nights.files import extract, row, rows, stays
from nights.house import House, at

ONE, TWO, THREE = rows(3)
FILE = extract(ONE, TWO, THREE)
SHUFFLED = extract(THREE, ONE, TWO).replace(b"\n", b"\r\n")


def file_level(house: House, submission_id: str) -> list[tuple[str, str, str]]:
    """rule, severity, message of what is said about a file as a whole."""
    found = house.ask(
        "select * from out.finding where submission_id = %s and row_no is null order by rule", submission_id
    )
    return [(line["rule"], line["severity"], line["message"]) for line in found]


def test_the_same_rows_in_other_bytes_are_loaded_with_a_note_that_names_the_other(house: House) -> None:
    (first,) = house.send(FILE, day=18)
    (again,) = house.send(SHUFFLED, day=19)

    assert again["status"] == "accepted"
    ((rule, severity, message),) = file_level(house, again["submission_id"])
    assert (rule, severity) == ("N03", "note")
    assert f"submission {first['submission_id']} (0.csv), received on 18/12/2018 at 02:00" in message
    assert house.column("select count(*) from core.episode") == [3]
    hashes = {line["row_set_hash"] for line in (first, again)}
    assert len(hashes) == 1
    assert len({line["content_sha256"] for line in (first, again)}) == 2


def test_other_rows_say_nothing(house: House) -> None:
    house.send(FILE, day=18)
    (changed,) = house.send(extract(ONE, TWO, row(3, ACCMNEED="4")), day=19)
    (fewer,) = house.send(extract(ONE, TWO), day=20)

    assert file_level(house, changed["submission_id"]) == []
    assert file_level(house, fewer["submission_id"]) == []


def test_a_refused_file_and_one_before_the_last_are_no_measure(house: House) -> None:
    house.send(FILE, day=17)
    other = extract(ONE)
    house.send(other, day=18)
    (back,) = house.send(FILE, day=19)
    assert (back["status"], file_level(house, back["submission_id"])) == ("accepted", [])

    wrong = extract(row(1, AGNCY="A0002"))
    assert [line["fatal_rule"] for line in house.send(wrong, wrong, day=20)] == ["F07", "F07"]
    (again,) = house.send(FILE, day=21)
    ((rule, _, message),) = file_level(house, again["submission_id"])
    assert rule == "F09"
    assert f"submission {back['submission_id']} (0.csv), received on 19/12/2018 at 02:00" in message


def test_within_one_night_the_later_file_is_compared_with_the_earlier(house: House) -> None:
    first, second, third = house.send(FILE, SHUFFLED, FILE)

    assert [rule for rule, *_ in file_level(house, second["submission_id"])] == ["N03"]
    ((_, _, message),) = file_level(house, third["submission_id"])
    assert second["submission_id"] in message
    assert first["submission_id"] not in message


def test_another_feeds_files_are_told_apart_in_the_same_way(house: House) -> None:
    house.drop("_secure", "1.csv", stays(1, 2), minute=1)
    house.drop("_secure", "2.csv", stays(2, 1), minute=2)
    house.night(20)

    told = house.column(
        "select f.rule from out.finding as f inner join out.submission as s using (submission_id)"
        " where s.received_at = %s order by s.arrival_no",
        at(20),
    )
    assert told == ["N03"]
