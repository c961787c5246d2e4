"""Near misses: people of an area who may be one, found for review and never merged (linkage.md).

The search takes the areas whose people changed since the last one. What it finds of an area replaces what it
had found there; pairs about which somebody decided stay.
"""

import pyarrow as pa
import pyarrow.compute as pc

from cjit.linkage.candidates import PEOPLE, Backend, candidates
from cjit.linkage.model import Model, model
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

_KEY_DIGITS = 64


def find_near_misses(settings: Settings, warehouse: Warehouse, full: bool = False) -> dict[str, int]:
    """Search the areas that changed, `full`: all of them.

    One transaction: interrupted, it leaves the areas waiting. Searches wait for each other.

    Returns counts: `people_searched`, `pairs_found` among them, `pairs_changed` (new, gone or weighed anew).
    Raises Transient when the warehouse cannot be reached,
    Permanent where Splink fails.
    """
    with warehouse.session() as session:
        session.run("near/one_at_a_time")
        session.run("near/take_areas")
        waiting, everywhere = session.rows("near/areas")[0]
        if not waiting and not full:
            return {"people_searched": 0, "pairs_found": 0, "pairs_changed": 0}
        names = {"everywhere": full or everywhere}
        people = session.copy_out("near/people", _AS_SENT, names)
        pairs = found_pairs(people_of(people), model(), settings.splink_backend)
        session.run("near/open_found")
        session.copy_in("pg_temp", "near_found", pairs)
        return {
            "people_searched": people.num_rows,
            "pairs_found": pairs.num_rows,
            "pairs_changed": session.run("near/remove_lost", names) + session.run("near/put_found"),
        }


_AS_SENT = pa.schema([(f.name, pa.string() if pa.types.is_boolean(f.type) else f.type) for f in PEOPLE])
"""Postgres spells a boolean t or f in CSV."""


def people_of(sent: pa.Table) -> pa.Table:
    """The people as candidates.PEOPLE."""
    for number, field in enumerate(PEOPLE):
        if pa.types.is_boolean(field.type):
            sent = sent.set_column(number, field, pc.equal(sent[field.name], "t"))
    return sent.cast(PEOPLE)


def found_pairs(people: pa.Table, with_model: Model, backend: Backend) -> pa.Table:
    """What `people` hold, as rows of sql/near/open_found.sql: keys in hexadecimal, smaller first."""
    pairs = candidates(people, with_model, backend)
    at_a, at_b = (
        pc.index_in(pairs[name], people["record"].combine_chunks()) for name in ("record_a", "record_b")
    )
    return pa.table(
        {
            "dat_code": people["dat"].take(at_a),
            "key_a": pc.utf8_slice_codeunits(pairs["record_a"], 0, _KEY_DIGITS),
            "key_b": pc.utf8_slice_codeunits(pairs["record_b"], 0, _KEY_DIGITS),
            "seen_a": _side(people.take(at_a)),
            "seen_b": _side(people.take(at_b)),
            "weight": pairs["weight"],
            "probability": pairs["probability"],
            "reason": pairs["reason"],
        }
    )


def _side(people: pa.Table) -> pa.ChunkedArray | pa.Array:
    both = pc.and_(people["by_cjit"], people["by_treatment"])
    return pc.if_else(both, "both", pc.if_else(people["by_cjit"], "cjit", "treatment"))
