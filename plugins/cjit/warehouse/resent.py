"""What a file brings again just as its agency's last accepted file had it (docs/decisions/0033).

An extract is sent whole every time, and mostly it is what it was. What is found in a row, and stored of it,
follows from its line, from the rows that share its CLIENTID or EPISODID, from what judges it and, in a few
rules, from the day of receipt. Where all that is as before, so is the result: it is carried over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain
from cjit.intake.lines import Lines
from cjit.quality.across import LONG_OPEN_DAYS
from cjit.quality.check import RowCounts
from cjit.quality.groups import sharing
from cjit.warehouse.submission import Contents

_BY_DAY = ("E12", "E13")
"""Rows with these are judged by the day of receipt: dates after it, and codes where ASSESSDT is no date."""

Rows = np.ndarray
"""Places of rows, in ascending order."""


@dataclass(frozen=True)
class Earlier:
    """The last accepted file of an agency.

    rows: its Parquet. findings: in its rows (quality.findings.SCHEMA). deleted: EPISODIDs that were deleted
    by a decision.
    """

    submission_id: str
    rows: pa.Table
    findings: pa.Table
    deleted: pa.Array

    def unsure(self, received_on: date) -> np.ndarray:
        """Of each row, whether the same line may now be judged, or loaded, in another way."""
        by_day = self.findings.filter(pc.is_in(self.findings["rule"], pa.array(_BY_DAY)))["row_no"]
        long_open = pc.and_(
            pc.is_null(self.rows["closed_on"]),
            pc.less(self.rows["caseload_on"].cast(pa.int32()), _day_number(received_on) - LONG_OPEN_DAYS),
        )
        reasons = (
            pc.is_in(self.rows["row_no"], by_day.combine_chunks()),
            certain(long_open),  # W37
            pc.is_in(self.rows["episode_id"], self.deleted),
            pc.is_null(self.rows["client_id"]),  # whose other rows cannot be told from here
        )
        unsure: np.ndarray = np.logical_or.reduce([np.asarray(reason) for reason in reasons])
        return unsure


def _day_number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


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
        before, places_before = _single(np.asarray(earlier))
        now, places_now = _single(lines.hashes)
        _, a, b = np.intersect1d(before, now, assume_unique=True, return_indices=True)
        order = np.argsort(places_now[b])
        match = cls(places_before[a][order], places_now[b][order])
        return match if (np.diff(match.earlier) > 0).all() else None

    @property
    def numbers(self) -> np.ndarray:
        """The numbers of the rows in the new file."""
        return (self.new + 1).astype(np.int32)

    def without(self, again: np.ndarray) -> Self:
        """Those alone that are not to be judged again."""
        kept = ~again[self.new]
        return type(self)(self.earlier[kept], self.new[kept])


def _single(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers that come once, in ascending order, and their places."""
    values, first, times = np.unique(numbers, return_index=True, return_counts=True)
    return values[times == 1], first[times == 1]


def to_judge_again(
    earlier: Earlier, match: Match, fresh: Rows, fresh_ids: tuple[pa.Array, pa.Array], received_on: date
) -> np.ndarray:
    """Of each row of the new file, whether it must be judged.

    fresh: the rows that the earlier file did not have; fresh_ids: their CLIENTID and EPISODID. With them go
    all rows that share one of these with them, with a row that is gone, or with one that is unsure.
    """
    size, before = match.new.size + fresh.size, earlier.rows.num_rows
    gone = np.setdiff1d(np.arange(before), match.earlier, assume_unique=True)
    places = np.concatenate((match.new, fresh, np.arange(size, size + gone.size)))
    ids = []
    for name, of_fresh in zip(("client_id", "episode_id"), fresh_ids, strict=True):
        known = earlier.rows[name].combine_chunks()
        parts = [known.take(pa.array(match.earlier)), of_fresh, known.take(pa.array(gone))]
        in_order = np.empty_like(places)
        in_order[places] = np.arange(places.size)
        ids.append(pa.concat_arrays(parts).take(pa.array(in_order)))
    begin = np.zeros(places.size, dtype=bool)
    begin[fresh] = True
    begin[size:] = True
    begin[match.new] = earlier.unsure(received_on)[match.earlier]
    begin[0] |= not begin.any()  # there is always something to judge
    return sharing(begin, ids)[:size]


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
