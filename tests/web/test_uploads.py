"""A file that somebody chose on their own PC comes to the session that asked for it, whole, and to no other."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from desk.filled_sheets import workbook
from hypothesis import given
from hypothesis import strategies as st
from web.serving import MATSUYAMA, Line, Serve, Visitor

from dxcheck.formats.exchange import to_exchange_file
from dxcheck.formats.input import LARGEST_CHOSEN, ChosenFile
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.snapshot import Answer
from dxcheck.web import uploads
from dxcheck.web.tab import MESSAGE_LIMIT
from dxcheck.web.uploads import LARGEST_PIECE, Awaited, ComingFile, FilePiece, file_piece
from dxcheck.workspace import Workspace

ASKED = {"type": "choose", "title": "書かれた表を読む", "said": ["まだ何も変わりません。"], "accept": ".xlsx,.csv"}


def key_of(told: str | None) -> str:
    """What the page is told alone."""
    assert told is not None
    kind, value = json.loads(told)
    assert kind == "choose"
    return str(value["key"])


@given(st.binary(max_size=4000), st.integers(1, 700))
def test_whatever_is_in_a_file_arrives_as_it_was(content: bytes, size: int) -> None:
    """In however many pieces."""
    awaited, inbox = Awaited(), ComingFile()
    key = key_of(awaited.ask(ASKED))
    inbox.begin("表.xlsx")
    starts = range(0, max(len(content), 1), size)
    for at in starts:
        sent = {"key": key, "name": "表.xlsx", "content": base64.b64encode(content[at : at + size]).decode(), "is_last": at == starts[-1]}
        piece = file_piece(sent)
        assert piece is not None
        assert awaited.take(piece)
        inbox.add(piece.content)
    assert inbox.end() == ChosenFile("表.xlsx", content)
    assert not awaited.take(FilePiece(key, "", b"", is_last=True)), "a second file was not asked for"


def test_nothing_is_taken_that_was_not_asked_for_or_is_too_large() -> None:
    """Nor under the key of what was asked for before."""
    awaited = Awaited()
    assert not awaited.take(FilePiece("", "", b"x", is_last=True))
    before = key_of(awaited.ask(ASKED))
    key = key_of(awaited.ask(ASKED))
    assert not awaited.take(FilePiece(before, "", b"x", is_last=False))
    assert not awaited.take(FilePiece("\ud800", "", b"x", is_last=False))
    assert not awaited.take(FilePiece(key, "", b"x" * (LARGEST_PIECE + 1), is_last=False))
    key = key_of(awaited.ask(ASKED))
    whole, left = divmod(LARGEST_CHOSEN, LARGEST_PIECE)
    assert all(awaited.take(FilePiece(key, "", bytes(LARGEST_PIECE), is_last=False)) for _nth in range(whole))
    assert not awaited.take(FilePiece(key, "", bytes(left + 1), is_last=False))
    assert not awaited.take(FilePiece(key, "", b"", is_last=True)), "what was refused does not go on"
    key = key_of(awaited.ask(ASKED))
    for _try in range(2):  # a file that is chosen again begins again
        assert awaited.take(FilePiece(key, "", bytes(LARGEST_PIECE), is_last=False, is_first=True))
        assert all(awaited.take(FilePiece(key, "", bytes(LARGEST_PIECE), is_last=False)) for _nth in range(whole - 1))


@given(st.sampled_from(["key", "name", "content", "is_last"]), st.sampled_from([None, 1, "x" * 400 + "?", [], {"a": 1}, 1e9]))
def test_what_is_no_piece_is_none(name: str, value: Any) -> None:
    """Whatever a page says."""
    assert file_piece({"key": "k", "name": "表.xlsx", "content": "UEsFBg==", "is_last": False, name: value}) is None
    assert file_piece(value) is None


@pytest.mark.parametrize(
    "changed", [{"accept": ".xlsx,<script>"}, {"title": 3}, {"said": ["x" * 1001]}, {"said": "x"}, {"title": "x" * 301}]
)
def test_a_session_that_was_taken_over_tells_the_page_nothing_else(changed: dict[str, object]) -> None:
    """Whatever it says, nothing is asked for; and what it adds goes no further."""
    assert Awaited().ask(ASKED | changed) is None
    told = Awaited().ask(ASKED | {"most": 1, "key": "mine", "href": "https://example.jp/"})
    assert told is not None
    assert "example" not in told
    assert "mine" not in told
    assert json.loads(told)[1]["most"] == LARGEST_CHOSEN


async def read_until(line: Line, wanted: str) -> Any:
    """The next message of a kind."""
    while True:
        message = await line.socket.receive(20)
        if message.type == aiohttp.WSMsgType.TEXT and (told := json.loads(message.data))[0] == wanted:
            return told[1]


async def asked_for(line: Line) -> str:
    """Home, the sheets, and a file is asked for; its key."""
    await line.keys("e")
    await line.until("Excelの記入表")
    await line.keys("f")
    told = await read_until(line, "choose")
    assert told["most"] == LARGEST_CHOSEN
    return str(told["key"])


async def handed(line: Line, **piece: object) -> bool:
    """A piece, and whether it was taken."""
    await line.socket.send_json(["file", {"name": "表.csv", "is_last": True, **piece}])
    return bool((await read_until(line, "took"))["is_good"])


async def test_only_the_session_that_asked_gets_it(serve: Serve) -> None:
    """Not another tab of the same login, not another municipality's, not one that asked for nothing; and no file is left anywhere."""
    async with serve() as served, served.logged_in() as visitor, served.logged_in(MATSUYAMA) as other:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        filled = workbook(desk)
        filled.write("mom-01", answer="３")
        content = filled.saved()
        served.log()  # that they have logged in is written in the background
        there = {one for one in served.workspace.folder.path.rglob("*") if one.is_file() and one.suffix != ".lock"}
        async with visitor.tab("tab-0001") as line, visitor.tab("tab-0002") as second, other.tab("tab-0001") as theirs:
            await line.until("今治市")
            key = await asked_for(line)
            sent = base64.b64encode(content).decode()
            assert not await handed(second, key=key, content=sent)
            assert not await handed(theirs, key=key, content=sent)
            half = len(content) // 2
            assert await handed(line, key=key, content=sent[:400], is_last=False, is_first=True), "the first try breaks off here"
            assert await handed(line, key=key, content=base64.b64encode(content[:half]).decode(), is_last=False, is_first=True)
            assert await handed(line, key=key, content=base64.b64encode(content[half:]).decode())
            await line.until("新しく入る")
            assert not await handed(line, key=key, content=sent)
            assert "新しく入る" not in second.seen + theirs.seen
        assert {one for one in served.workspace.folder.path.rglob("*") if one.is_file() and one.suffix != ".lock"} == there
        assert desk.draft() is None, "what would change was looked at, and nothing else"


