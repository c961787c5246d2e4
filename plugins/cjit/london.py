"""Days and hours are London's, whatever the machine's and the database's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(moment: datetime) -> date:
    """The date in London at an aware moment."""
    return moment.astimezone(LONDON).date()
