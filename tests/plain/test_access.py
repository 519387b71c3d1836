"""Who sees and changes what, line by line: the table of tests/access.py, at the staff's desk of one municipality beside another."""

from __future__ import annotations

import re
from pathlib import Path

import access
import pytest
from access_world import FOREIGN, NAMES, OWN, built, data, words_in
from cli.test_commands import run
from moments import NOW, set_clock

__all__ = ["built", "data"]

READ = [
    "?",
    "r",
    "i",
    "c",
    "a",
    "",
    "",
    "g",
    "t",
    "",
    "h",
    "1",
    "",
    "",
    "o",
    "a",
    "1",
    "o",
    "",
    "v",
    "t",
    "a",
    "",
    "q",
    "b",
    "y",
    "",
    "review",
    "a",
    "",
]
WRITE = ["s", "3", "e 資料", "c 事情", "t 2", "k", "u", "", "w", "相談", "", "post", "企画課", "d", "n", "終わる"]


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the world."""
    set_clock(monkeypatch, NOW)


def test_line_by_line_staff_read_and_change_their_own_municipality_and_nothing_else(data: Path) -> None:
    """Everything that can be read is read, and something of each kind is written."""
    before = {one: one.read_bytes() for one in data.rglob("*.json")}
    done = run(data, "check", NAMES[OWN], "--plain", stdin="\n".join([*READ, *WRITE]) + "\n")
    assert done.exit_code == 0, done.output
    seen = words_in(done.output)
    assert {kind for kind, _town in seen} == access.SEES["staff"], "all that staff may read is read out, and nothing that they may not"
    assert {town for _kind, town in seen} == {OWN}
    assert NAMES[FOREIGN] not in done.output
    changed = {one.relative_to(data).as_posix() for one in data.rglob("*.json") if before.get(one) != one.read_bytes()}
    allowed = re.compile(access.WRITES["staff"].format(own=OWN))
    assert changed
    assert [one for one in sorted(changed) if not allowed.fullmatch(one)] == []
