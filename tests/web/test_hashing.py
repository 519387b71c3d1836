"""Passwords are checked in a fair order: many connections of one hold up that one alone."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from web.serving import IMABARI, MATSUYAMA, PASSWORD, Serve

from dxcheck.web import doors
from dxcheck.web.hashing import MOST_IN_LINE, MOST_STRANGERS, PLACES, Allowance, Hashing, Waiting

KNOWN, OTHER = Waiting("account a", is_stranger=False), Waiting("account b", is_stranger=False)


def strangers(n: int) -> Waiting:
    """One address."""
    return Waiting(f"192.0.2.{n}", is_stranger=True)


@pytest.fixture
async def hashing() -> AsyncIterator[Hashing]:
    """The places of this loop."""
    made = Hashing()
    yield made
    made.close()


async def test_lines_take_turns(hashing: Hashing) -> None:
    """Whoever sends eight is served as often as whoever sends one, until the others have been."""
    done: list[str] = []

    def work(name: str) -> None:
        time.sleep(0.01)
        done.append(name)

    many = [asyncio.create_task(hashing.do(KNOWN, lambda: work("many"))) for _nth in range(MOST_IN_LINE)]
    await asyncio.sleep(0)
    few = [asyncio.create_task(hashing.do(Waiting(f"account {n}", is_stranger=False), lambda: work("few"))) for n in range(4)]
    await asyncio.gather(*many, *few)
    assert done.index("few") <= 2
    assert done[:9].count("few") == 4
    assert hashing.waiting == 0


async def test_a_line_has_one_place_and_strangers_never_the_last(hashing: Hashing) -> None:
    """However many addresses they come from."""
    busy: Counter[bool] = Counter()
    most: Counter[bool] = Counter()
    expected = {True: PLACES - 1, False: PLACES}
    changed = threading.Condition()

    def work(line: Waiting) -> None:
        """Until so many are at it as there may be, and a moment longer."""
        with changed:
            busy[line.is_stranger] += 1
            most[line.is_stranger] = max(most[line.is_stranger], busy[line.is_stranger])
            changed.notify_all()
            changed.wait_for(lambda: most[line.is_stranger] >= expected[line.is_stranger], 5)
        time.sleep(0.005)
        with changed:
            busy[line.is_stranger] -= 1

    lines = [*(strangers(n) for n in range(20)), KNOWN, OTHER, KNOWN, OTHER]
    await asyncio.gather(*(hashing.do(one, lambda one=one: work(one)) for one in lines))  # type: ignore[misc]
    assert most == expected


async def test_a_full_line_refuses_and_a_new_stranger_takes_the_place_of_the_longest_ones_last(hashing: Hashing) -> None:
    """Known browsers do not count among the strangers."""
    go = threading.Event()
    tasks = [
        asyncio.create_task(hashing.do(strangers(n), go.wait))
        for n in range(MOST_STRANGERS // MOST_IN_LINE + 2)
        for _nth in range(MOST_IN_LINE)
    ]
    await asyncio.sleep(0.05)
    refused = [one for one in tasks if one.done()]
    assert {type(one.exception()) for one in refused} == {web.HTTPServiceUnavailable}
    with pytest.raises(web.HTTPServiceUnavailable):
        await hashing.do(strangers(1), go.wait)
    before = sum(one.done() for one in tasks)
    new = asyncio.create_task(hashing.do(strangers(200), go.wait))
    await asyncio.sleep(0.01)
    assert sum(one.done() for one in tasks) == before + 1
    assert await hashing.do(KNOWN, lambda: 7) == 7
    go.set()
    assert await new
    await asyncio.gather(*tasks, return_exceptions=True)
    assert hashing.waiting == 0


async def test_behind_one_address_each_name_has_its_turn(hashing: Hashing) -> None:
    """Forty tries at five names: another name comes after those five, not after the forty; and finds a place where all are taken."""
    done: list[str] = []

    def at(name: str) -> Waiting:
        return Waiting("192.0.2.1", is_stranger=True, name=name)

    flood = [asyncio.create_task(hashing.do(at(f"nobody-{n % 5}"), lambda: done.append("flood"))) for n in range(40)]
    await asyncio.sleep(0)
    await hashing.do(at("imabari"), lambda: done.append("own"))
    assert done.index("own") <= 7
    await asyncio.gather(*flood)
    go = threading.Event()
    full = [asyncio.create_task(hashing.do(at(f"nobody-{n % 20}"), go.wait)) for n in range(MOST_STRANGERS + 1)]
    await asyncio.sleep(0.05)
    new = asyncio.create_task(hashing.do(at("imabari"), go.wait))
    await asyncio.sleep(0.01)
    assert sum(one.done() for one in full) == 1
    go.set()
    assert await new
    await asyncio.gather(*full, return_exceptions=True)


async def test_who_was_wrong_before_comes_after_those_who_were_not(hashing: Hashing) -> None:
    """Of one address, and where all places are taken one of them goes; whether an account exists makes no difference."""
    done: list[str] = []

    def at(name: str, *, was_wrong: bool) -> Waiting:
        return Waiting("192.0.2.1", is_stranger=True, name=name, was_wrong=was_wrong)

    flood = [
        asyncio.create_task(hashing.do(at(f"nobody-{n}", was_wrong=True), lambda: done.append("flood"))) for n in range(MOST_STRANGERS + 1)
    ]
    await asyncio.sleep(0)
    await hashing.do(at("imabari", was_wrong=False), lambda: done.append("own"))
    assert done.index("own") <= 2
    ended = await asyncio.gather(*flood, return_exceptions=True)
    assert sum(isinstance(one, web.HTTPServiceUnavailable) for one in ended) == 1


async def test_people_who_log_in_do_not_keep_strangers_out(hashing: Hashing) -> None:
    """However many known browsers come one after the other."""
    stop = asyncio.Event()

    async def keep_on(line: Waiting) -> None:
        while not stop.is_set():
            await hashing.do(line, lambda: time.sleep(0.005))

    busy = [asyncio.create_task(keep_on(Waiting(f"account {n}", is_stranger=False))) for n in range(10)]
    await asyncio.sleep(0.02)
    async with asyncio.timeout(20):
        for n in range(5):
            await hashing.do(strangers(n), lambda: None)
    stop.set()
    await asyncio.gather(*busy)


async def test_work_that_fails_frees_its_place(hashing: Hashing) -> None:
    """The next one is called."""
    for _nth in range(5):
        with pytest.raises(KeyError):
            await hashing.do(KNOWN, lambda: {}["x"])
    assert await hashing.do(KNOWN, lambda: 1) == 1


def test_an_allowance_fills_up_again() -> None:
    """As slowly as it says, and no further than at the beginning."""
    now = [0.0]
    allowed = Allowance(3, 10.0, lambda: now[0])
    assert [allowed.take() for _nth in range(4)] == [0, 0, 0, 10.0]
    now[0] = 25
    assert [allowed.take() for _nth in range(3)] == [0, 0, 5.0]
    now[0] = 10_000
    assert [allowed.take() for _nth in range(4)] == [0, 0, 0, 10.0]


async def test_forty_connections_on_the_password_form_stop_nobodys_login(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the right old password, so that no guess counts: others log in meanwhile, from new and from known browsers; the login itself is told to wait."""
    check = doors.fits

    def slow(*given: object) -> bool:
        time.sleep(0.1)
        return check(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(doors, "fits", slow)
    async with serve() as served, served.logged_in() as hostile, served.visitor() as new:
        form = {"csrf": await hostile.form("/password"), "old": PASSWORD, "new": "short", "again": "short"}
        stop = asyncio.Event()
        statuses: Counter[int] = Counter()

        async def keep_on() -> None:
            while not stop.is_set():
                statuses[(await hostile.post("/password", form)).status] += 1

        flood = [asyncio.create_task(keep_on()) for _nth in range(40)]
        await asyncio.sleep(0.5)
        try:
            for _nth in range(3):
                began = time.monotonic()
                assert (await new.log_in(MATSUYAMA)).status == 303
                assert time.monotonic() - began < 3
                assert (await new.post("/logout", {"csrf": await new.form("/")})).status == 303
        finally:
            stop.set()
            await asyncio.gather(*flood)
        assert statuses[400] <= 12, "that many checks, and then one in ten seconds"
        assert statuses[429] > 0


async def test_a_flood_of_guesses_from_an_address_keeps_no_known_browser_waiting(serve: Serve) -> None:
    """Twelve connections that make names up, at the real cost of a hash."""
    async with serve() as served, served.visitor() as known, served.visitor() as hostile:
        assert (await known.log_in(IMABARI)).status == 303
        assert (await known.post("/logout", {"csrf": await known.form("/")})).status == 303
        form = {"csrf": await hostile.form("/login"), "password": PASSWORD}
        stop = asyncio.Event()

        async def keep_on(n: int) -> None:
            while not stop.is_set():
                await hostile.post("/login", {**form, "name": f"nobody-{n}"})

        flood = [asyncio.create_task(keep_on(n)) for n in range(12)]
        await asyncio.sleep(0.5)
        try:
            for _nth in range(3):
                began = time.monotonic()
                assert (await known.log_in(IMABARI)).status == 303
                assert time.monotonic() - began < 5
                assert (await known.post("/logout", {"csrf": await known.form("/")})).status == 303
        finally:
            stop.set()
            await asyncio.gather(*flood)
