"""From waiting submissions to loaded ones: read, check, stage, verdict by both engines, load.

Bad files become findings. Anything this module raises is a fault of ours: the submissions concerned have no
verdict yet and the next run takes them up again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, groupby
from threading import Lock
from typing import TypeVar

import pyarrow as pa

from cjit.columns import threads
from cjit.dataset.definition import Definition, Feed, definitions_for
from cjit.dataset.lists import lists_for
from cjit.dataset.register import Register, read_register
from cjit.errors import Transient
from cjit.intake.reader import Extract
from cjit.quality.check import CheckedChunk, check_rows
from cjit.quality.rules import parameters, rules_of
from cjit.quality.typed import Source
from cjit.quality.verdict import great_expectations_counts, must_agree
from cjit.settings import Settings
from cjit.warehouse import erasure, parquet
from cjit.warehouse.archived import Archived, by_dataset, chunks
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.contents import by_file
from cjit.warehouse.gathering import Chunk, Gathering
from cjit.warehouse.load import load_submission
from cjit.warehouse.reading import Reading, Readings
from cjit.warehouse.staging import Staging, staging
from cjit.warehouse.stored import stored_rows
from cjit.warehouse.submission import Contents, Submission, Versions

T = TypeVar("T")

_HANDS = 2
"""Threads that load for each one that checks: they wait for the server as long as they work, or nearly."""


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
    """Check and load submissions, each sender's in order of arrival; return how many got which verdict.

    Another run that loads files of the same senders is waited for. Raises Permanent where the two engines
    disagree (nothing of the batch is loaded), Transient where the warehouse cannot be reached or the archive
    fails. Running it again takes up what has no verdict.
    """
    night = Night(settings, warehouse, secret, read_register(settings.agencies_file), verdict)
    verdicts: Counter[str] = Counter()
    try:
        with warehouse.holding("load/hold_senders", {"submission_ids": submission_ids}):
            for definition, alike in _alike(settings, _waiting(warehouse, submission_ids)):
                verdicts.update(_load_alike(night, definition, alike))
    except OSError as error:
        raise Transient(f"the archive cannot be read or written: {error.strerror}") from None
    erasure.finish(settings, warehouse)
    return dict(verdicts)


def _waiting(warehouse: Warehouse, submission_ids: list[str]) -> list[Archived]:
    """Those without a verdict (sql/load/submissions.sql), in order of arrival; room is made for them."""
    with warehouse.session() as session:
        waiting = [
            Archived(*row) for row in session.rows("load/submissions", {"submission_ids": submission_ids})
        ]
        incoming = sum(one.weight for one in waiting if one.feed == "cjit")
        session.run("load/make_room", {"incoming_bytes": incoming})
    return waiting


def _alike(settings: Settings, waiting: Sequence[Archived]) -> Iterator[tuple[Definition, list[Archived]]]:
    """Submissions of one dataset and one day of receipt, which the same rules and lists judge.

    Days follow each other, so that an agency's files keep their order.
    """

    def kind(one: Archived) -> tuple[Feed, date]:
        return one.feed, one.received_on

    for (feed, day), same in groupby(sorted(waiting, key=kind), key=kind):
        yield from by_dataset(settings, list(same), definitions_for(feed, day, settings))


def _load_alike(night: Night, definition: Definition, waiting: list[Archived]) -> Counter[str]:
    """Check chunk by chunk, have the verdict on all of them, then load."""
    work = _Work(night, definition, waiting)
    try:
        with threads(night.settings.workers) as pool:
            _examine_all(work, waiting, pool)
    except BaseException:
        work.take_back()
        raise
    agencies = _by_agency(work.ready(waiting))
    hands = min(_HANDS * night.settings.workers, len(agencies))
    with threads(hands) as pool:
        rest = iter(agencies)
        loaded = [pool.submit(_load, night, rest) for _ in range(hands)]
        return sum((one.result() for one in loaded), Counter())


def _examine_all(work: "_Work", waiting: list[Archived], pool: ThreadPoolExecutor) -> None:
    """Examine all chunks; raise Permanent unless Great Expectations counts what was counted row by row."""
    if not work.night.verdict:
        _examine_parts(work, waiting, pool, None)
        return
    ids = [one.submission_id for one in waiting]
    with staging(work.night.warehouse, work.definition, ids) as tables:
        _examine_parts(work, waiting, pool, tables)
        if work.counts:
            hands = work.night.settings.workers
            staged = tables.complete(work.rules, hands)
            counts = great_expectations_counts(staged, work.rules, parameters(work.lists), hands)
            must_agree(work.counts, counts)


def _examine_parts(
    work: "_Work", waiting: list[Archived], pool: ThreadPoolExecutor, tables: Staging | None
) -> None:
    """Read a thread's share of files at a time; check whenever enough rows have come together."""
    settings = work.night.settings
    gathering, hands = Gathering(settings.chunk_mebibytes << 20), settings.workers
    parts = list(chunks(settings, waiting))

    def read(number: int) -> None:
        last = number >= len(parts) - hands
        work.examine(gathering.add(work.read(parts[number]), last), tables)

    _in_parallel(read, range(len(parts)), pool)
    rest = gathering.rest()
    _in_parallel(partial(work.examine, tables=tables), (rest[hand::hands] for hand in range(hands)), pool)


