"""The app in a browser beside stock textual-serve serving the same app: 25 sessions at once, in turn, in one run."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp

from bench.visitors import below
from dxcheck.demo import create_demo
from dxcheck.desk.password import hashed
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.web.server import free_port
from dxcheck.workspace import Workspace

SESSIONS, KEYS, ROUNDS = 25, 8, 3
PASSWORD = "bench-bench-bench"
LAST_WORD = "ではありません。"
"""Ends the last row above the footer; the footer itself comes with the focus."""
_STOCK = "import sys; from textual_serve.server import Server; Server(sys.argv[1], port=int(sys.argv[2])).serve()"


def main() -> None:
    """Print the ratios of docs/design.md section 8."""
    results: dict[str, list[dict[str, float]]] = {"ours": [], "stock": []}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        create_demo(data, today=dt.date(2026, 11, 23))
        workspace, stored = Workspace.open(data), hashed(PASSWORD)
        accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
        for n in range(SESSIONS):
            accounts.add(Account(f"bench-{n:02}", "staff", "382027", stored, calendar.now(), must_change=False))
        for _ in range(ROUNDS):
            results["ours"].append(asyncio.run(_measure(data, ours=True)))
            results["stock"].append(asyncio.run(_measure(data, ours=False)))
    print(f"In a browser, {SESSIONS} sessions at once (medians of {ROUNDS} rounds, in turn)")
    for name, unit, bar in (
        ("frame", "s", "1/3"),
        ("last", "s", ""),
        ("pss", "MB", "0.75"),
        ("server", "MB", ""),
        ("p50", "ms", ""),
        ("p95", "ms", "1"),
    ):
        ours, stock = (statistics.median(one[name] for one in results[which]) for which in ("ours", "stock"))
        words = {
            "frame": "first full frame, median session",
            "last": "first full frame, last session",
            "pss": "memory per session (PSS, nursery shared out)",
            "server": "memory of the server",
            "p50": "key to repaint, p50",
            "p95": "key to repaint, p95",
        }[name]
        print(
            f"  {words:46} {ours:8.2f} {unit:3} stock {stock:8.2f} {unit:3} ratio {ours / stock:.2f}" + (f"   (bar {bar})" if bar else "")
        )


async def _measure(data: Path, *, ours: bool) -> dict[str, float]:
    port = free_port()
    command = f"{sys.executable} -m bench.stock_app {data}"
    program = (
        [sys.executable, "-m", "dxcheck.cli.main", "--data", str(data), "serve", "--port", str(port)]
        if ours
        else [sys.executable, "-c", _STOCK, command, str(port)]
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {"DXCHECK_LANG": "ja"}
    server = subprocess.Popen(  # noqa: ASYNC220 - it outlives this loop
        program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True)))
            await _wait(session)
            await asyncio.sleep(1.0)  # both are warm: ours has its nursery, stock has nothing to warm
            sessions = await _sessions(stack, url) if ours else [session] * SESSIONS
            began = time.perf_counter()
            opened = await asyncio.gather(*(_open(stack, one, n, url, ours=ours) for n, one in enumerate(sessions)))
            frames = [at - began for _socket, at in opened]
            await asyncio.sleep(1.5)
            pss, own = _memory(server.pid)
            keys = [await _key(socket) for _ in range(KEYS) for socket, _at in opened]
        keys.sort()
        return {
            "frame": statistics.median(frames),
            "last": max(frames),
            "pss": pss,
            "server": own,
            "p50": 1000 * keys[len(keys) // 2],
            "p95": 1000 * keys[int(len(keys) * 0.95)],
        }
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


async def _wait(session: aiohttp.ClientSession) -> None:
    for _ in range(200):
        try:
            async with session.get("/static/css/xterm.css") as response:
                await response.read()
                return
        except aiohttp.ClientError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the server did not start")


async def _sessions(stack: AsyncExitStack, url: str) -> list[aiohttp.ClientSession]:
    """Everybody logged in, each with a browser of their own."""
    made: list[aiohttp.ClientSession] = []
    for n in range(SESSIONS):
        session = await stack.enter_async_context(aiohttp.ClientSession(url, cookie_jar=aiohttp.CookieJar(unsafe=True)))
        page = await (await session.get("/login")).text()
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found
        form = {"csrf": found[1], "name": f"bench-{n:02}", "password": PASSWORD}
        answer = await session.post("/login", data=form, headers={"Origin": url}, allow_redirects=False)
        assert answer.status == 303
        made.append(session)
    return made


async def _open(stack: AsyncExitStack, session: aiohttp.ClientSession, n: int, url: str, *, ours: bool) -> tuple[Any, float]:
    path = f"/ws/bench-{n:04}" if ours else "/ws"
    socket = await stack.enter_async_context(
        session.ws_connect(path, params={"width": "120", "height": "40"}, headers={"Origin": url}, max_msg_size=0)
    )
    seen = ""
    while LAST_WORD not in seen:
        message = await socket.receive(60)
        if message.type == aiohttp.WSMsgType.BINARY:
            seen = (seen + re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", message.data.decode("utf-8", "replace")))[-40000:]
        elif message.type != aiohttp.WSMsgType.TEXT:
            raise RuntimeError(f"closed: {socket.close_code}")
    at = time.perf_counter()
    await socket.send_str(json.dumps(["focus"]))  # as either page does once its terminal has the focus: both then show the footer
    return socket, at


async def _key(socket: Any) -> float:
    """F3 changes every cell's colour: a repaint of the whole screen."""
    while True:  # what is still on its way from before
        try:
            await socket.receive(0.02)
        except TimeoutError:
            break
    began = time.perf_counter()
    await socket.send_str(json.dumps(["stdin", "\x1bOR"]))
    while True:
        message = await socket.receive(30)
        if message.type == aiohttp.WSMsgType.BINARY and len(message.data) > 1000:
            return time.perf_counter() - began


def _memory(server: int) -> tuple[float, float]:
    """PSS per session, and of the server, in MB."""
    total = sum(_pss(pid) for pid in below(server))
    return total / SESSIONS / 1024, _pss(server) / 1024


def _pss(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return float(found[1]) if found else 0


if __name__ == "__main__":
    main()
