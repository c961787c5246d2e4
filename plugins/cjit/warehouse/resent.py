"""What a file brings again just as its agency's last accepted file had it (docs/decisions/0033).

An extract is sent whole every time, and mostly it is what it was. What is found in a row, and stored of it,
follows from its line, from the rows that share its CLIENTID or EPISODID, from what judges it and, in a few
rules, from the day of receipt. Where all that is as before, so is the result: it is carried over.
"""

from collections.abc import Iterator, Sequence
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
from cjit.warehouse.submission import Contents

_BY_DAY = ("E12", "E13")
"""Rows with these are judged by the day of receipt: dates after it, and codes where ASSESSDT is no date."""

_LONG_OPEN, _ACTIVITY = timedelta(LONG_OPEN_DAYS), timedelta(ACTIVITY_DAYS)

Rows = np.ndarray
"""Places of rows, in ascending order."""


@dataclass(frozen=True)
class Earlier:
    """The last accepted file of an agency.

    received_on: the day by which it was judged. rows: its Parquet. findings: in its rows
    (quality.findings.SCHEMA). deleted: EPISODIDs that were deleted by a decision.
    """

    submission_id: str
    received_on: date
    rows: pa.Table
    findings: pa.Table
    deleted: pa.Array

    def unsure(self, received_on: date) -> np.ndarray:
        """Of each row, whether the same line may now be judged, or loaded, in another way."""
        by_day = self.findings.filter(pc.is_in(self.findings["rule"], pa.array(_BY_DAY)))["row_no"]
        reasons = (
            pc.is_in(self.rows["row_no"], by_day.combine_chunks()),
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

    before: the Parquet of the file that it was found in, of which `kept` stays. findings: as findings.SCHEMA,
    under the row numbers of the new file.
    """

    before: Earlier
    kept: Match
    findings: pa.Table
    counts: RowCounts

    @classmethod
    def of(cls, before: Earlier, kept: Match, warnings: frozenset[str]) -> Self:
        """warnings: the rules whose findings are warnings."""
        numbers_before = np.asarray(before.rows["row_no"])[kept.earlier]
        at = pc.index_in(before.findings["row_no"], pa.array(numbers_before)).combine_chunks()
        there = pc.is_valid(at)
        findings = before.findings.filter(there)
        place = findings.column_names.index("row_no")
        numbers = pa.array(kept.numbers).take(at.filter(there))
        findings = findings.set_column(place, "row_no", numbers)
        loaded = kept.numbers[np.asarray(before.rows["loaded"])[kept.earlier]]
        return cls(before, kept, findings, _counts(kept, loaded, findings, warnings))

    def added_to(self, contents: Contents) -> Contents:
        """What the file brings as a whole, from what the rest of it does."""
        assert contents.episodes_in_file is not None  # noqa: S101 - a CJIT file always has them, if empty
        assert contents.in_error is not None  # noqa: S101 - likewise
        ids, loaded = (self._column(name) for name in ("episode_id", "loaded"))
        in_error = ~np.asarray(loaded)
        rows = self._rows(contents.in_error.column_names, in_error)
        return replace(
            contents,
            counts=contents.counts + self.counts,
            findings=pa.concat_tables([contents.findings, self.findings]),
            episodes_in_file=pa.concat_arrays([contents.episodes_in_file, pc.drop_null(ids)]),
            in_error=pa.concat_tables([contents.in_error, rows]),
            unchanged=pc.unique(pc.drop_null(ids.filter(loaded))),
            unchanged_since=self.before.submission_id,
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

    def _column(self, name: str) -> pa.Array:
        return self.before.rows[name].combine_chunks().take(pa.array(self.kept.earlier))

    def _rows(self, columns: Sequence[str], chosen: np.ndarray) -> pa.Table:
        """Some of the rows, as Contents has them."""
        before, places = self.before.rows, pa.array(self.kept.earlier[chosen])
        numbers = pa.array(self.kept.numbers[chosen])
        own = {"sub": pa.nulls(len(places), pa.int32()), "row_no": numbers}
        return pa.table({name: own[name] if name in own else before[name].take(places) for name in columns})


def _counts(kept: Match, loaded: Rows, findings: pa.Table, warnings: frozenset[str]) -> RowCounts:
    warned = findings.filter(pc.is_in(findings["rule"], pa.array(sorted(warnings), pa.string())))["row_no"]
    return RowCounts(
        rows_submitted=kept.new.size,
        rows_withheld=0,
        rows_in_error=kept.new.size - loaded.size,
        rows_loaded=loaded.size,
        rows_with_warning=int(np.isin(loaded, np.asarray(warned)).sum()),
    )
