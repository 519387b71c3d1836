"""The page around the terminal: what it remembers, which keys stay the browser's, and what it says and does when the line ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from web.browsing import TABLET, Arrive, Person
from web.serving import Serve

from dxcheck.web.tab import Close

if TYPE_CHECKING:
    from playwright.async_api import Route

FOCUS = "document.activeElement.id || document.activeElement.className"
PAPER, NIGHT = "rgb(246, 244, 239)", "rgb(20, 32, 43)"
"""The backgrounds of the two themes."""


async def background(person: Person) -> str:
    """The colour behind the terminal's rows, as the app drew it."""
    return str(await person.page.evaluate("getComputedStyle(window.at(window.rows().at(-2), 0)[0].parentElement).backgroundColor"))


async def test_light_or_dark_is_remembered_by_page_and_screen(serve: Serve, arrive: Arrive) -> None:
    """Light at first, as the programs around it; F3 changes screen and page, and the next session of this browser begins with it."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.sees("今治市のみなさん")
        assert await person.page.get_attribute("body", "data-theme") == "light"
        assert await background(person) == PAPER
        await person.page.keyboard.press("F3")
        await person.page.wait_for_selector("body[data-theme=dark]")
        await person.page.wait_for_function(
            "night => getComputedStyle(window.at(window.rows().at(-2), 0)[0].parentElement).backgroundColor === night", arg=NIGHT
        )
        person.page = await person.context.new_page()
        await person.go("/")
        await person.sees("今治市のみなさん")
        assert await person.page.get_attribute("body", "data-theme") == "dark"
        assert await background(person) == NIGHT


async def test_page_and_screen_speak_one_language(serve: Serve, arrive: Arrive) -> None:
    """F2 turns the header too, on the same screen; a language chosen on another page turns the running screen at its next reload."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await person.sees("mom-01")
        async with person.page.expect_navigation():
            await person.page.keyboard.press("F2")
        await person.sees("Shared understanding")
        assert await person.page.get_attribute("html", "lang") == "en"
        await person.page.wait_for_selector("text=Log out")
        beside = await person.context.new_page()
        await beside.goto(served.url + "/help?lang=ja")
        await person.page.reload()
        await person.page.wait_for_selector("text=ログアウト")
        await person.sees("mom-01")
        await person.sees("認識の共有")


async def test_the_keyboard_gets_out_of_the_terminal_and_back(serve: Serve, arrive: Arrive) -> None:
    """F10 to the buttons above, from there with Tab to the links and with Esc back; F5 and F11 stay the browser's, F1 is the app's."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await person.sees("mom-01")
        await person.page.keyboard.press("F10")
        assert await person.page.evaluate(FOCUS) == "smaller"
        await person.page.keyboard.press("Tab")
        assert await person.page.evaluate(FOCUS) == "larger"
        await person.page.keyboard.press("Escape")
        assert await person.page.evaluate(FOCUS) == "xterm-helper-textarea"
        await person.sees("mom-01")
        await person.page.evaluate(
            "() => window.addEventListener('keydown', event => setTimeout(() => { window.last = [event.key, event.defaultPrevented]; }), true)"
        )
        for key, theirs in (("F5", True), ("F11", True), ("F1", False)):
            await person.page.keyboard.press(key)
            await person.page.wait_for_function(
                "([key, theirs]) => window.last && window.last[0] === key && window.last[1] !== theirs", arg=[key, theirs]
            )


async def test_text_marked_with_the_mouse_is_copied(serve: Serve, arrive: Arrive) -> None:
    """A plain drag and Ctrl+C, as everywhere; without a clipboard for pages (plain http to another machine) too."""
    async with serve() as served, arrive(served, permissions=["clipboard-read", "clipboard-write"]) as person:
        for without in (False, True):
            if without:
                await person.context.add_init_script(
                    "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined, configurable: true })"
                )
            await (person.page.reload() if without else person.log_in())
            await person.sees("今治市のみなさん")
            await person.drag("おつかれさまです")
            await person.page.keyboard.press("Control+c")
            other = await person.context.new_page()
            await other.goto(served.url + "/login?lang=ja")
            await other.set_content("<textarea id=t></textarea>")
            await other.focus("#t")
            for _ in range(50):
                await other.fill("#t", "")
                await other.keyboard.press("Control+v")
                if "おつかれさま" in await other.input_value("#t"):
                    break
                await other.wait_for_timeout(100)
            assert "おつかれさま" in await other.input_value("#t")
            await other.fill("#t", "何かほかのもの")
            await other.keyboard.press("Control+a")
            await other.keyboard.press("Control+c")
            await other.close()
            await person.page.bring_to_front()


async def test_a_duplicated_tab_is_a_session_of_its_own(serve: Serve, arrive: Arrive) -> None:
    """A browser copies what a tab remembers; the first one goes on undisturbed, and a reload is still a reload."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await person.sees("mom-01")
        remembered = await person.page.evaluate("Object.entries(sessionStorage)")
        copy = await person.context.new_page()
        await copy.add_init_script(
            f"for (const [key, value] of {remembered!r}) if (!sessionStorage.length || window.more) {{ window.more = 1; sessionStorage.setItem(key, value); }}"
        )
        await copy.goto(served.url + "/")
        await copy.wait_for_function("() => window.shown().includes('今治市のみなさん')")
        assert len(served.server.tabs) == 2
        await person.sees("mom-01")
        await person.page.reload()
        await person.sees("mom-01")
        assert len(served.server.tabs) == 2


