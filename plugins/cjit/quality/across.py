"""Facts that need more than the row itself: episodes and clients within a file (E25–E27, W36, W37).

An episode is read from its first row in the file. A blank or over-long CLIENTID or EPISODID groups nothing.
All work is on whole columns: rows are sorted by group once, and groups are compared by their segments.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain, filled, worked_out
from cjit.dataset.definition import Definition
from cjit.quality import text
from cjit.quality.groups import Groups, Numbers, group_keys, running_maximum, usable

Columns = dict[str, pa.Array]

_EVER = np.iinfo(np.int64).max // 4
LONG_OPEN_DAYS = 365
"""On the caseload for longer, an episode without a referral or review of late fires W37."""
ACTIVITY_DAYS = 182
"""Before receipt: how far back a referral or a review is one of late."""


def cjit_facts(out: Columns, definition: Definition) -> Columns:
    """The derived columns of E25, E26, E27, W36 and W37."""
    sub = np.asarray(out["sub"])
    client_keys, has_client = group_keys(out["clientid"], sub, usable(out["clientid"]))
    episode_keys, has_episode = group_keys(out["episodid"], sub, usable(out["episodid"]))
    clients, episodes = Groups(client_keys, has_client), Groups(episode_keys, has_episode)
    rows = sub.size

    person = [_differs(out[name.lower()], date=name == "DOB") for name in definition.person_items]
    items = [
        _differs(out[item.staged], date=item.kind == "date")
        for item in definition.of_scope("episode")
        if item.name != definition.episode_item
    ]
    overlaps, seen_again = _episode_facts(out, episodes, client_keys, has_client)
    return {
        "overlaps_earlier": pa.array(episodes.spread(overlaps, rows)),
        "client_disagrees": pa.array(clients.spread(clients.disagree(person), rows)),
        "episode_disagrees": pa.array(episodes.spread(episodes.disagree(items), rows)),
        "seen_after_death": pa.array(episodes.spread(seen_again, rows)),
        "without_recent_activity": pa.array(_without_recent_activity(out, episodes)),
    }


def _differs(column: pa.Array, date: bool) -> Callable[[Numbers, Numbers], Numbers]:
    """Where a chosen row's text (of a date: its day) is not the next one's; blank differs from a value."""

    def plain(rows: Numbers, together: Numbers) -> Numbers:
        del together
        chosen = column.take(pa.array(rows))
        here, there = chosen[:-1], chosen[1:]
        other_text = certain(pc.not_equal(here, there))
        one_blank = pc.xor(pc.is_valid(here), pc.is_valid(there))
        answer: Numbers = pc.or_(other_text, one_blank).to_numpy(zero_copy_only=False)
        return answer

    def coded(rows: Numbers, together: Numbers) -> Numbers:
        codes = filled(column.indices, -1)[rows]
        answer: Numbers = codes[1:] != codes[:-1]
        if date and (answer & together).any():
            # The same day may be written in two ways: -1, a blank, stays itself at the end of the list.
            days = text.canonical_dates(column.dictionary).dictionary_encode().indices
            codes = np.append(days.to_numpy(), -1)[codes]
            answer = codes[1:] != codes[:-1]
        return answer

    return coded if pa.types.is_dictionary(column.type) else plain


def _days(column: pa.Array, blank: int) -> Numbers:
    return filled(column.cast(pa.int32()).cast(pa.int64()), blank)


def _episode_facts(
    out: Columns, episodes: Groups, client_keys: Numbers, has_client: Numbers
) -> tuple[Numbers, Numbers]:
    """By episode: begins before an earlier one of the client ended (E25); died, yet assessed later (W36)."""
    first = episodes.first_rows
    assessed = _days(out["assessdt_on"], -_EVER)[first]
    closed_text = pc.is_valid(out["closedt"]).to_numpy(zero_copy_only=False)[first]
    closed = _days(out["closedt_on"], -_EVER)[first]
    # An open episode has not ended; one whose closure is no date is no obstacle to later ones.
    ends = np.where(closed_text, closed, _EVER)
    takes_part = has_client[first] & (assessed > -_EVER)
    overlaps = np.zeros(first.size, dtype=bool)
    seen_again = np.zeros(first.size, dtype=bool)
    clients = Groups(client_keys[first], takes_part).several()
    rank = _ranks(out["episodid"], first, clients)
    order = clients.order[np.lexsort((rank, assessed[clients.order], client_keys[first][clients.order]))]
    if order.size == 0:
        return overlaps, seen_again
    starts, sizes = clients.starts, clients.sizes
    latest = running_maximum(ends[order], starts, sizes)
    earlier = np.r_[-_EVER, latest[:-1]]
    earlier[starts] = -_EVER
    overlaps[order] = earlier > assessed[order]
    last = np.repeat(np.maximum.reduceat(assessed[order], starts), sizes)
    died = text.is_text(out["clsrsn"], "211").to_numpy(zero_copy_only=False)
    seen_again[order] = died[first][order] & (last > assessed[order])
    return overlaps, seen_again


def _ranks(ids: pa.Array, first: Numbers, clients: Groups) -> Numbers:
    """The rank of each episode's EPISODID in code point order, in the order of `clients.order`."""
    names = ids.take(pa.array(first[clients.order]))
    ranks: Numbers = pc.rank(names, sort_keys="ascending", tiebreaker="dense").to_numpy()
    return ranks


