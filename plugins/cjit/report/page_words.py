"""The words of the report: what each measure, breakdown and span of time is called on its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cjit.pages.words import month
from cjit.report.calendar import Spans

KINDS = ("month", "quarter", "ytd", "rolling12")
UNKNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A measure by category. `known` are the categories in the order in which they are shown."""

    measure: str
    title: str
    known: Sequence[str] = ()
    code_list: str = ""
    names: Mapping[str, str] | None = None

    def label(self, labels: Mapping[str, Mapping[str, str]], part: str) -> str:
        """What a category is called: by the code list, by its own name, else as it stands."""
        if part == "unknown":
            return UNKNOWN
        return (self.names or {}).get(part) or labels.get(self.code_list, {}).get(part) or _capital(part)

    def parts(self, labels: Mapping[str, Mapping[str, str]], *found: Mapping[str, int]) -> list[str]:
        """The categories to show: the known ones, then what else the figures have, unknown last."""
        known = list(self.known or labels.get(self.code_list, {}))
        others = {part for parts in found for part in parts} - set(known)
        return known + sorted(others, key=lambda part: (part == "unknown", part))


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that is compared with other areas: what it is called, in a heading and in a sentence."""

    measure: str
    title: str
    meaning: str


ROUTE_GROUPS = Breakdown(
    "assessed_by_prompt_group",
    "Referral routes by group",
    known=("Required", "Offender management", "Voluntary", "Other"),
)
ROUTES = Breakdown("assessed_by_prompt", "Each referral route", code_list="prompt")
CLOSED_PRIOR = Breakdown("closed_prior", "Closed before the caseload, by reason", code_list="closure_prior")
EXIT_GROUPS = Breakdown(
    "exits_by_group", "Exits by outcome", known=("completed", "transferred", "incomplete")
)
EXIT_REASONS = Breakdown("exits_by_reason", "Exits by reason", code_list="closure_from")

CASELOAD = (
    Breakdown(
        "caseload_by_age",
        "Age at assessment",
        known=("18-24", "25-29", "30-39", "40-49", "50+"),
        names={
            "18-24": "18 to 24",
            "25-29": "25 to 29",
            "30-39": "30 to 39",
            "40-49": "40 to 49",
            "50+": "50 and over",
        },
    ),
    Breakdown("caseload_by_sex", "Sex", known=("M", "F"), code_list="sex"),
    Breakdown(
        "caseload_by_ethnicity",
        "Ethnic group",
        known=(
            "White",
            "Mixed",
            "Asian or Asian British",
            "Black or Black British",
            "Other ethnic group",
            "Not stated",
        ),
    ),
    Breakdown(
        "caseload_by_substance",
        "Substance group",
        known=("opiate", "non-opiate and alcohol", "non-opiate only", "alcohol only"),
    ),
    Breakdown("caseload_by_injecting", "Injecting", known=("C", "P", "N", "Z"), code_list="injecting"),
    Breakdown("caseload_by_accommodation", "Accommodation need", code_list="accommodation"),
    Breakdown(
        "caseload_by_duration",
        "Time on the caseload",
        known=("<13", "13-25", "26-51", "52+"),
        names={
            "<13": "Under 13 weeks",
            "13-25": "13 to 25 weeks",
            "26-51": "26 to 51 weeks",
            "52+": "52 weeks or more",
        },
    ),
)

ONTO_CASELOAD = Rate(
    "onto_caseload", "Onto the caseload", "the share of people assessed who went onto the caseload"
)
QUALITY = (
    Rate(
        "submitted", "Agencies that sent a file", "the share of agencies with an accepted file in the window"
    ),
    Rate("load_pct", "Load %", "the share of submitted rows that had no error and were loaded"),
    Rate("dq_pct", "DQ %", "the share of loaded rows that had no warning"),
)
TRENDS = {
    "assessed": "People assessed",
    "onto_caseload": "Onto the caseload, % of those assessed",
    "caseload": "On the caseload at the end of the month",
    "exits": "Exits from the caseload",
}
PLACES = {
    "region": "Region",
    "force": "Police force area",
    "partnership": "Partnership",
    "england": "Country",
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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
