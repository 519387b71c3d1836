"""Specialists and the centre too have the next screen's picture before they open it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from app.centre_people import NOW
from app.people import Person

from dxcheck.app.centre.app import CentreApp
from dxcheck.app.specialist.app import SpecialistApp
from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from demos import CopyDemo

    from dxcheck.app.artist import Sought


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
