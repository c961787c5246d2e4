"""The submission board: what each agency sent in a submission window, and how good it was."""

from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cjit.errors import Permanent
from cjit.london import LONDON, london_day
from cjit.pages.words import day, month
from cjit.report import calendar
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Session
from cjit.web.context import asked, asker_of, context_of, named, page, path
from cjit.web.guard import for_roles
from cjit.web.sparkline import sparkline

router = APIRouter()

_COLUMNS = (
    "agency_code name dat_code partnership region state files submission_id received_at load_pct dq_pct "
    "open_mismatches last_accepted trend"
)
STATES = {
    "accepted": ("Accepted", "govuk-tag--green"),
    "held": ("Held", "govuk-tag--orange"),
    "fatal": ("Fatal", "govuk-tag--red"),
    "overdue": ("Overdue", "govuk-tag--yellow"),
}
SORTS = {
    "agency": ("Agency", lambda line: line["agency_code"]),
    "partnership": ("Partnership", lambda line: (line["partnership"] or "", line["agency_code"])),
    "state": ("State", lambda line: (list(STATES).index(line["state"]), line["agency_code"])),
    "load": ("Load %", lambda line: (line["load_pct"] is None, line["load_pct"] or 0)),
    "dq": ("DQ %", lambda line: (line["dq_pct"] is None, line["dq_pct"] or 0)),
    "mismatches": ("Mismatches", lambda line: -line["open_mismatches"]),
}
"""Columns that can be sorted by. Worst first where there is a worst, blanks last."""


@router.get("/board")
@for_roles(Role.region, Role.engineer, Role.commissioner, Role.provider)
def board(
    request: Request, period: str = "", partnership: str = "", state: str = "", sort: str = "agency"
) -> Response:
    """One page for all agencies that the person may see; every choice is in the address."""
    context, asker = context_of(request), asker_of(request)

    def look() -> tuple[date, list[dict[str, Any]]]:
        with asked(request) as session:
            chosen = chosen_month(session, period, context.clock())
            return chosen, lines_of(session, calendar.window(f"{chosen:%Y-%m}"))

    month_of, lines = context.remember(("board", asker.role, asker.scope, period), look)
    window = calendar.window(f"{month_of:%Y-%m}")
    shown = [line for line in lines if partnership in ("", line["dat_code"]) and state in ("", line["state"])]
    if sort not in SORTS:
        raise HTTPException(404)
    shown.sort(key=SORTS[sort][1])
    choice = {"period": period, "partnership": partnership, "state": state, "sort": sort}
    places = sorted(
        {(line["dat_code"], line["partnership"]) for line in lines if line["dat_code"]}, key=lambda p: p[1]
    )
    return page(
        request,
        "board.html",
        lines=shown,
        choice=choice,
        total=len(lines),
        counts=[(STATES[name][0], name, sum(line["state"] == name for line in lines)) for name in STATES],
        received=sum(line["files"] > 0 for line in lines),
        month=month(month_of),
        months=_months(month_of),
        window=f"{day(window.opens)} to {day(window.closes)}",
        places=places,
        states=[(name, text) for name, (text, _) in STATES.items()],
        sorts=[
            (name, text, path(request, "board", **{**choice, "sort": name}))
            for name, (text, _) in SORTS.items()
        ],
        earlier=path(request, "board", **{**choice, "period": f"{calendar.shift(month_of, -1):%Y-%m}"}),
        later=path(request, "board", **{**choice, "period": f"{calendar.shift(month_of, 1):%Y-%m}"}),
    )


def chosen_month(session: Session, period: str, now: datetime) -> date:
    """The report month asked for; else the one whose window is now, or was when the last file came."""
    if period:
        try:
            return calendar.first_day(period)
        except Permanent as error:
            raise HTTPException(404, str(error)) from None
    current = calendar.shift(london_day(now), -1)
    last: datetime | None = session.value("web/last_received")
    if last is None:
        return current
    latest = calendar.shift(london_day(last), -1)
    # In a service that is in use the window of today; where nothing comes any more, the last that has any.
    return current if latest >= calendar.shift(current, -1) else latest


def lines_of(session: Session, window: calendar.Window) -> list[dict[str, Any]]:
    """A line for each CJIT agency in force in the month in which the window opens."""
    until = calendar.shift(window.opens, 1)
    params = {
        "opens": datetime.combine(window.opens, time(), LONDON),
        "until": datetime.combine(until, time(), LONDON),
        "first_day": window.opens,
        "last_day": until - timedelta(days=1),
    }
    return [
        line | {"chart": sparkline(line["trend"] or []), "tag": STATES[line["state"]]}
        for line in named(session, "web/board", params, _COLUMNS)
    ]


def _months(chosen: date) -> list[tuple[str, str]]:
    """The months around the chosen one, for the list to choose from."""
    around = [calendar.shift(chosen, number) for number in range(3, -13, -1)]
    return [(f"{each:%Y-%m}", month(each)) for each in around]
