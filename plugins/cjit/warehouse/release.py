"""Load a held file after all: from the archived bytes, under the versions that judged it.

The bytes are checked again outside the transaction; decision, verdict and load are one transaction. Killed
before its end, nothing has happened; killed after it, `held.settle` and the next night do what is left.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cjit.dataset.definition import definition
from cjit.dataset.lists import lists_for
from cjit.dataset.register import read_register
from cjit.errors import Permanent, Transient
from cjit.intake.reader import hashed
from cjit.quality.check import RowCounts, check_rows
from cjit.quality.rules import rules_of
from cjit.quality.typed import Source
from cjit.settings import Settings
from cjit.warehouse.archived import Archived, extract_of
from cjit.warehouse.comparison import compare
from cjit.warehouse.connection import Session
from cjit.warehouse.contents import by_file
from cjit.warehouse.load import add_verdict, load_episodes, names_of
from cjit.warehouse.stored import stored_rows
from cjit.warehouse.submission import Submission, Versions


@dataclass(frozen=True)
class Held(Archived):
    """A file that was held (sql/decide/held_file.sql)."""

    state: str
    decided_by: str | None
    superseded_by: str | None
    agency_code: str
    dataset_version: str
    rules_version: str
    lists_version: str
    rows_submitted: int
    rows_withheld: int
    rows_in_error: int
    rows_loaded: int
    rows_with_warning: int

    @property
    def counts(self) -> RowCounts:
        """Those of the verdict that held it."""
        return RowCounts(
            self.rows_submitted,
            self.rows_withheld,
            self.rows_in_error,
            self.rows_loaded,
            self.rows_with_warning,
        )

    @classmethod
    def read(cls, session: Session, submission_id: str) -> "Held":
        """The file. Raises Permanent where no file of that id was ever held."""
        rows = session.rows("decide/held_file", {"submission_id": submission_id})
        if rows:
            return cls(*rows[0])
        status = session.value("decide/status_of", {"submission_id": submission_id})
        raise Permanent(
            f"that file is not held: it is {status}" if status else "there is no submission of that id"
        )

    def must_be_releasable(self) -> None:
        """Raise Permanent where a later file has taken its place or it is loaded already."""
        if self.state == "released":
            raise Permanent(f"that file is not held any more: {self.decided_by} released it")
        if self.state == "superseded":
            raise Permanent(f"that file is superseded: a later one of its agency is {self.superseded_by}")


def check_again(settings: Settings, held: Held) -> Submission:
    """The file as the load takes it, with the counts of its night.

    Raises Permanent where rules, lists or register are others by now and so is what would be loaded;
    Transient where the archive cannot be read.
    """
    received_on = held.received_on
    dataset = definition(held.dataset_version)
    lists, rules = lists_for(dataset, received_on), rules_of(dataset.name, received_on)
    versions = Versions(dataset.name, rules.version, lists.version)
    judged = (held.dataset_version, held.rules_version, held.lists_version)
    if (versions.dataset_version, versions.rules_version, versions.lists_version) != judged:
        raise Permanent(
            f"the file was judged under dataset {judged[0]}, rules {judged[1]} and lists {judged[2]}, which "
            "are not those here any more: release it with these, or ask the agency for a new file"
        )
    register = read_register(settings.agencies_file)
    try:
        extract = hashed(extract_of(settings, register, held, dataset))
    except FileNotFoundError:
        raise Permanent("the archive does not hold the file's bytes any more") from None
    except OSError as error:
        raise Transient(f"the archive cannot be read: {error.strerror}") from None
    if extract.rows is None:
        raise Permanent("the file is fatal now: the register of agencies has changed since it was held")
    chunk = check_rows([Source(extract.rows, received_on)], dataset, lists, register, rules)
    (contents,) = by_file(chunk, stored_rows(chunk, lists), 1)
    # A code that is in the register by now is no warning any more, and loads the same: the findings, and so
    # their count, stay those of the night.
    contents = replace(contents, counts=replace(contents.counts, rows_with_warning=held.rows_with_warning))
    if contents.counts != held.counts:
        raise Permanent("the checks count other rows than in the night that held the file")
    return Submission(
        held.submission_id,
        held.feed,
        held.received_at,
        extract.agency_code,
        extract.content_sha256,
        extract.row_set_hash,
        (),
        (),
        versions,
        contents,
    )


def load_released(
    session: Session, settings: Settings, submission: Submission, secret: bytes, at: datetime
) -> None:
    """Load it as an accepted file of its agency, its versions current from `at` on.

    It comes under the agency's lock, after `must_be_releasable`: no file of the agency was accepted since.
    """
    names: dict[str, Any] = {"agency_code": submission.agency_code, "feed": submission.feed}
    previous = session.rows("load/last_accepted", names)
    assert submission.contents is not None  # noqa: S101 - check_again gives them
    names = names_of(submission, previous[0][0] if previous else None, at)
    comparison = compare(session, submission.contents, secret, names)
    add_verdict(session, submission, "accepted")
    load_episodes(session, submission.contents, comparison, names, settings.archive_dir)
