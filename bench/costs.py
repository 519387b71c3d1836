"""What one person costs: processor time of a web node and of PostgreSQL, measured on the real ones."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import psycopg

from bench.engine import engine, ready
from bench.visitors import Server, Visitor, below, prepared
from dxcheck.store.database.transfer import move_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.engine import Durable

PEOPLE, ANSWERS = 4, 60
REST = 15.0
"""Seconds that a screen is only open."""
_SERVING: Final = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'dxcheck' AND pid <> pg_backend_pid()
"""
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Costs(msgspec.Struct, frozen=True):
    """Seconds of a processor."""

    coming: float
    """From a login to the questionnaire, on a node."""
    answer: float
    """One answer, on a node: from the key over the repaint to the save."""
    saved: float
    """The same, in PostgreSQL."""
    node_at_rest: float
    """A second of a screen that is only open, on a node."""
    engine_at_rest: float
    """The same, in PostgreSQL."""
    engine_asked: float = 0.0
    """A second of a node with nobody at it, in PostgreSQL, which it asks for what others changed."""


def measured() -> Costs:
    """Of a server with people at it, over an engine of our own.

    Raises:
        RuntimeError: there is no PostgreSQL here.
    """
    with tempfile.TemporaryDirectory() as folder, engine() as cluster:
        workspace = prepared(Path(folder) / "data", PEOPLE)
        url = ready(cluster, "bench")
        move_in(Path(folder) / "data", url)
        items = [item.id for item in workspace.staff_desk(workspace.roster.municipalities[0]).questionnaire.ordered]
        return asyncio.run(_with_people(url, cluster, items))


async def _with_people(url: str, cluster: Durable, items: list[str]) -> Costs:
    """People one after the other, so that nothing waits."""
    server = Server(url)

    def used() -> tuple[float, float]:
        """The node's processor time, and the engine's."""
        return _used([server.process.pid, *server.below()]), _ran(below(cluster.first))

    try:
        await server.ready()
        people = [Visitor(n, items) for n in range(PEOPLE)]
        await server.warm()
        began = used()
        await asyncio.sleep(REST)
        empty = used()
        for n, one in enumerate(people):
            await one.log_in(server.url)
            await one.open(server.url, f"bench-{n:04}")
        await asyncio.sleep(2)
        there = used()
        for one in people:
            for number in range(ANSWERS):
                await one.answer(number % 4)
        answered = used()
        await asyncio.sleep(REST)
        rested = used()
        for one in people:
            await one.leave()
    finally:
        server.end()
    # What the server does with nobody at it, once a second, is nobody's.
    by_itself, engine_by_itself = (max(0.0, after - before) for before, after in zip(began, empty, strict=True))
    node_rest, engine_rest = (max(0.0, after - before) for before, after in zip(answered, rested, strict=True))
    return Costs(
        coming=(there[0] - empty[0]) / PEOPLE,
        answer=(answered[0] - there[0]) / (PEOPLE * ANSWERS),
        saved=(answered[1] - there[1]) / (PEOPLE * ANSWERS),
        node_at_rest=max(0.0, node_rest - by_itself) / (PEOPLE * REST),
        engine_at_rest=max(0.0, engine_rest - engine_by_itself) / (PEOPLE * REST),
        engine_asked=engine_by_itself / REST,
    )


def engine_used(url: str) -> float:
    """Seconds of a processor that the engine's processes have used which serve dxcheck's open connections to a database.

    It is asked while they are open: what one that has ended used cannot be told from whatever else the engine did.
    """
    with psycopg.connect(url) as connection:
        return _ran(pid for (pid,) in connection.execute(_SERVING))


def _used(pids: Iterable[int]) -> float:
    """Seconds of a processor that processes have used; a process that has ended counts no more."""
    found = 0
    for pid in pids:
        try:
            user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        except OSError:
            continue
        found += int(user) + int(system)
    return found / _TICKS


def _ran(pids: Iterable[int]) -> float:
    """The same to the nanosecond, of processes with one thread each, as the engine's are."""
    found = 0
    for pid in pids:
        try:
            found += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
        except OSError:
            continue
    return found / 1e9
