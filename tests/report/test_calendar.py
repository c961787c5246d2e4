from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cjit.errors import Permanent
from cjit.london import london_day
from cjit.report import calendar
from cjit.report.calendar import Spans, Window


@pytest.mark.parametrize(
    ("period", "closes", "why"),
    [
        ("2018-10", date(2018, 11, 14), "nothing but weekends"),
        ("2018-11", date(2018, 12, 14), "Christmas comes after the tenth working day"),
        ("2018-12", date(2019, 1, 15), "New Year's Day"),
        ("2017-12", date(2018, 1, 15), "New Year's Day on a Monday"),
        ("2021-12", date(2022, 1, 17), "New Year's Day on a Saturday: the Monday is its substitute"),
        ("2018-03", date(2018, 4, 16), "Easter Monday; the month begins on Easter Sunday"),
        ("2023-03", date(2023, 4, 18), "Good Friday and Easter Monday; the month begins on a Saturday"),
        ("2019-03", date(2019, 4, 12), "Good Friday comes after"),
        ("2020-04", date(2020, 5, 15), "early May moved to VE Day"),
        ("2023-04", date(2023, 5, 16), "early May and the coronation"),
        ("2018-05", date(2018, 6, 14), "the spring bank holiday was in May"),
        ("2018-07", date(2018, 8, 14), "the August bank holiday of England, not that of Scotland"),
    ],
)
def test_the_window_closes_on_the_tenth_working_day(period: str, closes: date, why: str) -> None:
    opens = date(closes.year, closes.month, 1)
    assert calendar.window(period) == Window(opens, closes), why


@pytest.mark.parametrize(
    ("period", "spans"),
    [
        (
            "2018-11",
            Spans(
                date(2018, 11, 1), date(2018, 10, 1), date(2018, 4, 1), date(2017, 12, 1), date(2018, 11, 30)
            ),
        ),
        (
            "2019-03",
            Spans(date(2019, 3, 1), date(2019, 1, 1), date(2018, 4, 1), date(2018, 4, 1), date(2019, 3, 31)),
        ),
        (
            "2019-04",
            Spans(date(2019, 4, 1), date(2019, 4, 1), date(2019, 4, 1), date(2018, 5, 1), date(2019, 4, 30)),
        ),
        (
            "2020-02",
            Spans(date(2020, 2, 1), date(2020, 1, 1), date(2019, 4, 1), date(2019, 3, 1), date(2020, 2, 29)),
        ),
        (
            "2018-12",
            Spans(
                date(2018, 12, 1), date(2018, 10, 1), date(2018, 4, 1), date(2018, 1, 1), date(2018, 12, 31)
            ),
        ),
    ],
)
def test_the_spans_end_with_the_month(period: str, spans: Spans) -> None:
    assert calendar.spans(period) == spans


def test_a_window_is_over_once_its_last_day_is() -> None:
    assert calendar.latest_closed(date(2018, 12, 14)) == "2018-10"
    assert calendar.latest_closed(date(2018, 12, 15)) == "2018-11"


def test_the_day_is_that_of_london() -> None:
    utc = ZoneInfo("UTC")
    assert london_day(datetime(2018, 6, 30, 23, 30, tzinfo=utc)) == date(2018, 7, 1)
    assert london_day(datetime(2018, 12, 31, 23, 30, tzinfo=utc)) == date(2018, 12, 31)


def test_periods_cross_the_year() -> None:
    assert calendar.periods("2018-11", "2019-02") == ["2018-11", "2018-12", "2019-01", "2019-02"]
    assert calendar.periods("2019-02", "2019-01") == []


@pytest.mark.parametrize(
    "period", ["2018-13", "2018-00", "2018-1", "201811", "2018-11-01", "", "0000-01", "٢٠١٨-11"]
)
def test_what_is_no_month_is_refused_in_a_plain_sentence(period: str) -> None:
    with pytest.raises(Permanent, match="YYYY-MM"):
        calendar.first_day(period)
