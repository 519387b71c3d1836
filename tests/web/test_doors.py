"""Logging in and out: who gets in, who does not, and what nobody can find out."""

from __future__ import annotations

import asyncio
import json

import msgspec
import pytest
from web.serving import IMABARI, MATSUYAMA, PASSWORD, Serve

from dxcheck.desk.password import fault_of, hashed
from dxcheck.model.account import generate_password
from dxcheck.store.layout import place
from dxcheck.web.cookies import token_hash
from dxcheck.web.guesses import Guesses
from dxcheck.web.login import Logins

OPEN = {
    "/login",
    "/help",
    "/asked/abc",
    "/healthz",
    "/readyz",
    "/favicon.ico",
    "/static/style.css",
    "/static/page.js",
    "/static/js/textual.js",
    "/static/css/xterm.css",
}
CLOSED = {"/", "/password", "/second", "/code", "/enrol", "/ws/tab-0001", "/download/abc", "/picture/abc", f"/inside/tab-0001/{0:032}"}


async def test_every_route_without_login_shows_nothing(serve: Serve) -> None:
    """The page leads to the login, everything else refuses; a forged or foreign-looking cookie is no cookie."""
    async with serve() as served, served.visitor() as visitor:
        known = {str(one.resource.canonical) for one in (await served.server._make_app()).router.routes() if one.resource}
        assert len(known) == 21, "a new route needs a place in this test"
        for cookie in ({}, {"Cookie": "dxcheck=" + "a" * 43}, {"Cookie": "dxcheck="}, {"Cookie": "dxcheck=../../accounts.json"}):
            for path in sorted(CLOSED):
                response = await visitor.get(path, headers=cookie)
                assert response.status in (303, 403), path
                assert "今治市" not in await response.text()
            for path in sorted(OPEN):
                assert (await visitor.get(path, headers=cookie)).status in (200, 303), path


async def test_logging_in_gives_a_cookie_no_script_can_read(serve: Serve) -> None:
    """HttpOnly, SameSite=Strict; and the headers let nothing from outside in."""
    async with serve() as served, served.visitor() as visitor:
        response = await visitor.log_in(IMABARI)
        assert (response.status, response.headers["Location"]) == (303, "/")
        cookie = next(one for one in response.headers.getall("Set-Cookie") if one.startswith("dxcheck="))
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Secure" not in cookie, "this server speaks http on loopback"
        page = await visitor.get("/")
        text = await page.text()
        assert "今治市" in text
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "http:" not in policy
        assert "https://" not in text.replace("http://www.w3.org", "")
        assert page.headers["Cache-Control"] == "no-store"


