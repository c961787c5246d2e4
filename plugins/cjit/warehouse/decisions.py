"""What people decide about mismatches and held files: recorded with who, when and why, in force at once.

A decision is never changed. One that cannot be taken is refused by a Permanent error; what it says names no
episode. (interface.md "cjit decide", submission.md "What loading does")
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from cjit.errors import Permanent, Transient
from cjit.settings import Settings
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.held import settle
from cjit.warehouse.release import Held, check_again, load_released


@dataclass(frozen=True)
class Decision:
    """Who decided, when and why."""

    by: str
    at: datetime
    why: str

    @classmethod
    def of(cls, by: str, at: datetime, why: str) -> Self:
        """Raises Permanent where nobody takes it, or without a reason."""
        if not by.strip() or not why.strip():
            raise Permanent("a decision needs somebody who takes it (--by) and a reason (--why)")
        return cls(by.strip(), at, why.strip())


def decide_mismatch(
    warehouse: Warehouse,
    mismatch: tuple[str, str, str],
    answer: Literal["delete", "keep"],
    decision: Decision,
) -> None:
    """Close the open mismatch of an agency, EPISODID and kind.

    delete: the episode is no longer current, whatever the kind; its other open mismatches close with it.
    keep: the episode stays as it is. The people concerned wait for the next re-link.
    """
    agency_code, episode_id, kind = mismatch
    names = {"agency_code": agency_code, "episode_id": episode_id, "kind": kind} | vars(decision)
    with warehouse.session() as session:
        session.run("load/lock_agency", names)
        found = session.rows("decide/mismatch", names)
        if not found:
            raise Permanent(f"no {kind} of that episode of agency {agency_code} was ever found")
        found_in, state, decided_by, decided_at = found[0]
        if state != "open":
            last = f"{state} by {decided_by} on {decided_at:%d/%m/%Y}" if decided_by else "resolved by a file"
            raise Permanent(f"no {kind} of that episode of agency {agency_code} is open: the last was {last}")
        session.run(f"decide/{answer}", names | {"found_in": found_in})
        # The episode is not named: a line of the log outlives what is known of people.
        note(session, decision, f"{answer} {kind}", found_in)


def refuse_file(warehouse: Warehouse, submission_id: str, decision: Decision) -> None:
    """Record that a held file shall not be loaded. It stays held, and may still be released."""
    with warehouse.session() as session:
        held = _held(session, submission_id)
        if held.state == "refused":
            raise Permanent(f"that file was refused already, by {held.decided_by}")
        _record(session, submission_id, "refuse", decision)


def release_file(
    settings: Settings,
    warehouse: Warehouse,
    submission_id: str,
    decision: Decision,
    secret: Callable[[], bytes],
) -> None:
    """Load a held file at once. The people concerned wait for the next re-link.

    Raises Permanent where it cannot be released, Transient where the archive or the warehouse fails. Run
    again after a kill, it either does all or finds it done.
    """
    settle(settings, warehouse)  # what a killed release left to do
    with warehouse.session() as session:
        held = _held(session, submission_id)
    submission = check_again(settings, held)
    try:
        with warehouse.session() as session:
            _held(session, submission_id)  # once more, now that nobody else may load
            _record(session, submission_id, "release", decision)
            load_released(session, settings, submission, secret(), decision.at)
        settle(settings, warehouse)
    except OSError as error:
        raise Transient(f"the archive cannot be read or written: {error.strerror}") from None


def _held(session: Session, submission_id: str) -> Held:
    """The file, its agency's lock held; raises Permanent where nothing can be decided about it."""
    agency_code = Held.read(session, submission_id).agency_code
    session.run("load/lock_agency", {"agency_code": agency_code})
    held = Held.read(session, submission_id)
    held.must_be_releasable()
    return held


def _record(session: Session, submission_id: str, answer: str, decision: Decision) -> None:
    names = {"submission_id": submission_id, "decision": answer} | vars(decision)
    session.run("decide/add_file_decision", names)
    note(session, decision, answer, submission_id)


def note(session: Session, decision: Decision, did: str, subject: str) -> None:
    """Add a decision to the access log (access.md). subject: an id of ours, never of a person."""
    session.run("decide/note", {"did": did, "subject": subject} | vars(decision))
