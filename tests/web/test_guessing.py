"""Guessing is slow for whoever guesses, and for nobody else: not for the account's owner, and not for those behind the same address."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import msgspec
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from web.serving import IMABARI, MATSUYAMA, PASSWORD, Serve, Served, Visitor

from dxcheck.model.account import Account
from dxcheck.web import device, guesses
from dxcheck.web.device import MOST_ACCOUNTS
from dxcheck.web.guesses import FREE_FOR_STRANGERS, FREE_TRIES, Guesses, network, of_device, of_login, of_stranger

ACCOUNT = Account(IMABARI, "staff", "382027", "$argon2id$one", NOW)
STRANGER, OFFICE, ELSEWHERE = "198.51.100.7", "203.0.113.9", "192.0.2.44"


class At(Visitor):
    """A visitor at an address."""

    def __init__(self, visitor: Visitor, address: str) -> None:
        super().__init__(visitor.served, visitor.session)
        self.session.headers["X-Forwarded-For"] = address


@contextlib.asynccontextmanager
async def at(served: Served, address: str) -> AsyncIterator[At]:
    """A new browser at an address."""
    async with served.visitor() as visitor:
        yield At(visitor, address)


async def known_browser(visitor: Visitor) -> None:
    """Log in and out again."""
    assert (await visitor.log_in(IMABARI)).status == 303
    assert (await visitor.post("/logout", {"csrf": await visitor.form("/")})).status == 303


async def guess(visitor: Visitor, name: str, times: int) -> list[int]:
    """Wrong passwords; what was answered."""
    form = {"csrf": await visitor.form("/login"), "name": name, "password": "wrong-wrong-wrong"}
    return [(await visitor.post("/login", form)).status for _nth in range(times)]


def proxied(serve: Serve) -> contextlib.AbstractAsyncContextManager[Served]:
    """A server behind a proxy that tells the addresses."""
    return serve(trusted_proxies=("127.0.0.1",))


async def test_an_owner_is_not_locked_out_by_a_strangers_guesses(serve: Serve) -> None:
    """Eighteen wrong ones; the owner gets in from a new browser elsewhere, and from the known one even behind the stranger's own address."""
    async with proxied(serve) as served, at(served, STRANGER) as stranger, at(served, OFFICE) as known, at(served, ELSEWHERE) as new:
        await known_browser(known)
        served.server.doors._guesses = Guesses(clock=lambda: 0.0)  # no wait is over meanwhile
        statuses = await guess(stranger, IMABARI, 18)
        assert statuses == [401] * FREE_TRIES + [429] * (18 - FREE_TRIES)
        assert (await stranger.log_in(IMABARI)).status == 429, "the right one has to wait there, or the wait would tell"
        assert (await new.log_in(IMABARI)).status == 303
        known.session.headers["X-Forwarded-For"] = STRANGER
        assert (await known.log_in(IMABARI)).status == 303


async def test_those_behind_an_address_that_floods_get_in(serve: Serve) -> None:
    """Guesses at many names, also at one's own: with the right password the others are let in, and a known browser also at the name that is tried."""
    async with proxied(serve) as served, at(served, OFFICE) as flood, at(served, OFFICE) as known, at(served, OFFICE) as new:
        await known_browser(known)
        for name in (IMABARI, "nobody-at-all"):
            await guess(flood, name, FREE_TRIES + 1)
        assert (await new.log_in(MATSUYAMA)).status == 303
        assert (await known.log_in(IMABARI)).status == 303


async def test_a_known_browser_has_tries_of_its_own(serve: Serve) -> None:
    """They are used up like anybody's; that holds up no other browser, and the right one clears them."""
    async with proxied(serve) as served, at(served, OFFICE) as known, at(served, OFFICE) as other:
        await known_browser(known)
        assert await guess(known, IMABARI, FREE_TRIES - 1) == [401] * (FREE_TRIES - 1)
        await known_browser(known)
        assert await guess(known, IMABARI, FREE_TRIES + 1) == [401] * FREE_TRIES + [429]
        assert (await other.log_in(IMABARI)).status == 303


async def test_many_addresses_do_not_add_up_at_one_account(serve: Serve) -> None:
    """Strangers wait after so many together, known or unknown account alike; the known browser does not."""
    async with proxied(serve) as served, at(served, OFFICE) as known:
        await known_browser(known)
        served.server.doors._guesses = tried = Guesses()
        for name in (IMABARI, "nobody-at-all"):
            for n in range(FREE_FOR_STRANGERS):
                tried.wrong(*of_stranger(name, f"2001:db8:{n:x}::1"))
            async with at(served, STRANGER) as stranger:
                assert await guess(stranger, name, 1) == [429]
        assert (await known.log_in(IMABARI)).status == 303
        assert tried.wait(*of_stranger(IMABARI, ELSEWHERE)) > 0, "a login of the owner gives strangers no new tries"


