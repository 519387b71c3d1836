"""When a login is over, nothing of it goes on: not a screen, not a process, not one that was only just being made."""

from __future__ import annotations

import asyncio
import errno
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from web.serving import IMABARI, MATSUYAMA, Serve, Served
from web.test_tabs import is_running, until

from dxcheck.store import errors, files
from dxcheck.web.processes import Started, Starter
from dxcheck.web.tab import Close, Tab

if TYPE_CHECKING:
    from dxcheck.web.identity import Start

HOUR = 3600.0


class Slow(Starter):
    """Makes a process when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def make(self, start: Start) -> Started:
        """Wait first."""
        self.asked.set()
        await self.go.wait()
        return await super().make(start)


def later(served: Served, hours: float) -> None:
    """Let time pass for the logins."""
    served.server.logins.clock = lambda: time.monotonic() + HOUR * hours


async def test_an_expired_login_ends_its_screens_also_if_it_was_asked_for_first(serve: Serve) -> None:
    """The page notices that the login is over before the server looks around; both ways of expiring are in the log."""
    async with serve() as served:
        for hours, code, why in ((0.6, 4004, "idle"), (13, 4001, "absolute")):
            later(served, 0)
            async with served.logged_in() as visitor, visitor.tab() as line:
                await line.until("今治市")
                later(served, hours)
                assert (await visitor.get("/")).status == 303
                assert await line.until_closed(8) == code
            await until(lambda: not served.server.tabs)
            assert f'"login-expired","account":"{IMABARI}","address":"127.0.0.1","detail":"{why}"' in served.log()


async def test_a_process_that_was_being_made_when_its_login_ended_ends(serve: Serve) -> None:
    """And the page hears it."""
    async with serve() as served, served.logged_in() as visitor:
        await served.server.maker.close()
        served.server.maker = slow = Slow()
        secret = await visitor.form("/")
        async with visitor.tab() as line:
            await slow.asked.wait()
            leaving = asyncio.create_task(visitor.post("/logout", {"csrf": secret}))
            await until(lambda: not served.server.logins.all())
            slow.go.set()
            assert await line.until_closed() == 4001
            assert (await leaving).status == 303
        assert served.server.tabs == {}
        assert [is_running(one.pid) for one in slow._made] == [False]


async def test_a_screen_that_was_left_makes_room_for_a_new_one(serve: Serve) -> None:
    """The one left longest ago; whoever has all of them open is told so, and those go on."""
    async with serve(most_per_account=2) as served, served.logged_in() as visitor:
        for name in ("tab-left", "tab-right"):
            async with visitor.tab(name) as line:
                await line.until("今治市")
        async with visitor.tab("tab-new1") as one:
            await one.until("今治市")
            assert {name for _token, name in served.server.tabs} == {"tab-right", "tab-new1"}
            async with visitor.tab("tab-new2") as two, visitor.tab("tab-new3") as three:
                await two.until("今治市")
                assert await three.until_closed() == 4008
                await one.keys("g")
                await one.until("推移")
            assert "（2つまで）" in await (await visitor.get("/")).text()


async def test_an_account_disabled_while_the_accounts_cannot_be_read_is_out_all_the_same(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The file does not change again once it can be read; said once, not once a second."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        read, bad = files.read, [True]

        def reading(path: Path) -> bytes | None:
            if bad[0] and path.name == "accounts.json":
                raise errors.from_os_error(OSError(errno.EIO, "Input/output error"), path)
            return read(path)

        disabled = lambda one: msgspec.structs.replace(one, disabled=True, generation=one.generation + 1)  # noqa: E731
        served.server.accounts.change(IMABARI, disabled)
        monkeypatch.setattr(files, "read", reading)
        await asyncio.sleep(2.5)
        assert caplog.text.count("cannot read the accounts") == 1
        bad[0] = False
        assert await line.until_closed(8) == 4009
        assert (await visitor.get("/")).status == 303


async def test_a_screen_that_does_not_end_with_its_login_is_ended_later_and_holds_up_no_other(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Two logins expire; ending the first one's screen fails at first."""
    async with serve() as served, served.logged_in() as one, served.logged_in(MATSUYAMA) as two, one.tab() as first, two.tab() as second:
        await first.until("今治市")
        await second.until("松山市")
        end, failed = Tab.end, iter([True])

        async def fails_once(tab: Tab, why: Close) -> None:
            if tab.login.account.name == IMABARI and next(failed, False):
                raise OSError(errno.EIO, "Input/output error")
            await end(tab, why)

        monkeypatch.setattr(Tab, "end", fails_once)
        later(served, 13)
        assert await second.until_closed(8) == 4001
        assert await first.until_closed(8) == 4001
        assert "something did not end" in caplog.text
        assert served.server.tabs == {}
