"""Two nodes on one database behind nginx as deploy/nginx shows it: people who answer while one dies, and while one is replaced. With 25 people: `python -m bench nodes`."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from web.nginx import NEEDED
from web.serving import Serve, Served
from web.test_tabs import until

from bench.several import Node, Person, behind_nginx, in_database, lost
from dxcheck.store.opening import database_for_server
from dxcheck.web.processes import can_fork
from dxcheck.web.server import free_port
from dxcheck.web.tab import Tab
from dxcheck.workspace import Workspace

PEOPLE = 4
PAUSE = 0.6
"""Seconds between two answers, at most."""
SEEN_WITHIN, BACK_WITHIN = 2.0, 20.0
"""Seconds; the bar for coming back is five, on a machine that is not busy with other tests."""
pytestmark = [NEEDED, pytest.mark.skipif(not can_fork(), reason="a database is served on Linux alone")]


class Here:
    """A node in this process."""

    def __init__(self, served: Served) -> None:
        self.served, self.port = served, served.server.port

    async def pages(self) -> int:
        """How many pages were answered here."""
        return sum(self.served.server.metrics.requests["page"].counts)

    @property
    def there(self) -> int:
        """Who has a screen open here."""
        return sum(isinstance(one, Tab) and one.is_attached for one in self.served.server.tabs.values())


@asynccontextmanager
async def a_database(serve: Serve, folder: Path, database: str) -> AsyncIterator[tuple[Workspace, str, Here]]:
    """With people's accounts, nginx's address and one node."""
    workspace = in_database(folder / "data", database, PEOPLE)
    public = f"https://127.0.0.1:{free_port()}"
    async with serve(data=database_for_server(database), public_url=public, trusted_proxies=("127.0.0.1",)) as served:
        yield workspace, public, Here(served)


@asynccontextmanager
async def people_at(folder: Path, workspace: Workspace, public: str, nodes: Sequence[Node | Here]) -> AsyncIterator[list[Person]]:
    """As many at each, who come through nginx."""
    async with behind_nginx(folder / "nginx", nodes, int(public.rpartition(":")[2])) as tls:
        people = [Person(n, workspace, public, tls) for n in range(PEOPLE)]
        try:
            for n, one in enumerate(people):
                await one.log_in_at(nodes[n % 2])
            await asyncio.gather(*(one.enter() for one in people))
            yield people
        finally:
            await asyncio.gather(*(one.leave() for one in people))


async def all_went_on(people: Sequence[Person], since: Sequence[int]) -> None:
    """Until each of them has given more answers than then."""
    await until(lambda: all(one.count > was for one, was in zip(people, since, strict=True)), BACK_WITHIN)


@asynccontextmanager
async def writing(workspace: Workspace, people: Sequence[Person]) -> AsyncIterator[None]:
    """All of them answer meanwhile; in the end nothing that was said to be saved is lost, and whoever was away came back to their item."""
    chance = random.Random(1)
    tasks = [asyncio.create_task(one.write(chance, PAUSE)) for one in people]
    try:
        await all_went_on(people, [0] * len(people))
        yield
        await all_went_on(people, [one.count for one in people])
        assert not any(one.done() for one in tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert lost(workspace, people) == []
    assert [one.elsewhere for one in people] == [[] for _one in people]


async def until_back(people: Sequence[Person]) -> None:
    """Until all of these lost their screen and have one again."""
    await until(lambda: all(one.away for one in people), BACK_WITHIN)


async def test_when_a_node_dies_its_people_go_on_at_the_other_at_their_item(serve: Serve, tmp_path: Path, database: str) -> None:
    """By themselves, still logged in, with everything that was said to be saved; before that, two at one draft saw each other from node to node."""
    async with a_database(serve, tmp_path, database) as (workspace, public, stays):
        dies = Node(database, public)
        try:
            await dies.ready()
            async with people_at(tmp_path, workspace, public, (dies, stays)) as people:
                await _see_each_other(people[0], stays)
                assert (await dies.people(), stays.there) == (2, 2)
                async with writing(workspace, people):
                    dies.kill()
                    await until_back(people[::2])
                    assert stays.there == PEOPLE
                assert [len(one.away) for one in people] == [1, 0, 1, 0]
        finally:
            dies.end()


async def _see_each_other(here: Person, other: Here) -> None:
    assert here.tls is not None
    guest = Person(0, here.workspace, here.url, here.tls, name="bench-guest")
    try:
        await guest.log_in_at(other)
        await guest.enter()
        took = []
        for answered in range(1, 4):
            await guest.drain(0.1)
            await here.keys("3")
            took.append(await guest.sees(f"{answered}/{len(here.items)}"))
            await here.drain(0.1)
        assert statistics.median(took) <= SEEN_WITHIN, took
    finally:
        await guest.leave()


async def test_when_a_node_is_replaced_its_people_go_on_and_nobody_waits(serve: Serve, tmp_path: Path, database: str) -> None:
    """While it drains who is there stays, and who comes, whatever their login, is at the other; so are all once it has ended."""
    async with a_database(serve, tmp_path, database) as (workspace, public, stays), AsyncExitStack() as ending:
        served = await ending.enter_async_context(
            serve(data=database_for_server(database), public_url=public, trusted_proxies=("127.0.0.1",), drain=60)
        )
        goes = Here(served)
        async with people_at(tmp_path, workspace, public, (goes, stays)) as people:
            async with writing(workspace, people[:3]):
                served.server.draining.begin(asyncio.Event())
                await people[3].leave()
                for _time in range(4):
                    await people[3].come()
                    assert (goes.there, stays.there) == (2, 2)
                    await people[3].leave()
                    await until(lambda: stays.there == 1)
                await ending.aclose()
                await until_back(people[:3:2])
            assert stays.there == 3
