"""Load one submission: everything about it in one transaction (submission.md "What loading does").

What the file holds is compared with what is current by hash, in Arrow; only what is new or changed is
written. Running it again finds the verdict and changes nothing.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from cjit import __version__
from cjit.dataset.definition import Feed
from cjit.errors import Transient
from cjit.intake.reader import FileFinding, file_finding
from cjit.quality.check import RowCounts
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.keys import person_keys

_LONDON = ZoneInfo("Europe/London")
_HASHES = pa.schema([("episode_id", pa.string()), ("content_hash", pa.int64())])


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
    error included; CLIENTIDs of rows without usable consent. Other feeds: `others`, their loaded rows.
    """

    findings: pa.Table
    counts: RowCounts
    episodes: pa.Table | None = None
    referrals: pa.Table | None = None
    reviews: pa.Table | None = None
    episodes_in_file: pa.Array | None = None
    clients_without_consent: pa.Array | None = None
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


def load_submission(
    warehouse: Warehouse, submission: Submission, secret: bytes, discard: Callable[[], None]
) -> str | None:
    """Record the verdict and load what is accepted. Returns the verdict, None where there was one already.

    discard: takes away what was written in case the file would be accepted. It is called before a fatal
    verdict is committed: a run that is killed in between finds the file without a verdict and comes by again.
    """
    with warehouse.session() as session:
        session.run("load/lock_agency", {"agency_code": submission.agency_code})
        if session.value("load/has_verdict", {"submission_id": submission.submission_id}):
            return None
        previous = session.rows(
            "load/last_accepted", {"agency_code": submission.agency_code, "feed": submission.feed}
        )
        fatal = list(submission.fatal)
        if previous and previous[0][3] == submission.content_sha256 and submission.content_sha256:
            fatal.append(_same_as("F09", *previous[0][:3]))
        elif previous and previous[0][4] == submission.row_set_hash and submission.row_set_hash:
            submission = replace(submission, notes=(*submission.notes, _same_as("N03", *previous[0][:3])))
        if fatal:
            _record(session, submission, "fatal", fatal, None)
            discard()
            return "fatal"
        if submission.contents is None:
            raise Transient("an agency's last accepted file changed while another was checked; run again")
        _record(session, submission, "accepted", [], submission.contents)
        if submission.feed == "cjit":
            _load_episodes(
                session, submission, submission.contents, secret, previous[0][0] if previous else None
            )
        else:
            _replace_others(session, submission, submission.contents, secret)
        return "accepted"


def _same_as(rule: str, submission_id: str, file_name: str, received_at: datetime) -> FileFinding:
    """F09 or N03, naming the submission that is repeated and when it came."""
    when = received_at.astimezone(_LONDON).strftime("%d/%m/%Y at %H:%M")
    return file_finding(rule, f"submission {submission_id} ({file_name}), received on {when}")


def _record(
    session: Session,
    submission: Submission,
    verdict: str,
    fatal: list[FileFinding],
    contents: Contents | None,
) -> None:
    """The verdict and all findings."""
    counts = asdict(contents.counts) if contents else dict.fromkeys(RowCounts.__dataclass_fields__)
    session.run(
        "load/add_verdict",
        counts
        | asdict(submission.versions)
        | {
            "submission_id": submission.submission_id,
            "verdict": verdict,
            "agency_code": submission.agency_code,
            "content_sha256": submission.content_sha256,
            "row_set_hash": submission.row_set_hash,
            "fatal_rule": min((finding.rule for finding in fatal), default=None),
        },
    )
    said = [*fatal, *submission.notes]
    if said:
        session.copy_in("dq", "finding", _file_findings(submission.submission_id, said))
    if contents is not None:
        session.copy_in("dq", "finding", _of(submission, contents.findings.drop(["sub"])))


def _file_findings(submission_id: str, said: list[FileFinding]) -> pa.Table:
    return pa.table(
        {
            "submission_id": pa.repeat(pa.scalar(submission_id), len(said)),
            "rule": [finding.rule for finding in said],
            "item": pa.array([finding.item for finding in said], pa.string()),
            "clause": pa.repeat(pa.scalar(0, pa.int16()), len(said)),
            "value": pa.array([finding.value for finding in said], pa.string()),
            "message": [finding.message for finding in said],
        }
    )