async def test_behind_https_the_cookie_is_secure_and_the_proxy_tells_the_address(serve: Serve) -> None:
    """And only a proxy we trust is believed."""
    async with serve(public_url="https://dx.example.jp", trusted_proxies=("127.0.0.1",)) as served, served.visitor() as visitor:
        own = {"Host": "dx.example.jp", "X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
        page = await visitor.get("/login", headers=own)
        assert all("Secure" in one for one in page.headers.getall("Set-Cookie"))
        assert "max-age" in page.headers["Strict-Transport-Security"]
        assert (await visitor.get("/login")).status == 421, "another host name than ours"
        request = {"csrf": "x", "name": IMABARI, "password": "wrong"}
        secret = (
            next(one for one in page.headers.getall("Set-Cookie") if one.startswith("__Host-dxcheck-form="))
            .partition("=")[2]
            .partition(";")[0]
        )
        sent = {**own, "Origin": "https://dx.example.jp", "Cookie": f"__Host-dxcheck-form={secret}"}
        answer = await visitor.session.post("/login", data={**request, "csrf": secret}, headers=sent, allow_redirects=False)
        assert answer.status == 401
        log = served.log()
        assert json.loads(log.splitlines()[-1])["address"] == "203.0.113.7"


async def test_a_wrong_password_and_an_unknown_account_look_the_same(serve: Serve) -> None:
    """And are written down, without the password."""
    async with serve() as served, served.visitor() as visitor:
        answers = [await visitor.log_in(name, "another-password") for name in (IMABARI, "nobody-at-all")]
        texts = [(await one.text()).replace(IMABARI, "X").replace("nobody-at-all", "X") for one in answers]
        secrets = [await visitor.form("/login")]
        assert [one.status for one in answers] == [401, 401]
        assert texts[0].replace(secrets[0], "") == texts[1].replace(secrets[0], "")
        log = served.log()
        assert log.count("login-refused") == 2
        assert "another-password" not in log


async def test_guessing_is_slowed_down_also_with_the_right_password(serve: Serve) -> None:
    """After five wrong ones the right one has to wait too, or the wait would tell."""
    async with serve() as served, served.visitor() as visitor:
        for _ in range(5):
            assert (await visitor.log_in(IMABARI, "wrong-wrong-wrong")).status == 401
        slowed = await visitor.log_in(IMABARI)
        assert slowed.status == 429
        assert int(slowed.headers["Retry-After"]) >= 1
        assert "秒ほど待ってから" in await slowed.text()
        served.server.doors._guesses = Guesses()
        assert (await visitor.log_in(IMABARI)).status == 303


async def test_forms_from_elsewhere_are_refused(serve: Serve) -> None:
    """Without the form's secret, with a foreign origin, with none."""
    async with serve() as served, served.logged_in() as visitor:
        secret = await visitor.form("/")
        form = {"csrf": secret}
        for origin in ("http://evil.example", "null", f"{served.url}.evil.example"):
            assert (await visitor.post("/logout", form, Origin=origin)).status == 403
        assert (await visitor.post("/logout", {"csrf": "wrong"})).status == 403
        assert (await visitor.get("/")).status == 200
        assert (await visitor.post("/logout", form)).status == 303
        assert (await visitor.get("/")).status == 303
        async with served.visitor() as other:
            assert (await other.post("/login", {"csrf": secret, "name": IMABARI, "password": PASSWORD})).status == 403


async def test_a_generated_password_must_be_changed_first(serve: Serve) -> None:
    """Before that there is no terminal; every bad choice is named; other logins of the account end."""
    async with serve() as served:
        accounts = served.workspace.folder.accounts(served.workspace.roster.prefecture.code)
        first = generate_password()
        accounts.change(IMABARI, lambda one: msgspec.structs.replace(one, password=hashed(first), must_change=True))
        async with served.visitor() as visitor, served.visitor() as elsewhere:
            assert (await elsewhere.log_in(IMABARI, first)).headers["Location"] == "/password"
            assert (await visitor.log_in(IMABARI, first)).headers["Location"] == "/password"
            assert (await visitor.get("/")).headers["Location"] == "/password"
            assert (await visitor.get("/ws/tab-0001", headers={"Origin": served.url})).status == 403
            secret = await visitor.form("/password")
            for old, new, again, said in (
                ("wrong", PASSWORD, PASSWORD, "いまのパスワードが違います"),
                (first, PASSWORD, PASSWORD + "x", "が一致していません"),
                (first, "short", "short", "12文字以上"),
                (first, f"{IMABARI}-2026", f"{IMABARI}-2026", "アカウント名を含めない"),
                (first, "a" * 12, "a" * 12, "くり返し"),
                (first, first, first, "別のもの"),
            ):
                refused = await visitor.post("/password", {"csrf": secret, "old": old, "new": new, "again": again})
                assert refused.status == 400
                assert said in await refused.text()
            done = await visitor.post("/password", {"csrf": secret, "old": first, "new": PASSWORD, "again": PASSWORD})
            assert (done.status, done.headers["Location"]) == (303, "/")
            assert (await visitor.get("/")).status == 200
            await served.server.watch.look_around()
            assert (await elsewhere.get("/password")).status == 303, "another login of the account has ended"


async def test_a_disabled_account_is_out_within_seconds(serve: Serve) -> None:
    """Its running app ends, and nobody gets in again."""
    async with serve() as served, served.logged_in() as visitor, served.logged_in(MATSUYAMA) as other, visitor.tab() as line:
        await line.until("今治市")
        accounts = served.workspace.folder.accounts(served.workspace.roster.prefecture.code)
        accounts.change(IMABARI, lambda one: msgspec.structs.replace(one, disabled=True, generation=one.generation + 1))
        assert await line.until_closed(8) == 4009
        assert (await visitor.get("/")).status == 303
        assert (await visitor.log_in(IMABARI)).status == 401
        assert (await other.get("/")).status == 200


@pytest.mark.parametrize("left", ["removed", "another's"])
async def test_an_account_that_was_removed_or_is_another_municipalitys_by_now_is_out_within_seconds(serve: Serve, left: str) -> None:
    """Also where somebody edited the file by hand, so that no generation went up: the open screen must not stay at the old desk. What was typed is kept."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        await line.keys("s")
        await line.until("mom-01")
        await line.keys("2")
        await line.until("1/42問に回答")
        path = place(served.workspace.folder.path, "accounts.json")
        data = json.loads(path.read_bytes())
        mine = next(key for key, one in data["accounts"].items() if one["name"] == IMABARI)
        if left == "removed":
            del data["accounts"][mine]
        else:
            data["accounts"][mine]["municipality"] = "382060"
        path.write_text(json.dumps(data), encoding="utf-8")
        assert await line.until_closed(8) in (4001, 4009)
        assert (await visitor.get("/")).status == 303
        again = await visitor.log_in(IMABARI)
        if left == "removed":
            assert again.status == 401
        else:
            assert "西条市" in await (await visitor.get("/")).text()
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        draft = desk.draft()
        assert draft is not None
        assert draft.answers["mom-01"].choice == 2


async def test_a_name_typed_with_an_input_method_on_is_the_same_account(serve: Serve) -> None:
    """In capitals, full width, with a space; wrong guesses under each of them count together."""
    async with serve() as served:
        for name in ("Imabari-Kikaku", "ｉｍａｂａｒｉ－ｋｉｋａｋｕ", " imabariーkikaku ", "IMABARI-KIKAKU　"):
            async with served.logged_in(name) as visitor:
                assert "今治市" in await (await visitor.get("/")).text()
        async with served.visitor() as visitor:
            for name in ("Imabari-kikaku", "ＩＭＡＢＡＲＩ-kikaku", "imabari-kikaku", "imabari－kikaku", "imabari-kikaku "):
                assert (await visitor.log_in(name, "wrong")).status == 401
            assert (await visitor.log_in(IMABARI, "wrong")).status == 429


async def test_logging_out_ends_the_app(serve: Serve) -> None:
    """No process is left."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        secret = await visitor.form("/")
        closed = asyncio.create_task(line.until_closed(8))
        leaving = await visitor.post("/logout", {"csrf": secret})
        assert leaving.status == 303
        assert await closed == 4001
        assert served.server.tabs == {}


async def test_pages_speak_english_where_asked(serve: Serve) -> None:
    """And remember it; the app opens in it too."""
    async with serve() as served, served.visitor() as visitor:
        assert 'lang="en"' in await (await visitor.get("/login?lang=en")).text()
        assert "Password" in await (await visitor.get("/login")).text()
        await visitor.log_in(IMABARI)
        assert "Imabari" in await (await visitor.get("/")).text()
        async with visitor.tab() as line:
            await line.until("Imabari")


async def test_no_path_leads_out_of_the_static_files(serve: Serve) -> None:
    """Two lists of names, and nothing else."""
    async with serve() as served, served.visitor() as visitor:
        for path in (
            "/static/",
            "/static",
            "/static/../server.py",
            "/static/%2e%2e/server.py",
            "/static/js/",
            "/static/js/../../server.py",
            "/static/fonts/a",
        ):
            response = await visitor.get(path)
            assert response.status == 404, path
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_logins_expire_when_idle_and_in_any_case() -> None:
    """Idle time is the person's, not the page's."""
    now = [0.0]
    logins = Logins(idle=10, absolute=100, clock=lambda: now[0])
    account = object()
    one, token = logins.open(account, "")  # type: ignore[arg-type]
    for now[0] in range(0, 99, 9):
        assert logins.find(token_hash(token)) is one
    now[0] = 101
    assert logins.find(token_hash(token)) is None
    assert logins.find(token) is None
    two, _token = logins.open(account, "")  # type: ignore[arg-type]
    now[0] = 112
    assert logins.expired() == [(one, "absolute"), (two, "idle")], "also one that was asked for since: its apps must end"
    for login, _why in logins.expired():
        logins.close(login)
    assert logins.all() == []


@pytest.mark.parametrize("length", [12, 200])
def test_a_long_enough_password_is_taken(length: int) -> None:
    """A sentence is fine; so is Japanese."""
    from dxcheck.model import calendar
    from dxcheck.model.account import Account

    account = Account("abc", "staff", "382027", hashed("another password"), calendar.now())
    assert fault_of(("かきくけこさしすせそ uvwxyz" * 20)[:length], account) == ""


async def test_no_login_opens_the_demo_on_this_machine_alone(serve: Serve) -> None:
    """Straight to the app as the named account; anywhere else it cannot even be set up."""
    async with serve(without_login=IMABARI) as served, served.visitor() as visitor:
        page = await visitor.session.get("/")
        assert page.status == 200
        assert "今治市" in await page.text()
    for elsewhere in ({"host": "0.0.0.0"}, {"public_url": "https://dx.example.jp"}):
        with pytest.raises(ValueError, match="0.0.0.0|127.0.0.1"):
            async with serve(without_login=IMABARI, **elsewhere):
                pass
