"""Our own faults. Bad data is a finding, never one of these (laws 2 of the house).

Messages must carry no identifier of a person: they end in task logs.
"""


class Transient(Exception):  # noqa: N818 - named for what to do about it, as operators say it
    """Something that may well work when tried again: a connection cut, a lock not had, a disk full."""


class Permanent(Exception):  # noqa: N818 - as above
    """Something that stays wrong until a person acts: a setting, a broken rule, two engines that disagree."""
