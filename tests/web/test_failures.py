"""An app that fails: the person is told what is safe, the server's log says where it failed, and nobody's answer is in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from web.serving import Serve

from dxcheck.web import child, failure, memory
from dxcheck.web.processes import Starter

SECRET = "himitsu-no-kaitou"
CRASHES = f"""
import asyncio, sys
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.web import child

def crash(answer):
    raise KeyError(answer)

async def crash_unseen(answer):
    crash(answer)

def action_search(self):
    answer = "{SECRET}"
    asyncio.get_running_loop().call_soon(crash, answer)
    self.kept = asyncio.create_task(crash_unseen(answer))
    self.call_later(crash, answer)

DxcheckApp.action_search = action_search
sys.exit(child.main())
"""


class Failing(Starter):
    """Every app fails when something is searched for, with an answer in its hands."""

    PROGRAM = ("-c", CRASHES)


async def test_a_failing_app_names_the_place_and_no_answer(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """Raised in a message handler and in a callback of the loop, where other code would print values; the person reads what is safe, and does not think to have left."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab("tab-first") as first:
        await first.until("今治市")
        usual, served.server.maker = served.server.maker, Failing()
        async with visitor.tab("tab-0001") as line:
            await line.until("今治市")
            await line.keys("\x10")
            assert await line.until_closed() == 4002
        [said] = [one.getMessage() for one in caplog.records if "ended with" in one.getMessage()]
        assert "ended with 1" in said
        assert "KeyError at <string>:" in said
        assert "crash" in said
        assert "ERROR of asyncio" in said
        assert SECRET not in caplog.text
        served.server.maker = usual
        await first.keys("g")
        await first.until("推移")


@pytest.mark.skipif(sys.platform != "linux", reason="no other system counts it")
async def test_a_session_has_a_bound_to_its_memory(serve: Serve) -> None:
    """Above what it shares with the nursery."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        [running] = served.server.tabs.values()
        assert memory.MOST < _most_data(running.pid) < memory.MOST + 200_000_000


def _most_data(pid: int) -> int:
    limits = Path(f"/proc/{pid}/limits").read_text()
    [most] = [int(one.split()[3]) for one in limits.splitlines() if one.startswith("Max data size")]
    return most


@pytest.mark.skipif(sys.platform != "linux", reason="no other system counts it")
def test_beyond_the_bound_memory_is_refused() -> None:
    """What is there already does not count against it."""
    script = (
        "from dxcheck.web import child, failure, memory\nfailure.say_places_only()\nthere = bytearray(memory.MOST // 4)\nmemory.bound()\n"
    )
    script += "kept = bytearray(memory.MOST * 9 // 10)\nprint('kept', flush=True)\nbytearray(memory.MOST // 4)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.stdout == "kept\n"
    assert ended.stderr.startswith("MemoryError at <string>:")


def test_a_failure_is_told_without_its_message() -> None:
    """Causes and the members of a group are named too."""

    def fail(text: str) -> None:
        try:
            int(text)
        except ValueError as problem:
            raise ExceptionGroup(text, [KeyError(text), OSError(text)]) from problem

    with pytest.raises(ExceptionGroup) as caught:
        fail(SECRET)
    said = failure.told(caught.value)
    assert SECRET not in said
    assert [said.index(kind) for kind in ("ValueError", "KeyError", "OSError", "ExceptionGroup")] == sorted(
        said.index(kind) for kind in ("ValueError", "KeyError", "OSError", "ExceptionGroup")
    )
    assert "web/test_failures.py" in said
    assert " fail" in said


@pytest.mark.parametrize(
    "code",
    [
        "raise KeyError(secret)",
        "import threading; t = threading.Thread(target=lambda: [].index(secret)); t.start(); t.join()",
        "import logging; logging.error('it was %s', secret)",
        "import warnings; warnings.warn(secret)",
        "class A:\n    def __del__(self): raise ValueError(secret)\nA()",
    ],
    ids=["raised", "in a thread", "logged", "warned", "at the end of an object"],
)
def test_no_way_out_of_a_process_tells_a_value(code: str) -> None:
    """Every hook that prints something when nobody catches it."""
    script = f"import sys\nfrom dxcheck.web import failure\nfailure.say_places_only()\nsecret = sys.argv[1]\n{code}"
    ended = subprocess.run([sys.executable, "-c", script, SECRET], capture_output=True, text=True, check=False)
    assert SECRET not in ended.stderr
    assert " at " in ended.stderr


def test_an_app_that_cannot_write_the_log_says_so(tmp_path: Path) -> None:
    """On the error output itself, from inside an app, which keeps what is printed from the screen; and the person works on."""
    script = """
import sys
from pathlib import Path
from textual.app import App
from dxcheck.model import calendar
from dxcheck.store.audit import AuditLog

class Working(App):
    def on_mount(self):
        AuditLog(Path(sys.argv[1]) / "none" / "there").witness(calendar.now, "imabari-kikaku", "")("submit", "382027")
        self.exit(0)

Working().run()
"""
    (tmp_path / "none").write_text("a file, where the folder should be")
    program, environment = [sys.executable, "-c", script, str(tmp_path)], {**os.environ, **child.ENVIRONMENT}
    ended = subprocess.run(program, capture_output=True, input="", env=environment, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.startswith("cannot write the audit log: ")