async def test_the_centre_takes_a_municipalitys_file_in_from_its_own_pc(serve: Serve, stored_password: str, tmp_path: Path) -> None:
    """In its confined process: the snapshots, the text that they answer, and a line in the log."""
    elsewhere = Workspace.open(tmp_path / "市町", create=True)
    away = elsewhere.staff_desk(elsewhere.roster.find("今治"))
    away.submit_answers({"mom-01": Answer(2)}, "企画課", "企画課長")
    content = to_exchange_file(away.exchange_out())
    async with serve() as served:
        served.server.accounts.add(Account("centre-1", "centre", "", stored_password, calendar.now(), must_change=False))
        async with served.logged_in("centre-1") as visitor, visitor.tab() as line:
            await line.until("市町の概況")
            await line.keys("b")
            await line.until("連絡先の一覧")
            await line.keys("u")
            await line.until("市町から届いたファイルを")
            await line.keys("f")
            key = (await read_until(line, "choose"))["key"]
            assert await handed(line, key=key, content=base64.b64encode(content).decode())
            await line.until("新しく入る診断結果")
            await line.keys("t")
            await line.until("取り込みました")
        repository = served.workspace.folder.repository("382027")
        [one] = repository.every_snapshot()
        assert repository.questionnaire(one.questionnaire).hash == one.questionnaire.hash
        assert "exchange-in" in served.log()
        assert away.every_snapshot() == [one]


async def test_a_file_cannot_be_sent_to_the_line_by_what_is_no_page_of_ours(serve: Serve) -> None:
    """A message that is no piece ends the line, as whatever else our page never sends; from elsewhere no line opens."""
    async with serve() as served, served.logged_in() as visitor:
        async with visitor.tab() as line:
            await line.until("今治市")
            await line.socket.send_json(["file", {"key": "k", "content": "?"}])
            assert await line.until_closed() == 4007
        assert await _from_elsewhere(visitor) == 403


async def _from_elsewhere(visitor: Visitor) -> int:
    try:
        async with visitor.session.ws_connect("/ws/tab-0001", headers={"Origin": "https://example.jp"}):
            return 101
    except aiohttp.WSServerHandshakeError as refused:
        return refused.status


def test_a_message_of_a_piece_is_no_longer_than_the_line_takes() -> None:
    """The page's pieces, and what stands around them."""
    piece = ["file", {"key": "k" * 60, "name": "漢" * 300, "content": base64.b64encode(bytes(LARGEST_PIECE)).decode(), "is_last": False}]
    assert len(json.dumps(piece, ensure_ascii=False).encode()) < MESSAGE_LIMIT
    script = Path(uploads.__file__).with_name("static") / "choose.js"
    found = re.search("PIECE = ([0-9]+)", script.read_text(encoding="utf-8"))
    assert found is not None
    assert int(found[1]) <= LARGEST_PIECE
