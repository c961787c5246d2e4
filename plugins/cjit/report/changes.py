"""What a restatement changed, and why: every moved cell, and the episodes that moved it (report.md, When).

Both freezes' counts are made once more from what was pinned for each, of those people alone who have something that
counts otherwise, and thing by thing: so the parts of a cell sum to its difference. What they leave over is the
program's doing, or of somebody who has withdrawn consent since.
"""

from cjit.report import measures
from cjit.warehouse.connection import Session


def explain(session: Session, freeze_id: str) -> None:
    """Write the changes of a restatement, within the transaction that made it and after `measures.compute`."""
    freeze = {"freeze_id": freeze_id}
    session.run("report/change_clear")
    session.run("report/change_open", freeze)
    sides = session.rows("report/change_sides")
    session.run("report/change_causes")
    session.run("report/change_things")
    for side, day in sides:
        session.run("report/change_side", {"side": side})
        measures.count(session, day)
        session.run("report/change_keep", {"side": side})
        session.run("report/change_clear")
    session.run("report/change", freeze)
