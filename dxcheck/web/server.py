"""The server: textual-serve's, with login, limits and pages of our own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from aiohttp import web
from textual_serve.server import Server

from dxcheck.i18n import _
from dxcheck.model.account import ROLES
from dxcheck.store.errors import StoreError
from dxcheck.web import assets, inside
from dxcheck.web.bookkeeper import Bookkeeper
from dxcheck.web.by_link import ByLink
from dxcheck.web.connections import ACCEPTED_AT_ONCE, SERVER_NAME, Gate, wait_in_line
from dxcheck.web.cookies import token_hash
from dxcheck.web.doors import Doors
from dxcheck.web.draining import Draining, end_anyway
from dxcheck.web.files import Deliveries
from dxcheck.web.guard import Guard
from dxcheck.web.guesses import Guesses, SharedGuesses
from dxcheck.web.login import Login, Logins
from dxcheck.web.metrics import Metrics
from dxcheck.web.monitoring import Monitoring
from dxcheck.web.nodes import Nodes
from dxcheck.web.page_session import PageSession
from dxcheck.web.pages import Pages
from dxcheck.web.processes import Maker, Nursery, Starter, can_fork
from dxcheck.web.session import Close, Session
from dxcheck.web.sessions import Sessions
from dxcheck.web.starting import lending_of, shared_state_of
from dxcheck.web.tab import MESSAGE_LIMIT, Tab, clamped, whereabouts
from dxcheck.web.text_pages import TextPages
from dxcheck.web.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.web.identity import Start
    from dxcheck.web.settings import ServeSettings
    from dxcheck.workspace import Workspace

_log = logging.getLogger("dxcheck.web")

LINES_PER_SCREEN: Final = 3
"""Open lines for each screen an account may have: a line that a network lost is only noticed after some seconds, and its page has opened another by then."""
CLOSE_WITHIN: Final = 3.0
"""Seconds the other end of a line has to say goodbye too."""
THREADS: Final = 40
"""In which data is read and written: as many may wait for a disk or a database that does not answer before anybody else does."""
TAB_NAME: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
HELLO: Final = '["hello", ""]'
"""Said on every line as soon as it is open: the page then knows that it carries, however long the screen takes."""


class DxcheckServer(Server):
    """Serves the login, the page around the terminal and the sessions; knows who is there, not what they answer."""

    def __init__(self, workspace: Workspace, settings: ServeSettings, *, maker: Maker | None = None) -> None:
        super().__init__("dxcheck", host=settings.host, port=settings.port, title="dxcheck", public_url=settings.url)
        self.workspace, self.settings = workspace, settings
        self.lending = lending_of(workspace)
        self.maker: Maker = maker or (Nursery(for_databases=self.lending is not None) if can_fork() else Starter())
        self.logins = Logins(idle=settings.idle, absolute=settings.absolute)
        self.deliveries = Deliveries()
        self.accounts = workspace.folder.accounts(workspace.roster.prefecture.code)
        self.metrics = Metrics()
        self.book = Bookkeeper(workspace.folder.path, count=self.metrics.refused)
        self.pages = Pages(settings)
        factors = workspace.folder.factors(workspace.roster.prefecture.code)
        shared = shared_state_of(workspace)
        guesses = SharedGuesses(shared) if shared is not None else Guesses()
        self.doors = Doors(settings, self.accounts, self.logins, guesses, self.pages, self.book, self.end_login, factors, shared)
        self.by_link = ByLink(self.doors, workspace, guesses)
        self.sessions = Sessions(settings, workspace, self.logins, self.book, self.lending, lambda: self._is_ending)
        self.nodes: Nodes | None = None
        if shared is not None and isinstance(guesses, SharedGuesses):
            self.nodes = Nodes(shared, self.logins, guesses, self.accounts, self.by_link.standing, lambda: self.tabs, self.end_login)
            self.sessions.nodes = self.nodes
        self.guard = Guard(settings, self.pages, self.doors, self.metrics, self.nodes)
        self.texts = TextPages(self.doors, self.deliveries, self.page_session, self._whose, lambda: self._is_ending)
        self.gate = Gate(settings, lambda address: self.book.refused("connection-refused", address=address))
        self._lines: Counter[str] = Counter()
        """Open lines by account, also those that are being closed."""
        self.watch = Watch(
            settings,
            self.accounts,
            self.logins,
            self.book,
            self.gate,
            lambda: list(self.tabs.values()),
            self.end_login,
            self.by_link.is_over,
        )
        self.monitoring = Monitoring(
            workspace.folder.check_reachable, lambda: self._is_ending, self._is_starting, self._fullness, self.metrics, self._gauges
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self.draining = Draining(settings.drain, lambda: list(self.tabs.values()))

    # -- routes --------------------------------------------------------------------------------------------------------

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self.guard.answer], client_max_size=64 * 1024)
        app.add_routes(self._routes())
        if self.settings.base:  # a proxy hands requests on with the path or without it
            below = web.Application()
            below.add_routes(self._routes())
            app.router.add_get(self.settings.base, self.handle_base)
            app.add_subapp(self.settings.base, below)
        app.on_response_prepare.append(self.on_response_prepare)
        app.on_startup.append(self.on_startup)
        app.on_shutdown.append(self.on_shutdown)
        app.on_cleanup.append(self.on_cleanup)
        return app

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.handle_index, name="index"),
            web.get("/ws/{tab}", self.handle_websocket, name="websocket"),
            web.get("/download/{key}", self.handle_download, name="download"),
            web.get("/picture/{key}", self.handle_download, name="picture"),
            web.get("/inside/{tab}/{picture}", inside.handler(self.doors.required, self._inside), name="inside"),
            web.get("/static/{name:.+}", assets.show, name="static"),
            web.get("/favicon.ico", self.handle_icon),
            web.get("/help", self.pages.help),
            *self.monitoring.routes(),
            *self.texts.routes(),
            *self.by_link.routes(),
            *self.doors.routes(),
        ]

    async def on_response_prepare(self, request: web.Request, response: web.StreamResponse) -> None:  # noqa: ARG002
        """No version of anything: it only helps who looks for a weak one."""
        response.headers["Server"] = SERVER_NAME

    async def handle_base(self, _request: web.Request) -> web.StreamResponse:
        """The path of `--public-url` without its slash."""
        raise web.HTTPSeeOther(self.pages.path(""))

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page with the terminal."""
        login = self.doors.who(request)
        if login is None:
            raise web.HTTPSeeOther(self.pages.path("login?back" if "back" in request.query else "login"))
        if login.must_change_password:
            raise web.HTTPSeeOther(self.pages.path("password"))
        is_there = any(tab.login is login for tab in self.tabs.values())
        if self._is_ending and not is_there:
            return self.pages.replaced(request)
        if self.sessions.is_full and not is_there:
            return self.pages.busy(request)  # whoever has a screen comes back to it; nobody else waits for one that cannot open
        if self.texts.is_chosen(request, login):
            raise web.HTTPSeeOther(self.pages.path("text/"))
        return self.pages.app(request, login, self._whose(login), confirms=self.doors.confirming.concerns(login.account))

    def _whose(self, login: Login) -> str:
        """Whose desk it is, in words."""
        municipality = self.workspace.roster.by_code(login.account.municipality)
        return str(municipality) if municipality else _(ROLES[login.account.role])

    async def handle_icon(self, _request: web.Request) -> web.StreamResponse:
        """Browsers ask for it whatever the page says."""
        raise web.HTTPSeeOther(self.pages.path("static/icon.svg"))

    @property
    def tabs(self) -> dict[tuple[str, str], Session]:
        """Every running session, by its login and its name; a login's pages have none."""
        return self.sessions.all

    def _fullness(self) -> tuple[int, int]:
        return len(self.tabs), self.settings.most_sessions

    def _gauges(self) -> dict[str, tuple[str, float]]:
        """For monitoring: what is as it is now."""
        there = list(self.tabs.values())
        return {
            "dxcheck_logins": ("Logins that go on.", len(self.logins.all())),
            "dxcheck_sessions": ("Processes of people: screens and plain pages.", len(there)),
            "dxcheck_sessions_limit": ("How many there may be.", self.settings.most_sessions),
            "dxcheck_tabs_open": (
                "Screens with a browser at the other end.",
                sum(isinstance(one, Tab) and one.is_attached for one in there),
            ),
            "dxcheck_draining": ("Whether no new screens are opened because the server is about to end.", self._is_ending),
        }

    @property
    def _is_ending(self) -> bool:
        """Whether no new screens are opened because the server ends."""
        return self._stopping or self.draining.has_begun

    def _is_starting(self) -> bool:
        """Whether a first screen would have to wait for what all share."""
        return isinstance(self.maker, Nursery) and not self.maker.has_been_warm

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file, for the login whose app made it."""
        login = self.doors.required(request)
        given = request.method == "GET"
        inline = request.match_info.route.name == "picture"
        found = self.deliveries.take(request.match_info["key"], login.key, inline=inline, given=given)
        if found is None:
            raise web.HTTPNotFound
        if given:
            self.book.act("file", login.account.name, login.address, found.name)
        return web.Response(
            body=found.content.getvalue(), headers={"Content-Type": found.mime_type, "Content-Disposition": found.disposition}
        )

    def _inside(self, login: str, tab: str) -> inside.InsidePictures | None:
        """The pictures over a screen of a login."""
        found = self.tabs.get((login, tab))
        return found.inside if isinstance(found, Tab) else None

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """The line between a tab and its app."""
        login = self.doors.required(request)
        self.doors.check_origin(request)
        if login.must_change_password:
            raise web.HTTPForbidden
        name = request.match_info["tab"]
        size = clamped(_number(request.query.get("width"), 80), _number(request.query.get("height"), 24))
        if not TAB_NAME.fullmatch(name) or size is None:
            raise web.HTTPBadRequest
        if self._lines[login.account.name] >= LINES_PER_SCREEN * self.settings.most_per_account:
            raise web.HTTPTooManyRequests  # most of them have not been closed by whoever opened them
        if self._is_ending and self.nodes is not None and (login.key, name) not in self.tabs:
            raise web.HTTPNotFound  # the proxy asks the next one (deploy/nginx)
        line = web.WebSocketResponse(heartbeat=15, max_msg_size=MESSAGE_LIMIT, compress=False, timeout=CLOSE_WITHIN)
        if not line.can_prepare(request):
            self.guard.tell_once("no screen opens: a proxy hands on the request for it without its Upgrade; it must pass WebSocket on")
            raise web.HTTPBadRequest
        self._lines[login.account.name] += 1
        try:
            await line.prepare(request)
            await self._serve_line(request, line, login, name, size)
        finally:
            self._lines[login.account.name] -= 1
        return line

    async def _serve_line(self, request: web.Request, line: web.WebSocketResponse, login: Login, name: str, size: tuple[int, int]) -> None:
        with contextlib.suppress(ConnectionError):
            await line.send_str(HELLO)
        begins = partial(self.sessions.start, login, size, self.pages.theme(request), whereabouts(request.query.get("at")))
        try:
            tab = await self._tab(login, name, line, begins)
            if tab is not None:
                await tab.attach(line, size, login.language)
                await tab.listen(line)
        finally:
            if isinstance(there := self.tabs.get((login.key, name)), Tab):
                there.let_go(line)

    async def _tab(self, login: Login, name: str, line: web.WebSocketResponse, begins: Callable[[], Start]) -> Tab | None:
        """The tab's running app, or a new one if there is room; else its line is closed."""

        def new(start: Start) -> Tab:
            ended, clerk_for, turns = self.sessions.ended, self.sessions.clerk_for, self.sessions.turns
            made = Tab(login, start, self.maker, self.deliveries, ended, clerk_for, self.metrics, turns)
            made.await_app(line)
            return made

        there = await self.sessions.one(login, name, begins, new)
        if isinstance(there, Tab):
            return there
        await _close(line, there if isinstance(there, Close) else Close.FULL)
        return None

    async def page_session(self, login: Login) -> PageSession | Close:
        """What makes the plain pages of a login; why there is none, where there is no room."""

        def begins() -> Start:
            start = self.sessions.start(login, (80, 24), "light")
            known = {"post": start.post or login.post, "questionnaire": login.looks_at or start.questionnaire}
            return msgspec.structs.replace(start, face="pages", sitting=token_hash(login.key)[:16], **known)

        def new(start: Start) -> PageSession:
            return PageSession(login, start, self.maker, self.sessions.ended, self.sessions.clerk_for)

        there = await self.sessions.one(login, "", begins, new)
        return there if isinstance(there, PageSession | Close) else Close.FULL

    async def end_login(self, login: Login, why: Close = Close.LOGGED_OUT) -> None:
        """End a login, its apps and its files."""
        self.logins.close(login)
        self.deliveries.forget(login.key)
        await asyncio.gather(*(tab.end(why) for tab in list(self.tabs.values()) if tab.login is login))

    # -- from start to stop --------------------------------------------------------------------------------------------

    async def on_startup(self, app: web.Application) -> None:  # noqa: ARG002
        """Make the folder ready to be written, and the warm process; begin to watch logins and tabs, and to copy the data daily if that was asked for."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "server"))
        try:
            await asyncio.to_thread(self.workspace.folder.bring_forward)
        except StoreError as problem:  # sessions read it as it is
            _log.error("cannot make the data folder ready: %s", problem)
        if isinstance(self.maker, Nursery):
            await self.maker.start()
        self._tasks.append(asyncio.create_task(self.watch.go_on()))
        if self.nodes is not None:
            self._tasks.append(asyncio.create_task(self.nodes.go_on()))
        if self.doors.sso is not None:
            self._tasks.append(asyncio.create_task(self.doors.sso.provider.look_up()))
        if self.settings.backups is not None:
            self._tasks.append(asyncio.create_task(self.watch.copy_daily(self.settings.backups)))

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002
        """Tell people, end the apps; their answers are on the disk."""
        self._stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(tab.end(Close.STOPPING) for tab in list(self.tabs.values())))
        await self.maker.close()

    async def on_cleanup(self, app: web.Application) -> None:  # noqa: ARG002
        """The last request was answered: what people did is on the disk before the server is gone."""
        self.doors.hashing.close()
        if self.lending:
            await asyncio.to_thread(self.lending.close)
        await asyncio.to_thread(self.book.close)

    async def serve_until(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        """Listen until told to stop.

        Raises:
            OSError: the port is taken.
        """
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self.gate.take_problem)
        runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=5)
        await runner.setup()
        listening, others = None, list[web.AppRunner]()
        try:
            assert runner.server is not None
            listening = await loop.create_server(
                self.gate.protocols(runner.server), self.settings.host, self.settings.port, backlog=ACCEPTED_AT_ONCE
            )
            wait_in_line(listening.sockets)
            if self.settings.metrics_port:
                others.append(await self.monitoring.listen(self.settings.metrics_port))
            ready()
            await stop.wait()
        finally:
            if listening is not None:
                listening.close()
            for one in (runner, *others):
                await one.cleanup()
            loop.set_exception_handler(None)

    def listen_to_signals(self, stop: asyncio.Event) -> None:
        """SIGTERM begins to drain, and said again ends at once, as Ctrl+C does."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C arrives as KeyboardInterrupt
            loop.add_signal_handler(signal.SIGINT, stop.set)
            loop.add_signal_handler(signal.SIGTERM, self.draining.begin, stop)

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until Ctrl+C, or SIGTERM: then those who have a screen open are told, and have a moment.

        Raises:
            OSError: the port is taken.
        """

        async def main() -> None:
            stop = asyncio.Event()
            self.listen_to_signals(stop)
            await asyncio.gather(self.serve_until(stop, ready), end_anyway(stop))

        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(main())


async def _close(line: web.WebSocketResponse, why: Close) -> None:
    await line.close(code=why, message=why.name.lower().encode())


def _number(text: str | None, otherwise: int) -> Any:
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,6}", text) else otherwise


def free_port() -> int:
    """A port nobody listens on, for tests and benches."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


__all__ = ["DxcheckServer", "free_port"]
