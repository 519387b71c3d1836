"""What a session asks the server for: done for its own account alone, and never more than anybody would ask."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from postgresql import Cluster

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.questionnaire import shipped_folder
from dxcheck.questionnaire.load import load_full
from dxcheck.store import errors
from dxcheck.store.database import words
from dxcheck.store.database.database_shelf import DatabaseShelf, open_database
from dxcheck.web import clerk, errands
from dxcheck.web import lending as lending_module
from dxcheck.web.bookkeeper import Bookkeeper
from dxcheck.web.clerk import Clerk
from dxcheck.web.errands import Act, Errands
from dxcheck.web.identity import Start
from dxcheck.web.lending import Lending
from dxcheck.workspace import Workspace

START = Start(
    account="senmonkan-1", address="127.0.0.1", role="specialist", municipality="", municipalities=("382027",), fields=(), data="",
    roster="", questionnaire="", language="ja", theme="light", width=80, height=24,
)  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """With a specialist's account."""
    made = Workspace.open(tmp_path)
    accounts = made.folder.accounts(made.roster.prefecture.code)
    accounts.add(Account("senmonkan-1", "specialist", "", "x", calendar.now(), municipalities=("382027",)))
    return made


class Session:
    """A session's end, and the clerk at the other."""

    def __init__(self, workspace: Workspace, start: Start = START) -> None:
        ours, self.line = errands.pair()
        self.book = Bookkeeper(workspace.folder.path)
        self.clerk = Clerk(ours, start, workspace, self.book)
        self.clerk.begin()
        self.errands = Errands(self.line)
        self._folder = workspace.folder.path

    def log(self) -> list[dict[str, str]]:
        """Both logs."""
        self.book.close()
        there = (self._folder / name for name in ("audit.log", "refused.log"))
        return [json.loads(line) for one in there if one.exists() for line in one.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
async def ended() -> AsyncIterator[list[Session]]:
    """Sessions to end, at both ends."""
    every: list[Session] = []
    yield every
    for one in every:
        one.line.close()
        one.clerk.end()


async def test_an_account_is_told_of_itself_as_it_is_now(workspace: Workspace, ended: list[Session]) -> None:
    """Also once it was stopped."""
    session = Session(workspace)
    ended.append(session)
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
    assert await asyncio.to_thread(session.errands.municipalities) == ("382027",)
    accounts.change("senmonkan-1", lambda old: msgspec.structs.replace(old, municipalities=("382019",)))
    assert await asyncio.to_thread(session.errands.municipalities) == ("382019",)
    accounts.change("senmonkan-1", lambda old: msgspec.structs.replace(old, disabled=True))
    assert await asyncio.to_thread(session.errands.municipalities) is None


async def test_a_text_is_kept_only_as_the_server_has_it(workspace: Workspace, ended: list[Session]) -> None:
    """One that says something else under its name is refused, and so is the centre's choice from another desk."""
    session = Session(workspace)
    ended.append(session)
    shipped = load_full(shipped_folder() / "ehime-dx.toml")
    await asyncio.to_thread(session.errands.keep_text, shipped.id, shipped.version, shipped.hash)
    assert len(list(workspace.folder.questionnaire_folder.glob("*.json"))) == 1
    with pytest.raises(errors.StoreError, match="この画面からはできません"):
        await asyncio.to_thread(session.errands.keep_text, shipped.id, shipped.version, "0" * 64)
    with pytest.raises(errors.StoreError, match="この画面からはできません"):
        await asyncio.to_thread(session.errands.keep_text, "../../etc", "1", "0" * 64)
    with pytest.raises(errors.StoreError, match="この画面からはできません"):
        await asyncio.to_thread(session.errands.put_in_use, shipped.id)
    assert len(list(workspace.folder.questionnaire_folder.glob("*.json"))) == 1


async def test_acts_are_written_under_the_own_account_and_others_are_refused(workspace: Workspace, ended: list[Session]) -> None:
    """Also what is said right before the end."""
    session = Session(workspace)
    ended.append(session)
    for event in ("read", "publish", "login", "share"):
        session.errands.act(event, "x" * 500)
    session.clerk.end()
    said = session.log()
    assert [(one["event"], one["account"], len(one.get("detail", ""))) for one in said] == [
        ("read", "senmonkan-1", 200),
        ("share", "senmonkan-1", 200),
        ("act-refused", "senmonkan-1", 0),
        ("act-refused", "senmonkan-1", 0),
    ]


async def test_a_flood_is_counted_and_ends_the_line(workspace: Workspace, ended: list[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    """The log has what anybody could have done, and one number for the rest; a question in between is answered with a refusal."""
    monkeypatch.setattr(clerk, "LINE_ENDS_AFTER", 100)
    session = Session(workspace)
    ended.append(session)
    for _n in range(250):
        session.line.send(msgspec.json.encode(Act("read", "one")))
        session.clerk._take()
    with pytest.raises(errors.StoreError, match="多すぎます"):
        await asyncio.to_thread(session.errands.municipalities)
    with pytest.raises(OSError, match="."):  # noqa: PT012 - one of them finds the line closed
        for _n in range(200):
            session.line.send(msgspec.json.encode(Act("read", "one")))
            session.clerk._take()
    with pytest.raises(errors.StoreError, match="返事があり"):
        session.errands.municipalities()
    said = session.log()
    assert 195 < sum(one["event"] == "read" for one in said) < 210
    assert {one["event"] for one in said} == {"read", "errand-refused"}


@pytest.mark.parametrize(
    "said", [b"", b"{}", b"\xff", b"[" * 5000, b'{"x":' + b"[" * 5000, json.dumps({"type": "Act"}).encode(), b"x" * 8000]
)
async def test_what_is_no_errand_ends_the_line(workspace: Workspace, ended: list[Session], said: bytes) -> None:
    """And nothing else."""
    session = Session(workspace)
    ended.append(session)
    session.line.send(said or b"null")
    session.clerk._take()
    assert session.line.recv(10) == b""


def test_a_server_that_does_not_listen_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while, in a sentence for people; what they wrote stays on the screen."""
    ours, theirs = errands.pair()
    monkeypatch.setattr(errands, "ANSWERED_WITHIN", 0.1)
    with pytest.raises(errors.StoreError, match="返事があり"):
        Errands(theirs).municipalities()
    ours.close()
    with pytest.raises(errors.StoreError, match="返事があり"):
        Errands(theirs).municipalities()
    assert isinstance(theirs, socket.socket)
    theirs.close()


# -- what the server itself has no answer to ------------------------------------------------------------------------------


def test_what_the_server_could_not_tell_is_the_same_to_the_session() -> None:
    """No answer is none, what nobody can say of a save is nothing that was refused; and anything else is a refusal."""
    said = ("何が", "無事か", "次に")
    for problem in (errors.NoAnswerError(*said), words.UnreachableError(*said), errors.UnsureError(*said), words.LostAnswerError(*said)):
        sent = msgspec.json.decode(msgspec.json.encode(errands.NotDone.told(7, problem)), type=errands.Said)
        assert isinstance(sent, errands.NotDone)
        assert sent.number == 7
        assert isinstance(sent.problem, errors.NoAnswerError) == isinstance(problem, errors.NoAnswerError)
        assert isinstance(sent.problem, errors.UnsureError) == isinstance(problem, errors.UnsureError)
        assert (sent.problem.what, sent.problem.safe, sent.problem.advice) == said
    refused = errands.NotDone.told(8, errors.DamagedError(*said)).problem
    assert not isinstance(refused, errors.NoAnswerError | errors.UnsureError)


async def test_a_database_that_is_not_there_is_no_answer_to_a_session_too(cluster: Cluster, database: str, tmp_path: Path) -> None:
    """Seen: over the server's line it came as any other refusal, and a desk took what it says without the data (the last day of a cycle) for what is."""
    workspace = Workspace.open(open_database(database))
    shelf = open_database(database).shelf
    assert isinstance(shelf, DatabaseShelf)
    lending = Lending(shelf, str(tmp_path))
    ours, line = errands.pair()
    with contextlib.closing(lending), line:
        there = Clerk(ours, START, workspace, Bookkeeper(tmp_path), lender=lending.for_session(START, workspace))
        there.begin()
        asking = Errands(line)
        cluster.stop()
        try:
            with pytest.raises(errors.NoAnswerError, match="つなげません"):
                await asyncio.to_thread(asking.lend)
        finally:
            cluster.resume()
        await asyncio.sleep(lending_module.NOT_AGAIN_FOR)
        _conninfo, descriptor = await asyncio.to_thread(asking.lend)
        os.close(descriptor)
        there.end()
