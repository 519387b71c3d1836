"""Saving, beside stock TinyDB on the same disk in the same run; and what many writers and kills do to each."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from tinydb import TinyDB

from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import Answer, Draft, DraftEntry, QuestionnaireRef, Snapshot
from dxcheck.store.errors import StoreError
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import of_municipality

CODE = "382019"
REF = QuestionnaireRef("ehime-dx", "2026.1", "0" * 64)
NOW = dt.datetime(2026, 11, 23, 10, 32, tzinfo=JAPAN)
ITEMS = [f"item-{n:02}" for n in range(42)]
SAVES, KILLS = 200, 200

WRITER = """
import sys, time
from pathlib import Path
from bench.store import make_snapshot
from dxcheck.store.folder import DataFolder
code, times = sys.argv[2], int(sys.argv[3])
repository = DataFolder.open(Path(sys.argv[1])).repository(code)
for _n in range(times):
    began = time.perf_counter()
    repository.add_snapshot(lambda there: make_snapshot(len(there) + 1))
    print(time.perf_counter() - began, flush=True)
"""
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


def make_snapshot(seq: int) -> Snapshot:
    """A snapshot of 42 answers with texts."""
    answers = {
        item: Answer(choice=2, evidence="総務課・福祉課で6月に聞き取り。一覧は共有フォルダー", comment="窓口課は秋に予定") for item in ITEMS
    }
    return Snapshot(f"{CODE}-{seq:08}", seq, CODE, REF, 1, NOW, "企画課", "課長", answers)


def document(seq: int) -> dict[str, object]:
    """The same as a plain document."""
    made: dict[str, object] = msgspec.to_builtins(make_snapshot(seq))
    return made


def main() -> None:
    """All measurements."""
    with tempfile.TemporaryDirectory() as place:
        _autosave(Path(place))
        for present in (0, 100):
            _submit(Path(place) / f"submit{present}", present)
        _crowd(Path(place))
        _kills(Path(place) / "kills")


def _p(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {statistics.median(times) * 1000:6.2f} ms   p95 {ordered[round(0.95 * (len(ordered) - 1))] * 1000:6.2f} ms"


def _timed(work: Callable[[int], object], times: int) -> list[float]:
    taken = []
    for n in range(times):
        began = time.perf_counter()
        work(n)
        taken.append(time.perf_counter() - began)
    return taken


def _autosave(place: Path) -> None:
    repository = DataFolder.open(place / "draft").repository(CODE)
    texts = Answer(choice=2, evidence="総務課・福祉課で6月に聞き取り。一覧は共有フォルダー", comment="窓口課は秋に予定")
    draft = Draft("d", CODE, REF, NOW, entries={item: DraftEntry(texts, NOW, "企画課", "s") for item in ITEMS})
    repository.change_draft(REF.id, lambda _none: draft)

    def save(n: int) -> None:
        def change(before: Draft | None) -> Draft:
            assert before is not None
            entry = DraftEntry(msgspec.structs.replace(texts, choice=n % 6), NOW, "企画課", "s")
            return msgspec.structs.replace(before, entries={**before.entries, ITEMS[n % 42]: entry}, revision=n)

        repository.change_draft(REF.id, change)

    ours = _timed(save, SAVES)
    stock_db = TinyDB(place / "stock.json", encoding="utf-8")
    stock_db.insert({"item": "gov-01", "choice": 2})
    stock = _timed(lambda n: stock_db.update({"choice": n % 6}, doc_ids=[1]), SAVES)
    plain = msgspec.to_builtins(draft)
    whole_db = TinyDB(place / "stock-whole.json", encoding="utf-8")
    whole_db.insert(plain)
    whole = _timed(lambda n: whole_db.update({"revision": n}, doc_ids=[1]), SAVES)
    print(f"autosave of one answer into a draft of 42, {SAVES} times, on the disk when it returns")
    print(f"  dxcheck (lock, fsync, replace)          {_p(ours)}")
    print(f"  stock TinyDB update, same document      {_p(whole)}")
    print(f"  stock TinyDB update, one small record   {_p(stock)}")
    print(f"  ratio of medians to the same document   {statistics.median(ours) / statistics.median(whole):.2f}")


def _submit(place: Path, present: int) -> None:
    repository = DataFolder.open(place).repository(CODE)
    stock_db = TinyDB(place / "stock.json", encoding="utf-8")
    stock_db.insert_multiple(document(n) for n in range(1, present + 1))
    if present:
        # The store's own way, once for all: a hundred single submits would only warm the disk.
        for n in range(1, present + 1):
            repository.add_snapshot(lambda _there, n=n: make_snapshot(n))  # type: ignore[misc]
    ours, stock = [], []
    for _n in range(20):
        ours += _timed(lambda _k: repository.add_snapshot(lambda there: make_snapshot(len(there) + 1)), 1)
        stock += _timed(lambda _k: stock_db.insert(document(present + 1)), 1)
    print(f"submit of 42 answers with {present} to {present + 20} snapshots in the file, in turn")
    print(f"  dxcheck                 {_p(ours)}")
    print(f"  stock TinyDB insert     {_p(stock)}")
    print(f"  ratio of medians        {statistics.median(ours) / statistics.median(stock):.2f}")


def _start(code: str, *arguments: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _crowd(place: Path) -> None:
    print("20 processes, 50 submits each")
    for name, codes in (("a file per municipality", [f"38{n:04}" for n in range(20)]), ("one file for all", [CODE] * 20)):
        folder = DataFolder.open(place / name.replace(" ", "-"))
        writers = [_start(WRITER, folder.path, code, 50) for code in codes]
        times = [float(line) for one in writers for line in one.communicate()[0].split()]
        stored = sum(len(folder.repository(code).every_snapshot()) for code in set(codes))
        print(f"  dxcheck, {name:24} {len(times)} said, {stored} there, {len(times) - stored} lost   {_p(times)}")
    path = place / "stock-crowd.json"
    writers = [_start(STOCK_WRITER, path, 50) for _n in range(20)]
    said = sum(one.communicate()[0].count("saved") for one in writers)
    try:
        there = str(len(json.loads(path.read_text(encoding="utf-8"))["_default"]))
    except ValueError:
        there = "none: the file is torn"
    print(f"  stock TinyDB, one file           {said} said, there: {there}")


def _kills(place: Path) -> None:
    folder = DataFolder.open(place)
    chance = random.Random(1)
    lost = torn = said = 0
    for _kill in range(KILLS):
        writer = _start(WRITER, place, CODE, 1000)
        time.sleep(0.12 + chance.uniform(0, 0.08))
        writer.send_signal(signal.SIGKILL)
        said += writer.communicate()[0].count("\n")
        try:
            stored = len(folder.repository(CODE).every_snapshot())
        except StoreError:
            torn += 1
            continue
        lost += max(0, said - stored)
        said = stored
        if stored > 150:
            of_municipality(place, CODE, "municipality").unlink()
            said = 0
    print(f"kill -9 at random moments, {KILLS} times: {torn} torn, {lost} lost")


if __name__ == "__main__":
    main()
