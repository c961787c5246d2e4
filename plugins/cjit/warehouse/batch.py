"""From waiting submissions to loaded ones: read, check, stage, verdict by both engines, load.

Bad files become findings. Anything this module raises is a fault of ours: the submissions concerned have no
verdict yet and the next run takes them up again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from cjit.dataset.definition import Definition, Feed, definition_for
from cjit.dataset.lists import Lists, lists_on
from cjit.dataset.register import Register, read_register
from cjit.errors import Transient
from cjit.intake import archive
from cjit.intake.reader import MAX_BYTES, Extract, Sender, file_finding, read_extract, too_large
from cjit.quality.check import CheckedChunk, check_rows
from cjit.quality.rules import parameters, rules_of
from cjit.quality.typed import Source
from cjit.quality.verdict import great_expectations_counts, must_agree
from cjit.settings import Settings
from cjit.warehouse import erasure, parquet
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.contents import by_file
from cjit.warehouse.load import load_submission
from cjit.warehouse.staging import Part, staged
from cjit.warehouse.stored import stored_rows
from cjit.warehouse.submission import Contents, Submission, Versions

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
    """Check and load submissions, each sender's in order of arrival; return how many got which verdict.

    Another run that loads files of the same senders is waited for. Raises Permanent where the two engines
    disagree (nothing of the batch is loaded), Transient where the warehouse cannot be reached or the archive
    fails. Running it again takes up what has no verdict.
    """
    night = Night(settings, warehouse, secret, read_register(settings.agencies_file), verdict)
    verdicts: Counter[str] = Counter()
    try:
        with warehouse.holding("load/hold_senders", {"submission_ids": submission_ids}):
            for alike in _alike(_waiting(warehouse, submission_ids)):
                verdicts.update(_load_alike(night, alike))
    except OSError as error:
        raise Transient(f"the archive cannot be read or written: {error.strerror}") from None
    erasure.finish(settings, warehouse)
    return dict(verdicts)


def _waiting(warehouse: Warehouse, submission_ids: list[str]) -> list[_Waiting]:
    """Those without a verdict, in order of arrival; room is made for them."""
    with warehouse.session() as session:
        waiting = [
            _Waiting(*row) for row in session.rows("load/submissions", {"submission_ids": submission_ids})
        ]
        incoming = sum(one.weight for one in waiting if one.feed == "cjit")
        session.run("load/make_room", {"incoming_bytes": incoming})
    return waiting


def _alike(waiting: Sequence[_Waiting]) -> Iterator[list[_Waiting]]:
    """Submissions of one feed and one day of receipt, which the same rules and lists judge.

    Days follow each other, so that an agency's files keep their order.
    """

    def kind(one: _Waiting) -> tuple[str, date]:
        return one.feed, one.received_on

    for _, same in groupby(sorted(waiting, key=kind), key=kind):
        yield list(same)


def _chunks(waiting: Sequence[_Waiting], limit: int) -> Iterator[list[_Waiting]]:
    """As many submissions at a time as may lie in memory with all their cells."""
    chunk: list[_Waiting] = []
    weight = 0
    for one in waiting:
        if chunk and weight + one.weight > limit:
            yield chunk
            chunk, weight = [], 0
        chunk.append(one)
        weight += one.weight
    yield chunk


def _load_alike(night: Night, waiting: list[_Waiting]) -> Counter[str]:
    """Check chunk by chunk, have the verdict on all of them, then load."""
    definition = definition_for(waiting[0].feed, waiting[0].received_on)
    lists = lists_on(waiting[0].received_on)
    work = _Work(night, definition, lists)
    with ThreadPoolExecutor(night.settings.workers) as pool:
        parts = work.parts(waiting, pool)
        if night.verdict:
            _verdict(work, parts)
        for _ in parts:
            pass  # without a verdict they still have to be checked
        loaded = pool.map(lambda same: _load(night, same), _dealt(work.submissions, night.settings.workers))
        return sum(loaded, Counter())


def _verdict(work: "_Work", parts: Iterator[Part]) -> None:
    """Raise Permanent unless Great Expectations counts what was counted row by row."""
    try:
        with staged(work.night.warehouse, parts) as where:
            if where is not None:
                counts = great_expectations_counts(where, work.rules, parameters(work.lists))
                must_agree(work.counts, counts)
    except BaseException:
        work.take_back()
        raise


class _Work:
    """The checks of submissions that the same rules judge, and what they bring to the load.

    counts: unexpected rows by clause, as counted row by row. submissions: ready for the load, in order.
    """

    def __init__(self, night: Night, definition: Definition, lists: Lists) -> None:
        self.counts: Counter[tuple[str, str, int]] = Counter()
        self.submissions: list[Submission] = []
        self.night = night
        self.lists = lists
        self.rules = rules_of(definition.name)
        self._definition = definition
        self._versions = Versions(definition.name, self.rules.version, lists.version)
        self._seen: set[str] = set()

    def parts(self, waiting: list[_Waiting], pool: ThreadPoolExecutor) -> Iterator[Part]:
        """Check chunk after chunk; hand each share out to be staged before its cells are let go."""
        night, definition = self.night, self._definition
        for chunk in _chunks(waiting, night.settings.chunk_mebibytes << 20):
            extracts = list(pool.map(lambda w: _extract(night, w, definition), chunk))
            _leave_out_repeats(night, chunk, extracts, self._seen)
            shares = _shares(extracts, night.settings.workers)
            checks = list(pool.map(partial(_check, night, chunk, extracts, self.lists), shares))
            for check in checks:
                self.counts.update(check.checked.judged.counts)
                yield check.checked, check.submission_ids
            contents = _contents(night, checks, len(chunk), self.lists, pool)
            self.submissions += map(self._submission, chunk, extracts, contents)

    def take_back(self) -> None:
        """Remove the Parquet of what will not be loaded."""
        for one in self.submissions:
            parquet.remove(self.night.settings.archive_dir, one.agency_code, one.submission_id)

    def _submission(self, waiting: _Waiting, extract: Extract, contents: Contents | None) -> Submission:
        return Submission(
            waiting.submission_id,
            waiting.feed,
            waiting.received_at,
            extract.agency_code,
            extract.content_sha256,
            tuple(extract.fatal),
            tuple(extract.notes),
            self._versions,
            contents,
        )


def _shares(extracts: list[Extract], workers: int) -> list[list[int]]:
    """The readable files, by place, in shares of about equal size: one for each thread."""
    sizes = [extract.rows.num_rows if extract.rows is not None else 0 for extract in extracts]
    shares: list[list[int]] = [[] for _ in range(workers)]
    target, so_far = sum(sizes) / workers, 0
    for place, size in enumerate(sizes):
        if extracts[place].rows is not None:
            shares[min(int(so_far / target) if target else 0, workers - 1)].append(place)
            so_far += size
    return [share for share in shares if share]


def _dealt(submissions: list[Submission], workers: int) -> list[list[Submission]]:
    """Submissions for each thread: agencies can be loaded side by side, one agency's files in their order."""
    agencies: dict[str, list[Submission]] = {}
    for submission in submissions:
        agencies.setdefault(submission.agency_code, []).append(submission)
    hands = (list(agencies.values())[place::workers] for place in range(workers))
    return [[one for agency in hand for one in agency] for hand in hands]


