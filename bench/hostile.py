"""What one municipality can do to the others with its own rights: `python -m bench.hostile [--snapshots 10000]`.

It submits without end: ordinary answers, then answers full of text to the last character, then comments of 10 MB, with real submits through its own desk in a process of its
own. Measured: how long its submits take, at first, at last and once they are refused, and what others feel meanwhile: another municipality that saves and submits, and the
centre that opens its table. At the end, what a file does that holds 10,000 snapshots all the same, from before there was a limit.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from dxcheck.demo import create_demo
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import LONGEST_TEXT, Answer
from dxcheck.store.envelope import SCHEMA
from dxcheck.store.errors import FullCycleError
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

DAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
CODE = "382027"
OTHER = "383562"
TIMES = 5
QUIET = 5.0
"""Seconds for which the others are watched without anybody in their way."""


def attempts(workspace: Workspace, count: int, texts: int) -> dict[str, list[float]]:
    """So many submits in a row, each answer with texts of so many characters (0: those of the demo): seconds of those taken and of those refused."""
    town = workspace.roster.by_code(CODE)
    assert town is not None
    desk = workspace.staff_desk(town, now=lambda: NOW)
    latest = desk.latest()
    assert latest is not None
    full = {one.id: Answer(choice=2, evidence="根" * texts, comment="拠" * texts) for one in desk.questionnaire.ordered}
    answers = full if texts else latest.answers
    seen: dict[str, list[float]] = {"taken": [], "refused": []}
    for _nth in range(count):
        began = time.perf_counter()
        try:
            desk.submit_answers(answers, "企画課", "課長")
        except FullCycleError:
            seen["refused"].append(time.perf_counter() - began)
        else:
            seen["taken"].append(time.perf_counter() - began)
    return seen


def others(folder: Path, go_on: Callable[[], bool]) -> dict[str, list[float]]:
    """What another municipality and the centre feel, as long as it goes on."""
    seen: dict[str, list[float]] = {"saves an answer": [], "submits": [], "the centre opens its table": []}
    number = 0
    while go_on():
        workspace = Workspace.open(folder)
        town = workspace.roster.by_code(OTHER)
        assert town is not None
        desk = workspace.staff_desk(town, now=lambda: NOW)
        item = desk.questionnaire.ordered[number % 20].id
        number += 1
        _timed(seen["saves an answer"], lambda desk=desk, item=item, number=number: desk.save(item, AnswerPatch(choice=number % 6)))
        if number % 25 == 0:
            _timed(seen["submits"], lambda desk=desk: desk.submit("企画課", "課長"))
        _timed(seen["the centre opens its table"], lambda workspace=workspace: workspace.centre_desk(now=lambda: NOW).comparing.overview())
        time.sleep(0.05)
    return seen


def _timed(into: list[float], work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    into.append(time.perf_counter() - began)


def flooding(folder: Path, count: int, texts: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """The hostile one in a process of its own, the others here: what it took, what they felt."""
    command = [sys.executable, "-m", "bench.hostile", "--flood", str(folder), "--snapshots", str(count), "--texts", str(texts)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    # Into a file: a pipe that nobody reads meanwhile would stop the process at its end.
    with tempfile.TemporaryFile("w+") as said, subprocess.Popen(command, stdout=said, env=environment) as hostile:
        felt = others(folder, lambda: hostile.poll() is None)
        said.seek(0)
        return json.loads(said.read()), felt


def long_comments(workspace: Workspace) -> list[float]:
    """Seconds until a comment of 10 MB is refused."""
    town = workspace.roster.by_code(CODE)
    assert town is not None
    desk = workspace.staff_desk(town, now=lambda: NOW)
    seen: list[float] = []
    for _nth in range(TIMES):
        began = time.perf_counter()
        try:
            desk.save(desk.questionnaire.ordered[0].id, AnswerPatch(comment="長" * 3_500_000))
        except msgspec.ValidationError:
            seen.append(time.perf_counter() - began)
    assert len(seen) == TIMES
    return seen


def flood(workspace: Workspace, count: int) -> float:
    """So many snapshots in one municipality's file, each superseding the last, as if there were no limit; gives its size in MB."""
    newest = workspace.folder.repository(CODE).every_snapshot()[-1]
    made = {
        str(seq): msgspec.structs.replace(
            newest, id=f"{CODE}-flood-{seq}", seq=seq, supersedes=f"{CODE}-flood-{seq - 1}" if seq > 1 else ""
        )
        for seq in range(1, count + 1)
    }
    whole = {"dxcheck": {"schema": SCHEMA - 1, "kind": "municipality", "municipality": CODE, "demo": True}, "snapshots": made}
    path = place(workspace.folder.path, f"{CODE}.json")
    path.write_bytes(msgspec.json.encode(whole))
    return path.stat().st_size / 1e6


