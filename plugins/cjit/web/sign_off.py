"""Sign-off of a period (report.md, When): what its last freeze rests on, and the signature.

It is taken as `cjit sign` takes it. Whom CJIT_SIGNERS names may sign, in the role of a regional team.
"""

from typing import Any

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cjit.errors import Permanent
from cjit.report.run import write_signed
from cjit.report.signers import signers
from cjit.report.signing import sign
from cjit.warehouse.asking import Role
from cjit.warehouse.connection import Busy
from cjit.web.context import asked, asker_of, context_of, named, page, path
from cjit.web.deciding import NOTHING_YET, Given, Why, held_up
from cjit.web.guard import for_roles
from cjit.web.reports import changes_of, freeze_of, freezes_of, month_of

router = APIRouter()

_READERS = (Role.region, Role.engineer)
_FILE = "agency_code name submission_id carried_forward received_at"
_QUALITY = "level name measure value numerator denominator"
_CHANGES = 20


@router.get("/sign-off")
@for_roles(*_READERS)
def periods(request: Request, done: str = "") -> Response:
    """The last freeze of each period, those to sign first."""
    with asked(request) as session:
        freezes = named(session, "web/to_sign", {}, "freeze_id period frozen_at restates signed_by signed_at")
    return page(
        request,
        "sign_offs.html",
        freezes=[each | {"month": month_of(each)} for each in freezes],
        done="It is signed. Its files are being written again, no longer as a draft." if done else None,
    )


@router.get("/sign-off/{freeze_id}")
@for_roles(*_READERS)
def period(request: Request, freeze_id: str) -> Response:
    """One freeze: who submitted, what is open, what it restates; and the form for those who may sign."""
    return _page(request, freeze_id)


@router.post("/sign-off/{freeze_id}")
@for_roles(Role.region)
def sign_it(request: Request, freeze_id: str, why: Why = "") -> Response:
    """Sign, then write the files again once the answer is sent: that takes minutes.

    Where this server is stopped meanwhile, `notices` writes them the next morning, before it tells anybody.
    """
    with asked(request) as session:
        freeze_of(session, freeze_id)
    if not _may_sign(request):
        raise HTTPException(403, "CJIT_SIGNERS names who may sign reports, and you are not among them.")
    if not why.strip():
        return _page(request, freeze_id, {"why": "Say why it can be signed, for whoever asks later"})
    context, who = context_of(request), asker_of(request).who
    try:
        _, signed = sign(context.settings, context.warehouse, freeze_id, who, why, context.clock())
    except Busy as error:
        return _page(request, freeze_id, given=held_up(request, error, Given(why=why)))
    except Permanent as error:
        raise HTTPException(409, str(error)) from None
    writing = BackgroundTask(write_signed, context.settings, context.warehouse, signed)
    return RedirectResponse(path(request, "sign-off", done="signed"), 303, background=writing)


def _may_sign(request: Request) -> bool:
    """Whom CJIT_SIGNERS names, and nobody where it names nobody; in the role of a regional team."""
    asker = asker_of(request)
    return asker.role == Role.region and asker.who in signers(context_of(request).settings.signers)


def _page(
    request: Request, freeze_id: str, errors: dict[str, str] | None = None, given: Given = NOTHING_YET
) -> Response:
    decides = asker_of(request).role == Role.region
    with asked(request) as session:
        freezes = freezes_of(session)
        freeze = freeze_of(session, freeze_id)
        names: dict[str, Any] = {"freeze_id": freeze_id}
        files = named(session, "web/freeze_files", names, _FILE)
        quality = named(session, "web/freeze_quality", names, _QUALITY)
        changes, changed = changes_of(session, freeze_id, at_most=_CHANGES)
        why = session.value("web/signature", names) if decides else None
        waiting = session.rows("web/open_work")[0] if decides else None
    by_area: dict[str, dict[str, Any]] = {}
    for line in quality:
        by_area.setdefault(line["name"], {})[line["measure"]] = line
    restated = [each for each in freezes if each["freeze_id"] == freeze["restates"]]
    return page(
        request,
        "sign_off.html",
        given.status(errors or {}),
        freeze=freeze,
        month=month_of(freeze),
        files=files,
        carried=sum(each["carried_forward"] for each in files),
        areas=by_area,
        restated=restated[0] if restated else None,
        changes=changes,
        changed=changed,
        why=why,
        waiting=waiting,
        signs=_may_sign(request) and not freeze["signed_by"] and not freeze["superseded_by"],
        decides=decides,
        errors=errors or {},
        given=given,
    )
