"""From waiting submissions to loaded ones: read, check, stage, verdict by both engines, load.

Bad files become findings. Anything this module raises is a fault of ours: the submissions concerned have no
verdict yet and the next run takes them up again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.dataset.definition import Definition, Feed, definition_for
from cjit.dataset.lists import Lists, lists_on
from cjit.dataset.register import Register, read_register
from cjit.intake import archive
from cjit.intake.reader import MAX_BYTES, Extract, Sender, file_finding, read_extract, too_large
from cjit.quality.check import CheckedChunk, check_rows
from cjit.quality.rules import parameters, rules_of
from cjit.quality.typed import Source
from cjit.quality.verdict import great_expectations_counts, must_agree
from cjit.settings import Settings
from cjit.warehouse import parquet
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.load import Contents, Submission, Versions, load_submission
from cjit.warehouse.staging import staged
from cjit.warehouse.stored import episodes_of, stored_rows

_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class _Waiting:
    """A submission without a verdict (sql/load/submissions.sql)."""

    submission_id: str
    folder: str
    feed: Feed
    sha256: str
    size: int
    received_at: datetime
    problem: str | None

    @property
    def weight(self) -> int:
        return min(self.size, MAX_BYTES)

    @property
    def received_on(self) -> date:
        return self.received_at.astimezone(_LONDON).date()


@dataclass(frozen=True)
class Night:
    """What all submissions of a run share."""

    settings: Settings
    warehouse: Warehouse
    secret: bytes
    register: Register
    verdict: bool = True
    """Whether Great Expectations looks too: always, but where a benchmark measures the rest alone."""


def load_batch(
    settings: Settings, warehouse: Warehouse, submission_ids: list[str], secret: bytes, verdict: bool = True
) -> dict[str, int]:
    """Check and load submissions in the order given; return how many got which verdict.

    Raises Permanent where the two engines disagree (nothing of the chunk is loaded), Transient where the
    warehouse cannot be reached. Running it again takes up what has no verdict.
    """
    night = Night(settings, warehouse, secret, read_register(settings.agencies_file), verdict)
    with warehouse.session() as session:
        rows = session.rows("load/submissions", {"submission_ids": submission_ids})
    verdicts: Counter[str] = Counter()
    for chunk in _chunks([_Waiting(*row) for row in rows], settings.batch_mebibytes << 20):
        verdicts.update(_load_chunk(night, chunk))
    return dict(verdicts)


def _chunks(waiting: Sequence[_Waiting], limit: int) -> Iterator[list[_Waiting]]:
    """Submissions of one feed and one day of receipt, as many as may lie in memory together."""
    for _, same in groupby(waiting, key=lambda w: (w.feed, w.received_on)):
        chunk: list[_Waiting] = []
        weight = 0
        for one in same:
            if chunk and weight + one.weight > limit:
                yield chunk
                chunk, weight = [], 0
            chunk.append(one)
            weight += one.weight
        yield chunk


def _load_chunk(night: Night, chunk: list[_Waiting]) -> Counter[str]:
    feed, received_on = chunk[0].feed, chunk[0].received_on
    definition = definition_for(feed, received_on)
    lists = lists_on(received_on)
    with ThreadPoolExecutor(night.settings.workers) as pool:
        extracts = list(pool.map(lambda w: _extract(night, w, definition), chunk))
        versions = Versions(definition.name, rules_of(definition.name).version, lists.version)
        contents = _contents(night, chunk, extracts, definition, lists)
        submissions = [
            Submission(
                waiting.submission_id,
                feed,
                waiting.received_at,
                extract.agency_code,
                extract.content_sha256,
                tuple(extract.fatal),
                tuple(extract.notes),
                versions,
                content,
            )
            for waiting, extract, content in zip(chunk, extracts, contents, strict=True)
        ]
        loaded = pool.map(lambda same: [_load(night, one) for one in same], _by_agency(submissions))
        return Counter(verdict for verdicts in loaded for verdict in verdicts if verdict)


def _by_agency(submissions: list[Submission]) -> list[list[Submission]]:
    """Agencies can be loaded side by side; one agency's files in their order."""
    agencies: dict[str, list[Submission]] = {}
    for submission in submissions:
        agencies.setdefault(submission.agency_code, []).append(submission)
    return list(agencies.values())


