"""Held files (rules.md, below F09): checked and reported, loaded when somebody releases them.

Parquet of a held file is set aside; `settle` puts it among the others once the file is released.
"""

from cjit.settings import Settings
from cjit.warehouse import parquet
from cjit.warehouse.comparison import Comparison, Names
from cjit.warehouse.connection import Session, Warehouse

_AT_LEAST = 10


def would_hold(session: Session, comparison: Comparison, names: Names) -> bool:
    """Whether the file would make at least 10, and more than half, of the agency's open episodes disappear.

    Where it would, the two numbers are noted. What would disappear is what would get an M1: neither what was
    re-keyed, nor what somebody decided to keep, nor a client who withdrew consent.
    """
    if comparison.not_in_file < _AT_LEAST:
        return False
    open_episodes, disappearing = session.rows("load/disappearing", names)[0]
    if disappearing < _AT_LEAST or 2 * disappearing <= open_episodes:
        return False
    numbers = {"open_episodes": open_episodes, "disappearing": disappearing}
    session.run("load/add_held", names | numbers)
    return True


def settle(settings: Settings, warehouse: Warehouse) -> None:
    """Put the Parquet of released files among those of accepted ones; as often as one likes."""
    waiting = {submission_id: agency for agency, submission_id in parquet.aside(settings.archive_dir)}
    if not waiting:
        return
    with warehouse.session() as session:
        released = session.rows("decide/released", {"submission_ids": list(waiting)})
    for (submission_id,) in released:
        parquet.bring_back(settings.archive_dir, waiting[submission_id], submission_id)
