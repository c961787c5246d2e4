"""Which of several accepted datasets a file follows, by its header (docs/decisions/0013)."""

from collections.abc import Sequence

from cjit.dataset.definition import Definition
from cjit.intake import structure


def dataset_of(beginning: bytes, accepted: Sequence[Definition]) -> Definition:
    """The newest accepted definition of whose own items the header names one, else the oldest.

    accepted: newest first. beginning: the file's first bytes, its whole header among them. Where these are
    no header at all the newest definition says what is wrong with the file.
    """
    text = beginning.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").encode()
    try:
        columns, _ = structure.split_header(text)
    except structure.NotCsv:
        return accepted[0]
    for definition in accepted[:-1]:
        if not definition.added.isdisjoint(columns):
            return definition
    return accepted[-1]
