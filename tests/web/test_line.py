"""The line that carries the screen, through a proxy that does not let it: what the page says, when it tries again, and that one can always leave."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from typing import TYPE_CHECKING, get_args
from urllib.parse import parse_qs, urlsplit

import pytest
from web.browsing import DESKTOP, PATIENCE, TABLET, Arrive, Person
from web.proxying import Proxy, Way, behind_a_proxy
from web.serving import IMABARI, PASSWORD, Serve

from dxcheck.web.tab import Close

if TYPE_CHECKING:
    from playwright.async_api import Route

BLOCKING = [way for way in get_args(Way) if way not in ("through", "dead")]
COVERED = """() => { const { left, top, width, height } = document.querySelector("nav form button").getBoundingClientRect();
  return !document.querySelector("nav form button").contains(document.elementFromPoint(left + width / 2, top + height / 2)); }"""


async def log_in(person: Person, path: str = "/login") -> None:
    """To the page with the terminal, whether or not a screen comes. Its clock can be put forward."""
    await person.page.clock.install()
    await person.go(path)
    await person.page.fill("#name", IMABARI)
    await person.page.fill("#password", PASSWORD)
    await person.page.click("main button")
    await person.page.wait_for_selector("#terminal")


async def wait(person: Person, seconds: int, step: int = 1) -> None:
    """Let time pass in the browser, faster than it does; a page that is loaded anew begins with the next step."""
    for _ in range(0, seconds, step):
        await person.page.clock.run_for(1000 * step)
        await asyncio.sleep(0.05)


async def told(person: Person) -> str:
    """What the page says instead of the screen, if it does; it may just be loading."""
    from playwright.async_api import Error

    with contextlib.suppress(Error):
        if await person.page.is_visible("#ended"):
            return await person.page.inner_text("#ended")
    return ""


async def is_covered(person: Person) -> bool:
    """Whether something lies over the way out."""
    from playwright.async_api import Error

    while True:
        with contextlib.suppress(Error):  # it loads just now
            return bool(await person.page.evaluate(COVERED))


async def until_told(person: Person) -> str:
    """Let time pass until the page says something instead of the screen."""
    late = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < late:
        await wait(person, 2, 2)
        if said := await told(person):
            return said
    raise AssertionError(await person.page.inner_text("body"))


async def test_a_line_that_does_not_open_says_what_is_blocked_and_whom_to_ask(serve: Serve, arrive: Arrive) -> None:
    """However it is blocked; from the first moment one can log out, and the screen comes by itself when it is blocked no more."""
    async with behind_a_proxy(serve) as (served, proxy), arrive(served) as person:
        for way in BLOCKING:
            proxy.way = way
            if way == BLOCKING[0]:
                await log_in(person)
            else:
                await person.go("/")
            assert not await is_covered(person), way
            assert await told(person) == "", way
            said = await until_told(person)
            assert "WebSocket" in said, way
            assert "ネットワークの担当者" in said
            assert f"ws://127.0.0.1:{served.url.rpartition(':')[2]}/ws/" in said
            assert "通信が切れました" not in said
            assert not await is_covered(person), way
            assert await person.page.is_visible("#instead .to-pages button"), way
        assert len(served.server.tabs) == 1, "it is always the same app"
        proxy.way = "through"
        late = time.monotonic() + PATIENCE / 1000
        while await told(person) and time.monotonic() < late:
            await wait(person, 5, 5)
        await person.sees("今治市のみなさん")
        await person.page.keyboard.press("?")
        await person.sees("操作のしかた")


WIDE_LETTERS = """{ const before = CanvasRenderingContext2D.prototype.measureText;
  CanvasRenderingContext2D.prototype.measureText = function (text) {
    const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = before.call(this, text);
    return { width: 2 * width, fontBoundingBoxAscent, fontBoundingBoxDescent };
  }; }"""
"""The page takes a letter for twice as wide as the terminal does."""


@pytest.mark.parametrize("size", [DESKTOP, TABLET, (1680, 900)])
async def test_a_screen_is_drawn_while_the_browser_makes_the_terminal(serve: Serve, arrive: Arrive, size: tuple[int, int]) -> None:
    """It is asked for before the terminal's script has come, at the size that the terminal then has, and shows all that came meanwhile."""
    async with serve() as served, arrive(served, size) as person:
        may_come, sent = asyncio.Event(), list[str]()

        async def later(route: Route) -> None:
            await may_come.wait()
            await route.continue_()

        person.page.on("websocket", lambda line: line.on("framesent", lambda said: sent.append(str(said))))
        await person.page.route(re.compile("textual.js$"), later)
        await log_in(person)
        async with asyncio.timeout(PATIENCE / 1000):
            while not any("今治市" in one for one in person.received):  # noqa: ASYNC110 - the browser has no event for it
                await asyncio.sleep(0.05)
        assert await person.page.locator(".xterm").count() == 0
        asked = next(parse_qs(urlsplit(one).query) for one in person.asked if "/ws/" in one)
        may_come.set()
        await person.sees("今治市のみなさん")
        (told,) = [json.loads(one)[1] for one in sent if one.startswith('["resize"')]
        assert {name: [str(value)] for name, value in told.items()} == asked
        assert len(await person.page.evaluate("window.rows()")) == told["height"]
        assert sum("/ws/" in one for one in person.asked) == 1


async def test_a_terminal_of_another_size_than_the_page_took_it_for_is_filled(serve: Serve, arrive: Arrive) -> None:
    """The app is told as soon as the terminal is there."""
    async with serve() as served, arrive(served) as person:
        await person.page.add_init_script(WIDE_LETTERS)
        await log_in(person)
        await person.sees("今治市のみなさん")
        await person.page.wait_for_function("() => window.said(window.rows()[0]).length > 1.5 * window.columns", timeout=PATIENCE)