async def test_what_ends_leaves_nothing_on_the_screen(serve: Serve, arrive: Arrive) -> None:
    """Not the last answers, not an open picture; and the button leads on only to a server that answers."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.sees("今治市のみなさん")
        await person.page.evaluate("document.getElementById('picture').showModal()")
        login = served.server.logins.all()[0]
        await served.server.end_login(login, Close.IDLE)
        await person.page.wait_for_selector("text=しばらく操作がなかったため")
        assert not await person.page.is_visible("#picture")
        assert "今治市のみなさん" not in await person.page.inner_text("body")
        await person.page.route("**/healthz", lambda route: route.abort())
        await person.page.click("#again")
        await person.page.wait_for_selector("#away:not([hidden])")
        await person.page.unroute("**/healthz")
        await person.page.click("#again")
        await person.page.wait_for_selector("#name")


async def test_a_restarted_server_says_what_happened(serve: Serve, arrive: Arrive) -> None:
    """Its logins are gone with it: the page comes back by itself, to a login that says that nothing is lost."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.sees("今治市のみなさん")
        for login in served.server.logins.all():
            await served.server.end_login(login, Close.STOPPING)
        await person.page.wait_for_selector("text=もう一度ログインすると、続きから始められます")
        assert await person.faults() == []


async def test_somebody_who_only_reads_is_warned(serve: Serve, arrive: Arrive) -> None:
    """A minute before the screen closes for want of use, until a key is pressed."""
    async with serve(idle=62.0) as served, arrive(served) as person:
        await person.log_in()
        await person.sees("今治市のみなさん")
        await person.page.wait_for_selector("#soon:not([hidden])")
        assert await person.faults() == []
        await person.page.keyboard.press("Tab")
        await person.page.wait_for_selector("#soon", state="hidden")


async def test_a_long_text_is_pasted_whole_or_not_at_all(serve: Serve, arrive: Arrive) -> None:
    """More than the server takes at once goes in pieces, also with characters of two halves; what no field could hold stays outside, and the person is told."""
    paste = """text => { const clipboardData = new DataTransfer(); clipboardData.setData("text/plain", text);
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })); }"""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await person.sees("mom-01")
        await person.page.keyboard.press("c")
        await person.sees("mom-01 のコメント")
        await person.page.evaluate(paste, "あ" * 29_990 + "𩸽" * 10_000 + "い" * 40_010)
        await person.sees("80000文字")
        assert await person.page.is_hidden("#far")
        await person.page.evaluate(paste, "う" * 100_001)
        await person.page.wait_for_selector("#far:not([hidden])")
        assert [one for one in await person.faults() if "far" in one] == []
        await person.page.keyboard.type("え")
        await person.sees("80001文字")


