"""Specialists and the centre too have the next screen's picture before they open it."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from app.centre_people import NOW
from app.people import Person
from textual.app import App

from dxcheck.app.artist import Artist, Sought
from dxcheck.app.base_app import BaseApp
from dxcheck.app.centre.app import CentreApp
from dxcheck.app.pictured import PicturedApp
from dxcheck.app.screens.base import BaseScreen
from dxcheck.app.specialist.app import SpecialistApp
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.reports.scenes import ProgressScene
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from demos import CopyDemo


class Recording:
    """Draws nothing, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def draw(self, sought: Sought, *, waits: bool) -> bytes:
        """At once."""
        self.asked.append((type(sought.scene).__name__, waits))
        return b"picture"

    def leave(self) -> None:
        """Nobody waits."""


ROLES = [
    ("centre", (), ["SpreadScene", "CourseScene"], [("d", "SpreadScreen"), ("h", "CourseScreen")]),
    ("specialist", ("enter",), ["ProgressScene"], [("g", "ProgressScreen")]),
]


@pytest.mark.parametrize(("role", "first", "ahead", "opens"), ROLES, ids=[one[0] for one in ROLES])
@pytest.mark.parametrize("size", [(160, 31), (192, 37)], ids=["1280x720", "1920x1080"])
async def test_what_is_opened_next_was_drawn_ahead(
    copy_demo: CopyDemo,
    tmp_path: Path,
    size: tuple[int, int],
    role: str,
    first: tuple[str, ...],
    ahead: list[str],
    opens: list[tuple[str, str]],
) -> None:
    """While nobody pressed a key and nobody waited: the moment the screen is there, its picture is."""
    workspace = Workspace.open(copy_demo(tmp_path / "demo", dt.date(2026, 11, 24)))
    app: CentreApp | SpecialistApp = (
        CentreApp(workspace.centre_desk("センター", now=lambda: NOW))
        if role == "centre"
        else SpecialistApp(workspace.specialist_desk("山本", ("382027",), ("住民サービス",)))
    )
    app.artist.is_possible = app.artist.is_at_work = True
    drawer = Recording()
    app.artist.draw_in(drawer)
    async with app.run_test(size=size) as pilot:
        person = Person(app, pilot)
        await person.settle()
        await person.press(*first)
        await person.wait_until(lambda: {name for name, waits in drawer.asked if not waits} >= set(ahead))
        await person.settle()
        for key, screen in opens:
            await person.press(key)
            assert person.screen == screen
            asked = list(drawer.asked)
            assert app.screen.query_one(PicturePlace).picture is not None
            assert drawer.asked == asked
            await person.press("escape")


async def test_what_somebody_waits_for_does_not_wait_for_what_is_drawn_ahead() -> None:
    """One drawn ahead is slow; the two that a session may wait for are drawn beside it."""
    go = threading.Event()

    class Slow(Recording):
        def draw(self, sought: Sought, *, waits: bool) -> bytes:
            if not waits:
                go.wait(20)
            return super().draw(sought, waits=waits)

    ahead, *wanted = (Sought(ProgressScene(name, (), ()), 80, 20, "#ffffff", "#202124", "ja") for name in ("先", "1", "2"))
    async with App[None]().run_test() as pilot:
        artist, drawer = Artist(pilot.app, lambda: None), Slow()
        artist.draw_in(drawer)
        artist.prepare([ahead])
        for one in wanted:
            assert artist.find(one) is None
            while artist.find(one) is None:
                await pilot.pause(0.01)
        assert drawer.asked == [("ProgressScene", True)] * 2
        go.set()
        while artist.find(ahead) is None:
            await pilot.pause(0.01)


@pytest.mark.parametrize("role", ["staff", "centre", "specialist"])
async def test_a_screen_that_is_opened_has_not_come_back(
    copy_demo: CopyDemo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    """It has just been read, and looks for what to draw ahead once; when what lay over it has gone, it looks again, once."""
    workspace = Workspace.open(copy_demo(tmp_path / "demo", dt.date(2026, 11, 24)))
    app: BaseApp
    if role == "staff":
        app = DxcheckApp(workspace.staff_desk(workspace.roster.find("今治")))
    elif role == "centre":
        app = CentreApp(workspace.centre_desk("センター", now=lambda: NOW))
    else:
        app = SpecialistApp(workspace.specialist_desk("山本", ("382027",), ("住民サービス",)))
    said: list[str] = []

    async def came_back(screen: BaseScreen) -> None:
        said.append(f"{type(screen).__name__} came back")

    monkeypatch.setattr(BaseScreen, "came_back", came_back)
    monkeypatch.setattr(PicturedApp, "draw_ahead", lambda app: said.append(f"{type(app.screen).__name__} draws ahead"))
    async with app.run_test(size=(120, 40)) as pilot:
        person = Person(app, pilot)
        await person.settle()
        home = person.screen
        assert said == [f"{home} draws ahead"]
        await person.press("question_mark")
        await person.press("escape")
        await person.settle()
        assert said == [f"{home} draws ahead", f"{home} draws ahead", f"{home} came back"]
