"""Running apps behind tabs: they survive a lost connection, belong to one login, stay within limits, and leave nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from web.serving import CODES, IMABARI, MATSUYAMA, Line, Serve, Served

from dxcheck.model.snapshot import Answer
from dxcheck.store.layout import every
from dxcheck.web import processes, tab
from dxcheck.web.files import Deliveries, Delivery
from dxcheck.web.identity import Start
from dxcheck.web.processes import Maker, Running
from dxcheck.web.tab import BURST, clamped
from dxcheck.workspace import Workspace

PRESSED = "\x1b[<0;40;11M\x1b[<0;40;11m"
"""A click on 診断をはじめる, at home."""


def processes_of(server_pid: int) -> list[int]:
    """Everything below a process, from the kernel's own table."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [server_pid]
    while todo:
        new = children.get(todo.pop(), [])
        found += new
        todo += new
    return found


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something outside this process's reach."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - processes set no events
            await asyncio.sleep(0.05)


async def test_an_answer_given_in_the_browser_is_on_the_disk(serve: Serve) -> None:
    """The key s on home, then 3: the draft of this municipality has it, and no other file appeared."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        await line.keys("s")
        await line.until("mom-01")
        await line.keys("3")
        await line.until("保存済み")
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        draft = desk.draft()
        assert draft is not None
        assert [answer.level for answer in draft.answers.values()] == [3]
        assert {one.name for one in every(served.workspace.folder.path, "38*.json")} == {"382027.draft.json"}


async def test_a_tab_that_comes_back_finds_its_screen_as_it_was(serve: Serve) -> None:
    """Same process, same screen; another tab is another app; another login cannot pick it up even by its name."""
    async with serve() as served, served.logged_in() as visitor:
        async with visitor.tab("tab-0001") as line:
            await line.until("今治市")
            await line.keys("g")
            await line.until("まだ診断結果がありません")
            [running] = served.server.tabs.values()
            pid = running.pid
        async with visitor.tab("tab-0001") as line:
            await line.until("まだ診断結果がありません")  # a part that was drawn again may come before the whole screen
            await line.until("推移")
            assert [one.pid for one in served.server.tabs.values()] == [pid]
            async with visitor.tab("tab-0002") as second:
                await second.until("今治市")
                assert len(served.server.tabs) == 2
            async with served.logged_in(MATSUYAMA) as other, other.tab("tab-0001") as theirs:
                seen = await theirs.until("松山市")
                assert "今治市" not in seen
                assert len(served.server.tabs) == 3


async def test_the_same_tab_twice_ends_the_first_connection(serve: Serve) -> None:
    """As when a browser duplicates a tab; the app goes on with the second."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as first:
        await first.until("今治市")
        closed = asyncio.create_task(first.until_closed())
        async with visitor.tab() as second:
            await second.until("今治市")
            assert await closed == 4003
            assert len(served.server.tabs) == 1


class LateMaker:
    """Makes real processes, on a machine so busy that the server hears of each only once it has said much."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self.close = maker.close

    async def make(self, start: Start) -> Running:
        """Another maker's."""
        running = await self._maker.make(start)
        await asyncio.sleep(1)
        return running


async def test_the_browser_hears_the_first_word_of_an_app_that_is_quicker_than_the_server(serve: Serve) -> None:
    """Without it its terminal would never tell of the mouse: no button could be pressed as long as the screen is open, and each pasted line would end with Enter."""
    async with serve() as served, served.logged_in() as visitor:
        served.server.maker = LateMaker(served.server.maker)
        async with visitor.tab() as line:
            said = b""
            async with asyncio.timeout(20):
                while "今治市".encode() not in said:
                    said += data if isinstance(data := (await line.socket.receive()).data, bytes) else b""
            before = said[: said.index("今治市".encode())]
            for mode in ("1049", "1000", "1003", "1006", "2004"):
                assert f"\x1b[?{mode}h".encode() in before, mode


async def test_two_lines_that_await_one_app_are_as_two_that_come_to_it(serve: Serve) -> None:
    """A page that is loaded again before its screen has come: the second has the screen and the mouse, the first is told, and the app is one."""
    async with serve() as served, served.logged_in() as visitor:
        served.server.maker = LateMaker(served.server.maker)
        async with visitor.tab() as first:
            await until(lambda: bool(served.server.tabs))
            async with visitor.tab() as second:
                assert await first.until_closed() == 4003
                await second.until("今治市")
                await second.keys(PRESSED)
                await second.until("0/42問")
                assert len(served.server.tabs) == 1