async def test_the_token_is_kept_from_scripts_and_ends_with_the_password(serve: Serve) -> None:
    """HttpOnly, Strict, for a year; a changed password gives a new one and makes the old one worthless; a foreign one is none."""
    async with serve() as served, served.visitor() as visitor:
        first = await visitor.log_in(IMABARI)
        cookie = next(one for one in first.headers.getall("Set-Cookie") if one.startswith("dxcheck-device="))
        assert all(one in cookie for one in ("HttpOnly", "SameSite=Strict", f"Max-Age={device.KNOWN_FOR}", "Path=/"))
        token = cookie.partition("=")[2].partition(";")[0]
        accounts = served.server.accounts
        assert device.known(token, accounts.find(IMABARI))
        assert not device.known(token, accounts.find(MATSUYAMA))
        new = {"old": PASSWORD, "new": "atarashii-aikotoba", "again": "atarashii-aikotoba", "csrf": await visitor.form("/password")}
        changed = await visitor.post("/password", new)
        cookie = next(one for one in changed.headers.getall("Set-Cookie") if one.startswith("dxcheck-device="))
        assert not device.known(token, accounts.find(IMABARI))
        assert device.known(cookie.partition("=")[2].partition(";")[0], accounts.find(IMABARI))


@given(st.text(max_size=300), st.sampled_from([None, ACCOUNT]))
def test_no_made_up_cookie_is_a_token(text: str, account: Account | None) -> None:
    """Nor does one break anything."""
    assert device.known(text, account) == ""
    if account is not None:
        assert device.known(device.renewed(text, account), account)


def test_posts_that_share_a_machine_are_all_known_to_its_browser() -> None:
    """Up to four; logging in again replaces the account's own token."""
    accounts = [msgspec.structs.replace(ACCOUNT, name=f"post-{n}", password=f"$argon2id${n}") for n in range(MOST_ACCOUNTS + 1)]
    cookie = ""
    for one in accounts:
        cookie = device.renewed(cookie, one)
    assert [bool(device.known(cookie, one)) for one in accounts] == [False] + [True] * MOST_ACCOUNTS
    again = device.renewed(cookie, accounts[1])
    assert device.known(again, accounts[1]) != device.known(cookie, accounts[1])
    assert len(again.split("~")) == MOST_ACCOUNTS
    forged = again.replace(again.split("~")[0].partition(".")[0], "A" * 16)
    assert not device.known(forged, accounts[1])


def test_the_wait_doubles_and_is_forgotten_after_an_hour() -> None:
    """Up to five minutes; of all strangers at one account, up to one."""
    now = [0.0]
    tried = Guesses(clock=lambda: now[0])
    waits = []
    for _nth in range(20):
        tried.wrong(*of_device("a"))
        waits.append(tried.wait(*of_device("a")))
    assert waits[:7] == [0, 0, 0, 0, 2, 4, 8]
    assert waits[-1] == 300
    assert tried.wait(*of_device("b")) == tried.wait(*of_login("a")) == 0
    for n in range(FREE_FOR_STRANGERS + 20):
        tried.wrong(*of_stranger("c", f"192.0.2.{n}"))
    assert tried.wait(*of_stranger("c", ELSEWHERE)) == 60
    now[0] = 3700
    assert tried.wait(*of_device("a"), *of_stranger("c", ELSEWHERE)) == 0


def test_made_up_names_wash_nothing_away_and_take_no_more_room() -> None:
    """Whoever has to wait still has to after any number of others."""
    tried = Guesses(clock=lambda: 0.0)
    for _nth in range(FREE_TRIES):
        tried.wrong(*of_stranger(IMABARI, STRANGER))
    for n in range(2 * guesses.MOST_REMEMBERED):
        tried.wrong(*of_stranger(f"nobody-{n}", ELSEWHERE))
    assert tried.wait(*of_stranger(IMABARI, STRANGER)) > 0
    assert len(tried._wrong) <= guesses.MOST_REMEMBERED + 2


def test_a_household_of_ipv6_addresses_is_one() -> None:
    """Its customer has 2^64 of them; IPv4 written in them is IPv4, and whatever a proxy says stays as it is."""
    assert network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff::9") != network("2001:db8:0:2::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") == "192.0.2.1"
    assert network("unix:") == "unix:"


def test_the_hash_is_the_key_so_that_equal_passwords_give_different_tokens() -> None:
    """Each hash has a salt of its own."""
    one, other = (msgspec.structs.replace(ACCOUNT, password=PasswordHasher(1, 8, 1).hash(PASSWORD)) for _nth in range(2))
    assert not device.known(device.renewed("", one), other)
