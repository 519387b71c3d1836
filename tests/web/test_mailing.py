"""Mail as it goes over the line: nothing in a letter makes a header or a recipient, and the password goes over an encrypted line alone."""

from __future__ import annotations

import datetime as dt
import email
import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given
from hypothesis import strategies as st
from mail_server import Inbox, mail_server

from dxcheck.casework.letters import Letter
from dxcheck.desk.reminders import NotSentError
from dxcheck.model.mail import AddressError, mail_address
from dxcheck.model.text import cleaned, cleaned_line
from dxcheck.system.toml import FaultyFileError
from dxcheck.web.mail_settings import MailSettings, read_mail_settings
from dxcheck.web.mailing import MOST_TRIES, MailServer, MailServerError, UncertainError, message_of

SETTINGS = MailSettings("mail.example", 25, "none", "", "", "dx@pref.example", "DX推進支援センター", "reply@pref.example", None)
ANY = st.text(max_size=120) | st.text("あ件名：【】\u3000 \r\n\t=?utf-8?B?", max_size=200)


@given(subject=ANY, text=ANY, post=ANY)
@example(subject="件名\r\nBcc: x@y.example\r\n\r\n本文", text="\r\n.\r\nMAIL FROM:<a@b>", post="課\nTo: x@y")
@example(subject="【照会】" + "愛媛県市町DX成熟度診断" * 12, text="", post="")
@example(subject="=?utf-8?B?44GC?=", text=".", post="")
def test_no_text_makes_a_header_or_a_recipient(subject: str, text: str, post: str) -> None:
    """Read back as a mail program does: the headers that were meant, one recipient, the subject and the text whole; lines short, of seven bits."""
    letter = Letter("382027", "今治市", post, "joho@city.example", subject, cleaned(text))
    raw = message_of(letter, SETTINGS).as_bytes()
    assert all(len(line) <= 200 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    read = email.message_from_bytes(raw, policy=default)
    assert isinstance(read, EmailMessage)
    meant = ["Subject", "From", "To", "Reply-To", "Date", "Message-ID", "Auto-Submitted"]
    assert list(read.keys())[: len(meant)] == meant
    assert {*read.keys()} <= {*meant, "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    assert [one.addr_spec for one in read["To"].addresses] == ["joho@city.example"]
    assert read["From"].addresses[0].display_name == "DX推進支援センター"
    assert read["Subject"] == cleaned_line(subject).replace("=?", "= ?")
    assert read.get_content().replace("\r\n", "\n").rstrip("\n") == letter.text.rstrip("\n")


@given(ANY | st.emails() | st.from_regex(r"[a-z.@ ,;<>\"\n\u3000]{1,20}", fullmatch=True))
def test_an_address_that_is_kept_is_one_address(text: str) -> None:
    """And is kept the same when it is typed again."""
    try:
        kept = mail_address(text)
    except AddressError:
        return
    assert mail_address(kept) == kept
    if kept:
        assert kept.isascii()
        assert kept.count("@") == 1
        assert not set(kept) & set(' \r\n\t,;:<>()[]\\"\0')


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of this machine, with its key, made just now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("mail") / "ca.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture(scope="module")
def secured(certificate: Path) -> Iterator[Inbox]:
    """A server that wants STARTTLS and a login."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with mail_server(context) as inbox:
        yield inbox


def written(folder: Path, inbox: Inbox, certificate: Path | None, password: str = "pass word-1") -> Path:
    """Settings as somebody writes them, with a secret file that only they can read."""
    secret = folder / "secret"
    secret.write_text(password + "\n", encoding="utf-8")
    secret.chmod(0o600)
    path = folder / "mail.toml"
    lines = ['host = "127.0.0.1"', f"port = {inbox.port}", 'user = "dx"', 'password_file = "secret"', 'sender = "dx@pref.example"']
    lines += [f'ca_file = "{certificate}"'] if certificate is not None else []
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_mail_goes_over_an_encrypted_line_with_the_secret_of_a_file(tmp_path: Path, secured: Inbox, certificate: Path) -> None:
    """STARTTLS is the usual; the server sees the login."""
    letter = Letter("382027", "今治市", "人事課", "jinji@city.example", "件名", "本文")
    with MailServer(read_mail_settings(written(tmp_path, secured, certificate))) as server:
        server.send(letter)
        server.send(letter)
    assert secured.logins == ["dx"]
    assert [one["Subject"] for _to, one in secured.mails] == ["件名", "件名"]


def test_a_server_that_is_not_proved_gets_no_password(tmp_path: Path, secured: Inbox, certificate: Path) -> None:
    """A certificate that nobody vouches for; and a wrong password, which is never said."""
    before = list(secured.logins)
    with pytest.raises(MailServerError, match="証明書"), MailServer(read_mail_settings(written(tmp_path, secured, None))):
        pass
    assert secured.logins == before
    wrong = read_mail_settings(written(tmp_path, secured, certificate, "wrong-word"))
    with pytest.raises(MailServerError, match="ログインできません") as said, MailServer(wrong):
        pass
    assert "wrong-word" not in str(said.value)


def test_a_server_that_is_gone_is_not_waited_for_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three letters are tried, the others are said not to be sent; nothing hangs for as many times as there are letters."""
    letter = Letter("382027", "今治市", "人事課", "jinji@city.example", "件名", "本文")
    with mail_server() as inbox:
        server = MailServer(replace(SETTINGS, host="127.0.0.1", port=inbox.port)).__enter__()
        server.send(letter)
    tried: list[int] = []
    opened = MailServer._opened
    monkeypatch.setattr(MailServer, "_opened", lambda one: (tried.append(1), opened(one))[1])
    for _letter in range(6):
        with pytest.raises((NotSentError, UncertainError)):
            server.send(letter)
    assert len(tried) == MOST_TRIES
    assert len(inbox.mails) == 1


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path, secured: Inbox, certificate: Path) -> None:
    """The file is named, and how to mend it."""
    with pytest.raises(FaultyFileError, match="半角"):
        read_mail_settings(written(tmp_path, secured, certificate, "ひみつ"))
    path = written(tmp_path, secured, certificate)
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(FaultyFileError, match="chmod 600") as said:
        read_mail_settings(path)
    assert "pass word-1" not in str(said.value)
