"""A network that lets no WebSocket through, and a phone held upright: the whole self-check on plain pages, from the accessibility tree alone, behind a real nginx."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from web.browsing import PATIENCE, PHONE, Arrive, Person
from web.nginx import NEEDED
from web.serving import IMABARI, PASSWORD, Serve, Served
from web.test_browser_text import read_out
from web.test_nginx import in_front

from dxcheck.web.server import free_port

pytestmark = NEEDED
GOLDEN = Path(__file__).parent / "golden" / "heard_pages.txt"
UPGRADE = ("proxy_set_header Upgrade $http_upgrade;", 'proxy_set_header Connection "upgrade";')
OTHERS = (
    "",
    "progress",
    "history",
    "actions",
    "waiting",
    "visits",
    "wish",
    "files",
    "draft",
    "questionnaires",
    "asking",
    "sheet",
    "work",
    "d/gov",
)
"""Pages that axe-core looks at beside the result (docs/accessibility.ja.md)."""


class Reader:
    """Knows of a page what a screen reader is given, and works it with the focus and the keyboard."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.run: list[str] = []
        """What was done, and which page was read."""

    async def nodes(self) -> list[dict[str, Any]]:
        """What Chromium gives to a screen reader, in its order."""
        line = await self.person.protocol()
        nodes: list[dict[str, Any]] = (await line.send("Accessibility.getFullAXTree"))["nodes"]
        await line.detach()
        by_id, told = {one["nodeId"]: one for one in nodes}, []
        waiting = [nodes[0]["nodeId"]]
        while waiting:
            node = by_id.get(waiting.pop())
            if node is not None:
                told += [] if node.get("ignored") else [node]
                waiting += reversed(node.get("childIds", []))
        return told

    async def works(self, role: str, name: str, key: str, *, leads: bool = False) -> None:
        """Focus what has this role and name, and press a key; `leads` where another page comes of it."""
        found = next(one for one in await self.nodes() if _is(one, role) and one["name"]["value"] == name)
        self.run.append(f"[{key}] {role} {found['name']['value']}")
        line = await self.person.protocol()
        await line.send("DOM.focus", {"backendNodeId": found["backendDOMNodeId"]})
        await line.detach()
        if leads:
            async with self.person.page.expect_navigation(timeout=PATIENCE):
                await self.person.page.keyboard.press(key)
            await self.reads()
        else:
            await self.person.page.keyboard.press(key)

    async def writes(self, name: str, text: str) -> None:
        """Write into a field."""
        await self.works("textbox", name, "End")
        await self.person.page.keyboard.type(text)

    async def reads(self) -> None:
        """Note which page this is, and what is said first."""
        nodes = await self.nodes()
        self.run.append(nodes[0]["name"]["value"])
        self.run += [f"  {one['role']['value']} {one['name']['value']}" for one in nodes if _is(one, "heading") and _level(one) == 1]

    async def answers_all(self, first: int) -> int:
        """Choose a level at every item of a page; how many there are."""
        groups, choices = [], {}
        for one in await self.nodes():
            if _is(one, "group") and one["name"]["value"][:1].isdigit():
                groups.append(one["name"]["value"])
                choices[groups[-1]] = []
            elif _is(one, "radio") and groups:
                choices[groups[-1]].append(one)
        line = await self.person.protocol()
        for place, name in enumerate(groups):
            radio = choices[name][(first + place) % 5]
            self.run.append(f"[Space] {name}: {radio['name']['value'].split()[0]}")
            await line.send("DOM.focus", {"backendNodeId": radio["backendDOMNodeId"]})
            await self.person.page.keyboard.press("Space")
        await line.detach()
        return len(groups)


def _is(node: dict[str, Any], role: str) -> bool:
    return bool(node.get("role", {}).get("value") == role)


def _level(node: dict[str, Any]) -> int:
    return int(next((one["value"]["value"] for one in node.get("properties", []) if one["name"] == "level"), 0))


async def test_where_no_websocket_comes_through_the_whole_way_is_plain_pages(serve: Serve, arrive: Arrive, tmp_path: Path) -> None:
    """Offered by the page itself; 42 items answered, looked over, submitted, and the result heard. What was done and heard is kept as text."""
    port = free_port()
    url = f"https://127.0.0.1:{port}"
    async with (
        serve(public_url=url, trusted_proxies=("127.0.0.1",)) as behind,
        in_front(tmp_path, port, behind.server.port, *((one, "") for one in UPGRADE)),
        arrive(Served(behind.server, url, behind.workspace), size=PHONE, has_touch=True, ignore_https_errors=True) as person,
    ):
        reader = Reader(person)
        await person.go("/login")
        await reader.writes("アカウント名", IMABARI)
        await reader.writes("パスワード", PASSWORD)
        await reader.works("button", "ログイン", "Enter", leads=True)
        if person.page.url.endswith("/enrol"):
            await person.page.click("form[action$='/later'] button")
            await person.page.wait_for_selector("#terminal")
        await reader.works("button", "文字だけの画面を開く", "Enter", leads=True)
        await reader.works("button", "診断をはじめる", "Enter", leads=True)
        answered = 0
        while answered < 42:
            answered += await reader.answers_all(answered)
            await reader.works("button", "保存して次の分野へ" if answered < 42 else "保存して提出前の確認へ", "Enter", leads=True)
        assert "42問のうち42問に回答しました" in await read_out(person)
        await reader.writes("回答者（課・係・職名）", "企画課 情報係")
        await reader.writes("確認者（課・係・職名）", "企画課長")
        await reader.works("button", "提出する", "Enter", leads=True)
        told = "\n".join(reader.run) + "\n\n" + await read_out(person)
        told = re.sub(r"令和\d+年度.期|\d{4}年\d+月\d+日|382027-\d+-\w+", "…", told)
        if os.environ.get("DXCHECK_GOLDEN"):
            GOLDEN.write_text(told, encoding="utf-8")
        assert told == GOLDEN.read_text(encoding="utf-8")
        assert "提出しました" in await person.page.inner_text("[role=status]")
        assert await person.faults() == []
        for path in OTHERS:
            await person.go(f"/text/{path}")
            assert await person.faults() == [], path
        latest = behind.workspace.staff_desk(behind.workspace.roster.find("今治")).latest()
        assert latest is not None
        assert sum(one.is_answered for one in latest.answers.values()) == 42
