"""What is made in a process of its own: it arrives whole, it takes turns, and nothing of it stays."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dxcheck.system import apart
from dxcheck.system.apart import MAKERS, NotMadeError, made_apart
from dxcheck.system.progress import CancelledError, LastTold, counted, followed_by
from dxcheck.system.refusal import RefusedError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="made in place there")
SESSION = """
import sys, time
from pathlib import Path
from dxcheck.system import apart
apart.take_turns(Path(sys.argv[1]), lambda problem: None)
for n in range(3):
    began, ended = apart.made_apart(lambda: (time.time(), time.sleep(0.2) or time.time()))
    print(began, ended, flush=True)
"""


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Path]:
    """Take turns in a folder; what other processes tell is in this file."""
    file = tmp_path / "told"

    def tell(problem: BaseException) -> None:
        file.write_text(type(problem).__name__, encoding="utf-8")

    apart.take_turns(tmp_path / "locks", tell)
    yield file
    apart._queue.clear()


def test_what_is_made_arrives_whole_and_leaves_nothing(told: Path) -> None:
    """Neither a library nor a process nor a lock; from a thread, as the windows do."""
    made: list[tuple[int, bytes]] = []

    def make() -> tuple[int, bytes]:
        sys.modules["only-there"] = sys
        return os.getpid(), b"x" * 5_000_000

    worker = threading.Thread(target=lambda: made.append(made_apart(make)))
    worker.start()
    worker.join(20)
    ((pid, content),) = made
    assert content == b"x" * 5_000_000
    assert pid != os.getpid()
    assert "only-there" not in sys.modules
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, 0)
    assert not told.exists()


def test_without_turns_it_is_made_here() -> None:
    """On one's own machine, and where no process can be forked."""
    assert made_apart(os.getpid) == os.getpid()


def test_a_refusal_comes_back_in_its_words_and_a_failure_is_told(told: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What is printed on the way does not reach the screen."""

    def refuse() -> bytes:
        raise RefusedError("まだありません")

    def fail() -> bytes:
        os.write(1, b"on the screen")
        raise KeyError("himitsu")

    with pytest.raises(NotMadeError, match="まだありません"):
        made_apart(refuse)
    with pytest.raises(NotMadeError, match="つくれませんでした"):
        made_apart(fail)
    with pytest.raises(NotMadeError):
        made_apart(lambda: os._exit(7))
    assert told.read_text(encoding="utf-8") == "KeyError"
    assert capfd.readouterr().out == ""


@pytest.mark.usefixtures("told")
def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the next one is made."""
    monkeypatch.setattr(apart, "MADE_WITHIN", 0.3)
    began = time.monotonic()
    with pytest.raises(NotMadeError):
        made_apart(lambda: time.sleep(60))
    assert time.monotonic() - began < 5
    assert made_apart(lambda: 1) == 1


def test_sessions_take_turns_also_after_one_was_killed(tmp_path: Path) -> None:
    """Six at once, one of them killed in the middle: never more than two make something."""
    sessions = [
        subprocess.Popen([sys.executable, "-c", SESSION, str(tmp_path / "locks")], stdout=subprocess.PIPE, text=True) for _nth in range(6)
    ]
    assert sessions[0].stdout is not None
    sessions[0].stdout.readline()
    sessions[0].kill()
    spans = [tuple(map(float, line.split())) for one in sessions[1:] for line in one.communicate(timeout=60)[0].splitlines()]
    sessions[0].communicate()
    assert len(spans) == 15
    assert max(sum(other[0] <= one[0] < other[1] for other in spans) for one in spans) <= MAKERS


def test_how_far_it_is_comes_from_there_and_it_ends_when_nobody_wants_it(told: Path) -> None:
    """Its process is gone at once, whatever it is doing, and the next one has its turn."""
    seen: list[str] = []
    listener = LastTold()

    def make() -> None:
        for _one in counted(range(4), "図を描いています"):
            time.sleep(0.15)
        time.sleep(60)

    def watch() -> None:
        while not listener.is_cancelled:
            seen.append(listener.how_far)
            if "3/4" in listener.how_far:
                listener.cancel()
            time.sleep(0.02)

    watching = threading.Thread(target=watch)
    watching.start()
    began = time.monotonic()
    with followed_by(listener), pytest.raises(CancelledError):
        made_apart(make)
    watching.join(20)
    assert time.monotonic() - began < 5
    assert any("図を描いています　1/4（25%）" in one for one in seen)
    with followed_by(LastTold()):
        assert made_apart(lambda: 1) == 1
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert not told.exists()
