"""Many people answering in the browser at once: `python -m bench.load [--sessions 50] [--minutes 5]`. Not part of `make bench`: it takes its time.

Everybody answers for a municipality of their own; at the end every answer is compared with the store, one by one. One more person than there is room for gets the
page that says so.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.visitors import Server, Visitor, prepared, stored
from bench.web import _pss as pss

CORES = 2


@dataclass
class Result:
    """What was seen."""

    answers: int
    compared: int
    lost: int
    errors: list[str]
    busy: bool
    """The person too many got the busy page."""
    p50: float
    p95: float
    worst: float
    """Seconds from a key to the first repaint."""
    server: float
    session: float
    """MB."""


async def measured(sessions: int, seconds: float, pace: float, seed: int = 1) -> Result:
    """Run it.

    Args:
        sessions: people at once.
        seconds: how long they answer.
        pace: mean seconds between two answers of one person.
        seed: of levels and pauses.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        workspace = prepared(data, sessions + 1)
        items = [one.id for one in workspace.staff_desk(workspace.roster.municipalities[0]).questionnaire.ordered]
        people = [Visitor(n, items) for n in range(sessions)]
        server = Server(data, "--sessions", str(sessions))
        errors: list[str] = []
        try:
            await server.ready()
            for one in people:
                await one.log_in(server.url)
            await asyncio.gather(*(one.open(server.url, f"tab-{one.name}") for one in people))
            busy = await _one_too_many(server.url, sessions, items)
            until = time.monotonic() + seconds
            await asyncio.gather(*(_answering(one, until, pace, random.Random(f"{seed} {one.name}"), errors) for one in people))
            await asyncio.sleep(1.0)
            memory = pss(server.process.pid) / 1024, sum(pss(pid) for pid in server.below()) / sessions / 1024
            compared = lost = 0
            for one in people:
                there = stored(workspace, one.code)
                compared += len(one.sent)
                lost += sum(there.get(item) != level for item, level in one.sent.items())
        finally:
            for one in people:
                await one.leave()
            said = server.end()
        errors += [line for line in said.splitlines() if "Traceback" in line or "rror" in line]
        times = sorted(value for one in people for value in one.times)
        answers = sum(one.count for one in people)
        return Result(
            answers, compared, lost, errors, busy, times[len(times) // 2], times[int(len(times) * 0.95)], times[-1], memory[0], memory[1]
        )


async def _answering(one: Visitor, until: float, pace: float, chance: random.Random, errors: list[str]) -> None:
    try:
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(0.3, 1.7) * pace)
            await one.answer(chance.randrange(6), 2.0)
    except (ConnectionError, OSError) as problem:
        errors.append(f"{one.name}: {problem}")


async def _one_too_many(url: str, number: int, items: list[str]) -> bool:
    """Whether somebody for whom there is no room is told so, on the page and on the line."""
    late = Visitor(number, items)
    try:
        await late.log_in(url)
        assert late.session is not None
        response = await late.session.get("/")
        return response.status == 503 and "混み合っています" in await response.text()
    finally:
        await late.leave()


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--pace", type=float, default=1.5)
    asked = parser.parse_args()
    if len(os.sched_getaffinity(0)) > CORES:
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:CORES]))
    made = asyncio.run(measured(asked.sessions, asked.minutes * 60, asked.pace))
    print(
        f"Load: {asked.sessions} people answering for {asked.minutes:g} minutes, on {len(os.sched_getaffinity(0))} cores with the people themselves"
    )
    print(f"  answers sent                   {made.answers:8}")
    print(f"  compared with the store        {made.compared:8}")
    print(f"  lost                           {made.lost:8}   (bar 0)")
    print(f"  errors                         {len(made.errors):8}   (bar 0)  {'; '.join(made.errors[:3])}")
    print(f"  one too many got the busy page {made.busy!s:>8}")
    print(f"  key to repaint                 p50 {1000 * made.p50:.0f} ms, p95 {1000 * made.p95:.0f} ms, worst {1000 * made.worst:.0f} ms")
    print(f"  memory                         server {made.server:.0f} MB, session {made.session:.1f} MB (PSS)")


if __name__ == "__main__":
    main()
