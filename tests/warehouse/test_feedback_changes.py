"""Fixed, new, still there: a submission against the agency's one before it, held against a plain count."""

import random
from collections import Counter
from typing import Any

from cjit.warehouse import feedback
from nights.files import extract, row, rows
from nights.house import House, at
from page_checks import read_page, table_rows, words

CAPTION = "Findings by cause, compared with your file before"


def told(house: House, day: int) -> dict[str, tuple[int, int, int]]:
    """Cause → fixed, new, still there, as the page of that day's last submission has them."""
    page = page_of(house, day)
    return {
        cause: tuple(int(line[name].replace(",", "")) for name in ("Fixed", "New", "Still there"))  # type: ignore[misc]  # three
        for cause, line in table_rows(page, CAPTION).items()
    }


def page_of(house: House, day: int, agency: str = "A0001") -> Any:
    ids = house.column(
        "select submission_id from out.submission where received_at = %s and agency_code = %s"
        " order by arrival_no",
        at(day),
        agency,
    )
    return read_page(house.settings.out_dir / "providers" / agency / ids[-1] / "summary.html")


def test_a_first_file_is_compared_with_nothing(house: House) -> None:
    house.send(extract(row(1, ETHNIC="")), day=18)
    assert not page_of(house, 18).xpath("//*[@id='changes']")


def test_by_episode_and_not_by_row_value_or_order(house: House) -> None:
    house.send(extract(row(1, ETHNIC="?"), row(2, ETHNIC=""), row(3, NATION="")), day=18)
    house.send(extract(row(4, ETHNIC=""), row(3), row(2, ETHNIC="??"), row(1)), day=19)
    assert told(house, 19) == {"ETHNIC (W01)": (1, 1, 1), "NATION (W02)": (1, 0, 0)}
    assert "2 findings are fixed, 1 is new and 1 is still there" in words(page_of(house, 19))


def test_rows_without_an_episode_id_are_known_by_their_client_reference(house: House) -> None:
    house.send(extract(row(1, EPISODID=""), row(2, EPISODID="")), day=18)
    house.send(extract(row(9, EPISODID=""), row(2, EPISODID="")), day=19)
    assert told(house, 19) == {"EPISODID (E07)": (1, 1, 1)}


def test_several_rows_of_one_episode_are_told_apart_by_number(house: House) -> None:
    wrong = [row(1, ETHNIC="", REFSTID=f"R{n}", REFSTDT="10/11/2018", REFSTAG="S0001") for n in range(3)]
    house.send(extract(*wrong), day=18)
    house.send(extract(*wrong[:2]), day=19)
    assert told(house, 19) == {"ETHNIC (W01)": (1, 0, 2)}


def test_fatal_files_neither_are_compared_nor_compared_with(house: House) -> None:
    house.send(extract(row(1, ETHNIC="")), day=18)
    house.send(b"nothing of ours", day=19)
    assert not page_of(house, 19).xpath("//*[@id='changes']")
    house.send(extract(row(1)), day=20)
    assert told(house, 20) == {"ETHNIC (W01)": (1, 0, 0)}


def test_the_file_before_is_the_agencys_own_and_of_the_same_night_too(house: House) -> None:
    house.drop("A0002", "x.csv", extract(*rows(2, "A0002", ETHNIC="")))
    house.send(extract(*rows(3, ETHNIC="")), extract(*rows(2, ETHNIC="")), extract(*rows(1)), day=18)
    assert told(house, 18) == {"ETHNIC (W01)": (2, 0, 0)}
    assert not page_of(house, 18, "A0002").xpath("//*[@id='changes']")
    page = page_of(house, 18)
    assert "Compared with 1.csv, received 18 December 2018 at 2am" in words(page).replace("2:00am", "2am")


def test_against_a_plain_count(house: House) -> None:
    """Random files of few episodes, so that findings come, go and stay on the same ones."""
    chance = random.Random(7)  # noqa: S311 - the same files every time

    def some() -> bytes:
        made = []
        for _ in range(40):
            faults = {
                i: "" for i in ("ETHNIC", "NATION", "DRUG2", "SEX", "EPISODID") if chance.random() < 0.3
            }
            number = chance.randint(1, 12)
            made.append(row(number, **faults))
        return extract(*made)

    found: list[Counter[tuple[Any, ...]]] = []
    for day in (17, 18, 19):
        (sent,) = house.send(some(), day=day)
        lines = house.ask("select * from out.finding where submission_id = %s", sent["submission_id"])
        keys = [(x["rule"], x["item"], x["episode_id"] or ("", x["client_ref"])) for x in lines]
        found.append(Counter(keys))
    for day, before, now in zip((18, 19), found, found[1:], strict=False):
        wanted: dict[str, list[int]] = {}
        for key in before | now:
            counts = wanted.setdefault(f"{key[1]} ({key[0]})", [0, 0, 0])
            for place, side in enumerate((before - now, now - before, before & now)):
                counts[place] += side[key]
        assert told(house, day) == {cause: tuple(counts) for cause, counts in wanted.items()}


def test_open_mismatches_of_the_submission_are_on_the_page_and_decided_ones_are_not(house: House) -> None:
    (sent,) = house.send(extract(row(1)), day=18)
    house.run("delete from dq.feedback")
    for episode, kind, state in (("E8", "M1", "open"), ("E9", "M1", "kept"), ("E7", "M4", "open")):
        house.run(
            "insert into dq.mismatch (agency_code, episode_id, kind, found_in) values ('A0001', %s, %s, %s)",
            episode,
            kind,
            sent["submission_id"],
        )
        if state != "open":
            house.run(
                "insert into dq.mismatch_closed (agency_code, episode_id, kind, found_in, state, decided_by,"
                " decided_at, why) values ('A0001', %s, %s, %s, %s, 'somebody', now(), 'asked')",
                episode,
                kind,
                sent["submission_id"],
                state,
            )
    assert feedback.publish(house.settings, house.warehouse) == 1
    page = page_of(house, 18)
    told_of = words(page.get_element_by_id("mismatches"))
    assert "Missing from this file M1 1 episode" in told_of
    assert "Episode E8" in told_of
    assert "E9" not in told_of
    assert "Another assessment date M4 1 episode" in told_of
    assert "Mismatches: 2 differences from what you had loaded before." in words(page)
