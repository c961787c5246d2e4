"""Feedback files for every submission that has a verdict and none yet (specification: submission.md).

The files come first and the record of them after, so a run that is killed in between writes the same bytes
again and nobody goes without.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.errors import Permanent, Transient
from cjit.quality.feedback import write_feedback
from cjit.quality.feedback_input import NOT_SEEN, Change, Changes, Mismatch, NotSeen, SubmissionSummary
from cjit.quality.sentences import SENTENCES, worded
from cjit.settings import Settings
from cjit.warehouse import erasure
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.held import settle

# What is held in memory at once; a single larger file is a part of its own.
_ROWS_AT_ONCE = 100_000
_SUBMISSIONS_AT_ONCE = 1_000

_FOUND = pa.schema(
    [
        ("submission_no", pa.int32()),
        ("row_no", pa.int32()),
        ("client_ref", pa.string()),
        ("episode_id", pa.string()),
        ("value", pa.string()),
        ("own_item", pa.string()),
        ("own_message", pa.string()),
        ("sentence_no", pa.int32()),
    ]
)


_NOT_SEEN = pa.schema([("submission_no", pa.int32()), *NOT_SEEN])


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of some submissions, by their place among them."""

    findings: list[pa.Table]
    mismatches: dict[int, list[Mismatch]]
    changes: dict[int, Changes]
    not_seen: dict[int, NotSeen]


def publish(settings: Settings, warehouse: Warehouse) -> int:
    """Write the feedback that is outstanding under the out-folder and record it; return for how many files.

    Another run that writes feedback is waited for. Raises Transient where the disk or the warehouse fails,
    Permanent where a finding's rule is not in the list of rules that its submission was judged under.
    """
    settle(settings, warehouse)
    erasure.finish(settings, warehouse)
    with warehouse.holding("feedback/hold"):
        return _publish(settings, warehouse)


def _publish(settings: Settings, warehouse: Warehouse) -> int:
    with warehouse.session() as session:
        waiting = [SubmissionSummary(*row) for row in session.rows("feedback/waiting")]
    for part in _parts(waiting):
        with warehouse.session() as session:
            ids = [each.submission_id for each in part]
            told = _Told(
                _findings(session, ids),
                _mismatches(session, ids),
                _changes(session, ids),
                _not_seen(session, ids),
            )
            _write(settings, part, told)
            session.run(
                "feedback/record",
                {"submissions": ids, "verdicts": [each.status for each in part]},
            )
    return len(waiting)


def _parts(waiting: Sequence[SubmissionSummary]) -> Iterator[list[SubmissionSummary]]:
    part: list[SubmissionSummary] = []
    rows = 0
    for submission in waiting:
        more = submission.rows_submitted or 0
        if part and (rows + more > _ROWS_AT_ONCE or len(part) == _SUBMISSIONS_AT_ONCE):
            yield part
            part, rows = [], 0
        part.append(submission)
        rows += more
    if part:
        yield part


def _findings(session: Session, submissions: list[str]) -> list[pa.Table]:
    """The findings of each submission, with the columns of quality.feedback.FINDINGS."""
    session.run("feedback/open_sentences")
    sentences = session.copy_out("feedback/sentences", SENTENCES)
    found = session.copy_out("feedback/findings", _FOUND, {"submissions": submissions})
    if found["sentence_no"].null_count:
        raise Permanent("a finding's rule is not in dq.rule under the version that judged its submission")
    found = found.take(pc.sort_indices(found["submission_no"])).combine_chunks()
    with_words = worded(found, sentences)
    starts = np.searchsorted(found["submission_no"].to_numpy(), np.arange(len(submissions) + 1))
    return [with_words.slice(start, end - start) for start, end in pairwise(starts.tolist())]


def _mismatches(session: Session, submissions: list[str]) -> dict[int, list[Mismatch]]:
    """The open mismatches that each submission, by its place, showed first."""
    rows = session.rows("feedback/mismatches", {"submissions": submissions})
    return {place: [Mismatch(*row[1:]) for row in same] for place, same in groupby(rows, itemgetter(0))}


def _changes(session: Session, submissions: list[str]) -> dict[int, Changes]:
    """What changed since the agency's submission before, by place, where there was one."""
    session.run("feedback/open_previous", {"submissions": submissions})
    causes: dict[int, tuple[Change, ...]] = {
        place: tuple(Change(*row[1:]) for row in same)
        for place, same in groupby(session.rows("feedback/changes"), itemgetter(0))
    }
    return {
        place: Changes(submission_id, file_name, received_at, rules_version, causes.get(place, ()))
        for place, submission_id, file_name, received_at, rules_version in session.rows("feedback/previous")
    }


def _not_seen(session: Session, submissions: list[str]) -> dict[int, NotSeen]:
    """Of each agency's last accepted submission, by place, its referrals and those without a start."""
    session.run("feedback/open_latest", {"submissions": submissions})
    referrals: dict[int, int] = dict(session.rows("feedback/latest"))
    rows = session.copy_out("feedback/not_seen", _NOT_SEEN) if referrals else _NOT_SEEN.empty_table()
    places = rows["submission_no"]
    return {
        place: NotSeen(number, rows.filter(pc.equal(places, place)).drop(["submission_no"]))
        for place, number in referrals.items()
    }


def _write(settings: Settings, part: list[SubmissionSummary], told: _Told) -> None:
    def write(place: int) -> None:
        write_feedback(
            settings.out_dir,
            part[place],
            told.findings[place],
            told.mismatches.get(place, ()),
            told.changes.get(place),
            told.not_seen.get(place),
        )

    try:
        with ThreadPoolExecutor(settings.workers) as pool:
            list(pool.map(write, range(len(part))))
    except OSError as error:
        raise Transient(f"feedback files could not be written: {error.strerror}") from None
