"""Read the files of a batch: whole, or what of them their agency's last accepted file did not have."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from cjit.dataset.definition import Definition
from cjit.dataset.register import Register
from cjit.intake.lines import Lines, lines_of
from cjit.intake.reader import MAX_ROWS, Extract, hashed, read_rows
from cjit.intake.row_set import row_set_hash
from cjit.quality.text import normalised
from cjit.quality.typed import Source
from cjit.settings import Settings
from cjit.warehouse import parquet
from cjit.warehouse.archived import Archived, begin_extract_of, sender_of
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.resent import BY_DAY, Carried, Earlier, Match, Rows, to_judge_again
from cjit.warehouse.submission import Contents, Versions

_LATELY = 366
"""Days after which a file is read whole in any case: long before retention removes findings and Parquet."""

_FORM = 3
"""Of the Parquet that is kept. Raised with every change, so that no row comes over from an earlier form."""

_JUDGED_UNDER, _RECEIVED_ON = b"cjit:judged_under", b"cjit:received_on"


@dataclass
class Reading:
    """A file as a batch takes it.

    extract: its rows that are to be judged, their places in the file in `chosen` (None: all its rows).
    line_hashes: as Lines.hashes, None where a row is not one line. carried: what stays as it was.
    judged_under: all that judged it (Readings), for the next file.
    """

    extract: Extract
    line_hashes: np.ndarray | None = None
    chosen: Rows | None = None
    carried: Carried | None = None
    judged_under: str = ""

    def source(self, received_on: date) -> Source:
        """The rows to judge, which are let go of: they are not kept twice."""
        rows, self.extract.rows = self.extract.rows, None
        assert rows is not None  # noqa: S101 - asked of readable files alone
        return Source(rows, received_on, None if self.chosen is None else self.chosen + 1)

    def contents(self, contents: Contents) -> Contents:
        """What the file brings, from what its judged rows do."""
        return contents if self.carried is None else self.carried.added_to(contents)

    def kept(self, rows: pa.Table, received_on: date) -> pa.Table:
        """The file's Parquet, from that of its judged rows (parquet.rows_by_file)."""
        if self.line_hashes is None or self.extract.row_hashes is None:
            return rows
        places = np.asarray(rows["row_no"]) - 1
        among = places if self.chosen is None else np.searchsorted(self.chosen, places)
        rows = rows.append_column("line_hash", pa.array(self.line_hashes[places]))
        rows = rows.append_column("row_hash", pa.array(self.extract.row_hashes[among]))
        if self.carried is not None:
            rows = self.carried.merged(rows)
        told = {_JUDGED_UNDER: self.judged_under, _RECEIVED_ON: received_on.isoformat()}
        return rows.replace_schema_metadata(told)


