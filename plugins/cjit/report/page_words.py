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


CAUSES = {
    "late file": "it came with a file that the earlier report had not",
    "correction": "a later file has it with other values",
    "deletion": "a later file or a decision removed it",
    "re-link": "it became or stopped being a duplicate, or something else was found to follow it",
    "decision": "somebody decided about a file, a mismatch or a pair of people",
    "reference change": "reference data changed: a code list, the partnerships or the register of agencies",
    "time": "it has become old enough to tell what followed",
    "program": "another version of the program counted",
    "consent withdrawn": "somebody has withdrawn consent since, and is not counted one by one any more",
    "not kept": "the earlier report does not hold any more what it was counted from",
    "unexplained": "nothing explains it, which is a fault: tell those who run this service",
}
"""Why a restatement moved a figure, as out.ccjr_change_cause has it, in the order in which it is shown."""

THINGS = {
    "episode": ("episode", "episodes"),
    "stay": ("stay", "stays"),
    "agency": ("agency", "agencies"),
}
"""What moves figures, one and several: of people, of releases, and about files."""
