"""For whoever watches over the server, and for what stands in front of it: /healthz, /readyz, and on a port of this machine alone /metrics."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final, Literal

from aiohttp import web

from dxcheck.store.errors import StoreError
from dxcheck.web.loopback import LOOPBACK
from dxcheck.web.metrics import CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dxcheck.web.metrics import Metrics

LOOK_WITHIN: Final = 2.0
"""Seconds the data has to answer."""
SEEN_FOR: Final = 1.0
"""Seconds a look at the data counts: whoever asks often does not keep the disk busy."""
MayCome = Literal["ready", "data", "draining", "starting"]


class Monitoring:
    """Says how the server is."""

    def __init__(
        self,
        check_data: Callable[[], None],
        is_draining: Callable[[], bool],
        is_starting: Callable[[], bool],
        fullness: Callable[[], tuple[int, int]],
        metrics: Metrics,
        gauges: Callable[[], Mapping[str, tuple[str, float]]],
    ) -> None:
        """
        Args:
            check_data: raises StoreError where the data cannot be reached; may take its time.
            is_draining: whether no new screens are opened.
            is_starting: whether the first screens would have to wait, because what they share is not imported yet.
            fullness: how many screens are open, and how many may be.
            metrics: what was counted.
            gauges: what is as it is now.
        """  # noqa: D205, D212
        self._check_data, self._fullness = check_data, fullness
        self._is_draining, self._is_starting = is_draining, is_starting
        self._metrics, self._gauges = metrics, gauges
        self._looking: asyncio.Task[bool] | None = None
        self._looked_at = 0.0

    def routes(self) -> list[web.RouteDef]:
        """Open to everybody."""
        return [web.get("/healthz", self.health), web.get("/readyz", self.ready)]

    async def health(self, _request: web.Request) -> web.StreamResponse:
        """The process answers; and how full it is."""
        there, most = self._fullness()
        return web.json_response({"status": "full" if there >= most else "ok", "sessions": there, "limit": most})

    async def ready(self, _request: web.Request) -> web.StreamResponse:
        """Whether new people may be sent here, with one word why not."""
        said = await self.readiness()
        return web.json_response({"status": said}, status=200 if said == "ready" else 503)

    async def readiness(self) -> MayCome:
        """`draining` before all: it ends whatever the data does."""
        if self._is_draining():
            return "draining"
        if self._is_starting():
            return "starting"
        return "ready" if await self.is_data_there() else "data"

    async def is_data_there(self) -> bool:
        """Whether the data can be reached: one look at a time for all who ask, and none that has not come back in time is waited for."""
        looking = self._looking
        if looking is None or (looking.done() and time.monotonic() - self._looked_at > SEEN_FOR):
            looking = self._looking = asyncio.create_task(asyncio.to_thread(self._look))
        done, _late = await asyncio.wait([looking], timeout=LOOK_WITHIN)
        return bool(done) and looking.result()

    def _look(self) -> bool:
        try:
            self._check_data()
        except (StoreError, OSError):
            return False
        finally:
            self._looked_at = time.monotonic()
        return True

    # -- a port of this machine ----------------------------------------------------------------------------------------

    async def metrics(self, request: web.Request) -> web.StreamResponse:
        """For Prometheus. A page elsewhere that has its name lead here gets nothing."""
        if request.host.rpartition(":")[0] not in LOOPBACK:
            raise web.HTTPMisdirectedRequest
        now = dict(self._gauges())
        now["dxcheck_data_reachable"] = ("Whether the data folder or the database can be reached.", float(await self.is_data_there()))
        return web.Response(body=self._metrics.text(now).encode(), headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    async def listen(self, port: int) -> web.AppRunner:
        """Answer on a port of this machine, and on no other address; whoever gets it cleans it up.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application()
        app.add_routes([*self.routes(), web.get("/metrics", self.metrics)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError:
            await runner.cleanup()
            raise
        return runner
