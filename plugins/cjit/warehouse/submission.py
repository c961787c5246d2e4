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
class Contents:
    """What a readable file brings: its findings (quality.findings.SCHEMA) and counts, and its rows.

    CJIT: episodes, referrals and reviews as in stored.Episodes; ids of all episodes that it holds, rows in
    error included; `row_no` and `client_id` of rows without usable consent (E08); CLIENTIDs with CONSENT N;
    of rows in error what core.row_in_error holds. unchanged: ids of loaded episodes that are as the
    submission `unchanged_since` had them (resent.py); the tables of episodes leave them out.
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
    unchanged: pa.Array | None = None
    unchanged_since: str | None = None
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
