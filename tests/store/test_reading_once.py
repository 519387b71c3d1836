"""A file that did not change is read once, however much is asked of it; a change is seen at once, whoever made it."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest
from moments import NOW
from reads import reads

from dxcheck.desk import StaffDesk
from dxcheck.model.snapshot import Answer
from dxcheck.store import files
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

__all__ = ["reads"]


def asked(desk: StaffDesk) -> list[str]:
    """What was asked."""
    return [one.text for one in desk.wishes.every()]


def aged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file's last change lie back, as far as reading is concerned."""
    settled = max(path.stat().st_mtime_ns, path.stat().st_ctime_ns) + files.SETTLED_AFTER + 1
    monkeypatch.setattr(files.time, "time_ns", lambda: settled)


def test_a_file_at_rest_is_read_once_and_a_change_is_seen(tmp_path: Path, reads: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another desk's change, and a file put there by hand."""
    workspace = Workspace.open(tmp_path / "data")
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    desk.submit_answers({"gov-01": Answer(choice=1)}, "企画課", "課長")
    path = place(tmp_path / "data", "382027.json")
    aged(path, monkeypatch)
    reads.clear()
    for _round in range(3):
        assert (len(desk.snapshots()), desk.records(), asked(desk), desk.actions()) == (1, [], [], [])
    assert reads[path.name] == 1
    other = Workspace.open(tmp_path / "data").staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    other.wishes.ask("相談")
    assert asked(desk) == ["相談"]
    aged(path, monkeypatch)
    assert asked(desk) == ["相談"]
    raw, before = path.read_bytes(), path.stat()
    path.write_bytes(raw.replace("相談".encode(), "想談".encode()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert asked(desk) == ["想談"]


def test_what_is_not_there_is_looked_for_once_and_seen_when_it_comes(tmp_path: Path, reads: Counter[str]) -> None:
    """Most prefectures' centre never decides on a cycle, and each screen asks whether it did."""
    workspace = Workspace.open(tmp_path / "data")
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    desk.wishes.ask("相談")  # the folder is there
    reads.clear()
    running = desk.cycle
    for _round in range(3):
        assert not desk.schedule.is_extended(running)
    assert reads["schedule.json"] == 1
    workspace.centre_desk(now=lambda: NOW).cycles.extend(running.closing_day + dt.timedelta(days=7))
    assert desk.schedule.is_extended(running)
    place(tmp_path / "data", "schedule.json").unlink()
    assert not desk.schedule.is_extended(running)


def test_a_file_written_this_moment_is_not_trusted_to_stay(tmp_path: Path, reads: Counter[str]) -> None:
    """A clock's tick could hide a second change, so it is read again."""
    workspace = Workspace.open(tmp_path / "data")
    desk = workspace.staff_desk(workspace.roster.find("今治"), now=lambda: NOW)
    desk.wishes.ask("相談")
    reads.clear()
    for _round in range(3):
        assert asked(desk) == ["相談"]
    assert reads["382027.json"] == 3
