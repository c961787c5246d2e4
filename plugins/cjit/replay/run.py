"""Run archived files again as of a day, and say what would be found otherwise (docs/decisions/0014).

Definitions, rules and lists are those of that day; the day of receipt stays the file's own, so dates are
compared with it as they were. A file is read and checked as at night; what it would load is not asked.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow as pa

import cjit
from cjit.dataset.definition import Definition, Feed, definitions_for
from cjit.dataset.lists import file_rules, lists_for
from cjit.dataset.register import Register, read_register
from cjit.errors import Permanent, Transient
from cjit.intake import archive
from cjit.intake.reader import Extract
from cjit.progress import Tell
from cjit.quality.check import RowCounts, check_rows
from cjit.quality.rules import Rules, rules_of
from cjit.quality.typed import Source
from cjit.replay.comparison import Comparison, Figure, Outcome, write_comparison
from cjit.report.calendar import window
from cjit.settings import Settings
from cjit.warehouse.archived import Archived, by_dataset, chunks, extract_of
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.submission import Versions

_CHANGES = pa.schema(
    [
        ("submission_id", pa.string()),
        ("agency_code", pa.string()),
        ("row_no", pa.int32()),
        ("rule", pa.string()),
        ("item", pa.string()),
        ("change", pa.string()),
    ]
)


@dataclass(frozen=True)
class _File(Archived):
    """A submission to be replayed (sql/replay/submissions.sql)."""

    agency_code: str
    dat_code: str | None
    fatal_rule: str | None


@dataclass(frozen=True)
class Request:
    """What to replay, as of which day: a report month (YYYY-MM) or submissions.

    A month means what its report rests on: each sender's last accepted file of those that came in the month's
    window (report.md "When"), of every feed.
    """

    as_of: date
    period: str | None = None
    submissions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises Permanent where it is neither or both."""
        if (self.period is None) == (not self.submissions):
            raise Permanent("name either a month (YYYY-MM) or submissions to replay")


def replay(settings: Settings, warehouse: Warehouse, request: Request, keep: bool, tell: Tell) -> Comparison:
    """Replay files as of a day and return the comparison, all of it in one transaction.

    keep: write it into the warehouse (dq.replay…) and under CJIT_OUT/replays/<id>/; else nothing is written.
    The same replay again takes the place of the one before. Raises Permanent for a submission that has no
    verdict, for what is no month, and where archived bytes cannot be opened; Transient where the archive or
    the disk fails.
    """
    try:
        with warehouse.session() as session:
            session.run("replay/open")
            compared = _compared(settings, session, request, tell)
            if keep:
                named = {"replay_id": compared.replay_id, "as_of": request.as_of}
                named |= {"asked_for": compared.asked_for, "code_version": cjit.__version__}
                session.run("replay/keep", named)
        if keep:
            write_comparison(settings.out_dir, compared)
    except OSError as error:
        raise Transient(f"the archive or the out-folder failed: {error.strerror}") from None
    return compared


def _compared(settings: Settings, session: Session, request: Request, tell: Tell) -> Comparison:
    files = _files(session, _ids(session, request))
    kept = [one for one in files if _can_be_replayed(settings, one)]
    work = _Work(settings, session, request.as_of, read_register(settings.agencies_file))
    tell(0, len(kept))
    for done in work.judge(kept):
        tell(done, len(kept))
    session.run("replay/compare")
    asked_for = request.period or "submissions"
    return Comparison(
        _id(asked_for, request.as_of, kept, work.used),
        request.as_of,
        asked_for,
        len(files) - len(kept),
        [Figure(*row) for row in session.rows("replay/figures")],
        [Outcome(*row) for row in session.rows("replay/outcomes")],
        session.copy_out("replay/changes", _CHANGES),
    )


def _ids(session: Session, request: Request) -> list[str]:
    if request.period is None:
        return list(dict.fromkeys(request.submissions))
    days = window(request.period)
    rows = session.rows("replay/of_window", {"first_day": days.opens, "last_day": days.closes})
    return [row[0] for row in rows]


def _files(session: Session, submission_ids: list[str]) -> list[_File]:
    files = [_File(*row) for row in session.rows("replay/submissions", {"submission_ids": submission_ids})]
    unknown = sorted(set(submission_ids) - {one.submission_id for one in files})
    if unknown:
        raise Permanent(f"no submission with a verdict: {', '.join(unknown[:5])} (out.submission lists them)")
    return files


def _can_be_replayed(settings: Settings, one: _File) -> bool:
    """Not where the bytes are gone by retention, and not a repeat: its rows were never judged (F09)."""
    kept = one.problem or archive.is_kept(settings.archive_dir, one.sha256)
    return bool(kept) and one.fatal_rule != "F09"