def _without_recent_activity(out: Columns, episodes: Groups) -> Numbers:
    """Whether a row is the first of an episode that has long been open without a referral or review (W37)."""
    received = _days(out["received_on"], 0)
    long_open = (received - _days(out["casestdt_on"], _EVER) > LONG_OPEN_DAYS) & pc.is_null(
        out["closedt"]
    ).to_numpy(zero_copy_only=False)
    # A date that cannot be read may be a recent one, so it keeps the rule silent too.
    active = np.zeros(received.size, dtype=bool)
    for item in ("refstdt", "submoddt"):
        day = _days(out[f"{item}_on"], -_EVER)
        unread = pc.and_(pc.is_valid(out[item]), pc.is_null(out[f"{item}_on"])).to_numpy(zero_copy_only=False)
        active |= ((day >= received - ACTIVITY_DAYS) & (day <= received)) | unread
    fires = np.zeros(received.size, dtype=bool)
    first = episodes.first_rows
    if first.size:
        any_active = np.logical_or.reduceat(active[episodes.order], episodes.starts)
        fires[first] = long_open[first] & ~any_active
    return fires


_LOOKS_LIKE_DATE = "[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}"


def client_has_dob(client: pa.Array, born: pa.Array, earliest: str) -> pa.Array:
    """Whether CLIENT contains the row's own date of birth in an accepted form; null unless both are valid."""
    valid = pc.greater_equal(born, pa.scalar(earliest).cast(pa.date32()))
    suspect = pc.and_kleene(pc.match_substring_regex(client, _LOOKS_LIKE_DATE), valid)
    answer = pc.if_else(pc.and_(pc.is_valid(client), certain(valid)), False, None)
    rows = pc.indices_nonzero(certain(suspect))
    if len(rows) == 0:
        return answer
    suspects = pa.table({"client": client.take(rows), "born": born.take(rows)})
    found = worked_out("quality/client_has_dob", {"suspects": suspects})["found"]
    hits = np.zeros(len(client), dtype=bool)
    hits[rows.to_numpy()[found.to_numpy()]] = True
    return pc.if_else(pa.array(hits), True, answer)


def same_text(
    texts: pa.Array, marked: pa.BooleanArray, ids: Sequence[pa.Array], sub: Numbers
) -> pa.BooleanArray:
    """The marked rows, and those of the same text in the same file that share one of the ids with one."""
    if marked.true_count == 0:
        return marked
    suspects = pc.indices_nonzero(pc.is_in(texts, pc.unique(texts.filter(marked))))
    if len(suspects) == marked.true_count:
        return marked
    rows = suspects.to_numpy()
    begin = np.asarray(marked.take(suspects))
    codes = texts.take(suspects).dictionary_encode().indices.to_numpy().astype(np.int64)
    found = begin.copy()
    for column in ids:
        some = column.take(suspects)
        keys, known = group_keys(some, sub[rows], pc.is_valid(some))
        keys = keys * (codes.max() + 1) + codes
        found |= known & np.isin(keys, keys[begin & known])
    everywhere = np.zeros(len(texts), dtype=bool)
    everywhere[rows[found]] = True
    return pa.array(everywhere)