@dataclass(frozen=True)
class Readings:
    """Reads the files that the same rules judge.

    warnings: the rules whose findings are warnings. first: the submissions that are the first of their
    folder. accepted: of each agency the content of its last accepted file, and its submission.
    """

    settings: Settings
    register: Register
    definition: Definition
    versions: Versions
    warnings: frozenset[str]
    first: frozenset[str]
    accepted: Mapping[str, tuple[str, str]]

    def read(self, one: Archived, warehouse: Warehouse) -> Reading:
        """The file's rows, or what is fatally wrong with it; neither where it repeats what was accepted.

        The load will then say F09. Only of the first file of a folder can that be known here, and which rows
        it repeats: for a later one it depends on the earlier. In `_structured` and `_secure` the folder is
        not the agency. Raises OSError where the archive does, and Permanent where bytes cannot be opened.
        """
        extract, text = begin_extract_of(self.settings, self.register, one)
        if text is None:
            return Reading(extract)
        if self.definition.feed != "cjit":
            return Reading(hashed(self._rows(extract, text, one)))
        content, last = self.accepted.get(one.folder, (None, None))
        follows = last is not None and one.submission_id in self.first
        lines = lines_of(text)
        under = "" if lines is None else self._judged_under(lines.header)
        if lines is not None and follows and content != extract.content_sha256:
            found = self._earlier(one, str(last), under, lines, warehouse)
            resent = None if found is None else self._resent(one, extract, lines, *found)
            if resent is not None:
                resent.judged_under = under
                return resent
        read = hashed(self._rows(extract, text, one, well_quoted=lines is not None))
        if follows and content == extract.content_sha256:
            read.rows = None
        if lines is None or read.rows is None or read.rows.num_rows != lines.hashes.size:
            return Reading(read)
        return Reading(read, lines.hashes, judged_under=under)

    def _rows(self, extract: Extract, text: bytes, one: Archived, well_quoted: bool = False) -> Extract:
        return read_rows(extract, text, self.definition, sender_of(self.register, one), well_quoted)

    def _resent(
        self, one: Archived, extract: Extract, lines: Lines, earlier: Earlier, match: Match
    ) -> Reading | None:
        """The file as what is new in it and what is carried over; None where it had better be read whole.

        That is where less than half of it can be carried over, and where anything is wrong with it.
        """
        size = lines.hashes.size
        fresh = np.setdiff1d(np.arange(size), match.new, assume_unique=True)
        ids = self._ids(one, lines, fresh)
        if ids is None:
            return None
        again = to_judge_again(earlier, match, fresh, ids, one.received_on)
        chosen = np.flatnonzero(again)
        if 2 * chosen.size > size:
            return None
        begun = replace(extract, fatal=[], notes=list(extract.notes))
        part = hashed(self._rows(begun, lines.file_of(chosen), one, well_quoted=True))
        if part.rows is None or part.row_hashes is None or part.rows.num_rows != chosen.size:
            return None
        kept = match.without(again)
        hashes = np.asarray(earlier.rows["row_hash"])[kept.earlier]
        part.row_set_hash = row_set_hash(np.concatenate((hashes, part.row_hashes)))
        return Reading(part, lines.hashes, chosen, Carried(earlier, kept))

    def _ids(self, one: Archived, lines: Lines, fresh: Rows) -> tuple[pa.Array, pa.Array] | None:
        """CLIENTID and EPISODID of some rows; None where they are not rows of such a file."""
        if fresh.size == 0:
            return pa.array([], pa.string()), pa.array([], pa.string())
        rows = self._rows(Extract(one.folder), lines.file_of(fresh), one, well_quoted=True).rows
        if rows is None or rows.num_rows != fresh.size:
            return None
        client, episode = (
            normalised(rows[name].combine_chunks(), keep_case=True) for name in ("CLIENTID", "EPISODID")
        )
        return client, episode

    def _earlier(
        self, one: Archived, last: str, under: str, lines: Lines, warehouse: Warehouse
    ) -> tuple[Earlier, Match] | None:
        """The last accepted file, where it was judged as this one is and had at least half of its rows.

        What is not needed to tell that is not read before it is told.
        """
        kept = parquet.opened(self.settings.archive_dir, one.folder, last)
        if kept is None:
            return None
        with kept:
            judged_on = _day_judged_alike(kept.schema_arrow.metadata or {}, under, one.received_on)
            if judged_on is None:
                return None
            match = Match.of(kept.read(["line_hash"], use_threads=False)["line_hash"], lines)
            if match is None or 2 * match.new.size < lines.hashes.size or lines.hashes.size > MAX_ROWS:
                return None
            rows = kept.read(use_threads=False)
        asked = {"submission_id": last, "by_day": list(BY_DAY), "warnings": sorted(self.warnings)}
        with warehouse.session() as session:
            found = session.rows("load/rows_found", asked)[0]
            deleted = session.rows("load/deleted_episodes", {"agency_code": one.folder})
        by_day, warned = (np.frombuffer(rows or b"", dtype=">i4").astype(np.int32) for rows in found)
        episodes = pa.array([episode for (episode,) in deleted], pa.string())
        return Earlier(last, judged_on, rows, by_day, warned, episodes), match

    def _judged_under(self, header: bytes) -> str:
        """All that judges a row beside its line, the rows of its client and episode, and the day."""
        codes = sorted(self.register.codes)
        versions = [str(version) for version in vars(self.versions).values()]
        told = json.dumps([_FORM, versions, codes, header.decode()])
        return hashlib.sha256(told.encode()).hexdigest()


def _day_judged_alike(told: Mapping[bytes, bytes], under: str, received_on: date) -> date | None:
    """The day of receipt that the Parquet of a file tells, where it was judged by the same, and lately."""
    if told.get(_JUDGED_UNDER) != under.encode():
        return None
    before = date.fromisoformat(told[_RECEIVED_ON].decode())
    return before if 0 <= (received_on - before).days <= _LATELY else None
