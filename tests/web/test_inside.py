"""Real pictures in the screens of a real browser: exactly over their cells, cut by what lies above, never of anything else than the screen shows."""

from __future__ import annotations

import io
import re
from typing import Any

from PIL import Image
from web.browsing import PATIENCE, Arrive, Person
from web.serving import IMABARI, MATSUYAMA, Serve, Served

from dxcheck.model.snapshot import Answer

SEEN = """() => {
  const button = document.querySelector("#inside button:not([hidden])");
  if (!button || !button.firstChild.naturalWidth) return null;
  const { left, top, width, height } = button.getBoundingClientRect(), screen = document.querySelector("#terminal .xterm-screen").getBoundingClientRect();
  const cell = [screen.width / window.columns, screen.height / window.rows().length];
  const corner = (x, y) => document.elementFromPoint(screen.left + (x + .5) * cell[0], screen.top + (y + .5) * cell[1]);
  return { key: button.dataset.key, alt: button.firstChild.alt, opens: button.dataset.opens, is_off: button.disabled, path: button.firstChild.getAttribute("src"),
    at: [(left - screen.left) / cell[0], (top - screen.top) / cell[1], width / cell[0], height / cell[1]].map((one) => Math.round(one * 100) / 100),
    fill: getComputedStyle(button).clipPath, ends: button.contains(corner(window.columns / 2, 5)) };
}"""


async def at_progress(served: Served, person: Person) -> dict[str, Any]:
    """Log in and go to 推移, where the first result is; the picture there."""
    for name in ("今治", "松山"):
        desk = served.workspace.staff_desk(served.workspace.roster.find(name))
        desk.submit_answers({item.id: Answer(choice=1 if name == "今治" else 2) for item in desk.questionnaire.ordered}, "企画課", "課長")
    await person.log_in()
    await person.sees("今治市のみなさん")
    await person.page.keyboard.press("g")
    await person.sees("推移")
    return await picture(person)


async def picture(person: Person, *, other_than: str = "", so: str = "true", **same: Any) -> dict[str, Any]:
    """The picture over the screen, once it is there, is another one, and is as it shall be: `so` of what is `seen`, and `same` as was seen before."""
    from playwright.async_api import Error

    wanted = f"seen.key !== other && ({so}) && Object.entries(same).every(([name, value]) => seen[name] === value)"
    look = f"([other, same]) => {{ const seen = ({SEEN})(); return seen && {wanted} ? seen : null; }}"
    try:
        found = await person.page.wait_for_function(look, arg=[other_than, same], timeout=PATIENCE)
    except Error as problem:
        raise AssertionError(f"wanted {wanted} with {same}, seen {await person.page.evaluate(SEEN)}") from problem
    return dict(await found.json_value())


async def no_picture(person: Person) -> None:
    """Wait until there is none."""
    await person.page.wait_for_function(f"() => !({SEEN})()", timeout=PATIENCE)


async def ground(person: Person) -> str:
    """The colour of the picture's own ground."""
    text = await person.page.evaluate("path => fetch(path).then(answer => answer.text())", (await picture(person))["path"])
    found = re.search(r'id="patch_1">.*?fill: (#[0-9a-f]{6})', text, re.DOTALL)
    assert found, text[:1000]
    return found[1]


async def test_a_picture_stands_over_its_cells_and_says_what_it_shows(serve: Serve, arrive: Arrive) -> None:
    """Cell by cell, at every size of the letters; a wheel over it turns the screen below it, and it goes with it; what cannot see it hears its figures."""
    async with serve() as served, arrive(served) as person:
        first = await at_progress(served, person)
        assert all(float(one).is_integer() for one in first["at"]), first["at"]
        assert "全体: " in first["alt"]
        assert "1.0" in first["alt"]
        assert first["ends"], "what is pressed there is the picture"
        assert [one for one in person.console if "Content Security Policy" in one] == []
        where = await person.where("令和")
        assert abs(where["left"] - (await person.page.locator("#inside button").bounding_box())["x"]) < 20  # type: ignore[index]
        assert where["middle"] > 100
        await person.page.mouse.move(600, 200)
        await person.page.mouse.wheel(0, 100)
        await person.page.wait_for_function(f"top => {{ const seen = ({SEEN})(); return seen && seen.at[1] < top; }}", arg=first["at"][1])
        scrolled = await picture(person, key=first["key"])
        assert scrolled["fill"] != first["fill"], "what is scrolled away is cut off"
        async with person.page.expect_navigation():
            await person.page.click("#larger")
        await person.sees("推移")
        larger = await picture(person)
        assert all(float(one).is_integer() for one in larger["at"]), larger["at"]
        assert await person.faults() == []