def _of(submission: Submission, rows: pa.Table) -> pa.Table:
    return rows.append_column("submission_id", pa.repeat(pa.scalar(submission.submission_id), rows.num_rows))


def _owned(submission: Submission, rows: pa.Table, sender_column: str = "agency_code") -> pa.Table:
    agency = pa.repeat(pa.scalar(submission.agency_code), rows.num_rows)
    return _of(submission, rows.drop(["sub"])).append_column(sender_column, agency)


def _load_episodes(
    session: Session, submission: Submission, contents: Contents, secret: bytes, previous_id: str | None
) -> None:
    """Write the episodes that are new or changed, and say which current ones the file does not bring."""
    assert contents.episodes is not None  # noqa: S101 - a CJIT file always has them, if empty
    names = {
        "agency_code": submission.agency_code,
        "submission_id": submission.submission_id,
        "received_at": submission.received_at,
        "previous_id": previous_id,
    }
    episodes = contents.episodes
    if previous_id is not None:
        current = session.copy_out("load/current_hashes", _HASHES, names)
        at = pc.index_in(episodes["episode_id"], current["episode_id"])
        known = current["content_hash"].take(at)
        same = pc.fill_null(pc.equal(known, episodes["content_hash"]), False)
        changed = episodes.filter(pc.and_(pc.is_valid(at), pc.invert(same)))
        _note_presence(session, contents, current, names)
        episodes = episodes.filter(pc.invert(same))
        if changed.num_rows:
            session.run("load/open_changed")
            session.copy_in("pg_temp", "changed", changed.select(["episode_id"]))
            session.run("load/supersede", names)
    _add_versions(session, submission, contents, episodes, secret)


def _add_versions(
    session: Session, submission: Submission, contents: Contents, episodes: pa.Table, secret: bytes
) -> None:
    if episodes.num_rows == 0:
        return
    keys = person_keys(episodes, secret)
    since = pa.repeat(pa.scalar(submission.received_at.isoformat()), episodes.num_rows)
    versions = _owned(submission, episodes).append_column("person_key", keys)
    session.copy_in("core", "episode", versions.append_column("current_from", since))
    for table, rows in (("referral", contents.referrals), ("review", contents.reviews)):
        if rows is not None and rows.num_rows:
            new = rows.filter(pc.is_in(rows["episode_id"], episodes["episode_id"].combine_chunks()))
            session.copy_in("core", table, _owned(submission, new))
    people = pa.table({"person_key": pc.unique(keys)})
    session.copy_in("core", "touched_person", _of(submission, people))


def _note_presence(session: Session, contents: Contents, current: pa.Table, names: dict[str, object]) -> None:
    """Keep core.absent and core.held_back true for the agency's current episodes."""
    assert contents.episodes is not None  # noqa: S101 - a CJIT file always has them
    loaded = pc.is_in(current["episode_id"], contents.episodes["episode_id"].combine_chunks())
    unseen = current.filter(pc.invert(loaded))["episode_id"]
    if len(unseen) == 0:
        session.run("load/note_all_present", names)
        return
    in_file = pc.is_in(unseen, contents.episodes_in_file)
    session.run("load/open_unseen")
    session.copy_in("pg_temp", "unseen", pa.table({"episode_id": unseen, "in_file": in_file}))
    clients = pa.table({"client_id": contents.clients_without_consent})
    session.copy_in("pg_temp", "unconsented", clients)
    session.run("load/note_presence", names)


def _replace_others(session: Session, submission: Submission, contents: Contents, secret: bytes) -> None:
    """Structured treatment and secure settings: each file replaces its sender's rows."""
    assert contents.others is not None  # noqa: S101 - other files always have them
    table, sender = (
        ("treatment", "agency_code") if submission.feed == "structured" else ("stay", "prison_code")
    )
    session.run(f"load/replace_{table}", {"agency_code": submission.agency_code})
    rows = _owned(submission, contents.others, sender)
    session.copy_in("core", table, rows.append_column("person_key", person_keys(contents.others, secret)))
