"""Saving, beside stock TinyDB on the same disk in the same run."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from tinydb import TinyDB

from bench.rows import Row, ms, paired
from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import Answer, Draft, DraftEntry, QuestionnaireRef, Snapshot
from dxcheck.store.folder import DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CODE = "382019"
REF = QuestionnaireRef("ehime-dx", "2026.1", "0" * 64)
NOW = dt.datetime(2026, 11, 23, 10, 32, tzinfo=JAPAN)
ITEMS = [f"item-{n:02}" for n in range(42)]
SAVES, SUBMITS = 200, 20

TEXTS = Answer(choice=2, evidence="総務課・福祉課で6月に聞き取り。一覧は共有フォルダー", comment="窓口課は秋に予定")


def make_snapshot(seq: int) -> Snapshot:
    """A snapshot of 42 answers with texts."""
    answers = dict.fromkeys(ITEMS, TEXTS)
    return Snapshot(f"{CODE}-{seq:08}", seq, CODE, REF, 1, NOW, "企画課", "課長", answers)


def full_draft() -> Draft:
    """A draft with all 42 answers."""
    return Draft("d", CODE, REF, NOW, entries={item: DraftEntry(TEXTS, NOW, "企画課", "s") for item in ITEMS})


def document(seq: int) -> dict[str, object]:
    """The same as a plain document."""
    made: dict[str, object] = msgspec.to_builtins(make_snapshot(seq))
    return made


def rows() -> Iterator[Row]:
    """An answer saved, a snapshot submitted."""
    with tempfile.TemporaryDirectory() as place:
        yield from _autosave(Path(place))
        for present in (0, 100):
            yield _submit(Path(place) / f"submit{present}", present)


def _timed(work: Callable[[int], object], times: int) -> list[float]:
    taken = []
    for n in range(times):
        began = time.perf_counter()
        work(n)
        taken.append(time.perf_counter() - began)
    return taken


def _autosave(place: Path) -> Iterator[Row]:
    repository = DataFolder.open(place / "draft").repository(CODE)
    draft = full_draft()
    repository.change_draft(REF.id, lambda _none: draft)

    def save(n: int) -> None:
        def change(before: Draft | None) -> Draft:
            assert before is not None
            entry = DraftEntry(msgspec.structs.replace(TEXTS, choice=n % 6), NOW, "企画課", "s")
            return msgspec.structs.replace(before, entries={**before.entries, ITEMS[n % 42]: entry}, revision=n)

        repository.change_draft(REF.id, change)

    plain = msgspec.to_builtins(draft)
    whole_db = TinyDB(place / "stock-whole.json", encoding="utf-8")
    whole_db.insert(plain)
    ours, whole = [], []
    for n in range(SAVES):
        ours += _timed(lambda _k, n=n: save(n), 1)  # type: ignore[misc]
        whole += _timed(lambda _k, n=n: whole_db.update({"revision": n}, doc_ids=[1]), 1)  # type: ignore[misc]
    beside = f"stock TinyDB's update of the same document {ms(statistics.median(whole))}"
    yield Row("autosave of one answer into a draft of 42, p50", ms(statistics.median(ours)), beside, paired(ours, whole), 1.5)


def _submit(place: Path, present: int) -> Row:
    repository = DataFolder.open(place).repository(CODE)
    stock_db = TinyDB(place / "stock.json", encoding="utf-8")
    stock_db.insert_multiple(document(n) for n in range(1, present + 1))
    if present:
        # The store's own way, once for all: a hundred single submits would only warm the disk.
        for n in range(1, present + 1):
            repository.add_snapshot(lambda _there, n=n: make_snapshot(n))  # type: ignore[misc]
    ours, stock = [], []
    for _n in range(SUBMITS):
        ours += _timed(lambda _k: repository.add_snapshot(lambda there: make_snapshot(len(there) + 1)), 1)
        stock += _timed(lambda _k: stock_db.insert(document(present + 1)), 1)
    beside = f"stock TinyDB's insert {ms(statistics.median(stock))}"
    return Row(
        f"submit of 42 answers, {present} snapshots there",
        ms(statistics.median(ours)),
        beside,
        paired(ours, stock),
        1.1 if not present else None,
    )
