"""The lock over a file: nobody is overtaken for ever, and whoever gives up leaves nothing behind."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from store.making import program

from dxcheck.store import turn
from dxcheck.store.turn import held

HOLD = """
import sys, time
from pathlib import Path
from dxcheck.store.turn import held
with held(Path(sys.argv[1]), 10):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
CROWD = """
import sys, time
from pathlib import Path
from dxcheck.store.turn import held
for _n in range(int(sys.argv[2])):
    with held(Path(sys.argv[1]), 10):
        time.sleep(0.005)
print("done", flush=True)
"""


def is_free(lock: Path) -> bool:
    """Whether somebody else could take it now, also an earlier dxcheck."""
    try:
        with FileLock(lock, timeout=0):
            return True
    except Timeout:
        return False


def is_free_soon(lock: Path) -> bool:
    """The same, within the time a busy machine may take to run a thread."""
    until = time.monotonic() + 10
    while not is_free(lock) and time.monotonic() < until:
        time.sleep(0.005)
    return is_free(lock)


def open_files() -> int:
    """How many this process has open; 0 where the system does not say."""
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


def test_one_at_a_time_and_free_afterwards(tmp_path: Path) -> None:
    """Also against what earlier versions hold it with."""
    lock = tmp_path / "鍵.lock"
    with held(lock, 1):
        assert not is_free(lock)
        with pytest.raises(TimeoutError), held(lock, 0.05):
            pytest.fail("two had it")
    assert is_free_soon(lock), "whoever gave up gets it for a moment, and lets go at once"
    with FileLock(lock), pytest.raises(TimeoutError), held(lock, 0.05):
        pytest.fail("two had it")
    with held(lock, 0):
        pass


def test_who_waits_gets_it_as_soon_as_it_is_free(tmp_path: Path) -> None:
    """Without asking again and again."""
    lock = tmp_path / "a.lock"
    other = program(HOLD, lock, 0.3)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with held(lock, 10):
        assert other.wait(5) == 0
    other.stdout.close()


def test_who_gave_up_does_not_get_it_later(tmp_path: Path) -> None:
    """The wait that nobody waits for any more lets go at once, and leaves no descriptor open."""
    lock = tmp_path / "a.lock"
    before = open_files()
    with ExitStack() as stack:
        stack.enter_context(held(lock, 1))
        for _n in range(3):
            with pytest.raises(TimeoutError), held(lock, 0.02):
                pytest.fail("two had it")
    deadline = time.monotonic() + 5
    while any(one.name == "waiting for a file" for one in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert is_free(lock)
    assert open_files() == before


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    """The system lets go for it."""
    lock = tmp_path / "a.lock"
    other = program(HOLD, lock, 60)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    other.kill()
    with held(lock, 10):
        pass
    other.wait()
    other.stdout.close()


def test_nobody_in_a_crowd_is_refused(tmp_path: Path) -> None:
    """Twelve who hold it again and again without a pause: each gets it every time, within a small multiple of its fair share."""
    people = [program(CROWD, tmp_path / "a.lock", 20) for _n in range(12)]
    for one in people:
        out, _error = one.communicate(timeout=60)
        assert out == "done\n"


def test_where_a_file_system_has_no_lock_to_wait_for_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    monkeypatch.setattr(turn, "_in_line", lambda *_given: None)
    lock = tmp_path / "a.lock"
    with held(lock, 1):
        assert not is_free(lock)
        with pytest.raises(TimeoutError), held(lock, 0.05):
            pytest.fail("two had it")
    assert is_free(lock)


def test_an_error_inside_is_the_callers(tmp_path: Path) -> None:
    """A time limit of somebody else's work is not taken for ours."""
    lock = tmp_path / "a.lock"
    with pytest.raises(TimeoutError, match="theirs"), held(lock, 1):
        raise TimeoutError("theirs")
    assert is_free(lock)
    with pytest.raises(OSError, match="gone.a.lock"), held(tmp_path / "gone" / "a.lock", 1):
        pytest.fail("there is no such folder")