def _in_parallel(work: Callable[[T], None], parts: Iterable[T], pool: ThreadPoolExecutor) -> None:
    """Run all; where one fails, begin no other, and raise once those under way have ended."""
    under_way = [pool.submit(work, part) for part in parts]
    wait(under_way, return_when=FIRST_EXCEPTION)
    for one in under_way:
        one.cancel()
    wait(under_way)
    for one in under_way:
        if not one.cancelled():
            one.result()


class _Work:
    """The checks of submissions that the same rules judge, and what they bring to the load.

    counts: unexpected rows by clause, as counted row by row.
    """

    def __init__(self, night: Night, definition: Definition, waiting: list[Archived]) -> None:
        day = waiting[0].received_on
        self.night = night
        self.definition = definition
        self.lists = lists_for(definition, day)
        self.rules = rules_of(definition.name, day)
        self.counts: Counter[tuple[str, str, int]] = Counter()
        self._versions = Versions(definition.name, self.rules.version, self.lists.version)
        self._submissions: dict[str, Submission] = {}
        with night.warehouse.session() as session:
            accepted = session.rows("load/last_contents", {"feed": definition.feed})
        self._readings = Readings(
            night.settings,
            night.register,
            definition,
            self._versions,
            warnings=frozenset(clause.rule for clause in self.rules.clauses if clause.severity == "warning"),
            first=frozenset({one.folder: one.submission_id for one in reversed(waiting)}.values()),
            accepted={row[0]: (row[1], row[2]) for row in accepted},
        )
        self._lock = Lock()

    def read(self, files: list[Archived]) -> Chunk:
        """Read some submissions."""
        with self.night.warehouse.kept_open() as warehouse:
            return [(one, self._readings.read(one, warehouse)) for one in files]

    def examine(self, chunk: Chunk, tables: Staging | None = None) -> None:
        """Check what was read, stage it for the verdict, and keep what the load needs."""
        readable = [(one, reading) for one, reading in chunk if reading.extract.rows is not None]
        for one, reading in chunk:
            self._submissions[one.submission_id] = self._submission(one, reading.extract)
        if not readable:
            return
        checked = self._check([reading.source(one.received_on) for one, reading in readable])
        if tables is not None:
            tables.copy(checked)
        stored = stored_rows(checked, self.lists)
        brought = by_file(checked, stored, len(readable))
        kept = parquet.rows_by_file(checked, stored, len(readable))
        for (one, reading), contents, rows in zip(readable, brought, kept, strict=True):
            self._keep(one, reading, rows)
            submission = self._submission(one, reading.extract, reading.contents(contents))
            self._submissions[one.submission_id] = submission

    def ready(self, waiting: Sequence[Archived]) -> list[Submission]:
        """What was examined, in the order in which it came."""
        return [self._submissions[one.submission_id] for one in waiting]

    def take_back(self) -> None:
        """Remove the Parquet of what will not be loaded."""
        for one in self._submissions.values():
            parquet.remove(self.night.settings.archive_dir, one.agency_code, one.submission_id)

    def _check(self, sources: list[Source]) -> CheckedChunk:
        checked = check_rows(sources, self.definition, self.lists, self.night.register, self.rules)
        with self._lock:
            self.counts.update(checked.judged.counts)
        return checked

    def _keep(self, one: Archived, reading: Reading, rows: pa.Table) -> None:
        archive, agency_code = self.night.settings.archive_dir, reading.extract.agency_code
        parquet.write(archive, agency_code, one.submission_id, reading.kept(rows, one.received_on))

    def _submission(
        self, waiting: Archived, extract: Extract, contents: Contents | None = None
    ) -> Submission:
        return Submission(
            waiting.submission_id,
            waiting.feed,
            waiting.received_at,
            extract.agency_code,
            extract.content_sha256,
            extract.row_set_hash,
            tuple(extract.fatal),
            tuple(extract.notes),
            self._versions,
            contents,
        )


def _by_agency(submissions: list[Submission]) -> list[list[Submission]]:
    """Agencies can be loaded side by side, one agency's files in their order; what takes longest is first."""
    agencies: dict[str, list[Submission]] = {}
    for submission in submissions:
        agencies.setdefault(submission.agency_code, []).append(submission)
    return sorted(agencies.values(), key=_rows, reverse=True)


def _rows(submissions: list[Submission]) -> int:
    return sum(one.contents.counts.rows_submitted for one in submissions if one.contents is not None)


def _load(night: Night, agencies: Iterator[list[Submission]]) -> Counter[str]:
    """Load over one connection agency after agency, those that no other thread takes; count the verdicts."""
    verdicts: Counter[str] = Counter()
    with night.warehouse.kept_open() as warehouse:
        for one in chain.from_iterable(agencies):
            kept = parquet.Kept(night.settings.archive_dir, one.agency_code, one.submission_id)
            verdict = load_submission(warehouse, one, night.secret, kept)
            verdicts.update([verdict] if verdict else [])
    return verdicts
