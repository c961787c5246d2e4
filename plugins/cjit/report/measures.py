"""The measures of a report month, for all areas, levels and period kinds at once (report.md, Measures).

Everything happens in the database. First the report's own tables (temporary, of one transaction) are
gathered: spans, places, agencies, episodes. Then each client of each cohort is found once, at each level,
and each family of measures counts them in a file of its own. Rates are made from the counts in one place.
"""

from datetime import date

from cjit.report.calendar import Spans, Window
from cjit.warehouse.connection import Session

FAMILIES = ("assessed", "caseload", "referred", "exits", "handovers", "submissions")


def open_spans(session: Session, spans: Spans) -> None:
    """Make the temporary tables of the report's spans."""
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


def gather(session: Session, spans: Spans, window: Window, day: date) -> None:
    """Bring together what feeds the report, as it is in the warehouse now.

    `day` is the freeze's, a date in London. Agencies count as open by the last day of the window, or by
    `day` where that is earlier.
    """
    open_spans(session, spans)
    session.run("report/places", {"period_end": spans.end})
    session.run("report/codes")
    session.run("report/last_files", {"opens": window.opens, "closes": window.closes})
    session.run("report/agencies", {"day": min(day, window.closes)})
    session.run("report/fed")
    session.run("report/releases")


def count(session: Session, day: date) -> None:
    """Count what was gathered into the temporary table report_figure.

    `day` is the freeze's: what came of a referral, an exit or a release is told once it is old enough then.
    """
    session.run("report/areas")
    session.run("report/episodes")
    for family in FAMILIES:
        session.run(f"report/{family}", {"day": day})


def compute(session: Session, freeze_id: str, period: str, day: date) -> int:
    """Write the figures of a freeze into report.ccjr from what `gather` brought; return their number."""
    count(session, day)
    return session.run("report/publish", {"freeze_id": freeze_id, "period": period})
