"""What pages are built from: charts, tables, styles, names of files."""

from pathlib import Path

import jinja2
import pytest
from lxml import html

from cjit.pages.environment import environment, stylesheet
from cjit.pages.files import safe_name, write_file
from cjit.pages.tables import Table
from cjit.pages.words import listed, several, share
from cjit.report import charts
from cjit.report.catalogue import measures
from cjit.report.page_compare import Spread


def canonical(element: html.HtmlElement) -> object:
    """Elements, attributes and text, without the white space between elements."""
    text = (element.text or "").strip()
    classes = sorted((element.get("class") or "").split())
    others = {k: v for k, v in element.attrib.items() if k != "class"}
    return element.tag, classes, others, text, [canonical(child) for child in element]


def test_our_table_is_the_gov_uk_table(tmp_path: Path) -> None:
    given = Table(
        "A <b> caption", ["Area", "Kind", "People"], [["Leeds & co", "big", "1,204"]], frozenset({1})
    )
    source = (
        "{% from 'pages/table.html' import table %}"
        "{% from 'govuk_frontend_jinja/components/table/macro.html' import govukTable %}"
        "<div>{{ table(it) }}</div><div>{{ govukTable(options) }}</div>"
    )
    options = {
        "caption": given.caption,
        "captionClasses": "govuk-table__caption--s",
        "firstCellIsHeader": True,
        "head": [{"text": "Area"}, {"text": "Kind"}, {"text": "People", "format": "numeric"}],
        "rows": [[{"text": "Leeds & co"}, {"text": "big"}, {"text": "1,204", "format": "numeric"}]],
    }
    (tmp_path / "both.html").write_text(source)
    page = environment(tmp_path).get_template("both.html").render(it=given, options=options)
    ours, theirs = html.fragment_fromstring(page, create_parent=True).iter("table")
    assert canonical(ours) == canonical(theirs)


def test_a_missing_attribute_of_our_own_stops_the_page(tmp_path: Path) -> None:
    (tmp_path / "typo.html").write_text("{{ it.captoin }}")
    template = environment(tmp_path).get_template("typo.html")
    with pytest.raises(jinja2.UndefinedError, match="captoin"):
        template.render(it=Table("caption", ["Area"], []))


def test_styles_reach_for_nothing_and_take_no_reserved_font() -> None:
    text = str(stylesheet())
    assert "GDS Transport" not in text
    assert "@font-face" not in text
    assert "logo" not in text
    assert "crest" not in text
    assert "MIT licence, Copyright (C) 2017 Crown Copyright (Government Digital Service)" in text
    assert "</style" not in text
    assert '--govuk-frontend-version: "6.3.0"' in text


def test_bars_reach_as_far_as_their_share() -> None:
    chart = charts.bar_chart(
        "t", [("a", "50.0%", 50.0, 40.0), ("b", "25.0%", 25.0, None)], "Leeds", "England"
    )
    assert [(bar.width, bar.mark) for bar in chart.bars] == [("100%", "80%"), ("50%", None)]
    assert chart.other == "England"


def test_bars_of_nobody_have_no_length() -> None:
    chart = charts.bar_chart("t", [("a", "–", None, None)], "Leeds", "England")
    assert [(bar.width, bar.mark) for bar in chart.bars] == [("0%", None)]
    assert chart.other is None


def test_a_stack_is_as_long_as_its_whole_and_writes_where_there_is_room() -> None:
    drawn = charts.stack("month", "", [("main", 90), ("second", 0), ("third", 10)])
    assert [(s.style, s.start, s.width, s.text) for s in drawn.segments] == [
        ("main", "0%", "90%", "90"),
        ("third", "90%", "10%", ""),
    ]


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([0.0, 100.0], ("0%", "100%")),
        ([85.1, 99.9], ("80%", "100%")),
        ([50.0], ("50%", "70%")),
        ([], ("0%", "100%")),
    ],
)
def test_an_axis_holds_its_values(values: list[float], ends: tuple[str, str]) -> None:
    axis = charts.Axis.around(values)
    assert axis.ends == ends
    assert all(2 <= axis.place(value) <= 98 for value in values)


