"""Long commands: they show how far they are on a terminal, and Ctrl+C in the middle leaves every folder as it was."""

from __future__ import annotations

import hashlib
import io
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cut_off import Interrupted
from demos import CopyDemo

from dxcheck.cli.progress import ProgressLine, shown
from dxcheck.cli.root import root
from dxcheck.formats import output
from dxcheck.formats.output import write_output
from dxcheck.model.roster import load_roster
from dxcheck.store import files
from dxcheck.system.progress import counted, followed_by, follower_now

PACKAGE = Path(output.__file__).parent.parent
_WRITING = re.compile(r"""\.write_(?:bytes|text)\(|open\([^\n]*["'][rbt]*[wxa+][rbt+]*["']|O_CREAT|NamedTemporaryFile""")


def run(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(root, [str(one) for one in arguments], prog_name="dxcheck", standalone_mode=False)


def content(folder: Path) -> dict[str, str]:
    """Every file and folder below one, with what is in it; locks and what is computed again do not count."""
    found = sorted(folder.rglob("*"))
    return {
        one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest() if one.is_file() else ""
        for one in found
        if not {".locks", ".scores"} & set(one.parts)
    }


LONG = {
    "backup": ("backup", "--data", "data", "copy.zip"),
    "restore": ("restore", "before.zip", "--to", "new"),
    "demo": ("demo", "new", "--no-open"),
    "demo, afresh": ("demo", "data", "--fresh", "--no-open"),
    "report centre": ("report", "centre", "--data", "data", "-o", "report.md"),
    "compare": ("compare", "--data", "data", "-o", "table.xlsx"),
    "publish": ("benchmark", "publish", "--data", "data", "--yes"),
    "doctor": ("doctor", "--data", "data"),
}
"""Commands that take more than two seconds at 1,741 municipalities; `move` stands with the database's."""


@pytest.mark.parametrize("name", LONG)
def test_a_command_cut_off_in_the_middle_leaves_no_half_file(
    name: str, tmp_path: Path, copy_demo: CopyDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its first part and at some later one: every folder is as it was."""
    monkeypatch.chdir(tmp_path)
    copy_demo(Path("data"))
    Path("copy.zip").write_bytes(b"the copy of yesterday")
    assert run("backup", "--data", "data", "before.zip").exception is None
    before = content(tmp_path)
    options = ("--force",) if name in ("report centre", "compare") else ()
    for after in (0, 13):
        with followed_by(Interrupted(after)):
            cut = run(*LONG[name], *options)
        assert cut.exception is not None
        assert isinstance(cut.exception.__cause__, KeyboardInterrupt)
        assert content(tmp_path) == before


TOLD_TO_END = """
import signal, sys
from pathlib import Path
from dxcheck.cli.main import main
from dxcheck.system.progress import LastTold, followed_by
signal.signal(getattr(signal, sys.argv[1]), signal.SIG_DFL)  # whoever started the tests may hear nothing of it
class ToldToEnd(LastTold):
    def told(self, done, of, what):
        super().told(done, of, what)
        if list(Path().rglob(".*.dxcheck.tmp")):
            print("half", flush=True)
            signal.raise_signal(getattr(signal, sys.argv[1]))
with followed_by(ToldToEnd()):
    sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without telling them")
@pytest.mark.parametrize("told", ["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("name", ["backup", "restore", "demo", "demo, afresh"])
def test_a_command_that_is_told_to_end_leaves_nothing_half_written(name: str, told: str, tmp_path: Path, copy_demo: CopyDemo) -> None:
    """As after Ctrl+C."""
    copy_demo(tmp_path / "data")
    subprocess.run([sys.executable, "-m", "dxcheck", "backup", "--data", "data", "before.zip"], cwd=tmp_path, check=True)
    before = content(tmp_path)
    ending = subprocess.run(
        [sys.executable, "-c", TOLD_TO_END, told, *LONG[name]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ending.returncode, ending.stdout) == (130, "half\n"), ending.stderr
    assert content(tmp_path) == before


STEPS: list[tuple[object, str]] = [(os, "open"), (Path, "chmod"), (output, "_give_as_before"), (Path, "replace")]


@pytest.mark.parametrize(("where", "step"), STEPS, ids=[step for _where, step in STEPS])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_file_for_people_is_written_whole_or_not_at_all(
    where: object, step: str, is_new: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command that writes one does it here; Ctrl+C at any step leaves the older one, or none."""
    path = tmp_path / "表.csv"
    if not is_new:
        path.write_bytes(b"old")
    before = content(tmp_path)

    def interrupted(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(where, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_output(path, b"new")
    assert content(tmp_path) == before


@pytest.mark.parametrize("step", ["open", "fsync", "link", "replace"])
def test_a_document_is_saved_whole_or_not_at_all(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C at any step of a save leaves the older content, and nothing beside it but a copy of that."""
    path = tmp_path / "382027.json"
    path.write_bytes(b"old")

    def interrupted(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            files.write(path, b"new")
    found = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert found.pop("382027.json") == b"old"
    assert found in ({}, {"382027.json.bak": b"old"})


WRITES = {
    "formats/output.py",
    "store/files.py",
    "store/derived.py",
    "store/backup.py",
    "store/appending.py",
    "store/turn.py",
    "doctor/findings.py",
    "store/database/settings_copy.py",
    "desk/settings_check.py",
    "system/terminal_memory.py",
    "system/apart.py",
    "web/child.py",
    "web/processes.py",
    "charts/canvas.py",
}
"""Where something is opened to write: for people, the data, locks, and what only lives as long as a process (pipes, fonts, settings of a database)."""


def test_files_are_written_in_few_places() -> None:
    """A new place must show that it can be cut off; then it goes into the list."""
    assert {one.relative_to(PACKAGE).as_posix() for one in PACKAGE.rglob("*.py") if _writes(one)} <= WRITES


def _writes(path: Path) -> bool:
    return _WRITING.search(path.read_text(encoding="utf-8")) is not None


def _on_a_terminal(folder: Path, seen: Callable[[bytes], bool], *arguments: str) -> tuple[bytes, subprocess.Popen[bytes]]:
    """Run a command whose error output is a terminal, and press Ctrl+C once something is seen there."""
    ours, theirs = pty.openpty()
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell that started the tests in the background had it ignored, and so would the command
    command = subprocess.Popen(
        [sys.executable, "-m", "dxcheck", *arguments],
        cwd=folder,
        stderr=theirs,
        stdout=subprocess.PIPE,
        env={**os.environ, "DXCHECK_LANG": "ja", "PYTHONPATH": str(PACKAGE.parent)},
    )
    signal.signal(signal.SIGINT, before)
    os.close(theirs)
    said, is_pressed = b"", False
    try:
        while piece := os.read(ours, 10_000):
            said += piece
            if not is_pressed and seen(said):
                command.send_signal(signal.SIGINT)
                is_pressed = True
    except OSError:  # the other side is closed
        pass
    finally:
        os.close(ours)
    return said, command


def test_ctrl_c_on_a_terminal_ends_with_a_sentence(tmp_path: Path, copy_demo: CopyDemo) -> None:
    """How far it is stands on one line, which is empty again before the sentence; the exit code is that of shells."""
    copy_demo(tmp_path / "data")
    before = content(tmp_path)
    said, command = _on_a_terminal(
        tmp_path, lambda said: "図を描いています".encode() in said, "report", "centre", "--data", "data", "-o", "報告.pdf"
    )
    assert command.wait(60) == 130
    assert said.decode().rstrip().endswith("途中で中止しました。書きかけのファイルは残していません。")
    assert content(tmp_path) == before


MAPPING = 'survey = "ある調査"\nas_of = 2026-04-01\nkey = "団体コード"\n[[facts]]\ncolumn = "全体方針"\nlabel = "方針がある"\nitems = ["gov-02"]\nexpected_from = 3\n'
PARTS = {
    "facts import": ("facts", "import", "table.csv", "mapping.toml", "--yes", "--data"),
    "redact": ("redact", "今治市", "--text", "係長", "--yes", "--data"),
}


@pytest.mark.parametrize("name", PARTS)
def test_what_changes_many_documents_says_that_some_are_done(
    name: str, tmp_path: Path, copy_demo: CopyDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is whole, and the same command does the rest, as if it had never been cut off."""
    monkeypatch.chdir(tmp_path)
    Path("mapping.toml").write_text(MAPPING, encoding="utf-8")
    rows = [f"{one.code},有" for one in load_roster().municipalities]
    Path("table.csv").write_text("\n".join(["団体コード,全体方針", *rows, ""]), encoding="utf-8")
    for folder in ("cut", "whole"):
        copy_demo(Path(folder))
    counting = Interrupted(10**9)
    with followed_by(counting):
        assert run(*PARTS[name], "whole").exception is None
    with followed_by(Interrupted(counting.times - 3)):
        cut = run(*PARTS[name], "cut")
    assert (cut.return_value, "同じコマンドをもう一度" in cut.stderr) == (130, True), cut.output
    assert run(*PARTS[name], "cut").exception is None
    assert documents(tmp_path / "cut") == documents(tmp_path / "whole")


def documents(folder: Path) -> dict[str, str]:
    """What is in its documents."""
    return {place: kept for place, kept in content(folder).items() if place.endswith(".json")}


def test_the_line_is_painted_while_a_step_goes_on_and_leaves_nothing() -> None:
    """What is said next begins on an empty line; what is over within half a second is not spoken of at all."""
    for after, is_painted in ((0.0, True), (60.0, False)):
        out = io.StringIO()
        with followed_by(ProgressLine(out, after=after)):
            for _one in counted(range(2), "図を描いています"):
                late = time.monotonic() + 5
                while is_painted and not out.getvalue() and time.monotonic() < late:
                    time.sleep(0.01)
        assert ("図を描いています　0/2（0%）" in out.getvalue()) == is_painted
        assert not is_painted or out.getvalue().rpartition("%）")[2].strip(" \r") == ""
        assert not out.getvalue() or out.getvalue().endswith(" \r")


class Pressed(io.StringIO):
    """A terminal at which Ctrl+C is pressed in the moment in which the line is emptied."""

    is_pressed = False

    def isatty(self) -> bool:
        """Something is shown."""
        return True

    def write(self, said: str) -> int:
        """Once."""
        if self.getvalue() and not said.strip() and not self.is_pressed:
            self.is_pressed = True
            raise KeyboardInterrupt
        return super().write(said)


def test_the_line_is_empty_although_ctrl_c_came_while_it_was_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence that says what became of it stands alone."""
    terminal = Pressed()
    monkeypatch.setattr(sys, "stderr", terminal)

    def draw() -> None:
        with shown():
            for _one in counted(range(2), "図を描いています"):
                late = time.monotonic() + 10
                while not terminal.getvalue() and time.monotonic() < late:
                    time.sleep(0.01)

    with pytest.raises(KeyboardInterrupt):
        draw()
    assert terminal.is_pressed
    assert terminal.getvalue().endswith(" \r")


def test_in_a_pipe_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log would be full of it."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with shown():
        assert follower_now() is None
