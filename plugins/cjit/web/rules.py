"""A rule: what it means, why it matters, how to put it right, who has it now and how that has changed."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cjit.pages.words import short_month
from cjit.warehouse.asking import Role
from cjit.web.context import asked, named, page
from cjit.web.guard import for_roles
from cjit.web.submissions import of_a_rule

router = APIRouter()


@router.get("/rules/{rule}")
@for_roles(Role.region, Role.provider, Role.engineer, Role.commissioner)
def rule(request: Request, rule: str) -> Response:
    """The rule's newest words, and its findings in the files that the person may see."""
    with asked(request) as session:
        clauses = named(session, "web/rule", {"rule": rule}, "feed item severity message why fix")
        if not clauses:
            raise HTTPException(404)
        latest = [submission for (submission,) in session.rows("web/latest_files")]
        names = {"rule": rule, "submission_ids": latest}
        who = named(session, "web/rule_agencies", names, "agency_code name submission_id findings share")
        recent = [submission for (submission,) in session.rows("web/recent_files")]
        months = named(session, "web/rule_months", names | {"submission_ids": recent}, "month findings files")
    clauses = [each | {"message": of_a_rule(each["message"])} for each in clauses]
    most = max((line["findings"] for line in months), default=0)
    for line in months:
        line["name"] = short_month(line["month"])
        line["width"] = f"{100 * line['findings'] / most:.1f}" if most else "0"
    return page(request, "rule.html", rule=rule, clauses=clauses, who=who, months=months, files=len(latest))
