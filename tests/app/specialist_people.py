"""The specialist's app on the real data folder of a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.people import DESIGN, Person

from dxcheck.app.specialist.app import SpecialistApp
from dxcheck.desk.specialist import SpecialistDesk


@asynccontextmanager
async def opened(desk: SpecialistDesk, size: tuple[int, int] = DESIGN) -> AsyncIterator[Person]:
    """Open the specialist's app."""
    app: Any = SpecialistApp(desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        person = Person(app, pilot)
        await person.settle()
        yield person
