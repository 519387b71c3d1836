"""First screens that many people open at once are drawn in turn, and nothing that stands still holds up anybody else's."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable

import pytest
from web.serving import CODES, Line, Serve, Served

from dxcheck.web.processes import Starter
from dxcheck.web.turns import LEAST_SCREEN, DrawingTurn, DrawingTurns

FOR_EVER = 3600.0
WAITS = f"""
import sys
from dxcheck.web import child, driver
driver.OTHERS_FIRST = {FOR_EVER}
sys.exit(child.main())
"""


class Waiting(Starter):
    """An app that lets others be first for as long as it takes them: how busy the machine is makes no difference then."""

    PROGRAM = ("-c", WAITS)


async def lets_others_be_first(served: Served) -> DrawingTurn:
    """From now on such apps are made, two at a time, and somebody has a turn that does not end."""
    await served.server.maker.close()
    served.server.maker = Waiting()
    served.server.sessions.turns = turns = DrawingTurns(2, FOR_EVER)
    return await turns.next()


async def asked(turns: DrawingTurns, count: int) -> list[asyncio.Task[DrawingTurn]]:
    """So many who wait."""
    waiting = [asyncio.create_task(turns.next()) for _ in range(count)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return waiting


def begun(waiting: list[asyncio.Task[DrawingTurn]]) -> list[int]:
    """Which of them have begun."""
    return [n for n, one in enumerate(waiting) if one.done() and not one.cancelled()]


async def test_so_many_begin_at_once_and_the_others_in_the_order_in_which_they_asked() -> None:
    """Each that ends lets one begin, once, however often it is said to have ended."""
    waiting = await asked(DrawingTurns(2, FOR_EVER), 5)
    assert begun(waiting) == [0, 1]
    for _ in range(2):
        waiting[1].result().end()
        await asyncio.sleep(0)
    assert begun(waiting) == [0, 1, 2]
    waiting[0].result().end()
    waiting[2].result().end()
    await asyncio.sleep(0)
    assert begun(waiting) == [0, 1, 2, 3, 4]


async def test_whoever_gives_up_takes_nobodys_turn() -> None:
    """The next one in line has it."""
    waiting = await asked(DrawingTurns(1, FOR_EVER), 3)
    waiting[1].cancel()
    waiting[0].result().end()
    await asyncio.wait([waiting[2]], timeout=10)
    assert begun(waiting) == [0, 2]


async def test_all_begin_when_one_lasts_too_long() -> None:
    """It waits for no processor then; later ones take turns again."""
    turns = DrawingTurns(1, 0.05)
    waiting = await asked(turns, 6)
    assert begun(waiting) == [0]
    await asyncio.wait(waiting, timeout=10)
    assert begun(waiting) == list(range(6))
    for one in waiting:
        one.result().end()
    assert begun(await asked(turns, 2)) == [0]


async def test_what_waits_for_all_screens_waits_for_the_last_one_in_line() -> None:
    """With nobody there it waits for nothing; it is done once."""
    turns, told = DrawingTurns(1, FOR_EVER), list[str]()
    turns.when_all_are_drawn(lambda: told.append("nobody there"))
    waiting = await asked(turns, 2)
    turns.when_all_are_drawn(lambda: told.append("two"))
    waiting[0].result().end()
    await asyncio.sleep(0)
    assert begun(waiting) == [0, 1]
    assert told == ["nobody there"]
    waiting[1].result().end()
    waiting[1].result().end()
    assert told == ["nobody there", "two"]


async def test_a_screen_that_is_shown_goes_on_once_all_others_are(serve: Serve) -> None:
    """What is laid out and drawn again after the first frame waits for them; whoever presses a key waits no longer."""
    async with serve() as served, served.logged_in() as one, served.logged_in(list(CODES)[1]) as two:
        held = await lets_others_be_first(served)
        for person, town, ends_it in ((one, "今治市", lambda line: line.keys("\x1bOR")), (two, "松山市", lambda _line: all_drawn(held))):
            async with person.tab() as line:
                await line.until(town)
                with pytest.raises(TimeoutError):
                    await frame(line, 1)
                await ends_it(line)
                await frame(line, 20)


@pytest.mark.parametrize("pressed", ["s", "\x1b[<0;40;11M\x1b[<0;40;11m"], ids=["key", "mouse"])
async def test_what_is_pressed_at_a_screen_that_waits_for_others_is_done(serve: Serve, pressed: str) -> None:
    """At once, and not only once they have theirs: 診断をはじめる, by its key and by a click on it."""
    async with serve() as served, served.logged_in() as person:
        await lets_others_be_first(served)
        async with person.tab() as line:
            await line.until("診断をはじめる")
            with pytest.raises(TimeoutError):
                await frame(line, 0.5)  # it waits
            await line.keys(pressed)
            await line.until("0/42問")


async def all_drawn(held: DrawingTurn) -> None:
    """The last turn is over."""
    held.end()


async def frame(line: Line, seconds: float) -> None:
    """One more drawing of the screen.

    Raises:
        TimeoutError: there was none.
    """
    async with asyncio.timeout(seconds):
        while not isinstance(data := (await line.socket.receive()).data, bytes) or len(data) < LEAST_SCREEN:
            pass


async def test_a_screen_that_is_there_lets_the_next_one_begin(serve: Serve) -> None:
    """With one at a time, two people have theirs; when both are there, nobody's turn is left over."""
    async with serve() as served, served.logged_in() as one, served.logged_in(list(CODES)[1]) as two:
        turns = served.server.sessions.turns = DrawingTurns(1, FOR_EVER)
        async with one.tab() as first, two.tab() as second:
            await asyncio.gather(first.until("今治市"), second.until("松山市"))
            assert begun(await asked(turns, 1)) == [0]


async def test_a_session_that_ends_before_its_screen_lets_the_next_one_begin(serve: Serve) -> None:
    """Its process is killed while it begins."""
    async with serve() as served, served.logged_in() as one, served.logged_in(list(CODES)[1]) as two:
        served.server.sessions.turns = DrawingTurns(1, FOR_EVER)
        async with one.tab() as first:
            await until(lambda: any(tab.pid for tab in served.server.tabs.values()))
            (tab,) = served.server.tabs.values()
            with contextlib.suppress(ProcessLookupError):
                os.kill(tab.pid, signal.SIGKILL)
            await first.until_closed()
        async with two.tab() as second:
            await second.until("松山市")


async def until(is_so: Callable[[], bool]) -> None:
    """Looked at again and again."""
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.001)


async def test_who_logs_out_in_line_has_no_process_made(serve: Serve) -> None:
    """Somebody waits behind another one's turn and logs out: told so, and nothing begins for them afterwards."""
    async with serve() as served, served.logged_in() as one:
        turns = served.server.sessions.turns = DrawingTurns(1, FOR_EVER)
        held = await turns.next()
        async with one.tab() as line:
            await until(lambda: bool(served.server.tabs))
            (tab,) = served.server.tabs.values()
            leaving = asyncio.create_task(served.server.end_login(tab.login))
            await until(lambda: tab.closing is not None)
            held.end()
            assert await line.until_closed() == 4001
            await leaving
            assert tab.pid == 0
            assert not served.server.tabs
