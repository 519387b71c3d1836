"""Connections, before anybody knows whose they are: how many there may be, and how long one may be silent. Nothing in front of the server is needed for it.

A connection is silent until the head of its request is there, and again between two requests. Where there are too many, the one that was silent longest makes room, of the
address that has the most: whoever asks for something is served, whoever only holds the line is not.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from aiohttp.http import HttpProcessingError

from dxcheck.web.cookies import Inbox
from dxcheck.web.guesses import network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dxcheck.web.settings import ServeSettings

_log = logging.getLogger("dxcheck.web")

HEAD_WITHIN: Final = 10.0
"""Seconds from the first byte, or from the connection, until the head of a request is there."""
SILENT_FOR: Final = 75.0
"""Seconds a connection may be kept between two requests; longer than proxies keep theirs."""
LINGERING: Final = 5.0
"""Seconds in which the rest of a body that nobody wants is read."""
BESIDE_SESSIONS: Final = 1000
"""Connections beside those of open screens."""
FEWEST: Final = 60
BACKLOG: Final = 512
"""Connections that the system keeps while the server is busy."""
ACCEPTED_AT_ONCE: Final = 16
"""In one turn of the loop. A connection that is closed for another one lets go of its descriptor some turns later: of so many as the line holds, accepted in one turn, too
few descriptors would be left for files."""
RESERVED: Final = 96
"""Descriptors for files, for the warm process and for connections that are just being closed."""
PIPES: Final = 4
"""Of a session, beside its connection: what goes in and out, and the line of its errands."""
TELL_EVERY: Final = 60.0
"""Seconds between two lines about what was refused."""
SERVER_NAME: Final = "dxcheck"
"""In the `Server` header, without a version."""


class Gate:
    """Lets connections in; makes the protocol of each."""

    def __init__(self, settings: ServeSettings, refused: Callable[[str], None], *, most: int | None = None) -> None:
        """
        Args:
            settings: of the server.
            refused: told the address of each connection that was refused or closed for another.
            most: connections at once; as many as the system gives descriptors for, if it is not said.
        """  # noqa: D205, D212
        self._most = most if most is not None else most_connections(settings.most_sessions)
        self._most_of_one = max(self._most // 2, 1)
        self._proxies = frozenset(settings.trusted_proxies)
        self._refused = refused
        self._there: dict[str, dict[Connection, None]] = {}
        self._silent: dict[Connection, None] = {}
        """Those that could make room, the longest silent first."""
        self._count = 0
        self._happened: Counter[str] = Counter()
        self._told_at = -TELL_EVERY

    def protocols(self, server: web.Server) -> Callable[[], Connection]:
        """What makes the protocol of a new connection."""
        return lambda: Connection(self, server)

    def let_in(self, connection: Connection) -> bool:
        """Whether there is room for it, perhaps in the place of another."""
        place = connection.place
        own = self._there.get(place, {})
        if place not in self._proxies and len(own) >= self._most_of_one and not self._make_room(own):
            return self._refuse(place)
        if self._count >= self._most and not self._make_room(self._fullest()):
            return self._refuse(place)
        self._there.setdefault(place, {})[connection] = None
        self._count += 1
        return True

    def falls_silent(self, connection: Connection) -> None:
        """It waits for a request."""
        self._silent[connection] = None

    def speaks(self, connection: Connection) -> None:
        """Its request is there."""
        self._silent.pop(connection, None)

    def leaves(self, connection: Connection) -> None:
        """It was closed; said twice, it does no harm."""
        self._silent.pop(connection, None)
        own = self._there.get(connection.place, {})
        if connection in own:
            del own[connection]
            self._count -= 1
            if not own:
                del self._there[connection.place]

    def _fullest(self) -> dict[Connection, None]:
        """Of the address with most silent ones, so that many addresses with one each stay."""
        silent = Counter(one.place for one in self._silent)
        return self._there[silent.most_common(1)[0][0]] if silent else {}

    def _make_room(self, among: dict[Connection, None]) -> bool:
        gone = next((one for one in self._silent if one in among), None)
        if gone is None:
            return False
        self.count("closed for others")
        self._refused(gone.place)
        self.leaves(gone)
        gone.end()
        return True

    def _refuse(self, place: str) -> bool:
        self.count("refused")
        self._refused(place)
        return False

    # -- what is told --------------------------------------------------------------------------------------------------

    def count(self, what: str) -> None:
        """One more of something that would fill the messages if each were told."""
        self._happened[what] += 1

    def tell(self) -> None:
        """What happened, in one line a minute."""
        now = time.monotonic()
        if self._happened and now - self._told_at >= TELL_EVERY:
            said = ", ".join(f"{n} {what}" for what, n in sorted(self._happened.items()))
            _log.warning("connections: %s (at most %d at once)", said, self._most)
            self._happened.clear()
            self._told_at = now

    def take_problem(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's own word: that it cannot accept is counted, everything else is told as ever."""
        message = str(context.get("message", ""))
        if "accept()" in message:
            self.count("not accepted")
        elif not (
            "_start_serving" in message and isinstance(context.get("exception"), ValueError)
        ):  # to accept again later, when the server was closed
            loop.default_exception_handler(context)