async def test_who_goes_before_their_app_has_come_finds_it_when_they_are_back(serve: Serve) -> None:
    """The line breaks while the process is made."""
    async with serve() as served, served.logged_in() as visitor:
        served.server.maker = LateMaker(served.server.maker)
        async with visitor.tab():
            await until(lambda: bool(served.server.tabs))
        (there,) = served.server.tabs.values()
        await until(lambda: there.is_left)
        async with visitor.tab() as line:
            await line.until("今治市")
            await line.keys(PRESSED)
            await line.until("0/42問")
            assert list(served.server.tabs.values()) == [there]


async def test_an_app_nobody_came_back_to_ends_and_so_does_an_idle_one(serve: Serve) -> None:
    """After the grace time, or without a key for the idle time."""
    async with serve(grace=0.4) as served, served.logged_in() as visitor:
        async with visitor.tab() as line:
            await line.until("今治市")
        await until(lambda: not served.server.tabs)
        async with visitor.tab() as line:
            await line.until("今治市")
            served.server.watch._settings = replace(served.server.settings, idle=0.5)
            assert await line.until_closed() == 4004


async def test_beyond_the_limit_people_are_told_and_the_others_go_on(serve: Serve) -> None:
    """Sixty connections against a limit of five, and two for one account."""
    async with serve(most_sessions=5, most_per_account=3) as served, served.logged_in() as visitor, served.logged_in(MATSUYAMA) as other:
        async with contextlib.AsyncExitStack() as stack:
            codes = []
            for n in range(30):
                line = await stack.enter_async_context(visitor.tab(f"tab-{n:04}"))
                if n >= 3:
                    codes.append(await line.until_closed())
                else:
                    await line.until("今治市")
            assert codes == [4008] * 27
            for n in range(30):
                line = await stack.enter_async_context(other.tab(f"tab-{n:04}"))
                if n >= 2:
                    assert await line.until_closed() == 4006
                else:
                    await line.until("松山市")
            health = await (await visitor.get("/healthz")).json()
            assert health == {"status": "full", "sessions": 5, "limit": 5}
            assert (await visitor.get("/")).status == 200, "whoever has a screen comes back to it"
            async with served.logged_in() as late:
                refused = await late.get("/")
                assert (refused.status, refused.headers["Retry-After"]) == (503, "20")
                assert "混み合っています" in await refused.text()
        assert (await visitor.get("/")).status == 200


