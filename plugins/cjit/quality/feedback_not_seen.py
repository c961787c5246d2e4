"""Referrals without a start in structured treatment, told to the provider (docs/decisions/0018).

The page counts them by reason and names the first episodes of each; the sheet lists all. Both carry the
provider's own references, and of what treatment services sent the reason alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import pyarrow as pa
import pyarrow.compute as pc

from cjit.pages.words import count, several, some
from cjit.pages.workbook import Column, Sheet
from cjit.quality.feedback_input import NotSeen

SHEET = "No start"
"""The sheet's name."""

_CUT = "… and {number} more: a sheet ends here, ask your regional team for the whole list"
_COLUMNS = {
    "in_words": Column("Why", 36, wrap=True),
    "client_ref": Column("Client reference", 22),
    "episode_id": Column("Episode", 22),
    "referral_id": Column("Referral", 22),
    "referred_on": Column("Referred on", 13),
    "referred_to": Column("Referred to", 13),
    "counts_until": Column("A start counts until", 19),
    "what_to_do": Column("What to do", 70, wrap=True),
}


@dataclass(frozen=True, slots=True)
class Unseen:
    """The referrals without a start for one reason."""

    title: str
    message: str
    what_to_do: str
    times: int
    episodes: str


def headline(not_seen: NotSeen) -> str:
    """How many of the agency's referrals have no start, and how many of these may still have one."""
    without = not_seen.without_start.num_rows
    if without == 0:
        return "Every referral in your loaded episodes was followed by a start in structured treatment."
    said = (
        f"{count(without)} of {several(not_seen.referrals, 'referral')} in your loaded episodes "
        f"{'has' if without == 1 else 'have'} no start in structured treatment within 84 days "
        "and before the client's next assessment."
    )
    open_still = pc.sum(not_seen.without_start["may_still_start"]).as_py() or 0
    if open_still:
        said += f" For {count(open_still)} of them that time was not over when your file came."
    return said


def by_reason(not_seen: NotSeen) -> Iterator[Unseen]:
    """What the page says of each reason, in their order; near misses by the item that differs."""
    columns = ("in_words", "message", "what_to_do", "episode_id")
    rows = zip(*(not_seen.without_start[name].to_pylist() for name in columns), strict=True)
    for (title, message, what_to_do), same in groupby(rows, itemgetter(0, 1, 2)):
        ids = [row[3] for row in same]
        yield Unseen(title, message, what_to_do, len(ids), some("Episode", list(dict.fromkeys(ids))))


def sheet(not_seen: NotSeen | None) -> Sheet | None:
    """Every referral without a start, where there is any."""
    if not_seen is None or not_seen.without_start.num_rows == 0:
        return None
    rows: pa.Table = not_seen.without_start.select(list(_COLUMNS))
    return Sheet(SHEET, tuple(_COLUMNS.values()), rows, _CUT)
