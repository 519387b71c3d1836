"""Who changes the own account stays in, and sees what is shown once, whenever the server looks around for accounts that are another by now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from web.serving import PASSWORD, Serve, Served
from web.test_nodes import also_at, two
from web.test_second_factor import SENMONKAN, Clock, add, clock, enrol, give, is_in
from web.test_tabs import until

__all__ = ["clock"]
NEW = "hatake-no-mikan-ga-minoru"


def looked_around(monkeypatch: pytest.MonkeyPatch, served: Served, *others: Served) -> list[str]:
    """From now on servers look around between the moment in which an account is kept at one and the moment in which its owner goes on; whose they were."""
    change, loop = served.server.accounts.change, asyncio.get_running_loop()
    changed: list[str] = []

    async def look(name: str) -> None:
        account = served.server.accounts.find(name)
        for one in (*others, served):
            await until(lambda one=one: one.server.accounts.find(name) == account)  # type: ignore[misc]
            await one.server.watch.look_around()
            if one.server.nodes is not None:
                await one.server.nodes.look()

    def change_and_look(name: str, how: Callable[..., Any]) -> object:
        made = change(name, how)
        asyncio.run_coroutine_threadsafe(look(name), loop).result(20)
        changed.append(name)
        return made

    monkeypatch.setattr(served.server.accounts, "change", change_and_look)
    return changed


async def test_recovery_codes_are_shown_whoever_looks_meanwhile(
    serve: Serve, stored_password: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are shown once: an end between the two would have set up a phone and told nobody the codes. Another browser of the account is out as ever."""
    async with serve() as served, served.visitor() as visitor, served.visitor() as elsewhere:
        add(served, stored_password)
        await visitor.log_in(SENMONKAN)
        phone, _codes = await enrol(visitor, clock)
        clock.goes_on()
        await elsewhere.log_in(SENMONKAN)
        assert (await give(elsewhere, phone.code()))[0] == 303
        clock.goes_on()
        changed = looked_around(monkeypatch, served)
        assert (await visitor.post("/second", {"csrf": await visitor.form("/second"), "code": phone.code()})).headers[
            "Location"
        ] == "/enrol"
        _phone, codes = await enrol(visitor, clock)
        assert (changed, len(codes) > 0) == ([SENMONKAN], True)
        assert await is_in(visitor)
        await served.server.watch.look_around()
        assert await is_in(visitor)
        assert not await is_in(elsewhere)


async def test_a_new_password_is_taken_whoever_looks_meanwhile(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same login goes on with it."""
    async with serve() as served, served.logged_in() as visitor, served.logged_in() as elsewhere:
        changed = looked_around(monkeypatch, served)
        form = {"csrf": await visitor.form("/password"), "old": PASSWORD, "new": NEW, "again": NEW}
        answer = await visitor.post("/password", form)
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        assert len(changed) == 1
        assert await is_in(visitor)
        await served.server.watch.look_around()
        assert await is_in(visitor)
        assert not await is_in(elsewhere)


async def test_recovery_codes_are_shown_whichever_server_looks_meanwhile(
    serve: Serve, database: str, stored_password: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen on a busy machine: where the others see the account before the login goes on, they end what they know of it, under its old token; it goes on under a new one."""
    async with two(serve, database) as (one, other), one.visitor() as visitor, also_at(other, visitor) as there:
        add(one, stored_password)
        await visitor.log_in(SENMONKAN)
        phone, _codes = await enrol(visitor, clock)
        clock.goes_on()
        await until(lambda: (account := other.server.accounts.find(SENMONKAN)) is not None and account.factor == "app")
        assert await is_in(there)
        changed = looked_around(monkeypatch, other, one)
        assert (await there.post("/second", {"csrf": await there.form("/second"), "code": phone.code()})).headers["Location"] == "/enrol"
        _phone, codes = await enrol(there, clock)
        assert (changed, len(codes) > 0) == ([SENMONKAN], True)
        for _ in range(2):
            assert await is_in(there)
            assert await is_in(visitor)
            for served in (one, other):
                assert served.server.nodes is not None
                await served.server.watch.look_around()
                await served.server.nodes.look()


async def test_a_login_goes_on_that_is_renewed_while_servers_are_compared(
    serve: Serve, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is of its old token, which is over; the login has another one by then."""
    async with two(serve, database) as (one, _other), one.logged_in() as visitor:
        nodes, loop = one.server.nodes, asyncio.get_running_loop()
        assert nodes is not None
        form = {"csrf": await visitor.form("/password"), "old": PASSWORD, "new": NEW, "again": NEW}
        standing, answers = nodes._shared.standing, []

        async def change() -> None:
            answers.append((await visitor.post("/password", form)).headers["Location"])

        async def renewed() -> None:
            before = {*one.server.logins.tokens.by_hash()}
            sent = asyncio.create_task(change())
            await until(lambda: {*one.server.logins.tokens.by_hash()} != before)
            asking.append(sent)

        asking: list[asyncio.Task[None]] = []

        def late(asked: dict[str, float | None]) -> dict[str, float]:
            """As the engine answers where the token was given back between the question and the look."""
            if not asking:
                asyncio.run_coroutine_threadsafe(renewed(), loop).result(20)
                return {hash_: ago for hash_, ago in standing(asked).items() if hash_ in one.server.logins.tokens.by_hash()}
            return standing(asked)

        monkeypatch.setattr(nodes._shared, "standing", late)
        await nodes.look()
        await asyncio.gather(*asking)
        assert answers == ["/"]
        assert await is_in(visitor)
