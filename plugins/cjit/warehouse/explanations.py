"""Warnings that are right as they are: explained with a reason, which later files meet again.

It changes no finding and no percentage. A finding is the same one in every file by agency, rule, item and
EPISODID (docs/decisions/0017); without an EPISODID a row has an error, which wants mending.
"""

from dataclasses import dataclass
from typing import Literal

from cjit.errors import Permanent
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.decisions import Decision, note

Says = Literal["explained", "withdrawn"]
LONGEST = 500
"""Characters of a reason: it is a sentence, and no place for what is known of a client."""


@dataclass(frozen=True)
class Warned:
    """The warnings of a rule and item in a submission; those of one row alone where `row_no` is given."""

    submission_id: str
    rule: str
    item: str
    row_no: int | None = None


def explain(warehouse: Warehouse, warned: Warned, says: Says, decision: Decision) -> int:
    """Record why warnings are right as they are, or take that back; return of how many findings.

    Raises Permanent where there is none of which that can be said, or where the reason is too long.
    """
    if len(decision.why) > LONGEST:
        raise Permanent(f"a reason has at most {LONGEST} characters")
    with warehouse.session() as session:
        query = "decide/explain" if says == "explained" else "decide/withdraw"
        count = session.run(query, vars(warned) | vars(decision))
        if count == 0:
            state = "not explained yet" if says == "explained" else "explained"
            raise Permanent(f"no warning {warned.rule} {warned.item} of that file, or row, is {state}")
        # The rows are not named: a line of the log outlives what is known of people.
        note(session, decision, f"{says} {warned.rule} {warned.item}", warned.submission_id)
    return count
