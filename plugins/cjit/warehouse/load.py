"""Load one submission: everything about it in one transaction (submission.md "What loading does").

What the file holds is compared with what is current by hash, in Arrow; only what is new or changed is
written. Running it again finds the verdict and changes nothing.
"""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cjit.errors import Transient
from cjit.intake.reader import FileFinding, file_finding
from cjit.london import LONDON
from cjit.places import Place
from cjit.quality.check import RowCounts
from cjit.quality.groups import usable
from cjit.warehouse.comparison import Comparison, Names, compare
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.erasure import erase_withdrawn
from cjit.warehouse.held import would_hold
from cjit.warehouse.keys import keys_in_force, person_keys
from cjit.warehouse.mismatches import note_changes, note_presence
from cjit.warehouse.parquet import Kept
from cjit.warehouse.submission import Contents, Submission, Unchanged


def load_submission(warehouse: Warehouse, submission: Submission, secret: bytes, kept: Kept) -> str | None:
    """Record the verdict and load what is accepted. Returns the verdict, None where there was one already.

    kept: the Parquet that was written in case the file would be accepted. It is taken away or set aside
    before another verdict is committed: a run that is killed in between finds the file without a verdict
    and comes by again.
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
            fatal.append(same_as("F09", *previous[0][:3]))
        elif previous and previous[0][4] == submission.row_set_hash and submission.row_set_hash:
            submission = replace(submission, notes=(*submission.notes, same_as("N03", *previous[0][:3])))
        if fatal:
            _record(session, submission, "fatal", fatal)
            kept.discard()
            return "fatal"
        contents = submission.contents
        last = previous[0][0] if previous else None
        if contents is None or (contents.unchanged is not None and contents.unchanged.since != last):
            raise Transient("an agency's last accepted file changed while another was checked; run again")
        if submission.feed != "cjit":
            _record(session, submission, "accepted", [])
            _replace_others(session, submission, contents, secret)
            return "accepted"
        names = names_of(submission, last, submission.received_at)
        comparison = compare(session, contents, secret, names)
        if would_hold(session, comparison, names):
            _record(session, submission, "held", [])
            kept.set_aside()
            return "held"
        _record(session, submission, "accepted", [])
        load_episodes(session, contents, comparison, names, kept.archive)
        return "accepted"


def names_of(submission: Submission, previous_id: str | None, at: datetime) -> Names:
    """What the SQL of its load calls a submission."""
    return {
        "agency_code": submission.agency_code,
        "submission_id": submission.submission_id,
        "previous_id": previous_id,
        "at": at,
    }


def same_as(rule: str, submission_id: str, file_name: str, received_at: datetime) -> FileFinding:
    """F09 or N03, naming the submission that is repeated and when it came."""
    when = received_at.astimezone(LONDON).strftime("%d/%m/%Y at %H:%M")
    return file_finding(rule, f"submission {submission_id} ({file_name}), received on {when}")


def _record(session: Session, submission: Submission, verdict: str, fatal: list[FileFinding]) -> None:
    """The verdict and all findings. What else was found in a fatal file is not told (submission.md)."""
    contents = None if fatal else submission.contents
    add_verdict(session, submission, verdict, min((finding.rule for finding in fatal), default=None))
    findings = [_file_findings([*fatal, *submission.notes])]
    findings += [] if contents is None else [contents.findings.drop(["sub"])]
    said = pa.concat_tables(findings, promote_options="default")
    session.copy_in("dq", "finding", _of(submission, said))
    if contents is not None and contents.unchanged is not None:
        carried = {"submission_id": submission.submission_id, **_stayed(contents.unchanged)}
        session.run("load/carry_findings", carried)
    if contents is not None and contents.without_consent is not None:
        rows = contents.without_consent
        rows = rows.filter(usable(rows["client_id"].combine_chunks()))
        session.copy_in("dq", "unconsented_row", _of(submission, rows))


def add_verdict(
    session: Session, submission: Submission, verdict: str, fatal_rule: str | None = None
) -> None:
    """Append a verdict with counts and versions."""
    contents = None if fatal_rule else submission.contents
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
            "fatal_rule": fatal_rule,
        },
    )


def _file_findings(said: list[FileFinding]) -> pa.Table:
    return pa.table(
        {
            "rule": pa.array([finding.rule for finding in said], pa.string()),
            "item": pa.array([finding.item for finding in said], pa.string()),
            "clause": pa.repeat(pa.scalar(0, pa.int16()), len(said)),
            "value": pa.array([finding.value for finding in said], pa.string()),
            "message": pa.array([finding.message for finding in said], pa.string()),
        }
    )


def _of(submission: Submission, rows: pa.Table) -> pa.Table:
    return _with(rows, submission_id=submission.submission_id)


def _with(rows: pa.Table, **same: str) -> pa.Table:
    """The rows with columns that hold one text throughout."""
    for name, text in same.items():
        rows = rows.append_column(name, pa.repeat(pa.scalar(text), rows.num_rows))
    return rows


def _stayed(unchanged: Unchanged) -> dict[str, Any]:
    """The rows that the agency's last accepted file had as well, as SQL takes them."""
    return {"since": unchanged.since, "bounds": unchanged.bounds, "moved": unchanged.moved}


