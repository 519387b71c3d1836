"""The terminal's page for people who do not see it: everything here is read from Chromium's accessibility tree, and done with the keyboard."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from web.browsing import PATIENCE, Arrive, Person
from web.serving import IMABARI, PASSWORD, Serve

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

GOLDEN = Path(__file__).parent / "golden" / "heard_terminal.txt"
MOST_LOOKS = 200


class Listener:
    """Hears what is said, and nothing else."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.run: list[str] = []
        """Keys and words, in their order."""
        self._line: CDPSession | None = None
        self._region = ""
        self._known: set[int] = set()

    async def focused(self) -> str:
        """The role and the name of what has the focus."""
        line = await self.person.protocol()
        for node in (await line.send("Accessibility.getFullAXTree"))["nodes"]:
            has = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            if has.get("focused") and node["role"]["value"] != "RootWebArea":
                return f"{node['role']['value']} {node['name']['value']}"
        return ""

    async def hears(self, *texts: str) -> str:
        """Wait until the live region has said more that holds all of this, and note it."""
        heard = ""
        for _look in range(MOST_LOOKS):
            heard += await self._news()
            if heard and all(one in heard for one in texts):
                self.run += heard.splitlines()
                return heard
            await asyncio.sleep(0.05)
        raise AssertionError(f"never heard {texts}, but\n{heard}")

    async def _news(self) -> str:
        if self._line is None:
            self._line = await self.person.protocol()
            found = await self._line.send("Runtime.evaluate", {"expression": "document.querySelector('[role=log]')"})
            self._region = found["result"]["objectId"]
        nodes = (await self._line.send("Accessibility.queryAXTree", {"objectId": self._region, "role": "StaticText"}))["nodes"]
        new = [one for one in nodes if one["backendDOMNodeId"] not in self._known]
        self._known |= {one["backendDOMNodeId"] for one in new}
        return "".join(one["name"]["value"] + "\n" for one in new)

    async def press(self, key: str, *texts: str) -> str:
        """Press a key, and hear what comes of it."""
        self.run.append(f"[{key}]")
        await self.person.page.keyboard.press(key)
        return await self.hears(*texts)

    @property
    def told(self) -> str:
        """The run, without what is another one on another day, and without when something reached the disk."""
        told = "\n".join(one for one in self.run if one != "保存済み") + "\n"
        return re.sub(r"令和\d+年度.期|\d{4}年\d+月\d+日|控え番号: \S+", "…", told)


async def test_a_self_check_in_the_terminal_is_done_by_ear(serve: Serve, arrive: Arrive) -> None:
    """Log in, answer 42 items, look them over, submit and hear the result: what was pressed and what was heard is kept as text."""
    async with serve() as served, arrive(served) as person:
        page, ear = person.page, Listener(person)
        await person.go("/login")
        for wanted, text in (("textbox アカウント名", IMABARI), ("textbox パスワード", PASSWORD)):
            while wanted not in await ear.focused():
                await page.keyboard.press("Tab")
            await page.keyboard.type(text)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("body.-first-byte, form[action$='/later']", timeout=PATIENCE)
        if page.url.endswith("/enrol"):
            await page.click("form[action$='/later'] button")
        await ear.hears("おつかれさまです", "かんたん診断（q）。ボタン")
        assert "診断の画面" in await ear.focused()
        ear.run.clear()
        await ear.press("s", "1/42", "1/7")
        questionnaire = served.workspace.staff_desk(served.workspace.roster.find("今治")).questionnaire
        for number in range(len(questionnaire.items) - 1):
            await ear.press(str(number % 5), f"{number + 2}/42", "1/")
        await ear.press("k", "すべて答えました")
        await ear.press("p", "42問のうち42問に回答しました")
        await ear.press("Control+s", "回答者")
        await page.keyboard.type("企画課 情報係")
        await ear.press("Enter", "確認者")
        await page.keyboard.type("企画課長")
        await ear.press("Enter", "提出しました", "この一歩に取り組む")
        assert "保存済み" in ear.run
        if os.environ.get("DXCHECK_GOLDEN"):
            GOLDEN.write_text(ear.told, encoding="utf-8")
        assert ear.told == GOLDEN.read_text(encoding="utf-8")
        await page.keyboard.press("F10")
        while await ear.focused() != "button 画面の文字を読む":
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        assert await ear.focused() == "document 画面の文字"
        assert "提出しました。おつかれさまでした。" in await page.inner_text("#rows")
        assert await person.faults() == []
        await page.keyboard.press("Escape")
        assert "診断の画面" in await ear.focused()