async def test_windows_and_messages_lie_above_a_picture(serve: Serve, arrive: Arrive) -> None:
    """The help covers its middle and veils the rest, so does a message its corner; closed, all of it is there again; on another screen none of it is."""
    async with serve() as served, arrive(served) as person:
        first = await at_progress(served, person)
        await person.page.keyboard.press("F1")
        await person.sees("操作のしかた: 推移")
        # It has a hole, in its middle is the window, and it opens nothing there.
        await picture(person, so="seen.fill.split('M').length > 2 && !seen.ends && seen.is_off", key=first["key"])
        assert await person.page.locator("#inside button i").count() == 1
        await person.page.keyboard.press("Escape")
        await person.sees("操作のしかた: 推移", gone=True)
        await picture(person, fill=first["fill"])
        await person.page.keyboard.press("Tab")
        await no_picture(person)
        await person.page.keyboard.press("Tab")
        await picture(person, key=first["key"])
        await person.page.keyboard.press("Escape")
        await person.sees("今治市のみなさん")
        await no_picture(person)
        await person.page.keyboard.press("g")
        await picture(person, key=first["key"])


async def test_a_picture_of_anything_else_is_never_shown(serve: Serve, arrive: Arrive) -> None:
    """Other colours, another size, other words: the drawing in cells until the new one is there. A reload and a line that comes back have it at once."""
    async with serve() as served, arrive(served) as person:
        first = await at_progress(served, person)
        assert await ground(person) == "#f6f4ef"
        await person.page.keyboard.press("F3")
        dark = await picture(person, other_than=first["key"])
        assert await ground(person) == "#14202b"
        await person.page.set_viewport_size({"width": 1000, "height": 720})
        smaller = await picture(person, other_than=dark["key"])
        assert smaller["at"][2] < dark["at"][2]
        await person.page.reload()
        await person.sees("推移")
        await picture(person, key=smaller["key"])
        async with person.page.expect_navigation():
            await person.page.keyboard.press("F2")
        english = await picture(person, other_than=smaller["key"])
        assert "Overall: " in english["alt"] or "Whole" in english["alt"], english["alt"]
        await person.page.keyboard.press("Control+g")
        await no_picture(person)
        for _press in range(2):
            await person.page.keyboard.press("Control+g")
        await picture(person, key=english["key"])


async def test_a_picture_belongs_to_its_login_and_goes_with_its_screen(serve: Serve, arrive: Arrive) -> None:
    """Nobody else gets it, whoever they are; a second tab of one's own has its own; with the tab its pictures go."""
    async with serve() as served, arrive(served) as person:
        path = (await at_progress(served, person))["path"]
        async with served.logged_in(MATSUYAMA) as other, served.visitor() as nobody, served.logged_in(IMABARI) as same:
            assert (await other.get(path)).status == 404
            assert (await nobody.get(path)).status in (303, 403)
            assert (await same.get(path)).status == 404, "another login of the same account"
        beside = await person.context.new_page()
        await beside.goto(served.url + "/")
        await beside.wait_for_function("() => window.shown().includes('今治市のみなさん')")
        assert await beside.locator("#inside button").count() == 0
        answer = await person.context.request.get(served.url + path)
        assert answer.status == 200
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "no-store" in answer.headers["cache-control"]
        await person.page.keyboard.press("Control+q")
        await person.page.wait_for_selector("#ended:not([hidden])")
        assert await person.page.locator("#inside button").count() == 0
        assert (await person.context.request.get(served.url + path)).status == 404


