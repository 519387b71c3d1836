"""The cookies: under names nobody else can set, never two of one, and a new one with a new password."""

from __future__ import annotations

import re

import pytest
from web.serving import IMABARI, PASSWORD, Serve

NEW = "atarashii-aikotoba"


async def test_a_new_password_gives_a_new_cookie_and_the_old_one_is_worth_nothing(serve: Serve) -> None:
    """Whoever has copied it is out; the screens of this browser, its files and its next forms go on."""
    async with serve() as served, served.logged_in() as visitor, served.visitor() as thief, visitor.tab() as line:
        await line.until("今治市")
        old = visitor.token
        form = {"csrf": await visitor.form("/password"), "old": PASSWORD, "new": NEW, "again": NEW}
        assert (await visitor.post("/password", form)).status == 303
        assert visitor.token != old
        assert (await thief.get("/", headers={"Cookie": f"dxcheck={old}"})).status == 303
        assert (await thief.get("/ws/tab-0001", headers={"Cookie": f"dxcheck={old}", "Origin": served.url})).status == 403
        await served.server.watch.look_around()
        await line.keys("g")
        await line.until("推移")
        assert (await visitor.get("/")).status == 200
        async with visitor.tab() as again:
            assert await line.until_closed() == 4003, "the same screen, taken over by the new line"
            await again.keys("\x1b")
        assert (await visitor.post("/logout", {"csrf": await visitor.form("/")})).status == 303


@pytest.mark.parametrize(
    ("url", "prefix", "path"),
    [("https://dx.example.jp", "__Host-", "/"), ("https://www.example.jp/dx", "__Secure-", "/dx/"), ("", "", "/")],
)
async def test_behind_https_the_names_say_that_only_this_site_can_have_set_them(serve: Serve, url: str, prefix: str, path: str) -> None:
    """`__Host-` where the whole host is ours; below a path of it `__Secure-`, as browsers ask for the path `/` there."""
    async with serve(public_url=url) as served, served.visitor() as visitor:
        own = {"Host": url.removeprefix("https://").partition("/")[0]} if url else {}
        page = await visitor.get("/login", headers=own)
        (secret,) = re.findall(r'name="csrf" value="([^"]+)"', await page.text())
        sent = {**own, "Origin": f"https://{own['Host']}" if url else served.url, "Cookie": f"{prefix}dxcheck-form={secret}"}
        data = {"csrf": secret, "name": IMABARI, "password": PASSWORD}
        answer = await visitor.session.post("/login", data=data, headers=sent, allow_redirects=False)
        assert answer.status == 303
        cookies = {one.partition("=")[0]: one for one in (*page.headers.getall("Set-Cookie"), *answer.headers.getall("Set-Cookie"))}
        assert set(cookies) == {prefix + one for one in ("dxcheck", "dxcheck-form", "dxcheck-device")}
        for one in cookies.values():
            assert ("Secure" in one) == bool(url)
            assert f"Path={path}" in one.split("; ")
            assert "Domain" not in one
            assert "HttpOnly" in one
        if url:
            token = cookies[f"{prefix}dxcheck"].partition("=")[2].partition(";")[0]
            plain = await visitor.get("/", headers={**own, "Cookie": f"dxcheck={token}"})
            assert plain.status == 303, "under the plain name it is no login"
            assert (await visitor.get("/", headers={**own, "Cookie": f"{prefix}dxcheck={token}"})).status == 200


async def test_two_cookies_of_one_name_are_refused(serve: Serve) -> None:
    """Whichever comes first, in one header or two; one of another name is nobody's business."""
    async with serve() as served, served.logged_in() as visitor, served.visitor() as other:
        mine = f"dxcheck={visitor.token}"
        for sent in (
            f"{mine}; dxcheck=foreign",
            f"dxcheck=foreign; {mine}",
            f"{mine};dxcheck ={'a' * 43}",
            f"{mine}; dxcheck-form=a; dxcheck-form=b",
        ):
            answer = await other.get("/", headers={"Cookie": sent})
            assert answer.status == 400, sent
            assert "Cookieが2つ" in await answer.text()
            refused = await other.get("/ws/tab-0001", headers={"Cookie": sent, "Origin": served.url})
            assert refused.status == 400
        twice = [("Cookie", mine), ("Cookie", "dxcheck=foreign")]
        assert (await other.get("/", headers=twice)).status == 400
        assert (await other.get("/", headers={"Cookie": f"{mine}; mine=1; mine=2"})).status == 200
