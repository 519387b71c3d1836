"""A browser that comes back to a running app sees all of its screen."""

from __future__ import annotations

import asyncio

from web.serving import Serve

from dxcheck.web.processes import Starter

CHANGES = """
import asyncio, sys
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.app.widgets.topbar import TopBar
from dxcheck.web import child

async def slowly(widget):
    with widget.app.batch_update():
        widget.app.bell()
        await asyncio.sleep(2)
        await widget.recompose()

def action_search(self):
    top = self.screen.query_one(TopBar)
    top.call_after_refresh(slowly, top)

DxcheckApp.action_search = action_search
sys.exit(child.main())
"""


class Changing(Starter):
    """An app that takes two seconds to compose its top line anew, and paints nothing meanwhile."""

    PROGRAM = ("-c", CHANGES)


async def test_a_tab_that_comes_back_while_something_is_composed_anew_sees_all_of_the_screen(serve: Serve) -> None:
    """As after F2, which makes the page load again: there was nothing but what had been composed, more often than not."""
    async with serve() as served, served.logged_in() as visitor:
        await served.server.maker.close()
        served.server.maker = Changing()
        async with visitor.tab() as line:
            await line.until("今治市のみなさん")
            await asyncio.sleep(1)
            await line.keys("\x10")
            await line.until("\x07")
        async with visitor.tab() as line:
            await line.until("今治市のみなさん", 10)


async def test_a_tab_that_comes_back_to_a_window_sees_the_screen_behind_it(serve: Serve) -> None:
    """As when it was opened."""
    async with serve() as served, served.logged_in() as visitor:
        async with visitor.tab(width=120, height=40) as line:
            await line.until("今治市のみなさん")
            await line.keys("\x10")
            await line.until("さがす（できること・設問）")
        async with visitor.tab(width=120, height=40) as line:
            await line.until("さがす（できること・設問）")
            await line.until("今治市のみなさん")
