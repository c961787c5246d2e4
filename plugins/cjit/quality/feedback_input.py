"""What feedback is written from: a submission's summary and its findings (specification: submission.md)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pyarrow as pa

FINDINGS = pa.schema(
    [
        ("row_no", pa.int32()),
        ("client_ref", pa.string()),
        ("episode_id", pa.string()),
        ("rule", pa.string()),
        ("severity", pa.string()),
        ("item", pa.string()),
        ("value", pa.string()),
        ("message", pa.string()),
        ("why", pa.string()),
        ("fix", pa.string()),
    ]
)
"""What write_feedback wants of each finding: `out.finding` with the rule's why and fix. The text columns may
be dictionary-encoded, which keeps a night of millions of findings small."""


@dataclass(frozen=True, slots=True)
class SubmissionSummary:
    """One row of `out.submission`. The percentages are cut to one decimal; counts are None where fatal."""

    submission_id: str
    agency_code: str
    feed: str
    file_name: str
    sha256: str
    received_at: datetime
    status: str
    fatal_rule: str | None
    rows_submitted: int | None
    rows_withheld: int | None
    rows_in_error: int | None
    rows_loaded: int | None
    rows_with_warning: int | None
    load_pct: Decimal | None
    dq_pct: Decimal | None
    open_mismatches: int
    dataset_version: str
    rules_version: str
    lists_version: str
    code_version: str
    content_sha256: str | None
    row_set_hash: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a cause: how many of its findings are gone, came, and stayed."""

    rule: str
    item: str
    fixed: int
    new: int
    still: int


@dataclass(frozen=True, slots=True)
class Changes:
    """A submission against the agency's one before it whose rows were checked.

    A finding is the same one where agency, rule, item and episode are (the client reference where the row
    has no episode id). Several of these on one episode are told apart by their number alone.
    """

    submission_id: str
    file_name: str
    received_at: datetime
    rules_version: str
    causes: tuple[Change, ...]


NOT_SEEN = pa.schema(
    [
        *((name, pa.string()) for name in ("reason", "in_words", "message", "what_to_do")),
        *((name, pa.string()) for name in ("client_ref", "episode_id", "referral_id")),
        *((name, pa.string()) for name in ("referred_on", "referred_to", "counts_until")),
        ("may_still_start", pa.bool_()),
    ]
)
"""`out.unmatched_referral` with the provider's own references, days as DD/MM/YYYY (docs/decisions/0018)."""


@dataclass(frozen=True, slots=True)
class NotSeen:
    """An agency's referrals to structured treatment: how many, and as NOT_SEEN those without a start.

    They come in the order in which they are told: by reason, item, day, EPISODID and REFSTID.
    """

    referrals: int
    without_start: pa.Table


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An episode that differs from what the agency had loaded (submission.md, M1–M5), found here and open."""

    kind: str
    episode_id: str
