"""Sending letters through a mail server, one by one: what one address is refused for keeps no other from getting its letter."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL_FORM
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING, Final, Self

from dxcheck.desk.reminders import NotSentError
from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.text import cleaned_line
from dxcheck.system.oserror import os_reason
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from dxcheck.casework.letters import Letter
    from dxcheck.web.mail_settings import MailSettings

WAIT: Final = 30.0
"""Seconds for each answer of the server."""
MOST_TRIES: Final = 3
"""Times in a row that the server cannot be reached, after which the letters that are left are not tried: each try may take as long as `WAIT`."""
_TAKEN: Final = 250
_WILL_FORWARD: Final = 251


class MailServerError(DxcheckError):
    """The mail server cannot be used at all; nothing was sent."""


class UncertainError(DxcheckError):
    """The line broke while a letter was handed over: whether the server took it, nobody can say."""


def message_of(letter: Letter, settings: MailSettings) -> EmailMessage:
    """A letter as a mail: plain text in UTF-8 that goes through servers of seven bits, to one address.

    Whatever is in the letter's texts, it makes no header and no recipient: addresses are held only in the form of `model/mail.py`, subject and names are one line
    without control characters, and the library refuses line breaks in headers.
    """
    made = EmailMessage(policy=MAIL_FORM)
    made["Subject"] = cleaned_line(letter.subject).replace("=?", "= ?")  # the library would read it as encoded words
    made["From"] = Address(settings.sender_name, addr_spec=settings.sender)
    made["To"] = Address(addr_spec=letter.address)
    if settings.reply_to:
        made["Reply-To"] = Address(addr_spec=settings.reply_to)
    made["Date"] = format_datetime(calendar.now())
    made["Message-ID"] = make_msgid("dxcheck", settings.sender.partition("@")[2])
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    made.set_content(letter.text + "\n", charset="utf-8", cte="base64")
    return made


class MailServer:
    """A line to the server, opened with the first letter and anew where it was lost."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._line: smtplib.SMTP | None = None
        self._unreached = 0
        """Times in a row that it could not be reached."""

    def __enter__(self) -> Self:
        """Reach the server and log in, before anything is promised to anybody.

        Raises:
            MailServerError: it cannot be reached, or does not let us in.
        """
        self._line = self._opened()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._hang_up()

    def send(self, letter: Letter) -> None:
        """Hand one letter over.

        Raises:
            NotSentError: the server certainly did not take it.
            UncertainError: nobody can say whether it did.
        """
        if self._unreached >= MOST_TRIES:
            raise NotSentError(_("メールサーバーにつながらないため、送っていません"))
        content = message_of(letter, self._settings).as_bytes()
        is_handing_over = False
        try:
            line = self._line = self._line or self._opened()
            self._unreached = 0
            self._check(line.mail(self._settings.sender), (_TAKEN,))
            self._check(line.rcpt(letter.address), (_TAKEN, _WILL_FORWARD))
            is_handing_over = True
            self._check(line.data(content), (_TAKEN,))
        except (smtplib.SMTPDataError, smtplib.SMTPResponseException) as refused:
            self._begin_anew()
            raise NotSentError(_said(refused.smtp_code, refused.smtp_error)) from refused
        except MailServerError as problem:
            self._unreached += 1
            raise NotSentError(str(problem)) from problem
        except (OSError, smtplib.SMTPException) as problem:
            self._hang_up()
            reason = os_reason(problem) if isinstance(problem, OSError) and problem.errno else str(problem)
            if is_handing_over:
                raise UncertainError(_("渡している途中で、メールサーバーとの通信が切れました（{reason}）", reason=reason)) from problem
            raise NotSentError(_("メールサーバーとの通信が切れました（{reason}）", reason=reason)) from problem

    def _check(self, answer: tuple[int, bytes], good: tuple[int, ...]) -> None:
        if answer[0] not in good:
            raise smtplib.SMTPResponseException(*answer)

    def _begin_anew(self) -> None:
        """After a refusal the server must forget the letter; one that does not is left."""
        try:
            if self._line is not None:
                self._line.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (OSError, smtplib.SMTPException):
                line.close()

    def _opened(self) -> smtplib.SMTP:
        settings = self._settings
        where = f"{settings.host}:{settings.port}"
        try:
            context = ssl.create_default_context(cafile=settings.ca_file)
            line = (
                smtplib.SMTP_SSL(settings.host, settings.port, timeout=WAIT, context=context)
                if settings.security == "tls"
                else smtplib.SMTP(settings.host, settings.port, timeout=WAIT)
            )
            try:
                if settings.security == "starttls":
                    line.starttls(context=context)
                if settings.user:
                    line.login(settings.user, settings.password)
                else:
                    line.ehlo_or_helo_if_needed()
            except BaseException:
                line.close()
                raise
        except smtplib.SMTPAuthenticationError as refused:
            raise MailServerError(
                _("メールサーバー {where} にログインできません。user と password_file を確かめてください。", where=where)
            ) from refused
        except smtplib.SMTPNotSupportedError as problem:
            advice = _("メールサーバー {where} では、その設定（security、user）を使えません（{reason}）。", where=where, reason=problem)
            raise MailServerError(advice) from problem
        except ssl.SSLError as problem:
            raise MailServerError(
                _(
                    "メールサーバー {where} の証明書を確かめられません（{reason}）。組織の認証局のときは、ca_file を指定してください。",
                    where=where,
                    reason=problem.reason or problem,
                )
            ) from problem
        except (OSError, smtplib.SMTPException) as problem:
            reason = os_reason(problem) if isinstance(problem, OSError) and problem.errno else str(problem)
            raise MailServerError(_("メールサーバー {where} につながりません（{reason}）。", where=where, reason=reason)) from problem
        return line


def _said(code: int, text: bytes | str) -> str:
    """What the server said, as one line that acts on no terminal."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return cleaned_line(f"{code} {words}")[:200]
