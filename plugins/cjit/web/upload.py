"""Check and send: a provider uploads a file, sees what the night would say of it, and sends it.

An upload is one person's for one agency, sealed, and cannot be had after an hour (intake.uploads,
docs/decisions/0031). Sending puts the very bytes into the agency's drop folder.
"""

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.dataset.lists import file_rules
from cjit.intake.reader import FileFinding
from cjit.intake.uploads import KEPT_FOR, TooLarge, TooMany, Upload, Uploads
from cjit.london import london_day
from cjit.pages.csv_file import plain
from cjit.warehouse.asking import Role
from cjit.warehouse.load import same_as
from cjit.web.board import STATES
from cjit.web.checking import CHECKING, STAGES, check_upload, findings_of, verdict_of
from cjit.web.context import asked, asker_of, context_of, log_read, named, page, path
from cjit.web.findings import (
    PAGE,
    Chosen,
    as_file,
    chosen_words,
    columns_of,
    filters,
    headings,
    total_of,
)
from cjit.web.guard import for_roles
from cjit.web.receiving import NoFile, receive
from cjit.web.submissions import steps_of

router = APIRouter()

_AGAIN = 2
"""Seconds after which the waiting page asks again."""
_REFUSED = {
    TooLarge: "The selected file must be 50 MB or smaller",
    TooMany: "Too many files are being checked at the moment. Try again in a few minutes",
    NoFile: "Choose a CSV file",
}
_COLUMNS = [name for name in columns_of(Role.provider) if name != "explained"]


@router.get("/upload")
@for_roles(Role.provider)
def form(request: Request, agency: str = "", sent: str = "") -> Response:
    """Where a file is chosen, for one agency of the person."""
    return _form(request, agency, sent=sent)


@router.post("/upload/{agency_code}")
@for_roles(Role.provider)
async def upload(request: Request, agency_code: str) -> Response:
    """Take a file in, then have it checked."""
    await run_in_threadpool(own_agency, request, agency_code)
    uploads, asker, now = _uploads(request), asker_of(request), context_of(request).clock()
    try:
        taken = await receive(request, uploads, asker, agency_code, now)
    except (TooLarge, TooMany, NoFile) as error:
        return await run_in_threadpool(_form, request, agency_code, _REFUSED[type(error)])
    await run_in_threadpool(log_read, request, "upload file", f"{agency_code}-{taken.sha256[:12]}")
    return RedirectResponse(path(request, "uploads", taken.upload_id), 303)


