"""The pages in a real browser: readable for everybody, in line, whole on every screen, and nothing Chromium complains of."""

from __future__ import annotations

import msgspec
import pytest
from web.browsing import DESKTOP, PHONE, TABLET, Arrive
from web.serving import IMABARI, PASSWORD, Serve

FITS = "() => { const all = document.documentElement; return all.scrollWidth <= innerWidth && all.scrollHeight <= innerHeight; }"
WHOLE = """() => {
  const screen = document.querySelector('.xterm-screen').getBoundingClientRect(), room = document.getElementById('terminal').getBoundingClientRect();
  return screen.bottom <= innerHeight && screen.right <= innerWidth && room.bottom - screen.bottom < screen.height / window.rows().length;
}"""
# Every stretch of text must be where its cells are: a full-width character takes two, whatever the font says.
MISPLACED = """() => {
  const wide = /[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6]/;
  const made = [];
  const cell = window.cell();
  for (const row of window.rows()) {
    let cells = 0;
    const left = row.getBoundingClientRect().left;
    for (const span of row.querySelectorAll("span")) {
      const at = span.getBoundingClientRect().left - left;
      if (Math.abs(at - cells * cell) > 1) made.push([span.textContent, at, cells * cell]);
      for (const one of span.textContent) cells += wide.test(one) ? 2 : 1;
    }
  }
  return made;
}"""


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_axe_finds_nothing_on_any_page(serve: Serve, arrive: Arrive, language: str) -> None:
    """WCAG 2.0 to 2.2, A and AA: login, a refused login, password, a refused one, help, a message, the app, its picture and its ending."""
    async with serve() as served, arrive(served) as person:
        await person.go(f"/login?lang={language}")
        assert await person.page.get_attribute("html", "lang") == language
        assert await person.faults() == []
        await person.page.fill("#name", IMABARI)
        await person.page.fill("#password", "wrong")
        await person.page.click("main button")
        await person.page.wait_for_selector(".fault")
        assert await person.faults() == []
        await person.log_in(path=f"/login?lang={language}")
        assert await person.faults() == []
        await person.page.evaluate("document.getElementById('picture').showModal()")
        assert await person.faults() == []
        await person.page.keyboard.press("Escape")
        await person.page.keyboard.press("Control+q")
        await person.page.wait_for_selector("#ended:not([hidden])")
        assert await person.faults() == []
        for path in ("/password", "/help", "/nowhere"):
            await person.go(path)
            assert await person.faults() == []
        await person.go("/password")
        for field in ("old", "new", "again"):
            await person.page.fill(f"#{field}", "not-the-password")
        await person.page.click("main button")
        await person.page.wait_for_selector(".fault")
        assert await person.faults() == []


async def test_axe_would_find_something(serve: Serve, arrive: Arrive) -> None:
    """It runs, with its rules for all three versions."""
    async with serve() as served, arrive(served) as person:
        await person.go("/login")
        await person.page.evaluate("document.querySelector('label').remove()")
        assert any(one.startswith("label:") for one in await person.faults())


async def test_chromium_has_no_complaint_about_the_forms(serve: Serve, arrive: Arrive) -> None:
    """Nothing on its console, not even advice: password managers find the account's name and both kinds of password."""
    async with serve() as served, arrive(served) as person:
        await person.go("/login")
        await person.log_in()
        person.console.clear()
        await person.go("/password")
        assert await person.page.input_value("[autocomplete=username]") == IMABARI
        await person.page.fill("#old", PASSWORD)
        await person.page.fill("#new", "mikan-yama-no-yuuhi")
        await person.page.fill("#again", "mikan-yama-no-yuuhi")
        await person.page.click("main button")
        await person.page.wait_for_selector("body.-first-byte")
        await person.go("/help")
        assert [one for one in person.console if not one.startswith("log: ")] == []


async def test_a_first_login_leads_through_the_new_password(serve: Serve, arrive: Arrive) -> None:
    """The generated password is changed before anything else, and the same page leads on into the app."""
    async with serve() as served, arrive(served) as person:
        served.server.accounts.change(IMABARI, lambda one: msgspec.structs.replace(one, must_change=True))
        await person.go("/login")
        await person.page.fill("#name", IMABARI)
        await person.page.fill("#password", PASSWORD)
        await person.page.click("main button")
        await person.page.wait_for_url("**/password")
        await person.page.fill("#old", PASSWORD)
        await person.page.fill("#new", "mikan-yama-no-yuuhi")
        await person.page.fill("#again", "mikan-yama-no-yuuhi")
        await person.page.click("main button")
        await person.sees("今治市のみなさん")


async def test_japanese_lines_up_at_every_size(serve: Serve, arrive: Arrive) -> None:
    """A full-width character is two cells wide, also 、 and 「, at the first font size and a chosen one, which a reload and a new page keep."""
    async with serve() as served, arrive(served) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await person.sees("mom-01")
        first = await person.page.evaluate("window.cell()")
        assert await person.page.evaluate(MISPLACED) == []
        for _ in range(2):
            async with person.page.expect_navigation():
                await person.page.click("#larger")
            await person.sees("mom-01")
        larger = await person.page.evaluate("window.cell()")
        assert larger == first * 20 / 16
        assert await person.page.evaluate(MISPLACED) == []
        await person.page.reload()
        await person.sees("mom-01")
        assert await person.page.evaluate("window.cell()") == larger
        await person.page.close()
        person.page = await person.context.new_page()
        await person.go("/")
        await person.sees("今治市のみなさん")
        assert await person.page.evaluate("window.cell()") == larger
        async with person.page.expect_navigation():
            await person.page.click("#smaller")
        await person.sees("今治市のみなさん")
        assert await person.page.evaluate("window.cell()") < larger


@pytest.mark.parametrize("size", [DESKTOP, TABLET], ids=["desktop", "tablet"])
async def test_the_whole_app_is_on_the_screen(serve: Serve, arrive: Arrive, size: tuple[int, int]) -> None:
    """From the top line to the commands at the bottom, without scrollbars, and it follows the window."""
    async with serve() as served, arrive(served, size=size) as person:
        await person.log_in()
        await person.click("診断をはじめる")
        await person.sees("mom-01")
        for command in ("提出へ", "? 使い方", "今治市", "データ・AI"):
            await person.sees(command)
        assert await person.page.evaluate(FITS)
        assert await person.page.evaluate(WHOLE)
        assert not await person.page.is_visible("#portrait")
        rows = await person.page.evaluate("window.rows().length")
        await person.page.set_viewport_size({"width": 1400, "height": 900})
        await person.page.wait_for_function("before => window.rows().length > before", arg=rows)
        await person.page.wait_for_function(WHOLE)
        assert await person.page.evaluate(FITS)


async def test_a_phone_is_told_kindly(serve: Serve, arrive: Arrive) -> None:
    """Upright it says what to do; the login and the help can be read there; turned, the app is there."""
    async with serve() as served, arrive(served, size=PHONE, has_touch=True) as person:
        for path in ("/login", "/help"):
            await person.go(path)
            assert await person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await person.log_in()
        assert await person.page.is_visible("text=横向きにするか、パソコンでお使いください")
        assert await person.faults() == []
        await person.page.set_viewport_size({"width": 844, "height": 390})
        await person.page.wait_for_selector("#portrait", state="hidden")
        await person.sees("今治市のみなさん")
