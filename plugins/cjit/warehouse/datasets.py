"""Waiting files by the dataset that judges them, where a deployment accepts two side by side."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol, TypeVar

from cjit.dataset.definition import Definition, definition
from cjit.intake import archive
from cjit.intake.datasets import dataset_of
from cjit.intake.seal import Seal
from cjit.settings import Settings


class Archived(Protocol):
    """A file in the archive, and the drop folder that brought it."""

    @property
    def folder(self) -> str:
        """The drop folder."""

    @property
    def sha256(self) -> str:
        """Its place in the archive."""

    @property
    def problem(self) -> str | None:
        """Why there are no bytes; None where there are."""


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


def _dataset(settings: Settings, one: Archived, accepted: Sequence[Definition]) -> Definition:
    if one.problem:
        return accepted[0]
    beginning = archive.beginning(settings.archive_dir, one.sha256, Seal.of(settings))
    return dataset_of(beginning, accepted)
