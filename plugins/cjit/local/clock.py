"""The clock of a night: London's, whatever the machine's."""

from datetime import UTC, datetime

from cjit.errors import Permanent
from cjit.london import LONDON


def clock(asked: str | None, otherwise: datetime) -> datetime:
    """The time in London that `asked` says (ISO 8601; without a zone it is London's), else `otherwise`.

    Without a zone, the hour that comes twice in October is the first one, and the hour that is left out in
    March is the one after it. Raises Permanent for what is no time. (interface.md, cjit nightly.)
    """
    if not asked:
        return otherwise.astimezone(LONDON)
    try:
        time = datetime.fromisoformat(asked)
        if time.tzinfo is None:
            time = time.replace(tzinfo=LONDON)
        # By way of UTC, where every time exists: the run is told the same one again.
        return time.astimezone(UTC).astimezone(LONDON)
    except (ValueError, OverflowError):
        raise Permanent(f"“{asked}” is not a time: write it as 2018-12-20T02:00:00") from None
