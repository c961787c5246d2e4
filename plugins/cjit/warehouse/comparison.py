"""What a CJIT file would change of what its agency has loaded: found before anything of it is written.

A file may turn out to be held (held.py), so the load looks first and writes after.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.errors import Transient
from cjit.warehouse.connection import Session
from cjit.warehouse.keys import keys_in_force, person_keys
from cjit.warehouse.submission import Contents, Unchanged

_ARRIVED = ["episode_id", "person_key", "dat_code", "assessed_on"]
_COMPARED = [
    *("episode_id", "person_key", "first_initial", "surname_initial", "dob", "sex"),
    *("assessed_on", "closed_on"),
]

Names = dict[str, Any]
"""What the SQL of a load calls its submission: agency_code, submission_id, previous_id (the last accepted
file before it, if any) and at (from when its versions are current)."""


@dataclass(frozen=True)
class Comparison:
    """A file against the current episodes of its agency.

    fresh: new and changed episodes, as in Contents.episodes and with `person_key`. changed: of those that
    are current in another version, what is compared with it (sql/load/open_changed.sql). unseen: how many
    current episodes the file did not load. not_in_file: how many of these it does not hold at all.

    Where some are unseen, the session has the temporary tables of sql/load/open_unseen.sql, and `missing`.
    """

    fresh: pa.Table
    changed: pa.Table
    unseen: int = 0
    not_in_file: int = 0


def compare(session: Session, contents: Contents, secret: bytes, names: Names) -> Comparison:
    """Compare by hash, in Arrow (docs/decisions/0006), and find what is missing.

    Raises Transient where an episode that the file brings unchanged is not current any more.
    """
    assert contents.episodes is not None  # noqa: S101 - a CJIT file always has them, if empty
    episodes = contents.episodes
    if names["previous_id"] is None:
        fresh = _keyed(session, episodes, secret)
        return Comparison(fresh, fresh.select(_COMPARED).slice(0, 0))
    current, hashes = _current(session, contents, names)
    at = pc.index_in(current, episodes["episode_id"].combine_chunks())
    loaded = pc.is_valid(at)
    in_episodes = at.drop_null().to_numpy()
    known, same = np.zeros((2, episodes.num_rows), dtype=bool)
    known[in_episodes] = True
    same[in_episodes] = hashes[np.asarray(loaded)] == np.asarray(episodes["content_hash"])[in_episodes]
    fresh = _keyed(session, episodes.filter(pa.array(~same)), secret)
    known = pa.array(known[~same])
    unseen = current.filter(pc.invert(loaded))
    changed = fresh.filter(known).select(_COMPARED)
    if len(unseen) == 0:
        return Comparison(fresh, changed)
    in_file = pc.is_in(unseen, contents.episodes_in_file)
    _find_missing(session, contents, pa.table({"episode_id": unseen, "in_file": in_file}), fresh, known)
    session.run("load/find_missing", names)
    return Comparison(fresh, changed, len(unseen), len(unseen) - (pc.sum(in_file).as_py() or 0))


def _current(session: Session, contents: Contents, names: Names) -> tuple[pa.StringArray, np.ndarray]:
    """EPISODIDs of the agency's current episodes, and the hash of each, but for what is unchanged."""
    unchanged = contents.unchanged
    asked = None if unchanged is None else _in_question(session, contents.episodes, unchanged, names)
    ((ids, lengths, hashes),) = session.rows("load/current_hashes", names | {"episode_ids": asked})
    sizes = np.frombuffer(lengths or b"", dtype=">i4")
    ends = np.cumsum(np.concatenate(([0], sizes)), dtype=np.int32)
    current = pa.StringArray.from_buffers(sizes.size, pa.py_buffer(ends), pa.py_buffer(ids or b""))
    return current, np.frombuffer(hashes or b"", dtype=">i8")


def _in_question(session: Session, episodes: pa.Table, unchanged: Unchanged, names: Names) -> list[str]:
    """EPISODIDs that the file brings or has lost, of which it must be asked whether they are current.

    Current is what the file before has loaded and nobody has deleted since, and what that file left absent or
    held back (tests/habits/test_current_episodes.py): the rest is known from there.
    """
    deleted = [episode for (episode,) in session.rows("load/deleted_episodes", names)]
    if deleted and pc.any(pc.is_in(pa.array(deleted), unchanged.episodes)).as_py():
        raise Transient("an episode was deleted while its agency's file was checked; run again")
    brought = episodes["episode_id"].combine_chunks()
    asked: list[str] = pc.unique(pa.concat_arrays([brought, unchanged.others])).to_pylist()
    return asked


def _keyed(session: Session, episodes: pa.Table, secret: bytes) -> pa.Table:
    keys = keys_in_force(session, person_keys(episodes, secret))
    return episodes.append_column("person_key", keys)


def _find_missing(
    session: Session, contents: Contents, unseen: pa.Table, fresh: pa.Table, known: pa.Array
) -> None:
    assert contents.without_consent is not None  # noqa: S101 - a CJIT file always has them, if empty
    session.run("load/open_unseen")
    session.copy_in("pg_temp", "unseen", unseen)
    session.copy_in("pg_temp", "unconsented", contents.without_consent.select(["client_id"]))
    session.copy_in("pg_temp", "refusing", pa.table({"client_id": contents.clients_refusing}))
    session.copy_in("pg_temp", "arrived", fresh.filter(pc.invert(known)).select(_ARRIVED))
