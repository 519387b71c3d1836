"""Two nodes on one database behind nginx: one killed under 25 people, one replaced, two people at one draft, and what two do beside one."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import statistics
import sys
import tempfile
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.rows import Row, paired
from bench.several import Node, Person, Share, behind_nginx, in_database, lost
from dxcheck.store.database import schema
from dxcheck.web.server import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from dxcheck.workspace import Workspace

PEOPLE: Final = 25
PAUSE: Final = 4.0
"""Seconds between two answers, at most: ten times as fast as people answer."""
BACK, SEEN, MORE = 5.0, 2.0, 1.7
"""Bars: seconds until the last is back, seconds until a change is seen, answers of two nodes over those of one."""
LOOKS: Final = 20
"""Changes at one draft."""
SHARE: Final = 0.25
"""Of a processor, for a node."""
AT_EACH: Final = 6
"""People who answer one item after the other: more than a node with its share keeps up with."""
ROUNDS: Final = 4
LASTS: Final = 15.0
"""Seconds of a round."""
_ROOM: Final = 60.0
"""Seconds for everybody to come back, before it is told that somebody does not."""


def rows() -> Iterator[Row]:
    """Bars of docs/reliability.md."""
    sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]
    from postgresql import COMMANDS, Cluster  # the tests' own engine
    from web.nginx import NGINX, OPENSSL

    if not COMMANDS or NGINX is None or OPENSSL is None:
        yield Row("two nodes behind nginx", "not measured: needs PostgreSQL, nginx and openssl (Debian: postgresql, nginx-light, openssl)")
        return
    folder = Path(tempfile.mkdtemp(prefix="dxcheck-pg-"))
    engine = Cluster(folder)
    try:
        engine.start()
        for number, part in enumerate((_killed, _replaced, _at_one_draft, _more)):
            engine.ask(f"CREATE DATABASE bench{number}")
            schema.init(engine.url(f"bench{number}"))
            with tempfile.TemporaryDirectory() as place:
                yield from asyncio.run(part(Path(place), engine.url(f"bench{number}")))
    finally:
        engine.stop()
        shutil.rmtree(folder)


class Pair:
    """Two nodes and people who come through nginx."""

    def __init__(self, workspace: Workspace, nodes: list[Node], people: list[Person]) -> None:
        self.workspace, self.nodes, self.people = workspace, nodes, people
        self.chance = random.Random(1)

    @asynccontextmanager
    async def answering(self, people: Sequence[Person], pause: float) -> AsyncIterator[None]:
        """These answer meanwhile."""
        tasks = [asyncio.create_task(one.write(self.chance, pause)) for one in people]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def until_back(self, how_many: int) -> None:
        """Until so many have lost their screen and have one again, or it takes too long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ROOM):
                while sum(bool(one.away) for one in self.people) < how_many:  # noqa: ASYNC110 - people are looked at
                    await asyncio.sleep(0.1)

    def told(self, what: str, away: int) -> Iterator[Row]:
        """Of those who lost their screen."""
        took = sorted(time for one in self.people for time in one.away)
        elsewhere = sum(bool(one.elsewhere) for one in self.people) + away - sum(bool(one.away) for one in self.people)
        gone = lost(self.workspace, self.people)
        said = sum(len(one.shown) for one in self.people)
        longest = max(took, default=_ROOM)
        yield Row(
            f"{what}: the last is back at a screen",
            f"{longest:.1f} s",
            f"the median of {away} {statistics.median(took):.1f} s" if took else "nobody",
            longest,
            BACK,
        )
        yield Row(f"{what}: not back at their item", f"{elsewhere} of {away}", ratio=elsewhere, bar=0)
        yield Row(f"{what}: said to be saved and lost", f"{len(gone)} of {said}", ratio=len(gone), bar=0)


