"""What the apps of all roles share."""

from __future__ import annotations

import asyncio
import gc
import re
import weakref
from pathlib import Path

import pytest
from app.people import Open
from desks import Desks
from textual import events
from textual.geometry import Offset
from textual.widgets import Static

import dxcheck.app


def test_an_app_that_was_closed_makes_room_for_the_next(make_desk: Desks, open_app: Open) -> None:
    """In a process that goes on, once its event loop has ended: nothing holds it, and the collector has not been told to leave it alone.

    What is made once for all may hold the first.
    """

    async def visit() -> weakref.ref[object]:
        async with open_app(make_desk()) as person:
            await person.press("s", "2")
            return weakref.ref(person.app)

    closed = [asyncio.run(visit()) for _nth in range(4)]
    gc.collect()
    assert [one() for one in closed[1:]] == [None, None, None]


async def test_what_the_program_switched_off_for_its_start_is_on_after_the_first_frame(make_desk: Desks, open_app: Open) -> None:
    """`dxcheck` and the browser's sessions start without collecting garbage."""
    gc.disable()
    try:
        async with open_app(make_desk()) as person:
            await person.wait_until(gc.isenabled)
            assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.enable()


async def test_a_press_on_what_has_just_been_taken_off_the_screen_ends_no_app(
    make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture of the screen still has it for a moment; the keys go on."""
    async with open_app(make_desk()) as person:
        gone = Static("taken off")
        monkeypatch.setattr(person.app.screen, "get_widget_and_offset_at", lambda _x, _y: (gone, Offset(0, 0)))
        press = events.MouseDown(None, 3, 3, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=3, screen_y=3)
        await person.app.on_event(press)
        monkeypatch.undo()
        await person.press("s")
        assert "mom-01" in person.text


def test_no_handler_calls_its_bases_since_textual_does() -> None:
    """Textual calls the handler of every class of a widget: one that also called its base's did everything twice, timers and reading included."""
    found = [
        f"{path.name}:{n}"
        for path in sorted(Path(dxcheck.app.__file__).parent.rglob("*.py"))
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"super\(\)\._?on_(?!event\b)\w+\(", line)
    ]
    assert not found


async def test_a_page_that_begins_with_the_focus_loses_nothing_of_it_at_first(make_desk: Desks, open_app: Open) -> None:
    """Textual says at the start that a page has no focus; once it has gone to another window it has none, and gets it back."""
    async with open_app(make_desk()) as person:
        app, focused = person.app, person.app.focused
        assert focused is not None
        app.begins_with_focus = True
        for said, has_focus in ((events.AppBlur, True), (events.AppFocus, True), (events.AppBlur, False), (events.AppFocus, True)):
            app.post_message(said())
            await person.pilot.pause()
            assert app.app_focus is has_focus
            assert app.focused is (focused if has_focus else None)