def _load(night: Night, submission: Submission) -> str | None:
    verdict = load_submission(night.warehouse, submission, night.secret)
    if verdict == "fatal":
        parquet.remove(night.settings.archive_dir, submission.agency_code, submission.submission_id)
    return verdict


def _extract(night: Night, waiting: _Waiting, definition: Definition) -> Extract:
    """The file's rows, or what is fatally wrong with it."""
    if waiting.problem:
        return Extract(waiting.folder, fatal=[file_finding("F01", waiting.problem)])
    data = archive.fetch(night.settings.archive_dir, waiting.sha256, MAX_BYTES)
    if data is None:
        fatal = [too_large(waiting.size)]
        if archive.holds_nul(night.settings.archive_dir, waiting.sha256):
            fatal.insert(0, file_finding("F01", "it holds NUL bytes, so it is not text"))
        return Extract(waiting.folder, fatal=fatal)
    return read_extract(data, definition, Sender(waiting.folder, night.register, waiting.received_on))


def _contents(
    night: Night,
    chunk: list[_Waiting],
    extracts: list[Extract],
    definition: Definition,
    lists: Lists,
) -> list[Contents | None]:
    """What each readable file brings, once both engines agree on it; None for the others."""
    readable = [n for n, extract in enumerate(extracts) if extract.rows is not None]
    contents: list[Contents | None] = [None] * len(chunk)
    if not readable:
        return contents
    sources = []
    for n in readable:
        rows, extracts[n].rows = extracts[n].rows, None
        sources.append(Source(rows, chunk[n].received_on))
    checked = check_rows(sources, definition, lists, night.register)
    del sources
    ids = [chunk[n].submission_id for n in readable]
    if night.verdict:
        _verdict(night, checked, ids, lists)
    stored = stored_rows(checked, lists)
    agencies = [extracts[n].agency_code for n in readable]
    parquet.write(night.settings, checked, stored, agencies, ids)
    for place, content in enumerate(_by_file(checked, stored, len(readable))):
        contents[readable[place]] = content
    return contents


def _verdict(night: Night, checked: CheckedChunk, submission_ids: list[str], lists: Lists) -> None:
    values = parameters(lists)
    with staged(night.warehouse, checked, submission_ids) as where:
        counts = great_expectations_counts(where, checked.rules, values)
    must_agree(checked.judged.counts, counts)


def _by_file(checked: CheckedChunk, stored: pa.Table, files: int) -> Iterator[Contents]:
    """Split a chunk's results into those of its files."""
    tables = {"findings": checked.judged.findings}
    in_file = None
    if checked.definition.feed == "cjit":
        episodes = episodes_of(checked, stored)
        tables |= {
            "episodes": episodes.episodes,
            "referrals": episodes.referrals,
            "reviews": episodes.reviews,
        }
        in_file = _Slices(stored.select(["sub", "episode_id"]), files)
    else:
        tables["others"] = stored.filter(pa.array(checked.clean)).drop(["row_no"])
    slices = {name: _Slices(table, files) for name, table in tables.items()}
    unconsented = _unconsented(checked)
    for n in range(files):
        yield Contents(
            counts=checked.counts[n],
            **{name: part.of(n) for name, part in slices.items()},
            episodes_in_file=in_file and pc.drop_null(in_file.of(n)["episode_id"].combine_chunks()),
            clients_without_consent=unconsented and unconsented.of(n)["clientid"],
        )


def _unconsented(checked: CheckedChunk) -> "_Slices | None":
    if checked.definition.feed != "cjit":
        return None
    consent = checked.typed.consent
    given = pc.fill_null(pc.equal(consent["consent"].cast(pa.string()), "Y"), False)
    rows = consent.filter(pc.invert(given)).select(["sub", "clientid"])
    return _Slices(rows.filter(pc.is_valid(rows["clientid"])), len(checked.counts))


class _Slices:
    """A table ordered by `sub`, cut into its files without copying."""

    def __init__(self, table: pa.Table, files: int) -> None:
        self._table = table
        self._starts = np.searchsorted(np.asarray(table["sub"]), np.arange(files + 1))

    def of(self, file: int) -> pa.Table:
        """The rows of one file."""
        start, end = self._starts[file : file + 2]
        return self._table.slice(int(start), int(end - start))


