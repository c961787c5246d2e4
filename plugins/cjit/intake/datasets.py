"""What a header tells before the file is read: columns, and so the dataset (docs/decisions/0013)."""

from collections.abc import Sequence

from cjit.dataset.definition import Definition
from cjit.intake import structure
from cjit.intake.seal import PIECE

HEADER_WITHIN = PIECE
"""Bytes among which any header is: the first piece of an archived file."""


def header_names(beginning: bytes) -> list[str] | None:
    """The columns that a file's first bytes name; None where they are no header at all."""
    text = beginning[:HEADER_WITHIN].removeprefix(structure.BOM).decode("utf-8", "replace").encode()
    try:
        return structure.split_header(text)[0]
    except structure.NotCsv:
        return None


def dataset_of(beginning: bytes, accepted: Sequence[Definition]) -> Definition:
    """The newest accepted definition of whose own items the header names one, else the oldest.

    accepted: newest first. beginning: the file's first bytes, its whole header among them. Where these are
    no header at all the newest definition says what is wrong with the file.
    """
    columns = header_names(beginning)
    if columns is None:
        return accepted[0]
    for definition in accepted[:-1]:
        if not definition.added.isdisjoint(columns):
            return definition
    return accepted[-1]
