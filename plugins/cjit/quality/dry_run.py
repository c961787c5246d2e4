"""What the night would say of a file, before it is sent: nothing stored, no server (interface.md, check).

The checks are the night's own (quality.check). Left out is what depends on what is loaded: F09, N03, held
files and mismatches.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa

from cjit.dataset.definition import FEEDS, Definition, Feed, definition_of, definitions_for
from cjit.dataset.lists import lists_for
from cjit.dataset.register import Register
from cjit.errors import Permanent
from cjit.intake.datasets import HEADER_WITHIN, dataset_of, header_names
from cjit.intake.inbox import OTHER_FEEDS
from cjit.intake.reader import MAX_BYTES, Extract, Sender, find_unread, read_extract
from cjit.quality.check import Checked, check_extract
from cjit.quality.rules import Rules, rules_of
from cjit.quality.sentences import in_words
from cjit.settings import Settings


@dataclass(frozen=True)
class DryRun:
    """A file checked.

    findings: all of them, as feedback_input.FINDINGS. sha256: of the bytes, None where there are too many.
    """

    checked: Checked
    findings: pa.Table
    definition: Definition
    rules: Rules
    lists_version: str
    received_on: date
    size: int
    sha256: str | None

    @property
    def fatal_rule(self) -> str | None:
        """The first fatal rule that fired."""
        return min(self.checked.fatal, default=None)


def dry_run(
    path: Path, agency: str | None, register: Register, received_on: date, settings: Settings
) -> DryRun:
    """Check a file as the night of that day would, in the drop folder of `agency`, or of the file's own.

    The feed is that of the agency's kind in the register, else that of the dataset whose columns the file
    has. Raises Permanent where there is no file that can be read.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else None
        begin = next(_pieces(path), b"")
        unread = find_unread(_pieces(path), size) if data is None else []
    except OSError as error:
        raise Permanent(f"the file cannot be read: {error.strerror}") from None
    feed = _kind_of(agency, register) or feed_of(begin)
    folder = agency if feed == "cjit" else next(name for name, kind in OTHER_FEEDS.items() if kind == feed)
    definition = dataset_of(begin, definitions_for(feed, received_on, settings))
    if data is not None:
        return dry_run_of(data, Sender(folder, register, received_on), definition)
    return _checked(Extract(folder or "", fatal=unread), definition, register, received_on, size)


def dry_run_of(data: bytes, sender: Sender, definition: Definition) -> DryRun:
    """Check the bytes of a file of which is known where it will lie and which definition judges it."""
    extract = read_extract(data, definition, sender)
    run = _checked(extract, definition, sender.register, sender.received_on, len(data))
    return replace(run, sha256=hashlib.sha256(data).hexdigest())


def _checked(
    extract: Extract, definition: Definition, register: Register, received_on: date, size: int
) -> DryRun:
    checked = check_extract(extract, definition, register, received_on)
    rules, lists = rules_of(definition.name, received_on), lists_for(definition, received_on)
    findings = in_words(checked.findings, checked.file_findings, rules)
    return DryRun(checked, findings, definition, rules, lists.version, received_on, size, None)


def feed_of(begin: bytes) -> Feed:
    """What a file is about, by its header: the dataset of which the fewest mandatory columns are missing."""
    names = set(header_names(begin) or ())

    def missing(feed: Feed) -> int:
        return len(set(definition_of(feed).mandatory) - names)

    known = {name for feed in FEEDS for name in definition_of(feed).names}
    return min(FEEDS, key=missing) if names & known else "cjit"


def _kind_of(agency: str | None, register: Register) -> Feed | None:
    """The feed of an agency that the register knows under one kind alone."""
    kinds = [
        feed for feed in FEEDS if any(a.agency_code == agency and a.kind == feed for a in register.agencies)
    ]
    return kinds[0] if len(kinds) == 1 else None


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as read:
        yield from iter(partial(read.read, HEADER_WITHIN), b"")
