"""The real program on a real terminal and in real pipes, with a real folder: killed, interrupted, without room, and two people at once."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from app.test_disk_faults import fill, small_disk
from plain.talk import choices
from rich.cells import cell_len

from dxcheck.desk import StaffDesk
from dxcheck.system.terminal_width import NOT_AT_START
from dxcheck.workspace import Workspace

__all__ = ["small_disk"]

Desks = Callable[..., StaffDesk]
PATIENCE = 40.0


def command(data: Path, *more: str) -> list[str]:
    """The program at 今治市's desk."""
    return [sys.executable, "-m", "dxcheck", "--lang", "ja", "--data", str(data), "check", "今治", "--plain", *more]


def piped(data: Path, lines: str, *more: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run it with these lines on standard input, as bytes in the encoding that the environment asks for."""
    encoding = environment.get("PYTHONIOENCODING", "utf-8").partition(":")[0]
    return subprocess.run(
        command(data, *more), input=lines.encode(encoding), capture_output=True, check=False, env=os.environ | environment, timeout=PATIENCE
    )


class Typist:
    """Somebody at a terminal, and everything that was written there."""

    def __init__(self, data: Path, width: int, arguments: Sequence[str] = (), **environment: str) -> None:
        import fcntl
        import pty
        import termios

        self.pid, self._master = pty.fork()
        if self.pid == 0:
            time.sleep(0.05)  # until the terminal has its size
            os.execvpe(sys.executable, list(arguments) or command(data), {**os.environ, "TERM": "xterm-256color", **environment})
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        self.raw = b""

    @property
    def text(self) -> str:
        """All of it."""
        return self.raw.decode(errors="replace").replace("\r\n", "\n")

    @property
    def said(self) -> str:
        """The same as one line, wherever the terminal's width broke it."""
        return self.text.replace("\n", "")

    def hears(self, text: str, after: int = 0) -> int:
        """Wait until something was written, `after` so many characters; gives how many there are by then."""
        until = time.monotonic() + PATIENCE
        while text not in self.said[after:]:
            ready, _w, _x = select.select([self._master], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError(f"{text}; on the terminal:\n{self.text}")
            try:
                self.raw += os.read(self._master, 65536)
            except OSError:  # the program has gone
                assert text in self.said[after:], self.text
        return len(self.said)

    def types(self, keys: str) -> int:
        """Type; gives how many characters were on the terminal before."""
        before = len(self.said)
        os.write(self._master, keys.encode())
        return before

    def ends(self) -> int:
        """Wait for the end; gives the exit code."""
        with contextlib.suppress(OSError):
            while chunk := os.read(self._master, 65536):
                self.raw += chunk
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self) -> None:
        """Kill -9."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


@contextlib.contextmanager
def typist(data: Path, width: int = 80, arguments: Sequence[str] = (), **environment: str) -> Iterator[Typist]:
    """A terminal that is closed in any case."""
    if sys.platform == "win32":
        pytest.skip("needs a pseudo-terminal")
    opened = Typist(data, width, arguments, **environment)
    try:
        yield opened
    finally:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            opened.kill()
        os.close(opened._master)


# -- a terminal --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80])
def test_a_terminal_gets_lines_and_nothing_else(data: Path, make_desk: Desks, width: int) -> None:
    """No escape sequence at all, no line longer than the terminal, none that begins with 。; Ctrl+D leaves and says what is saved."""
    with typist(data, width) as person:
        person.hears("? ですべて")
        person.types("s\n")
        person.hears("使い方:")
        at = person.types("3\n")
        person.hears("使い方:", at)
        at = person.types("\x04")
        assert person.ends() == 0
    assert "今回、1件を保存しました" in person.said[at:]
    assert b"\x1b" not in person.raw
    lines = person.text[person.text.index("文字だけの画面") :].splitlines()
    assert max(map(cell_len, lines)) <= width
    assert all(one[:1] not in NOT_AT_START for one in lines)
    assert choices(make_desk()) == {"mom-01": 3}


def test_ctrl_c_leaves_with_what_is_saved(data: Path, make_desk: Desks) -> None:
    """At a question, and in the middle of a text, which is not saved and said not to be."""
    with typist(data) as person:
        person.hears("? ですべて")
        person.types("s\n")
        person.hears("使い方:")
        at = person.types("2\n")
        person.hears("使い方:", at)
        at = person.types("e\n")
        person.hears("文:", at)
        at = person.types("書きかけ\n")
        person.hears("文:", at)
        person.types("\x03")
        assert person.ends() == 0
    assert "書きかけの文は保存していません。" in person.said
    assert "今回、1件を保存しました" in person.said
    assert "Traceback" not in person.text
    assert choices(make_desk()) == {"mom-01": 2}


@pytest.mark.kills
def test_nothing_that_was_said_to_be_saved_is_lost_when_it_is_killed(data: Path, make_desk: Desks) -> None:
    """Killed the moment it was said, before anything else was written, even where the person is."""
    for n, level in enumerate((1, 4, 2)):
        with typist(data) as person:
            person.hears("? ですべて")
            at = person.types("\n")
            person.hears("使い方:", at)
            at = person.types(f"/ {n + 1}\n")
            person.hears("使い方:", at)
            at = person.types(f"{level}\n")
            person.hears("保存しました。", at)
            person.kill()
        assert list(choices(make_desk()).values()) == [1, 4, 2][: n + 1]


def test_the_end_of_a_text_may_be_ctrl_d(data: Path, make_desk: Desks) -> None:
    """It ends the text, not the program."""
    with typist(data) as person:
        person.hears("? ですべて")
        at = person.types("s\n")
        person.hears("使い方:", at)
        at = person.types("c\n")
        person.hears("文:", at)
        at = person.types("迷った\n")
        person.hears("文:", at)
        at = person.types("\x04")
        person.hears("保存しました。", at)
        at = person.types("2\n")
        person.hears("保存しました。", at)
    draft = make_desk().draft()
    assert draft is not None
    assert (draft.answers["mom-01"].comment, draft.answers["mom-01"].choice) == ("迷った", 2)


@pytest.mark.parametrize("environment", [{"DXCHECK_PLAIN": "1"}, {"TERM": "dumb"}])
def test_whoever_always_wants_it_need_not_say_so(data: Path, make_desk: Desks, environment: dict[str, str]) -> None:
    """A variable, or a terminal that shows no screen: `dxcheck` alone, with the folder's own municipality."""
    make_desk().begin()
    Workspace.open(data).folder.set_home("382027")
    alone = [sys.executable, "-m", "dxcheck", "--lang", "ja", "--data", str(data)]
    with typist(data, 80, alone, **environment) as person:
        person.hears("? ですべて")
        at = person.types("quit\n")
        assert person.ends() == 0
    assert "終わります。" in person.said[at:]
    assert b"\x1b" not in person.raw


def test_a_line_that_the_terminal_cut_is_said_to_be_cut(data: Path, make_desk: Desks) -> None:
    """Unix takes some 4,000 bytes in a line and drops the rest without a word: what arrived is kept, and it is told."""
    with typist(data) as person:
        person.hears("? ですべて")
        at = person.types("s\n")
        person.hears("使い方:", at)
        at = person.types("e " + "記録" * 1000 + "\n")
        person.hears("届いていないかもしれません", at)
        person.hears("保存しました。", at)
    draft = make_desk().draft()
    assert draft is not None
    written = draft.answers["mom-01"].evidence
    assert 1300 < len(written) < 1400
    assert set(written) == {"記", "録"}


# -- pipes -------------------------------------------------------------------------------------------------------------


def test_a_pipe_answers_and_its_end_is_no_error(data: Path, make_desk: Desks) -> None:
    """Lines are whole, and the next run goes on."""
    done = piped(data, "s\n3\n２\nわからない\n")
    assert done.returncode == 0
    said = done.stdout.decode()
    assert "番号（0から5）で答えてください。空の行で次の設問へ。? で使い方: ２\n保存しました。" in said
    assert choices(make_desk()) == {"mom-01": 3, "mom-02": 2, "mom-03": "unknown"}
    assert "42問のうち4問目" in piped(data, "\n").stdout.decode()


def test_the_variable_changes_nothing_in_a_pipe(data: Path) -> None:
    """There the newest result is printed, as programs expect it; only --plain asks there."""
    piped(data, "")
    done = subprocess.run(
        command(data)[:-1], input=b"s\n3\n", capture_output=True, check=False, env=os.environ | {"DXCHECK_PLAIN": "1"}, timeout=PATIENCE
    )
    assert done.returncode == 0
    assert "まだ診断結果がありません" in done.stdout.decode()
    assert "選択肢" not in done.stdout.decode()


def test_a_console_of_windows_in_japan_is_spoken_to_in_its_encoding(data: Path, make_desk: Desks) -> None:
    """CP932 in and out; what it lacks is spelled by its number on the console and kept whole in the store."""
    first = piped(data, "s\ne 𠮷田の記録–写し\n")
    assert first.returncode == 0
    done = piped(data, "\nコメント 髙い①の件\n2\n", PYTHONIOENCODING="cp932", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr.decode("cp932")
    said = done.stdout.decode("cp932")
    assert "〔U+20BB7〕田の記録" in said
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answers["mom-01"].evidence == "𠮷田の記録–写し"
    assert draft.answers["mom-01"].comment == "髙い①の件"
    assert draft.answers["mom-01"].choice == 2


def test_bytes_that_are_no_text_are_never_stored(data: Path, make_desk: Desks) -> None:
    """They are told, and the run goes on."""
    done = subprocess.run(command(data), input=b"s\ne \xff\xfe\x83\n3\n", capture_output=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0
    assert "読めない文字があったため" in done.stdout.decode()
    assert choices(make_desk()) == {"mom-01": 3}
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answers["mom-01"].evidence == ""


def test_whose_it_is_is_asked_where_nobody_said(data: Path) -> None:
    """By a part of the name or a number; the folder opens with it from then on."""
    asked = [*command(data)[:-2], "--plain"]
    done = subprocess.run(asked, input="ほげ\n島\nいまば\n終わる\n".encode(), capture_output=True, check=False, timeout=PATIENCE)
    said = done.stdout.decode()
    assert done.returncode == 0
    assert "「ほげ」は見つかりませんでした" in said
    assert "いくつかあります: " in said
    assert "今治市のみなさん" in said
    home = Workspace.open(data).home
    assert home is not None
    assert home.name == "今治市"


def test_a_reader_that_has_gone_is_no_fault(data: Path) -> None:
    """`| head -1`."""
    script = " ".join(f"'{one}'" for one in command(data))
    done = subprocess.run(["sh", "-c", f"printf 's\\n1\\n2\\n' | {script} | head -1"], capture_output=True, check=False, timeout=PATIENCE)
    assert b"Traceback" not in done.stderr


def test_two_people_answer_at_once_and_both_are_kept(data: Path, make_desk: Desks) -> None:
    """Two processes at one draft: one from the front, one from the back."""
    piped(data, "s\n")
    front = "s\n/ 1\n" + "1\n" * 15
    back = "s\n" + "".join(f"/ {42 - n}\n3\n" for n in range(15))
    people = [subprocess.Popen(command(data, "--post", post), stdin=subprocess.PIPE, stdout=subprocess.PIPE) for post in ("甲係", "乙係")]
    for person, lines in zip(people, (front, back), strict=True):
        assert person.stdin is not None
        person.stdin.write(lines.encode())
        person.stdin.close()
    for person in people:
        assert person.stdout is not None
        person.stdout.read()
        assert person.wait(PATIENCE) == 0
    draft = make_desk().draft()
    assert draft is not None
    given = [(entry.by, entry.answer.choice) for entry in draft.entries.values()]
    assert (given.count(("甲係", 1)), given.count(("乙係", 3))) == (15, 15)


# -- a disk that fails -------------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_the_same_answer_is_saved_once_there_is_room(small_disk: Path) -> None:
    """Never 「保存しました」 before it is so; Enter tries again."""
    data, ballast = small_disk / "data", small_disk / "ballast"
    with typist(data) as person:
        person.hears("? ですべて")
        at = person.types("s\n")
        person.hears("使い方:", at)
        at = person.types("1\n")
        person.hears("使い方:", at)
        with pytest.raises(OSError, match="space"):
            fill(ballast)
        at = person.types("4\n")
        person.hears("まだ保存できていません。", at)
        person.hears("空きがありません", at)
        person.hears("入力してください:", at)
        assert "保存しました。" not in person.said[at:]
        ballast.unlink()
        at = person.types("\n")
        person.hears("保存しました。mom-02", at)
    workspace = Workspace.open(data)
    assert choices(workspace.staff_desk(workspace.roster.find("今治"))) == {"mom-01": 1, "mom-02": 4}


def test_leaving_while_the_disk_is_full_says_what_is_lost(small_disk: Path) -> None:
    """And the exit code does too."""
    data, ballast = small_disk / "data", small_disk / "ballast"
    with typist(data) as person:
        person.hears("? ですべて")
        at = person.types("s\n")
        person.hears("使い方:", at)
        at = person.types("1\n")
        person.hears("使い方:", at)
        with pytest.raises(OSError, match="space"):
            fill(ballast)
        at = person.types("4\n")
        person.hears("入力してください:", at)
        person.types("\x04")
        assert person.ends() == 1
    assert "最後に入力したものは、保存できていません" in person.said
    ballast.unlink()
    workspace = Workspace.open(data)
    assert choices(workspace.staff_desk(workspace.roster.find("今治"))) == {"mom-01": 1}
