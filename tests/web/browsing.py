"""A real Chromium in front of a real server: finds text on the screen, clicks on it, and remembers every request."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from web.serving import IMABARI, PASSWORD, Served

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Request, WebSocket

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None)
"""The same browser without its windows comes first: of a whole one, tabs and tool bars that nobody sees take more processor time than the pages."""
DESKTOP, TABLET, PHONE = (1280, 720), (1024, 768), (390, 844)
PATIENCE = 20_000
"""Milliseconds; the machine may be busy with other tests."""
RESTS = 0.15
"""Seconds in which a text that is where it stays has not moved."""

# The terminal's rows are text of the page, so that what is read and clicked here is what a person sees, where a person sees it.
EYES = """
window.rows = () => [...document.querySelectorAll(".xterm-rows > div")];
window.said = (row) => row.textContent.replaceAll("\\u00a0", " ");  // the terminal writes the spaces of an underlined field so
window.shown = () => window.rows().map((row) => window.said(row).trimEnd()).join("\\n");
window.cell = () => parseFloat(document.querySelector(".xterm-rows").style.width || getComputedStyle(document.querySelector(".xterm-screen")).width) / window.columns;
window.WebSocket = class extends WebSocket {
  constructor(url, ...rest) {
    super(url, ...rest);
    window.columns = Number(new URL(url).searchParams.get("width"));
  }
};
window.at = (row, index) => {
  const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; index -= text.length, text = texts.nextNode()) if (index < text.length) return [text, index];
  return null;
};
window.place = (wanted, nth) => {
  for (const row of window.rows())
    for (let from = window.said(row).indexOf(wanted); from >= 0; from = window.said(row).indexOf(wanted, from + 1)) {
      if (nth-- > 0) continue;
      const range = document.createRange(), [last, end] = window.at(row, from + wanted.length - 1);
      range.setStart(...window.at(row, from));
      range.setEnd(last, end + 1);
      const { left, top, right, bottom } = range.getBoundingClientRect();
      return { left, right, middle: (top + bottom) / 2 };
    }
  return null;
};
"""


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, served: Served, context: BrowserContext, page: Page) -> None:
        self.served, self.context, self.page = served, context, page
        self.provider = ""
        """Where somebody also is who logs in by single sign-on."""
        self.asked: list[str] = []
        """Every address the browser asked, in all its pages."""
        self.received: list[str] = []
        """Everything that came over the terminal's line."""
        self.console: list[str] = []
        context.on("request", self._ask)
        context.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        context.on("page", self._watch)
        self._watch(page)

    def _ask(self, request: Request) -> None:
        is_theirs = bool(self.provider) and not request.is_navigation_request() and request.frame.url.startswith(self.provider)
        if not is_theirs:  # what a provider's own pages are made of is no business of ours
            self.asked.append(request.url)

    def _watch(self, page: Page) -> None:
        page.on("websocket", self._listen)
        page.on("pageerror", lambda error: self.console.append(f"exception: {error}"))

    def _listen(self, socket: WebSocket) -> None:
        self.asked.append(socket.url)
        socket.on("framereceived", lambda data: self.received.append(data if isinstance(data, str) else data.decode("utf-8", "replace")))

    @property
    def asked_elsewhere(self) -> set[str]:
        """Addresses outside our server and a provider's; `data:` and `blob:` never leave the page."""
        own = {urlsplit(self.served.url).netloc, urlsplit(self.provider).netloc}
        return {one for one in self.asked if urlsplit(one).scheme not in ("data", "blob") and urlsplit(one).netloc not in own}

    async def go(self, path: str) -> None:
        """Open a page."""
        await self.page.goto(self.served.url + path)

    async def log_in(self, name: str = IMABARI, password: str = PASSWORD, path: str = "/login") -> None:
        """Fill in the form, and wait for the app."""
        await self.go(path)
        await self.page.fill("#name", name)
        await self.page.fill("#password", password)
        await self.page.click("main button")
        await self.page.wait_for_selector("body.-first-byte, form[action$='/later']", timeout=PATIENCE)
        if self.page.url.endswith("/enrol"):
            await self.page.click("form[action$='/later'] button")
            await self.page.wait_for_selector("body.-first-byte", timeout=PATIENCE)
        await self.rests()

    async def rests(self) -> None:
        """Wait until nothing moves any more: what was just opened is laid out once more when its size is known, and takes no key or press meanwhile."""
        for _look in range(20):
            before = await self.screen()
            await asyncio.sleep(2 * RESTS)
            if before.strip() and before == await self.screen():
                return

    async def screen(self) -> str:
        """The terminal's text."""
        return str(await self.page.evaluate("window.shown()"))

    async def sees(self, text: str, *, gone: bool = False) -> None:
        """Wait until the terminal shows something, or shows it no longer."""
        try:
            await self.page.wait_for_function(
                "([text, gone]) => window.shown().includes(text) !== gone", arg=[text, gone], timeout=PATIENCE
            )
        except Exception as problem:
            raise AssertionError(f"{'still' if gone else 'no'} {text!r} on\n{await self.screen()}") from problem

    async def where(self, text: str, nth: int = 0) -> dict[str, float]:
        """Where a text is, in pixels of the page: `left`, `right` and `middle`."""
        found = await self.page.wait_for_function("([text, nth]) => window.place(text, nth)", arg=[text, nth], timeout=PATIENCE)
        return dict(await found.json_value())

    async def click(self, text: str, nth: int = 0) -> None:
        """Press on a text, once it is where it stays: a screen that was just opened may still be laid out."""
        await self.sees(text)
        before, at = None, await self.where(text, nth)
        while before != at:
            await asyncio.sleep(RESTS)
            before, at = at, await self.where(text, nth)
        await self.page.mouse.click(at["left"] + 5, at["middle"])

    async def enter(self, text: str) -> None:
        """Press on a field with this text, and wait until the cursor is there."""
        await self.click(text)
        there = """y => { const { top, bottom } = document.querySelector('.xterm-helper-textarea').getBoundingClientRect(); return top < y && y < bottom; }"""
        await self.page.wait_for_function(there, arg=(await self.where(text))["middle"], timeout=PATIENCE)

    async def drag(self, text: str) -> None:
        """Mark a text with the mouse."""
        at = await self.where(text)
        await self.page.mouse.move(at["left"] + 1, at["middle"])
        await self.page.mouse.down()
        await self.page.mouse.move(at["right"] + 1, at["middle"], steps=5)
        await self.page.mouse.up()

    async def protocol(self) -> CDPSession:
        """Chromium's own protocol."""
        return await self.context.new_cdp_session(self.page)

    async def compose(self, *steps: str) -> None:
        """Write through an input method: each step is shown at the cursor, the last one is taken with Enter."""
        line = await self.protocol()
        view = self.page.locator(".composition-view")
        for step in steps:
            await line.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})
            await self.page.wait_for_function("text => document.querySelector('.composition-view.active')?.textContent === text", arg=step)
        composed = await view.bounding_box()
        enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
        await line.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
        await line.send("Input.insertText", {"text": steps[-1]})
        await line.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13})
        await self.sees(steps[-1])
        await line.detach()
        written = await self.where(steps[-1])
        assert composed is not None
        # Textual puts the cursor one cell behind the end of an Input.
        assert abs(composed["x"] - written["left"]) < 10, "it was composed where it then stands"
        assert abs(composed["y"] + composed["height"] / 2 - written["middle"]) < 2

    async def faults(self) -> list[str]:
        """What axe-core finds wrong with the page as it is now (WCAG 2.0 to 2.2, A and AA)."""
        found = await audit(self.page)
        return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


