"""The measurements are run one by one, and one that does not finish is told like the others."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from bench.__main__ import PARTS, run_part
from bench.rows import Row

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
        ("import time; time.sleep(60)", "not finished after 4 s", 4),  # it has to begin within that, on a busy machine too
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


def _runs(pid: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has asked how it ended does not count."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
