"""What to put right first: causes by what they change in the figures of an agency or area, not by how many.

What counts is said in sql/views/out_58_fix_first.sql; the page explains it.
"""

from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.london import london_day
from cjit.pages.words import listed, month, several
from cjit.quality.check import cut_percentage
from cjit.report import calendar
from cjit.warehouse.asking import Role
from cjit.web.context import asked, asker_of, named, page, path
from cjit.web.guard import for_roles
from cjit.web.reports import LEVELS
from cjit.web.submissions import ROWS_FOR

router = APIRouter()

_READERS = (Role.region, Role.provider, Role.engineer, Role.commissioner)
_FIRST = {
    Role.region: "region",
    Role.provider: "provider",
    Role.engineer: "england",
    Role.commissioner: "partnership",
}
"""The area that is looked at first."""
_FILE = "agency_code submission_id received_at rows_submitted rows_loaded rows_with_warning"
_CAUSE = (
    "rule item severity message fix findings rows_alone episodes_missing episodes_out_of_date figures "
    "agencies load_next dq_next"
)
FIGURES = {
    "assessed": ("assessed", "assessed"),
    "caseload": ("on the caseload", "on the caseload"),
    "exits": ("exit", "exits"),
    "referred": ("referred", "referred"),
    "transfers": ("transfer", "transfers"),
}
"""What one and several of each figure of out.fix_first_figure are called on the page, in this order."""


@router.get("/fix-first")
@for_roles(*_READERS)
def first(request: Request) -> Response:
    """To the list of the person's own area."""
    role = asker_of(request).role
    with asked(request) as session:
        areas = session.rows("web/own_areas")
    own = next((code for level, code, _ in areas if level == _FIRST[role]), None)
    if own is None:
        return page(request, "fix_first.html", area=None)
    return RedirectResponse(path(request, "fix-first", _FIRST[role], own), 303)


@router.get("/fix-first/{level}/{area_code}")
@for_roles(*_READERS)
def fix_first(request: Request, level: str, area_code: str) -> Response:
    """The list of an agency, a partnership, a region or England."""
    role = asker_of(request).role
    with asked(request) as session:
        areas = [area for area in session.rows("web/own_areas") if _has_list(role, area[0])]
        name = next((name for lev, code, name in areas if (lev, code) == (level, area_code)), None)
        if name is None:
            raise HTTPException(404)
        names: dict[str, Any] = {"level": level, "area_code": area_code}
        files = named(session, "web/fix_first_agencies", names, _FILE)
        names["agencies"] = [each["agency_code"] for each in files]
        names["submission_ids"] = [each["submission_id"] for each in files]
        causes = named(session, "web/fix_first", names, _CAUSE)
    submitted, loaded, warned = (
        sum(each[column] for each in files)
        for column in ("rows_submitted", "rows_loaded", "rows_with_warning")
    )
    return page(
        request,
        "fix_first.html",
        area=name,
        level=level,
        area_code=area_code,
        others=[
            (
                title,
                [(text, path(request, "fix-first", lev, code)) for lev, code, text in areas if lev == each],
            )
            for each, title in LEVELS.items()
        ],
        files=files,
        months=listed(sorted({_month_of(each["received_at"]) for each in files})),
        load_now=cut_percentage(loaded, submitted),
        dq_now=cut_percentage(loaded - warned, loaded),
        causes=[each | {"told": told(each)} for each in causes],
        shows_rows=role in ROWS_FOR,
    )


def told(cause: dict[str, Any]) -> list[tuple[str, str]]:
    """The figures that a cause changes or puts in doubt: of the month, and of the twelve months."""
    places = ("month", "year")
    return [(name, listed(_counted(cause["figures"], place))) for place, name in enumerate(places)]


def _counted(counts: dict[str, list[int]], place: int) -> list[str]:
    found = {figure: counts[figure][place] for figure in FIGURES if figure in counts}
    return [several(count, *FIGURES[figure]) for figure, count in found.items() if count]


def _has_list(role: Role, level: str) -> bool:
    """Force areas have none; a provider has its own alone, since of its area it may see no other agency."""
    return level != "force" and (role != Role.provider or level == "provider")


def _month_of(received: Any) -> str:
    return month(calendar.shift(london_day(received), -1))
