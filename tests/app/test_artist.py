"""Pictures inside screens: drawn once for what is shown, ahead of need, and never of anything else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from app.people import Person
from app.test_pictures import with_history
from PIL import Image
from textual.widgets import Static

from dxcheck.app.artist import MOST_DRAWN
from dxcheck.app.drawing import FINE
from dxcheck.app.inline import USUAL_CELL
from dxcheck.app.look import DARK
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.app.widgets.progress import LevelColumns
from dxcheck.desk import StaffDesk

BROWSER = (160, 31)


class Pictured(DxcheckApp):
    """As in a browser, which shows pictures."""

    def on_load(self) -> None:
        """Before anything is composed."""
        self.artist.is_possible = self.artist.is_at_work = True


@asynccontextmanager
async def opened(desk: StaffDesk, size: tuple[int, int]) -> AsyncIterator[Person]:
    """Open it."""
    app = Pictured(desk)
    async with app.run_test(size=size) as pilot:
        yield Person(app, pilot)


def place(app: DxcheckApp) -> PicturePlace:
    """The one on the screen."""
    return app.screen.query_one(PicturePlace)


def is_imaged(app: DxcheckApp) -> bool:
    """Whether a terminal's picture is seen."""
    return any(one.region.area for one in place(app).query(".terminal-picture"))


@pytest.mark.parametrize("size", [BROWSER, (192, 37)], ids=["1280x720", "1920x1080"])
async def test_what_is_opened_next_was_drawn_while_nobody_pressed_a_key(make_desk: Callable[..., StaffDesk], size: tuple[int, int]) -> None:
    """From home: the progress screen and the newest result have their pictures the moment they are there."""
    async with opened(with_history(make_desk), size) as person:
        artist = person.app.artist
        await person.wait_until(lambda: len(artist._there) == 2)
        for key in ("g", "r"):
            await person.press(key)
            assert place(person.app).picture is not None, [(one.columns, one.rows) for one, _inside in artist._there]
            await person.press("escape")
        assert len(artist._there) == 2, "nothing was drawn twice"


async def test_another_line_enlarged_or_in_other_colours_is_another_picture(make_desk: Callable[..., StaffDesk]) -> None:
    """The large panel is the line under the cursor. Back again, the first is there at once."""
    async with opened(with_history(make_desk), BROWSER) as person:
        await person.press("g")
        await person.wait_until(lambda: place(person.app).picture is not None)
        first = place(person.app).picture
        for there, back in (("down", ("up",)), ("z", ("z",)), ("f3", ("f3", "f3"))):
            await person.press(there)
            assert place(person.app).picture is None
            await person.wait_until(lambda: place(person.app).picture is not None)
            assert place(person.app).picture is not first
            await person.press(*back)
            assert place(person.app).picture is first
        assert len(person.app.artist._there) <= MOST_DRAWN


async def test_the_lines_around_the_cursor_are_drawn_while_nobody_presses_a_key(make_desk: Callable[..., StaffDesk]) -> None:
    """So that going through them does not wait."""
    async with opened(with_history(make_desk), BROWSER) as person:
        await person.press("g")
        await person.wait_until(lambda: place(person.app).picture is not None)
        await person.wait_until(lambda: len(person.app.artist._there) == 4)
        for key in ("down", "down", "up", "up", "up"):
            await person.press(key)
            assert place(person.app).picture is not None


async def test_an_enlarged_picture_is_said_to_be_enlarged(make_desk: Callable[..., StaffDesk]) -> None:
    """The line that says it among the cells lies under the picture."""
    async with opened(with_history(make_desk), BROWSER) as person:
        await person.press("g", "z")
        await person.wait_until(lambda: place(person.app).picture is not None)
        assert "拡大表示 0〜" in person.app.screen.query_one("#about", Paragraphs).text


async def test_where_no_picture_can_be_drawn_the_cells_stay(make_desk: Callable[..., StaffDesk], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong with one, the screen goes on, and it is not tried again and again."""
    tried: list[object] = []

    def fails(sought: object) -> bytes:
        tried.append(sought)
        raise ZeroDivisionError

    monkeypatch.setattr("dxcheck.app.artist.drawn_svg", fails)
    async with opened(with_history(make_desk), BROWSER) as person:
        await person.press("g")
        assert place(person.app).picture is None
        await person.wait_until(lambda: bool(tried))
        for key in ("down", "up", "down", "up"):
            await person.press(key)
            assert place(person.app).picture is None
        assert "全体" in person.text
        assert all(tried.count(one) == 1 for one in tried)


async def test_a_terminal_that_shows_pictures_has_them_in_its_screens(make_desk: Callable[..., StaffDesk]) -> None:
    """As many points as its cells have, in the screen's colours; the cells come back with another theme until it is drawn, and with Ctrl+G."""
    shown: list[Image.Image] = []

    def widget(image: Image.Image) -> Static:
        shown.append(image)
        return Static("the picture")

    app = DxcheckApp(with_history(make_desk), image=widget, drawing=FINE)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        person = Person(app, pilot)
        await person.settle()
        await person.press("g")
        await person.wait_until(lambda: is_imaged(app))
        here = place(app)
        assert shown[0].size == (here.content_size.width * USUAL_CELL[0], here.content_size.height * USUAL_CELL[1])
        assert "".join(f"{part:02x}" for part in shown[0].convert("RGB").getpixel((1, 1))) == str(DARK.background)[1:]
        assert here.query_one(LevelColumns).region.area == 0
        await person.press("f3")
        await person.wait_until(lambda: len(shown) == 2)
        await person.wait_until(lambda: is_imaged(app))
        assert len(here.query(".terminal-picture")) == 1
        await person.press("ctrl+g")
        assert not is_imaged(app)
        assert place(app).query_one(LevelColumns).region.area > 0
        await person.press("ctrl+g", "ctrl+g")
        await person.wait_until(lambda: is_imaged(app))
        assert len(shown) == 3, "it was not drawn again, only shown"