async def test_results_comparisons_and_lists_have_their_pictures(serve: Serve, arrive: Arrive) -> None:
    """Each of its own figures, from the top of its screen; the keyboard is where it always was."""
    async with serve() as served, arrive(served) as person:
        first = await at_progress(served, person)
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        desk.submit_answers({item.id: Answer(choice=3) for item in desk.questionnaire.ordered}, "企画課", "課長")
        await person.page.keyboard.press("Escape")
        await person.sees("今治市のみなさん")
        await person.page.keyboard.press("h")
        await person.sees("これまでの診断結果")
        past = await picture(person, other_than=first["key"])
        assert past["at"][1] == 2
        assert "3.0" in past["alt"]
        assert past["opens"] == "o"
        for key in ("Space", "ArrowDown", "Space", "c"):
            await person.page.keyboard.press(key)
        await person.sees("設問ごとの比較")
        compared = await picture(person, other_than=past["key"])
        assert "1→3" in compared["alt"]
        await person.page.keyboard.press("Escape")
        await picture(person, key=past["key"])
        await person.page.keyboard.press("ArrowUp")
        await person.page.keyboard.press("Enter")
        await person.sees("もうできていること")
        await person.page.keyboard.press("PageDown")
        await person.page.keyboard.press("PageDown")
        result = await picture(person, other_than=past["key"])
        assert "平均 3.0" in result["alt"], result["alt"]


async def test_a_picture_opens_large_enough_to_be_read_and_handed_on(serve: Serve, arrive: Arrive) -> None:
    """A press opens it; it is moved, enlarged, copied, saved under its Japanese name, and followed by the next kind; Esc leads back to the terminal."""
    async with serve() as served, arrive(served, permissions=["clipboard-read", "clipboard-write"]) as person:
        page = person.page
        await at_progress(served, person)
        await page.keyboard.press("Escape")
        await person.sees("今治市のみなさん")
        await page.keyboard.press("r")
        await person.sees("もうできていること")
        await page.keyboard.press("o")
        await page.wait_for_selector("dialog#picture[open]")
        scale = "() => { const shown = document.getElementById('shown'); return shown.naturalWidth > 300 && shown.clientWidth / shown.naturalWidth; }"
        shown = await (await page.wait_for_function(scale)).json_value()
        assert 9 * 4 / 3 * shown >= 12, "nine points are twelve pixels and more"
        assert await page.inner_text("#picture-title") == "図: 分野ごとの平均"
        assert "平均 1.0" in (await page.get_attribute("#shown", "alt") or "")
        assert await page.evaluate("document.activeElement.id") == "sheet"
        assert await person.faults() == []
        await page.keyboard.press("+")
        assert await page.evaluate(scale) > shown
        await page.mouse.move(600, 500)
        await page.mouse.down()
        await page.mouse.move(500, 400)
        await page.mouse.up()
        assert await page.evaluate("document.getElementById('sheet').scrollTop") > 0
        await page.keyboard.press("0")
        assert await page.evaluate("(sheet => sheet.scrollHeight <= sheet.clientHeight + 1)(document.getElementById('sheet'))")
        await page.click("#copy")
        await page.wait_for_function("() => document.getElementById('picture-said').textContent === 'コピーしました'")
        assert await page.evaluate("navigator.clipboard.read().then(found => found[0].types)") == ["image/png"]
        for name, ending in (("PNGで保存", ".png"), ("PDFで保存", ".pdf")):
            async with page.expect_download() as saving:
                await page.click(f"#saves >> text={name}")
            file = (await saving.value).suggested_filename
            assert file.startswith("分野ごとの平均_今治市")
            assert file.endswith(ending)
        before = await page.get_attribute("#shown", "src")
        for button, title in (("#next", "図: 分野ごとの形"), ("#previous", "図: 分野ごとの平均")):
            await page.click(button)
            await page.wait_for_function(
                "([src, title]) => document.getElementById('shown').getAttribute('src') !== src && document.getElementById('picture-title').textContent === title",
                arg=[before, title],
            )
            before = await page.get_attribute("#shown", "src")
            await page.wait_for_function("() => document.getElementById('picture-said').textContent === ''")
        await page.keyboard.press("Escape")
        await page.wait_for_selector("dialog#picture", state="hidden")
        await person.sees("もうできていること")
        await person.sees("PNGで保存", gone=True)
        assert "xterm-helper-textarea" in await page.evaluate("document.activeElement.className")


