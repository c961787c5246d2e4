"""Which of its own episodes moved an agency's figures in a restatement: for the agency alone.

Asked of the database each time, and so no longer told once a client has withdrawn consent; the files of a
report name no episode (docs/decisions/0021). Each look is a line in the access log.
"""

from typing import Any

import pyarrow as pa
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cjit.pages.files import safe_name
from cjit.pages.workbook import Column, Sheet, workbook
from cjit.warehouse.asking import Role
from cjit.web.context import asked, context_of, log_read, named
from cjit.web.guard import for_roles
from cjit.web.reports import FILES, KINDS, freeze_of, in_words, month_of

router = APIRouter()

NAME = "episodes.xlsx"
_MOVED = "episode_id cause measure breakdown period_kind numerator denominator by_episode"
_COLUMNS = {
    "episode_id": Column("EPISODID", 22),
    "cause": Column("What moved it", 16),
    "title": Column("Measure", 44),
    "category": Column("Category", 30),
    "span": Column("Period", 16),
    "numerator": Column("Into (1) or out of (-1) the figure", 16, wrap=True),
    "denominator": Column("The same of those it is taken of", 16, wrap=True),
    "by_episode": Column("Because of this episode of the same person", 22, wrap=True),
}
_NUMBERS = {"numerator", "denominator"}


@router.get(f"/reports/{{freeze_id}}/provider/{{agency_code}}/{NAME}")
@for_roles(Role.provider)
def moved(request: Request, freeze_id: str, agency_code: str) -> Response:
    """A row for each figure of the agency and each of its episodes that moved it."""
    params = {"freeze_id": freeze_id, "agency_code": agency_code}
    with asked(request) as session:
        freeze = freeze_of(session, freeze_id)
        if agency_code not in {code for code, _ in session.rows("web/own_agencies")}:
            raise HTTPException(404)
        lines = in_words(session, freeze_id, named(session, "web/moved", params, _MOVED))
    log_read(request, "download moved episodes", f"{freeze_id}/{agency_code}")
    rows = _table([line | {"span": KINDS[line["period_kind"]]} for line in lines])
    sheet = Sheet("Episodes", list(_COLUMNS.values()), rows, "… and {number} more")
    data = workbook(
        f"Episodes of {agency_code} that moved figures of {month_of(freeze)}",
        [("Agency", agency_code), ("Freeze", freeze_id), ("Restates", freeze["restates"] or "nothing")],
        [sheet] if lines else [],
        context_of(request).clock().replace(tzinfo=None),
    )
    attached = f'attachment; filename="{safe_name(f"{freeze_id}_{agency_code}")}_{NAME}"'
    return Response(data, media_type=FILES["tables.xlsx"][1], headers={"Content-Disposition": attached})


def _table(lines: list[dict[str, Any]]) -> pa.Table:
    types = pa.schema([(name, pa.int32() if name in _NUMBERS else pa.string()) for name in _COLUMNS])
    return pa.Table.from_pylist(lines, types)