def test_a_strip_marks_each_area_by_its_own_shape() -> None:
    ground = charts.strip_ground(charts.Axis(0, 100), [10.0, 50.0, 90.0], (25.0, 75.0))
    drawn = charts.strip("12 months", ground, {"area": 100.0, "region": None, "england": 50.0})
    assert [(mark.symbol, mark.at, mark.text, mark.anchor) for mark in drawn.marks] == [
        ("england", "50%", "", "middle"),
        ("area", "98%", "100.0%", "end"),
    ]
    assert ground.ticks.count("M") == 3
    assert (ground.middle_start, ground.middle_width) == ("26%", "48%")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Devon & Cornwall", "Devon & Cornwall"),
        ("A04B", "A04B"),
        ("../up", "__up"),
        ("a/b\\c:d", "a_b_c_d"),
        ("..", "_"),
        ("", "_"),
        ("dot. ", "dot"),
        ("nul\x00", "nul_"),
    ],
)
def test_names_are_safe_on_file_systems(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_is_whole_or_as_before(tmp_path: Path) -> None:
    path = tmp_path / "a" / "page.html"
    write_file(path, b"one")
    write_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["page.html"]


@pytest.mark.parametrize(
    ("part", "whole", "per_cent"),
    [(1, 3, 33.3), (2, 3, 66.7), (1, 8, 12.5), (1, 800, 0.1), (1, 2000, 0.1), (0, 0, None)],
)
def test_shares_are_rounded_half_up(part: int, whole: int, per_cent: float | None) -> None:
    assert share(part, whole) == per_cent


@pytest.mark.parametrize(
    ("middle", "is_cut", "shown"),
    [
        (16.65, False, "16.7%"),  # between 0.0 and 33.3, as floats a little below the half
        (71.35, False, "71.4%"),
        (16.625, False, "16.6%"),
        (33.3, False, "33.3%"),
        (99.95, True, "99.9%"),  # 100.0% of Load % means all
        (99.9, True, "99.9%"),
        (100.0, True, "100.0%"),
    ],
)
def test_what_lies_between_two_rates_is_rounded_as_rates_are(middle: float, is_cut: bool, shown: str) -> None:
    spread = Spread([0.0, 100.0], 0.0, 0.0, middle, 100.0, 100.0, is_cut)
    cell = spread.cell("middle")
    assert (str(cell), cell.value) == (shown, float(shown[:-1]))


def test_load_and_dq_alone_are_cut() -> None:
    assert [m.key for m in measures().values() if m.is_cut] == ["load_pct", "dq_pct"]


def test_a_definition_is_whole_where_it_stands_alone() -> None:
    """As on the comparison, and of codes it says what they mean: no page has the codes themselves."""
    started = [m for m in measures().values() if "_started_" in m.key]
    assert len(started) == 6
    for measure in started:
        days = measure.key.rpartition("_")[2]
        assert f"at least {days} days before the day of the freeze" in measure.definition
        assert f"started structured treatment within {days} days" in measure.definition
        assert ("died: reasons 205, 210 and 211" in measure.definition) == (measure.key[0] == "e")


def test_words() -> None:
    assert several(1, "row") == "1 row"
    assert several(1200, "agency", "agencies") == "1,200 agencies"
    assert [listed(["a"]), listed(["a", "b", "c"])] == ["a", "a, b and c"]


def test_a_measure_says_what_happens_where_there_is_little_room_too() -> None:
    """It stands by itself, as a heading of a strip and as the first cell of a row."""
    vague = [m.name for m in measures().values() if m.name.startswith(("Within ", "Of ", "In "))]
    assert vague == []
    assert measures()["referred_started_21"].name == "Treatment within 3 weeks of referral"