async def test_the_page_tries_again_less_and_less_often(serve: Serve, arrive: Arrive) -> None:
    """It used to load 72 times in 25 seconds. What it knows outlives its loads, and what it says stays while it tries."""
    async with behind_a_proxy(serve) as (served, proxy), arrive(served) as person:
        proxy.way = "403"
        await log_in(person)
        for way in ("403", "cut"):
            proxy.way = way
            await person.page.close()
            person.page = await person.context.new_page()  # knows nothing of what the other has tried
            await person.page.clock.install()
            await person.go("/")
            before = tries(proxy)
            await wait(person, 25)
            assert 3 <= tries(proxy) - before <= 7
            said = await until_told(person)
            assert await person.faults() == []
            before = tries(proxy)
            for _ in range(6):
                await wait(person, 10, 5)
                assert await told(person) in (said, "")
            assert tries(proxy) - before <= 3
        assert len(served.server.tabs) <= 1


def tries(proxy: Proxy) -> int:
    """How often a line was asked for."""
    return proxy.count("GET /ws/")


async def test_one_can_log_out_of_a_page_whose_line_is_blocked(serve: Serve, arrive: Arrive) -> None:
    """Before anything is said and after, in English as in Japanese."""
    async with behind_a_proxy(serve) as (served, proxy), arrive(served) as person:
        proxy.way = "swallow"
        await log_in(person, "/login?lang=en")
        await person.page.click("text=Log out")
        await person.page.wait_for_selector("#name")
        assert served.server.logins.all() == []
        await log_in(person)
        said = await until_told(person)
        assert "let WebSocket through to ws://" in said
        await person.page.click("text=Log out")
        await person.page.wait_for_selector("#name")
        assert served.server.logins.all() == []


async def test_a_login_that_ended_meanwhile_leads_to_the_login(serve: Serve, arrive: Arrive) -> None:
    """Its page cannot hear that over a line that does not open."""
    async with behind_a_proxy(serve) as (served, proxy), arrive(served) as person:
        proxy.way = "502"
        await log_in(person)
        for login in served.server.logins.all():
            await served.server.end_login(login)
        await wait(person, 5)
        await person.page.wait_for_selector("text=もう一度ログインすると、続きから始められます")


async def test_a_server_that_is_away_behind_its_proxy_is_waited_for(serve: Serve, arrive: Arrive) -> None:
    """The proxy answers in its place, with a page of its own: that is no server. It comes back, and the screen as it was, at once."""
    async with behind_a_proxy(serve) as (served, proxy), arrive(served) as person:
        await log_in(person)
        await person.click("診断をはじめる")
        await person.sees("mom-01")
        proxy.way = "dead"
        proxy.cut()
        await person.page.wait_for_selector("#ended:not([hidden])")
        assert "サーバーとの通信が切れました" in await person.page.inner_text("#ended")
        await wait(person, 60, 10)
        assert "サーバーとの通信が切れました" in await person.page.inner_text("#ended")
        assert not await is_covered(person)
        proxy.way = "through"
        await wait(person, 15, 5)
        await person.sees("mom-01")
        assert await person.page.is_hidden("#ended")


async def test_an_app_that_is_slow_to_start_is_not_taken_for_a_blocked_line(serve: Serve, arrive: Arrive) -> None:
    """The line carries; it is the screen that takes its time."""
    async with behind_a_proxy(serve) as (served, _proxy), arrive(served) as person:
        go, make = asyncio.Event(), served.server.maker.make

        async def slowly(start: object) -> object:
            await go.wait()
            return await make(start)  # type: ignore[arg-type]

        served.server.maker.make = slowly  # type: ignore[method-assign, assignment]
        await log_in(person)
        await wait(person, 30, 2)
        assert await person.page.is_visible("text=時間がかかっています。このままお待ちください。")
        assert await person.page.is_hidden("#ended")
        assert not await is_covered(person)
        go.set()
        await person.sees("今治市のみなさん")
        assert await person.page.is_hidden("#loading")


async def test_a_screen_that_was_ended_leaves_the_buttons_above_it(serve: Serve, arrive: Arrive) -> None:
    """Whatever ended it, nothing lies over the way out."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.sees("今治市のみなさん")
        for tab in list(served.server.tabs.values()):
            await tab.end(Close.IDLE)
        await person.page.wait_for_selector("#ended:not([hidden])")
        assert not await is_covered(person)
        await person.page.click("text=ログアウト")
        await person.page.wait_for_selector("#name")


@pytest.mark.parametrize("taken_away", [False, True])
async def test_it_works_below_a_path(serve: Serve, arrive: Arrive, taken_away: bool) -> None:
    """Whether the proxy hands the path on or not: pages, screen, languages, a picture; and its cookies go nowhere else."""
    async with behind_a_proxy(serve, "/tools/dx", taken_away=taken_away) as (served, proxy), arrive(served) as person:
        await person.log_in(path="/login?lang=en")
        await person.sees("Imabari")
        assert {one["path"] for one in await person.context.cookies()} == {"/tools/dx/"}
        await person.page.keyboard.press("F2")
        await person.page.wait_for_selector("html[lang=ja]")  # the page loads itself again
        await person.sees("今治市のみなさん")
        await person.page.reload()
        await person.sees("今治市のみなさん")
        beside = await person.context.new_page()
        await beside.goto(f"{served.url}/help?beside")
        await beside.click("text=English")
        await beside.wait_for_selector("text=How to")
        await beside.close()
        await person.page.click("text=ログアウト")
        await person.page.wait_for_selector("#name")
        assert person.page.url == f"{served.url}/login"
        assert all(one.split()[1].startswith("/tools/dx/") for one in proxy.asked)