async def audit(page: Page) -> Any:
    """axe-core's result: what is wrong, without what it writes of all that is not."""
    from importlib.resources import files

    await page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
    # 2.5.8 (target size) is off unless it is asked for.
    options = {"runOnly": tags, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"], "selectors": False}
    return await page.evaluate("options => axe.run(options)", options)


Arrive = Callable[..., AbstractAsyncContextManager[Person]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests, which therefore share its event loop (tests/conftest.py); whatever it asks elsewhere finds no address."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium and a Japanese font (Debian: chromium, fonts-noto-cjk)")
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    from playwright.async_api import async_playwright  # a third of a second, also for whoever runs other tests

    async with async_playwright() as driver:
        browser = await driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-extensions", rules],
            ignore_default_args=["--hide-scrollbars"],
        )
        yield browser
        await browser.close()


@pytest.fixture
def arrive(chromium: Browser) -> Arrive:
    """Somebody new at the server, with cookies of their own. When they leave, every request must have gone to the server alone."""

    @asynccontextmanager
    async def arrived(served: Served, size: tuple[int, int] = DESKTOP, **options: Any) -> AsyncIterator[Person]:
        context = await chromium.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True, **options)
        context.set_default_timeout(PATIENCE)
        await context.add_init_script(EYES)
        person = Person(served, context, await context.new_page())
        yield person
        await context.close()
        assert any(one.startswith(served.url) for one in person.asked)
        assert person.asked_elsewhere == set()

    return arrived
