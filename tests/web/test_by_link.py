"""A link for a section without an account: opening it does nothing, a button redeems it, it leads to one ask alone, and it ends."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import secrets
from pathlib import Path

import msgspec
import pytest
from web.serving import IMABARI, Serve, Served, Visitor
from web.test_errands import START, Session

from dxcheck.model import calendar
from dxcheck.model.link import Link
from dxcheck.store import errors, layout
from dxcheck.web.cookies import token_hash
from dxcheck.web.guesses import FREE_TRIES
from dxcheck.workspace import Workspace

STAFF = msgspec.structs.replace(START, account=IMABARI, role="staff", municipality="382027", municipalities=())


def asked(workspace: Workspace, *posts: str, days: int = 3) -> list[str]:
    """Asks about one item each; their ids."""
    desk = workspace.staff_desk(workspace.roster.find("今治"))
    return [one.id for one in desk.ask(["sec-01"], posts, calendar.today() + dt.timedelta(days=days))]


def a_link(served: Served, ask: str) -> str:
    """A link to an ask, as the server makes one; its token."""
    token = secrets.token_urlsafe(32)
    one = served.workspace.folder.repository("382027").asks.document(ask).read().ask
    link = Link(hash=token_hash(token), municipality="382027", ask=ask, post=one.post, until=one.due, made_at=calendar.now(), by=IMABARI)
    links(served.workspace).add(link)
    return token


def links(workspace: Workspace):  # type: ignore[no-untyped-def]
    """Those of a folder."""
    return workspace.folder.links(workspace.roster.prefecture.code)


def everything_in(folder: Path) -> str:
    """All that is written in a folder."""
    return "".join(one.read_text("utf-8", "replace") for one in sorted(folder.rglob("*")) if one.is_file())


async def redeem(visitor: Visitor, token: str) -> int:
    """Press the button; the answer's status."""
    return (await visitor.post("/asked", {"csrf": await visitor.form(f"/asked/{token}"), "link": token})).status


async def test_a_link_is_redeemed_by_its_button_and_leads_to_its_ask_alone(serve: Serve) -> None:
    """Opening it is not enough, also for a mail program; ended by hand, whoever came by it is out, and it is good no more. The token is nowhere on the disk."""
    async with serve() as served:
        ours, _theirs = asked(served.workspace, "情報係", "行政係")
        token = a_link(served, ours)
        async with served.visitor() as visitor:
            page = await visitor.get(f"/asked/{token}")
            assert (page.status, "link-used" in served.log()) == (200, False)
            assert (await visitor.get("/")).status == 303
            assert await redeem(visitor, token) == 303
            text = await (await visitor.get("/")).text()
            assert "今治市" in text
            for path in ("/", "/text/"):
                text = await (await visitor.get(path)).text()
                assert '<span class="account">情報係</span>' in text, "no name of an account that there is not"
                assert "link/" not in text
            [login] = served.server.logins.all()
            start = served.server.sessions.start(login, (80, 24), "dark")
            assert (start.role, start.municipality, start.post, start.asks) == ("section", "382027", "情報係", (ours,))
            assert (await visitor.get("/password")).headers["Location"] == "/", "there is no password"
            assert re.search(rf"link-used.*{ours}", served.log())
            assert token not in everything_in(served.workspace.folder.path)
            links(served.workspace).end(ours, calendar.now())
            await served.server.watch.look_around()
            assert (await visitor.get("/")).status == 303
            assert "リンクでの回答は終わっています" in await (await visitor.get("/login")).text()
            assert await redeem(visitor, token) == 401


async def test_a_link_ends_with_its_day_with_its_ask_and_with_the_next_one(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an ask there is one at a time; nothing but the last one made, before its day is over, leads there."""
    async with serve() as served, served.visitor() as visitor:
        [first] = asked(served.workspace, "情報係")
        earlier, token = a_link(served, first), a_link(served, first)
        assert await redeem(visitor, earlier) == 401
        assert served.server.by_link.standing(token_hash(token)) is not None
        tomorrow = calendar.today() + dt.timedelta(days=4)
        with monkeypatch.context() as later:
            later.setattr("dxcheck.web.by_link.calendar.today", lambda: tomorrow)
            assert served.server.by_link.standing(token_hash(token)) is None
        served.workspace.staff_desk(served.workspace.roster.find("今治")).end_ask(first)
        assert await redeem(visitor, token) == 401


async def test_guessing_links_is_slowed_and_one_that_is_over_is_no_guess(serve: Serve) -> None:
    """As wrong passwords are, for an address; and without our own form nothing is looked at."""
    async with serve() as served, served.visitor() as visitor:
        [ask] = asked(served.workspace, "情報係")
        over = a_link(served, ask)
        links(served.workspace).end(ask, calendar.now())
        for _attempt in range(FREE_TRIES + 2):
            assert await redeem(visitor, over) == 401
        assert (await visitor.post("/asked", {"csrf": "x", "link": over})).status == 403
        seen = [await redeem(visitor, secrets.token_urlsafe(32)) for _attempt in range(FREE_TRIES + 1)]
        assert seen == [*[401] * FREE_TRIES, 429]
        assert "link-refused" in served.log()


async def test_only_the_staff_of_a_municipality_have_links_to_its_asks_made(tmp_path: Path) -> None:
    """By an errand of the server; a specialist's session, and one of another municipality, are refused."""
    workspace = Workspace.open(tmp_path)
    [ask] = asked(workspace, "情報係")
    own = Session(workspace, STAFF)
    foreign = Session(workspace, msgspec.structs.replace(STAFF, municipality="382019"))
    specialist = Session(workspace)
    try:
        address = await asyncio.to_thread(own.errands.make_link, ask)
        assert links(workspace).find(token_hash(address.rpartition("/")[2])).ask == ask
        for other in (foreign, specialist):
            with pytest.raises(errors.StoreError):
                await asyncio.to_thread(other.errands.make_link, ask)
            with pytest.raises(errors.StoreError):
                await asyncio.to_thread(other.errands.end_links, ask)
        with pytest.raises(errors.StoreError):
            await asyncio.to_thread(own.errands.make_link, "../../../etc/pass")
        assert len(links(workspace).all()) == 1
        await asyncio.to_thread(own.errands.end_links, ask)
        assert links(workspace).all()[0].ended_at is not None
        assert {"link-made", "link-ended"} <= {one["event"] for one in own.log()}
    finally:
        for one in (own, foreign, specialist):
            one.line.close()
    section = Session(workspace, msgspec.structs.replace(STAFF, account="imabari-joho", role="section", post="情報係", asks=(ask,)))
    try:
        assert await asyncio.to_thread(section.errands.new_asks) == 0
        asked(workspace, "情報係", "行政係")
        assert await asyncio.to_thread(section.errands.new_asks) == 1
    finally:
        section.line.close()
    assert layout.place(tmp_path, "links.json").parent.name == layout.SERVER_ONLY
