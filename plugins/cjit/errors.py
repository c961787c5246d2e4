"""Our own faults. Bad data is a finding, never one of these (laws 2 of the house).

Messages must carry no identifier of a person: they end in task logs. Of what nobody foresaw, whose message
may quote anything, the type is told and where it came by.
"""

import traceback
from pathlib import Path
from types import FrameType

LIBRARY = Path(__file__).parent


class Transient(Exception):  # noqa: N818 - named for what to do about it, as operators say it
    """Something that may well work when tried again: a connection cut, a lock not had, a disk full."""


class Permanent(Exception):  # noqa: N818 - as above
    """Something that stays wrong until a person acts: a setting, a broken rule, two engines that disagree."""


def innermost_frame(error: BaseException) -> tuple[FrameType, int] | None:
    """The last frame of the library that an error came by, and the line there; None where it came by none."""
    found = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if LIBRARY in Path(frame.f_code.co_filename).parents
    ]
    return found[-1] if found else None
