"""Findings of a submission by row: filtered, page by page, and downloaded exactly as filtered.

Each look at them is a line in the access log.
"""

import io
from dataclasses import dataclass
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.csv
from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cjit.pages.files import safe_name
from cjit.pages.workbook import Column, Sheet, workbook
from cjit.quality.feedback import formula_safe
from cjit.warehouse.asking import Role
from cjit.web.context import asked, asker_of, context_of, log_read, named, page, path
from cjit.web.guard import for_roles
from cjit.web.submissions import SEVERITIES, counts_of, explained_of, submission_of

router = APIRouter()

PAGE = 100
_ROWS_NEXT = 1000
"""Most pages lie within so many rows of the file. Where one does not, few findings are left to look at."""
_LEGIBLE = {
    "row_no": ("Row", 8),
    "severity": ("Severity", 10),
    "rule": ("Rule", 7),
    "item": ("Item", 12),
    "value": ("Value", 18),
    "message": ("What is wrong and what to do", 70),
    "client_ref": ("Client reference", 22),
    "episode_id": ("Episode", 22),
    "explained": ("Explained", 40),
}
_SAID = {
    "explain": "It is explained. Later files of the agency show the reason too.",
    "withdraw": "The explanation is taken back.",
}
_HIDDEN = {Role.region: {"value", "client_ref"}, Role.provider: set[str]()}
"""What the role has no right to (sql/views/grants.sql)."""


def columns_of(role: Role) -> list[str]:
    """The columns of findings that a role has a right to, in their order."""
    return [name for name in _LEGIBLE if name not in _HIDDEN[role]]


def headings(columns: list[str]) -> list[tuple[str, str]]:
    """Columns with what stands above them."""
    return [(name, _LEGIBLE[name][0]) for name in columns]


@dataclass(frozen=True)
class Chosen:
    """The filters, as the address says them; empty for all."""

    rule: str = ""
    item: str = ""
    severity: str = ""


@dataclass(frozen=True)
class ChosenOfSubmission(Chosen):
    """The same of a file that was sent."""

    explained: str = ""
    """Of warnings: `yes` those that somebody explained, `no` what is not explained yet."""


@router.get("/submissions/{submission_id}/findings")
@for_roles(Role.region, Role.provider)
def findings(
    request: Request,
    submission_id: str,
    chosen: Annotated[ChosenOfSubmission, Depends()],
    after: str = "",
    number: int = 0,
) -> Response:
    """A page of findings, from the one after `after`; `number` is how many came before."""
    role = asker_of(request).role
    choice = vars(chosen)
    columns = columns_of(role)
    with asked(request) as session:
        it = submission_of(session, submission_id)
        counts = counts_of(session, submission_id)
        explained = explained_of(session, submission_id)
        params = {"submission_id": submission_id, **choice, **_after(after), "at_most": PAGE + 1}
        for until in (params["after_row"] + _ROWS_NEXT, None):
            rows = named(session, f"web/findings_{role}", params | {"until_row": until}, " ".join(columns))
            if len(rows) > PAGE:
                break
    log_read(request, "read findings", submission_id)
    total = _number(counts, explained, choice)
    more = rows[PAGE:]
    rows = rows[:PAGE]
    here = ("submissions", submission_id, "findings")
    number = min(max(number, 0), total)
    return page(
        request,
        "findings.html",
        it=it,
        rows=rows,
        columns=headings(columns),
        choice=choice,
        total=total,
        first=number + 1,
        last=number + len(rows),
        following=path(request, *here, **choice, after=_place(rows[-1]), number=number + PAGE)
        if more
        else None,
        beginning=path(request, *here, **choice) if after else None,
        explanations=[("no", "Not explained yet"), ("yes", "Explained")] if _any(counts, "warning") else [],
        explaining=_explaining(request, submission_id, counts, choice),
        done=_SAID.get(request.query_params.get("done", "")),
        **filters(request, counts, here[:2], choice),
    )


def filters(
    request: Request, counts: list[dict[str, Any]], here: tuple[str, ...], choice: dict[str, str]
) -> dict[str, Any]:
    """What can be chosen among the findings counted, and the downloads of what is."""
    return {
        "rules": [(each, each) for each in sorted({line["rule"] for line in counts})],
        "items": [(each, each) for each in sorted({line["item"] for line in counts if line["item"]})],
        "severities": [(name, text) for name, text in SEVERITIES.items() if _any(counts, name)],
        "downloads": [
            (kind.upper(), path(request, *here, f"findings.{kind}", **choice)) for kind in ("csv", "xlsx")
        ],
    }


def total_of(counts: list[dict[str, Any]], chosen: dict[str, str]) -> int:
    """How many of the findings counted are of the rule, item and severity chosen."""
    return sum(line["findings"] for line in counts if _is_chosen(line, chosen))


