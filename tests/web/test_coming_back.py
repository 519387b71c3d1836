"""A browser that comes back to a running app sees all of its screen."""

from __future__ import annotations

import asyncio

from web.serving import Serve

from dxcheck.web.processes import Starter

CHANGES = """
import asyncio, sys
from dxcheck.app.staff.app import DxcheckApp
from dxcheck.web import child
from textual.widgets import Footer

quickly = Footer.recompose

async def slowly(self):
    with self.app.batch_update():
        self.app.bell()
        await asyncio.sleep(2)
        await quickly(self)

def action_search(self):
    Footer.recompose = slowly
    self.screen.query_one(Footer)._shown = None  # as if other keys were shown than there are
    self.screen.refresh_bindings()

DxcheckApp.action_search = action_search
sys.exit(child.main())
"""


class Changing(Starter):
    """An app that takes two seconds to compose its footer anew."""

    PROGRAM = ("-c", CHANGES)


async def test_a_tab_that_comes_back_while_its_footer_changes_sees_all_of_the_screen(serve: Serve) -> None:
    """As after F2, which makes the page load again: there was nothing but the footer, more often than not."""
    async with serve() as served, served.logged_in() as visitor:
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
