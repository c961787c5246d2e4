"""A night that stopped half-way: what waits, for which task, and what to do about it."""

from datetime import date

import psycopg
from lxml import html

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.files import extract, row
from nights.house import House
from page_checks import words

from .people import looking


def waiting(house: House) -> dict[str, list[str]]:
    page = html.document_fromstring(looking(house, "engineer").get("/operations").text)
    rows = page.xpath("//section[h2='What waits']//tbody/tr")
    return {words(line[0]): [words(cell) for cell in line[1:]] for line in rows}


def test_what_waits_is_told_with_what_to_do_until_the_night_has_ended(
    tmp_settings: Settings, warehouse: Warehouse
) -> None:
    house = House.of(tmp_settings, warehouse)
    house.prepare()
    assert waiting(house) == {}
    house.drop("A0001", "a.csv", extract(row(1)))
    batches = house.receive()
    (told,) = waiting(house).values()
    assert told[0] == "Files without a verdict: 1"
    assert "let the next night take what still waits" in told[2]
    house.load(batches)
    after = waiting(house)
    assert after["linkage"][0] == "People to link again: 1"
    assert after["feedback"][0] == "Files whose agency was not told: 1"
    assert all(len(cells) == 3 for cells in after.values())
    house.night(21)
    assert set(waiting(house)) <= {"near_misses"}, "a night of these tests does not search for near misses"


def test_a_file_of_another_feed_makes_no_cjit_agency_punctual(
    tmp_settings: Settings, warehouse: Warehouse
) -> None:
    """A code may be a CJIT's and a treatment provider's; `cjit status` and the page ask alike."""
    house = House.of(tmp_settings, warehouse)
    house.drop("A0001", "a.csv", extract(row(1)))
    house.night(20)
    assert "A0001" not in late(house)
    with psycopg.connect(warehouse.url) as connection:
        connection.execute("update dq.submission set feed = 'structured'")
    assert "A0001" in late(house)


def late(house: House) -> set[str]:
    """Who is overdue, as the page and as `cjit status` have it."""
    page = html.document_fromstring(looking(house, "engineer").get("/operations").text)
    shown = {words(link) for link in page.xpath("//section[h2='Agencies without an accepted file']//li/a")}
    with house.warehouse.session() as session:
        assert shown == {code for code, *_ in session.rows("local/overdue", {"day": date(2018, 12, 22)})}
    return shown
