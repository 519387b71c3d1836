"""Lines out and lines in, whatever the console."""

from __future__ import annotations

import io
import os

import pytest
from rich.cells import cell_len

from dxcheck.plain.console import Console, LeavingError
from dxcheck.plain.spoken_progress import Spoken
from dxcheck.system.progress import CancelledError, counted, followed_by
from dxcheck.system.terminal_width import NOT_AT_START

LONG = "半数以上の課で年1件以上試し、前後の時間を全課が見られる一覧にしている。「一覧」は、共有フォルダーにある表のことです（様式は問いません）。"


class Screen(io.StringIO):
    """An output that says it is a terminal of some width."""

    def isatty(self) -> bool:
        """It says so."""
        return True

    def fileno(self) -> int:
        """Of standard output."""
        return 1


def piped(raw: bytes, encoding: str) -> io.TextIOWrapper:
    """Standard input of a process in a console of this encoding."""
    return io.TextIOWrapper(io.BytesIO(raw), encoding=encoding)


@pytest.mark.parametrize("width", [40, 41, 60, 80, 120])
def test_no_line_is_longer_than_the_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Broken at words and kana; 。 and 、 begin no line."""
    monkeypatch.setattr(os, "get_terminal_size", lambda *_fd: os.terminal_size((width, 24)))
    out = Screen()
    console = Console(io.StringIO("3\n"), out)
    console.say(LONG, "plain English words with blanks between them, as many as it takes to fill the line")
    console.ask(LONG + ":")
    lines = out.getvalue().splitlines()
    assert len(lines) > 3
    assert all(cell_len(one) < width for one in lines[:-1])
    assert all(one[:1] not in NOT_AT_START for one in lines)
    assert "".join(lines[:4]).startswith(LONG[:30])


def test_a_pipe_gets_whole_lines_and_what_was_typed() -> None:
    """Whoever reads breaks lines as they like, and can tell question from answer."""
    out = io.StringIO()
    console = Console(io.StringIO("はい\n"), out)
    console.say(LONG)
    assert console.ask("よろしいですか:") == "はい"
    assert out.getvalue() == f"{LONG}\nよろしいですか: はい\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_japanese_comes_in_as_the_console_writes_it(encoding: str) -> None:
    """And so does a file in UTF-8 that is piped into a console of Windows."""
    assert Console(piped("戻る①\r\n".encode(encoding), encoding), io.StringIO()).ask("?") == "戻る①"
    assert Console(piped("\ufeff髙橋さんの記録\n".encode(), encoding), io.StringIO()).ask("?") == "髙橋さんの記録"
    assert Console(piped("ﾂｱｰ\n".encode(encoding), encoding), io.StringIO()).ask("?") == "ﾂｱｰ"


def test_a_line_that_is_no_text_is_not_used() -> None:
    """It is said, and asked again; nothing of it is kept with its characters replaced."""
    out = io.StringIO()
    console = Console(piped(b"\x83\n\xff\xfe3\n4\n", "utf-8"), out)
    assert console.ask("?") == "4"
    assert out.getvalue().count("読めない文字があったため") == 2


def test_control_characters_of_a_text_never_reach_the_terminal() -> None:
    """A file edited by hand may hold them."""
    out = io.StringIO()
    Console(io.StringIO(), out).say("表題\x1b[2J\u202e")
    assert out.getvalue() == "表題[2J\n"


def test_the_end_of_the_input_leaves() -> None:
    """And a question that nobody answers ends its line."""
    out = io.StringIO()
    with pytest.raises(LeavingError):
        Console(io.StringIO(), out).ask("答え:")
    assert out.getvalue() == "答え: \n"


def test_long_work_is_said_in_lines_and_ends_with_ctrl_c() -> None:
    """Nothing is written over, so whatever reads aloud reads each line once; after Ctrl+C the next part is not begun."""
    out, done = io.StringIO(), []
    console = Console(io.StringIO(), out)

    def work() -> None:
        for one in counted(range(5), "図を描いています"):
            done.append(one)
            console.wants_to_leave = one == 1

    with followed_by(Spoken(console, every=0)), pytest.raises(CancelledError):
        work()
    assert out.getvalue().splitlines() == [f"図を描いています　{n}/5（{n * 20}%）" for n in range(2)]
    assert done == [0, 1]


def test_short_work_is_done_without_a_word() -> None:
    """A line is about what one can listen to in five seconds."""
    out = io.StringIO()
    with followed_by(Spoken(Console(io.StringIO(), out))):
        list(counted(range(5), "図を描いています"))
    assert out.getvalue() == ""
