"""The report's pages: sound HTML that stands alone, and every number on them as out.ccjr has it."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest

from cjit.report.files import areas_of, folder_of
from cjit.warehouse.connection import Warehouse
from page_checks import read_page, table_rows, words
from report import page_rows
from report.published import AGENCY, AREAS, EARLIER, FREEZE, KINDS, NOBODY, cells, empty, labels


def number(text: str) -> int:
    return int(text.replace(",", ""))


def shown(value: Decimal | None) -> str:
    return "–" if value is None else f"{value}%"


def share(part: int, whole: int) -> str:
    if whole == 0:
        return "–"
    return f"{(Decimal(100) * part / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def test_every_area_and_agency_is_found(published: tuple[Warehouse, Path]) -> None:
    warehouse, out = published
    places = page_rows.partnerships()
    expected = {
        ("england", "england"),
        *(("partnership", p["dat_code"]) for p in places),
        *(("region", p["region"]) for p in places),
        *(("force", p["police_force"]) for p in places),
        *(("provider", code) for code in page_rows.agencies().values()),
    }
    assert set(areas_of(warehouse, FREEZE)) == expected
    index = read_page(out / "index.html", scripts=True)
    links = [unquote(h) for h in index.xpath("//main//li/a/@href") if not h.startswith("#")]
    assert sorted(links) == sorted(f"{folder_of(*area)}/report.html" for area in expected)
    assert index.xpath("//main//a[@href='england/england/compare.html']")
    for level, code, *_ in [*AREAS, AGENCY]:
        page = read_page(out / folder_of(level, code) / "report.html")
        beside = page.xpath("//div[@class='cjit-downloads']//a/@href")
        assert all((out / folder_of(level, code) / name).stat().st_size for name in beside)
        assert len(beside) == 4


@pytest.mark.parametrize(("level", "code", "name", "others"), AREAS)
def test_a_page_is_sound(
    published: tuple[Warehouse, Path], level: str, code: str, name: str, others: list[str]
) -> None:
    page = read_page(published[1] / level / code / "report.html")
    assert words(page.find(".//h1")) == name
    assert FREEZE in words(page)
    assert len(page.xpath("//figure")) >= 14
    charts = [words(caption) for caption in page.iter("figcaption")]
    assert all(charts)
    # A PCC office may see its own area and benchmarks, not the partnerships within it (access.md).
    assert (level != "force") == bool(page.xpath("//h2[@id='places']"))


@pytest.mark.parametrize(("level", "code", "name", "others"), AREAS)
def test_the_chain_says_what_the_figures_say(
    published: tuple[Warehouse, Path], level: str, code: str, name: str, others: list[str]
) -> None:
    figures = cells(published[0])
    page = read_page(published[1] / level / code / "report.html")
    chain = table_rows(page, "What became of the people assessed")
    reasons = table_rows(page, "Closed before the caseload, by reason")
    codes = labels(published[0], "closure_prior")
    for kind, title in KINDS.items():
        rate, onto, assessed = figures[level, code, kind, "onto_caseload", ""]
        row = chain[title]
        assert number(row["Assessed"]) == assessed == figures[level, code, kind, "assessed", ""][1]
        assert number(row["Onto the caseload"]) == onto
        assert row["Onto the caseload, %"] == shown(rate)
        assert number(row["Outcome pending"]) == figures[level, code, kind, "outcome_pending", ""][1]
        closed = {
            part: found[1]
            for (*area, part), found in figures.items()
            if area == [level, code, kind, "closed_prior"]
        }
        assert number(row["Closed before it"]) == sum(closed.values()) == number(reasons["All"][title])
        for label, part in codes.items():
            assert number(reasons[label][title]) == closed.get(part, 0)


@pytest.mark.parametrize(("level", "code", "name", "others"), AREAS)
def test_rates_stand_beside_force_region_and_england(
    published: tuple[Warehouse, Path], level: str, code: str, name: str, others: list[str]
) -> None:
    figures = cells(published[0])
    page = read_page(published[1] / level / code / "report.html")
    beside = {
        name: (level, code),
        "Police force area: Cleveland": ("force", "Cleveland"),
        "Region: North East": ("region", "North East"),
        "England": ("england", "england"),
    }
    wanted = [name, *(title for title in beside if title.rpartition(": ")[2] in others)]
    tables = {
        "Onto the caseload, % of those assessed": [(t, k, "onto_caseload") for k, t in KINDS.items()],
        "Data quality of the sources": [
            ("Agencies that sent a file", "month", "submitted"),
            ("Load %", "month", "load_pct"),
            ("DQ %", "month", "dq_pct"),
        ],
    }
    for caption, columns in tables.items():
        rows = table_rows(page, caption)
        assert list(rows)[: len(wanted)] == wanted
        for column, kind, measure in columns:
            for title in wanted:
                assert rows[title][column] == shown(figures[*beside[title], kind, measure, ""][0])
            rates = sorted(
                value
                for (found, _, *rest), (value, _, _) in figures.items()
                if found == "partnership" and rest == [kind, measure, ""] and value is not None
            )
            assert rows["Lowest partnership"][column] == shown(rates[0])
            assert rows["Highest partnership"][column] == shown(rates[-1])
            assert number(rows["Partnerships with a rate"][column]) == len(rates)


@pytest.mark.parametrize(("level", "code", "name", "others"), AREAS)
def test_routes_are_drawn_for_every_span_with_their_shares_behind(
    published: tuple[Warehouse, Path], level: str, code: str, name: str, others: list[str]
) -> None:
    figures = cells(published[0])
    page = read_page(published[1] / level / code / "report.html")
    (chart,) = page.xpath("//figure[figcaption='Referral routes by group and period: people assessed']")
    groups = [words(item) for item in chart.xpath(".//li")]
    assert groups == ["Required", "Offender management", "Voluntary", "Other"]
    # No two groups are drawn alike: by solid, striped or hollow parts.
    assert len({item.xpath("string(.//rect/@class)") for item in chart.xpath(".//li")}) == len(groups)
    rows = table_rows(page, "Referral routes by group and period: share of the people assessed")
    bars = {words(bar[0]): bar for bar in chart.find_class("cjit-row")}
    assert list(bars) == list(rows) == list(KINDS.values())
    for kind, title in KINDS.items():
        assessed = figures[level, code, kind, "assessed", ""][1]
        assert words(bars[title][1]) == f"{assessed:,} assessed"
        assert number(rows[title]["Assessed"]) == assessed
        counts = [
            figures.get((level, code, kind, "assessed_by_prompt_group", group), NOBODY)[1] for group in groups
        ]
        assert [rows[title][f"{group}, %"] for group in groups] == [share(each, assessed) for each in counts]
        assert len(bars[title].xpath("./svg/rect")) == sum(each > 0 for each in counts)


@pytest.mark.parametrize(
    ("caption", "measure", "whole", "code_list"),
    [
        ("Each referral route: people assessed", "assessed_by_prompt", "assessed", "prompt"),
        ("Referral routes by group: people assessed", "assessed_by_prompt_group", "assessed", ""),
        ("Exits by reason: people who left the caseload", "exits_by_reason", "exits", "closure_from"),
        ("Exits by outcome: people who left the caseload", "exits_by_group", "exits", ""),
    ],
)
def test_breakdowns_by_span_add_up_and_compare(
    published: tuple[Warehouse, Path], caption: str, measure: str, whole: str, code_list: str
) -> None:
    figures = cells(published[0])
    codes = labels(published[0], code_list)
    parts = {part for (*_, found, part) in figures if found == measure}
    assert parts
    places = {name: (level, code) for level, code, name, _ in AREAS}
    for level, code, _, others in AREAS:
        rows = table_rows(read_page(published[1] / level / code / "report.html"), caption)
        total = rows.pop("All")
        compared = {"12 months": (level, code), **{other: places[other] for other in others}}
        for kind, title in KINDS.items():
            assert number(total[title]) == figures[level, code, kind, whole, ""][1]
            assert sum(number(row[title]) for row in rows.values()) == number(total[title])
        for label, row in rows.items():
            part = codes.get(label, label if label in parts else label.lower())
            for kind, title in KINDS.items():
                assert number(row[title]) == figures.get((level, code, kind, measure, part), NOBODY)[1]
            for column, place in compared.items():
                top = figures.get((*place, "rolling12", measure, part), NOBODY)[1]
                assert row[f"{column}, %"] == share(top, figures[*place, "rolling12", whole, ""][1])


@pytest.mark.parametrize(("level", "code", "name", "others"), AREAS)
def test_the_caseloads_profile_adds_up_to_the_caseload(
    published: tuple[Warehouse, Path], level: str, code: str, name: str, others: list[str]
) -> None:
    figures = cells(published[0])
    page = read_page(published[1] / level / code / "report.html")
    on = figures[level, code, "month", "caseload", ""][1]
    titles = ("Age at assessment", "Sex", "Ethnic group", "Substance group", "Injecting")
    for title in (*titles, "Accommodation need", "Time on the caseload"):
        rows = table_rows(page, f"{title}: people on the caseload on 30 November 2018")
        assert sum(number(row["People"]) for row in rows.values()) == on
        for row in rows.values():
            assert row["%"] == share(number(row["People"]), on)
    sexes = table_rows(page, "Sex: people on the caseload on 30 November 2018")
    england = figures["england", "england", "month", "caseload", ""][1]
    men = figures["england", "england", "month", "caseload_by_sex", "M"][1]
    if level != "england":
        assert sexes["Male"]["England, %"] == share(men, england)


def test_headlines_are_the_figures(published: tuple[Warehouse, Path]) -> None:
    figures = cells(published[0])
    page = read_page(published[1] / "force" / "Cleveland" / "report.html")
    tiles = {words(t.find("dt")): words(t.find("dd")) for t in page.find_class("cjit-headline")}
    rate = figures["force", "Cleveland", "month", "onto_caseload", ""]
    assert number(tiles["People assessed in November 2018"]) == rate[2]
    assert tiles["Of these, onto the caseload"] == shown(rate[0])
    caseload = figures["force", "Cleveland", "month", "caseload", ""]
    assert number(tiles["On the caseload on 30 November 2018"]) == caseload[1]
    assert tiles["DQ % of the sources"] == shown(figures["force", "Cleveland", "month", "dq_pct", ""][0])
    notes = {words(t.find("dt")): words(t.findall("dd")[1]) for t in page.find_class("cjit-headline")}
    # Beside another figure the month before says what it is of: else it reads as one of starts, or completed.
    earlier = cells(published[0], EARLIER)
    before = {m: earlier["force", "Cleveland", "month", m, ""][1] for m in ("assessed", "caseload", "exits")}
    assert notes["People assessed in November 2018"].endswith(f"; {before['assessed']:,} in October 2018")
    assert notes["On the caseload on 30 November 2018"].endswith(
        f" started in the month; {before['caseload']:,} on the caseload at the end of October 2018"
    )
    assert notes["Left the caseload in November 2018"].endswith(
        f" completed; {before['exits']:,} left in October 2018"
    )


def test_england_lists_every_partnership(published: tuple[Warehouse, Path]) -> None:
    figures = cells(published[0])
    rows = table_rows(
        read_page(published[1] / "england" / "england" / "report.html"), "Partnerships in England"
    )
    assert len(rows) == len(page_rows.partnerships())
    for name, row in rows.items():
        code = name[-5:-1]
        assert (
            number(row["Assessed in the month"]) == figures["partnership", code, "month", "assessed", ""][1]
        )
        onto = figures["partnership", code, "rolling12", "onto_caseload", ""]
        assert row["Onto the caseload in 12 months, %"] == shown(onto[0])


def test_an_area_without_anyone_has_a_sensible_page(published: tuple[Warehouse, Path]) -> None:
    figures = cells(published[0])
    page = read_page(published[1] / "partnership" / empty(figures) / "report.html")
    chain = table_rows(page, "What became of the people assessed")
    assert {row["Onto the caseload, %"] for row in chain.values()} == {"–"}
    assert "0 people were on the caseload" in words(page)
