"""The real app on a real data folder, with the clock standing still."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.widgets import Button

from dxcheck.app.keys import key_name
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.lines import Lines, Paragraphs
from dxcheck.app.widgets.passage import Passage
from dxcheck.app.widgets.topbar import TopBar
from dxcheck.desk import StaffDesk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.geometry import Region
    from textual.pilot import Pilot

DESIGN = (120, 40)
SMALL = (80, 24)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys; also those whose character has a name that Textual's pilot does not find again: 「。」, a wide space, 「？」."""
    for is_unnamed, some in groupby(keys, lambda key: len(key) == 1 and not key.isascii() and not key.isalnum()):
        if is_unnamed:
            for key in some:
                pilot.app.post_message(events.Key(key_name(key), key))
                await pilot.pause()
        else:
            await pilot.press(*some)


class Person:
    """Somebody at the screen: presses keys, and reads what is there."""

    def __init__(self, app: DxcheckApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, then wait until the screen is quiet and everything is saved."""
        await press(self.pilot, *keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, Japanese too."""
        await self.press(*text)

    async def settle(self) -> None:
        """Wait until nothing is going on any more; not for a disk that has already failed."""
        for _round in range(3):
            await self.pilot.pause()
        for _tenth in range(50):
            if await self.app.saver.flush(0.1) or self.app.saver.state.problem is not None:
                break
        await self.pilot.pause()

    async def wait_until(self, holds: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait for something that happens on its own."""
        for _round in range(int(seconds / 0.05)):
            if holds():
                return
            await self.pilot.pause(0.05)
        raise AssertionError(f"did not happen within {seconds} s; on the screen:\n{self.text}")

    @property
    def text(self) -> str:
        """Everything on the screen, as text."""
        parts = []
        for widget in self.app.screen.query("*"):
            if isinstance(widget, (Paragraphs, Passage)):
                parts.append(widget.text)
            elif isinstance(widget, (Lines, TopBar)):
                parts.append(str(widget.render()))
            elif isinstance(widget, Button):
                parts.append(str(widget.label))
        return "\n".join(parts)

    @property
    def buttons(self) -> dict[str, Region]:
        """By the action they start, the buttons of the screen that can be seen, those that are drawn within other lines too."""
        seen = self.app.screen
        shown = [(one.name or "", one.region) for one in seen.query(CommandButton) if one.display]
        shown += [(one.action, region) for passage in seen.query(Passage) for one, region in passage.buttons]
        return {action: region for action, region in shown if region.area}

    @property
    def screen(self) -> str:
        """The name of the screen's class."""
        return type(self.app.screen).__name__

    @property
    def said(self) -> list[str]:
        """What was said in notifications so far."""
        return [notification.message for notification in self.app._notifications]


Open = Callable[..., AbstractAsyncContextManager[Person]]


@pytest.fixture
def open_app() -> Open:
    """Open the app at a desk."""

    @asynccontextmanager
    async def opened(desk: StaffDesk, size: tuple[int, int] = DESIGN) -> AsyncIterator[Person]:
        app = DxcheckApp(desk)
        async with app.run_test(size=size, notifications=True) as pilot:
            person = Person(app, pilot)
            await person.settle()
            yield person

    return opened
