"""The log while strangers flood the door and while the disk is slow or full: nobody waits for it, and nothing that people did is missing in it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from moments import NOW
from standing_still import idle
from web.serving import IMABARI, MATSUYAMA, Serve

from dxcheck.store import errors
from dxcheck.store.audit import AUDIT, REFUSED, AuditLog, Event
from dxcheck.web import bookkeeper
from dxcheck.web.bookkeeper import MOST_TOLD_APART, MOST_WAITING, Bookkeeper


class Disk(AuditLog):
    """A log on a disk that can be slow or full."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder, name)
        self.pieces: list[int] = []
        self.is_full = False
        self.refused = 0
        self.go = threading.Event()
        self.go.set()

    def add_all(self, events: Sequence[Event]) -> None:
        """Wait, or refuse, or write."""
        self.go.wait(30)
        if self.is_full:
            self.refused += 1
            raise errors.from_os_error(OSError(28, "full"), Path(AUDIT))
        self.pieces.append(len(events))
        super().add_all(events)


def lines_of(folder: Path, name: str) -> list[dict[str, str]]:
    """Every line."""
    path = folder / name
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def test_what_many_do_at_once_is_written_in_one_piece(tmp_path: Path) -> None:
    """One wait for the disk for all of them, and in their order."""
    disk = Disk(tmp_path, AUDIT)
    book = Bookkeeper(tmp_path, lambda: NOW, acts=disk)
    for n in range(500):
        book.act("open", IMABARI, "", str(n))
    book.flush()
    assert [one["detail"] for one in lines_of(tmp_path, AUDIT)] == [str(n) for n in range(500)]
    assert len(disk.pieces) < 10
    book.close()


def test_nobody_waits_for_a_slow_disk_and_an_orderly_end_writes_everything(tmp_path: Path) -> None:
    """Also what comes after the end."""
    disk = Disk(tmp_path, AUDIT)
    disk.go.clear()
    book = Bookkeeper(tmp_path, lambda: NOW, acts=disk)
    began = idle()
    for n in range(100):
        book.act("open", IMABARI, "", str(n))
    assert idle() - began < 0.5
    assert lines_of(tmp_path, AUDIT) == []
    disk.go.set()
    book.close()
    book.act("logout", IMABARI)
    assert [one.get("detail", one["event"]) for one in lines_of(tmp_path, AUDIT)] == [*(str(n) for n in range(100)), "logout"]


def test_repeated_refusals_are_one_line_with_their_number(tmp_path: Path) -> None:
    """The first is told at once, the others after a minute or at the end; whoever makes up kinds is counted with the others."""
    now = [0.0]
    book = Bookkeeper(tmp_path, lambda: NOW, lambda: now[0])
    for _nth in range(1000):
        book.refused("login-refused", IMABARI, "192.0.2.1")
    book.flush()
    assert [(one["event"], one.get("times")) for one in lines_of(tmp_path, REFUSED)] == [("login-refused", None)]
    now[0] = bookkeeper.COUNT_FOR + 1
    book._tell_counts()
    book._write("refusals")
    assert [one.get("times") for one in lines_of(tmp_path, REFUSED)] == [None, "999"]
    for n in range(10_000):
        book.refused("login-refused", IMABARI, f"192.0.{n // 250}.{n % 250}")
    book.close()
    lines = lines_of(tmp_path, REFUSED)[2:]
    assert len(lines) <= 2 * MOST_TOLD_APART + 2
    assert sum(int(one.get("times", 1)) for one in lines) == 10_000
    assert "others" in {one.get("detail") for one in lines}
    assert lines_of(tmp_path, AUDIT) == [], "no refusal pushes out what people did"


def test_a_full_disk_is_told_once_and_what_waited_is_written_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Beyond what can wait, a line says how many are missing."""
    monkeypatch.setattr(bookkeeper, "TRY_AGAIN", 0.05)
    disk = Disk(tmp_path, AUDIT)
    disk.is_full = True
    book = Bookkeeper(tmp_path, lambda: NOW, acts=disk)
    for n in range(MOST_WAITING + 5):
        book.act("open", IMABARI, "", str(n))
    while disk.refused < 5:
        time.sleep(0.01)
    assert caplog.text.count("cannot write the log") == 1
    disk.is_full = False
    book.close()
    lines = lines_of(tmp_path, AUDIT)
    assert (lines[0]["event"], lines[0]["times"]) == ("not-written", "5")
    assert [one["detail"] for one in lines[1:]] == [str(n) for n in range(5, MOST_WAITING + 5)]


async def test_a_disk_that_stands_still_keeps_nobody_from_logging_in(serve: Serve, tmp_path: Path) -> None:
    """Neither the one who logs in nor a stranger who is refused; at the end all of it is in the log."""
    async with serve() as served, served.visitor() as visitor, served.visitor() as stranger:
        disk = Disk(served.workspace.folder.path, AUDIT)
        served.server.book._logs["acts"] = disk
        disk.go.clear()
        async with asyncio.timeout(20):  # the disk stands still for longer
            assert (await visitor.log_in(IMABARI)).status == 303
            assert (await stranger.log_in(MATSUYAMA, "wrong-wrong-wrong")).status == 401
            assert (await visitor.get("/")).status == 200
        disk.go.set()
    assert [one["event"] for one in lines_of(served.workspace.folder.path, AUDIT)] == ["login"]
    assert [one["event"] for one in lines_of(served.workspace.folder.path, REFUSED)] == ["login-refused"]


async def test_a_flood_of_strangers_is_a_few_lines(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred requests with names and passwords that nobody has; not as slow as strangers are kept."""
    monkeypatch.setattr("dxcheck.web.hashing.PAUSE", 0.0)
    async with serve() as served, served.visitor() as stranger:
        form = {"csrf": await stranger.form("/login"), "password": "wrong-wrong-wrong"}
        for _round in range(5):
            await asyncio.gather(*(stranger.post("/login", {**form, "name": f"nobody-{n}"}) for n in range(20)))
        served.server.book.close()
        lines = lines_of(served.workspace.folder.path, REFUSED)
        assert len(lines) <= 6
        assert lines_of(served.workspace.folder.path, AUDIT) == []
