"""The plain pages in a real Chromium: on a phone held upright, by touch, with axe-core, and as the tree that a screen reader reads."""

from __future__ import annotations

import os
from pathlib import Path

from web.browsing import PATIENCE, PHONE, Arrive, Person
from web.serving import Serve
from web.test_text_answers import stored

from dxcheck.model.snapshot import Answer

GOLDEN = Path(__file__).parent / "golden" / "text_dimension.txt"
FITS = "document.documentElement.scrollWidth <= innerWidth"
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")].filter((one) => {
  const box = (one.type === "radio" || one.type === "checkbox" ? one.closest(".pick") : one).getBoundingClientRect();
  return box.width > 0 && !one.matches(".skip") && (box.width < 24 || box.height < 24);
}).map((one) => one.outerHTML.slice(0, 100))"""
"""Targets smaller than 24 CSS pixels (WCAG 2.2, 2.5.8)."""


UNSAID = ("generic", "StaticText", "InlineTextBox", "none", "ListMarker", "LineBreak", "LabelText", "Legend")
"""What is said with something else, or not at all."""


async def read_out(person: Person) -> str:
    """What a screen reader has to read from: roles, names, states and descriptions, indented as the tree is."""
    line = await person.protocol()
    nodes = (await line.send("Accessibility.getFullAXTree"))["nodes"]
    by_id, told = {one["nodeId"]: one for one in nodes}, []

    def texts(node: dict) -> list[str]:  # type: ignore[type-arg]
        if node.get("role", {}).get("value") == "StaticText":
            return [node["name"]["value"]]
        return [one for child in node.get("childIds", []) if child in by_id for one in texts(by_id[child])]

    def tell(node: dict, depth: int) -> None:  # type: ignore[type-arg]
        role, name = node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")
        shown = not node.get("ignored") and role not in UNSAID
        if shown:
            states = [
                one["name"] for one in node.get("properties", []) if one["name"] in ("checked", "required", "invalid", "level", "live")
            ]
            values = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            said = [f"{one}={values[one]}" for one in states if values[one] not in ("false", False)]
            about = node.get("description", {}).get("value", "")
            said += [repr("".join(texts(node)))] if role == "paragraph" else []
            told.append("  " * depth + " ".join(filter(None, [role, repr(name) if name else "", *said, f"({about})" if about else ""])))
        for child in node.get("childIds", []):
            if child in by_id:
                tell(by_id[child], depth + shown)

    tell(nodes[0], 0)
    return "\n".join(told) + "\n"


async def test_a_phone_held_upright_answers_on_plain_pages(serve: Serve, arrive: Arrive) -> None:
    """Offered where the terminal cannot be; answered by touch, saved as it is given, read out, without a fault, down to 320 pixels."""
    async with serve() as served, arrive(served, size=PHONE, has_touch=True) as person:
        page = person.page
        await person.log_in()
        await page.tap("#portrait .to-pages button")
        await page.wait_for_selector("body.text", timeout=PATIENCE)
        assert await person.faults() == []
        await page.tap("#f-begin button")
        await page.wait_for_selector("#f-answers")
        told = await read_out(person)
        if os.environ.get("DXCHECK_GOLDEN"):
            GOLDEN.write_text(told, encoding="utf-8")
        assert told == GOLDEN.read_text(encoding="utf-8")
        await page.tap("label[for='mom-01-3']")
        await page.fill("#mom-01-e", "説明会の記録")
        await page.tap("label[for='mom-02-k']")
        await page.wait_for_selector("[data-state=mom-01]:has-text('保存済み')", timeout=PATIENCE)
        await page.wait_for_selector("[data-state=mom-02]:has-text('保存済み')", timeout=PATIENCE)
        answers = stored(served).answers
        assert (answers["mom-01"].choice, answers["mom-01"].evidence, answers["mom-02"].choice) == (3, "説明会の記録", "unknown")
        await page.tap("button[value='stay:mom-02']")
        await page.wait_for_selector("#said")
        assert await page.evaluate("document.activeElement.id") == "said", "the focus is on what was done"
        assert await person.faults() == []
        await page.set_viewport_size({"width": 320, "height": 640})
        for path in ("", "d/mom", "quick", "draft", "wish", "files", "sheet", "review?lang=en"):
            await person.go(f"/text/{path}")
            assert await page.evaluate(FITS), path
            assert await page.evaluate(SMALL) == [], path
        assert await person.faults() == []
        await page.evaluate("document.body.dataset.theme = 'dark'")
        assert await person.faults() == []
        await page.emulate_media(forced_colors="active")
        await person.go("/text/quick")
        assert await person.faults() == []
        assert [one for one in person.console if not one.startswith("log: ")] == []


async def test_a_file_that_is_being_made_is_said_to_be_and_comes_by_itself(serve: Serve, arrive: Arrive, tmp_path: Path) -> None:
    """The page stays, leads back to the list, and has a link where nothing came. What cannot be made is said instead."""
    async with serve() as served, arrive(served, size=PHONE) as person:
        page = person.page
        await person.log_in()
        await person.go("/text/files")
        async with page.expect_download() as saving:
            await page.click("a[href$='file/handover/pdf']")
        file = await saving.value
        await file.save_as(tmp_path / "saved.pdf")
        assert (tmp_path / "saved.pdf").read_bytes().startswith(b"%PDF")
        assert file.suggested_filename.startswith("引継ぎパック_")
        assert await page.text_content("h1") == "作成しています…"
        if shots := os.environ.get("DXCHECK_SHOTS"):
            await page.screenshot(path=f"{shots}/making.png", full_page=True)
        async with page.expect_download() as again:
            await page.click("main p a")
        assert (await again.value).suggested_filename == file.suggested_filename
        await page.click("nav.up a[href$='files']")
        await page.wait_for_selector("a[href$='file/handover/pdf']")


async def test_a_table_that_goes_on_to_the_right_says_so_where_it_does(serve: Serve, arrive: Arrive) -> None:
    """On a phone held upright, and not beside a table that is there as a whole."""
    async with serve() as served, arrive(served, size=PHONE) as person:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"), post="企画課")
        desk.submit_answers({one.id: Answer(choice=1) for one in desk.questionnaire.items}, "係", "長")
        await person.log_in()
        await person.go("/text/result")
        for width, goes_on in ((390, True), (1366, False)):
            await person.page.set_viewport_size({"width": width, "height": 768})
            assert await person.page.evaluate("(one => one.scrollWidth > one.clientWidth)(document.querySelector('.wide'))") == goes_on
            assert await person.page.is_visible(".wider") == goes_on
