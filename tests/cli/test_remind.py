"""`dxcheck remind`: who is due, as a list, as a table, and by mail through a real server on loopback."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.test_commands import run
from mail_server import REFUSED, Inbox, mail_server
from moments import NOW, set_clock

from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

TOWN, IT = "今治市", "総務課 情報係"


@pytest.fixture(scope="module")
def running() -> Iterator[Inbox]:
    """One server for all."""
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def inbox(running: Inbox) -> Inbox:
    """Empty."""
    running.mails.clear()
    running.breaks_off_at = ""
    return running


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three sections were asked a fortnight ago, until the end of this week; of two an address is held, of the third's account too."""
    set_clock(monkeypatch, NOW - dt.timedelta(days=14))
    workspace = Workspace.open(tmp_path / "data", create=True)
    desk = workspace.staff_desk(workspace.roster.find(TOWN), post="企画課")
    addresses = ("joho@city.example", "jinji@city.example", "")
    for ask, address in zip(
        desk.ask(["sec-01"], [IT, "人事課", "会計課"], (NOW + dt.timedelta(days=5)).date(), "確かめたい"), addresses, strict=True
    ):
        desk.set_mail(ask.id, address)
    accounts = workspace.accounts_desk()
    accounts.add("imabari-kaikei", "section", [desk.municipality], post="会計課")
    accounts.set_mail("imabari-kaikei", "kaikei@city.example")
    set_clock(monkeypatch, NOW)
    return tmp_path / "data"


def settings(folder: Path, inbox: Inbox, **more: object) -> str:
    """The file of the mail server."""
    path = folder / "mail.toml"
    said = {"host": "127.0.0.1", "port": inbox.port, "security": "none", "sender": "dx@pref.example", "sender_name": "DX推進支援センター"}
    path.write_text(
        "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in (said | more).items()), encoding="utf-8"
    )
    return str(path)


def sent_to(inbox: Inbox) -> list[str]:
    """Who got mail, in order."""
    return [one for recipients, _mail in inbox.mails for one in recipients]


def test_whoever_is_due_is_listed_and_written_as_a_table(data: Path, tmp_path: Path) -> None:
    """Of one municipality or of all; nothing goes out, and nothing is kept."""
    listed = run(data, "remind", TOWN).stdout
    assert "今治市 総務課 情報係（joho@city.example）　照会の期限 2026年11月28日（あと5日）　これから送ります" in listed
    assert "会計課（kaikei@city.example）" in listed
    assert "きょうお知らせするものはありません" in run(data, "remind", "松山市").stdout
    made = run(data, "remind", "-o", str(tmp_path / "文.csv"))
    assert made.exit_code == 0, made.output
    table = (tmp_path / "文.csv").read_text(encoding="utf-8-sig")
    assert "jinji@city.example" in table
    assert "期限まで1週間です（あと5日）" in table
    assert not place(data, "reminders.json").exists()


def test_a_dry_run_comes_first_and_each_mail_goes_out_once(data: Path, tmp_path: Path, inbox: Inbox) -> None:
    """Subject, text and names in Japanese; each to one address; in the log without its text. The same again sends nothing."""
    path = settings(tmp_path, inbox)
    dry = run(data, "remind", "--mail", path)
    assert "まだ送っていません" in dry.stdout
    assert inbox.mails == []
    assert "3通を送りました" in run(data, "remind", "--mail", path, "--yes").stdout
    assert sent_to(inbox) == ["joho@city.example", "jinji@city.example", "kaikei@city.example"]
    first = inbox.mails[0][1]
    assert first["Subject"] == "【照会】愛媛DX自己診断の回答のお願い（期限 2026年11月28日）"
    assert first["From"] == "DX推進支援センター <dx@pref.example>"
    assert first["To"] == "joho@city.example"
    text, of_account = (inbox.mails[n][1].get_content() for n in (0, 2))
    assert "総務課 情報係 御中" in text
    assert "前にお送りしたリンクか記入表" in text
    assert "人事課" not in text
    assert "ログインすると" in of_account
    log = (data / "audit.log").read_text("utf-8")
    assert log.count("reminder-mailed") == 3
    assert "確かめたい" not in log
    assert "に送りました" in run(data, "remind", "--mail", path).stdout
    assert "0通を送りました" in run(data, "remind", "--mail", path, "--yes").stdout
    assert len(inbox.mails) == 3


