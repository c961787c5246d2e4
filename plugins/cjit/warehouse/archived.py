"""Archived files as the checks take them: by the dataset that judges them, in chunks, and read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, groupby
from math import ceil
from typing import TypeVar

from cjit.dataset.definition import Definition, Feed, definition
from cjit.dataset.register import Register
from cjit.intake import archive
from cjit.intake.datasets import dataset_of
from cjit.intake.reader import (
    MAX_BYTES,
    Extract,
    Sender,
    begin_extract,
    file_finding,
    find_unread,
    read_rows,
)
from cjit.intake.seal import Seal
from cjit.london import london_day
from cjit.settings import Settings


@dataclass(frozen=True)
class Archived:
    """A submission: its place in the archive, and how it came.

    size: plain bytes. problem: why there are none; None where there are.
    """

    submission_id: str
    folder: str
    feed: Feed
    sha256: str
    size: int
    received_at: datetime
    problem: str | None

    @property
    def received_on(self) -> date:
        """Its day of receipt."""
        return london_day(self.received_at)

    @property
    def weight(self) -> int:
        """The bytes of it that will be in memory."""
        return min(self.size, MAX_BYTES)


A = TypeVar("A", bound=Archived)


def by_dataset(
    settings: Settings, files: Sequence[A], accepted: Sequence[Definition]
) -> Iterator[tuple[Definition, list[A]]]:
    """Groups of files of one definition. Loaded one group after the other, a folder's files keep their order.

    files: those of a folder together, in order of arrival. A folder that changes from one dataset to the
    other and back has its files in as many groups. Raises OSError where the archive does, and Permanent
    where bytes cannot be opened.
    """
    if len(accepted) == 1:
        yield accepted[0], list(files)
        return
    groups: dict[tuple[int, str], list[A]] = {}
    for _, of_folder in groupby(files, key=lambda one: one.folder):
        turn, before = 0, ""
        for one in of_folder:
            name = _dataset(settings, one, accepted).name
            turn += bool(before) and name != before
            before = name
            groups.setdefault((turn, name), []).append(one)
    for (_, name), group in sorted(groups.items(), key=lambda entry: entry[0]):
        yield definition(name), group


def chunks(settings: Settings, files: Sequence[A]) -> Iterator[list[A]]:
    """About as many files at a time as a thread may have in memory with all their cells, in their order.

    There are as many chunks for one thread as for another, all of about one weight, so that at the end none
    of them waits for the others.
    """
    whole = sum(one.weight for one in files) or 1
    share = settings.workers * (settings.chunk_mebibytes << 20)
    number = settings.workers * ceil(whole / share)

    def place(entry: tuple[A, int]) -> int:
        one, end = entry
        return (2 * end - one.weight) * number // (2 * whole)

    ends = accumulate(one.weight for one in files)
    for _, same in groupby(zip(files, ends, strict=True), key=place):
        yield [one for one, _ in same]


def _dataset(settings: Settings, one: Archived, accepted: Sequence[Definition]) -> Definition:
    if one.problem:
        return accepted[0]
    beginning = archive.beginning(settings.archive_dir, one.sha256, Seal.of(settings))
    return dataset_of(beginning, accepted)


def sender_of(register: Register, one: Archived) -> Sender:
    """Where it came from, and when."""
    return Sender(one.folder, register, one.received_on)


def begin_extract_of(settings: Settings, register: Register, one: Archived) -> tuple[Extract, bytes | None]:
    """As reader.begin_extract: the file's text, None where something is fatal. Raises as by_dataset does."""
    if one.problem:
        return Extract(one.folder, fatal=[file_finding("F01", one.problem)]), None
    seal = Seal.of(settings)
    data = archive.fetch(settings.archive_dir, one.sha256, MAX_BYTES, seal)
    if data is None:
        pieces = archive.pieces(settings.archive_dir, one.sha256, seal)
        return Extract(one.folder, fatal=find_unread(pieces, one.size)), None
    return begin_extract(data, sender_of(register, one), one.sha256)


def extract_of(settings: Settings, register: Register, one: Archived, definition: Definition) -> Extract:
    """The file's rows, or what is fatally wrong with it (F01–F08). Raises as by_dataset does."""
    extract, text = begin_extract_of(settings, register, one)
    return extract if text is None else read_rows(extract, text, definition, sender_of(register, one))
