"""A login that is not through yet goes on at another server: its code, its phone, and its way through another system's account."""

from __future__ import annotations

import asyncio
import re

import msgspec
from postgresql import SHARED, Cluster
from web.serving import Serve, Served
from web.test_nodes import also_at, is_in, two
from web.test_second_factor import SENMONKAN, Clock, Phone, add, clock, enrol, give
from web.test_sso import back, faked, settings, there
from web.test_tabs import until

from dxcheck.store.database.database_shelf import open_shelf
from dxcheck.store.database.halfway import SharedHalfway
from dxcheck.store.database.migrations import WEB
from dxcheck.web import totp
from dxcheck.web.cookies import token_hash
from dxcheck.web.guesses import FREE_TRIES
from dxcheck.web.halfway import Halfway

__all__ = ["clock"]


async def with_a_phone(one: Served, other: Served, stored_password: str, clock: Clock) -> Phone:
    """A specialist who has set one up at one server, and whom the other knows like that."""
    add(one, stored_password)
    async with one.visitor() as first:
        await first.log_in(SENMONKAN)
        phone, _codes = await enrol(first, clock)
    clock.goes_on(2 * totp.STEP)
    await until(lambda: (account := other.server.accounts.find(SENMONKAN)) is not None and account.factor == "app")
    return phone


async def test_the_code_is_given_at_another_server_than_the_password(
    serve: Serve, database: str, cluster: Cluster, stored_password: str, clock: Clock
) -> None:
    """Somebody who is in at one is in at both, and the way there is over at both: its token is worth nothing any more, and is kept as a hash."""
    async with two(serve, database) as (one, other), one.visitor() as visitor, also_at(other, visitor) as elsewhere:
        phone = await with_a_phone(one, other, stored_password, clock)
        answer = await visitor.log_in(SENMONKAN)
        assert answer.headers["Location"] == "/code"
        token = answer.cookies["dxcheck-halfway"].value
        assert cluster.ask("SELECT hash FROM dxcheck.halfways", SHARED) == [(token_hash(token),)]
        assert token not in str(cluster.ask("SELECT kept FROM dxcheck.halfways", SHARED))
        assert await elsewhere.form("/code") == await visitor.form("/code")
        assert not await is_in(elsewhere)
        assert (await give(elsewhere, "000000"))[0] == 401
        assert (await give(elsewhere, phone.code()))[0] == 303
        assert await is_in(elsewhere)
        assert await is_in(visitor)
        for served in (one, other):
            async with served.visitor() as thief:
                again = await thief.get("/code", headers={"Cookie": f"dxcheck-halfway={token}"})
                assert again.headers["Location"] == "/login?again"
        assert cluster.ask("SELECT * FROM dxcheck.halfways", SHARED) == []


async def test_a_code_is_used_and_told_of_once_over_all_servers(serve: Serve, database: str, stored_password: str, clock: Clock) -> None:
    """Nor is one of the future taken at another server when its time has come."""
    async with two(serve, database) as (one, other), one.visitor() as first, other.visitor() as second:
        phone = await with_a_phone(one, other, stored_password, clock)
        await first.log_in(SENMONKAN)
        await second.log_in(SENMONKAN)
        code = phone.code(300)
        status, text = await give(first, code)
        assert (status, "先の時刻を指しています" in text) == (401, True)
        clock.goes_on(300)
        assert phone.code() == code
        assert (await give(second, code))[0] == 401
        clock.goes_on()
        assert (await give(first, phone.code()))[0] == 303
        status, text = await give(second, phone.code())
        assert (status, "もう使われました" in text) == (401, True)
        clock.goes_on()
        assert (await give(second, phone.code()))[0] == 303


async def test_wrong_codes_at_all_servers_count_together(serve: Serve, database: str, stored_password: str, clock: Clock) -> None:
    """Of one login halfway, whichever server looked at them: the right one has to wait too."""
    async with two(serve, database) as (one, other), one.visitor() as visitor, also_at(other, visitor) as elsewhere:
        phone = await with_a_phone(one, other, stored_password, clock)
        await visitor.log_in(SENMONKAN)
        seen = [(await give(visitor if n % 2 else elsewhere, "000000"))[0] for n in range(FREE_TRIES)]
        assert seen == [401] * FREE_TRIES
        assert [(await give(here, phone.code()))[0] for here in (visitor, elsewhere)] == [429, 429]


async def test_a_phone_is_set_up_at_another_server(serve: Serve, database: str, stored_password: str, clock: Clock) -> None:
    """With the key that the first one showed; and put off there, where it may be."""
    async with two(serve, database) as (one, other), one.visitor() as visitor, also_at(other, visitor) as elsewhere:
        add(one, stored_password)
        await until(lambda: other.server.accounts.find(SENMONKAN) is not None)
        assert (await visitor.log_in(SENMONKAN)).headers["Location"] == "/enrol"
        key = [re.search(r'class="key">([A-Z2-7 ]+)<', await (await here.get("/enrol")).text()) for here in (visitor, elsewhere)]
        assert key[0] is not None
        assert key[1] is not None
        assert key[0][1] == key[1][1]
        async with other.visitor() as later, also_at(one, later) as there_too:
            await later.log_in(SENMONKAN)
            assert (await there_too.put_off()).headers["Location"] == "/"
            assert await is_in(later)
        phone, _codes = await enrol(elsewhere, clock)
        assert phone.code() == Phone(key[0][1].replace(" ", ""), clock).code()
        assert await is_in(visitor), "the account is another by just that"
        assert (await visitor.get("/enrol")).headers["Location"] == "/login?again"


