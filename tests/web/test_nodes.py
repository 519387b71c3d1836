"""Several servers at one database: who is logged in at one is at the other, and what one was told the other knows."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgresql import SHARED, Cluster
from web.serving import IMABARI, PASSWORD, Serve, Served, Visitor
from web.test_tabs import until
from yarl import URL

from dxcheck.desk.password import hashed
from dxcheck.store.database import words
from dxcheck.store.database.nodes import SharedState
from dxcheck.store.opening import database_for_server
from dxcheck.web import nodes
from dxcheck.web.cookies import token_hash
from dxcheck.web.guesses import FREE_TRIES, Guesses, SharedGuesses, of_stranger
from dxcheck.web.session import Close

SOON = 2.0
"""Seconds within which everything that ends at one server has ended at the others."""
IN_THE_END = 20.0
"""Seconds, where it is the look of a server that is waited for, on a machine that others keep busy."""


@asynccontextmanager
async def two(serve: Serve, url: str, **chosen: object) -> AsyncIterator[tuple[Served, Served]]:
    """Two servers at one database, which have nothing in memory together."""
    roots = [database_for_server(url), database_for_server(f"{url}&application_name=another")]
    assert roots[0].shelf is not roots[1].shelf
    async with serve(data=roots[0], **chosen) as one, serve(data=roots[1], **chosen) as other:
        yield one, other


@asynccontextmanager
async def also_at(other: Served, visitor: Visitor) -> AsyncIterator[Visitor]:
    """The same browser at another server."""
    async with aiohttp.ClientSession(other.url, cookie_jar=visitor.session.cookie_jar) as session:
        yield Visitor(other, session)


async def is_in(visitor: Visitor) -> bool:
    """Whether the page with the screen comes."""
    return (await visitor.get("/")).status == 200


async def until_out(visitor: Visitor) -> None:
    """Until the page with the screen comes no more."""
    async with asyncio.timeout(IN_THE_END):
        while await is_in(visitor):  # noqa: ASYNC110 - what is asked of a server has no event
            await asyncio.sleep(nodes.COMPARE_EVERY / 4)


async def opens(visitor: Visitor, tab: str) -> bool:
    """Whether a tab has a screen, or is refused one."""
    async with visitor.tab(tab) as line:
        with contextlib.suppress(AssertionError):
            return bool(await line.until("今治市"))
    return False


async def test_who_is_logged_in_at_one_is_at_the_other(serve: Serve, database: str) -> None:
    """With the same form secret, and a screen that takes answers; a token that was never given is nobody's."""
    async with two(serve, database) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there:
        assert await is_in(there)
        async with there.tab() as line:
            await line.until("今治市")
        (login,) = other.server.logins.all()
        (here,) = one.server.logins.all()
        assert (login.csrf, login.key, login.account) == (here.csrf, here.key, here.account)
        assert abs(login.seen - here.seen) < SOON
        async with other.visitor() as nobody:
            nobody.session.cookie_jar.update_cookies({"dxcheck": "made-up-token"}, _url(other))
            assert not await is_in(nobody)


async def test_logging_out_at_one_ends_it_at_the_other(serve: Serve, database: str) -> None:
    """With its screen, which says why."""
    async with two(serve, database) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there, there.tab() as line:
        await line.until("今治市")
        token = visitor.token
        await visitor.post("/logout", {"csrf": one.server.logins.all()[0].csrf})
        assert await line.until_closed(SOON) == Close.LOGGED_OUT
        there.session.cookie_jar.update_cookies({"dxcheck": token}, _url(other))
        assert not await is_in(there)


async def test_a_new_password_ends_the_old_login_everywhere_and_the_new_one_is_good_everywhere(serve: Serve, database: str) -> None:
    """At once for whoever asks, and for a screen within two seconds."""
    async with two(serve, database) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there:
        assert await is_in(there)
        old = visitor.token
        form = {"csrf": await visitor.form("/password"), "old": PASSWORD, "new": "mikan-no-ki-no-ue-de", "again": "mikan-no-ki-no-ue-de"}
        assert (await visitor.post("/password", form)).status == 303
        assert visitor.token != old
        assert await is_in(there)
        async with other.visitor() as thief:
            thief.session.cookie_jar.update_cookies({"dxcheck": old}, _url(other))
            await until_out(thief)
        assert await is_in(there)


