"""What holds for every request, whatever it asks for: our own name, our own pages, our headers."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, Final

from aiohttp import web

from dxcheck.store.errors import StoreError
from dxcheck.web import failure
from dxcheck.web.connections import Connection
from dxcheck.web.cookies import LOGIN
from dxcheck.web.reception import WrongAddressError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dxcheck.web.doors import Doors
    from dxcheck.web.metrics import Metrics, RequestKind
    from dxcheck.web.nodes import Nodes
    from dxcheck.web.pages import Pages
    from dxcheck.web.settings import ServeSettings

_log = logging.getLogger("dxcheck.web")

MOST_TOLD: Final = 50
"""Different things told about how a proxy hands requests on; whoever makes up more of them fills no log."""
_FILES: Final = re.compile(r"/(static|download|picture|inside)/")
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send our own forms with `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Guard:
    """Stands before every route."""

    def __init__(self, settings: ServeSettings, pages: Pages, doors: Doors, metrics: Metrics, nodes: Nodes | None = None) -> None:
        self._settings, self._pages, self._doors, self._metrics, self._nodes = settings, pages, doors, metrics, nodes
        self._told: set[str] = set()

    @web.middleware
    async def answer(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
        """Let a request in if it came to our own name, and let every answer out with our own page and headers."""
        if isinstance(request.protocol, Connection):
            request.protocol.head_is_there()
        self._pages.choose_language(request)
        began = time.monotonic()
        try:
            host = request.headers.get("Host", "")
            if host.lower() not in self._settings.hosts:
                raise WrongAddressError("Host", host, 421)  # noqa: TRY301 - answered like every other refusal
            response = (
                self._pages.doubled_cookies(request) if self._doors.cookies.are_doubled(request) else await self._handled(request, handler)
            )
        except WrongAddressError as refused:
            self.tell_once(
                f"refused: {refused.told}, but people are to open {self._settings.url} (--public-url, and Host as a proxy hands it on)"
            )
            response = self._pages.wrong_address(request, refused.status)
        except web.HTTPException as refused:
            response = self._answer_to(request, refused)
        except StoreError as problem:  # a request itself reads and writes accounts alone
            _log.error("cannot use the accounts: %s", problem)
            response = self._pages.no_accounts(request)
        except Exception as problem:  # noqa: BLE001 - whatever it was, it is told without what was sent
            _log.error("request failed: %s %s: %s", request.method, request.match_info.route.name or "-", failure.told(problem))
            response = self._pages.refusal(request, 500)
        if not response.prepared:
            self._add_headers(response)
            kind: RequestKind = "form" if request.method == "POST" else "file" if _FILES.search(request.path) else "page"
            self._metrics.requests[kind].note(time.monotonic() - began)
        return response

    async def _handled(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
        """Where there are other servers, they know of it before the answer goes out; a line that was open has had its answer."""
        if self._nodes is None:
            return await handler(request)
        shown = self._doors.cookies.get(request, LOGIN)
        await self._nodes.learn(shown)
        so_far, is_out = self._nodes.changes, False
        try:
            response = await handler(request)
            is_out = response.prepared
            return response
        finally:
            if not is_out:
                await self._nodes.keep_of(shown, so_far)

    def tell_once(self, what: str) -> None:
        """For whoever set up what is in front of us."""
        if what not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(what)
            _log.warning(what)

    def _add_headers(self, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)
        if self._doors.sso is not None:  # Chromium looks at where a form leads on to
            ours, theirs = "form-action 'self'", " ".join(sorted(self._doors.sso.provider.origins))
            response.headers["Content-Security-Policy"] = HEADERS["Content-Security-Policy"].replace(ours, f"{ours} {theirs}")
        if self._settings.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        response.headers.setdefault("Cache-Control", "no-store")

    def _answer_to(self, request: web.Request, refused: web.HTTPException) -> web.Response:
        moved = refused.headers.get("Location")
        if moved is not None:
            return web.Response(status=refused.status, headers={"Location": moved})
        if isinstance(refused, web.HTTPTooManyRequests):  # of lines: no page is made that nobody sees
            return web.Response(status=refused.status)
        return self._pages.refusal(request, refused.status)
