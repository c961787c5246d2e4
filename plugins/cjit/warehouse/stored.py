"""What the warehouse keeps of checked rows: typed values, and episodes with their referrals and reviews.

An item holds a value only when it is of its type; otherwise it is blank here and the sent text stands in
the finding alone (rules.md "How the rules read").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from string import ascii_uppercase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.dataset.definition import Item
from cjit.dataset.lists import Lists
from cjit.intake.row_set import row_hashes
from cjit.quality import text
from cjit.quality.check import CheckedChunk
from cjit.quality.groups import Groups, group_keys, usable

_AGENCY = "^[A-Z][0-9]{4}$"
_GROUPS = ("opiate", "non-opiate and alcohol", "non-opiate only", "alcohol only")
_OF_ANY_LENGTH = ("REFSTID", "SUBMID", "CMSID")


def stored_rows(chunk: CheckedChunk, lists: Lists) -> pa.Table:
    """Every judged row as the warehouse types it: `sub`, `row_no`, then a column per item that is kept.

    Codes of a list, and letters, are places in the whole list, which says nothing of the rows.
    """
    judged = chunk.typed.judged
    columns = {name: judged[name] for name in ("sub", "row_no")}
    for item in chunk.definition.items:
        if item.column:
            columns[item.column] = _stored(judged, item, lists)
    if chunk.definition.feed == "cjit":
        columns["age"] = judged["age"]
        columns["substance_group"] = _substance_group(columns, lists)
    return pa.table(columns)


def _stored(judged: pa.Table, item: Item, lists: Lists) -> pa.ChunkedArray | pa.Array:
    if item.kind == "date":
        return judged[f"{item.staged}_on"]
    column = judged[item.staged].combine_chunks()
    if item.kind == "text":
        return _stored_text(judged, item, column)
    if item.name.startswith("REC"):
        # Whether the support was given, so blank is no.
        return text.is_text(column, "Y")
    if item.list is not None or item.kind == "letter":
        return _among(column, ascii_uppercase if item.list is None else lists.values[item.list])
    return text.mapped(column, lambda distinct: _typed(distinct, item))


def _among(column: pa.DictionaryArray, codes: Sequence[str]) -> pa.DictionaryArray:
    """Each value as its place among the codes, null where it is none of them."""
    listed = pa.array(codes, pa.string())
    places = pc.index_in(column.dictionary, listed)
    return pa.DictionaryArray.from_arrays(places.take(column.indices), listed)


def _typed(distinct: pa.Array, item: Item) -> pa.Array:
    """Each distinct value where it is of the item's type, else null."""
    if item.kind == "count":
        return text.as_count(distinct, item.maximum or 0)
    if item.kind == "agency":
        return pc.if_else(pc.match_substring_regex(distinct, _AGENCY), distinct, None)
    return distinct


def _stored_text(judged: pa.Table, item: Item, column: pa.Array) -> pa.Array:
    if item.max_length is None or item.name in _OF_ANY_LENGTH:
        return column.cast(pa.string())
    kept = usable(column, item.max_length)
    if item.name == "CLIENT":
        kept = pc.and_(kept, pc.invert(judged["client_masked"].combine_chunks()))
    return pc.if_else(kept, column, None)


def _substance_group(columns: dict[str, pa.Array], lists: Lists) -> pa.DictionaryArray:
    """The group of report.md, over the stored drugs."""

    def any_of(group: str) -> pa.Array:
        codes = pa.array(sorted(lists.grouped("drug", group)))
        drugs = [columns[name] for name in ("drug1", "drug2", "drug3")]
        return reduce(pc.or_, [text.holds(drug, lambda values: pc.is_in(values, codes)) for drug in drugs])

    places = pc.case_when(
        pc.make_struct(
            any_of("opiate"), pc.and_(any_of("non-opiate"), any_of("alcohol")), any_of("non-opiate")
        ),
        *(pa.scalar(place, pa.int32()) for place in range(len(_GROUPS))),
    )
    return pa.DictionaryArray.from_arrays(places, pa.array(_GROUPS))


@dataclass(frozen=True)
class Episodes:
    """The loaded episodes of a chunk, each table ordered by `sub`.

    episodes: `sub`, `content_hash` and the columns of core.episode that come from the file; read from the
    first of the episode's rows without an error. referrals, reviews: `sub`, `episode_id` and theirs.
    """

    episodes: pa.Table
    referrals: pa.Table
    reviews: pa.Table


def episodes_of(chunk: CheckedChunk, stored: pa.Table) -> Episodes:
    """The episodes of the rows without an error, with a hash of every stored value of each."""
    clean = pa.array(chunk.clean)
    ids = stored["episode_id"].combine_chunks()
    keys, loads = group_keys(ids, np.asarray(stored["sub"]), pc.and_(usable(ids), clean))
    groups = Groups(keys, loads)
    number = np.full(stored.num_rows, -1, dtype=np.int32)
    number[groups.order] = np.repeat(np.arange(groups.starts.size, dtype=np.int32), groups.sizes)
    numbered = stored.append_column("episode_no", pa.array(number))

    definition = chunk.definition
    own = [item.column for item in definition.of_scope("episode") if item.column]
    episodes = stored.select(["sub", *own, "age", "substance_group"]).take(pa.array(groups.first_rows))
    children = {
        scope: _children(numbered, clean, [i.column for i in definition.of_scope(scope) if i.column])
        for scope in ("referral", "review")
    }
    hashes = _hashes(episodes, children["referral"], children["review"])
    return Episodes(
        episodes.append_column("content_hash", hashes),
        children["referral"].drop(["episode_no"]),
        children["review"].drop(["episode_no"]),
    )


def _children(rows: pa.Table, clean: pa.Array, columns: list[str]) -> pa.Table:
    """Referrals or reviews: known by their id, else by their date; the same id twice is the first row's."""
    id_column, date_column = columns[:2]
    present = pc.or_(pc.is_valid(rows[id_column]), pc.is_valid(rows[date_column]))
    taken = rows.select(["sub", "episode_id", "episode_no", *columns]).filter(pc.and_(present, clean))
    identity = pc.coalesce(taken[id_column], taken[date_column].cast(pa.string()))
    taken = taken.set_column(taken.column_names.index(id_column), id_column, identity)
    if taken.num_rows == 0:
        return taken
    codes = identity.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    key = np.asarray(taken["episode_no"]).astype(np.int64) * (codes.max() + 1) + codes
    _, first = np.unique(key, return_index=True)
    return taken if first.size == taken.num_rows else taken.take(pa.array(np.sort(first)))


def _hashes(episodes: pa.Table, referrals: pa.Table, reviews: pa.Table) -> pa.Array:
    """A number for everything stored of each episode, to tell changes (docs/decisions/0006).

    Referrals and reviews have ids of their own, so their order says nothing: their numbers are added up.
    """
    own = [name for name in episodes.column_names if name not in ("sub", "episode_id")]
    total = row_hashes(episodes.select(own))
    for children in (referrals, reviews):
        told = [name for name in children.column_names if name not in {"sub", "episode_id", "episode_no"}]
        hashes = row_hashes(children.select(told))
        order = np.argsort(np.asarray(children["episode_no"]), kind="stable")
        owners, starts = np.unique(np.asarray(children["episode_no"])[order], return_index=True)
        if owners.size:
            total[owners] += np.add.reduceat(hashes[order], starts)
    return pa.array(total.view(np.int64))
