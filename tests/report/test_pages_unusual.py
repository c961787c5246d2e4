"""Pages of areas where something is out of the ordinary: they say what it is, and do not break."""

from datetime import date
from pathlib import Path

import openpyxl
from lxml import html

from cjit.report.files import write_area_files
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.folders import as_folder
from nights.reports import make_report
from page_checks import read_page, table_rows, words
from report.files_read import printed_on
from report.world import Agency, Episode, File, Partnership, World, moment, small

NOW = moment(date(2019, 5, 20))


class Made:
    """The report of a month of a world."""

    def __init__(self, world: World, warehouse: Warehouse, settings: Settings, period: str) -> None:
        world.store(warehouse)
        quick = settings.model_copy(update={"report_files": ("html",)})
        self.folder = (
            as_folder(settings.out_dir) / "reports" / period / make_report(quick, warehouse, period, NOW)
        )

    def page(self, level: str, code: str) -> html.HtmlElement:
        return read_page(self.file(level, code, "report.html"))

    def file(self, level: str, code: str, name: str) -> Path:
        return self.folder / level / code / name

    def assessed(self, level: str, code: str) -> dict[str, str]:
        """People assessed, by span."""
        return table_rows(self.page(level, code), "The chain: people")["Assessed"]


def test_a_partnership_that_ends_on_1_april_2019_keeps_a_page_that_says_so(
    warehouse: Warehouse, tmp_settings: Settings
) -> None:
    world = small()
    world.episodes = [
        Episode("K0001", "1", "ann", "K06B", date(2019, 3, 5)),
        Episode("K0001", "2", "bob", "K18B", date(2019, 4, 5)),
    ]
    march = Made(world, warehouse, tmp_settings, "2019-03")
    april = Made(world, warehouse, tmp_settings, "2019-04")

    said = "Not on the list of partnerships on 30 April 2019: it had ended by then, or began later."
    assert said in words(april.page("partnership", "K06B"))
    assert april.assessed("partnership", "K06B") == {
        "April 2019": "0",
        "Quarter to date": "0",
        "Year to date": "0",
        "12 months": "1",
    }
    assert april.assessed("partnership", "K18B")["12 months"] == "1"
    # Both lie in Dorset, before and after: the force area and the region lose nobody.
    assert april.assessed("force", "Dorset")["12 months"] == "2"
    write_area_files(warehouse, april.folder.name, april.folder, [("partnership", "K06B")], ("xlsx",))
    notes = openpyxl.load_workbook(april.file("partnership", "K06B", "tables.xlsx"))["Notes"]
    assert any(said in str(row[-1].value) for row in notes.iter_rows())
    assert "Not on the list" not in words(april.page("partnership", "K18B"))
    assert "Not on the list" not in words(march.page("partnership", "K06B"))
    assert not march.file("partnership", "K18B", "report.html").exists()


def test_a_partnership_that_has_not_begun_is_not_said_to_have_ended(
    warehouse: Warehouse, tmp_settings: Settings
) -> None:
    """An agency is registered there ahead: what it sends is figures of the area."""
    world = small()
    world.agencies.append(Agency("K0018", "K18B"))
    world.files.append(File("K0018", moment(date(2019, 4, 5))))
    page = words(Made(world, warehouse, tmp_settings, "2019-03").page("partnership", "K18B"))
    assert "Not on the list of partnerships on 31 March 2019: it had ended by then, or began later." in page
    assert "Has ended" not in page


def test_a_month_in_which_nothing_happened_has_pages_of_noughts(
    warehouse: Warehouse, tmp_settings: Settings
) -> None:
    made = Made(small(), warehouse, tmp_settings, "2018-11")
    areas = [("england", "england"), ("partnership", "A03B"), ("provider", "A0001")]
    write_area_files(warehouse, made.folder.name, made.folder, areas, ("pdf",))

    for level, code in areas:
        assert set(made.assessed(level, code).values()) == {"0"}
        assert "0 people were on the caseload" in words(made.page(level, code))
        nobody = "Nobody was assessed in November 2018 or in the quarter to date or in the year to date"
        assert f"{nobody} or in the 12 months." in words(made.page(level, code))
        assert "0 people were on the caseload" in _printed(made.file(level, code, "report.pdf"))


def test_one_client_is_one_person_and_stands_among_nobody(
    warehouse: Warehouse, tmp_settings: Settings
) -> None:
    world = small()
    world.episodes = [Episode("A0001", "1", "ann", "A03B", date(2018, 11, 5), caseload=date(2018, 11, 6))]
    page = Made(world, warehouse, tmp_settings, "2018-11").page("partnership", "A03B")

    text = words(page)
    assert "1 person was on the caseload" in text
    assert "1 people" not in text
    assert "1 agencies" not in text
    rows = table_rows(page, "Onto the caseload, % of those assessed")
    assert rows["Area A03B"]["November 2018"] == "100.0%"
    assert rows["Partnerships with a rate"]["November 2018"] == "1"
    assert "1st of 1" not in text


def test_an_agency_that_moved_is_shown_where_it_is_and_its_clients_where_they_live(
    warehouse: Warehouse, tmp_settings: Settings
) -> None:
    world = small()
    world.partnerships.append(Partnership("B01B", "London", "Metropolitan"))
    world.agencies[0:1] = [
        Agency("A0001", "A03B", valid_to=date(2018, 11, 30)),
        Agency("A0001", "B01B", valid_from=date(2018, 12, 1)),
    ]
    world.files.append(File("A0001", moment(date(2018, 11, 6))))
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", date(2018, 10, 5)),
        Episode("A0001", "2", "bob", "B01B", date(2018, 11, 5)),
    ]
    before = Made(world, warehouse, tmp_settings, "2018-10")
    after = Made(world, warehouse, tmp_settings, "2018-11")

    assert _region(before.page("provider", "A0001")) == "North East"
    assert _region(after.page("provider", "A0001")) == "London"
    assert after.assessed("provider", "A0001")["12 months"] == "2"
    assert after.assessed("partnership", "A03B")["12 months"] == "1"
    assert after.assessed("partnership", "B01B")["12 months"] == "1"
    assert "Agency A0001 (A0001)" in words(after.page("partnership", "B01B"))
    assert "Agency A0001 (A0001)" not in words(after.page("partnership", "A03B"))


def _printed(pdf: Path) -> str:
    """The text of a PDF, with single spaces."""
    return " ".join(" ".join(printed_on(pdf)).split())


def _region(page: html.HtmlElement) -> str:
    facts = page.xpath("//dl[contains(@class, 'cjit-about')]/div")
    return next(words(fact[1]) for fact in facts if words(fact[0]) == "Region")
