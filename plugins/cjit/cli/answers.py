"""What can be decided, as words of the command line (interface.md)."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of mismatches (submission.md)."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"


class OnMismatch(StrEnum):
    """What can be decided about a mismatch."""

    delete = "delete"
    keep = "keep"


class OnFile(StrEnum):
    """What can be decided about a held file."""

    release = "release"
    refuse = "refuse"
