"""One browser tab and the app process behind it. The process outlives a lost connection for a while; the tab that comes back finds its screen as it was."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import re
import time
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from aiohttp import WSMsgType
from textual_serve._binary_encode import load as unpack
from textual_serve.app_service import AppService

from dxcheck.web import inside, uploads
from dxcheck.web.files import Delivery
from dxcheck.web.processes import NoProcessError
from dxcheck.web.session import STOP_WITHIN, Close, Session, last_words
from dxcheck.web.turns import GO_ON, LEAST_SCREEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

    from dxcheck.i18n import Language
    from dxcheck.web.clerk import ClerkFor
    from dxcheck.web.files import Deliveries
    from dxcheck.web.identity import Start
    from dxcheck.web.login import Login
    from dxcheck.web.metrics import Metrics
    from dxcheck.web.processes import Maker, Running
    from dxcheck.web.turns import DrawingTurn, DrawingTurns

_log = logging.getLogger("dxcheck.web")

MESSAGE_LIMIT: Final = 256 * 1024
"""Bytes of one message from a browser: a long text pasted at once."""
RATE, BURST = 120.0, 600.0
"""Messages a second, and at once; a mouse moved quickly sends some eighty."""
CHUNK: Final = 64 * 1024
SMALLEST, LARGEST = (20, 8), (400, 150)
_WHEREABOUTS: Final = re.compile(r"[a-z0-9-]{1,40}:[a-z0-9-]{1,40}")
"""A questionnaire or an ask, and an item."""
READY: Final = b"__GANGLION__\n"
PRELUDE: Final = 10


def clamped(width: object, height: object) -> tuple[int, int] | None:
    """A terminal's size within what an app can draw; None if these are no numbers."""
    if not isinstance(width, int | float) or not isinstance(height, int | float) or isinstance(width, bool) or isinstance(height, bool):
        return None
    (low_w, low_h), (high_w, high_h) = SMALLEST, LARGEST
    return int(max(low_w, min(width, high_w))), int(max(low_h, min(height, high_h)))


def whereabouts(said: object) -> str:
    """Where a person is or was, from an app or from a page; empty where it is none."""
    return said if isinstance(said, str) and _WHEREABOUTS.fullmatch(said) else ""