@router.get("/uploads/{upload_id}")
@for_roles(Role.provider)
def result(request: Request, upload_id: str) -> Response:
    """What the night would say of the file; while it is being checked a page that asks again by itself."""
    uploads, it = _found(request, upload_id)
    verdict = verdict_of(uploads, it)
    if verdict is None:
        context = context_of(request)
        day = london_day(context.clock())
        stage = CHECKING.see_to(upload_id, partial(check_upload, context.settings, uploads, it, day))
        answer = page(request, "upload_waiting.html", it=it, stages=STAGES, stage=stage)
        answer.headers["Refresh"] = str(_AGAIN)
        return answer
    if verdict.get("failed"):
        raise HTTPException(500, "The file could not be checked. Tell the data engineers.")
    log_read(request, "read dry run", f"{it.agency_code}-{it.sha256[:12]}")
    told = _as_told(request, it, verdict)
    status = "fatal" if told["fatal_rule"] else "accepted"
    return page(
        request,
        "upload_checked.html",
        it={**asdict(it), **told, "status": status, "open_mismatches": None},
        tag_of=STATES[status],
        steps=steps_of(told["counts_by_cause"]),
        shows_rows=True,
        rows_at=partial(path, request, "uploads", upload_id, "findings"),
        minutes=int(KEPT_FOR.total_seconds() // 60),
    )


@router.get("/uploads/{upload_id}/findings")
@for_roles(Role.provider)
def upload_findings(
    request: Request, upload_id: str, chosen: Annotated[Chosen, Depends()], number: int = 0
) -> Response:
    """A page of the findings, as of a file that was sent; `number` is how many came before."""
    choice = vars(chosen)
    it, told, rows = _checked(request, upload_id, chosen)
    log_read(request, "read dry run findings", f"{it.agency_code}-{it.sha256[:12]}")
    here = ("uploads", upload_id)
    number = min(max(number, 0), rows.num_rows)
    shown = rows.slice(number, PAGE).to_pylist()
    more = rows.num_rows > number + PAGE
    return page(
        request,
        "upload_findings.html",
        it=it,
        rows=shown,
        columns=headings(_COLUMNS),
        choice=choice,
        total=total_of(told["counts_by_cause"], choice),
        first=number + 1,
        last=number + len(shown),
        following=path(request, *here, "findings", **choice, number=number + PAGE) if more else None,
        beginning=path(request, *here, "findings", **choice) if number else None,
        **filters(request, told["counts_by_cause"], here, choice),
    )


@router.get("/uploads/{upload_id}/findings.{kind}")
@for_roles(Role.provider)
def download(request: Request, upload_id: str, kind: str, chosen: Annotated[Chosen, Depends()]) -> Response:
    """The same findings, all pages of them, as CSV or XLSX."""
    if kind not in ("csv", "xlsx"):
        raise HTTPException(404)
    it, _, rows = _checked(request, upload_id, chosen)
    log_read(request, f"download dry run {kind}", f"{it.agency_code}-{it.sha256[:12]}")
    cover = [("File", it.file_name), ("Agency", it.agency_code), ("Not sent yet", "checked beforehand")]
    return as_file(request, rows, kind, f"{it.agency_code}_beforehand", [*cover, *chosen_words(chosen)])


@router.post("/uploads/{upload_id}/send")
@for_roles(Role.provider)
def send(request: Request, upload_id: str) -> Response:
    """Put the very bytes into the agency's drop folder."""
    uploads, it = _found(request, upload_id)
    verdict = verdict_of(uploads, it)
    if not verdict or verdict.get("failed") or _as_told(request, it, verdict)["fatal_rule"]:
        raise HTTPException(409, "This file would not be accepted, so it was not sent.")
    log_read(request, "send file", f"{it.agency_code}-{it.sha256[:12]}")
    if not uploads.hand_in(it):
        raise HTTPException(404)
    return RedirectResponse(path(request, "upload", agency=it.agency_code, sent="yes"), 303)


@router.post("/uploads/{upload_id}/forget")
@for_roles(Role.provider)
def forget(request: Request, upload_id: str) -> Response:
    """Throw it away and choose another."""
    uploads, it = _found(request, upload_id)
    uploads.remove(upload_id)
    return RedirectResponse(path(request, "upload", agency=it.agency_code), 303)


def own_agencies(request: Request) -> list[tuple[str, str]]:
    """The CJIT agencies of the person, with what they are called."""
    with asked(request) as session:
        return [(code, f"{code} {name}") for code, name in session.rows("web/own_agencies")]


def own_agency(request: Request, agency_code: str) -> str:
    """What an agency of the person is called; HTTPException 404 for any other."""
    names = dict(own_agencies(request))
    if agency_code not in names:
        raise HTTPException(404)
    return names[agency_code]


def _form(request: Request, agency: str, error: str = "", sent: str = "") -> Response:
    agencies = own_agencies(request)
    chosen = agency or (agencies[0][0] if agencies else "")
    if agency and agency not in dict(agencies):
        raise HTTPException(404)
    return page(
        request,
        "upload.html",
        400 if error else 200,
        agencies=agencies,
        agency=chosen,
        name=dict(agencies).get(chosen, ""),
        errors={"file": error} if error else {},
        done=f"The file is in the drop folder of {chosen}" if sent and chosen else "",
        minutes=int(KEPT_FOR.total_seconds() // 60),
    )


def _uploads(request: Request) -> Uploads:
    return Uploads(context_of(request).settings)


def _found(request: Request, upload_id: str) -> tuple[Uploads, Upload]:
    """The person's own upload for an agency that is theirs; HTTPException 404 for all else."""
    uploads = _uploads(request)
    it = uploads.find(upload_id, asker_of(request).who, context_of(request).clock())
    if it is None:
        over = "It was sent or thrown away, or its hour is over: unless you sent it, choose the file again."
        raise HTTPException(404, over)
    own_agency(request, it.agency_code)
    return uploads, it


def _checked(request: Request, upload_id: str, chosen: Chosen) -> tuple[Upload, dict[str, Any], pa.Table]:
    """An upload whose check is done, what is told of it, and the findings chosen."""
    uploads, it = _found(request, upload_id)
    verdict = verdict_of(uploads, it)
    if verdict is None or verdict.get("failed"):
        raise HTTPException(404, "It is not checked yet.")
    told = _as_told(request, it, verdict)
    rows = findings_of(uploads, it, vars(chosen))
    rows = pa.table({name: plain(rows[name]) for name in _COLUMNS})
    if told["added"]:
        whole = [{name: line.get(name) for name in _COLUMNS} for line in told["added"]]
        wanted = [line for line in whole if all(v in ("", line[n] or "") for n, v in vars(chosen).items())]
        if told["fatal_rule"] == "F09":  # of a fatal file nothing is told about rows
            rows = rows.filter(pc.is_null(rows["row_no"]))
        rows = pa.concat_tables([pa.Table.from_pylist(wanted, rows.schema), rows])
    return it, told, rows


def _as_told(request: Request, it: Upload, verdict: dict[str, Any]) -> dict[str, Any]:
    """The verdict, with what the check alone cannot know: whether the last accepted file is the same."""
    names = "submission_id file_name received_at content_sha256 row_set_hash"
    with asked(request) as session:
        last = named(session, "web/last_accepted", {"agency_code": it.agency_code}, names)
    same: list[FileFinding] = []
    if last and verdict["fatal_rule"] is None:
        before = last[0]["submission_id"], last[0]["file_name"], last[0]["received_at"]
        if last[0]["content_sha256"] == verdict["content_sha256"]:
            same = [same_as("F09", *before)]
        elif verdict["row_set_hash"] and last[0]["row_set_hash"] == verdict["row_set_hash"]:
            same = [same_as("N03", *before)]
    added = [_line(finding) for finding in same]
    counted = [*added, *verdict["counts_by_cause"]]
    if same and same[0].rule == "F09":
        counted = [line for line in counted if line["first_row"] is None]
        verdict = verdict | {"fatal_rule": "F09"}
    return verdict | {"counts_by_cause": counted, "added": added}


def _line(finding: FileFinding) -> dict[str, Any]:
    words = file_rules()[finding.rule]
    told = {name: words[name] for name in ("severity", "why", "fix")}
    return told | {
        "rule": finding.rule,
        "item": finding.item,
        "message": finding.message,
        "findings": 1,
        "first_row": None,
    }
