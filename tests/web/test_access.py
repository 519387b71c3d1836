"""Every route against the table of who may (tests/access.py), asked over the wire by nobody, by each role, by a disabled account and by somebody else."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import access
import pytest
from web.serving import IMABARI, MATSUYAMA, Serve, Served, Visitor
from web.test_sso import settings

from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.web.cookies import token_hash
from dxcheck.web.doors import Doors
from dxcheck.web.files import Deliveries, Delivery
from dxcheck.web.tab import Tab

PATHS = {"{tab}": "tab-0001", "{name}": "style.css", "{link}": "x" * 43, "{path}": ""}
PICTURE = gzip.compress(b"<svg/>")
ROLES = (IMABARI, MATSUYAMA, "senmonkan-1", "centre-1")
WHOSE = {IMABARI: "今治市", MATSUYAMA: "松山市", "senmonkan-1": "専門官", "centre-1": "センター"}


def add_accounts(served: Served, stored_password: str) -> None:
    """A specialist and the centre, beside the staff."""
    now = calendar.now()
    served.server.accounts.add(
        Account("senmonkan-1", "specialist", "", stored_password, now, must_change=False, municipalities=("382027",))
    )
    served.server.accounts.add(Account("centre-1", "centre", "", stored_password, now, must_change=False))


async def routes(served: Served) -> set[str]:
    """Every route the server has."""
    found = (await served.server._make_app()).router.routes()
    return {f"{one.method} {one.resource.canonical}" for one in found if one.resource and one.method != "HEAD"}


def without_a_rule(found: set[str]) -> list[str]:
    """Routes without a line, and lines without a route."""
    missing = [f"the route `{one}` has no rule: add a line to ROUTES in tests/access.py" for one in sorted(found - access.ROUTES.keys())]
    return missing + [f"`{one}` is no route any more: remove it from ROUTES in tests/access.py" for one in access.ROUTES.keys() - found]


async def violations(served: Served) -> list[str]:
    """Where the server lets somebody further than the table says, or refuses them what is theirs."""
    async with AsyncExitStack() as stack:
        people = {name: await stack.enter_async_context(served.logged_in(name)) for name in ROLES}
        nobody = await stack.enter_async_context(served.visitor())
        return [one for route, rule in access.ROUTES.items() async for one in _tried(served, route, rule, people, nobody)]


async def _tried(served: Served, route: str, rule: str, people: dict[str, Visitor], nobody: Visitor) -> AsyncIterator[str]:
    method, _space, pattern = route.partition(" ")
    answer = await _ask(nobody, method, _path(served, pattern, people[IMABARI]))
    if answer[0] not in ({200, 303, 403} if rule == "open" else {303, 403}):
        yield f"nobody gets {answer[0]} from {route}"
    if any(name in answer[1] for name in ("今治市", "松山市")):
        yield f"nobody reads a municipality's name from {route}"
    for owner in ROLES if method == "GET" and rule != "open" else ():
        path = _path(served, pattern, people[owner])
        for other in (one for one in ROLES if one != owner) if rule == "own" else ():
            if (await _ask(people[other], method, path))[0] != 404:
                yield f"{other} gets what is {owner}'s from {route}"
        if pattern.startswith("/ws/"):
            continue  # no page; test_each_role_is_at_its_own_desk opens it
        status, text = await _ask(people[owner], method, path)
        if status != (303 if rule == "halfway" else 200):
            yield f"{owner} gets {status} from {route}"
        if [name for other, name in WHOSE.items() if other != owner and f">{name}<" in text]:
            yield f"{owner} reads of another desk from {route}"


def _path(served: Served, pattern: str, owner: Visitor) -> str:
    """A route's address, with a fresh file of somebody's where it gives one."""
    for name, value in PATHS.items():
        pattern = pattern.replace(name, value)
    if "{picture}" in pattern:
        key = hashlib.md5(owner.token.encode(), usedforsecurity=False).hexdigest()
        _screen(served, owner).inside.keep(key, PICTURE)
        return pattern.replace("{picture}", key)
    if "{key}" not in pattern:
        return pattern
    kept = served.server.deliveries.keep(_file(owner.key, inline=pattern.startswith("/picture")))
    return pattern.replace("{key}", kept.rpartition("/")[2])


async def _ask(who: Visitor, method: str, path: str) -> tuple[int, str]:
    answer = await who.get(path) if method == "GET" else await who.post(path, {"csrf": "x"})
    return answer.status, (await answer.read()).decode("utf-8", "replace")


async def test_every_route_has_a_rule_and_keeps_to_it(serve: Serve, stored_password: str) -> None:
    """Nobody gets only what is open; each role what is for whoever is logged in; a file only the login whose app made it."""
    async with serve(sso=settings("https://login.example.jp")) as served:
        add_accounts(served, stored_password)
        found = await routes(served)
        assert without_a_rule(found) == []
        assert await violations(served) == []
        told = without_a_rule({*found, "GET /peek"})
        assert told == ["the route `GET /peek` has no rule: add a line to ROUTES in tests/access.py"]


@pytest.mark.parametrize("guard", ["a file is given to anybody", "nobody needs to log in"])
async def test_a_guard_that_is_gone_is_noticed(serve: Serve, stored_password: str, monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    """One rule of the code turned round each."""
    async with serve(sso=settings("https://login.example.jp")) as served:
        add_accounts(served, stored_password)
        if guard.startswith("a file"):
            monkeypatch.setattr(Deliveries, "take", lambda self, key, _token: self._waiting.get(key))
            told = "gets what is"
        else:
            real = Doors.who
            dareka = Account("dareka", "staff", "382027", "x", calendar.now(), must_change=False)
            anybody, _token = served.server.logins.open(dareka, "127.0.0.1")
            monkeypatch.setattr(Doors, "who", lambda self, asked: real(self, asked) or (None if asked.path == "/login" else anybody))
            told = "nobody"
        assert any(told in one for one in await violations(served))


async def test_a_disabled_account_gets_nothing(serve: Serve, stored_password: str) -> None:
    """It cannot log in, and whoever is logged in with it is sent away."""
    async with serve() as served:
        add_accounts(served, stored_password)
        async with served.logged_in("senmonkan-1") as visitor, served.visitor() as again:
            served.workspace.accounts_desk().set_disabled("senmonkan-1", True)
            await served.server.watch.look_around()
            assert (await visitor.get("/")).status == 303
            assert (await again.log_in("senmonkan-1")).status != 303


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_is_at_its_own_desk(serve: Serve, stored_password: str, role: str) -> None:
    """The page says who it is; no query, header or name of a tab leads to somebody else's."""
    async with serve() as served:
        add_accounts(served, stored_password)
        async with served.logged_in(role) as visitor:
            sent = {"X-Dxcheck-Role": "centre", "X-Dxcheck-Municipality": "382019"}
            page = await (await visitor.get("/?municipality=382035&role=centre&account=centre-1", headers=sent)).text()
            assert WHOSE[role] in page
            assert not [name for other, name in WHOSE.items() if other != role and f">{name}<" in page]
            async with visitor.tab("tab-0001", municipality="382035", role="centre", account="centre-1") as line:
                seen = await line.until({IMABARI: "今治市", MATSUYAMA: "松山市", "senmonkan-1": "今治市", "centre-1": "松山市"}[role])
                assert "宇和島市" not in seen or role == "centre-1"


def _screen(served: Served, owner: Visitor) -> Tab:
    """Somebody's open tab, without an app behind it."""
    server, login = served.server, served.server.logins.find(token_hash(owner.token), used=False)
    assert login is not None
    start = server.sessions.start(login, (80, 24), "light")
    return server.tabs.setdefault(
        (login.key, PATHS["{tab}"]),
        Tab(
            login,
            start,
            server.maker,
            server.deliveries,
            lambda _tab: None,
            server.sessions.clerk_for,
            server.metrics,
            server.sessions.turns,
        ),
    )


def _file(token: str, *, inline: bool) -> Delivery:
    """A file that somebody's app made."""
    return Delivery(token, "結果.png", "image/png", inline, io.BytesIO(b"x"))
