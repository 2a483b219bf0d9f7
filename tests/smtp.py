"""A real SMTP server that receives what is sent, and can be made to behave like bad ones."""

import asyncio
import email
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from threading import Event
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

HOST = "127.0.0.1"
TAKEN = "250 OK"
LOOK_AGAIN_SECONDS = 0.02


class SmtpServer:
    """Messages in the order of their arrival; `*_answer` is what it says from now on.

    hang_up   "rcpt" or "dot": it breaks the connection before the content, or after all of it
    is_slow   it takes the content, sets `is_holding`, and says nothing until `is_slow` is cleared
    """

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.is_holding = Event()
        self.behave()
        self.controller: Controller | None = None

    def behave(self) -> None:
        """Be a good server from now on."""
        self.rcpt_answer = TAKEN
        self.data_answer = TAKEN
        self.hang_up = ""
        self.is_slow = False

    @property
    def url(self) -> str:
        """The worker's EMAIL_URL."""
        return f"smtp://{HOST}:{self.port}"

    def start(self) -> None:
        self.controller = Controller(self, hostname=HOST, port=self.port)
        self.controller.start()

    def stop(self) -> None:
        """Be absent: connections are refused."""
        self.is_slow = False
        if self.controller:
            self.controller.stop()
            self.controller = None

    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.hang_up == "rcpt":
            server.transport.abort()
        if self.rcpt_answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data_answer == TAKEN:
            self._keep(envelope)
        while self.is_slow:
            self.is_holding.set()
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        if self.hang_up == "dot":
            server.transport.abort()
        return self.data_answer

    def _keep(self, envelope: Envelope) -> None:
        message = email.message_from_bytes(cast(bytes, envelope.content), policy=default)
        self.messages.append(cast(EmailMessage, message))
        self.recipients.append(list(envelope.rcpt_tos))


@pytest.fixture
def smtp_server(settings: Settings) -> Iterator[SmtpServer]:
    """Where this process sends its mails; a worker does with `EMAIL_URL=smtp_server.url`."""
    server = SmtpServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield server
    server.stop()


def text_of(message: EmailMessage) -> str:
    return _body(message, "plain")


def html_of(message: EmailMessage) -> str:
    return _body(message, "html")


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
