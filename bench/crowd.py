"""Many who save at once into the same file, beside one after the other and beside stock TinyDB; and kills."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bench.rows import Row, ms, percentile
from bench.store import CODE, document, make_snapshot
from dxcheck.store.errors import StoreError
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import of_municipality

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WRITERS, EACH, KILLS = 20, 50, 200
LONGEST_FILE = 150
"""Snapshots, after which the kills begin with a new file: an ever longer one would only slow them down."""

BEGIN = """
import gc, sys
gc.freeze()  # as sessions do: what was imported is looked through no more (app/base_app.py)
print("ready", flush=True)
sys.stdin.readline()  # until all are there: none saves while others still start
"""
SUBMITTER = """
import sys, time
from pathlib import Path
import dxcheck.store.turn
from bench.crowd import BEGIN
from bench.store import make_snapshot
from dxcheck.store.errors import StoreError
from dxcheck.store.folder import DataFolder
code, times = sys.argv[2], int(sys.argv[3])
repository = DataFolder.open(Path(sys.argv[1])).repository(code)
exec(BEGIN)
for _n in range(times):
    began = time.perf_counter()
    try:
        repository.add_snapshot(lambda there: make_snapshot(len(there) + 1))
    except StoreError:
        print("refused", flush=True)
        continue
    print(time.perf_counter() - began, flush=True)
"""
ANSWERER = """
import sys, time
from pathlib import Path
import msgspec
import dxcheck.store.turn
from bench.crowd import BEGIN
from bench.store import CODE, ITEMS, NOW, REF
from dxcheck.model.snapshot import Answer, DraftEntry
from dxcheck.store.errors import StoreError
from dxcheck.store.folder import DataFolder
repository, who = DataFolder.open(Path(sys.argv[1])).repository(CODE), int(sys.argv[2])
exec(BEGIN)
for n in range(int(sys.argv[3])):
    entry = DraftEntry(Answer(choice=n % 6), NOW, "企画課", f"{who}-{n}")
    began = time.perf_counter()
    try:
        repository.change_draft(
            REF.id, lambda was: msgspec.structs.replace(was, entries={**was.entries, ITEMS[who]: entry}, revision=was.revision + 1)
        )
    except StoreError:
        print("refused", flush=True)
        continue
    print(time.perf_counter() - began, flush=True)
    time.sleep(0.05)
