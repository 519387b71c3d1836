"""The running sessions of a server: a login's own by name, and the room there is for more."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import msgspec

from dxcheck.store.errors import StoreError
from dxcheck.web.clerk import Clerk
from dxcheck.web.processes import NoProcessError
from dxcheck.web.session import Close
from dxcheck.web.starting import start_of
from dxcheck.web.turns import DrawingTurns

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from dxcheck.web.bookkeeper import Bookkeeper
    from dxcheck.web.identity import Start, Theme
    from dxcheck.web.lending import Lending
    from dxcheck.web.login import Login, Logins
    from dxcheck.web.nodes import Nodes
    from dxcheck.web.session import Session
    from dxcheck.web.settings import ServeSettings
    from dxcheck.workspace import Workspace

_log = logging.getLogger("dxcheck.web")


class Sessions:
    """Of one server.

    Args:
        settings: how many there may be.
        workspace: the data.
        logins: who is logged in.
        book: writes down what sessions say that they did.
        lending: lends them connections, where the data is in a database.
        is_ending: whether none begins any more.
    """

    def __init__(
        self,
        settings: ServeSettings,
        workspace: Workspace,
        logins: Logins,
        book: Bookkeeper,
        lending: Lending | None,
        is_ending: Callable[[], bool],
    ) -> None:
        self._settings, self._workspace, self._logins, self._book = settings, workspace, logins, book
        self._lending, self._is_ending = lending, is_ending
        self.turns = DrawingTurns()
        """In which first screens are drawn."""
        self.nodes: Nodes | None = None
        """The other servers, where there may be some."""
        self.all: dict[tuple[str, str], Session] = {}
        """By login and name; a login's pages have none."""

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another."""
        return len(self.all) >= self._settings.most_sessions

    async def one(self, login: Login, name: str, begins: Callable[[], Start], new: Callable[[Start], Session]) -> Session | Close:
        """A login's running session of a name, or a new one if there is room; else why there is none. What it begins with may have to be read, which takes its time."""
        key = (login.key, name)
        there = self.all.get(key)
        if there is None:
            try:
                if self.nodes is not None and not await self.nodes.take_place(login, name, self._settings.most_per_account):
                    return Close.TOO_MANY
                start = await asyncio.to_thread(begins)
            except StoreError as problem:
                _log.error("no session of %s: %s", login.account.name, problem)
                return Close.NOT_BEGUN
            there = self.all.get(key)  # somebody may have asked for the same meanwhile
        if there is None:
            refused, left = self._room_for(login)
            if refused is not None:
                _log.warning("no room for another session of %s", login.account.name)
                return refused
            there = self.all[key] = new(start)
            if left is not None:
                await left.end(Close.IDLE)
        return await self._begun(there)

    async def _begun(self, there: Session) -> Session | Close:
        """A session as soon as it has a process; else why it has none."""
        try:
            await there.begin()
        except NoProcessError as problem:
            self.ended(there)
            if there.closing is not None:  # while it waited for its turn
                return there.closing
            _log.error("no app process: %s", problem)
            return Close.FULL
        if there.closing is not None or self._logins.why_over(there.login):  # while it was being born
            why = there.closing or Close.LOGGED_OUT
            await there.end(why)
            return why
        return there

    def _room_for(self, login: Login) -> tuple[Close | None, Session | None]:
        """Why there is no room for one more screen of an account, and which one must end for it: the one whose browser has been gone for longest."""
        own = [one for one in self.all.values() if one.login.account.name == login.account.name]
        left = None
        if len(own) >= self._settings.most_per_account:
            left = min((one for one in own if one.is_left), key=lambda one: one.detached_at or 0.0, default=None)
            if left is None:
                return Close.TOO_MANY, None
            self.ended(left)
        if self._is_ending():
            return Close.STOPPING, left
        return (Close.FULL if self.is_full else None), left

    def clerk_for(self, line: socket.socket, start: Start) -> Clerk:
        """Who does the errands of a session."""
        lender = self._lending.for_session(start, self._workspace) if self._lending else None
        return Clerk(line, start, self._workspace, self._book, self._settings.url, lender)

    def start(self, login: Login, size: tuple[int, int], theme: Theme, was_at: str = "") -> Start:
        """What a session of a login begins with; `was_at` is where the person was in one that is gone."""
        start = start_of(login, size, theme, self._settings, self._workspace, self._lending)
        return msgspec.structs.replace(start, was_at=was_at) if was_at else start

    def ended(self, gone: Session) -> None:
        """One is over."""
        if self.nodes is not None:
            self.nodes.leave(gone)
        self.all = {key: tab for key, tab in self.all.items() if tab is not gone}
