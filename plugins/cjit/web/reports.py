"""Reports: periods and freezes, the areas that the person may see, their files, figures side by side."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from cjit.pages.files import safe_name
from cjit.pages.words import month
from cjit.places import Place, known_below
from cjit.report import calendar
from cjit.report.catalogue import Measure, measures
from cjit.report.page_notes import DRAFT_TEXT
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Session
from cjit.web.context import asked, asker_of, context_of, log_read, named, page, path
from cjit.web.guard import for_roles, policy_for

router = APIRouter()

_FREEZE = "freeze_id period frozen_at restates signed_by signed_at superseded_by"
_AREA = "level area_code name page"
_CHANGE = "period_kind level area measure breakdown published now is_rate total"
LEVELS = {
    "england": "England",
    "region": "Regions",
    "force": "Police force areas",
    "partnership": "Partnerships",
    "provider": "Providers",
}
KINDS = {"month": "Month", "quarter": "Quarter to date", "ytd": "Year to date", "rolling12": "12 months"}
FILES = {
    "report.html": ("Report", "text/html; charset=utf-8"),
    "report.pdf": ("PDF", "application/pdf"),
    "tables.xlsx": ("Workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "data.csv": ("CSV", "text/csv; charset=utf-8"),
    "pack.html": ("Annual pack", "text/html; charset=utf-8"),
}
"""What is offered of an area, of a March also the pack: name → what it is called, and of which type it is."""

_TYPES = {name: kind for name, (_, kind) in FILES.items()} | {
    "data.csv-metadata.json": "application/csvm+json",
    "pack.pdf": FILES["report.pdf"][1],
    "pack.xlsx": FILES["tables.xlsx"][1],
}
"""The types of all that the pages of an area link to."""

_READERS = tuple(Role)


@router.get("/reports")
@for_roles(*_READERS)
def reports(request: Request) -> Response:
    """Every period that has a report, with its restatements, the last first."""
    with asked(request) as session:
        freezes = freezes_of(session)
    return page(request, "reports.html", freezes=[each | {"month": month_of(each)} for each in freezes])


@router.get("/reports/{freeze_id}")
@for_roles(*_READERS)
def report(request: Request, freeze_id: str) -> Response:
    """A report: the areas that the person may see, each with its page and files."""
    with asked(request) as session:
        freeze = freeze_of(session, freeze_id)
        areas = named(session, "web/areas", {"freeze_id": freeze_id}, _AREA)
    known = known_below(_root(request, freeze))
    for area in areas:
        folder = _folder(area["level"], area["area_code"])
        there = [name for name in FILES if area["page"] and known(f"{folder}/{name}")]
        where = ("reports", freeze_id, area["level"], area["area_code"])
        area["files"] = [(FILES[name][0], path(request, *where, name)) for name in there]
        area["figures"] = path(request, *where)
    groups = [
        (title, some)
        for level, title in LEVELS.items()
        if (some := [a for a in areas if a["level"] == level])
    ]
    return page(
        request, "report.html", freeze=freeze, draft=_draft(freeze), month=month_of(freeze), groups=groups
    )


@dataclass(frozen=True)
class Chosen:
    """What the address says: an area, a span, and beside which other area (`level~code`)."""

    level: str
    area_code: str
    kind: str = "month"
    beside: str = "england~england"


@router.get("/reports/{freeze_id}/{level}/{area_code}")
@for_roles(*_READERS)
def figures(request: Request, freeze_id: str, chosen: Annotated[Chosen, Depends()]) -> Response:
    """The figures of an area, beside those of another one or of England."""
    level, area_code, kind = chosen.level, chosen.area_code, chosen.kind
    if kind not in KINDS:
        raise HTTPException(404)
    with asked(request) as session:
        freeze = freeze_of(session, freeze_id)
        areas = {
            (a["level"], a["area_code"]): a
            for a in named(session, "web/areas", {"freeze_id": freeze_id}, _AREA)
        }
        area = areas.get((level, area_code))
        if area is None:
            raise HTTPException(404)
        other_level, _, other_code = chosen.beside.partition("~")
        params = {"freeze_id": freeze_id, "level": level, "area_code": area_code, "kind": kind}
        params |= {"other_level": other_level, "other_code": other_code}
        lines = named(
            session,
            "web/figures",
            params,
            "measure breakdown value numerator denominator other other_denominator",
        )
        others = session.rows("web/benchmarks", {"freeze_id": freeze_id})
        changes, changed = changes_of(session, freeze_id, (level, area_code, kind))
        lines = in_order(in_words(session, freeze_id, lines))
    choices = [(f"{lev}~{code}", name) for lev, code, name in others if (lev, code) != (level, area_code)]
    choices += [
        (f"{lev}~{code}", each["name"])
        for (lev, code), each in areas.items()
        if (lev, code) != (level, area_code) and lev not in ("england", "region")
    ]
    names = dict(choices)
    known = known_below(_root(request, freeze) / _folder(level, area_code))
    return page(
        request,
        "figures.html",
        freeze=freeze,
        draft=_draft(freeze),
        month=month_of(freeze),
        area=area,
        title=LEVELS[level],
        lines=lines,
        kind=kind,
        kinds=list(KINDS.items()),
        choices=choices,
        beside=chosen.beside,
        other=names.get(chosen.beside, ""),
        changes=changes,
        changed=changed,
        episodes=path(request, "reports", freeze_id, level, area_code, "episodes.xlsx")
        if level == "provider" and asker_of(request).role == Role.provider
        else "",
        files=[
            (FILES[name][0], path(request, "reports", freeze_id, level, area_code, name))
            for name in FILES
            if area["page"] and known(name)
        ],
    )


@router.get("/reports/{freeze_id}/{level}/{area_code}/{name}")
@for_roles(*_READERS)
def file(request: Request, freeze_id: str, level: str, area_code: str, name: str) -> Response:
    """A file of an area's report, as it was written."""
    with asked(request) as session:
        freeze = freeze_of(session, freeze_id)
        areas = named(session, "web/areas", {"freeze_id": freeze_id}, _AREA)
    may = any((a["level"], a["area_code"]) == (level, area_code) and a["page"] for a in areas)
    where = _root(request, freeze) / _folder(level, area_code) / name
    if not may or name not in _TYPES or not where.is_file():
        raise HTTPException(404)
    log_read(request, f"read {name}", f"{freeze_id}/{level}/{area_code}")
    content = where.read_bytes()
    if name.endswith(".html"):
        text = content.decode()
        return HTMLResponse(text, headers={"Content-Security-Policy": policy_for(text)})
    attached = f'attachment; filename="{safe_name(f"{freeze_id}_{area_code}".replace(" ", "_"))}_{name}"'
    return Response(content, media_type=_TYPES[name], headers={"Content-Disposition": attached})