def overview(folder: Path) -> tuple[float, float]:
    """Cold and warm, in seconds."""
    centre = Workspace.open(folder).centre_desk(now=lambda: NOW)
    began = time.perf_counter()
    centre.comparing.overview()
    cold = time.perf_counter() - began
    began = time.perf_counter()
    centre.comparing.overview()
    return cold, time.perf_counter() - began


def figures(seconds: list[float]) -> str:
    """Median, 95th percentile and worst, in milliseconds."""
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    late = ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
    return f"{len(ordered):6} times, p50 {1000 * statistics.median(ordered):7.1f} ms, p95 {1000 * late:7.1f} ms, worst {1000 * ordered[-1]:7.1f} ms"


def print_flood(folder: Path, count: int, texts: int) -> None:
    """One flood and what came of it."""
    create_demo(folder, today=DAY)
    until = time.monotonic() + QUIET
    quiet = others(folder, lambda: time.monotonic() < until)
    took, felt = flooding(folder, count, texts)
    size = place(folder, f"{CODE}.json").stat().st_size / 1e6
    print(
        f"{count:,} submits in a row with {f'two texts of {texts:,} characters an answer' if texts else 'the texts of the demo'}; the file has {size:.1f} MB then"
    )
    print(f"  {'its submits, the first 10':36} {figures(took['taken'][:10])}")
    print(f"  {'its submits, the last 10 taken':36} {figures(took['taken'][-10:])}")
    print(f"  {'refused, kindly':36} {figures(took['refused'])}  (taken: {len(took['taken'])})")
    for name, seconds in felt.items():
        print(f"  {'another one ' + name if name[:3] != 'the' else name:36} {figures(seconds)}")
        print(f"  {'   without it':36} {figures(quiet[name])}")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--snapshots", type=int, default=10_000)
    parser.add_argument("--flood", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--texts", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.flood:
        print(json.dumps(attempts(Workspace.open(asked.flood), asked.snapshots, asked.texts)))
        return
    with tempfile.TemporaryDirectory() as folder:
        print_flood(Path(folder) / "ordinary", asked.snapshots, 0)
        print_flood(Path(folder) / "full", asked.snapshots, LONGEST_TEXT)
        print(f"a comment of 10 MB, refused          {figures(long_comments(Workspace.open(Path(folder) / 'full')))}")
        usual, flooded = Path(folder) / "usual", Path(folder) / "flooded"
        for one in (usual, flooded):
            create_demo(one, today=DAY)
        size = flood(Workspace.open(flooded), asked.snapshots)
        pairs = [(overview(usual), overview(flooded)) for _nth in range(TIMES)]
    print(
        f"One municipality with {asked.snapshots:,} snapshots from before there was a limit ({size:.0f} MB), of 20 (medians of {TIMES}, in turn)"
    )
    for at, name in enumerate(("overview, cold", "overview, warm")):
        without, with_it = (statistics.median(pair[which][at] for pair in pairs) for which in (0, 1))
        print(f"  {name:30} {1000 * with_it:8.1f} ms   without it {1000 * without:8.1f} ms")


if __name__ == "__main__":
    main()
