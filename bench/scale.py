"""The first complete overview of 20, 200 and 1,741 municipalities x 40 snapshots x 42 items, beside SQLite and stock TinyDB doing the same over the same rows.

Each contender runs in a process of its own, cold (nothing of ours in memory; the files are in the system's cache for all alike), then warm: one municipality
has submitted anew, and the whole table is wanted again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bench.rows import Row, ms
from bench.scale_keys import keys
from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.store.derived import folder_in
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (20, 200, 1741)
SNAPSHOTS, TIMES = 40, 5
TIMES_FOR_MANY, MANY = 3, 1000
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=JAPAN)
TEXT = "総務課・福祉課で6月に聞き取り。一覧は共有フォルダーにある"

# The newest snapshot of each municipality as of the day, and of each dimension of it: the mean, how many were answered, how many わからない.
QUERY = """
SELECT a.code, a.dimension, AVG(a.level), COUNT(a.level), SUM(a.level IS NULL)
FROM answers a WHERE (a.code, a.seq) IN (SELECT code, MAX(seq) FROM answers GROUP BY code)
GROUP BY a.code, a.dimension
"""
COVERING = "CREATE INDEX covering ON answers (code, seq, dimension, level)"


def code_of(number: int) -> str:
    """A six-digit code for the `number`th invented municipality."""
    from dxcheck.model.roster import check_digit

    first = f"{10000 + number:05}"
    return first + str(check_digit(first))


def generate(folder: Path, count: int) -> None:
    """The municipalities' files, the roster, and the same rows in SQLite and TinyDB."""
    rng = random.Random(count)
    workspace = Workspace.open(folder)
    q = workspace.library.current("ehime-dx", NOW.date())
    assert q is not None
    ref = QuestionnaireRef.to(q)
    workspace.folder.repository(code_of(0)).keep_questionnaire(q)
    towns = "".join(
        f'[[municipalities]]\ncode = "{code_of(n)}"\nname = "架空{n}市"\nkana = "かくう{n}し"\nromaji = "Kakuu{n}"\ntype = "市"\nregion = "東予"\npopulation = 20000\n'
        for n in range(count)
    )
    head = 'kind = "roster"\nid = "bench"\npopulation_as_of = 2026-10-01\n[prefecture]\ncode = "380008"\nname = "架空県"\nkana = "かくうけん"\nromaji = "Kakuu"\n'
    (folder / "roster.toml").write_text(head + towns, encoding="utf-8")
    rows = []
    for n in range(count):
        code = code_of(n)
        snapshots = {}
        for seq in range(1, SNAPSHOTS + 1):
            answers = {
                item.id: Answer(choice=rng.choice([0, 1, 1, 2, 2, 3, "unknown"]), evidence=TEXT if rng.random() < 0.3 else "", target=3)
                for item in q.items
            }
            at = NOW - dt.timedelta(days=180 * (SNAPSHOTS - seq) // 10 + 10)
            snapshots[str(seq)] = Snapshot(
                f"{code}-{seq}", seq, code, ref, 1, at, "企画課", "課長", answers, supersedes=f"{code}-{seq - 1}" if seq % 2 == 0 else ""
            )
            rows += [(code, seq, q.item_by_id[item].dimension, item, one.level) for item, one in answers.items()]
        whole = {"dxcheck": {"schema": 1, "kind": "municipality", "municipality": code, "demo": False}, "snapshots": snapshots}
        place(folder, f"{code}.json").parent.mkdir(parents=True)
        place(folder, f"{code}.json").write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1))
    for name, index in (("plain.db", ""), ("covering.db", COVERING)):
        with sqlite3.connect(folder / name) as db:
            db.execute("CREATE TABLE answers (code TEXT, seq INTEGER, dimension TEXT, item TEXT, level INTEGER)")
            db.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", rows)
            if index:
                db.execute(index)
                db.execute("ANALYZE")
        db.close()


def measured(what: str, folder: Path) -> dict[str, float]:
    """Run one contender in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.scale", what, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _most_memory() -> float:
    """In MB, of this process since it was started."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def contend(what: str, folder: Path) -> dict[str, Any]:
    """In its own process: cold, warm after one new submission, and the most memory it took."""
    if what.startswith("ours"):
        cold, warm = _ours(folder, without_cache=what == "ours")
    elif what == "tinydb":
        cold = warm = _tinydb(folder)  # it keeps nothing, so it reads everything again
    else:
        cold, warm = _sqlite(folder / f"{what}.db")
    return {"cold": cold, "warm": warm, "memory": _most_memory()}


