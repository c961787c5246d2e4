"""A rule: what it means, why it matters, how to put it right, who has it now and how that has changed."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cjit.pages.words import short_month
from cjit.warehouse.asking import Role
from cjit.web.context import asked, named, page
from cjit.web.guard import for_roles
from cjit.web.submissions import of_a_rule

router = APIRouter()

_SAID = ("item", "severity", "message", "why", "fix")


@router.get("/rules/{rule}")
@for_roles(Role.region, Role.provider, Role.engineer, Role.commissioner)
def rule(request: Request, rule: str) -> Response:
    """The rule's newest words, and its findings in the files that the person may see."""
    with asked(request) as session:
        clauses = named(session, "web/rule", {"rule": rule}, "feed item severity message why fix")
        if not clauses:
            raise HTTPException(404)
        latest = named(session, "web/latest_files", {}, "submission_id agency_code status")
        names = {"rule": rule, "submission_ids": [each["submission_id"] for each in latest]}
        who = named(session, "web/rule_agencies", names, "agency_code name submission_id findings share")
        recent = [submission for (submission,) in session.rows("web/recent_files")]
        months = named(session, "web/rule_months", names | {"submission_ids": recent}, "month findings files")
    most = max((line["findings"] for line in months), default=0)
    for line in months:
        line["name"] = short_month(line["month"])
        line["width"] = f"{100 * line['findings'] / most:.1f}" if most else "0"
    counted = {line["submission_id"] for line in who}
    return page(
        request,
        "rule.html",
        rule=rule,
        clauses=_once(clauses),
        who=who,
        held={each["submission_id"] for each in latest if each["status"] == "held"},
        # Of a fatal file no row was looked at, so that it has no finding says nothing.
        unread=[it for it in latest if it["status"] == "fatal" and it["submission_id"] not in counted],
        months=months,
        files=len(latest),
    )


def _once(clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each sentence once, with the datasets for which it stands in the same words."""
    feeds: dict[tuple[Any, ...], list[str]] = {}
    for each in clauses:
        said = tuple(each[name] for name in _SAID)
        feeds.setdefault(said, []).append(each["feed"])
    return [
        dict(zip(_SAID, said, strict=True)) | {"message": of_a_rule(said[2]), "feeds": ", ".join(some)}
        for said, some in feeds.items()
    ]
