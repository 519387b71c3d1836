"""The centre's app on a copy of the demo prefecture, with the clock standing still."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.people import DESIGN, Person

from dxcheck.app.centre.app import CentreApp
from dxcheck.model.calendar import JAPAN
from dxcheck.workspace import Workspace

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


@asynccontextmanager
async def opened(workspace: Workspace, size: tuple[int, int] = DESIGN, now: dt.datetime = NOW) -> AsyncIterator[Person]:
    """Open the centre's app."""
    app: Any = CentreApp(workspace.centre_desk("センター", now=lambda: now))
    async with app.run_test(size=size, notifications=True) as pilot:
        person = Person(app, pilot)
        await person.settle()
        yield person


def screen_text(person: Person) -> str:
    """The text on the screen, the table included."""
    return "\n".join("".join(one.text for one in line) for line in person.app.screen._compositor.render_strips())