async def test_of_two_who_set_one_up_at_once_one_has_it_and_the_other_changes_nothing(
    serve: Serve, database: str, stored_password: str, clock: Clock
) -> None:
    """Seen: whoever came second at another server was refused, and its phone counted all the same, in the place of the first one's."""
    async with two(serve, database) as (one, other), one.visitor() as visitor:
        add(one, stored_password)
        await until(lambda: other.server.accounts.find(SENMONKAN) is not None)
        account = other.server.accounts.find(SENMONKAN)
        assert account is not None
        late = Halfway(account, "enrol", ())  # its request was looked at before the first one was through
        await visitor.log_in(SENMONKAN)
        phone, _codes = await enrol(visitor, clock)
        assert await asyncio.to_thread(other.server.doors.confirming._keep, late, 1, ("aaaa",)) is None
        clock.goes_on(2 * totp.STEP)
        await until(lambda: (there := other.server.accounts.find(SENMONKAN)) is not None and there.factor == "app")
        async with other.visitor() as again:
            await again.log_in(SENMONKAN)
            assert (await give(again, phone.code()))[0] == 303


async def test_somebody_who_is_in_gets_another_phone_at_another_server(
    serve: Serve, database: str, stored_password: str, clock: Clock
) -> None:
    """And whoever has the cookie of the way alone gets nothing."""
    async with two(serve, database) as (one, other), one.visitor() as visitor, also_at(other, visitor) as elsewhere:
        phone = await with_a_phone(one, other, stored_password, clock)
        await visitor.log_in(SENMONKAN)
        assert (await give(visitor, phone.code()))[0] == 303
        clock.goes_on()
        answer = await visitor.post("/second", {"csrf": await visitor.form("/second"), "code": phone.code()})
        assert answer.headers["Location"] == "/enrol"
        async with other.visitor() as thief:
            cookie = f"dxcheck-halfway={answer.cookies['dxcheck-halfway'].value}"
            assert (await thief.get("/enrol", headers={"Cookie": cookie})).headers["Location"] == "/login?again"
        await enrol(elsewhere, clock)
        assert await is_in(visitor)
        assert await is_in(elsewhere)


async def test_it_ends_by_itself_and_with_its_account(
    serve: Serve, database: str, cluster: Cluster, stored_password: str, clock: Clock
) -> None:
    """At the server that it did not begin at, too; what is over goes with the next one."""
    async with two(serve, database) as (one, other), one.visitor() as visitor, also_at(other, visitor) as elsewhere:
        await with_a_phone(one, other, stored_password, clock)
        await visitor.log_in(SENMONKAN)
        assert (await elsewhere.get("/code")).status == 200
        cluster.ask("UPDATE dxcheck.halfways SET since = since - interval '601 s'", SHARED)
        assert (await elsewhere.get("/code")).headers["Location"] == "/login?again"
        await elsewhere.log_in(SENMONKAN)
        assert len(cluster.ask("SELECT hash FROM dxcheck.halfways", SHARED)) == 1
        one.server.accounts.change(SENMONKAN, lambda account: msgspec.structs.replace(account, disabled=True))
        for here in (visitor, elsewhere):
            assert (await here.get("/code")).headers["Location"] == "/login?again"


async def test_no_code_is_looked_at_while_the_database_is_away(
    serve: Serve, database: str, cluster: Cluster, stored_password: str, clock: Clock
) -> None:
    """It could not be marked as used; once it is back, the same login goes on."""
    async with two(serve, database) as (one, other), one.visitor() as visitor, also_at(other, visitor) as elsewhere:
        phone = await with_a_phone(one, other, stored_password, clock)
        await visitor.log_in(SENMONKAN)
        form = {"csrf": await elsewhere.form("/code"), "code": phone.code()}
        cluster.stop()
        try:
            assert (await elsewhere.post("/code", form)).status == 503
        finally:
            cluster.resume()
        assert (await elsewhere.post("/code", form)).status == 303
        assert await is_in(elsewhere)


async def test_somebody_comes_back_from_another_system_to_another_server(serve: Serve, database: str) -> None:
    """What of the way is needed is in the browser alone; wrong answers count at all servers together."""
    async with faked() as fake, two(serve, database, sso=settings(fake.issuer)) as (one, other), one.visitor() as visitor:
        asked = await there(visitor)
        async with also_at(other, visitor) as elsewhere:
            assert (await back(elsewhere, asked)).status == 200
            assert await is_in(elsewhere)
            assert await is_in(visitor)
        fake.changed = {"aud": "another"}
        seen = []
        for n in range(11):
            async with (one if n % 2 else other).visitor() as guest:
                seen.append((await back(guest, await there(guest))).status)
        assert seen == [*[502] * 10, 503]


def test_of_too_many_the_oldest_go(database: str) -> None:
    """Whoever knows a password fills no table."""
    shared = SharedHalfway(open_shelf(database, WEB))
    for n in range(5):
        shared.begin(f"hash {n}", b"{}", within=600, most=3)
    assert [shared.find(f"hash {n}", within=600) for n in range(5)] == [None, None, b"{}", b"{}", b"{}"]
    shared.end("hash 4")
    assert shared.find("hash 4", within=600) is None
    assert shared.find("hash 3", within=0) is None
