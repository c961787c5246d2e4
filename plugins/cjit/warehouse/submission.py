"""A submission as it comes to the load: what judged it, and what it brings."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from cjit import __version__
from cjit.dataset.definition import Feed
from cjit.intake.reader import FileFinding
from cjit.quality.check import RowCounts


@dataclass(frozen=True)
class Versions:
    """What judged a file."""

    dataset_version: str
    rules_version: str
    lists_version: str
    code_version: str = __version__


@dataclass(frozen=True)
class Unchanged:
    """What a file brings as its agency's last accepted file, the submission `since`, brought it (resent.py).

    bounds, moved: rows of that file from one bound up to the next are this file's under a number so much
    higher; None where they are not among those that stayed. episodes: EPISODIDs of those that were loaded.
    others: of the other rows that were. of_refusing: whether it loaded anything of a client who refuses now.
    """

    since: str
    bounds: list[int]
    moved: list[int | None]
    episodes: pa.Array
    others: pa.Array
    of_refusing: bool


@dataclass(frozen=True)
class Contents:
    """What a readable file brings: its findings (quality.findings.SCHEMA) and counts, and its rows.

    CJIT: episodes, referrals and reviews as in stored.Episodes; ids of all episodes that it holds, rows in
    error included; `row_no` and `client_id` of rows without usable consent (E08); CLIENTIDs with CONSENT N;
    of rows in error what core.row_in_error holds. unchanged: what is as it was; of that no more is here than
    its counts, and the ids of its episodes in `episodes_in_file`.
    Other feeds: `others`, their loaded rows.
    """

    findings: pa.Table
    counts: RowCounts
    episodes: pa.Table | None = None
    referrals: pa.Table | None = None
    reviews: pa.Table | None = None
    episodes_in_file: pa.Array | None = None
    without_consent: pa.Table | None = None
    clients_refusing: pa.Array | None = None
    unchanged: Unchanged | None = None
    in_error: pa.Table | None = None
    others: pa.Table | None = None


@dataclass(frozen=True)
class Submission:
    """One submission, checked and ready for its verdict; `contents` is None where the file is fatal."""

    submission_id: str
    feed: Feed
    received_at: datetime
    agency_code: str
    content_sha256: str | None
    row_set_hash: str | None
    fatal: tuple[FileFinding, ...]
    notes: tuple[FileFinding, ...]
    versions: Versions
    contents: Contents | None
