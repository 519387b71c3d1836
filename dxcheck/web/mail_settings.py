"""The mail server that reminders go out through: one TOML file, given to `dxcheck remind --mail`.

    host = "mail.example.lg.jp"
    port = 587                         # as usual for the kind of security where it is left out
    security = "starttls"              # starttls, tls, or none inside a closed network
    user = "dxcheck"                   # left out where the server asks for no login
    password_file = "smtp-password"    # beside this file; nobody else may read it
    sender = "dx-center@example.lg.jp"
    sender_name = "DX推進支援センター"
    reply_to = "dx-center@example.lg.jp"
    ca_file = "internal-ca.pem"        # of a server with a certificate of the network's own

The password is never in this file, so that the file may be shown and kept with the server's other settings.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.model.mail import AddressError, mail_address
from dxcheck.model.text import cleaned_line
from dxcheck.system.fault import Fault
from dxcheck.system.oserror import os_reason
from dxcheck.system.toml import FaultyFileError, read_toml
from dxcheck.web.loopback import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Security = Literal["starttls", "tls", "none"]
PORTS: Final[dict[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}
LONGEST_SENDER: Final = 60
_LONGEST_PASSWORD: Final = 1000


class _MailFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    host: Annotated[str, Meta(pattern=r"^[A-Za-z0-9.:-]+\Z")]
    sender: str
    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    security: Security = "starttls"
    user: Annotated[str, Meta(pattern=r"^[!-~]*\Z")] = ""
    password_file: str = ""
    sender_name: str = ""
    reply_to: str = ""
    ca_file: str = ""


@dataclass(frozen=True)
class MailSettings:
    """The file, checked."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    sender: str
    sender_name: str
    reply_to: str
    ca_file: Path | None


def read_mail_settings(path: Path) -> MailSettings:
    """Read the file, and the password it names.

    Raises:
        FaultyFileError: it cannot be used; every fault is named, the password never.
    """
    try:
        file = msgspec.convert(read_toml(path), _MailFile)
    except msgspec.ValidationError as problem:
        raise FaultyFileError(path, [Fault("", str(problem))]) from problem
    faults: list[Fault] = []
    sender, reply_to = (_address(name, getattr(file, name), faults) for name in ("sender", "reply_to"))
    faults += [Fault("sender", _("差出人のメールアドレスを書いてください。"))] if not file.sender.strip() else []
    faults += _login_faults(file)
    password = _password(path.parent / file.password_file, faults) if file.password_file else ""
    ca_file = path.parent / file.ca_file if file.ca_file else None
    if ca_file is not None and not ca_file.is_file():
        faults.append(Fault("ca_file", _("{path} がありません。", path=ca_file)))
    if faults:
        raise FaultyFileError(path, faults)
    return MailSettings(
        file.host,
        file.port or PORTS[file.security],
        file.security,
        file.user,
        password,
        sender,
        cleaned_line(file.sender_name)[:LONGEST_SENDER],
        reply_to,
        ca_file,
    )


def _address(name: str, text: str, faults: list[Fault]) -> str:
    try:
        return mail_address(text)
    except AddressError as wrong:
        faults.append(Fault(name, str(wrong)))
        return ""


def _login_faults(file: _MailFile) -> Iterator[Fault]:
    if bool(file.user) != bool(file.password_file):
        yield Fault("user", _("user と password_file は、ログインするときに両方書き、しないときは両方とも書きません。"))
    if file.user and file.security == "none" and file.host not in LOOPBACK:
        yield Fault("security", _("暗号化しない通信（none）では、パスワードが見えてしまいます。starttls か tls にしてください。"))


def _password(path: Path, faults: list[Fault]) -> str:
    """The first line of a file that nobody else may read."""
    try:
        with path.open("rb") as opened:
            if os.name != "nt" and stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
                faults.append(
                    Fault("password_file", _("{path} をほかの人も読めます。chmod 600 で、自分だけが読めるようにしてください。", path=path))
                )
            lines = opened.read(_LONGEST_PASSWORD).decode("utf-8-sig").splitlines()
    except OSError as problem:
        faults.append(Fault("password_file", _("{path} を読めません（{reason}）。", path=path, reason=os_reason(problem))))
    except UnicodeDecodeError:
        faults.append(Fault("password_file", _("{path} はUTF-8の文字のファイルではありません。", path=path)))
    else:
        if lines and lines[0].isascii() and lines[0]:
            return lines[0]
        if lines and lines[0]:
            faults.append(Fault("password_file", _("メールサーバーのパスワードには、半角の英数字と記号だけが使えます。")))
            return ""
        faults.append(Fault("password_file", _("{path} の1行目にパスワードがありません。", path=path)))
    return ""