class Tab(Session, AppService):
    """The app of one tab."""

    def __init__(
        self,
        login: Login,
        start: Start,
        maker: Maker,
        deliveries: Deliveries,
        ended: Callable[[Session], None],
        clerk_for: ClerkFor,
        metrics: Metrics,
        turns: DrawingTurns,
    ) -> None:
        Session.__init__(self, login, start, maker, ended, clerk_for)
        AppService.__init__(
            self,
            "",
            write_bytes=self._to_browser,
            write_str=self._text_to_browser,
            close=self._app_exited,
            download_manager=deliveries.unused,
        )
        self._deliveries, self._metrics, self._turns = deliveries, metrics, turns
        self._turn: DrawingTurn | None = None
        """In which its first screen is drawn."""
        self._going_on: asyncio.Task[None] | None = None
        self._typed_at: float | None = None
        """When something was typed of which nothing is seen yet."""
        self._socket: web.WebSocketResponse | None = None
        self._arriving: dict[str, Delivery] = {}
        self.inside = inside.InsidePictures()
        """The pictures over its screen."""
        self._awaited = uploads.Awaited()
        self._seen_before = False
        self._goodbyes: dict[int, asyncio.Event] = {}

    @property
    def is_attached(self) -> bool:
        """Whether a browser is looking."""
        return self._socket is not None

    @property
    def is_left(self) -> bool:
        """Whether a browser was there and has gone."""
        return self._seen_before and self._socket is None

    # -- the process ---------------------------------------------------------------------------------------------------

    async def _make(self) -> None:
        self._turn = await self._turns.next()
        try:
            self._check_wanted()
            await super()._make()
        except BaseException:
            self._end_turn()
            raise

    def _check_wanted(self) -> None:
        if self._closing is not None:
            raise NoProcessError("it ended before its turn came")

    def _is_there(self, running: Running) -> None:
        self._stdin = running.stdin

    async def run(self) -> None:
        """Pass on what the app says until it ends."""
        running = self._running
        assert running is not None
        said = asyncio.create_task(last_words(running.stderr))
        started = False
        try:
            started = await _is_ready(running.stdout)
            while started:
                kind, size = await running.stdout.readexactly(1), int.from_bytes(await running.stdout.readexactly(4), "big")
                payload = await running.stdout.readexactly(size)
                if kind == b"D":
                    await self.on_data(payload)
                elif kind == b"M":
                    await self.on_meta(payload)
                elif kind == b"P":
                    await self.on_packed(payload)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._end_turn()
            crashed = await self._take_leave(running, said)
            failed = Close.CRASHED if started else Close.NOT_BEGUN
            await self.detach(failed if crashed else self._closing or Close.ENDED)

    async def _ask_to_end(self) -> None:
        await self.send_meta({"type": "quit"})

    # -- the browser ---------------------------------------------------------------------------------------------------

    def await_app(self, socket: web.WebSocketResponse) -> None:
        """A browser is there before there is a process: it gets whatever the app says, from the first word on, which makes its terminal tell of the mouse and of what is pasted."""
        self._socket, self.detached_at, self._seen_before = socket, None, True

    async def attach(self, socket: web.WebSocketResponse, size: tuple[int, int], language: Language) -> None:
        """A browser came: show it everything, in the language of its page. Who awaited the app, or has gone or been closed meanwhile, needs nothing more."""
        if socket is self._socket or socket.closed:
            return
        again, self._seen_before = self._seen_before, True
        if self._socket is not None:
            await self.detach(Close.TAKEN_OVER)
        self._socket, self.detached_at, self.used_at = socket, None, time.monotonic()
        if again and self._running is not None:
            await self.send_meta({"type": "speak", "language": language})
            await self.send_meta({"type": "repaint", "width": size[0], "height": size[1]})
            await self.set_terminal_size(*size)

    def let_go(self, socket: web.WebSocketResponse) -> None:
        """The browser has gone; the app waits."""
        if self._socket is socket:
            self._socket, self.detached_at = None, time.monotonic()

    async def detach(self, why: Close) -> None:
        """Close the browser's connection, saying why."""
        socket, self._socket = self._socket, None
        self.detached_at = time.monotonic()
        if socket is not None:
            said = self._goodbyes[id(socket)] = asyncio.Event()
            try:
                with contextlib.suppress(ConnectionError, RuntimeError, TimeoutError):
                    await asyncio.wait_for(socket.close(code=why, message=why.name.lower().encode()), STOP_WITHIN)
            finally:
                said.set()
                del self._goodbyes[id(socket)]

    async def listen(self, socket: web.WebSocketResponse) -> None:
        """Pass on what the browser sends, as long as it is what our page sends."""
        await self._listen(socket)
        said = self._goodbyes.get(id(socket))
        if said is not None:  # aiohttp drops the line when its handler returns, even in the middle of a goodbye
            await said.wait()

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        allowance, last = BURST, time.monotonic()
        async for message in socket:
            now = time.monotonic()
            allowance, last = min(BURST, allowance + RATE * (now - last)), now
            allowance -= 1
            problem = "too many messages" if allowance < 0 else await self._take(message.type, message.data, socket)
            if problem:
                _log.warning("connection of %s ended: %s", self.login.account.name, problem)
                await socket.close(code=Close.MISBEHAVED, message=b"misbehaved")
                return

    async def _take(self, kind: WSMsgType, data: Any, socket: web.WebSocketResponse) -> str:
        """Act on one message; what was wrong with it, or nothing."""
        if kind != WSMsgType.TEXT:
            return "not text"
        try:
            envelope = json.loads(data)
        except (ValueError, RecursionError):
            return "not JSON"
        if not isinstance(envelope, list) or not envelope or not isinstance(envelope[0], str):
            return "wrong shape"
        value = envelope[1] if len(envelope) > 1 else None
        if envelope[0] == "stdin" and isinstance(value, str):
            await self._typed(value)
        elif envelope[0] == "resize" and isinstance(value, dict) and (size := clamped(value.get("width"), value.get("height"))):
            await self.set_terminal_size(*size)
        elif envelope[0] == "ping" and isinstance(value, str):
            await socket.send_json(["pong", value[:32]])
        elif envelope[0] == "file" and (piece := uploads.file_piece(value)):
            await socket.send_json(["took", {"key": piece.key, "is_good": await self._hand_on(piece)}])
        elif envelope[0] in ("blur", "focus"):
            await (self.blur() if envelope[0] == "blur" else self.focus())
        else:
            return "unknown message"
        return ""

    async def _typed(self, text: str) -> None:
        self.used_at = self.login.seen = time.monotonic()
        self._typed_at = self._typed_at or self.used_at
        data = text.encode("utf-8", "ignore")
        if data:  # an empty packet would be the end of the input
            await self.send_bytes(data)

    def _let_go_on(self) -> None:
        """Everybody sees their screen: this one may do what is left to do."""
        self._going_on = asyncio.create_task(self._say_go_on())

    async def _say_go_on(self) -> None:
        await self.send_meta({"type": GO_ON})

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.end()
            self._turn = None

    async def _to_browser(self, data: bytes) -> None:
        if len(data) >= LEAST_SCREEN and self._turn is not None:
            self._end_turn()
            self._turns.when_all_are_drawn(self._let_go_on)
        if self._typed_at is not None:
            self._metrics.keys.note(time.monotonic() - self._typed_at)
            self._typed_at = None
        if self._socket is not None:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await self._socket.send_bytes(data)

    async def _text_to_browser(self, text: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await self._socket.send_str(text)

    async def _app_exited(self) -> None:
        """The app says goodbye; the connection is closed when its process has ended."""
        if self._closing is None:
            self._closing = Close.ENDED

    async def tell_of_draining(self) -> None:
        """The page says that the server is about to be replaced."""
        await self._text_to_browser(json.dumps(["draining", ""]))

    # -- files in ------------------------------------------------------------------------------------------------------

    async def _hand_on(self, piece: uploads.FilePiece) -> bool:
        """Give the app a piece of the file that it asked for; whether it has it."""
        self.used_at = self.login.seen = time.monotonic()
        if not self._awaited.take(piece):
            return False
        is_there = not self._awaited.begins(piece) or await self.send_meta({"type": uploads.BEGINS, "name": piece.name})
        if is_there and piece.content:
            is_there = await self._packet(uploads.PIECE, piece.content)
        if is_there and piece.is_last:
            is_there = await self.send_meta({"type": uploads.ENDS})
        return is_there

    async def _packet(self, kind: bytes, payload: bytes) -> bool:
        with contextlib.suppress(OSError, RuntimeError):
            self.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
            await self.stdin.drain()
            return True
        return False

    # -- files out --------------------------------------------------------------------------------------------------------

    async def on_meta(self, data: bytes) -> None:
        """A file is taken whole before the browser hears of it: no half files, no waiting browser."""
        meta = json.loads(data)
        if meta.get("type") == "chosen":
            await self._text_to_browser(json.dumps(["chosen", {key: meta.get(key) for key in ("language", "theme") if key in meta}]))
            return
        if meta.get("type") == "whereabouts":
            await self._text_to_browser(json.dumps(["whereabouts", whereabouts(meta.get("at"))]))
            return
        if meta.get("type") == "saved":
            self._metrics.saved(meta.get("took"))
            return
        if meta.get("type") == "choose":
            if (told := self._awaited.ask(meta)) is not None:
                await self._text_to_browser(told)
            return
        if meta.get("type") in inside.MESSAGES:
            if (told := inside.understood(meta)) is not None:
                await self._text_to_browser(told)
            return
        if meta.get("type") != "deliver_file_start":
            await super().on_meta(data)
            return
        key = str(meta["key"])
        name, inline = PurePath(str(meta["path"])).name, meta.get("open_method") == "browser"
        self._arriving[key] = Delivery(self.login.key, name, str(meta.get("mime_type") or "application/octet-stream"), inline, io.BytesIO())
        await self._ask_for_more(key)

    async def _ask_for_more(self, key: str) -> None:
        await self.send_meta({"type": "deliver_chunk_request", "key": key, "size": CHUNK, "name": None})

    async def on_packed(self, payload: bytes) -> None:
        """A piece of a file; an empty one is the end."""
        unpacked: Any = unpack(payload)
        if not isinstance(unpacked, tuple) or len(unpacked) != 3:  # noqa: PLR2004 - kind, key, piece
            return
        if unpacked[0] == "picture":
            if not self.inside.keep(unpacked[1], unpacked[2]):
                _log.warning("a picture of %s was not as it should be and was dropped", self.login.account.name)
            return
        if unpacked[0] != "deliver_chunk":
            return
        key, chunk = unpacked[1], unpacked[2]
        arriving = self._arriving.get(str(key))
        if arriving is None:
            return
        if chunk:
            arriving.content.write(chunk.encode() if isinstance(chunk, str) else chunk)
            if arriving.is_too_large:
                del self._arriving[str(key)]
                _log.warning("a file of %s was too large and was dropped", self.login.account.name)
                return
            await self._ask_for_more(str(key))
            return
        del self._arriving[str(key)]
        path = self._deliveries.keep(arriving)
        await self._text_to_browser(json.dumps(["open_url", {"url": path, "new_tab": True}]))


async def _is_ready(stdout: asyncio.StreamReader) -> bool:
    """Whether a Textual app began to speak."""
    for _ in range(PRELUDE):
        line = await stdout.readline()
        if line == READY:
            return True
        if not line:
            return False
    return False
