"""Mail to agencies, through a mail server of the tests: once, to the address registered, without data."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import date, datetime
from email.message import EmailMessage
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller

from cjit.errors import Transient
from cjit.report import calendar
from cjit.report.freeze import freeze
from cjit.report.notices import send_notices
from cjit.report.run import write_signed
from cjit.report.signing import sign
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from report.world import Agency, Episode, File, moment, small


class Server:
    """Takes mail in and keeps it: addressee and text."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append((envelope.rcpt_tos[0], envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Server, Any]]:
    """The server, and what sends to it."""
    taken = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()

    def send(to: str, subject: str, html: str) -> None:
        mail = EmailMessage()
        mail["To"], mail["From"], mail["Subject"] = to, "cjit@example.org", subject
        mail.set_content(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.send_message(mail)

    yield taken, send
    controller.stop()


@pytest.fixture
def on(tmp_settings: Settings) -> Settings:
    return tmp_settings.model_copy(update={"pages_url": "https://cjit.example/"})


def _store(warehouse: Warehouse, files: list[File]) -> None:
    world = small()
    world.agencies = [Agency("A0001", "A03B"), Agency("A0002", "A04B"), Agency("K0001", "K06B")]
    world.files = files
    world.episodes = [Episode("A0001", "EPISODE-1", "ann", "A03B", date(2018, 11, 5))]
    world.store(warehouse)
    with psycopg.connect(warehouse.url) as connection:
        connection.execute(
            "update ref.agency set email = lower(agency_code) || '@example.org' where agency_code <> 'K0001'"
        )


def _at(day: int) -> datetime:
    return moment(date(2018, 12, day), 7)


def test_the_reminder_comes_three_working_days_before_the_window_closes() -> None:
    assert calendar.window("2018-11").closes == date(2018, 12, 14)
    assert calendar.reminder_day("2018-11") == date(2018, 12, 11)
    assert calendar.reminder_day("2018-12") == date(2019, 1, 10)  # 1 January is no working day
    assert calendar.open_window(date(2018, 12, 14)) == "2018-11"
    assert calendar.open_window(date(2018, 12, 15)) is None


def test_who_has_not_submitted_is_reminded_once(
    warehouse: Warehouse, on: Settings, post: tuple[Server, Any]
) -> None:
    server, send = post
    _store(warehouse, [File("A0001", moment(date(2018, 12, 5))), File("A0002", moment(date(2018, 11, 29)))])
    assert [send_notices(on, warehouse, _at(day), send) for day in (10, 11, 12, 15)] == [0, 1, 0, 0]
    [(to, text)] = server.mails
    assert to == "a0002@example.org"
    assert "https://cjit.example/agencies/A0002" in text
    assert "14 December 2018" in text


def test_a_report_is_told_of_once_it_is_signed_and_without_data(
    warehouse: Warehouse, on: Settings, post: tuple[Server, Any]
) -> None:
    server, send = post
    _store(warehouse, [File(code, moment(date(2018, 12, 5))) for code in ("A0001", "A0002", "K0001")])
    made = freeze(warehouse, "2018-11", moment(date(2018, 12, 20)))
    assert send_notices(on, warehouse, _at(20), send) == 0
    sign(on, warehouse, made, "Jo Lead", "checked", _at(21))
    assert send_notices(on, warehouse, _at(21), send) == 0, "its files still say that it is a draft"
    write_signed(on.model_copy(update={"report_files": ("html",)}), warehouse, made)
    assert [send_notices(on, warehouse, _at(day), send) for day in (21, 22)] == [2, 0]
    assert sorted(to for to, _ in server.mails) == ["a0001@example.org", "a0002@example.org"]
    assert all(f"https://cjit.example/reports/{made}" in text for _, text in server.mails)
    assert not any("EPISODE-1" in text for _, text in server.mails)


def test_what_could_not_be_sent_is_sent_next_time_and_nothing_where_mail_is_off(
    warehouse: Warehouse, on: Settings, tmp_settings: Settings, post: tuple[Server, Any]
) -> None:
    def broken(to: str, subject: str, html: str) -> None:
        raise OSError(f"{to} {subject} {html}")

    server, send = post
    _store(warehouse, [File("A0001", moment(date(2018, 12, 5)))])
    with pytest.raises(Transient, match=r"none to these agencies: A0002 \(OSError\)$") as failed:
        send_notices(on, warehouse, _at(12), broken)
    assert "@" not in str(failed.value)
    assert send_notices(tmp_settings, warehouse, _at(12), send) == 0
    assert send_notices(on, warehouse, _at(12), send) == 1
    assert len(server.mails) == 1


def test_one_address_that_is_refused_holds_up_no_other(
    warehouse: Warehouse, on: Settings, post: tuple[Server, Any]
) -> None:
    server, send = post

    def refused(to: str, subject: str, html: str) -> None:
        if to.startswith("a0001"):
            raise smtplib.SMTPRecipientsRefused({to: (550, b"no such mailbox")})
        send(to, subject, html)

    _store(warehouse, [File("K0001", moment(date(2018, 12, 5)))])
    for told in (1, 0):
        with pytest.raises(Transient, match=rf"{told} mails were sent, .*: A0001 \(SMTPRec") as failed:
            send_notices(on, warehouse, _at(12), refused)
        assert "@" not in str(failed.value)
        assert [to for to, _ in server.mails] == ["a0002@example.org"]
    assert send_notices(on, warehouse, _at(12), send) == 1
