"""The centre's app on a copy of the demo prefecture, with the clock standing still."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from app.people import DESIGN, Person

from dxcheck.app.centre.app import CentreApp
from dxcheck.calendar import JAPAN
from dxcheck.demo import create_demo
from dxcheck.place import Place

DAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


@pytest.fixture(scope="session")
def demo_of_the_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo of a fixed day."""
    folder = tmp_path_factory.mktemp("centre") / "demo"
    create_demo(folder, today=DAY)
    return folder


@pytest.fixture
def place(demo_of_the_day: Path, tmp_path: Path) -> Place:
    """A copy of it, to be changed."""
    shutil.copytree(demo_of_the_day, tmp_path / "demo")
    return Place.open(tmp_path / "demo")


@asynccontextmanager
async def opened(place: Place, size: tuple[int, int] = DESIGN, now: dt.datetime = NOW) -> AsyncIterator[Person]:
    """Open the centre's app."""
    app: Any = CentreApp(place.centre_desk("センター", now=lambda: now))
    async with app.run_test(size=size, notifications=True) as pilot:
        person = Person(app, pilot)
        await person.settle()
        yield person


def screen_text(person: Person) -> str:
    """What stands on the screen, the table included."""
    return "\n".join("".join(one.text for one in line) for line in person.app.screen._compositor.render_strips())