def _is_chosen(line: dict[str, Any], chosen: dict[str, str]) -> bool:
    return all(chosen[name] in ("", line[name] or "") for name in ("rule", "item", "severity"))


@router.get("/submissions/{submission_id}/findings.{kind}")
@for_roles(Role.region, Role.provider)
def download(
    request: Request, submission_id: str, kind: str, chosen: Annotated[ChosenOfSubmission, Depends()]
) -> Response:
    """The same findings in the same order and columns, all pages of them, as CSV or XLSX."""
    if kind not in ("csv", "xlsx"):
        raise HTTPException(404)
    role = asker_of(request).role
    columns = columns_of(role)
    types = pa.schema([(name, pa.int32() if name == "row_no" else pa.string()) for name in columns])
    params = {"submission_id": submission_id, **vars(chosen), **_after("")}
    with asked(request) as session:
        it = submission_of(session, submission_id)
        rows = session.copy_out(f"web/findings_{role}", types, params | {"at_most": None, "until_row": None})
    log_read(request, f"download findings {kind}", submission_id)
    cover = [("File", it["file_name"]), ("Agency", it["agency_code"]), ("Submission", submission_id)]
    return as_file(request, rows, kind, submission_id, [*cover, *chosen_words(chosen)])


def chosen_words(chosen: Chosen) -> list[tuple[str, str]]:
    """The filters as they stand on a workbook's cover."""
    return [(name.capitalize(), value) for name, value in vars(chosen).items() if value]


def as_file(request: Request, rows: pa.Table, kind: str, name: str, cover: list[tuple[str, str]]) -> Response:
    """Findings as CSV or XLSX to download. `cover`: what the workbook says of itself, its agency included."""
    headers = {"Content-Disposition": f'attachment; filename="findings_{safe_name(name)}.{kind}"'}
    if kind == "csv":
        return Response(_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)
    sheet = Sheet(
        "Findings",
        [Column(_LEGIBLE[each][0], _LEGIBLE[each][1], wrap=each == "message") for each in rows.column_names],
        rows,
        "… and {number} more: a sheet ends here, the CSV has all",
    )
    made = context_of(request).clock().replace(tzinfo=None)
    title = f"Findings in the file of agency {dict(cover)['Agency']}"
    data = workbook(title, cover, [sheet] if rows.num_rows else [], made)
    kind_of = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(data, media_type=kind_of, headers=headers)


def _csv(rows: pa.Table) -> bytes:
    """With a byte order mark, as Excel wants it, and nothing that a spreadsheet would run."""
    sink = io.BytesIO()
    sink.write(b"\xef\xbb\xbf" + ",".join(rows.column_names).encode() + b"\r\n")
    safe = [column if pa.types.is_integer(column.type) else _safe(column) for column in rows.columns]
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed", eol="\r\n")
    if rows.num_rows:
        pyarrow.csv.write_csv(pa.table(safe, names=rows.column_names), sink, options)
    return sink.getvalue()


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([formula_safe(chunk) for chunk in column.chunks], column.type)


def _any(counts: list[dict[str, Any]], severity: str) -> bool:
    return any(line["severity"] == severity for line in counts)


def _number(
    counts: list[dict[str, Any]], explained: dict[tuple[str, str], int], chosen: dict[str, str]
) -> int:
    """How many findings the filters let through, that of explanations included."""
    causes = {(line["rule"], line["item"]) for line in counts if _is_chosen(line, chosen)}
    every = total_of(counts, chosen)
    said = sum(count for cause, count in explained.items() if cause in causes)
    return {"": every, "yes": said}.get(chosen["explained"], every - said)


def _explaining(
    request: Request, submission_id: str, counts: list[dict[str, Any]], chosen: dict[str, str]
) -> str | None:
    """Where all warnings of a cause can be explained at once: one rule and item have to be chosen."""
    items = {
        line["item"] for line in counts if line["rule"] == chosen["rule"] and line["severity"] == "warning"
    }
    item = chosen["item"] or (items.pop() if len(items) == 1 else "")
    if not item or (chosen["item"] and chosen["item"] not in items):
        return None
    return path(request, "submissions", submission_id, "explain", rule=chosen["rule"], item=item)


def _place(row: dict[str, Any]) -> str:
    """Where a row stands in the order of the page: what `after` says of it."""
    return f"{row['row_no'] or 0}~{row['rule']}~{row['item'] or ''}"


def _after(place: str) -> dict[str, Any]:
    row, _, rest = place.partition("~")
    rule, _, item = rest.partition("~")
    return {
        "after_row": int(row) if row.isdecimal() and len(row) < 9 else -1,
        "after_rule": rule,
        "after_item": item,
    }