async def test_a_password_that_was_changed_a_moment_ago_is_the_one_that_counts_at_every_server(serve: Serve, database: str) -> None:
    """Before a server sees it by itself: the new one lets in, also into an account that was made just now, and the old one does not."""
    async with two(serve, database) as (one, other), one.visitor() as here:
        assert (await here.log_in(IMABARI)).status == 303
        for password, last in itertools.pairwise((PASSWORD, *(f"mikan-no-ki-no-{n}" for n in range(3)))):
            one.server.accounts.change(IMABARI, lambda account, new=last: msgspec.structs.replace(account, password=hashed(new)))  # type: ignore[misc]
            async with other.visitor() as there, other.visitor() as thief:
                assert (await there.log_in(IMABARI, last)).status == 303
                one.server.accounts.change(IMABARI, lambda account, new=last: msgspec.structs.replace(account, password=hashed(new)))  # type: ignore[misc]
                assert (await thief.log_in(IMABARI, password)).status == 401
        there_is = one.server.accounts.find(IMABARI)
        assert there_is is not None
        one.server.accounts.add(msgspec.structs.replace(there_is, name="imabari-new"))
        async with other.visitor() as there:
            assert (await there.log_in("imabari-new", last)).status == 303


async def test_a_stopped_account_is_out_everywhere(serve: Serve, database: str) -> None:
    """Whoever stopped it, on the command line too."""
    async with two(serve, database) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there:
        assert await is_in(there)
        one.server.accounts.change(IMABARI, lambda account: msgspec.structs.replace(account, disabled=True))
        await until(lambda: not one.server.logins.all() and not other.server.logins.all(), SOON)
        assert not await is_in(there)


