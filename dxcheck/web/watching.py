"""What the server looks at every second, and once a day: who has to leave, and whether there is a copy of the data."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Final

from dxcheck.model import calendar
from dxcheck.store.backup import daily_name, thin_out
from dxcheck.store.errors import StoreError
from dxcheck.system.seen import Seen
from dxcheck.web import failure
from dxcheck.web.copying import copied
from dxcheck.web.session import Close

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from dxcheck.store.accounts import AccountRepository
    from dxcheck.web.bookkeeper import Bookkeeper
    from dxcheck.web.connections import Gate
    from dxcheck.web.login import Login, Logins
    from dxcheck.web.session import Session
    from dxcheck.web.settings import ServeSettings

_log = logging.getLogger("dxcheck.web")

LOOK_AROUND: Final = 1.0
"""Seconds between two looks at who has been idle, disabled or away for too long."""
LOOK_FOR_COPY: Final = 3600.0
"""Seconds between two looks whether today's copy is there."""


class Watch:
    """Looks around as long as the server runs."""

    def __init__(
        self,
        settings: ServeSettings,
        accounts: AccountRepository,
        logins: Logins,
        book: Bookkeeper,
        gate: Gate,
        tabs: Callable[[], list[Session]],
        end_login: Callable[[Login, Close], Awaitable[None]],
        is_over: Callable[[Login], bool],
    ) -> None:
        self._settings, self._accounts, self._logins, self._book, self._gate = settings, accounts, logins, book, gate
        self._tabs, self._end_login, self._is_over = tabs, end_login, is_over
        self._looked = Seen()
        """At the accounts, with everybody out who had to leave."""
        self._unreadable = ""

    async def go_on(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_AROUND)
            try:
                await self.look_around()
            except Exception as problem:  # noqa: BLE001 - tried again in a second
                _log.error("looking around failed: %s", failure.told(problem))

    async def look_around(self) -> None:
        """End what is idle, away for too long, expired or no longer allowed; tell of connections."""
        self._gate.tell()
        now = time.monotonic()
        for tab in self._tabs():
            if (tab.is_left and tab.detached_at is not None and now - tab.detached_at > self._settings.grace) or (
                tab.is_attached and now - tab.used_at > self._settings.idle
            ):
                await self._ended(tab.end(Close.IDLE))
            elif tab.closing is None and self._logins.why_over(tab.login) == "closed":  # what ended its login could not end it
                await self._ended(tab.end(Close.LOGGED_OUT))
        for login, why in self._logins.expired():
            self._book.act("login-expired", login.account.name, login.address, why)
            await self._ended(self._end_login(login, Close.IDLE if why == "idle" else Close.LOGGED_OUT))
        for login in [one for one in self._logins.all() if one.link]:
            if not await asyncio.to_thread(self._is_over, login):
                continue
            self._book.act("login-ended", login.account.name, login.address)
            await self._ended(self._end_login(login, Close.LINK_OVER))
        stamp = self._accounts.stamp()
        if not self._looked.is_at(stamp) and await self._see_who_must_leave():
            self._looked.took_in(stamp)

    async def _see_who_must_leave(self) -> bool:
        """End the logins of accounts that are another by now; whether that is done, so that it need not be tried again."""
        try:
            current = {one.name: one for one in await asyncio.to_thread(self._accounts.all)}
        except StoreError as problem:
            if str(problem) != self._unreadable:  # said once, not once a second
                self._unreadable = str(problem)
                _log.error("cannot read the accounts: %s", problem)
            return False
        self._unreadable = ""
        done = True
        for login in (one for one in self._logins.all() if not one.link):
            account = current.get(login.account.name)
            # Whatever is another about it, the desk may be another's: an account of the same name, made anew by hand, has the same generation.
            if login.is_changing and account is not None and not account.disabled:
                done = False  # by its owner, or by somebody else meanwhile: the next look tells
            elif account is None or account.disabled or account != login.account:
                self._book.act("login-ended", login.account.name, login.address)
                why = Close.DISABLED if account is None or account.disabled else Close.LOGGED_OUT
                done = await self._ended(self._end_login(login, why)) and done
        return done

    async def _ended(self, ending: Awaitable[None]) -> bool:
        """Whether something ended; if not, that is told, and the others go on ending."""
        try:
            await ending
        except Exception as problem:  # noqa: BLE001 - the next look tries again
            _log.error("something did not end: %s", failure.told(problem))
            return False
        return True

    async def copy_daily(self, folder: Path) -> None:
        """Make a copy of the data once a day, if today's is not there yet; what goes wrong is told and tried again in an hour."""
        while True:
            target = folder / daily_name(calendar.today())
            if not target.exists():
                try:
                    parts = await copied(self._settings.data, target)
                    await asyncio.to_thread(thin_out, folder, self._settings.keep)
                    self._book.act("backup", detail=f"{target.name} {parts}")
                except (StoreError, OSError) as problem:
                    _log.error("no backup: %s", problem)
                    self._book.act("backup-failed", detail=target.name)
            await asyncio.sleep(LOOK_FOR_COPY)
