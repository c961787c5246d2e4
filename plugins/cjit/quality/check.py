"""Check one file or a chunk of files: everything that can be said without the warehouse."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from operator import add

import numpy as np
import pyarrow as pa

from cjit.dataset.definition import Definition
from cjit.dataset.lists import Lists, lists_for
from cjit.dataset.register import Register
from cjit.intake.reader import Extract, FileFinding, Sender, read_extract
from cjit.quality.findings import SCHEMA, Judged, judge
from cjit.quality.rules import Rules, parameters, rules_of
from cjit.quality.typed import Source, Typed, type_rows


@dataclass(frozen=True)
class RowCounts:
    """The counts of a file that is not fatal (submission.md); load_pct and dq_pct follow from them."""

    rows_submitted: int
    rows_withheld: int
    rows_in_error: int
    rows_loaded: int
    rows_with_warning: int

    def __add__(self, other: "RowCounts") -> "RowCounts":
        """The counts of both together."""
        return RowCounts(*map(add, astuple(self), astuple(other)))

    @property
    def load_pct(self) -> Decimal | None:
        """100 × rows loaded ÷ rows submitted, cut to one decimal; None without rows."""
        return cut_percentage(self.rows_loaded, self.rows_submitted)

    @property
    def dq_pct(self) -> Decimal | None:
        """100 × loaded rows without a warning ÷ rows loaded, cut to one decimal; None without rows."""
        return cut_percentage(self.rows_loaded - self.rows_with_warning, self.rows_loaded)


def cut_percentage(part: int, whole: int) -> Decimal | None:
    """100 × part ÷ whole, cut to one decimal and never rounded (submission.md); None without a whole."""
    return Decimal(1000 * part // whole) / 10 if whole else None


def figures(counts: RowCounts | None) -> dict[str, int | float | None]:
    """The counts and percentages by name, for JSON; of a fatal file all are None."""
    names = (*RowCounts.__dataclass_fields__, "load_pct", "dq_pct")
    found = {name: getattr(counts, name, None) for name in names}
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in found.items()}


@dataclass(frozen=True)
class CheckedChunk:
    """A chunk of readable files, checked by one dataset's rules."""

    definition: Definition
    rules: Rules
    typed: Typed
    judged: Judged
    counts: tuple[RowCounts, ...]

    @property
    def clean(self) -> np.ndarray:
        """The judged rows without an error: those that are loaded."""
        return ~self.judged.has_error


def check_rows(
    sources: Sequence[Source],
    definition: Definition,
    lists: Lists,
    register: Register,
    rules: Rules | None = None,
) -> CheckedChunk:
    """Type the rows of several files and run every rule on them.

    rules: without any, those in force on the day of receipt of the files, which is one day then.
    """
    rules = rules or rules_of(definition.name, sources[0].received_on)
    typed = type_rows(sources, definition, lists, register)
    judged = judge(typed, definition, rules, parameters(lists))
    return CheckedChunk(definition, rules, typed, judged, _counts(typed, judged))


def _counts(typed: Typed, judged: Judged) -> tuple[RowCounts, ...]:
    files = typed.data_rows.size
    sub = np.asarray(typed.judged["sub"])

    def by_file(rows: np.ndarray) -> np.ndarray:
        return np.bincount(sub[rows], minlength=files)

    submitted = typed.data_rows - typed.withheld_rows
    errors = by_file(judged.has_error) + judged.unconsented
    warned = by_file(judged.has_warning & ~judged.has_error)
    columns = (submitted, typed.withheld_rows, errors, submitted - errors, warned)
    return tuple(RowCounts(*map(int, values)) for values in zip(*columns, strict=True))


@dataclass(frozen=True)
class Checked:
    """What the checks say of one file; `counts` is None where it is fatal.

    findings: about its rows, as findings.SCHEMA. The hashes are those of the receipt.
    """

    agency_code: str
    fatal: list[str]
    file_findings: list[FileFinding]
    findings: pa.Table
    counts: RowCounts | None
    content_sha256: str | None = None
    row_set_hash: str | None = None


def check_bytes(
    data: bytes, *, folder: str | None, definition: Definition, register: Register, received_on: date
) -> Checked:
    """The whole check of one file, without the warehouse: so without F09 and mismatches."""
    extract = read_extract(data, definition, Sender(folder, register, received_on))
    return check_extract(extract, definition, register, received_on)


def check_extract(extract: Extract, definition: Definition, register: Register, received_on: date) -> Checked:
    """The whole check of one file that was read, as check_bytes."""
    said = [*extract.fatal, *extract.notes]
    hashes = extract.content_sha256, extract.row_set_hash
    if extract.rows is None:
        fatal = [finding.rule for finding in extract.fatal]
        return Checked(extract.agency_code, fatal, said, SCHEMA.empty_table(), None, *hashes)
    lists = lists_for(definition, received_on)
    chunk = check_rows([Source(extract.rows, received_on)], definition, lists, register)
    return Checked(extract.agency_code, [], said, chunk.judged.findings, chunk.counts[0], *hashes)
