"""The disk fails under the person's hands: they go on, are told, and once it is mended everything they gave is in the store without another key."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app.people import Open, Person
from moments import NOW
from textual.widgets import TextArea

from dxcheck.app.widgets.topbar import TopBar
from dxcheck.desk import StaffDesk
from dxcheck.model.snapshot import Answer
from dxcheck.store import files
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

Desks = Callable[..., StaffDesk]


def desk_on(data: Path) -> StaffDesk:
    """今治市's desk on some disk."""
    workspace = Workspace.open(data)
    return workspace.staff_desk(workspace.roster.find("今治"), post="企画課 情報係", now=lambda: NOW)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of one megabyte."""
    workspace = tmp_path / "disk"
    workspace.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(workspace)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield workspace
    subprocess.run(["umount", "-l", str(workspace)], check=True)


def fill(ballast: Path) -> None:
    """Take the last byte of a disk."""
    with ballast.open("wb", buffering=0) as opened:
        for _block in range(1_000_000):
            opened.write(b"\0" * 512)


def remount(disk: Path, how: str) -> None:
    """Mount a disk again: `ro` or `rw`."""
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def taken_away(data: Path) -> Path:
    """Rename the data folder; gives where it is now."""
    return data.rename(data.with_name("よそ"))


def brought_back(elsewhere: Path, data: Path) -> None:
    """Give the data folder its name again."""
    elsewhere.rename(data)


def make_empty(folder: Path) -> None:
    """A folder with nothing in it, as an unmounted disk leaves behind."""
    folder.mkdir()


def remove_empty(folder: Path) -> None:
    """And it is taken away again."""
    folder.rmdir()


def names_in(folder: Path) -> list[str] | None:
    """What lies in a folder; None if there is no folder."""
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else None


async def goes_on(person: Person, said: str) -> None:
    """One answer, then a text in its window, while nothing can be saved; told in the top line, in a notification and in the window, and not held up."""
    await person.pilot.press("3")
    await person.wait_until(lambda: said in top_line(person))
    await person.wait_until(lambda: any(said in one for one in person.said))
    await person.pilot.press("e", *"記録")
    await person.wait_until(lambda: person.app.screen.query_one(TextArea).text == "記録")
    await person.pilot.press("escape")
    await person.wait_until(lambda: "書いたものはこの画面に残っています" in person.text)
    assert said in person.text
    await person.pilot.click("#later")
    await person.pilot.pause()
    assert person.screen == "QuestionScreen"
    assert "入力は残っています" in top_line(person)
    assert {item: answer.choice for item, answer in person.app.saver.answers().items() if answer.is_answered} == {"mom-01": 2, "mom-02": 3}


def top_line(person: Person) -> str:
    """All that the top line means to say, whatever the width."""
    return person.app.screen_stack[1].query_one(TopBar)._saving


async def is_all_saved(person: Person, look: Callable[[], StaffDesk]) -> None:
    """Without another key: what the store holds is what was given, and the top line says so."""

    def there() -> bool:
        draft = look().draft()
        given = draft.answers if draft is not None else {}
        return given == {"mom-01": Answer(choice=2), "mom-02": Answer(choice=3), "mom-03": Answer(evidence="記録")}

    await person.wait_until(there, seconds=10.0)
    await person.wait_until(lambda: top_line(person).startswith("保存済み"))
    assert not top_line(person).startswith("保存できません")


async def test_a_full_disk_keeps_nobody_from_answering(small_disk: Path, open_app: Open) -> None:
    """A real disk without a byte left; once there is room again, all of it is saved."""
    data, ballast = small_disk / "data", small_disk / "ballast"
    async with open_app(desk_on(data)) as person:
        await person.press("s", "2")
        with pytest.raises(OSError, match="space"):
            fill(ballast)
        before = place(data, "382027.draft.json").read_bytes()
        await goes_on(person, "空きがありません")
        assert place(data, "382027.draft.json").read_bytes() == before
        ballast.unlink()
        await is_all_saved(person, lambda: desk_on(data))


async def test_a_disk_that_becomes_read_only_keeps_nobody_from_answering(small_disk: Path, open_app: Open) -> None:
    """As Linux does after an error of the disk: mounted read-only under the running app, and later writable again."""
    data = small_disk / "data"
    async with open_app(desk_on(data)) as person:
        await person.press("s", "2")
        remount(small_disk, "ro")
        try:
            await goes_on(person, "読み取り専用です")
        finally:
            remount(small_disk, "rw")
        await is_all_saved(person, lambda: desk_on(data))


async def test_an_error_of_the_disk_keeps_nobody_from_answering(
    data: Path, make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk answers fsync with an input/output error: nothing counts as saved until it no longer does."""

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    async with open_app(make_desk()) as person:
        await person.press("s", "2")
        before = place(data, "382027.draft.json").read_bytes()
        with monkeypatch.context() as broken:
            broken.setattr(files.os, "fsync", refuse)
            await goes_on(person, "読み書きできませんでした")
            assert place(data, "382027.draft.json").read_bytes() == before
        await is_all_saved(person, make_desk)
    assert [one for one in names_in(data) or [] if one.endswith(".tmp")] == []


async def test_a_folder_that_was_taken_away_is_not_made_anew(data: Path, make_desk: Desks, open_app: Open) -> None:
    """Renamed under the running app: no second folder appears in its place, nobody is told that the draft was submitted, and when it is back all is saved."""
    async with open_app(make_desk()) as person:
        await person.press("s", "2")
        elsewhere = taken_away(data)
        await goes_on(person, "フォルダーが見つかりません")
        await person.pilot.pause(0.5)
        assert names_in(data) is None
        assert not any("提出されました" in one for one in person.said)
        brought_back(elsewhere, data)
        await is_all_saved(person, make_desk)


async def test_a_folder_that_goes_while_nothing_waits_is_said_and_never_looks_empty(data: Path, make_desk: Desks, open_app: Open) -> None:
    """Nobody types; the look for others' answers meets the gap. The questionnaire stays open, and the home screen does not greet a first-timer."""
    async with open_app(make_desk()) as person:
        await person.press("s", "2")
        elsewhere = taken_away(data)
        await person.wait_until(lambda: any("フォルダーが見つかりません" in one for one in person.said), seconds=6.0)
        await person.pilot.pause(0.5)
        assert person.screen == "QuestionScreen"
        await person.press("escape")
        await person.wait_until(lambda: "保存したデータを読めません" in person.text, seconds=8.0)
        assert "はじめての方へ" not in person.text
        assert names_in(data) is None
        brought_back(elsewhere, data)
        await person.wait_until(lambda: "答えている途中の診断" in person.text, seconds=8.0)


async def test_an_empty_mount_point_is_not_taken_for_the_data_folder(data: Path, make_desk: Desks, open_app: Open) -> None:
    """The disk was unmounted and an empty folder of the same name is left: nothing is written into it."""
    async with open_app(make_desk()) as person:
        await person.press("s", "2")
        elsewhere = taken_away(data)
        make_empty(data)
        await goes_on(person, "フォルダーが見つかりません")
        assert names_in(data) == []
        remove_empty(data)
        brought_back(elsewhere, data)
        await is_all_saved(person, make_desk)
