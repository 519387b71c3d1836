"""The real program in a real terminal, killed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.terminal import terminal
from dxcheck.desk import StaffDesk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def command(data: Path) -> list[str]:
    """The program at 今治市's desk."""
    return [sys.executable, "-m", "dxcheck", "--lang", "ja", "--data", str(data), "check", "今治"]


def test_a_killed_session_resumes_at_the_same_item(data: Path, make_desk: Callable[..., StaffDesk]) -> None:
    """Three answers and a half-typed evidence, then kill -9: everything that showed 保存済み is there, and the next start opens the same item."""
    with terminal(command(data), {}) as opened:
        opened.wait_for("データの保存先")
        opened.drain(0.3)
        opened.press("s")
        opened.wait_for("mom-01")
        opened.drain(0.3)
        for following in ("mom-02", "mom-03", "mom-04"):
            opened.press("2")
            opened.wait_for(f"{following}  ")
        opened.press("e")
        opened.wait_for("mom-04 の根拠")
        opened.drain(0.3)
        opened.press("KPTの記録")
        opened.wait_for("保存済み")
        opened.drain(1.5)
    draft = make_desk().draft()
    assert draft is not None
    assert {item: answer.choice for item, answer in draft.answers.items()} == {"mom-01": 2, "mom-02": 2, "mom-03": 2, "mom-04": None}
    assert draft.answers["mom-04"].evidence == "KPTの記録"
    with terminal(command(data), {}) as again:
        again.wait_for("データの保存先")
        again.drain(0.3)
        again.press("s")
        again.wait_for("mom-04  ")
