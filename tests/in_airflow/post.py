"""A mail server of the tests: it takes mail in and keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from cjit.local.cluster import free_port


@dataclass
class Post:
    """What has come, and where it listens."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail."""
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def about(self, subject: str) -> list[EmailMessage]:
        """The mails whose subject begins so."""
        return [mail for mail in self.mails if str(mail["Subject"]).startswith(subject)]


@contextmanager
def mail_server() -> Iterator[Post]:
    """A mail server on a port of this machine, without encryption or sign-in."""
    post = Post(free_port(8325))
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()
