"""What changes while a page is being answered: whoever must leave then is not let in by an answer that comes later."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import msgspec
import pytest
from web.serving import IMABARI, PASSWORD, Serve, Served, Visitor
from web.test_second_factor import SENMONKAN, Clock, add, clock, enrol, give, is_in
from web.test_tabs import until

from dxcheck.desk.password import fits
from dxcheck.web import doors
from dxcheck.web.cookies import DEVICE
from dxcheck.web.device import known

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.model.account import Account
    from dxcheck.web.checking import Outcome

__all__ = ["clock"]
NEW = "mikan-no-hana-ga-saita"


def stopped(account: Account) -> Account:
    """By the centre."""
    return msgspec.structs.replace(account, disabled=True, generation=account.generation + 1)


def reset(account: Account) -> Account:
    """By the centre, with a password that nobody here knows."""
    return msgspec.structs.replace(account, password="!", must_change=True, generation=account.generation + 1)


async def seen(served: Served) -> None:
    """The server has looked at the accounts as they are."""
    await until(lambda: served.server.watch._looked.is_at(served.server.accounts.stamp()))


async def test_an_account_stopped_while_its_code_is_looked_at_stays_out(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Also where the server had seen that it was stopped before the answer was there."""
    async with serve() as served, served.visitor() as first, served.visitor() as other:
        add(served, stored_password)
        await first.log_in(SENMONKAN)
        phone, _codes = await enrol(first, clock)
        clock.goes_on()
        await other.log_in(SENMONKAN)
        loop, checking = asyncio.get_running_loop(), served.server.doors.confirming.checking
        check = checking.check

        def slowly(account: Account, code: str) -> Outcome:
            found = check(account, code)
            served.server.accounts.change(SENMONKAN, stopped)
            asyncio.run_coroutine_threadsafe(seen(served), loop).result(10)
            return found

        checking.check = slowly  # type: ignore[method-assign]
        await give(other, phone.code())
        assert not await is_in(other)
        assert not served.server.logins.all()


async def test_a_phone_set_up_while_its_login_is_ended_opens_nothing(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Somebody logs out in one tab while the other sets up a phone."""
    async with serve() as served, served.logged_in() as _other, served.visitor() as visitor:
        add(served, stored_password)
        await visitor.log_in(SENMONKAN)
        await visitor.put_off()
        await visitor.post("/second", {"csrf": await visitor.form("/second")})
        confirming = served.server.doors.confirming
        keep = confirming._keep
        mine = next(one for one in served.server.logins.all() if one.account.name == SENMONKAN)

        def slowly(*given: object) -> Account | None:
            made = keep(*given)  # type: ignore[arg-type]
            served.server.logins.close(mine)
            return made

        confirming._keep = slowly  # type: ignore[method-assign]
        with contextlib.suppress(AssertionError):  # there are no codes to be seen then, but the way back to the login
            await enrol(visitor, clock)
        assert not await is_in(visitor)


def close_login(served: Served) -> None:
    """Somebody logs out in another tab."""
    for one in list(served.server.logins.all()):
        served.server.logins.close(one)


def reset_by_the_centre(served: Served) -> None:
    """Somebody else knew the password."""
    served.server.accounts.change(IMABARI, reset)


@pytest.mark.parametrize("meanwhile", [close_login, reset_by_the_centre])
async def test_a_password_is_not_changed_over_what_happened_meanwhile(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Served], None]
) -> None:
    """The centre's new password stands, whoever was just changing the old one; and who logged out is out."""
    async with serve() as served, served.logged_in() as visitor:

        def slowly(_new: str, _account: Account) -> str:
            meanwhile(served)
            return ""

        form = {"csrf": await visitor.form("/password"), "old": PASSWORD, "new": NEW, "again": NEW}
        monkeypatch.setattr(doors, "fault_of", slowly)
        assert (await visitor.post("/password", form)).headers["Location"] == "/login?again"
        await seen(served)
        assert (await visitor.get("/")).status == 303
        assert not fits(served.server.accounts.find(IMABARI), NEW)


async def test_a_browser_is_known_only_once_it_was_in_with_all_that_is_asked(serve: Serve, stored_password: str, clock: Clock) -> None:
    """Who knew the password before there was a phone has no tries of their own at its codes: a hundred such browsers would add up."""

    def mark(visitor: Visitor) -> str:
        cookie = next(one.value for one in visitor.session.cookie_jar if one.key == DEVICE)
        return known(cookie, served.server.accounts.find(SENMONKAN))

    async with serve() as served, served.visitor() as before, served.visitor() as owner:
        add(served, stored_password)
        await before.log_in(SENMONKAN)
        await before.put_off()
        assert mark(before)
        await owner.log_in(SENMONKAN)
        await enrol(owner, clock)
        assert mark(owner)
        assert not mark(before)
