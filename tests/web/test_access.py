"""Every route against the table of who may (tests/access.py), asked by nobody, by each role, and by somebody else."""

from __future__ import annotations

import io

import access
import pytest
from web.serving import IMABARI, MATSUYAMA, Serve

from dxcheck import calendar
from dxcheck.account import Account
from dxcheck.web.files import Delivery

PATHS = {"{tab}": "tab-0001", "{name}": "style.css"}
ROLES = (IMABARI, MATSUYAMA, "senmonkan-1", "centre-1")


async def test_every_route_has_a_rule_and_keeps_to_it(serve: Serve, stored_password: str) -> None:
    """Nobody gets only what is open; who is logged in gets it too, a file only if their own app made it."""
    async with serve() as served:
        known = {
            f"{one.method} {one.resource.canonical}"
            for one in (await served.server._make_app()).router.routes()
            if one.resource and one.method != "HEAD"
        }
        assert known == set(access.ROUTES), "a new route needs a line in tests/access.py"
        now = calendar.now()
        served.server.accounts.add(
            Account("senmonkan-1", "specialist", "", stored_password, now, must_change=False, municipalities=("382027",))
        )
        served.server.accounts.add(Account("centre-1", "centre", "", stored_password, now, must_change=False))
        async with served.logged_in(IMABARI) as owner, served.visitor() as nobody:
            made = _file(owner.token, inline=False), _file(owner.token, inline=True)
            keys = {"download": served.server.deliveries.keep(made[0]), "picture": served.server.deliveries.keep(made[1])}
            for route, rule in access.ROUTES.items():
                method, _space, pattern = route.partition(" ")
                key = keys.get(pattern.split("/")[1], "").rpartition("/")[2]
                path = pattern.replace("{key}", key)
                for name, value in PATHS.items():
                    path = path.replace(name, value)
                answer = await nobody.get(path) if method == "GET" else await nobody.post(path, {"csrf": "x"})
                wanted = {200, 303, 403} if rule == "open" else {303, 403}
                assert answer.status in wanted, route
                assert "今治市" not in await answer.text(), route
                for role in ROLES[1:] if rule == "own" else ():
                    async with served.logged_in(role) as other:
                        assert (await other.get(path)).status == 404, f"{role} {route}"
                if rule == "own":
                    assert (await owner.get(path)).status == 200


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_is_at_its_own_desk(serve: Serve, stored_password: str, role: str) -> None:
    """The page says who it is; no query, header or name of a tab leads to somebody else's."""
    async with serve() as served:
        now = calendar.now()
        served.server.accounts.add(
            Account("senmonkan-1", "specialist", "", stored_password, now, must_change=False, municipalities=("382027",))
        )
        served.server.accounts.add(Account("centre-1", "centre", "", stored_password, now, must_change=False))
        own = {IMABARI: "今治市", MATSUYAMA: "松山市", "senmonkan-1": "専門官", "centre-1": "センター"}
        async with served.logged_in(role) as visitor:
            sent = {"X-Dxcheck-Role": "centre", "X-Dxcheck-Municipality": "382019"}
            page = await (await visitor.get("/?municipality=382035&role=centre&account=centre-1", headers=sent)).text()
            assert own[role] in page
            assert not [name for other, name in own.items() if other != role and f">{name}<" in page]
            async with visitor.tab("tab-0001", municipality="382035", role="centre", account="centre-1") as line:
                seen = await line.until({IMABARI: "今治市", MATSUYAMA: "松山市", "senmonkan-1": "今治市", "centre-1": "松山市"}[role])
                assert "宇和島市" not in seen or role == "centre-1"


def _file(token: str, *, inline: bool) -> Delivery:
    """A file that somebody's app made."""
    return Delivery(token, "結果.png", "image/png", inline, io.BytesIO(b"x"))
