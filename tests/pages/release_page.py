"""The page of a public release, of figures that no warehouse holds."""

from datetime import UTC, datetime

import pyarrow as pa

from cjit.disclosure.figures import COUNTS, cells_of, written
from cjit.disclosure.tables import Names, Release
from cjit.disclosure.write import public_page
from cjit.report import calendar
from report import page_rows

PERIOD = "2018-11"


def pages() -> dict[str, str]:
    """Kind → HTML; counts of 1 to 4 alone are hidden here."""
    spans = calendar.spans(PERIOD)
    starts = {"month": spans.month, "quarter": spans.quarter, "ytd": spans.ytd, "rolling12": spans.rolling12}
    rows = [
        (kind, starts[kind], level, area, measure, part, top, bottom)
        for level, area, kind, measure, part, top, bottom in page_rows.figures(3, "North East")
        if level != "provider"
    ]
    counts = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=COUNTS.names).cast(
        COUNTS
    )
    cells = cells_of(counts, PERIOD)
    small = [cell for cell, count in cells.items() if 1 <= count <= 4]
    release = Release(
        f"{PERIOD}-public-0123456789ab",
        f"{PERIOD}-0123456789ab",
        PERIOD,
        datetime(2018, 12, 20, 12, tzinfo=UTC),
        sum(1 for count in cells.values() if count),
        len(small),
        2 * len(small),
        0,
        written(counts, PERIOD, small),
    )
    partnerships = {place["dat_code"]: place["name"] for place in page_rows.partnerships()}
    return {"public release": public_page(release, Names(partnerships, {})).decode()}
