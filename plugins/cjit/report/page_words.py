"""What periods, levels and trends are called on the report's pages; measures have theirs in measures.toml."""

from cjit.pages.words import month
from cjit.report.calendar import Spans

TREND = ("assessed", "onto_caseload", "caseload", "exits", "referred", "referred_started_21")
"""The measures whose course over 13 months is shown."""

LEVELS = {
    "england": "England",
    "region": "Regions",
    "force": "Police force areas",
    "partnership": "Partnerships",
    "provider": "Agencies",
}
"""Headings of lists of areas."""

PLACES = {
    "region": "Region",
    "force": "Police force area",
    "partnership": "Partnership",
    "provider": "Agency",
    "england": "Country",
}
PERIOD_KINDS = {
    "month": "the month",
    "quarter": "the quarter, to date where it is not over",
    "ytd": "the year from 1 April to date",
    "rolling12": "the 12 months that end with the month",
}


def span_names(spans: Spans) -> dict[str, str]:
    """The headings of columns by span: short, explained once per page by span_sentence."""
    return {
        "month": month(spans.month),
        "quarter": "Quarter" if spans.month.month % 3 == 0 else "Quarter to date",
        "ytd": "Year to date",
        "rolling12": "12 months",
    }


def span_sentence(spans: Spans) -> str:
    """Which months the spans hold."""
    names = span_names(spans)
    first = {"quarter": spans.quarter, "ytd": spans.ytd, "rolling12": spans.rolling12}
    held = [
        f"{names[kind]}: {month(start)}" + ("" if start == spans.month else f" to {month(spans.month)}")
        for kind, start in first.items()
    ]
    return "; ".join(held) + "."
