"""What one person costs: processor time of a web node and of PostgreSQL, measured on the real ones."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from bench.visitors import Server, Visitor, below, prepared
from dxcheck.model.patch import AnswerPatch
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

PEOPLE, ANSWERS, SAVES = 4, 60, 100
REST = 15.0
"""Seconds that a screen is only open."""
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
    """The same, in PostgreSQL, which is asked for what others changed."""


def measured() -> Costs:
    """Of a server over a folder with people at it, and of an engine that answers are saved into.

    Raises:
        RuntimeError: there is no PostgreSQL here.
    """
    with tempfile.TemporaryDirectory() as folder:
        coming, answer, node_at_rest = asyncio.run(_on_a_node(Path(folder) / "data"))
    saved, engine_at_rest = _in_the_engine()
    return Costs(coming, answer, saved, node_at_rest, engine_at_rest)


async def _on_a_node(data: Path) -> tuple[float, float, float]:
    """People one after the other, so that nothing waits."""
    workspace = prepared(data, PEOPLE)
    items = [item.id for item in workspace.staff_desk(workspace.roster.municipalities[0]).questionnaire.ordered]
    server = Server(data)
    try:
        await server.ready()
        people = [Visitor(n, items) for n in range(PEOPLE)]
        await asyncio.sleep(2)  # the nursery is warm
        began = _used([server.process.pid, *server.below()])
        for n, one in enumerate(people):
            await one.log_in(server.url)
            await one.open(server.url, f"bench-{n:04}")
        await asyncio.sleep(2)
        there = _used([server.process.pid, *server.below()])
        for one in people:
            for number in range(ANSWERS):
                await one.answer(number % 4)
        ended = _used([server.process.pid, *server.below()])
        await asyncio.sleep(REST)
        rested = _used([server.process.pid, *server.below()])
        for one in people:
            await one.leave()
    finally:
        server.end()
    return (there - began) / PEOPLE, (ended - there) / (PEOPLE * ANSWERS), (rested - ended) / (PEOPLE * REST)


def _in_the_engine() -> tuple[float, float]:
    """What all of its processes use for an answer that a desk saves, and for a second in which a desk only looks what others changed."""
    from postgresql import COMMANDS, Cluster  # the tests' own engine

    from dxcheck.store.database import schema
    from dxcheck.store.database.database_shelf import open_database

    if not COMMANDS:
        raise RuntimeError("no PostgreSQL here (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="dxcheck-pg-"))
    made = Cluster(folder)
    try:
        made.start()
        made.ask("CREATE DATABASE bench")
        schema.init(made.url("bench"))
        workspace = Workspace.open(open_database(made.url("bench")))
        desk = workspace.staff_desk(workspace.roster.municipalities[0])
        desk.begin()
        items = [item.id for item in desk.questionnaire.ordered]
        first = int((made.data / "postmaster.pid").read_text().split()[0])
        began = _ran(below(first))
        for number in range(SAVES):
            desk.save(items[number % len(items)], AnswerPatch(choice=number % 4))
        saved = _ran(below(first)) - began
        time.sleep(REST)  # the desk's own thread asks meanwhile
        rested = _ran(below(first)) - began - saved
        return saved / SAVES, rested / REST
    finally:
        made.stop()
        shutil.rmtree(folder)


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
