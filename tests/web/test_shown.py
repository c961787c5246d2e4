"""What pages show is what the views hold: nothing is computed on the way, and downloads agree with it."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from lxml import html

from cjit.pages.files import write_file
from cjit.report import packs
from cjit.report.files import DOWNLOADS
from cjit.report.page_notes import DRAFT_TEXT
from cjit.web.reports import in_order, in_words
from nights.house import House
from page_checks import words

from .people import looking

LAST = "select submission_id from out.submission where agency_code = %s order by received_at desc limit 1"
FINDINGS = """
select f.*, x.why || ' (' || x.explained_by || ', 21/12/2018)' as explained
from out.finding as f
left join out.explanation as x using (agency_code, rule, item, episode_id)
where f.submission_id = %s
order by f.row_no, f.rule, f.item
"""


def page_of(world: House, who: str, path: str, **params: str) -> html.HtmlElement:
    answer = looking(world, who).get(path, params=params)
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def rows_of(page: html.HtmlElement) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in page.xpath("//tbody/tr")]


def text_of(value: object) -> str:
    return "–" if value is None else str(value)


def test_the_board_has_each_agency_of_the_region_as_the_view_has_it(world: House) -> None:
    rows = {row[0].split()[0]: row for row in rows_of(page_of(world, "north", "/board"))}
    assert set(rows) == {"A0001", "A0002", "A0003"}
    for code, row in rows.items():
        (it,) = world.ask(
            "select status, load_pct, dq_pct from out.submission where submission_id = %s",
            world.column(LAST, code)[0],
        )
        opened = world.column("select sum(open_mismatches) from out.submission where agency_code = %s", code)
        assert row[2].split()[0].lower() == it["status"]
        assert row[3:6] == [text_of(it["load_pct"]), text_of(it["dq_pct"]), str(opened[0])]
        assert "Oldest first" in row[6]


def test_counts_are_of_the_whole_board_and_lines_of_the_filter(world: House) -> None:
    page = page_of(world, "north", "/board", state="fatal")
    counts = {words(one[0]): words(one[1]) for one in page.xpath("//div[contains(@class, 'cjit-headline')]")}
    assert counts == {"Received": "3", "Accepted": "2", "Held": "0", "Fatal": "1", "Overdue": "0"}
    assert [row[0].split()[0] for row in rows_of(page)] == ["A0003"]
    assert page.xpath("//select[@name='state']/option[@selected]/@value") == ["fatal"]


def test_a_month_without_files_is_overdue_for_all(world: House) -> None:
    page = page_of(world, "north", "/board", period="2018-12")
    assert {row[2] for row in rows_of(page)} == {"Overdue"}
    assert all(
        "last accepted 20 Dec 18" in row[7] or "last accepted 21 Dec 18" in row[7] for row in rows_of(page)
    )


@pytest.mark.parametrize("sort", ["agency", "partnership", "state", "load", "dq", "mismatches"])
def test_the_board_is_sorted_as_asked(world: House, sort: str) -> None:
    page = page_of(world, "engineer", "/board", sort=sort)
    rows = rows_of(page)
    assert len(rows) == 4
    sorted_by = page.xpath("//th[@aria-sort]")
    assert len(sorted_by) == 1
    place = ["agency", "partnership", "state", "load", "dq", "mismatches"].index(sort)
    column = [row[place] for row in rows]
    if sort == "mismatches":
        assert [int(cell) for cell in column] == sorted((int(cell) for cell in column), reverse=True)
    elif sort in ("load", "dq"):
        numbers = [float(cell) for cell in column if cell != "–"]
        assert numbers == sorted(numbers)
        assert column[len(numbers) :] == ["–"] * (len(column) - len(numbers))
    elif sort != "state":
        assert column == sorted(column)


def seen_findings(world: House, who: str, **params: str) -> tuple[list[str], list[list[str]]]:
    page = page_of(world, who, f"/submissions/{first_of(world)}/findings", **params)
    for link in page.xpath("//td/a[contains(@href, '/explain?')]"):
        link.drop_tree()
    return [words(cell) for cell in page.xpath("//thead//th")], rows_of(page)


def first_of(world: House) -> str:
    found: str = world.column(LAST, "A0001")[0]
    return found


def plain(value: Any) -> str:
    return "" if value is None else str(value)


HEADINGS = {
    "Row": "row_no",
    "Severity": "severity",
    "Rule": "rule",
    "Item": "item",
    "Value": "value",
    "What is wrong and what to do": "message",
    "Client reference": "client_ref",
    "Episode": "episode_id",
    "Explained": "explained",
}


@pytest.mark.parametrize("who", ["north", "provider"])
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"severity": "warning"},
        {"rule": "W05"},
        {"item": "SEX", "rule": "E04"},
        {"explained": "yes"},
        {"explained": "no", "severity": "warning"},
    ],
)
def test_screen_and_both_downloads_are_the_view(world: House, who: str, chosen: dict[str, str]) -> None:
    headings, rows = seen_findings(world, who, **chosen)
    assert ("Value" in headings, "Client reference" in headings) == (who == "provider",) * 2
    names = [HEADINGS[heading] for heading in headings]
    expected = [
        [plain(each[name]) for name in names]
        for each in world.ask(FINDINGS, first_of(world))
        if all(each[name] == value for name, value in chosen.items() if name != "explained")
        and chosen.get("explained", "") in ("", "yes" if each["explained"] else "no")
    ]
    assert expected
    assert rows == [[" ".join(cell.split()) for cell in row] for row in expected]
    client = looking(world, who)
    where = f"/submissions/{first_of(world)}/findings"
    text = client.get(f"{where}.csv", params=chosen).content.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert head == names
    assert lines == expected
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}.xlsx", params=chosen).content))
    head, *lines = ([plain(cell.value) for cell in row] for row in book["Findings"].iter_rows())
    assert head == headings
    assert lines == expected


def test_the_submission_page_counts_what_the_view_counts(world: House) -> None:
    page = page_of(world, "commissioner", f"/submissions/{first_of(world)}")
    found = world.ask(
        "select rule, message, findings from out.finding_count where submission_id = %s", first_of(world)
    )
    text = words(page)
    for each in found:
        assert each["message"] in text
    assert not page.xpath("//a[contains(@href, '/findings')]")
    headings = [words(h) for h in page.xpath("//section/h2")]
    severities = world.ask(
        "select severity, count(*) as n from out.finding where submission_id = %s group by severity",
        first_of(world),
    )
    told = {"error": "Errors", "warning": "Warnings", "note": "Notes", "fatal": "What is wrong with the file"}
    assert sorted(headings) == sorted(f"{told[each['severity']]} {each['n']}" for each in severities)


@pytest.mark.parametrize("who", ["north", "engineer"])
def test_what_is_wrong_with_a_file_is_said_to_those_who_see_findings(world: House, who: str) -> None:
    (fatal,) = world.ask(
        "select f.* from out.finding as f inner join dq.rule as r on f.rule = r.rule"
        " where f.severity = 'fatal' and f.agency_code = 'A0003' and r.message ~ '{problem}' limit 1"
    )
    for path in (f"/submissions/{fatal['submission_id']}", f"/rules/{fatal['rule']}"):
        text = words(page_of(world, who, path))
        assert "{problem}" not in text
        assert "Rows withheld" not in text, "nobody counted them"
        assert (fatal["message"] in text) == (who == "north" and path.startswith("/sub"))


def test_the_rule_page_names_who_else_has_it_and_nobody_of_another_region(world: House) -> None:
    north = rows_of(page_of(world, "north", "/rules/W05"))
    assert {row[0].split()[0] for row in north if row[0].startswith("A0")} == {"A0001"}
    everybody = rows_of(page_of(world, "engineer", "/rules/W05"))
    assert "G0001 London one" not in str(north)
    assert "A0001 Tees one" in str(everybody)


def test_the_rule_page_does_not_take_what_was_not_looked_at_for_nothing(world: House) -> None:
    page = page_of(world, "north", "/rules/W05")
    fatal = world.column("select submission_id from out.submission where status = 'fatal'")
    assert fatal
    (told,) = [each for each in page.xpath("//main//p") if "the last file was fatal" in words(each)]
    assert told.xpath("a/@href") == [f"/submissions/{each}" for each in fatal]
    assert "A0003" in words(told)
    london = page_of(world, "london", "/rules/W05")
    assert "fatal" not in words(london.find(".//main"))
    held = world.column("select submission_id from out.submission where status = 'held'")
    having = world.column("select submission_id from out.finding where rule = 'W05'")
    assert ("(held, not loaded)" in words(london)) == (held[0] in having)


def test_a_rule_says_once_what_it_says_of_several_datasets(world: House) -> None:
    rules = world.column("select rule from dq.rule group by rule having count(distinct feed) > 1 order by 1")
    assert rules
    for rule in rules:
        clauses = page_of(world, "engineer", f"/rules/{rule}").find_class("cjit-cause")
        told = [words(each) for each in clauses]
        bare = [words(each).replace(words(each.find_class("cjit-cause__rule")[0]), "") for each in clauses]
        assert len(set(bare)) == len(bare), (rule, told)


def test_figures_are_those_of_the_view_and_other_areas_show_rates_alone(world: House) -> None:
    freeze = world.column("select freeze_id from out.freeze")[0]
    rows = rows_of(page_of(world, "north", f"/reports/{freeze}/region/North East"))
    expected = world.ask(
        "select * from out.ccjr where level = 'region' and area_code = 'North East' and period_kind = 'month'"
    )
    assert len(rows) == len(expected)
    for row in rows:
        assert (row[4] == "–") == (row[3] == "") or row[2] == "–"
    assert next(row for row in rows if row[0] == "Assessed")[2] != "0"
    assert "Male" in {row[1] for row in rows}, "categories have words"


def test_categories_are_in_the_order_of_the_report_and_not_of_codes(world: House) -> None:
    freeze = world.column("select freeze_id from out.freeze")[0]
    weeks, prompts = ["13-25", "26-51", "52+", "<13"], ["1", "10", "2", "unknown"]
    lines = [{"measure": "caseload_by_duration", "breakdown": part} for part in weeks]
    lines += [{"measure": "assessed_by_prompt", "breakdown": part} for part in prompts]
    lines += [{"measure": "caseload", "breakdown": ""}]
    with world.warehouse.session() as session:
        found = in_order(in_words(session, freeze, lines))
    assert [(line["measure"], line["breakdown"]) for line in found] == [
        *(("assessed_by_prompt", part) for part in ("1", "2", "10", "unknown")),
        ("caseload", ""),
        *(("caseload_by_duration", part) for part in ("<13", "13-25", "26-51", "52+")),
    ]


@pytest.mark.parametrize("path", ["", "/force/Cleveland"])
def test_figures_that_nobody_signed_are_marked_as_a_draft(world: House, path: str) -> None:
    (freeze,) = world.ask("select freeze_id, signed_at from out.freeze")
    assert freeze["signed_at"] is None
    page = page_of(world, "pcc", f"/reports/{freeze['freeze_id']}{path}")
    assert [words(each) for each in page.find_class("cjit-draft")] == [DRAFT_TEXT]


def test_whatever_a_page_links_to_is_served(world: House) -> None:
    freeze = world.column("select freeze_id from out.freeze")[0]
    folder = f"reports/2018-11/{freeze}/force/Cleveland"
    linked = {*DOWNLOADS, *packs.DOWNLOADS}
    missing = [where for name in linked if not (where := world.settings.out_dir / folder / name).is_file()]
    for where in missing:
        write_file(where, b"<p>A pack</p>")
    try:
        answers = {
            name: looking(world, "pcc").get(f"/reports/{freeze}/force/Cleveland/{name}") for name in linked
        }
        assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(linked, 200)
        assert answers["pack.html"].headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in answers["pack.html"].headers["content-security-policy"]
        listed = page_of(world, "pcc", f"/reports/{freeze}")
        offered = listed.xpath("//a[contains(@href, '/Cleveland/pack.')]")
        assert [words(link) for link in offered] == ["Annual pack of Cleveland"]
        other = looking(world, "pcc").get(f"/reports/{freeze}/force/Durham/pack.html")
        assert other.status_code == 404
    finally:
        for where in missing:
            where.unlink()


def test_operations_tell_each_night(world: House) -> None:
    page = page_of(world, "engineer", "/operations")
    nights = [row for row in rows_of(page) if row[0].startswith("2") and "December" in row[0]]
    expected = world.ask("select * from out.night order by received_at desc")
    assert [row[1:6] for row in nights] == [
        [str(each[name]) for name in ("files", "accepted", "held", "fatal", "waiting")] for each in expected
    ]


def test_reading_findings_is_a_line_of_the_access_log(world: House) -> None:
    before = world.column("select count(*) from dq.access_log where did = 'read findings'")[0]
    seen_findings(world, "provider")
    lines = world.ask("select * from dq.access_log where did = 'read findings' order by happened_at")
    assert len(lines) == before + 1
    assert (lines[-1]["who"], lines[-1]["subject"]) == ("provider", first_of(world))
