"""What a file brings again just as its agency's last accepted file had it (docs/decisions/0033).

An extract is sent whole every time, and mostly it is what it was. What is found in a row, and stored of it,
follows from its line, from the rows that share its CLIENTID or EPISODID, from what judges it and, in a few
rules, from the day of receipt. Where all that is as before, so is the result: it is carried over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain
from cjit.intake.lines import Lines
from cjit.quality.across import ACTIVITY_DAYS, LONG_OPEN_DAYS
from cjit.quality.check import RowCounts
from cjit.quality.groups import sharing
from cjit.warehouse.submission import Contents, Unchanged

BY_DAY = ("E12", "E13")
"""Rows with these are judged by the day of receipt: dates after it, and codes where ASSESSDT is no date."""

_LONG_OPEN, _ACTIVITY = timedelta(LONG_OPEN_DAYS), timedelta(ACTIVITY_DAYS)

Rows = np.ndarray
"""Places of rows, in ascending order."""


@dataclass(frozen=True)
class Earlier:
    """The last accepted file of an agency.

    received_on: the day by which it was judged. rows: its Parquet. by_day, warned: numbers of its rows in
    which one of BY_DAY was found, and a warning. deleted: EPISODIDs that were deleted by a decision.
    """

    submission_id: str
    received_on: date
    rows: pa.Table
    by_day: np.ndarray
    warned: np.ndarray
    deleted: pa.Array

    def unsure(self, received_on: date) -> np.ndarray:
        """Of each row, whether the same line may now be judged, or loaded, in another way."""
        reasons = (
            pc.is_in(self.rows["row_no"], pa.array(self.by_day)),
            pc.is_in(self.rows["episode_id"], self.deleted),
            pc.is_null(self.rows["client_id"]),  # whose other rows cannot be told from here
            *self._passed(received_on),
        )
        unsure: np.ndarray = np.logical_or.reduce([np.asarray(reason) for reason in reasons])
        return unsure

    def _passed(self, received_on: date) -> Iterator[pa.ChunkedArray]:
        """Rows whose part in W37 is another since the earlier day of receipt: some day has been passed.

        Open for long they are from one day on. A referral or a review is too old from one day on, and its
        episode goes with it, as one EPISODID; one whose day is still to come fires E13.
        """
        before, now = self.received_on, received_on

        def between(item: str, first: date, last: date) -> pa.ChunkedArray:
            day = self.rows[item]
            return certain(pc.and_(pc.greater_equal(day, pa.scalar(first)), pc.less(day, pa.scalar(last))))

        yield between("caseload_on", before - _LONG_OPEN, now - _LONG_OPEN)
        for item in ("referred_on", "reviewed_on"):
            yield between(item, before - _ACTIVITY, now - _ACTIVITY)


@dataclass(frozen=True)
class Match:
    """Rows that both files have: their places in the earlier one and in the new one, in the same order."""

    earlier: Rows
    new: Rows

    @classmethod
    def of(cls, earlier: pa.ChunkedArray, lines: Lines) -> Self | None:
        """By the text of each line that stands once in either file; earlier: `line_hash` of the earlier one.

        None where their order is another, since an episode is read from its first row in the file.
        """
        both = pa.concat_arrays([*earlier.chunks, pa.array(lines.hashes)]).dictionary_encode()
        texts = both.indices.to_numpy()
        before, now = texts[: len(earlier)], texts[len(earlier) :]
        different = len(both.dictionary)
        once = (np.bincount(before, minlength=different) == 1) & (np.bincount(now, minlength=different) == 1)
        place = np.empty(different, dtype=np.int64)
        place[before] = np.arange(before.size)
        new = np.flatnonzero(once[now])
        match = cls(place[now[new]], new)
        return match if (np.diff(match.earlier) > 0).all() else None

    @property
    def numbers(self) -> np.ndarray:
        """The numbers of the rows in the new file."""
        return (self.new + 1).astype(np.int32)

    def without(self, again: np.ndarray) -> Self:
        """Those alone that are not to be judged again."""
        kept = ~again[self.new]
        return type(self)(self.earlier[kept], self.new[kept])


def to_judge_again(
    earlier: Earlier, match: Match, fresh: Rows, fresh_ids: tuple[pa.Array, pa.Array], received_on: date
) -> np.ndarray:
    """Of each row of the new file, whether it must be judged.

    fresh: the rows that the earlier file did not have; fresh_ids: their CLIENTID and EPISODID. With them go
    all rows that share one of these with them, with a row that is gone, or with one that is unsure.
    """
    ids = [
        pa.concat_arrays([*earlier.rows[name].chunks, of_fresh])
        for name, of_fresh in zip(("client_id", "episode_id"), fresh_ids, strict=True)
    ]
    begin = np.ones(len(ids[0]), dtype=bool)  # what is gone, and what is fresh
    begin[match.earlier] = earlier.unsure(received_on)[match.earlier]
    begin[match.earlier[0]] |= fresh.size == 0  # there is always something to judge
    again = np.ones(match.new.size + fresh.size, dtype=bool)
    again[match.new] = sharing(begin, ids)[match.earlier]
    return again


@dataclass(frozen=True)
class Carried:
    """What is carried over to the new file.

    before: the file that it was found in, of whose rows `kept` stay.
    """

    before: Earlier
    kept: Match

    @property
    def counts(self) -> RowCounts:
        """Of the rows that stay."""
        loaded = np.asarray(self.before.rows["loaded"])[self.kept.earlier]
        warned = np.isin(np.asarray(self.before.rows["row_no"])[self.kept.earlier], self.before.warned)
        return RowCounts(
            rows_submitted=loaded.size,
            rows_withheld=0,
            rows_in_error=loaded.size - int(loaded.sum()),
            rows_loaded=int(loaded.sum()),
            rows_with_warning=int((loaded & warned).sum()),
        )

    def added_to(self, contents: Contents) -> Contents:
        """What the file brings as a whole, from what the rest of it does."""
        assert contents.episodes_in_file is not None  # noqa: S101 - a CJIT file always has them, if empty
        assert contents.clients_refusing is not None  # noqa: S101 - likewise, if none
        loaded = np.asarray(self.before.rows["loaded"])
        stays = np.zeros(loaded.size, dtype=bool)
        stays[self.kept.earlier] = True
        in_file, loaded_again, others = (self._episodes(r) for r in (stays, loaded & stays, loaded & ~stays))
        refusing = np.asarray(pc.is_in(self.before.rows["client_id"], contents.clients_refusing))
        bounds, moved = self._numbers()
        unchanged = Unchanged(
            since=self.before.submission_id,
            bounds=bounds,
            moved=moved,
            episodes=loaded_again,
            others=others,
            of_refusing=bool((refusing & loaded).any()),
        )
        return replace(
            contents,
            counts=contents.counts + self.counts,
            episodes_in_file=pa.concat_arrays([contents.episodes_in_file, in_file]),
            unchanged=unchanged,
        )

    def merged(self, rows: pa.Table) -> pa.Table:
        """With the rows of the rest of the file, in the order of the file."""
        before = self.before.rows.select(rows.column_names)
        both = pa.concat_tables([before, rows]).unify_dictionaries()
        numbers = np.concatenate((self.kept.numbers, np.asarray(rows["row_no"])))
        places = np.concatenate((self.kept.earlier, before.num_rows + np.arange(rows.num_rows)))
        order = np.argsort(numbers)
        merged = both.take(pa.array(places[order]))
        return merged.set_column(merged.column_names.index("row_no"), "row_no", pa.array(numbers[order]))

    def _episodes(self, chosen: np.ndarray) -> pa.Array:
        """EPISODIDs of some of the earlier file's rows."""
        ids = self.before.rows["episode_id"].combine_chunks()
        return pc.drop_null(ids.filter(pa.array(chosen)))

    def _numbers(self) -> tuple[list[int], list[int | None]]:
        """Which numbers the rows that stay had before, and have now (submission.Unchanged)."""
        before = np.asarray(self.before.rows["row_no"])[self.kept.earlier].astype(np.int64)
        moved = self.kept.numbers - before
        follows = (np.diff(before) == 1) & (np.diff(moved) == 0)
        first = np.flatnonzero(np.concatenate(([True], ~follows)))
        last = np.append(first[1:], before.size) - 1
        bounds = np.stack((before[first], before[last] + 1), axis=1).ravel().tolist()
        return bounds, [by for run in moved[first].tolist() for by in (run, None)]
