"""kill -9 at random moments while people write: `python -m bench.kills [--kills 200] [--seed 1]`. Not part of `make bench`: it takes its time.

In turn the server, the warm process that sessions are forked from, one session, and a `dxcheck submit` are killed. After each kill everything is looked at: every answer
whose screen had said 保存済み is in the store, everybody can write again, no process outlives its server, no temporary file is left after the next write.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.visitors import Server, Visitor, prepared, stored
from dxcheck.store.errors import StoreError

if TYPE_CHECKING:
    from dxcheck.workspace import Workspace

WRITERS = 4
KINDS = ("server", "nursery", "session", "submit")
OUTLIVES = 6.0
"""Seconds after which a process of a dead server counts as left behind."""


class Run:
    """One folder, one server after the other, a few people who write all the time."""

    def __init__(self, data: Path, seed: int) -> None:
        self.workspace: Workspace = prepared(data, WRITERS + 1)
        self.data = data
        self.items = [one.id for one in self.workspace.staff_desk(self.workspace.roster.municipalities[0]).questionnaire.ordered]
        self.people = [Visitor(n, self.items) for n in range(WRITERS)]
        self.chance = random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.tabs = 0
        self.server = Server(data)
        self.submitted: list[str] = []
        self.answers = data.parent / "answers.json"
        self.answers.write_text(json.dumps({one: {"level": 2} for one in self.items}), encoding="utf-8")

    async def start(self) -> None:
        """Everybody logs in and writes."""
        await self.server.ready()
        for one in self.people:
            await one.log_in(self.server.url)
        await asyncio.gather(*(self._open(one) for one in self.people))

    async def _open(self, one: Visitor) -> None:
        self.tabs += 1
        await one.open(self.server.url, f"tab-{self.tabs:06}")

    async def one_kill(self, kind: str) -> None:
        """Kill something while everybody writes, then look at everything."""
        writing = [asyncio.create_task(self._write(one)) for one in self.people]
        await asyncio.sleep(self.chance.uniform(0.0, 0.5))
        before = self.server.below()
        if kind == "submit":
            await self._kill_a_submit()
        else:
            self._kill(kind)
        self.seen[kind] += 1
        await asyncio.sleep(0.15)
        for one in writing:
            one.cancel()
        await asyncio.gather(*writing, return_exceptions=True)
        if kind == "server":
            await self._after_the_server(before)
        await self._look()
        await self._at_rest()  # a session that lives may still save its last answer
        for one in self.people:
            one.shown = {item: level for item, level in stored(self.workspace, one.code).items() if level is not None}
            one.sent = dict(one.shown)
            if kind in ("server", "nursery") or one.socket is None or one.socket.closed:
                if kind == "server":
                    await one.log_in(self.server.url)
                await self._open(one)
            else:
                await one.begin_again()  # the last key may or may not have gone on to the next item

    async def _write(self, one: Visitor) -> None:
        with contextlib.suppress(ConnectionError, OSError):
            while True:
                await one.answer(self.chance.randrange(6), quiet=0.12)

    def _kill(self, kind: str) -> None:
        nursery = next(pid for pid in self.server.below() if b"dxcheck.web.nursery" in Path(f"/proc/{pid}/cmdline").read_bytes())
        pid = self.server.process.pid if kind == "server" else nursery
        if kind == "session":
            sessions = [one for one in self.server.below() if one != nursery]
            pid = self.chance.choice(sessions)
        os.kill(pid, signal.SIGKILL)

    async def _kill_a_submit(self) -> None:
        code = self.workspace.roster.municipalities[WRITERS].code
        command = [sys.executable, "-m", "dxcheck.cli.main", "--data", str(self.data), "submit", code, str(self.answers)]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: ASYNC220 - it is killed below
        await asyncio.sleep(self.chance.uniform(0.02, 0.2))
        running.kill()
        self.submitted += running.communicate()[0].split()

    async def _after_the_server(self, before: list[int]) -> None:
        """Its processes are gone within seconds; another server starts."""
        self.server.process.wait()
        for _look in range(int(OUTLIVES / 0.05)):
            if not any(_lives(pid) for pid in before):
                break
            await asyncio.sleep(0.05)
        self.seen["left behind"] += sum(_lives(pid) for pid in before)
        self.server.messages.close()
        self.server = Server(self.data)
        await self.server.ready()

    async def _look(self) -> None:
        """Everything that was shown as saved is there, and writing goes on."""
        for one in self.people:
            there = stored(self.workspace, one.code)
            sent_since = {item for item, level in one.sent.items() if one.shown.get(item) != level}
            for item, level in one.shown.items():
                self.seen["confirmed"] += 1
                if there.get(item) != level and item not in sent_since:
                    self.seen["lost"] += 1
        last = self.workspace.folder.repository(self.workspace.roster.municipalities[WRITERS].code)
        self.seen["lost"] += len(set(self.submitted) - {one.id for one in last.every_snapshot()})
        for one in self.workspace.roster.municipalities:
            repository = self.workspace.folder.repository(one.code)
            try:
                repository.change_actions(lambda there: there)
                repository.change_draft(self.workspace.questionnaire_id, lambda there: there)
            except StoreError:
                self.seen["blocked"] += 1
        left = set(self.data.rglob(".*.tmp"))
        await asyncio.sleep(0.2)  # a session that goes on may be writing at this very moment
        self.seen["temporary files"] += len(left & set(self.data.rglob(".*.tmp")))

    async def _at_rest(self) -> None:
        """Wait until nobody's draft changes any more."""
        before: list[object] = []
        while (now := [stored(self.workspace, one.code) for one in self.people]) != before:
            before = list(now)
            await asyncio.sleep(0.6)

    async def end(self) -> None:
        """Close everything."""
        for one in self.people:
            await one.leave()
        self.server.end()


def _lives(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False


async def measured(kills: int, seed: int) -> Counter[str]:
    """So many kills, one kind after the other: what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder) / "data", seed)
        try:
            await run.start()
            for number in range(kills):
                await run.one_kill(KINDS[number % len(KINDS)])
        finally:
            await run.end()
        run.seen["answers"] = sum(one.count for one in run.people)
        run.seen["submits"] = len(run.submitted)
        return run.seen


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    seen = asyncio.run(measured(asked.kills, asked.seed))
    print(f"Kills: {asked.kills} with SIGKILL while {WRITERS} people write (seed {asked.seed}, {time.monotonic() - began:.0f} s)")
    print("  killed                          " + ", ".join(f"{kind} {seen[kind]}" for kind in KINDS))
    print(f"  answers sent                    {seen['answers']:7}, submits that said their number {seen['submits']}")
    print(f"  shown as saved, and looked up   {seen['confirmed']:7}")
    for name in ("lost", "blocked", "left behind", "temporary files"):
        print(f"  {name:30} {seen[name]:8}   (bar 0)")


if __name__ == "__main__":
    main()