async def test_a_press_on_a_picture_and_the_keyboard_open_it(serve: Serve, arrive: Arrive) -> None:
    """Out of the terminal with F10, on with Tab to the picture, Enter; and with the mouse."""
    async with serve() as served, arrive(served) as person:
        page = person.page
        await at_progress(served, person)
        await page.keyboard.press("F10")
        for _press in range(8):
            if await page.evaluate("document.activeElement.closest('#inside') !== null"):
                break
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("dialog#picture[open]")
        await page.keyboard.press("Escape")
        await person.sees("PNGで保存", gone=True)
        await page.wait_for_selector("#inside button:enabled")
        await page.mouse.click(600, 200)
        await page.wait_for_selector("dialog#picture[open]")
        await page.click("#close")
        await page.wait_for_selector("dialog#picture", state="hidden")
        await person.sees("PNGで保存", gone=True)
        await person.sees("推移")


async def test_a_picture_drawn_ahead_is_fetched_ahead(serve: Serve, arrive: Arrive) -> None:
    """While somebody only looks at home, the page has the pictures of what is opened next; nothing of them is seen there."""
    async with serve() as served, arrive(served) as person:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        desk.submit_answers({item.id: Answer(choice=1) for item in desk.questionnaire.ordered}, "企画課", "課長")
        await person.log_in()
        await person.sees("今治市のみなさん")
        fetched = "() => performance.getEntriesByType('resource').filter(one => one.name.includes('/inside/')).length"
        await person.page.wait_for_function(f"() => ({fetched})() >= 2", timeout=PATIENCE)
        await person.rests()  # where the first ones had the size of a page that was not laid out yet
        ahead = await person.page.evaluate(fetched)
        assert await person.page.locator("#inside button").count() == 0
        for key in ("g", "Escape", "r"):
            await person.page.keyboard.press(key)
            await (picture(person) if key == "g" else person.sees({"Escape": "今治市のみなさん", "r": "もうできていること"}[key]))
        assert await person.page.evaluate(fetched) == ahead


async def test_in_the_systems_contrast_colours_a_picture_has_its_ground(serve: Serve, arrive: Arrive) -> None:
    """White on black where the system says so, whatever the theme; so far as a picture can, told apart by lightness."""
    async with serve() as served, arrive(served, forced_colors="active", color_scheme="dark") as person:
        await at_progress(served, person)
        box = await person.page.locator("#inside button").bounding_box()
        assert box is not None
        corner = await person.page.screenshot(clip={"x": box["x"] + 1, "y": box["y"] + 1, "width": 3, "height": 3})
        assert max(Image.open(io.BytesIO(corner)).convert("L").getextrema()) < 32  # type: ignore[type-var]
        assert await person.page.get_attribute("body", "data-theme") == "contrast"
        await person.page.keyboard.press("Escape")
        await person.sees("診断結果を見る")
        words = "Array.from(document.querySelectorAll('.xterm-rows span')).find(one => one.textContent.includes('{}'))"
        edge = "getComputedStyle({}).boxShadow"
        await person.page.wait_for_function(f"() => {edge.format(words.format('訂正する（Enter）'))} !== 'none'")
        grounds = [
            await person.page.evaluate(f"getComputedStyle({words.format(one)}).backgroundColor")
            for one in ("診断結果を見る", "おつかれさま")
        ]
        assert grounds[0] != grounds[1], "what has the keyboard stands on a ground of its own"