def _ours(folder: Path, *, without_cache: bool) -> tuple[float, float]:
    if without_cache:
        shutil.rmtree(folder_in(folder), ignore_errors=True)
    workspace = Workspace.open(folder, create=False)
    comparing = workspace.centre_desk(now=lambda: NOW).comparing
    workspace.library.all()  # the questionnaire is read once for every screen, and the other contenders need none
    began = time.perf_counter()
    overview = comparing.overview()
    cold = time.perf_counter() - began
    comparing.keep()
    assert len(overview.counted) == len(workspace.roster.municipalities)
    one = workspace.roster.municipalities[len(workspace.roster.municipalities) // 2]
    staff = workspace.staff_desk(one, now=lambda: NOW + dt.timedelta(hours=1))
    before = staff.latest()
    assert before is not None
    sent = staff.submit_answers({item: Answer(choice=5) for item in before.answers}, "企画課", "企画課長", replace=True)
    began = time.perf_counter()
    overview = comparing.overview()
    warm = time.perf_counter() - began
    [line] = [found for found in overview.lines if found.municipality == one]
    whole = line.figure("", "level")
    assert whole is not None
    assert (line.snapshot, whole.value) == (sent.id, 5.0), "the new submission is in the table"
    return cold, warm


def _sqlite(path: Path) -> tuple[float, float]:
    began = time.perf_counter()
    db = sqlite3.connect(path)
    found = db.execute(QUERY).fetchall()
    cold = time.perf_counter() - began
    code = found[len(found) // 2][0]
    newest = "SELECT code, seq + 1, dimension, item, 5 FROM answers WHERE code = ? AND seq = (SELECT MAX(seq) FROM answers WHERE code = ?)"
    db.execute(f"INSERT INTO answers {newest}", (code, code))
    began = time.perf_counter()
    again = db.execute(QUERY).fetchall()
    warm = time.perf_counter() - began
    assert next(mean for one, _dimension, mean, _levels, _unknown in again if one == code) == 5.0
    db.rollback()  # the next run begins with the same rows
    return cold, warm


def _tinydb(folder: Path) -> float:
    from tinydb import TinyDB

    began = time.perf_counter()
    workspace = Workspace.open(folder, create=False)
    q = workspace.library.current("ehime-dx", NOW.date())
    assert q is not None
    made = []
    for one in workspace.roster.municipalities:
        records = TinyDB(place(folder, f"{one.code}.json"), encoding="utf-8", access_mode="r").table("snapshots").all()
        answers = max(records, key=lambda record: record["seq"])["answers"]
        for dimension, items in q.items_by_dimension.items():
            choices = [answers.get(item.id, {}).get("choice") for item in items]
            levels = [choice for choice in choices if isinstance(choice, int)]
            made.append((one.code, dimension, sum(levels) / len(levels) if levels else None, len(levels), choices.count("unknown")))
    return time.perf_counter() - began


NAMES = {
    "ours": "dxcheck, without its cache",
    "ours-kept": "dxcheck, with score files",
    "plain": "SQLite GROUP BY",
    "covering": "SQLite covering index",
    "tinydb": "stock TinyDB, read alone",
}
MEMORY_BAR, WARM_BAR, LINEAR_BAR = 400, 20, 1.3
"""MB; cold over warm; the cost of one municipality at one size over that at the next smaller."""

_Results = dict[str, dict[str, float]]


def _run(folder: Path, count: int) -> _Results:
    """Every contender over the same rows: the best of several runs."""
    results: _Results = {}
    for _ in range(TIMES if count < MANY else TIMES_FOR_MANY):
        for name in NAMES:
            got = measured(name, folder)
            known = results.setdefault(name, got)
            results[name] = {key: min(known[key], got[key]) if key != "memory" else max(known[key], got[key]) for key in got}
    return results


def _overviews(count: int, found: _Results) -> Iterator[Row]:
    """The first overview beside what a database does over the same rows."""
    for ours, others, bar in (("ours", ("plain",), 1.0), ("ours-kept", ("covering",), 1.0), ("ours", ("tinydb",), None)):
        mine = found[ours]["cold"]
        for other in others:
            beside = found[other]["cold"]
            yield Row(f"overview of {count:,}, {NAMES[ours]}", ms(mine), f"{NAMES[other]} {ms(beside)}", mine / beside, bar)


def _growth(results: dict[int, _Results]) -> Iterator[Row]:
    """What one municipality costs where there are many, and what is read again after one submission."""
    largest, (smaller, *_rest) = max(results), sorted(results, reverse=True)[1:]
    for name in ("ours", "ours-kept"):
        at_most, at_less = (results[count][name]["cold"] / count for count in (largest, smaller))
        what = f"{NAMES[name]}: a municipality at {largest:,}"
        yield Row(what, ms(at_most), f"at {smaller} {ms(at_less)}", at_most / at_less, LINEAR_BAR)
    ours = results[largest]["ours"]
    what = f"overview of {largest:,} after one more submission"
    yield Row(what, ms(ours["warm"]), f"from nothing {ms(ours['cold'])}", ours["cold"] / ours["warm"], WARM_BAR, at_least=True)
    memory = max(results[largest][name]["memory"] for name in ("ours", "ours-kept"))
    yield Row(f"overview of {largest:,}: most memory", f"{memory:.0f} MB", ratio=memory, bar=MEMORY_BAR)


def rows() -> Iterator[Row]:
    """Overviews of all sizes, keys over the largest."""
    results: dict[int, _Results] = {}
    for count in SIZES:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "data"
            generate(folder, count)
            time.sleep(3)  # score files are made only from files at rest
            results[count] = _run(folder, count)
            yield from _overviews(count, results[count])
            if count == max(SIZES):
                yield from keys(folder, count)
    yield from _growth(results)


if __name__ == "__main__":
    print(json.dumps(contend(sys.argv[1], Path(sys.argv[2]))))
