"""A disk that fails under somebody's hands: they go on, see what is wrong, and all of it is saved once the fault is gone."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app.people import Desks, Open
from textual.widgets import TextArea

from dxcheck.place import Place
from dxcheck.store import files

Fault = Callable[[Path], contextlib.AbstractContextManager[None]]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a real disk of its own, of half a megabyte, where that can be had."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield disk / "data"
    subprocess.run(["umount", "-l", disk], check=True)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a byte left."""
    ballast = folder.parent / "ballast"
    with ballast.open("wb", buffering=0) as opened, contextlib.suppress(OSError):
        while True:
            opened.write(b"x" * 4096)
    yield
    ballast.unlink()


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Mounted anew for reading alone."""
    subprocess.run(["mount", "-o", "remount,ro", folder.parent], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", folder.parent], check=True)


@contextlib.contextmanager
def input_output_error(_folder: Path) -> Iterator[None]:
    """The disk takes the bytes and refuses to promise them."""
    real = os.fsync

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    files.os.fsync = refuse  # type: ignore[attr-defined]
    try:
        yield
    finally:
        files.os.fsync = real  # type: ignore[attr-defined]


@contextlib.contextmanager
def taken_away(folder: Path) -> Iterator[None]:
    """A network drive that is disconnected: another file lies where the folder was."""
    away = folder.with_name("away")
    folder.rename(away)
    folder.write_text("not a folder", encoding="utf-8")
    yield
    folder.unlink()
    away.rename(folder)


@pytest.mark.parametrize(
    ("fault", "said"),
    [(full, "空きがありません"), (read_only, "読み取り専用"), (input_output_error, "382027.draft.json"), (taken_away, "フォルダー")],
)
async def test_the_person_goes_on_and_everything_is_saved_afterwards(
    make_desk: Desks, open_app: Open, data: Path, fault: Fault, said: str
) -> None:
    """Levels and a comment given while the disk fails stay on the screen and reach the store without another key."""
    desk: Any = make_desk()
    desk.begin()
    items = [one.id for one in desk.questionnaire.ordered]
    async with open_app(desk) as person:
        await person.press("enter")
        await person.press("1")
        with fault(data):
            await person.pilot.press("2", "3")
            await person.wait_until(lambda: any(said in one for one in person.said), 15)
            assert "保存できません" in person.text or "まだ保存" in person.text, person.text
            await person.pilot.press("c")
            await person.pilot.pause()
            await person.pilot.press(*"満杯でも")
            assert person.app.screen.query_one(TextArea).text == "満杯でも"
        await person.wait_until(lambda: person.app.saver.state.waiting == 0, 20)
    there = Place.open(data).staff_desk(desk.municipality).draft()
    assert there is not None
    assert [there.entries[one].answer.choice for one in items[:3]] == [1, 2, 3]
    assert any(one.answer.comment == "満杯でも" for one in there.entries.values())
