"""What anybody could send to a running server: requests as raw bytes, and messages on an open screen. Part of `python -m bench.fuzz`.

Cookies and forms come with right, bent and missing secrets of both kinds (who is logged in, whose form it is), headers that no browser sends, and bytes that are no text.
Every answer must come within a second and be no error of the server's; on a screen each input is followed by a question that the server answers in order, so a server
that hangs is seen, and afterwards the app must still draw. Nobody's file but the sender's own may change, and by requests not even that; the server's messages must tell
of no failure.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import aiohttp

from bench.bending import Seen, bent, mutated
from bench.visitors import PASSWORD, Server, Visitor, prepared
from dxcheck.store.files import LOCK_FOLDER

CRASHED = 4002
PATIENCE = 20.0
"""Seconds until an answer is given up; over one it is slow already."""
NOBODYS = "f" * 32
"""The secret of the login form of somebody who is not logged in."""
ITS_OWN = "192.0.2.1"
"""Where the one who is logged in comes from: guesses from everywhere else must not keep it out."""
PEOPLE = 24
GUESSED = f"bench-{PEOPLE}"
"""Whose password is guessed at: an account of nobody who is logged in."""
LOGGED_IN = 303
BATCH = 40
"""Messages on one line; the server allows some hundreds at once."""
PATHS = [
    "/",
    "/login",
    "/password",
    "/logout",
    "/help",
    "/healthz",
    "/download/abc",
    "/picture/abc",
    "/ws/fuzz-0001",
    "/static/page.js",
    "/favicon.ico",
    "/nothing",
]
CHARSETS = [
    *[""] * 27,
    "; charset=utf-8",
    "; charset=unicode_escape",
    "; charset=utf-7",
    "; charset=hex",
    "; charset=idna",
    "; charset=utf-16",
    "; charset=no-such",
]
KINDS = ["application/x-www-form-urlencoded"] * 27 + ["multipart/form-data; boundary=x", "text/plain", "application/json", ""]
HEADERS = [
    b"X-Forwarded-For: %d.%d.0.1",
    b"X-Forwarded-For: \xff\xfe, %d.%d.0.2",
    b"Accept-Language: \xff%d%d",
    b"Origin: http://elsewhere.example:%d%d",
    b"Expect: 100-continue-%d%d",
    b"Sec-WebSocket-Key: %d%d",
    b"Range: bytes=%d-%d",
]
TYPED = [
    "\x1b", "\x1b[", "\x1b[200~", "\x1b[201~", "\x1b[<", "[", "<", ";", ":", "48", "99999", "1114112", "55296", "u", "M", "m", "t", "~", "R", "$y", "?2048;1",
    "あ", "\ud83d", "\x00", "\x7f", "\x80", "\u202e", "٣", "－", "\x1b]52;c;aGk=\x07", "\x1bP", "\x1b[I", "\x1b[O", "\x1b[48;9999;9999;0;0t", "\x1b[<0;999999;1M", "\t", "\x1b[B",
]  # fmt: skip
SOUND = (
    ["stdin", "\t"],
    ["resize", {"width": 80, "height": 24}],
    ["focus"],
    ["blur"],
    ["ping", "1"],
    ["deliver_file", "key"],
    ["file", {"key": "k", "name": "表.xlsx", "content": "UEsFBg==", "is_last": True}],
)
FAILURES = re.compile(r"Traceback|request failed|looking around failed|ended with|no app process|Error at ")


async def over_the_wire(inputs: int, seed: int) -> list[Seen]:
    """Cookies, forms and websocket messages, a third each, to a server of its own."""
    chance = random.Random(f"{seed} wire")
    cookies, forms, messages = Seen("cookies"), Seen("form posts"), Seen("websocket messages")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        prepared(data, PEOPLE + 1)
        server = Server(data, "--trusted-proxy", "127.0.0.1")
        wire = Wire(server.url, chance)
        try:
            await server.ready()
            await wire.log_in()
            before = _contents(data)
            for _nth in range(inputs // 3):
                await wire.ask(cookies, post=False)
                await wire.ask(forms, post=True)
            cookies.writes = forms.writes = _changed(before, _contents(data))
            own = {name for name in before if name.startswith(wire.one.code)}
            while messages.inputs < inputs // 3:
                await wire.open(messages)
            after = _contents(data)
            messages.writes = _changed(*({name: text for name, text in each.items() if name not in own} for each in (before, after)))
            if server.process.poll() is not None:
                messages.crashes.append("the server ended")
        finally:
            await wire.one.leave()
            said = server.end()
        messages.crashes += [line[:300] for line in said.splitlines() if FAILURES.search(line)]
    return [cookies, forms, messages]


def _contents(data: Path) -> dict[str, bytes]:
    """Every file but the log of who did what, which grows, and locks, which hold nothing."""
    return {
        str(one.relative_to(data)): one.read_bytes()
        for one in data.rglob("*")
        if one.is_file() and one.name not in ("audit.log", "refused.log") and LOCK_FOLDER not in one.parts
    }


def _changed(before: dict[str, bytes], after: dict[str, bytes]) -> int:
    return sum(before.get(name) != after.get(name) for name in before.keys() | after.keys())


class Wire:
    """One who is logged in and sends what no browser would."""

    def __init__(self, url: str, chance: random.Random) -> None:
        self.url, self.chance = url, chance
        self.netloc = urlsplit(url).netloc
        self._people = itertools.cycle(Visitor(number, []) for number in range(PEOPLE))
        self.one = next(self._people)

    async def log_in(self) -> None:
        """As the next one: whoever was there before was logged out by a form, and has wrong passwords counted."""
        await self.one.leave()
        self.one = next(self._people)
        assert await self.one.log_in(self.url, address=ITS_OWN) == LOGGED_IN

    # -- requests ------------------------------------------------------------------------------------------------------

    async def ask(self, seen: Seen, *, post: bool) -> None:
        """One request, and its answer."""
        path = self.chance.choice(PATHS[1:4] if post and self.chance.random() < 0.9 else PATHS)
        token, csrf = await self._secrets()
        body = self._body(NOBODYS if path == "/login" else csrf) if post else b""
        lines = [
            f"{self._method(post)} {self._path(path)} HTTP/1.1".encode("latin-1"),
            f"Host: {self.netloc if self.chance.random() < 0.95 else 'elsewhere.example'}".encode(),
            b"Connection: close",
            b"Cookie: " + self._cookies(token),
            *(
                line % (self.chance.randrange(256), self.chance.randrange(256))
                for line in self.chance.sample(HEADERS, self.chance.randrange(3))
            ),
        ]
        if post:
            kind = self.chance.choice(KINDS)
            lines += [
                f"Content-Length: {len(body)}".encode(),
                f"Content-Type: {kind}{self.chance.choice(CHARSETS) if kind else ''}".encode(),
            ]
        if self.chance.random() < 0.95:
            lines.append(f"Origin: {self.url}".encode())
        request = b"\r\n".join(line.replace(b"\r", b"").replace(b"\n", b"") for line in lines) + b"\r\n\r\n" + body
        began = time.perf_counter()
        status = await self._answer(request)
        seen.add(time.perf_counter() - began, taken=200 <= status < 400 or status in (401, 429))
        if status == 0 or status >= 500:
            seen.crashes.append(f"{status or 'no answer'} for {request!r}"[:400])

    async def _answer(self, request: bytes) -> int:
        """The status; 0 without any, 400 where the line is just closed on what is no request."""
        where = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(request)
                await writer.drain()
                said = await reader.readline()
        except TimeoutError:
            return 0
        except ConnectionError:
            return 400
        finally:
            writer.close()
        return int(said.split()[1]) if said.startswith(b"HTTP/") else 400

    def _method(self, post: bool) -> str:
        return self.chance.choice(["POST"] * 9 + ["PUT"]) if post else self.chance.choice(["GET"] * 8 + ["HEAD", "OPTIONS", "DELETE"])

    def _path(self, path: str) -> str:
        """The path, now and then with bytes or a query that it never has."""
        way = self.chance.randrange(6)
        if way == 0:
            return path + quote(mutated(b"abc", self.chance))
        if way == 1:
            return f"{path}?lang={quote(mutated(b'en', self.chance))}&width={quote(mutated(b'80', self.chance))}&back"
        return path

    async def _secrets(self) -> tuple[str, str]:
        """The login, and the secret of its forms."""
        assert self.one.session is not None
        page = await (await self.one.session.get("/", allow_redirects=False)).text()
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        if found is None:  # logged out by what was sent
            await self.log_in()
            return await self._secrets()
        token = next(cookie.value for cookie in self.one.session.cookie_jar if cookie.key == "dxcheck")
        return token, found[1]

    def _body(self, secret: str) -> bytes:
        """The fields of a form, with its secret: right, bent or missing. Never a right password, so that nothing may change."""
        name = self.chance.choice([GUESSED, "nobody-at-all", "あ", "%ff%fe", "%00"])
        text = f"csrf={secret}&name={name}&password=falsch-falsch&old=falsch&new={PASSWORD}-2&again={PASSWORD}-2".encode()
        way = self.chance.randrange(5)
        return text if way < 2 else mutated(text, self.chance) if way < 4 else text.replace(b"csrf=", b"", 1)

    def _cookies(self, token: str) -> bytes:
        """Both cookies and two that only say what was chosen, each right, bent or missing."""
        made = []
        for key, value in (("dxcheck", token), ("dxcheck-form", NOBODYS), ("dxcheck-language", "en"), ("dxcheck-theme", "dark")):
            way = self.chance.randrange(8)
            if way < 6:
                made.append(f"{key}={value}".encode())
            elif way == 6:
                made.append(key.encode() + b"=" + mutated(value.encode(), self.chance))
        whole = b"; ".join(made)
        return mutated(whole, self.chance) if self.chance.random() < 0.1 else whole

    # -- messages ------------------------------------------------------------------------------------------------------

    async def open(self, seen: Seen) -> None:
        """A screen: a batch of messages, or fewer if it is closed; then it is opened again and must draw."""
        await self._secrets()
        assert self.one.session is not None
        name = f"fuzz-{seen.inputs:06}"
        async with self._screen(name) as socket:
            if not await _draws(socket, seen):
                return
            for nth in range(BATCH):
                began = time.perf_counter()
                try:
                    await self._send(socket)
                    taken = await self._pong(socket, str(nth))
                except TimeoutError:
                    taken = False
                    seen.crashes.append("no answer to a message")
                except (ConnectionError, aiohttp.ClientError):
                    taken = False
                seen.add(time.perf_counter() - began, taken=taken)
                if not taken:
                    break
        if socket.close_code == CRASHED:
            seen.crashes.append("the app failed")
            return
        async with self._screen(name) as socket:
            await _draws(socket, seen)

    def _screen(self, name: str) -> aiohttp.client._WSRequestContextManager:
        assert self.one.session is not None
        return self.one.session.ws_connect(
            f"/ws/{name}", params={"width": "80", "height": "24"}, headers={"Origin": self.url}, max_msg_size=0
        )

    async def _send(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        way = self.chance.randrange(10)
        if way < 5:
            await socket.send_str(json.dumps(["stdin", "".join(self.chance.choices(TYPED, k=self.chance.randrange(1, 12)))]))
        elif way < 7:
            await socket.send_str(json.dumps(bent(self.chance.choice(SOUND), self.chance)))
        elif way == 7:
            await socket.send_str(
                json.dumps(
                    ["resize", {"width": self.chance.choice([-1, 0, 1e300, 10**30, 399]), "height": self.chance.choice([-1, 0, 149, 1e9])}]
                )
            )
        elif way == 8:
            await socket.send_str(mutated(json.dumps(self.chance.choice(SOUND)).encode(), self.chance).decode("utf-8", "replace"))
        elif self.chance.random() < 0.5:
            await socket.send_bytes(mutated(b'["stdin", "x"]', self.chance))
        else:
            await socket.send_str(json.dumps(["stdin", "\x1b[200~" + "あ" * 30_000 + "\x1b[201~"]))

    async def _pong(self, socket: aiohttp.ClientWebSocketResponse, name: str) -> bool:
        """Whether the server answers what is asked after the message; False if it closed the line."""
        await socket.send_json(["ping", f"fuzz-{name}"])
        async with asyncio.timeout(PATIENCE):
            async for message in socket:
                if message.type == aiohttp.WSMsgType.TEXT and json.loads(message.data) == ["pong", f"fuzz-{name}"]:
                    return True
        return False


async def _draws(socket: aiohttp.ClientWebSocketResponse, seen: Seen) -> bool:
    """Whether the app draws something."""
    try:
        async with asyncio.timeout(PATIENCE):
            async for message in socket:
                if message.type == aiohttp.WSMsgType.BINARY:
                    return True
        seen.crashes.append(f"not opened: {socket.close_code}")
    except TimeoutError:
        seen.crashes.append("the screen does not draw")
    return False
