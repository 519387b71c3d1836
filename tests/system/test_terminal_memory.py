"""How a terminal draws is asked once, remembered by kind, and overruled by the person."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from dxcheck.app.drawing import COARSE, DOUBTFUL, FINE, drawing_here, remember_drawing
from dxcheck.system import terminal_memory
from dxcheck.system.terminal_cells import terminal_kind, width_of
from dxcheck.system.terminal_memory import MOST_TERMINALS, TERMINALS, TerminalMemory, form_here

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a console cannot be asked")


class Terminal:
    """A terminal that draws characters of doubtful width so many cells wide, and says where its cursor is when it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, cells: int | None) -> None:
        ours, theirs = os.openpty()
        self.asked = 0
        self._cells, self._ours = cells, ours
        # Python's own streams, so that the test's stay as they are.
        monkeypatch.setattr(sys, "stdin", os.fdopen(os.dup(theirs), encoding="utf-8"))
        monkeypatch.setattr(sys, "stdout", os.fdopen(os.dup(theirs), "w", encoding="utf-8"))
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        heard = b""
        while True:
            try:
                heard += os.read(self._ours, 1024)
            except OSError:
                return
            if heard.endswith(b"\x1b[6n"):
                self.asked += 1
                text = heard.rpartition(b"\r")[2][:-4].decode()
                heard = b""
                if self._cells is not None:
                    os.write(self._ours, f"\x1b[1;{1 + sum(self._cells if one in DOUBTFUL else 1 for one in text)}R".encode())


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TerminalMemory:
    """That of somebody who never used the program, on a terminal that can be told from others."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    return TerminalMemory.of_user()


def test_a_terminal_is_asked_how_wide_it_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """By where its cursor is afterwards."""
    Terminal(monkeypatch, 2)
    assert width_of("ab▏") == 4


@pytest.mark.parametrize(("cells", "wanted"), [(1, FINE), (2, COARSE), (None, COARSE)])
def test_a_kind_of_terminal_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, memory: TerminalMemory, cells: int | None, wanted: object
) -> None:
    """Also one that does not answer, so that nobody waits for it again."""
    terminal = Terminal(monkeypatch, cells)
    assert [drawing_here(), drawing_here()] == [wanted, wanted]
    assert terminal.asked == 1
    assert memory.known(terminal_kind()) is not None


def test_what_the_person_chose_stands_and_another_kind_is_asked_anew(monkeypatch: pytest.MonkeyPatch, memory: TerminalMemory) -> None:
    """A choice is of one kind of terminal."""
    terminal = Terminal(monkeypatch, 1)
    remember_drawing(COARSE)
    assert drawing_here() is COARSE
    assert terminal.asked == 0
    known = memory.known(terminal_kind())
    assert known is not None
    assert known.is_chosen
    monkeypatch.setenv("TERM", "foot")
    assert drawing_here() is FINE
    assert terminal.asked == 1


@pytest.mark.parametrize("term", ["dumb", "linux"])
def test_a_terminal_without_the_characters_is_not_asked(monkeypatch: pytest.MonkeyPatch, memory: TerminalMemory, term: str) -> None:
    """Its cursor would tell nothing of its font."""
    terminal = Terminal(monkeypatch, 1)
    monkeypatch.setenv("TERM", term)
    assert drawing_here() is COARSE
    assert terminal.asked == 0
    assert memory.known(terminal_kind()) is None


def test_where_nobody_sits_nothing_is_asked(memory: TerminalMemory) -> None:
    """Pipes, tests, servers."""
    assert form_here(memory, "x", pytest.fail, can_write=lambda: True) == "coarse"


def test_an_encoding_without_the_characters_is_enough(monkeypatch: pytest.MonkeyPatch, memory: TerminalMemory) -> None:
    """cp932 has some of them and not all."""
    terminal = Terminal(monkeypatch, 1)
    monkeypatch.setattr(sys, "stdout", os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="cp932"))
    assert drawing_here() is COARSE
    assert terminal.asked == 0
    assert memory.known(terminal_kind()) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b'{"x": {"form": "huge"}}'])
def test_a_damaged_memory_is_as_none(memory: TerminalMemory, tmp_path: Path, content: bytes) -> None:
    """And is written anew."""
    (tmp_path / "dxcheck").mkdir()
    (tmp_path / "dxcheck" / TERMINALS).write_bytes(content)
    assert memory.known("x") is None
    memory.choose("x", "fine")
    known = memory.known("x")
    assert known is not None
    assert known.form == "fine"


def test_a_memory_that_cannot_be_written_keeps_nobody_from_working(tmp_path: Path) -> None:
    """Its folder is a file."""
    (tmp_path / "in the way").write_text("")
    memory = TerminalMemory(tmp_path / "in the way" / TERMINALS)
    memory.choose("x", "fine")
    assert memory.known("x") is None


def test_the_memory_does_not_grow_and_leaves_nothing_beside(memory: TerminalMemory, tmp_path: Path) -> None:
    """The kind used longest ago goes first."""
    for n in range(MOST_TERMINALS + 5):
        memory.found(f"kind {n}", "fine")
    kept = [n for n in range(MOST_TERMINALS + 5) if memory.known(f"kind {n}")]
    assert kept == list(range(5, MOST_TERMINALS + 5))
    assert [one.name for one in (tmp_path / "dxcheck").iterdir()] == [TERMINALS]


def test_terminals_that_may_draw_differently_are_of_different_kinds() -> None:
    """Inside tmux, in Windows Terminal, from another machine, in another locale."""
    base = {"TERM": "xterm-256color", "LANG": "ja_JP.UTF-8"}
    others = [
        {"TMUX": "x"},
        {"WT_SESSION": "x"},
        {"SSH_CONNECTION": "10.0.0.1 22 x"},
        {"SSH_CONNECTION": "10.0.0.2 22 x"},
        {"LANG": "C.UTF-8"},
    ]
    kinds = [terminal_kind(base), *(terminal_kind(base | one) for one in others)]
    assert len({*kinds}) == len(kinds)
    assert terminal_kind({**base, "SSH_CONNECTION": "10.0.0.1 5 x"}) == terminal_kind({**base, "SSH_CONNECTION": "10.0.0.1 6 x"})


def test_a_windows_console_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, memory: TerminalMemory) -> None:
    """It cannot be asked."""
    monkeypatch.setattr(terminal_memory, "in_terminal", lambda: True)
    monkeypatch.setattr(terminal_memory, "IS_WINDOWS", True)
    found = [form_here(memory, "x", pytest.fail, can_write=lambda: True, environ=environ) for environ in ({"WT_SESSION": "1"}, {})]
    assert found == ["fine", "coarse"]
    assert memory.known("x") is None


def test_how_a_terminal_shows_pictures_is_kept_beside_how_it_draws(memory: TerminalMemory) -> None:
    """One is learned without the other, and neither is lost when the other is."""
    memory.found_graphics("a", "sixel")
    assert form_here(memory, "a", lambda: True, can_write=lambda: True) in ("fine", "coarse")
    memory.choose("a", "coarse", is_unpictured=True)
    known = memory.known("a")
    assert known is not None
    assert (known.graphics, known.form, known.is_unpictured) == ("sixel", "coarse", True)
