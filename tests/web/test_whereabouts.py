"""A screen that is gone, with its server or its node, opens again where the person was."""

from __future__ import annotations

import asyncio

import pytest
from web.browsing import Arrive
from web.serving import IMABARI, Line, Serve

from dxcheck.model.patch import AnswerPatch


async def until_at(line: Line, wanted: str) -> None:
    """Read until the app has said where the person is."""
    async with asyncio.timeout(20):
        while line.at != wanted:
            assert await line._read(), line.at


async def test_another_screen_of_the_same_person_opens_at_the_very_item(serve: Serve) -> None:
    """As the app of the first had told its page; going home takes it back."""
    async with serve() as served, served.logged_in() as visitor:
        served.workspace.staff_desk(served.workspace.roster.by_code("382027")).begin()  # type: ignore[arg-type]
        async with visitor.tab("tab-0001") as line:
            await line.until("今治市")
            await line.keys("\r")
            await until_at(line, "ehime-dx:mom-01")
            await line.keys("\x1b[C")
            await until_at(line, "ehime-dx:mom-02")
            where = line.at
            await line.keys("\x1b")
            await until_at(line, "")
        async with visitor.tab("tab-0002", at=where) as line:
            await until_at(line, where)
            assert "mom-02" in line.seen


@pytest.mark.parametrize("wrong", ["ehime-dx:no-such", "nowhere:mom-02", "ehime-dx", "../x:y", "ehime-dx:mom-02\x1b[2J", "a" * 500])
async def test_what_is_no_place_opens_home_or_the_questionnaire(serve: Serve, wrong: str) -> None:
    """It comes from the page, so it may be anything."""
    async with serve() as served, served.logged_in() as visitor:
        served.workspace.staff_desk(served.workspace.roster.by_code("382027")).begin()  # type: ignore[arg-type]
        async with visitor.tab("tab-0001", at=wrong) as line:
            await line.until("今治市")
            if wrong == "ehime-dx:no-such":  # the item is gone from the questionnaire: where they would go on
                await until_at(line, "ehime-dx:mom-01")
            else:
                await line.keys("?")
                await line.until("閉じる")
                assert line.at == ""


async def test_nothing_is_begun_for_whoever_comes_back_to_a_draft_that_is_gone(serve: Serve) -> None:
    """Somebody submitted it meanwhile: home is shown, and there is no new draft."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab("tab-0001", at="ehime-dx:mom-02") as line:
        await line.until("はじめる")
        desk = served.workspace.staff_desk(served.workspace.roster.by_code("382027"))  # type: ignore[arg-type]
        assert desk.draft() is None


async def test_the_page_comes_back_to_the_item_after_its_screen_was_lost(serve: Serve, arrive: Arrive) -> None:
    """In Chromium: the process of the screen is gone and the line with it, as when a machine goes down."""
    async with serve() as served, arrive(served) as person:
        desk = served.workspace.staff_desk(served.workspace.roster.by_code("382027"))  # type: ignore[arg-type]
        desk.save("mom-01", AnswerPatch(choice=1))
        await person.log_in(IMABARI)
        await person.sees("今治市")
        await person.rests()
        await person.page.keyboard.press("Enter")
        await person.sees("mom-02")
        for tab in [*served.server.tabs.values()]:
            served.server.sessions.ended(tab)
        await person.page.reload()
        await person.sees("mom-02")
