"""Feedback files for every submission that has a verdict and none yet (specification: submission.md).

The files come first and the record of them after, so a run that is killed in between writes the same bytes
again and nobody goes without.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.errors import Permanent, Transient
from cjit.quality.feedback import SubmissionSummary, write_feedback
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
        ("own_message", pa.string()),
        ("sentence_no", pa.int32()),
    ]
)
_SENTENCES = pa.schema(
    [(name, pa.string()) for name in ("rule", "severity", "item", "message", "why", "fix")]
)


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
            findings = _findings(session, [each.submission_id for each in part])
            _write(settings, part, findings)
            session.run(
                "feedback/record",
                {
                    "submissions": [each.submission_id for each in part],
                    "verdicts": [each.status for each in part],
                },
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
    sentences = session.copy_out("feedback/sentences", _SENTENCES)
    found = session.copy_out("feedback/findings", _FOUND, {"submissions": submissions})
    if found["sentence_no"].null_count:
        raise Permanent("a finding's rule is not in dq.rule under the version that judged its submission")
    found = found.take(pc.sort_indices(found["submission_no"])).combine_chunks()
    worded = _worded(found, sentences)
    starts = np.searchsorted(found["submission_no"].to_numpy(), np.arange(len(submissions) + 1))
    return [worded.slice(start, end - start) for start, end in pairwise(starts.tolist())]


def _worded(found: pa.Table, sentences: pa.Table) -> pa.Table:
    """Findings with their words, each sentence held once in a dictionary however often it was said."""
    numbers = _one_chunk(found["sentence_no"])
    columns = {
        name: pa.DictionaryArray.from_arrays(numbers, _one_chunk(sentences[name]))
        for name in ("rule", "severity", "item", "why", "fix")
    }
    own = _one_chunk(found["own_message"].dictionary_encode().unify_dictionaries())
    messages = pa.concat_arrays([_one_chunk(sentences["message"]), own.dictionary])
    own_numbers = pc.add(own.indices, pa.scalar(sentences.num_rows, pa.int32()))
    columns["message"] = pa.DictionaryArray.from_arrays(pc.coalesce(own_numbers, numbers), messages)
    for name in ("row_no", "client_ref", "episode_id", "value"):
        columns[name] = found[name]
    return pa.table(columns)


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    combined = column.combine_chunks()
    return combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined


def _write(settings: Settings, part: list[SubmissionSummary], findings: list[pa.Table]) -> None:
    def write(place: int) -> None:
        write_feedback(settings.out_dir, part[place], findings[place])

    try:
        with ThreadPoolExecutor(settings.workers) as pool:
            list(pool.map(write, range(len(part))))
    except OSError as error:
        raise Transient(f"feedback files could not be written: {error.strerror}") from None