async def test_what_an_input_method_writes_arrives_whole(serve: Serve, arrive: Arrive) -> None:
    """Wide spaces, variants, joined emoji, 外字; the keys of Windows in the field; and a wide digit outside of it answers."""
    text = "企画課　情報係　👩\u200d💻葛\U000e0100城\U0002ebf0"
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await person.sees("mom-01")
        await person.page.keyboard.press("c")
        await person.sees("mom-01 のコメント")
        line = await person.protocol()
        await line.send("Input.imeSetComposition", {"text": "きかくか", "selectionStart": 4, "selectionEnd": 4})
        await line.send("Input.insertText", {"text": text})
        await person.sees("情報係")
        await person.page.keyboard.press("Control+a")
        await person.page.keyboard.press("Control+x")
        await person.sees("情報係", gone=True)
        await person.page.keyboard.press("Control+z")
        await person.sees("情報係")
        await person.page.keyboard.press("Escape")
        await person.sees("mom-01 のコメント", gone=True)
        await line.send("Input.insertText", {"text": "３"})
        await person.sees("1/42問に回答")
        draft = served.workspace.staff_desk(served.workspace.roster.find("今治")).draft()
        assert draft is not None
        assert (draft.answer("mom-01").comment, draft.answer("mom-01").level) == (text, 3)


async def test_a_finger_presses_keys_and_scrolls(serve: Serve, arrive: Arrive) -> None:
    """A tablet has a bar of keys, each 48 pixels at least, and no keyboard that comes unasked; the screen moves as far as the finger does."""
    small = "[...document.querySelectorAll('#keys button')].filter(one => Math.min(one.offsetWidth, one.offsetHeight) < 48).length"
    async with serve() as served, arrive(served, size=TABLET, has_touch=True) as person:
        page = person.page
        await person.log_in()
        await person.sees("今治市のみなさん")
        await page.tap("#keys [data-key=help]")
        await person.sees("操作のしかた")
        await page.set_viewport_size({"width": 1024, "height": 480})
        await person.rests()
        assert await page.evaluate(small) == 0
        assert await page.evaluate("document.querySelector('.xterm-helper-textarea').inputMode") == "none"
        await page.tap("#keyboard")
        assert await page.evaluate("document.activeElement.inputMode") == "text"
        text = "決裁に回す結果票"
        before = (await person.where(text))["middle"]
        row = await page.evaluate("window.rows()[0].getBoundingClientRect().height")
        line = await person.protocol()
        await line.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 500, "y": 200}]})
        for y in range(195, 195 - int(5 * row), -5):  # two turns: after the first the row it came down on is another one
            await line.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": 500, "y": y}]})
        await line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await page.wait_for_function("([text, at]) => window.place(text, 0)?.middle < at", arg=[text, before - 1])
        await person.rests()
        assert (await person.where(text))["middle"] == pytest.approx(before - 4 * row, abs=2)
        await page.tap("#keys [data-key=esc]")
        await person.sees("操作のしかた", gone=True)


@pytest.mark.parametrize("character", ["①", "※", "→", "Ⅱ"])
async def test_characters_of_doubtful_width_do_not_overlap_their_neighbours(serve: Serve, arrive: Arrive, character: str) -> None:
    """Officers write them every day; the terminal gives them one cell."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.sees("今治市のみなさん")
        width = """one => { const span = document.createElement('span'); span.textContent = one.repeat(100); span.style.letterSpacing = '0';
          document.querySelector('.xterm-rows').append(span); const wide = span.getBoundingClientRect().width / 100; span.remove(); return wide / window.cell(); }"""
        assert await person.page.evaluate(width, "あ") == pytest.approx(2, abs=0.1)
        assert await person.page.evaluate(width, character) < 1.3


async def test_bars_are_drawn_in_fractions_of_a_cell_and_move_nothing(serve: Serve, arrive: Arrive) -> None:
    """From the first frame on, also where their font comes late: every row is as wide as the screen, and each character of a bar as wide as a cell."""
    async with serve() as served, arrive(served) as person:

        async def late(route: Route) -> None:
            await asyncio.sleep(1)
            await route.continue_()

        await person.page.route("**/bars.ttf", late)
        await person.log_in()
        await person.sees("今治市のみなさん")
        await person.page.keyboard.press("s")
        await person.sees("mom-01")
        await person.page.keyboard.press("2")
        await person.page.keyboard.press("Escape")
        await person.sees("▁")
        widths = await person.page.evaluate(
            "Array.from(document.querySelectorAll('.xterm-rows > div')).map(row => row.lastChild.getBoundingClientRect().right)"
        )
        assert max(widths) - min(widths) < 1
        spans = await person.page.evaluate(
            "Array.from(document.querySelectorAll('.xterm-rows span')).filter(one => /^[▁▏▎▍▌▋▊▉]+$/.test(one.textContent))"
            ".map(one => one.getBoundingClientRect().width / one.textContent.length)"
        )
        assert spans
        assert max(spans) - min(spans) < 0.1
        assert 7 < min(spans) < 12
