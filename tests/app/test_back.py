"""The way back from a thread, when nobody is there any more."""

from __future__ import annotations

import asyncio

from textual.app import App
from textual.screen import Screen

from dxcheck.app.back import way_back


def test_what_a_thread_says_to_an_app_that_has_ended_is_dropped() -> None:
    """It ended with its loop, as the app of a browser tab does; a screen that has gone still finds its app while that runs."""
    app, said, shown = App[None](), list[int](), Screen[None]()
    back = way_back(app)

    async def run() -> None:
        async with app.run_test():
            await app.push_screen(shown)
            of_screen = way_back(shown.app)
            await shown.dismiss()
            await asyncio.to_thread(of_screen, said.append, 1)

    asyncio.run(run())
    back(said.append, 2)
    assert said == [1]