def test_the_next_stage_reminds_again_and_who_handed_back_is_left_alone(
    data: Path, tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day before; an ask that was ended meanwhile is not due."""
    path = settings(tmp_path, inbox)
    run(data, "remind", "--mail", path, "--yes")
    assert run(data, "ask", "end", TOWN, "人事課").exit_code == 0
    set_clock(monkeypatch, NOW + dt.timedelta(days=2))
    assert "0通を送りました" in run(data, "remind", "--mail", path, "--yes").stdout
    set_clock(monkeypatch, NOW + dt.timedelta(days=4))
    assert "2通を送りました" in run(data, "remind", "--mail", path, "--yes").stdout
    assert "期限はあと1日です" in inbox.mails[-1][1].get_content()


def test_one_address_that_is_refused_keeps_no_other_from_its_mail(data: Path, tmp_path: Path, inbox: Inbox) -> None:
    """It is said, exits with 1, and is tried again by the next run, which sends that one alone."""
    path = settings(tmp_path, inbox)
    assert run(data, "ask", "mail", TOWN, IT, REFUSED).exit_code == 0
    done = run(data, "remind", "--mail", path, "--yes")
    assert (done.exit_code, "送れませんでした" in done.stderr, "550" in done.stderr) == (1, True, True)
    assert sent_to(inbox) == ["jinji@city.example", "kaikei@city.example"]
    assert run(data, "ask", "mail", TOWN, IT, "ｊoho2＠city.example").exit_code == 0
    assert "1通を送りました" in run(data, "remind", "--mail", path, "--yes").stdout
    assert sent_to(inbox)[-1] == "joho2@city.example"
    assert "reminder-failed" in (data / "audit.log").read_text("utf-8")


def test_a_mail_that_nobody_knows_of_is_not_sent_again(data: Path, tmp_path: Path, inbox: Inbox) -> None:
    """The server breaks off after it took the text: it may have gone out. The others go, over a new line."""
    path = settings(tmp_path, inbox)
    inbox.breaks_off_at = "joho@city.example"
    done = run(data, "remind", "--mail", path, "--yes")
    assert (done.exit_code, "届いたか分かりません" in done.stderr) == (1, True)
    assert sent_to(inbox) == ["joho@city.example", "jinji@city.example", "kaikei@city.example"]
    inbox.breaks_off_at = ""
    assert "送りかけました" in run(data, "remind").stdout
    assert "0通を送りました" in run(data, "remind", "--mail", path, "--yes").stdout
    assert len(inbox.mails) == 3


def test_municipalities_are_reminded_of_the_closing_day(tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each address of its staff, with its own state alone; who has submitted, or has no address, gets none."""
    workspace = Workspace.open(tmp_path / "data", create=True)
    accounts = workspace.accounts_desk()
    for name, town in (("imabari-kikaku", TOWN), ("matsuyama-kikaku", "松山市")):
        accounts.add(name, "staff", [workspace.roster.find(town)])
        assert run(tmp_path / "data", "account", "mail", name, f"{name}@city.example").exit_code == 0
    assert "imabari-kikaku@city.example" in run(tmp_path / "data", "account", "list").stdout
    set_clock(monkeypatch, dt.datetime(2027, 3, 28, 7, 0, tzinfo=NOW.tzinfo))
    done = run(tmp_path / "data", "remind", "--mail", settings(tmp_path, inbox), "--yes")
    assert (done.exit_code, "2通を送りました" in done.stdout) == (0, True), done.output
    assert "宛先がありません: 宇和島市" in done.stderr
    assert done.stderr.count("dxcheck account mail") == 1, "and how one is written down"
    assert sent_to(inbox) == ["matsuyama-kikaku@city.example", "imabari-kikaku@city.example"]
    assert "締切は、2027年3月31日（あと3日）" in inbox.mails[1][1].get_content()
    assert "松山" not in inbox.mails[1][1].get_content()


def test_a_municipality_that_cannot_be_read_keeps_no_other_from_its_reminders(data: Path, tmp_path: Path, inbox: Inbox) -> None:
    """It is named."""
    workspace = Workspace.open(data)
    desk = workspace.staff_desk(workspace.roster.find("松山市"))
    (ask,) = desk.ask(["sec-01"], ["総務課"], (NOW + dt.timedelta(days=5)).date())
    next(data.glob(f"*/asked/{ask.id}/*.json")).write_text("{", encoding="utf-8")
    done = run(data, "remind", "--mail", settings(tmp_path, inbox), "--yes")
    assert (done.exit_code, "松山市" in done.stderr, len(inbox.mails)) == (1, True, 3)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"port": 1}, "つながりません"),
        ({"sender": "dx@pref.example\nBcc: x@y"}, "メールアドレスとして使えません"),
        ({"user": "dx"}, "password_file"),
        ({"user": "dx", "password_file": "nowhere", "host": "mail.example"}, "パスワードが見えてしまいます"),
        ({"security": "starttls"}, "その設定"),
        ({"hots": "x"}, "hots"),
    ],
)
def test_settings_that_do_not_work_are_said_before_anything_is_sent(
    data: Path, tmp_path: Path, inbox: Inbox, more: dict[str, object], told: str
) -> None:
    """And nothing is in the book."""
    done = run(data, "remind", "--mail", settings(tmp_path, inbox, **more), "--yes")
    assert (done.exit_code, told in done.output) == (1, True), done.output
    assert inbox.mails == []
    assert not place(data, "reminders.json").exists()


