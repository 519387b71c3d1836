"""A real mail server on loopback: takes mail, refuses some addresses, and may break off in the middle."""

from __future__ import annotations

import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

REFUSED = "gone@city.example"
"""An address that the server knows nobody of."""


@dataclass
class Inbox:
    """What came, and how the server behaves."""

    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    """Recipients as the server was told them, and the mail."""
    breaks_off_at: str = ""
    """A recipient whose mail it takes and never answers of."""
    logins: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Refuse whom nobody knows."""
        if address == REFUSED:
            return "550 5.1.1 <gone@city.example>: no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Keep it."""
        assert isinstance(envelope.content, bytes)
        made = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(made, EmailMessage)
        self.mails.append((list(envelope.rcpt_tos), made))
        if self.breaks_off_at in envelope.rcpt_tos:
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        """Let one user in."""
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b"pass word-1", handled=False)


class _OnAnyPort(Controller):
    """Takes a port that is free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[Inbox]:
    """It runs inside; with a certificate it wants STARTTLS and a login first."""
    inbox = Inbox()
    more: dict[str, Any] = {}
    if tls is not None:
        more = {"tls_context": tls, "require_starttls": True, "authenticator": inbox.authenticate, "auth_required": True}
    controller = _OnAnyPort(inbox, hostname="127.0.0.1", port=0, **more)
    controller.start()
    try:
        inbox.port = controller.port
        yield inbox
    finally:
        controller.stop()
