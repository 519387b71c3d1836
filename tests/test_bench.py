"""The measurements are run one by one, and one that does not finish is told like the others."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from postgresql import Cluster

from bench.__main__ import PARTS, run_part
from bench.earlier_folder import earlier
from bench.rows import Row
from dxcheck.model.patch import AnswerPatch
from dxcheck.workspace import Workspace

BENCH = Path(__file__).parent.parent / "bench"
ONE_ROW = "from bench.rows import Row, show; show([Row('the first', '1 ms', ratio=1, bar=2)])\n"


def test_every_measurement_with_rows_is_a_part() -> None:
    """`make bench` runs all that can be run, `python -m bench NAME` each."""
    with_rows = {
        one.stem for one in BENCH.glob("*.py") if re.search(r"^def rows\(\) -> Iterator\[Row\]", one.read_text("utf-8"), re.MULTILINE)
    }
    assert with_rows == set(PARTS)


@pytest.mark.parametrize(
    ("then", "said", "patience"),
    [
        ("raise ValueError('no disk')", "ValueError: no disk", 60),
        ("import os; os.kill(os.getpid(), 9)", "ended with -9", 60),
        ("import time; time.sleep(60)", "not finished after 5 s", 5),  # it has to begin within that, on a busy machine too
    ],
)
def test_a_part_that_does_not_finish_is_told_as_a_row(then: str, said: str, patience: int, capfd: pytest.CaptureFixture[str]) -> None:
    """What was measured before stays, what ended it is said in a line, and no traceback is printed."""
    rows = run_part("saving", ONE_ROW + then, patience=patience)
    assert rows == [
        Row("the first", "1 ms", ratio=1, bar=2),
        Row("saving: could not be measured to its end", said, "seen last: the first", bar=0),
    ]
    assert rows[-1].holds is False
    printed = capfd.readouterr()
    assert (said in printed.out, "Traceback" in printed.out + printed.err) == (True, False)


def test_nothing_that_a_part_started_goes_on(capfd: pytest.CaptureFixture[str]) -> None:
    """A server that it left behind neither holds up the next part nor takes its time."""
    start = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid, flush=True)\n"
    assert [row.what for row in run_part("in a browser", ONE_ROW + start)] == ["the first"]
    pid = int(capfd.readouterr().out.split()[-1])
    late = time.monotonic() + 10
    while _runs(pid) and time.monotonic() < late:
        time.sleep(0.02)
    assert not _runs(pid)


def test_a_draft_saved_as_before_is_one_of_today(tmp_path: Path) -> None:
    """Otherwise the bar would stand beside something that no longer works."""
    workspace = earlier(tmp_path / "data")
    desk = workspace.staff_desk(workspace.roster.municipalities[0])
    desk.begin()
    item = desk.questionnaire.ordered[0].id
    saved = [desk.save(item, AnswerPatch(choice=level)).draft for level in (1, 2)]
    today = Workspace.open(tmp_path / "data").staff_desk(desk.municipality)
    assert today.draft() == saved[-1] == desk.draft()
    assert today.save(item, AnswerPatch(choice=3)).draft == desk.draft()


@pytest.mark.crawl
def test_an_engine_that_a_part_started_ends_with_it(cluster: Cluster, capfd: pytest.CaptureFixture[str]) -> None:
    """PostgreSQL goes its own way; a part that takes too long ends it first."""
    assert cluster
    start = "import time; from bench.engine import engine\nwith engine() as made:\n    print(made.first, flush=True); time.sleep(120)"
    assert [row.ours for row in run_part("PostgreSQL", start, patience=20)] == ["not finished after 20 s"]
    assert not _runs(int(capfd.readouterr().out.split()[0]))


def _runs(pid: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has asked how it ended does not count."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
