"""What a restatement changed, and why: every moved cell, and the episodes that moved it (report.md, When).

Both are counted once more from what was pinned for each, but only those people of whom something counts
otherwise, and thing by thing: so the parts of a cell sum to its difference. What they leave over is the
program's doing, or that of somebody who has withdrawn consent since.
"""

from cjit.report import measures
from cjit.warehouse.connection import Session


def explain(session: Session, freeze_id: str) -> None:
    """Write the changes of a restatement, within its transaction and after `measures.compute`."""
    freeze = {"freeze_id": freeze_id}
    session.run("report/change_clear")
    session.run("report/change_open", freeze)
    sides = session.rows("report/change_sides")
    for step in ("lists", "episodes", "others", "things"):
        session.run(f"report/change_{step}")
    for side, day in sides:
        session.run("report/change_side", {"side": side})
        measures.count(session, day)
        session.run("report/change_keep", {"side": side})
        session.run("report/change_clear")
    session.run("report/change", freeze)