@pytest.mark.parametrize(
    "message",
    [
        "not json",
        "{}",
        "[]",
        "[1, 2]",
        '["stdin"]',
        '["stdin", 5]',
        '["resize", {"width": "wide"}]',
        '["resize", {"width": null, "height": 4}]',
        '["resize"]',
        '["quit"]',
        '["unknown", {}]',
        "[" * 5000,
        '["stdin", "' + "x" * 300_000 + '"]',
    ],
    ids=range(13),
)
async def test_a_malformed_message_ends_that_connection_alone(serve: Serve, message: str) -> None:
    """The other tab goes on, and so does the app: its answers are safe."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab("tab-good") as good:
        await good.until("今治市")
        async with visitor.tab("tab-evil") as evil:
            await evil.until("今治市")
            await evil.socket.send_str(message)
            assert await evil.until_closed() in (4007, 1009, 1006)
        await good.keys("g")
        await good.until("推移")
        assert (await visitor.get("/healthz")).status == 200


async def test_binary_and_a_flood_end_the_connection(serve: Serve) -> None:
    """A thousand resizes a second are no person."""
    async with serve() as served, served.logged_in() as visitor:
        async with visitor.tab() as line:
            await line.until("今治市")
            await line.socket.send_bytes(b"\x00" * 100)
            assert await line.until_closed() == 4007
        async with visitor.tab() as line:
            await line.until("今治市")
            with contextlib.suppress(ConnectionError):
                for n in range(int(BURST) + 400):
                    await line.socket.send_str(json.dumps(["resize", {"width": 80 + n % 40, "height": -5}]))
            assert await line.until_closed() in (4007, 1006)


async def test_a_foreign_origin_gets_no_terminal(serve: Serve) -> None:
    """Even with the cookie: a page elsewhere must not drive the app."""
    async with serve() as served, served.logged_in() as visitor:
        for origin in ("http://evil.example", "null", ""):
            response = await visitor.get("/ws/tab-0001", headers={"Origin": origin} if origin else {})
            assert response.status == 403
        for name in ("a", "../../etc", "x" * 65):
            assert (await visitor.get(f"/ws/{name}", headers={"Origin": served.url})).status in (400, 404)
        assert served.server.tabs == {}


async def test_a_crashed_app_says_so_and_the_next_one_opens(serve: Serve) -> None:
    """Killed from outside: the page gets its own code, the log a line, and opening again works."""
    async with serve() as served, served.logged_in() as visitor:
        async with visitor.tab() as line:
            await line.until("今治市")
            [running] = served.server.tabs.values()
            os.kill(running.pid, signal.SIGKILL)
            assert await line.until_closed() == 4002
        async with visitor.tab() as line:
            await line.until("今治市")


async def test_the_nursery_is_started_again_when_it_dies(serve: Serve) -> None:
    """Its apps end with it; people open again."""
    async with serve(own_nursery=True) as served, served.logged_in() as visitor:
        async with visitor.tab() as line:
            await line.until("今治市")
            maker = served.server.maker
            assert isinstance(maker, processes.Nursery)
            assert maker._process is not None
            maker._process.kill()
            assert await line.until_closed() == 4002
        async with visitor.tab() as line:
            await line.until("今治市")


async def test_leaving_the_app_ends_the_session_quietly(serve: Serve) -> None:
    """Ctrl+Q: ended, not crashed."""
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        await line.until("今治市")
        await line.keys("\x11")
        assert await line.until_closed() == 4000
        assert served.server.tabs == {}


async def test_many_sessions_leave_nothing_behind(serve: Serve) -> None:
    """Two hundred opened and closed, five at a time: no process, no tab, and the server's memory flat after the first twenty."""
    async with serve(grace=0.2) as served, served.logged_in() as visitor:

        async def come_and_go(name: str) -> None:
            async with visitor.tab(name) as line:
                await line.until("今治市")
                await line.keys("\x11")
                await line.until_closed()

        sizes = []
        for round_ in range(40):
            await asyncio.gather(*(come_and_go(f"tab-{round_:04}-{n}") for n in range(5)))
            sizes.append(_resident())
        await until(lambda: not served.server.tabs)
        maker = served.server.maker
        assert isinstance(maker, processes.Nursery)
        assert maker._process is not None
        nursery = maker._process.pid
        await until(lambda: sum(is_running(pid) for pid in processes_of(nursery)) == 1)  # the one that draws
        assert sizes[-1] < sizes[3] + 4_000_000


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def test_a_process_for_every_session_where_there_is_no_fork(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: slower, and the same for the person."""
    monkeypatch.setattr("dxcheck.web.server.can_fork", lambda: False)
    async with serve() as served, served.logged_in() as visitor, visitor.tab() as line:
        assert isinstance(served.server.maker, processes.Starter)
        await line.until("今治市")
        await line.keys("g")
        await line.until("推移")
        await line.keys("\x11")
        assert await line.until_closed() == 4000


async def test_files_go_to_the_login_they_belong_to_under_their_japanese_name(serve: Serve) -> None:
    """The picture may be looked at twice; the download is given once; nobody else gets either."""
    async with serve() as served:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        desk.submit_answers({item.id: Answer(choice=1) for item in desk.questionnaire.ordered}, "企画課", "課長")
        async with served.logged_in() as visitor, served.logged_in(MATSUYAMA) as other, visitor.tab() as line:
            await line.until("今治市")
            await line.keys("g")
            await line.until("推移")
            await line.keys("o")
            picture = await line.until_url()
            assert picture.startswith("picture/")
            assert (await other.get(f"/{picture}")).status == 404
            shown = await visitor.get(f"/{picture}")
            assert shown.headers["Content-Type"] == "image/svg+xml"
            assert (await visitor.get(f"/{picture}")).status == 200
            await line.keys("2")
            download = await line.until_url()
            assert (await visitor.get(f"/{download.replace('download', 'picture')}")).status == 404
            await line.keys("2")
            download = await line.until_url()
            assert (await other.get(f"/{download}")).status == 404
            given = await visitor.get(f"/{download}")
            assert (await given.read()).startswith(b"%PDF")
            assert "filename*=UTF-8''%E6%8E%A8%E7%A7%BB_" in given.headers["Content-Disposition"]
            assert (await visitor.get(f"/{download}")).status == 404
            log = served.log()
            assert "推移_今治市" in log


def test_a_file_name_cannot_break_its_header() -> None:
    """Quotes, line breaks, paths."""
    nasty = Delivery("t", 'a"b\\c\r\nSet-Cookie: x.pdf', "application/pdf", inline=False)
    assert "\n" not in nasty.disposition
    assert nasty.disposition.count('"') == 2


def test_files_are_forgotten_after_a_while_and_with_their_login() -> None:
    """Nothing piles up."""
    now = [0.0]
    kept = Deliveries(clock=lambda: now[0])
    path = kept.keep(Delivery("t", "a.pdf", "application/pdf", inline=True))
    key = path.partition("/")[2]
    assert kept.take(key, "t", inline=True) is not None
    kept.forget("other")
    assert kept.take(key, "t", inline=True) is not None
    now[0] = 301
    assert kept.take(key, "t", inline=True) is None


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (80, 24, (80, 24)),
        (-5, 10**9, (20, 150)),
        (99999, 0, (400, 8)),
        ("80", 24, None),
        (None, None, None),
        (True, 5, None),
        (80.7, 24.2, (80, 24)),
    ],
)
def test_sizes_are_clamped(width: object, height: object, expected: tuple[int, int] | None) -> None:
    """Whatever a browser says."""
    assert clamped(width, height) == expected


async def _served_by_command(data: Path, port: int) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "dxcheck.cli.main", "--data", str(data), "serve", "--drain", "1", "--port", str(port)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    started = subprocess.Popen(  # noqa: ASYNC220 - it outlives the loop
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert started.stdout is not None
    line = await asyncio.to_thread(started.stdout.readline)
    assert f":{port}/" in line, (line, started.poll())
    return started


async def _open_two(url: str, data: Path) -> tuple[Served, contextlib.AsyncExitStack, list[Line]]:
    served = Served(None, url, Workspace.open(data))  # type: ignore[arg-type]
    stack = contextlib.AsyncExitStack()
    lines = []
    for name in CODES:
        visitor = await stack.enter_async_context(served.logged_in(name))
        line = await stack.enter_async_context(visitor.tab())
        await line.until("今治市" if name == IMABARI else "松山市")
        lines.append(line)
    return served, stack, lines


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_no_app_outlives_the_server(serve: Serve, tmp_path: Path, how: signal.Signals) -> None:
    """Killed or asked to stop: within seconds every process is gone; asked to stop, people are told first."""
    from dxcheck.web.server import free_port

    async with serve() as first:
        data = first.workspace.folder.path
    port = free_port()
    started = await _served_by_command(data, port)
    _served, stack, lines = await _open_two(f"http://127.0.0.1:{port}", data)
    async with stack:
        below = processes_of(started.pid)
        assert len(below) == 4, "the nursery, the process that draws, and two apps"
        closing = [asyncio.create_task(line.until_closed()) for line in lines]
        started.send_signal(how)
        codes = await asyncio.gather(*closing)
        assert set(codes) == ({4005} if how == signal.SIGTERM else {1006})
        await until(lambda: not any(is_running(pid) for pid in below))
    _out, said = await asyncio.to_thread(started.communicate)
    assert "Traceback" not in said


def test_what_we_use_of_textual_serve_is_as_we_know_it() -> None:
    """A contract with its insides: a new version that changes one of these fails here, not in a municipality's office."""
    import inspect

    from textual.drivers.web_driver import WebDriver
    from textual_serve import app_service, server

    parameters = list(inspect.signature(app_service.AppService.__init__).parameters)
    assert parameters == ["self", "command", "write_bytes", "write_str", "close", "download_manager", "debug"]
    for name in (
        "send_bytes",
        "send_meta",
        "set_terminal_size",
        "blur",
        "focus",
        "on_data",
        "on_meta",
        "on_packed",
        "run",
        "encode_packet",
    ):
        assert callable(getattr(app_service.AppService, name)), name
    assert app_service.AppService.encode_packet(b"D", b"abc") == b"D\x00\x00\x00\x03abc"
    assert "_stdin" in inspect.getsource(app_service.AppService.stdin.fget)  # type: ignore[attr-defined]
    assert {"_make_app", "handle_index", "handle_websocket", "handle_download", "on_startup", "on_shutdown"} <= set(dir(server.Server))
    for name in (
        "on_meta",
        "run_input_thread",
        "write",
        "_enable_mouse_support",
        "_enable_bracketed_paste",
        "_request_terminal_sync_mode_support",
    ):
        assert callable(getattr(WebDriver, name)), name
    script = (Path(server.__file__).parent / "static" / "js" / "textual.js").read_text(encoding="utf-8")
    for wanted in ("sessionWebsocketUrl", '"?width="', '"-first-byte"', '"-closed"', "'Roboto Mono'", "window.open(", '"open_url"'):
        assert wanted in script, wanted
    assert re.search(r"new WebSocket\(this\.websocket_url", script)
    assert tab.READY == b"__GANGLION__\n"