class Connection(web.RequestHandler):
    """One connection."""

    def __init__(self, gate: Gate, server: web.Server) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(server, loop=loop, keepalive_timeout=SILENT_FOR, lingering_time=LINGERING, access_log=None)  # type: ignore[arg-type]
        self._gate, self._own_loop = gate, loop
        self._messages = Inbox()
        self._deadline: asyncio.TimerHandle | None = None
        self._is_speaking = self._is_refused = False
        self.place = ""
        """Where it comes from, as far as connections are counted together."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, if there is room."""
        peer = transport.get_extra_info("peername")
        self.place = network(str(peer[0])) if isinstance(peer, tuple) else ""
        if not self._gate.let_in(self):
            self._is_refused = True
            assert isinstance(transport, asyncio.Transport)
            transport.abort()
            return
        super().connection_made(transport)
        self._gate.falls_silent(self)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """A head that was begun must come to its end in time."""
        if self._deadline is None and not self._is_speaking:
            self._expect_head()
        super().data_received(data)

    def set_parser(self, *given: Any, **named: Any) -> None:
        """It is a screen's line from now on, for hours: what read its request still holds the cookies as they came."""
        super().set_parser(*given, **named)
        self._parser = None

    def head_is_there(self) -> None:
        """A request began: as long as it takes, this connection is somebody's."""
        self._is_speaking = True
        self._stop_expecting()
        self._gate.speaks(self)

    async def finish_response(self, *given: Any, **named: Any) -> tuple[web.StreamResponse, bool]:
        """A request was answered; the next may take its time to begin."""
        try:
            return await super().finish_response(*given, **named)
        finally:
            self._is_speaking = False
            if self.transport is not None:
                self._gate.falls_silent(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """It is over."""
        self._stop_expecting()
        self._gate.leaves(self)
        if not self._is_refused:
            super().connection_lost(exc)

    def end(self) -> None:
        """Close it at once."""
        self._stop_expecting()
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    def handle_error(self, *given: Any, **named: Any) -> web.StreamResponse:
        """Also an answer to what is no request names no version."""
        response = super().handle_error(*given, **named)
        response.headers["Server"] = SERVER_NAME
        return response

    def log_exception(self, *given: Any, **named: Any) -> None:
        """What strangers send that is no request is counted."""
        if isinstance(named.get("exc_info"), HttpProcessingError):
            self._gate.count("without a request")
        else:
            super().log_exception(*given, **named)

    def _expect_head(self) -> None:
        self._deadline = self._own_loop.call_later(HEAD_WITHIN, self._too_late)

    def _stop_expecting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_late(self) -> None:
        self._gate.count("closed without a request")
        self.end()


def wait_in_line(listening: Iterable[Any]) -> None:
    """Let the system keep as many as it may for the sockets of a server, of whom the loop accepts a few at once: asyncio has one number for both."""
    for one in listening:
        with socket.socket(one.family, one.type, fileno=os.dup(one.fileno())) as same:
            same.listen(BACKLOG)


def most_connections(sessions: int) -> int:
    """How many connections the server takes, with what the system allows raised to what it needs if it may be; nothing that came in can then keep a file from being opened."""
    wanted = BESIDE_SESSIONS + sessions
    if sys.platform == "win32":
        return wanted
    import resource  # not on Windows

    kept = RESERVED + PIPES * sessions
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    if soft < wanted + kept:
        soft = wanted + kept if hard == resource.RLIM_INFINITY else min(hard, wanted + kept)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(FEWEST, min(wanted, soft - kept))
