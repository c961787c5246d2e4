"""The measures of a report month, for all areas, levels and period kinds at once (report.md, Measures).

Everything happens in the database. First the report's own tables (temporary, of one transaction) are
gathered: spans, places, agencies, episodes. Then each client of each cohort is found once, at each level,
and each family of measures counts them in a file of its own. Rates are made from the counts in one place.
"""

from datetime import date

from cjit.report.calendar import Spans, Window
from cjit.warehouse.connection import Session

FAMILIES = ("assessed", "caseload", "exits", "submissions")


def gather(session: Session, spans: Spans, window: Window, day: date) -> None:
    """Bring together what feeds the report, as it is in the warehouse now.

    `day` is the freeze's, a date in London. Agencies count as open by the last day of the window, or by
    `day` where that is earlier.
    """
    session.run(
        "report/spans",
        {
            "month_start": spans.month,
            "quarter_start": spans.quarter,
            "ytd_start": spans.ytd,
            "rolling12_start": spans.rolling12,
            "period_end": spans.end,
        },
    )
    session.run("report/places", {"period_end": spans.end})
    session.run(
        "report/agencies",
        {"day": min(day, window.closes), "opens": window.opens, "closes": window.closes},
    )
    session.run("report/episodes")


def compute(session: Session, freeze_id: str, period: str) -> int:
    """Write the figures of a freeze into report.ccjr from what `gather` brought; return their number."""
    session.run("report/areas")
    for family in FAMILIES:
        session.run(f"report/{family}")
    return session.run("report/publish", {"freeze_id": freeze_id, "period": period})