def _load(night: Night, submissions: list[Submission]) -> Counter[str]:
    """Load submissions one after the other over one connection; count their verdicts."""
    verdicts: Counter[str] = Counter()
    with night.warehouse.kept_open() as warehouse:
        for one in submissions:
            kept = parquet.Kept(night.settings.archive_dir, one.agency_code, one.submission_id)
            verdict = load_submission(warehouse, one, night.secret, kept)
            verdicts.update([verdict] if verdict else [])
    return verdicts


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


def _leave_out_repeats(night: Night, chunk: list[_Waiting], extracts: list[Extract], seen: set[str]) -> None:
    """Spare the checks where a file repeats its agency's last accepted one: the load will say F09.

    Only the first file of each agency can be told apart here (`seen`: the agencies that had theirs); for
    later ones it depends on the earlier.
    """
    with night.warehouse.session() as session:
        accepted = dict(session.rows("load/last_contents", {"feed": chunk[0].feed}))
    for extract in extracts:
        if extract.agency_code not in seen and accepted.get(extract.agency_code) == extract.content_sha256:
            extract.rows = None
        seen.add(extract.agency_code)


@dataclass(frozen=True)
class _Check:
    """A share of a chunk, checked: the places of its files in the chunk, their senders and ids."""

    places: list[int]
    agencies: list[str]
    submission_ids: list[str]
    checked: CheckedChunk


def _check(
    night: Night, chunk: list[_Waiting], extracts: list[Extract], lists: Lists, places: list[int]
) -> _Check:
    sources = []
    for place in places:
        rows, extracts[place].rows = extracts[place].rows, None  # not kept twice
        assert rows is not None  # noqa: S101 - shares hold readable files alone
        sources.append(Source(rows, chunk[place].received_on))
    definition = definition_for(chunk[0].feed, chunk[0].received_on)
    checked = check_rows(sources, definition, lists, night.register)
    agencies = [extracts[place].agency_code for place in places]
    return _Check(places, agencies, [chunk[place].submission_id for place in places], checked)


def _contents(
    night: Night, checks: list[_Check], files: int, lists: Lists, pool: ThreadPoolExecutor
) -> list[Contents | None]:
    """What each readable file brings, its Parquet written; None for the others."""
    contents: list[Contents | None] = [None] * files

    def bring(check: _Check) -> None:
        stored = stored_rows(check.checked, lists)
        parquet.write(night.settings, check.checked, stored, check.agencies, check.submission_ids)
        for place, content in zip(
            check.places, by_file(check.checked, stored, len(check.places)), strict=True
        ):
            contents[place] = content

    list(pool.map(bring, checks))
    return contents
