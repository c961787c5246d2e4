"""Mismatches M1–M5: the load of an accepted file opens and resolves them (submission.md)."""

from cjit.warehouse.comparison import Comparison, Names
from cjit.warehouse.connection import Session


def note_presence(session: Session, comparison: Comparison, names: Names) -> None:
    """Keep core.absent and core.held_back true, open M1 and M3 for what is missing, resolve what is back."""
    if comparison.unseen == 0:
        session.run("load/note_all_present", names)
        return
    session.run("load/note_presence", names)
    session.run("load/note_missing", names)


def note_changes(session: Session, comparison: Comparison, names: Names) -> None:
    """Open M2, M4 and M5 for changed episodes, resolve those whose cause is gone, end the versions before."""
    if comparison.changed.num_rows == 0:
        return
    session.run("load/open_changed")
    session.copy_in("pg_temp", "changed", comparison.changed)
    session.run("load/note_changes", names)
    session.run("load/supersede", names)
