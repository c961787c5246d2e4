"""A submission: verdict, percentages, every cause with what to do; and all files of an agency."""

from functools import partial
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cjit.pages.words import moment
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Session
from cjit.web.board import STATES
from cjit.web.context import asked, asker_of, named, page, path
from cjit.web.guard import for_roles

router = APIRouter()

_COLUMNS = (
    "submission_id agency_code agency file_name received_at status fatal_rule rows_submitted rows_withheld "
    "rows_in_error rows_loaded rows_with_warning load_pct dq_pct open_mismatches feed dataset_version "
    "rules_version lists_version sha256"
)
_COUNTS = "severity rule item message why fix findings first_row"
_READERS = (Role.region, Role.provider, Role.engineer, Role.commissioner)
SEVERITIES = {
    "fatal": "What is wrong with the file",
    "error": "Errors",
    "warning": "Warnings",
    "note": "Notes",
}
ROWS_FOR = frozenset({Role.region, Role.provider})
"""Who may see findings by row (access.md)."""


@router.get("/agencies/{agency_code}")
@for_roles(*_READERS)
def agency(request: Request, agency_code: str) -> Response:
    """All files of an agency, the last first."""
    with asked(request) as session:
        files = named(session, "web/of_agency", {"agency_code": agency_code}, _COLUMNS)
        found = named(
            session, "web/agency", {"agency_code": agency_code}, "agency_code name partnership region"
        )
    if not found:
        raise HTTPException(404)
    return page(request, "agency.html", it=found[0], files=files, tags=STATES)


@router.get("/submissions/{submission_id}")
@for_roles(*_READERS)
def submission(request: Request, submission_id: str) -> Response:
    """One file, as its provider is told of it."""
    with asked(request) as session:
        it = submission_of(session, submission_id)
        counts = counts_of(session, submission_id)
        if asker_of(request).role in ROWS_FOR and any(line["first_row"] is None for line in counts):
            counts = in_own_words(session, submission_id, counts)
        explained = explained_of(session, submission_id)
        neighbours = session.rows("web/neighbours", it)[0]
    tag = STATES[it["status"]]
    return page(
        request,
        "submission.html",
        it=it,
        tag_of=tag,
        received=moment(it["received_at"]),
        steps=steps_of(counts),
        explained=explained,
        earlier=neighbours[0],
        later=neighbours[1],
        shows_rows=asker_of(request).role in ROWS_FOR,
        decides=asker_of(request).role == Role.region,
        rows_at=partial(path, request, "submissions", submission_id, "findings"),
    )


def submission_of(session: Session, submission_id: str) -> dict[str, Any]:
    """The file; HTTPException 404 where there is none or it is not the person's to see."""
    found = named(session, "web/submission", {"submission_id": submission_id}, _COLUMNS)
    if not found:
        raise HTTPException(404)
    return found[0]


def counts_of(session: Session, submission_id: str) -> list[dict[str, Any]]:
    """Its findings by rule, item and sentence, in the order of work, most frequent cause first."""
    lines = named(session, "web/finding_counts", {"submission_id": submission_id}, _COUNTS)
    return [line | {"message": of_a_rule(line["message"])} for line in lines]


def in_own_words(session: Session, submission_id: str, counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The counts with what was said of the file as a whole, for those who may see findings.

    For others `of_a_rule` has left out what was found: it may be quoted from the file.
    """
    said: dict[tuple[str, str | None], list[tuple[str, int]]] = {}
    for rule, item, message, findings in session.rows("web/file_sentences", {"submission_id": submission_id}):
        said.setdefault((rule, item), []).append((message, findings))
    return [
        line | {"message": message, "findings": findings}
        for line in counts
        for message, findings in said.get((line["rule"], line["item"]), [(line["message"], line["findings"])])
    ]


def of_a_rule(message: str) -> str:
    """The sentence of a rule where no finding is told: one about the file has a place for what was found."""
    return message.replace("{problem}", "…")


def explained_of(session: Session, submission_id: str) -> dict[tuple[str, str], int]:
    """How many of its warnings are explained, by rule and item."""
    lines = session.rows("web/explained", {"submission_id": submission_id})
    return {(rule, item): count for rule, item, count in lines}


def steps_of(counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The causes of each severity: a rule with what to do about it, and the sentences that it said."""

    def cause_of(line: dict[str, Any]) -> tuple[str, str, str, str]:
        return line["severity"], line["rule"], line["why"], line["fix"]

    causes = []
    for (severity, rule, why, fix), lines in groupby(sorted(counts, key=cause_of), key=cause_of):
        faults = sorted(lines, key=lambda line: (-line["findings"], line["item"] or ""))
        times = sum(line["findings"] for line in faults)
        items = list(dict.fromkeys(line["item"] for line in faults if line["item"]))
        causes.append(
            {"severity": severity, "rule": rule, "why": why, "fix": fix, "faults": faults, "times": times}
            | {"items": items}
        )
    causes.sort(key=lambda cause: (-cause["times"], cause["rule"]))
    return [
        {"severity": severity, "title": title, "causes": its, "times": sum(cause["times"] for cause in its)}
        for severity, title in SEVERITIES.items()
        if (its := [cause for cause in causes if cause["severity"] == severity])
    ]