def test_erasing_a_text_leaves_addresses_whole(data: Path) -> None:
    """Part of one would be none: everything can still be read, and the reminder goes where it went."""
    assert run(data, "ask", "mail", TOWN, IT, "kakunin@city.example").exit_code == 0
    done = run(data, "redact", TOWN, "--text", "kakunin", "--yes")
    assert "kakunin@city.example" in run(data, "remind", TOWN).stdout, done.output
    run(data, "redact", TOWN, "--text", "確かめたい", "--yes")
    assert "確かめたい" not in run(data, "ask", "letter", TOWN, IT).stdout


def test_what_is_no_address_is_refused_where_it_is_typed(data: Path) -> None:
    """Two at once, one with a line break, one with a name."""
    for text in ("a@b, c@d", "a@b\nBcc: c@d", "人事課 <a@b>", "a b@c", "人事@city.example", "a@b" + "c" * 300):
        refused = run(data, "ask", "mail", TOWN, IT, text)
        assert (refused.exit_code, "メールアドレスとして使えません" in refused.output) == (1, True), text
    assert run(data, "account", "mail", "nobody", "a@b.example").exit_code == 1
    assert "消しました" in run(data, "ask", "mail", TOWN, IT).stdout


def test_a_section_with_an_account_is_told_to_log_in_wherever_its_address_is_held(data: Path, tmp_path: Path, inbox: Inbox) -> None:
    """The ask holds the address, the account none: the letter still says that it can log in."""
    workspace = Workspace.open(data)
    workspace.accounts_desk().add("imabari-jinji", "section", [workspace.roster.find(TOWN)], post="人事課")
    assert run(data, "remind", "--mail", settings(tmp_path, inbox), "--yes").exit_code == 0
    letter = next(mail.get_content() for recipients, mail in inbox.mails if recipients == ["jinji@city.example"])
    assert "ログインすると" in letter
    assert "前にお送りしたリンクか記入表" not in letter
