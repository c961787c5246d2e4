"""Operations: what each night did, who is late, what waits, what retention removed. Counts alone."""

from datetime import datetime, time, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from cjit.london import LONDON, london_day
from cjit.settings import PROJECT
from cjit.warehouse.asking import Role
from cjit.web.context import asked, context_of, named, page
from cjit.web.guard import for_roles

router = APIRouter()

_NIGHT = (
    "received_at files accepted held fatal waiting size_bytes rows_submitted rows_loaded first_verdict_at "
    "last_verdict_at"
)
_LATE_AFTER = timedelta(hours=36)
"""A night that is missing is noticed the morning after."""


@router.get("/operations")
@for_roles(Role.engineer)
def operations(request: Request) -> Response:
    """The last sixty nights, and what waits for somebody."""
    now = context_of(request).clock()
    today = london_day(now)
    month_began = datetime.combine(today.replace(day=1), time(), LONDON)
    with asked(request) as session:
        nights = named(session, "web/nights", {"at_most": 60}, _NIGHT)
        overdue = named(
            session,
            "web/overdue",
            {"day": today, "month_began": month_began},
            "agency_code name last_accepted",
        )
        waiting = named(
            session, "web/held_counts", {}, "submission_id agency_code received_at open_episodes disappearing"
        )
        backlog = named(session, "web/backlog", {}, "task thing waiting")
        removed = named(session, "web/removals", {}, "removed_at kind thing number")
    for night in nights:
        took = (
            night["last_verdict_at"] - night["first_verdict_at"] if night["first_verdict_at"] else timedelta()
        )
        night["seconds"] = took.total_seconds()
    advice = _advice()
    return page(
        request,
        "operations.html",
        backlog=[each | {"advice": _of_task(advice, each["task"])} for each in backlog],
        nights=nights,
        lag=now - nights[0]["received_at"] if nights else None,
        late=not nights or now - nights[0]["received_at"] > _LATE_AFTER,
        overdue=overdue,
        waiting=waiting,
        removed=removed,
        most=max((night["size_bytes"] for night in nights), default=0),
        advice=advice,
    )


def _of_task(advice: list[list[str]], task: str) -> list[list[str]]:
    """What it means that this task of the night has not done its work, and what to do."""
    return [
        [means, todo]
        for dag, tasks, means, todo in advice
        if dag == "nightly_load" and task in tasks.split(", ")
    ]


def _advice() -> list[list[str]]:
    """DAG, task, what a failure means and what to do, as the DAGs' own pages say it (dags/*.md)."""
    told = []
    for file in sorted((PROJECT / "dags").glob("*.md")):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
        cells = [[cell.strip().replace("`", "") for cell in line.strip("| ").split(" | ")] for line in lines]
        told += [[file.stem, *row] for row in cells if len(row) == 3 and row[0] != "task"]
    return told