def load_episodes(
    session: Session, contents: Contents, comparison: Comparison, names: Names, archive: Place
) -> None:
    """Erase who withdrew consent, note what is missing or differs, write what is new, changed or in error."""
    erase_withdrawn(session, contents, names, archive)
    if names["previous_id"] is not None:
        note_presence(session, comparison, names)
        note_changes(session, comparison, names)
    _add_versions(session, contents, comparison.fresh, names)
    _replace_in_error(session, contents, names)


def _replace_in_error(session: Session, contents: Contents, names: Names) -> None:
    """Keep of rows in error what tells in which figures they are missing (out.fix_first_figure)."""
    if contents.unchanged is None:
        session.run("load/forget_in_error", names)
    else:
        session.run("load/carry_in_error", names | _stayed(contents.unchanged))
    assert contents.in_error is not None  # noqa: S101 - a CJIT file always has them, if none
    own = {name: names[name] for name in ("submission_id", "agency_code")}
    session.copy_in("core", "row_in_error", _with(contents.in_error.drop(["sub"]), **own))


def _add_versions(session: Session, contents: Contents, episodes: pa.Table, names: Names) -> None:
    if episodes.num_rows == 0:
        return
    own = {name: names[name] for name in ("submission_id", "agency_code")}
    versions = _with(episodes.drop(["sub"]), **own, current_from=names["at"].isoformat())
    session.copy_in("core", "episode", versions)
    assert contents.episodes is not None  # noqa: S101 - a CJIT file always has them, if empty
    all_new, ids = episodes.num_rows == contents.episodes.num_rows, episodes["episode_id"].combine_chunks()
    for table, rows in (("referral", contents.referrals), ("review", contents.reviews)):
        if rows is not None and rows.num_rows:
            new = rows if all_new else rows.filter(pc.is_in(rows["episode_id"], ids))
            session.copy_in("core", table, _with(new.drop(["sub"]), **own))
    if session.run("load/touch_everybody", names) == 0:
        people = pa.table({"person_key": pc.unique(episodes["person_key"])})
        session.copy_in("core", "touched_person", _with(people, submission_id=names["submission_id"]))


def _replace_others(session: Session, submission: Submission, contents: Contents, secret: bytes) -> None:
    """Structured treatment and secure settings: each file replaces its sender's rows.

    Whoever is another by it waits to be matched again (cjit.matching).
    """
    assert contents.others is not None  # noqa: S101 - other files always have them
    table, sender = (
        ("treatment", "agency_code") if submission.feed == "structured" else ("stay", "prison_code")
    )
    names = {"agency_code": submission.agency_code}
    session.run(f"load/replace_{table}", names)
    rows = _of(submission, contents.others.drop(["sub"]))
    rows = _with(rows, **{sender: submission.agency_code})
    keys = keys_in_force(session, person_keys(contents.others, secret))
    session.copy_in("core", table, rows.append_column("person_key", keys))
    session.run(f"load/note_replaced_{table}", names)