class _Work:
    """The judging of files as of a day, into the session's temporary tables; `used`: what judged them."""

    def __init__(self, settings: Settings, session: Session, as_of: date, register: Register) -> None:
        self.used: list[Versions] = []
        self._settings = settings
        self._session = session
        self._as_of = as_of
        self._register = register

    def judge(self, files: list[_File]) -> Iterator[int]:
        """Judge chunk after chunk; how many files are done so far."""
        done = 0
        for feed, of_feed in groupby(files, key=lambda one: one.feed):
            accepted = definitions_for(feed, self._as_of, self._settings)
            for definition, alike in by_dataset(self._settings, list(of_feed), accepted):
                self._begin(definition)
                for chunk in chunks(self._settings, alike):
                    self._judge(definition, chunk)
                    done += len(chunk)
                    yield done

    def _begin(self, definition: Definition) -> None:
        rules = rules_of(definition.name, self._as_of)
        lists = lists_for(definition, self._as_of)
        self.used.append(Versions(definition.name, rules.version, lists.version))
        self._session.copy_in("pg_temp", "replay_severity", _severities(definition.feed, rules))

    def _judge(self, definition: Definition, chunk: list[_File]) -> None:
        extracts = [extract_of(self._settings, self._register, one, definition) for one in chunk]
        readable = [place for place, extract in enumerate(extracts) if extract.rows is not None]
        counts: dict[int, RowCounts] = {}
        if readable:
            sources = [Source(extracts[place].rows, chunk[place].received_on) for place in readable]
            lists, rules = lists_for(definition, self._as_of), rules_of(definition.name, self._as_of)
            checked = check_rows(sources, definition, lists, self._register, rules)
            counts = dict(zip(readable, checked.counts, strict=True))
            names = pa.array([chunk[place].submission_id for place in readable], pa.string())
            found = checked.judged.findings
            fresh = found.select(["row_no", "rule", "item"])
            fresh = fresh.append_column("submission_id", names.take(found["sub"].combine_chunks()))
            self._session.copy_in("pg_temp", "replay_fresh", fresh)
        self._session.copy_in("pg_temp", "replay_fresh", _of_files(chunk, extracts))
        outcomes = [
            _outcome(one, extracts[place], counts.get(place), self.used[-1])
            for place, one in enumerate(chunk)
        ]
        self._session.copy_in("pg_temp", "replay_outcome", pa.Table.from_pylist(outcomes, _OUTCOME))


_OUTCOME = pa.schema(
    [
        *((name, pa.string()) for name in ("submission_id", "agency_code", "dat_code")),
        *((name, pa.string()) for name in ("dataset_version", "rules_version", "lists_version")),
        *((name, pa.string()) for name in ("fatal_before", "fatal_after")),
        *((n, pa.int64()) for n in ("rows_submitted", "rows_in_error", "rows_loaded", "rows_with_warning")),
    ]
)


def _outcome(one: _File, extract: Extract, counts: RowCounts | None, versions: Versions) -> dict[str, Any]:
    """One line per file; a column that it does not name is null."""
    fatal = min((finding.rule for finding in extract.fatal), default=None)
    told = {
        "submission_id": one.submission_id,
        "agency_code": one.agency_code,
        "dat_code": one.dat_code,
        "fatal_before": one.fatal_rule,
        "fatal_after": fatal,
    }
    return told | asdict(versions) | (asdict(counts) if counts else {})


def _of_files(chunk: list[_File], extracts: list[Extract]) -> pa.Table:
    """What was found about files as a whole, each finding once."""
    said = {
        (one.submission_id, finding.rule, finding.item or "")
        for one, extract in zip(chunk, extracts, strict=True)
        for finding in (*extract.fatal, *extract.notes)
    }
    ids, rules, items = zip(*sorted(said), strict=True) if said else ((), (), ())
    columns = {"submission_id": ids, "rule": rules, "item": items}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _severities(feed: Feed, rules: Rules) -> pa.Table:
    severity = {clause.rule: clause.severity for clause in rules.clauses}
    severity |= {rule: texts["severity"] for rule, texts in file_rules().items()}
    return pa.table(
        {"feed": [feed] * len(severity), "rule": list(severity), "severity": list(severity.values())}
    )


def _id(asked_for: str, as_of: date, files: list[_File], used: list[Versions]) -> str:
    """Follows from what was judged by what, so that the same replay has the same id."""
    names = [asked_for, *sorted(one.submission_id for one in files), *sorted(map(str, used))]
    return f"{as_of.isoformat()}-{hashlib.sha256(chr(10).join(names).encode()).hexdigest()[:12]}"
