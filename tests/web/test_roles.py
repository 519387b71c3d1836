"""Who somebody is comes from their account alone: a specialist in the browser sees the municipalities assigned, and no other."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
from web.serving import Serve
from web.test_tabs import until

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.store.archive import verify
from dxcheck.store.backup import daily_name


async def test_a_specialist_sees_the_assigned_municipalities_alone(serve: Serve, stored_password: str) -> None:
    """The list, the planned visit as a calendar, made in the confined session, and one of them opened; the page says who is logged in."""
    async with serve() as served:
        for name in ("今治", "松山"):
            case = served.workspace.centre_desk().cases.case(served.workspace.roster.find(name))
            case.plan(calendar.today(), who="senmonkan-1")
        made = Account(
            "senmonkan-1", "specialist", "", stored_password, calendar.now(), must_change=False, municipalities=("382027", "382060")
        )
        served.server.accounts.add(made)
        async with served.logged_in("senmonkan-1") as visitor:
            assert "専門官" in await (await visitor.get("/")).text()
            async with visitor.tab() as line:
                seen = await line.until("西条市")
                assert "今治市" in seen
                assert "松山市" not in seen
                await line.keys("v")
                await line.until("これからの予定")
                await line.keys("o")
                await line.until("できました")
                await line.keys("1")
                file = await visitor.get(f"/{await line.until_url(60)}")
                assert file.headers["Content-Type"].startswith("text/calendar")
                content = await file.text()
                assert content.startswith("BEGIN:VCALENDAR")
                assert "今治市" in content
                assert "松山市" not in content
                await line.keys("\x1b")
                await line.keys("\x1b")
                await line.until("診断結果")
                await line.keys("\r")
                await line.until("まだ診断結果の提出がありません")
        lines = [json.loads(one) for one in served.log().splitlines()]
        opened = [one for one in lines if one["event"] == "open"]
        assert [(one["account"], one["detail"], one["address"]) for one in opened] == [("senmonkan-1", "382027", "127.0.0.1")]


async def test_a_new_assignment_ends_what_was_open(serve: Serve, stored_password: str) -> None:
    """As with a disabled account: within seconds, so that nobody goes on reading what is no longer theirs."""
    async with serve() as served:
        made = Account("senmonkan-1", "specialist", "", stored_password, calendar.now(), must_change=False, municipalities=("382027",))
        served.server.accounts.add(made)
        async with served.logged_in("senmonkan-1") as visitor, visitor.tab() as line:
            await line.until("今治市")
            served.server.accounts.change(
                "senmonkan-1", lambda old: msgspec.structs.replace(old, municipalities=("382060",), generation=old.generation + 1)
            )
            assert await line.until_closed() is not None
            assert (await visitor.get("/")).headers["Location"].endswith("/login")


async def test_the_centre_sees_all_and_what_it_publishes_is_logged(serve: Serve, stored_password: str) -> None:
    """All twenty on one screen, the averages one key away."""
    async with serve() as served:
        served.server.accounts.add(Account("centre-1", "centre", "", stored_password, calendar.now(), must_change=False))
        async with served.logged_in("centre-1") as visitor:
            assert "センター" in await (await visitor.get("/")).text()
            async with visitor.tab() as line:
                seen = await line.until("集計 0/20市町")
                assert "今治市" in seen
                assert "愛南町" in seen or "松山市" in seen
                await line.keys("a")
                await line.until("の下見")


async def test_a_copy_is_made_every_day_and_old_ones_make_room(serve: Serve, tmp_path: Path) -> None:
    """At the start, if today's is not there; it proves itself, and is in the log."""
    copies = tmp_path / "控え"
    copies.mkdir()
    for day in range(1, 4):
        (copies / f"dxcheck-backup-2026010{day}.zip").write_bytes(b"old")
    async with serve(backups=copies, keep=2) as served:
        target = copies / daily_name(calendar.today())
        await until(lambda: len(list(copies.glob("*.zip"))) == 2 and target.exists())
        manifest = verify(target)
        assert "prefecture/centre/accounts.json" in {one.path for one in manifest.parts}
        log = served.log()
        assert f'"event":"backup","detail":"{target.name}' in log