async def test_who_logged_out_at_one_does_not_come_back_by_what_is_changed_at_another(
    serve: Serve, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the moment before the other has seen it: somebody who has the cookie too would stay in that way."""
    monkeypatch.setattr(nodes, "COMPARE_EVERY", 600.0)
    async with two(serve, database) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there:
        assert await is_in(there)
        (login,), token, compares = other.server.logins.all(), visitor.token, other.server.nodes
        await visitor.post("/logout", {"csrf": login.csrf})
        there.session.cookie_jar.update_cookies({"dxcheck": token}, _url(other))
        login.post = "企画課"
        assert await is_in(there)
        assert not await is_in(visitor)
        assert compares is not None
        await compares.look()
        assert not other.server.logins.all()
        assert not await is_in(there)


async def test_a_login_that_is_learnt_while_others_are_told_is_told_by_nobody_else(
    database: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who logs out at the first is out, though the second was writing as it learnt of them."""
    monkeypatch.setattr(nodes, "COMPARE_EVERY", 600.0)
    async with two(serve, database) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there:
        compares, shared = other.server.nodes, SharedState.keep
        assert compares is not None
        loop, learns = asyncio.get_running_loop(), token_hash(visitor.token)

        def meanwhile(*told: Any) -> None:
            asyncio.run_coroutine_threadsafe(compares.learn(learns), loop).result(5)
            shared(*told)

        other.server.logins.open(other.server.accounts.all()[0], "192.0.2.1")
        monkeypatch.setattr(SharedState, "keep", meanwhile)
        await compares.keep()
        monkeypatch.setattr(SharedState, "keep", shared)
        token = visitor.token
        await visitor.post("/logout", {"csrf": one.server.logins.all()[0].csrf})
        await compares.look()
        there.session.cookie_jar.update_cookies({"dxcheck": token}, _url(other))
        assert not await is_in(there)


async def test_a_logout_that_could_not_be_told_yet_is_one_all_the_same(
    serve: Serve, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away for a moment: nobody comes in with the token here, before the others know it or after."""
    monkeypatch.setattr(nodes, "COMPARE_EVERY", 600.0)

    def away(*_told: object) -> None:
        raise words.no_connection("away")

    async with serve(data=database_for_server(database)) as one, one.logged_in() as visitor:
        token = visitor.token
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(SharedState, "keep", away)
            assert (await visitor.post("/logout", {"csrf": one.server.logins.all()[0].csrf})).status == 503
        visitor.session.cookie_jar.update_cookies({"dxcheck": token}, _url(one))
        assert not await is_in(visitor)


async def test_what_people_type_as_their_name_is_in_no_database(serve: Serve, cluster: Cluster, database: str) -> None:
    """It may be their password; nor is it known where they guessed from."""
    async with serve(data=database_for_server(database)) as served, served.visitor() as visitor:
        assert (await visitor.log_in("mikan-no-ki-no-shita-de")).status == 401
        kept = str(cluster.ask("SELECT source FROM dxcheck.guesses", SHARED))
        assert kept != "[]"
        assert "mikan" not in kept
        assert "127.0.0.1" not in kept


async def test_people_stay_logged_in_when_their_server_is_replaced(serve: Serve, database: str) -> None:
    """The next one knows them."""
    async with AsyncExitStack() as first:
        one = await first.enter_async_context(serve(data=database_for_server(database)))
        visitor = await first.enter_async_context(one.logged_in())
        jar = visitor.session.cookie_jar
        cookies = [(cookie.key, cookie.value) for cookie in jar]
    async with serve(data=database_for_server(database)) as another, another.visitor() as visitor:
        visitor.session.cookie_jar.update_cookies(dict(cookies), _url(another))
        assert await is_in(visitor)


async def test_wrong_passwords_at_all_servers_count_together(serve: Serve, database: str) -> None:
    """Also many sent at once: exactly as many are looked at as are free; and who then knows it must wait at either."""
    async with two(serve, database) as (one, other), one.visitor() as visitor, other.visitor() as there:
        forms = [await visitor.form("/login"), await there.form("/login")]

        async def guess(at: int) -> int:
            form = {"csrf": forms[at], "name": IMABARI, "password": f"wrong-{at}"}
            return (await (visitor, there)[at].post("/login", form)).status

        said = [*await asyncio.gather(*(guess(n % 2) for n in range(8)))]
        said += [await guess(n % 2) for n in range(4)]
        assert said.count(401) == FREE_TRIES, said
        assert (await there.log_in(IMABARI)).status == 429


_numbers = itertools.count()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("ab"), st.integers(0, 3)), min_size=6, max_size=16))
def test_however_guesses_are_spread_over_servers_they_count_as_at_one(database: str, guesses: list[tuple[int, str, int]]) -> None:
    """Three servers let through, and make wait, exactly what one alone would; one in four knows it."""
    alone, began = Guesses(), next(_numbers)
    shared = [SharedState(database_for_server(database).shelf, f"node{n}") for n in range(3)]  # type: ignore[arg-type]
    servers = [SharedGuesses(one) for one in shared]
    for at, name, chance in guesses:
        sources = of_stranger(f"{name}{began}", "192.0.2.1")
        said = [one.judge(sources, partial(int, chance), bool) for one in (alone, servers[at])]
        assert said[0] == said[1]
        if said[0] == 0:
            alone.right(sources[0])
            servers[at].right(sources[0])
            shared[at].keep([], [], servers[at].were_right, [])
            servers[at].were_right.clear()


async def test_an_account_has_its_screens_at_all_servers_together(serve: Serve, database: str) -> None:
    """One more is refused wherever it is asked for; one whose browser has gone counts at its own server alone."""
    async with two(serve, database, most_per_account=2) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there:
        async with visitor.tab("tab-0001") as first, there.tab("tab-0002") as second:
            await asyncio.gather(first.until("今治市"), second.until("今治市"))
            for at in (visitor, there):
                async with at.tab("tab-0003") as third:
                    assert await third.until_closed() == Close.TOO_MANY
        async with asyncio.timeout(IN_THE_END):
            while not await opens(there, "tab-0003"):  # noqa: ASYNC110 - what is asked of the other server has no event
                await asyncio.sleep(nodes.COMPARE_EVERY / 4)


async def test_a_screen_that_comes_to_another_server_ends_at_the_one_it_was_at(serve: Serve, database: str) -> None:
    """As when a proxy thought that one gone."""
    async with two(serve, database) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there, visitor.tab() as line:
        await line.until("今治市")
        closed = asyncio.create_task(line.until_closed())
        async with there.tab() as moved:
            await moved.until("今治市")
            async with asyncio.timeout(SOON):
                assert await closed == Close.TAKEN_OVER
            await moved.keys("?")
            await moved.until("閉じる")


async def test_idle_is_what_nobody_uses_anywhere(serve: Serve, database: str) -> None:
    """Used at one, it goes on at the other."""
    async with two(serve, database) as (one, other), one.logged_in() as visitor, also_at(other, visitor) as there:
        assert await is_in(there)
        (here,), (elsewhere,) = one.server.logins.all(), other.server.logins.all()
        here.seen -= 1000
        elsewhere.seen += 10
        await asyncio.gather(other.server.nodes.look(), one.server.nodes.look())  # type: ignore[union-attr]
        await one.server.nodes.look()  # type: ignore[union-attr]
        assert abs(here.seen - elsewhere.seen) < 12


async def test_a_database_that_stands_still_keeps_no_page_from_those_who_need_none_of_it(
    serve: Serve, cluster: Cluster, database: str
) -> None:
    """Whoever shows a token that must be asked for waits; the server goes on."""
    async with (
        two(serve, database) as (one, other),
        one.logged_in() as visitor,
        also_at(other, visitor) as there,
        other.visitor() as nobody,
    ):
        with cluster.frozen():
            waiting = asyncio.create_task(there.get("/"))
            async with asyncio.timeout(1):
                for _again in range(3):
                    assert (await nobody.get("/healthz")).status == 200
            assert not waiting.done()
        assert (await waiting).status in (200, 503)


async def test_a_screen_whose_browser_has_gone_makes_room_here_too(serve: Serve, database: str) -> None:
    """As where there is one server alone."""
    async with serve(data=database_for_server(database), most_per_account=2) as served, served.logged_in() as visitor:
        async with visitor.tab("tab-0001") as first:
            await first.until("今治市")
        async with visitor.tab("tab-0002") as second, visitor.tab("tab-0003") as third:
            await asyncio.gather(second.until("今治市"), third.until("今治市"))


async def test_a_server_that_waits_to_compare_with_the_others_answers_all_who_change_nothing(
    serve: Serve, cluster: Cluster, database: str
) -> None:
    """However long the database stands still."""
    async with serve(data=database_for_server(database)) as served, served.logged_in() as visitor, served.visitor() as nobody:
        assert served.server.nodes is not None
        with cluster.frozen():
            comparing = asyncio.create_task(served.server.nodes.look())
            await asyncio.sleep(0.1)
            assert not comparing.done()
            async with asyncio.timeout(1):
                assert (await nobody.get("/healthz")).status == 200
                assert (await nobody.get("/static/line.js")).status == 200
                assert await is_in(visitor)
        await comparing


async def test_the_end_of_an_open_line_waits_for_no_database(serve: Serve, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answer went out when it was opened; what it changed is written within a second."""
    written = []
    async with serve(data=database_for_server(database)) as served, served.logged_in() as visitor:
        assert served.server.nodes is not None
        async with visitor.tab() as line:
            await line.until("今治市")

            async def keep_of(*given: object) -> None:
                written.append(given)

            monkeypatch.setattr(served.server.nodes, "keep_of", keep_of)
        await until(lambda: not any(tab.is_attached for tab in served.server.tabs.values()))
        assert written == []
        await visitor.get("/help")
        assert len(written) == 1


def _url(served: Served) -> URL:
    return URL(served.url)
