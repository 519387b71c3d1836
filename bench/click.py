"""One person in Chromium: from the click on "log in" to the full frame, beside the page of stock textual-serve with an empty app; and the first picture of their session.

A frame is there once its last word has come over the line, the terminal has begun to show what came, and the page has painted twice since; a picture once its image is whole and
painted. Both begin with nothing in the browser's cache (what ours fetches while somebody types on its login page is there at the click), and other hosts have no address.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bench import web
from bench.app import EMPTY_APP, SENTINEL, widgets
from bench.rows import Row, ms, paired
from bench.visitors import Server, answers
from dxcheck.demo import create_demo
from dxcheck.desk.password import hashed
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.web.server import free_port
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from playwright.async_api import Browser, Page

TIMES: Final = 9
BAR: Final = 1.3
PICTURE_WITHIN: Final = 0.5
"""Seconds from a screen to its picture."""
WINDOW: Final = {"width": 1280, "height": 800}
STARTS_WITHIN: Final = 60.0
"""Seconds for either server."""
ONLY_HERE: Final = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
"""Asked of Chromium itself: a request that is handed to us to be let through takes 10 ms, and ours has more of them."""
PATIENCE: Final = 60_000
"""Milliseconds."""
ON_PROGRESS: Final = "どの期"
CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
_STOCK: Final = "import sys; from textual_serve.server import Server; Server(sys.argv[1], port=int(sys.argv[2])).serve()"

WATCHING: Final = """
(() => {
  const seen = {}, text = new TextDecoder();
  let said = "", words = [];
  window.benchAt = (word) => seen[word] || 0;
  window.benchAwait = (...more) => { words = more; look(); };
  const painted = (done) => requestAnimationFrame(() => requestAnimationFrame(() => done(Date.now())));
  const look = () => {
    if (!document.body?.classList.contains("-first-byte")) return;
    for (const word of words)
      if (!(word in seen) && said.includes(word)) {
        seen[word] = 0;
        painted((at) => { seen[word] = at; });
      }
  };
  window.benchPicture = () => {
    const image = document.querySelector("#inside button:not([hidden]) img");
    if (!image || !image.complete || !image.naturalWidth || "picture" in seen) return;
    seen.picture = 0;
    painted((at) => { seen.picture = at; });
  };
  const watch = () => { look(); if (window.benchWantsPicture) window.benchPicture(); requestAnimationFrame(watch); };
  requestAnimationFrame(watch);
  window.WebSocket = class extends WebSocket {
    constructor(url, ...rest) {
      super(url, ...rest);
      const asked = new URL(url).searchParams;
      window.benchSize = [Number(asked.get("width")), Number(asked.get("height"))];
      this.addEventListener("message", async ({ data }) => {
        if (typeof data === "string") return;
        const bytes = data instanceof Blob ? await data.arrayBuffer() : data;
        said += text.decode(bytes, { stream: true }).replace(/\\x1b\\[[0-9;?]*[a-zA-Z]/g, "");
        look();
      });
    }
  };
})();
"""
"""When words have been shown, by the page's own clock."""


class Visit(NamedTuple):
    """Seconds."""

    frame: float
    """After the click."""
    picture: float
    """After the screen that it stands on."""


def rows() -> Iterator[Row]:
    """Both, each person at a login of their own."""
    what = "one person in Chromium: from the click on log in to the full frame"
    if CHROMIUM is None:
        yield Row(what, "not measured: there is no Chromium here", bar=BAR)
        return
    with tempfile.TemporaryDirectory() as folder:
        data, empty = Path(folder) / "demo", Path(folder) / "empty.py"
        create_demo(data, today=dt.date(2026, 11, 23))
        empty.write_text(EMPTY_APP, encoding="utf-8")
        workspace, stored = Workspace.open(data), hashed(web.PASSWORD)
        accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
        for n in range(TIMES + 1):
            accounts.add(Account(f"bench-{n:02}", "staff", "382027", stored, calendar.now(), must_change=False))
        count = asyncio.run(widgets(data, "check"))
        try:
            ours, stock = asyncio.run(_visits(data, f"{sys.executable} {shlex.quote(str(empty))} {count}"))
        except (OSError, RuntimeError) as problem:
            yield Row(what, f"not finished: {problem}", bar=BAR)
            return
    frames = [one.frame for one in ours]
    beside = f"textual-serve's page of an empty app with {count} widgets {ms(statistics.median(stock))}"
    yield Row(what, ms(statistics.median(frames)), beside, paired(frames, stock), BAR)
    picture = statistics.median(one.picture for one in ours)
    what = "one person in Chromium: the first picture of a session, not drawn ahead, after its screen"
    yield Row(what, ms(picture), f"at most {ms(PICTURE_WITHIN)}", picture / PICTURE_WITHIN, 1.0)


async def _visits(data: Path, command: str) -> tuple[list[Visit], list[float]]:
    """In turn."""
    from playwright.async_api import Error, async_playwright  # only here

    server, port = Server(data), free_port()
    stock = subprocess.Popen(  # noqa: ASYNC220 - it outlives what is awaited here
        [sys.executable, "-c", _STOCK, command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await answers(server.url, "/readyz", STARTS_WITHIN)
        await answers(f"http://127.0.0.1:{port}", "/static/css/xterm.css", STARTS_WITHIN)
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", ONLY_HERE])
            size = await _size(browser, server.url)
            word = await web.last_word(data, size)
            ours, beside = list[Visit](), list[float]()
            for n in range(TIMES):
                ours.append(await _ours(browser, server.url, n + 1, word))
                beside.append(await _stock(browser, f"http://localhost:{port}"))
            await browser.close()
            return ours, beside
    except Error as problem:
        raise RuntimeError(str(problem).splitlines()[0]) from problem
    finally:
        server.end()
        stock.terminate()
        stock.wait(15)


@asynccontextmanager
async def _page(browser: Browser) -> AsyncIterator[Page]:
    """A browser that has never been anywhere."""
    context = await browser.new_context(viewport=WINDOW, locale="ja-JP", bypass_csp=True)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    await context.add_init_script(WATCHING)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def _at(page: Page, word: str) -> float:
    """The moment at which it had been shown, in seconds."""
    found = await page.wait_for_function("(word) => window.benchAt && benchAt(word)", arg=word)
    return float(await found.json_value()) / 1000


async def _filled_in(page: Page, url: str, n: int) -> None:
    await page.goto(f"{url}/login")
    await page.fill("#name", f"bench-{n:02}")
    await page.fill("#password", web.PASSWORD)


_CLICK: Final = """() => { sessionStorage.benchClicked = Date.now(); document.querySelector("form button[type=submit]").click(); }"""


async def _size(browser: Browser, url: str) -> tuple[int, int]:
    """How many columns and rows the page's terminal has in this window."""
    async with _page(browser) as page:
        await _filled_in(page, url, 0)
        await page.evaluate(_CLICK)
        width, height = await (await page.wait_for_function("window.benchSize")).json_value()
        return int(width), int(height)


async def _ours(browser: Browser, url: str, n: int, word: str) -> Visit:
    async with _page(browser) as page:
        await page.add_init_script(f"benchAwait({word!r}, {ON_PROGRESS!r});")
        await _filled_in(page, url, n)
        await page.evaluate(_CLICK)
        frame = await _at(page, word)
        clicked = float(await page.evaluate("Number(sessionStorage.benchClicked)")) / 1000
        await page.evaluate("window.benchWantsPicture = true")
        await page.keyboard.press("g")
        screen = await _at(page, ON_PROGRESS)
        picture = await _at(page, "picture")
        return Visit(frame - clicked, picture - screen)


async def _stock(browser: Browser, url: str) -> float:
    """From the way to its page: it has no login."""
    async with _page(browser) as page:
        await page.add_init_script(f"benchAwait({SENTINEL!r});")
        await page.goto("about:blank")
        began = float(await page.evaluate("Date.now()")) / 1000
        await page.goto(url, wait_until="commit")
        return await _at(page, SENTINEL) - began
