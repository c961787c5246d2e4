"""The last day on which something is kept, and the first on which it is not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjit.retention.limits import log_before, raw_before, rows_before


@pytest.mark.parametrize(
    ("received", "kept", "removed"),
    [
        (date(2018, 12, 20), date(2020, 1, 20), date(2020, 1, 21)),
        (date(2019, 1, 31), date(2020, 2, 29), date(2020, 3, 1)),
        (date(2019, 2, 28), date(2020, 3, 28), date(2020, 3, 29)),
        (date(2019, 1, 30), date(2020, 2, 29), date(2020, 3, 1)),
        (date(2018, 2, 1), date(2019, 3, 1), date(2019, 3, 2)),
    ],
)
def test_raw_bytes_are_kept_thirteen_months(received: date, kept: date, removed: date) -> None:
    assert not received < raw_before(kept)
    assert received < raw_before(removed)


@pytest.mark.parametrize(
    ("received", "kept", "removed"),
    [
        (date(2018, 4, 1), date(2027, 3, 31), date(2027, 4, 1)),
        (date(2019, 3, 31), date(2027, 3, 31), date(2027, 4, 1)),
        (date(2019, 4, 1), date(2028, 3, 31), date(2028, 4, 1)),
    ],
)
def test_rows_are_kept_eight_whole_financial_years(received: date, kept: date, removed: date) -> None:
    assert not received < rows_before(kept)
    assert received < rows_before(removed)


@pytest.mark.parametrize(
    ("written", "kept", "removed"),
    [
        (date(2018, 12, 20), date(2024, 12, 20), date(2024, 12, 21)),
        (date(2020, 2, 29), date(2026, 2, 28), date(2026, 3, 1)),
    ],
)
def test_the_access_log_is_kept_six_years(written: date, kept: date, removed: date) -> None:
    assert not written < log_before(kept)
    assert written < log_before(removed)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_nothing_that_was_over_is_kept_again(today: date) -> None:
    for before in (raw_before, rows_before, log_before):
        assert before(today) <= before(today + timedelta(days=1))
