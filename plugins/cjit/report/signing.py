"""Sign-off of a report by a regional or national lead: who, when and why (report.md, When).

Until then its files are marked as a draft. Signatures are added to a table of our own and never changed; the
task of Airflow that asks for one only waits.
"""

from datetime import datetime

from cjit.errors import Permanent
from cjit.report.signers import signers
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse


def sign(  # noqa: PLR0913, PLR0917 - who, when, why and what
    settings: Settings, warehouse: Warehouse, report: str, by: str, why: str, now: datetime
) -> tuple[str, str]:
    """Sign a freeze, or the latest of a period (YYYY-MM), at the moment `now`; return period and freeze.

    Signed again by the same person it stays as it was. Raises Permanent where there is none, where a later
    one restates it, where somebody else has signed it, and for somebody who is not among the signers.
    """
    by, why = by.strip(), why.strip()
    if not by or not why:
        raise Permanent("a signature needs somebody who signs (--by) and a reason (--why)")
    named = signers(settings.signers)
    if named and by not in named:
        raise Permanent("that person may not sign reports: CJIT_SIGNERS names who may")
    with warehouse.session() as session:
        session.run("report/begin")
        found = session.rows("report/to_sign", {"report": report})
        if not found:
            raise Permanent(f"there is no report {report!r}: out.freeze lists them")
        freeze_id, period, restated_by, signed_by = found[0]
        if restated_by is not None:
            raise Permanent(f"{freeze_id} is restated by {restated_by}: sign that one")
        if signed_by is None:
            session.run("report/sign", {"freeze_id": freeze_id, "by": by, "why": why, "now": now})
            session.run("decide/note", {"at": now, "by": by, "did": "sign", "subject": freeze_id})
        elif signed_by != by:
            raise Permanent(f"{freeze_id} is signed already, by {signed_by}")
    return period, freeze_id


def is_signed(warehouse: Warehouse, freeze_id: str) -> bool:
    """Whether somebody has signed the freeze."""
    with warehouse.session() as session:
        found = session.rows("report/to_sign", {"report": freeze_id})
    return bool(found and found[0][3])