"""
FLOOR = """
import fcntl, os, sys, time
import msgspec
from bench.crowd import BEGIN
from bench.store import document
path, times, is_draft = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "draft"
folder, new = os.path.dirname(path), document(1)
exec(BEGIN)
for n in range(times):
    began = time.perf_counter()
    lock = os.open(path + ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with open(path, "rb") as opened:
        there = msgspec.json.decode(opened.read())
    there["0" if is_draft else str(len(there))] = new
    content = msgspec.json.format(msgspec.json.encode(there), indent=1)
    with open(path + ".tmp", "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    os.link(path, path + ".old")
    os.replace(path + ".old", path + ".bak")
    os.replace(path + ".tmp", path)
    opened = os.open(folder, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)
    os.close(lock)
    print(time.perf_counter() - began, flush=True)
    if is_draft:
        time.sleep(0.05)
"""
"""The same with nothing of ours: the system's lock, and the same bytes forced in the same order; no check, no sum, nothing but msgspec and the system's calls."""
STOCK_WRITER = """
import sys
from bench.store import document
from tinydb import TinyDB
for _n in range(int(sys.argv[2])):
    try:
        TinyDB(sys.argv[1], encoding="utf-8").insert(document(1))
        print("saved", flush=True)
    except Exception:
        pass
"""


def rows() -> Iterator[Row]:
    """Submitting and answering together, and what is left after kills."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        yield from _submitting(place)
        yield from _answering(place)
        yield _stock(place)
        yield from _kills(place / "kills")


def started(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of ours that runs a program."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def let_go(writers: Sequence[subprocess.Popen[str]]) -> None:
    """Once all of them are there."""
    for one in writers:
        assert one.stdout is not None
        one.stdout.readline()
    for one in writers:
        assert one.stdin is not None
        with contextlib.suppress(OSError):  # one that ended before is counted by what it did not say
            one.stdin.write("\n")
            one.stdin.flush()


def _said(writers: Sequence[subprocess.Popen[str]]) -> tuple[list[float], int]:
    """How long each save took that was said to be done, and how many were refused."""
    let_go(writers)
    lines = [line for one in writers for line in one.communicate()[0].split()]
    return [float(line) for line in lines if line != "refused"], lines.count("refused")


def _alike(times: Sequence[float]) -> str:
    """How far apart the saves of one number are, the first ones of all writers, the second ones and so on: what a file that grows meanwhile has no part in."""
    if len(times) < WRITERS * EACH:
        return ""
    ratios = [percentile(times[n::EACH], 0.95) / percentile(times[n::EACH], 0.5) for n in range(EACH)]
    return f"; of saves of one number {percentile(ratios, 0.5):.2f} times"


def _told(what: str, times: Sequence[float], refused: int, lost: int, floor: Sequence[float]) -> Iterator[Row]:
    never = WRITERS * EACH - len(times) - refused
    said = f"{refused} refused, {lost} lost of {WRITERS * EACH}" + (f", {never} never tried: a writer ended before" if never else "")
    yield Row(f"{what}: refused or lost", said, ratio=refused + lost + never, bar=0)
    (p50, p95), (bare50, bare95) = [(percentile(one, 0.5), percentile(one, 0.95)) for one in (times, floor)]
    bare = f"with the system's lock and nothing of ours {ms(bare95)} and {ms(bare50)}, {bare95 / bare50:.2f}"
    yield Row(f"{what}: p95 and p50", f"{ms(p95)} and {ms(p50)}{_alike(times)}", bare, p95 / p50, 2)


def _submitting(place: Path) -> Iterator[Row]:
    for name, codes in (("a file each", [f"38{n:04}" for n in range(WRITERS)]), ("one file for all", [CODE] * WRITERS)):
        folder = DataFolder.open(place / name.replace(" ", "-"))
        for code in set(codes):  # a folder in use: its marker and files are there
            folder.repository(code).add_snapshot(lambda _none: make_snapshot(1))
        times, refused = _said([started(SUBMITTER, folder.path, code, EACH) for code in codes])
        stored = sum(len(folder.repository(code).every_snapshot()) for code in set(codes)) - len(set(codes))
        floor = _floor(place / f"floor-{len(set(codes))}", codes, "submits")
        yield from _told(f"{WRITERS} processes submit {EACH} times, {name}", times, refused, len(times) - stored, floor)


def _answering(place: Path) -> Iterator[Row]:
    from bench.store import full_draft

    folder = DataFolder.open(place / "one-draft")
    repository = folder.repository(CODE)
    draft = full_draft()
    repository.change_draft(draft.questionnaire.id, lambda _none: draft)
    times, refused = _said([started(ANSWERER, folder.path, who, EACH) for who in range(WRITERS)])
    there = repository.draft(draft.questionnaire.id)
    lost = len(times) - (there.revision if there is not None else 0)
    floor = _floor(place / "floor-draft", [CODE] * WRITERS, "draft")
    yield from _told(f"{WRITERS} colleagues in one draft, {EACH} answers each", times, refused, lost, floor)


def _floor(place: Path, codes: Sequence[str], kind: str) -> list[float]:
    """How long the same takes with nothing of ours."""
    for code in set(codes):
        (place / code).mkdir(parents=True)
        (place / code / "file.json").write_bytes(msgspec.json.encode({"0": document(1)}))
    return _said([started(FLOOR, place / code / "file.json", EACH, kind) for code in codes])[0]


def _stock(place: Path) -> Row:
    path = place / "stock-crowd.json"
    writers = [started(STOCK_WRITER, path, EACH) for _n in range(WRITERS)]
    said = sum(one.communicate()[0].count("saved") for one in writers)
    try:
        there = str(len(json.loads(path.read_text(encoding="utf-8"))["_default"]))
    except ValueError:
        there = "none, the file is torn"
    return Row("the same with stock TinyDB, one file for all", f"{said} said to be saved, there: {there}")


def _kills(place: Path) -> Iterator[Row]:
    folder = DataFolder.open(place)
    chance = random.Random(1)
    lost = torn = said = whole = 0
    for _kill in range(KILLS):
        writer = started(SUBMITTER, place, CODE, 1000)
        assert writer.stdout is not None
        let_go([writer])
        first = writer.stdout.readline()  # however long a process takes to begin
        time.sleep(chance.uniform(0, 0.08))
        writer.send_signal(signal.SIGKILL)
        now = sum(line != "refused" for line in [first.strip(), *writer.communicate()[0].split()])
        said, whole = said + now, whole + now
        try:
            stored = len(folder.repository(CODE).every_snapshot())
        except StoreError:
            torn += 1
            continue
        lost += max(0, said - stored)
        said = stored
        if stored > LONGEST_FILE:
            of_municipality(place, CODE, "municipality").unlink()
            said = 0
    yield Row(
        f"kill -9 at random moments, {KILLS} times", f"{torn} torn, {lost} lost of {whole} said to be saved", ratio=torn + lost, bar=0
    )