def _draft(freeze: dict[str, Any]) -> str:
    """What marks figures that nobody signed, as in the report's files; empty once somebody has."""
    return "" if freeze["signed_at"] else DRAFT_TEXT


def _title(measure: Measure) -> str:
    """Its name; of a breakdown with what it splits, since no heading stands above it."""
    if not measure.whole:
        return measure.name
    return f"{measures()[measure.whole].name}: {measure.name[:1].lower()}{measure.name[1:]}"


def freezes_of(session: Session) -> list[dict[str, Any]]:
    """Every freeze with who signed it and what restates it, the last period first."""
    return named(session, "web/freezes", {}, _FREEZE)


def freeze_of(session: Session, freeze_id: str) -> dict[str, Any]:
    """The freeze; HTTPException 404 where there is none of that id."""
    found = [each for each in freezes_of(session) if each["freeze_id"] == freeze_id]
    if not found:
        raise HTTPException(404)
    return found[0]


def changes_of(
    session: Session, freeze_id: str, within: tuple[str, str, str] = ("", "", ""), at_most: int = 100
) -> tuple[list[dict[str, Any]], int]:
    """Cells that a restatement changed, in words, the furthest moved first; and how many there are in all.

    within: level, area and kind of period; empty for all.
    """
    level, area_code, kind = within
    names = {"freeze_id": freeze_id, "level": level, "area_code": area_code, "kind": kind, "at_most": at_most}
    lines = named(session, "web/changes", names, _CHANGE)
    for line in in_words(session, freeze_id, lines):
        line["span"] = KINDS[line["period_kind"]]
    return lines, lines[0]["total"] if lines else 0


def in_words(session: Session, freeze_id: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to lines what measure and category are called on the report's pages, and the category's place."""
    labels: dict[str, dict[str, str]] = {}
    for name, code, label in session.rows("web/codes", {"freeze_id": freeze_id}):
        labels.setdefault(name, {})[code] = label
    for line in lines:
        measure, part = measures()[line["measure"]], line["breakdown"]
        line["title"] = _title(measure)
        line["category"] = measure.label(labels, part) if part else ""
        line["place"] = measure.parts(labels, {part: 0}).index(part) if part else -1
    return lines


def in_order(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines of in_words in the order of the report's pages, not of codes: `Under 13 weeks` comes first."""
    order = list(measures())
    return sorted(lines, key=lambda line: (order.index(line["measure"]), line["place"], line["breakdown"]))


def month_of(freeze: dict[str, Any]) -> str:
    """The report month in words."""
    return month(calendar.first_day(freeze["period"]))


def _root(request: Request, freeze: dict[str, Any]) -> Place:
    """Where the files of a freeze are."""
    root = context_of(request).settings.out_dir / "reports"
    return root / safe_name(freeze["period"]) / safe_name(freeze["freeze_id"])


def _folder(level: str, area_code: str) -> str:
    """Where an area's are below it. Level and area are the warehouse's, whatever the address says."""
    return f"{safe_name(level)}/{safe_name(area_code)}"