@asynccontextmanager
async def _pair(folder: Path, url: str, each: int | None, guest: bool = False) -> AsyncIterator[Pair]:
    """Ready, with so many at each node; or 25, wherever their logins lead them."""
    count = PEOPLE if each is None else 2 * each
    workspace = await asyncio.to_thread(in_database, folder / "data", url, count)
    port = free_port()
    public = f"https://127.0.0.1:{port}"
    async with AsyncExitStack() as stack:
        nodes = [Node(url, public, drain=2) for _node in range(2)]
        for one in nodes:
            stack.callback(one.end)
        await asyncio.gather(*(one.ready() for one in nodes))
        tls = await stack.enter_async_context(behind_nginx(folder / "nginx", nodes, port))
        people = [Person(n, workspace, public, tls) for n in range(count)]
        if guest:
            people[1] = Person(0, workspace, public, tls, name="bench-guest")
        for n, one in enumerate(people):
            stack.push_async_callback(one.leave)
            if each is None:
                await one.log_in(public)
            else:
                await one.log_in_at(nodes[n % 2])
            await one.enter()
        yield Pair(workspace, nodes, people)


async def _killed(folder: Path, url: str) -> list[Row]:
    async with _pair(folder, url, None) as there:
        async with there.answering(there.people, PAUSE):
            await asyncio.sleep(2 * PAUSE)
            dies = there.nodes[0]
            away = await dies.people()
            dies.kill()
            await there.until_back(away)
            await asyncio.sleep(2 * PAUSE)
        return list(there.told(f"a node killed with kill -9 under {PEOPLE} people on two", away))


async def _replaced(folder: Path, url: str) -> list[Row]:
    async with _pair(folder, url, None) as there:
        async with there.answering(there.people, PAUSE):
            await asyncio.sleep(2 * PAUSE)
            goes = there.nodes[1]
            away = await goes.people()
            goes.drain()
            await there.until_back(away)
            await asyncio.sleep(2 * PAUSE)
        return list(there.told(f"a node drained and ended under {PEOPLE} people on two", away))


async def _at_one_draft(folder: Path, url: str) -> list[Row]:
    async with _pair(folder, url, 1, guest=True) as there:
        here, other = there.people
        await other.begin_again()
        await here.begin_again()
        took = []
        for answered in range(1, LOOKS + 1):
            await other.drain(there.chance.uniform(0.1, 0.6))
            await here.keys("3")
            took.append(await other.sees(f"{answered}/{len(here.items)}"))
            await here.drain(0.1)
        longest, half = max(took), statistics.median(took)
        return [
            Row(
                "two people at one draft on two nodes: a change is seen",
                f"{longest:.1f} s at most of {LOOKS}",
                f"the median {half:.1f} s",
                longest,
                SEEN,
            )
        ]


async def _more(folder: Path, url: str) -> list[Row]:
    what = f"answers a second, two nodes beside one, each on {SHARE:g} of a processor"
    async with _pair(folder, url, AT_EACH) as there:
        shares: list[Share] = []
        try:
            for number, node in enumerate(there.nodes):
                shares.append(Share(f"node{number}", SHARE))
                shares[-1].take([node.process.pid, *node.below()])
            one, two = [], []
            for _round in range(ROUNDS):
                one.append(await _rate(there, there.people[::2]))
                two.append(await _rate(there, there.people))
        except OSError as problem:
            return [Row(what, f"not measured: {problem} (needs Linux, root, control groups)")]
        finally:
            for share in shares:
                share.end()
        return [
            Row(what, f"{statistics.median(two):.1f} a second", f"one {statistics.median(one):.1f}", paired(two, one), MORE, at_least=True),
        ]


async def _rate(there: Pair, people: Sequence[Person]) -> float:
    """Answers a second that were said to be saved."""
    async with there.answering(people, 0.0):
        await asyncio.sleep(4)
        before = sum(one.kept for one in people)
        await asyncio.sleep(LASTS)
        return (sum(one.kept for one in people) - before) / LASTS
