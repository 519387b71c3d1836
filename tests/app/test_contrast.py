"""Every text in every theme can be read (WCAG 2: 4.5 to 1), and every button and field can be told from what is around it (3 to 1)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from app.people import DESIGN, SMALL, Open, Person
from app.specialist_people import opened
from app.test_pictures import with_history
from desks import IMABARI, Desks, specialist, submit
from moments import NOW
from rich.cells import cell_len
from textual.color import Color
from textual.geometry import Region
from textual.widgets import Input, TextArea

from dxcheck.app.drawing import FROM_BELOW, FROM_LEFT
from dxcheck.app.look import CONTRAST, THEMES
from dxcheck.app.widgets.bars import FILLS, TRACK
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.progress import AIM, OPEN, OWN, PEERS
from dxcheck.desk import StaffDesk

TEXT, BOUNDARY = 4.5, 3.0


def luminance(color: Color) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [one / 255 for one in (color.r, color.g, color.b)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def weak_texts(person: Person) -> Iterator[str]:
    """Texts on the screen that are hard to read; what lies veiled under a window does not count."""
    shown = person.app.screen.query(".dialog")
    area = shown.first().region if shown else person.app.screen.region
    for strip in person.app.screen._compositor.render_strips()[area.y : area.bottom]:
        for text, style, _control in strip.crop(area.x, area.right):
            if text.strip() and style is not None and style.color is not None and style.bgcolor is not None:
                pair = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
                if style.reverse:
                    continue  # the caret
                if contrast(*pair) < TEXT:
                    yield f"{text.strip()}: {contrast(*pair):.2f} ({pair[0].hex} on {pair[1].hex})"


def weak_controls(person: Person) -> Iterator[str]:
    """Buttons and fields that run into what is around them."""
    for button in person.app.screen.query(CommandButton):
        around, _above, own, _text = button.colors
        if button.display and not button.disabled and contrast(around, own) < BOUNDARY:
            yield f"{button.label}: {contrast(around, own):.2f}"
    for field in person.app.screen.query("Input, TextArea"):
        assert isinstance(field, Input | TextArea)
        if field.region.y >= person.app.size.height:
            continue  # it is drawn once one has scrolled there, as its like are
        around, _above, own, text = field.colors
        is_ruled = _underlined(person, field.region) >= field.region.width - 2 and contrast(own, text) >= BOUNDARY
        if contrast(around, own) < BOUNDARY and not is_ruled:
            yield f"field {field.id}"


def _underlined(person: Person, field: Region) -> int:
    """Cells of a field's first row that are underlined, as on a paper form."""
    strip = person.app.screen._compositor.render_strips()[field.y].crop(field.x, field.right)
    return sum(cell_len(text) for text, style, _control in strip if style is not None and style.underline)


def themed(person: Person, name: str) -> None:
    """Switch to a theme."""
    person.app.theme = THEMES[name].name


@pytest.mark.parametrize(("theme", "size"), [*((one, DESIGN) for one in sorted(THEMES)), ("dark", SMALL)], ids=str)
async def test_staff_can_read_everything(make_desk: Desks, open_app: Open, theme: str, size: tuple[int, int]) -> None:
    """Home, questions with the cursor on each row, the windows, review, submission, result, items, actions, history, progress, help."""
    async with open_app(with_history(make_desk), size) as person:
        themed(person, theme)
        ways: tuple[tuple[str, ...], ...] = (
            (),
            ("s",),
            ("down",),
            *((("down",),) * 7),
            ("c",),
            ("escape", "p"),
            ("ctrl+s",),
            ("escape", "escape", "escape", "r"),
            ("i",),
            ("escape", "escape", "a"),
            ("escape", "h"),
            ("escape", "g"),
            ("question_mark",),
            ("down", "down"),
        )
        for keys in ways:
            await person.press(*keys)
            found = [*weak_texts(person), *weak_controls(person)]
            assert found == [], (person.screen, keys)


@pytest.mark.parametrize("theme", sorted(THEMES))
async def test_specialists_can_read_everything(data: Path, make_desk: Desks, theme: str) -> None:
    """The list, a municipality, the review with its windows, a visit and its forms."""
    submit(make_desk, at=NOW - dt.timedelta(days=1))
    async with opened(specialist(data, codes=(IMABARI,)), SMALL) as person:
        themed(person, theme)
        for keys in ((), ("enter",), ("r",), ("l",), ("escape", "x"), ("escape", "escape", "v"), ("f7",), ("escape", "f8")):
            await person.press(*keys)
            found = [*weak_texts(person), *weak_controls(person)]
            assert found == [], (person.screen, keys)


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_bars_can_be_told_from_what_is_around_them(theme: str) -> None:
    """The filled part from its track and from the page, and neighbouring bars from the line of ground between them."""
    made = THEMES[theme].to_color_system().generate() | THEMES[theme].variables
    colour = {name: Color.parse(made[name]) for name in (*FILLS, TRACK, OWN, OPEN, PEERS, AIM, "background", "surface")}
    pairs = [(fill, ground) for fill in FILLS for ground in (TRACK, "background", "surface")]
    pairs += [(one, "background") for one in (OWN, OPEN, PEERS, AIM)]
    assert [(one, other) for one, other in pairs if contrast(colour[one], colour[other]) < BOUNDARY] == []
    assert contrast(*(colour[one] for one in FILLS)) > 1.3


@pytest.mark.parametrize("theme", sorted(THEMES))
async def test_the_fine_form_leaves_every_word_readable(make_desk: Desks, open_app: Open, theme: str) -> None:
    """Its characters are bars and need no more than bars do; marks are read."""
    async with open_app(with_history(make_desk), DESIGN) as person:
        themed(person, theme)
        await person.press("ctrl+g")
        for keys in ((), ("r",), ("i",), ("escape", "escape", "h"), ("escape", "g")):
            await person.press(*keys)
            assert [one for one in weak_texts(person) if set(one.partition(":")[0]) - set(FROM_LEFT + FROM_BELOW)] == []


def test_the_measure_is_the_one_of_the_standard() -> None:
    """Black on white 21; the well-known grey #767676 just reaches 4.5."""
    white = Color.parse("#ffffff")
    assert round(contrast(Color.parse("#000000"), white), 2) == 21.0
    assert 4.5 <= contrast(Color.parse("#767676"), white) < 4.6


async def test_a_weak_colour_is_noticed(make_desk: Callable[..., StaffDesk], open_app: Open) -> None:
    """So that the watch is known to see."""
    async with open_app(make_desk()) as person:
        button: Any = person.app.screen.query(CommandButton).first()
        button.styles.color = button.styles.background = "#777777"
        person.app.screen.query_one("#home").styles.background = "#707070"
        await person.settle()
        assert [*weak_texts(person)]


def test_where_the_system_forces_its_colours_each_of_ours_has_one_of_its_own() -> None:
    """The page knows the theme's colours by their figures: none that says something may be missing there, and none be left of an earlier theme."""
    made = CONTRAST.to_color_system().generate() | CONTRAST.variables
    page = files("dxcheck.web").joinpath("static", "forced.css").read_text(encoding="utf-8")
    told = set(re.findall(r"#[0-9a-f]{6}", page))
    grounds = ("button", "go", "accent", "here", "bar", "bar-next", "track", "primary", "warning", "secondary", "panel-lighten-1")
    letters = ("foreground", "muted", "heading", "heading-pale", "done", "caution")
    assert told == {made[one].lower() for one in (*grounds, *letters)}
    assert [one for one in grounds if f"background-color:{made[one].lower()}" not in page] == []
