"""Who is told by mail, once and without data: that a report is published, that a file is still missing.

A report is published when it is signed and its files say so. An agency without an accepted file is reminded
once, from the third working day before its window closes on. Mail is off unless CJIT_MAIL_CONNECTION and
CJIT_PAGES_URL are set.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape

from cjit.errors import Transient
from cjit.london import london_day
from cjit.report import calendar
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

Send = Callable[[str, str, str], object]
"""Sends a mail: address, subject, HTML. It raises where that fails."""


@dataclass(frozen=True)
class Notice:
    """What one agency is to be told."""

    kind: str
    about: str
    """A freeze, or a report month."""
    agency_code: str
    address: str
    subject: str
    body: str


def send_notices(settings: Settings, warehouse: Warehouse, now: datetime, send: Send) -> int:
    """Send what is due at the aware moment `now` and has not been sent; return how many.

    Each is recorded in the transaction that sends it, so that it is sent once; only a run that is killed
    between the two sends one again. One that cannot be sent holds up no other. Raises Transient at the end
    where some could not be sent; the message names their agencies and no address.
    """
    if settings.pages_url is None:
        return 0
    sent = 0
    failed: dict[str, str] = {}
    for notice in [*_published(settings, warehouse), *_missing(settings, warehouse, now)]:
        try:
            sent += _sent(warehouse, notice, now, send)
        except _NotSent as error:
            failed[notice.agency_code] = str(error)
    if failed:
        some = ", ".join(f"{code} ({why})" for code, why in sorted(failed.items()))
        raise Transient(f"{sent} mails were sent, and none to these agencies: {some}")
    return sent


class _NotSent(Exception):  # noqa: N818 - what happened to one mail, and never leaves this module
    """One mail could not be sent: the kind of fault, without a word of it."""


def _sent(warehouse: Warehouse, notice: Notice, now: datetime, send: Send) -> bool:
    """Send one and record it, or neither; False where another run has."""
    key = {"kind": notice.kind, "about": notice.about, "agency_code": notice.agency_code, "now": now}
    with warehouse.session() as session:
        if not session.run("report/note_notice", key):
            return False
        try:
            send(notice.address, notice.subject, notice.body)
        except Exception as error:  # any fault of any mail server
            raise _NotSent(type(error).__name__) from None
    return True


def _published(settings: Settings, warehouse: Warehouse) -> Iterator[Notice]:
    with warehouse.session() as session:
        rows = session.rows("report/published")
    for freeze_id, period, restated, agency, address in rows:
        month = f"{calendar.first_day(period):%B %Y}"
        what = "A corrected report" if restated else "The report"
        yield Notice(
            "published",
            freeze_id,
            agency,
            address,
            f"Community Criminal Justice Report, {month}",
            _body(f"{what} of {month} is published.", settings, f"reports/{freeze_id}"),
        )


def _missing(settings: Settings, warehouse: Warehouse, now: datetime) -> Iterator[Notice]:
    day = london_day(now)
    period = calendar.open_window(day)
    if period is None or day < calendar.reminder_day(period):
        return
    window = calendar.window(period)
    with warehouse.session() as session:
        rows = session.rows("report/not_submitted", {"day": day, "opens": window.opens, "period": period})
    month = f"{calendar.first_day(period):%B %Y}"
    for agency, address in rows:
        said = (
            f"No accepted file of agency {agency} has come for {month} yet: the window closes at the end of "
        )
        said += f"{window.closes:%-d %B %Y}."
        yield Notice(
            "not submitted",
            period,
            agency,
            address,
            f"Submission for {month} is due by {window.closes:%-d %B}",
            _body(said, settings, f"agencies/{agency}"),
        )


def _body(said: str, settings: Settings, path: str) -> str:
    link = escape(f"{str(settings.pages_url).rstrip('/')}/{path}")
    return f'<p>{escape(said)}</p>\n<p><a href="{link}">{link}</a></p>\n'
