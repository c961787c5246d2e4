"""De-duplicate and link the people whose episodes changed (linkage.md).

The work is in sql/link; this is its order.
"""

from cjit.linkage.pairs import forget_erased, replay
from cjit.warehouse.connection import Warehouse

EPISODES = {"schema": "core", "episodes": "episode"}
PENDING = {"schema": "pg_temp", "episodes": "pending_episode"}
"""Where sql/link/work_out.sql finds episodes: all of them, or those of the people who are linked again."""


def relink(warehouse: Warehouse, full: bool = False) -> dict[str, int]:
    """Find duplicates and journeys anew for the people touched since the last time, `full`: for everybody.

    Both ways end in the same core.episode_link, and only rows that differ are written: after a full re-link
    `links_removed` and `links_added` say how many the touched people alone had not put right, which should
    be none. What was decided about near misses is put on top of the keys first. One transaction:
    interrupted, it leaves the people touched, and the next call does the work. Re-links wait for each other.

    Returns counts: `people_touched` (once for each submission that touched them; all those of a file of a
    first load count as one), `links_removed`, `links_added`. Raises Transient when the warehouse cannot be
    reached.
    """
    with warehouse.session() as session:
        session.run("link/one_at_a_time")
        forget_erased(session)
        replay(session)
        session.run("link/index_people")
        touched, most_of_them = session.rows("link/waiting")[0]
        if touched == 0 and not full:
            return {"people_touched": 0, "links_removed": 0, "links_added": 0}
        everybody = full or most_of_them
        session.run("link/take_everybody" if everybody else "link/take_touched")
        session.run("link/work_out", None, **(EPISODES if everybody else PENDING))
        params = {"everybody": everybody}
        return {
            "people_touched": touched,
            "links_removed": session.run("link/remove_stale", params),
            "links_added": session.run("link/add_new", params),
        }
