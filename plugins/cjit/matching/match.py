"""Match the people of whom something changed: transfers, structured treatment, secure settings (linkage.md).

The work is in sql/match; this is its order. Who changes what is known of people calls `link_and_match`.
"""

from cjit.linkage.link import relink
from cjit.warehouse.connection import Session, Warehouse

_KINDS = ("transfers", "treatment", "prison")


def link_and_match(warehouse: Warehouse, full: bool = False) -> dict[str, int]:
    """Link again who was touched, `full`: everybody, and match what follows from it.

    Returns the counts of `relink` and of `match`. Raises Transient when the warehouse cannot be reached.
    """
    return relink(warehouse, full) | match(warehouse, full)


def match(warehouse: Warehouse, full: bool = False) -> dict[str, int]:
    """Find transfers and matches anew for the people in core.person_to_match, `full`: for everybody.

    Everybody is matched, too, where the register or a list says something else than the last time: where
    an agency belongs, which codes are DATs, which reasons end a caseload.

    Both ways end in the same rows, and only rows that differ are written: after a full run `matches_removed`
    and `matches_added` say how many the waiting people alone had not put right, which should be none. One
    transaction: interrupted, it leaves the people waiting, and the next call does the work. Two calls wait
    for each other.

    Returns counts: `people_to_match` (once for each time that somebody asked; a re-link of everybody asks
    once for all), `matches_removed`, `matches_added`. Raises Transient when the warehouse cannot be reached.
    """
    with warehouse.session() as session:
        session.run("match/one_at_a_time")
        session.run("link/index_people")
        session.run("match/index_referrals")
        waiting, most_of_them = session.rows("match/waiting")[0]
        now, noted = session.rows("match/basis")[0]
        counts = {"people_to_match": waiting, "matches_removed": 0, "matches_added": 0}
        if waiting == 0 and not full and now == noted:
            return counts
        everybody = full or most_of_them or now != noted
        session.run("match/take_everybody" if everybody else "match/take_waiting")
        if now != noted:
            session.run("match/note_basis", {"basis": now})
        return counts | _match(session, everybody)


def _match(session: Session, everybody: bool) -> dict[str, int]:
    """Work out what should be there, then remove and add what differs."""
    params = {"everybody": everybody}
    for step in ("episodes", *_KINDS):
        session.run(f"match/{step}", params)
    return {
        "matches_removed": sum(session.run(f"match/remove_{kind}", params) for kind in _KINDS),
        "matches_added": sum(session.run(f"match/add_{kind}", params) for kind in _KINDS),
    }
