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
from typing import Any

import msgspec

from bench.terminal import terminal
from dxcheck.calendar import JAPAN
from dxcheck.place import Place
from dxcheck.snapshot import Answer, QuestionnaireRef, Snapshot

SIZES = (20, 200, 1741)
SNAPSHOTS, TIMES = 40, 5
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
    from dxcheck.roster import check_digit

    first = f"{10000 + number:05}"
    return first + str(check_digit(first))


def generate(folder: Path, count: int) -> None:
    """The municipalities' files, the roster, and the same rows in SQLite and TinyDB."""
    rng = random.Random(count)
    place = Place.open(folder)
    q = place.library.current("ehime-dx", NOW.date())
    assert q is not None
    ref = QuestionnaireRef.to(q)
    place.folder.repository(code_of(0)).keep_questionnaire(q)
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
        (folder / f"{code}.json").write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=1))
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
        if what == "ours":
            shutil.rmtree(folder / ".scores", ignore_errors=True)
        place = Place.open(folder, create=False)
        comparing = place.centre_desk(now=lambda: NOW).comparing
        place.library.all()  # the questionnaire is read once for every screen, and the other contenders need none
        began = time.perf_counter()
        overview = comparing.overview()
        cold = time.perf_counter() - began
        comparing.keep()
        assert len(overview.counted) == len(place.roster.municipalities)
        path = folder / f"{place.roster.municipalities[0].code}.json"
        path.write_bytes(path.read_bytes() + b"\n")
        began = time.perf_counter()
        comparing.overview()
        warm = time.perf_counter() - began
    elif what == "tinydb":
        from tinydb import TinyDB

        began = time.perf_counter()
        place = Place.open(folder, create=False)
        for one in place.roster.municipalities:
            records = TinyDB(folder / f"{one.code}.json", encoding="utf-8", access_mode="r").table("snapshots").all()
            newest = max(records, key=lambda r: r["seq"])
            levels = [a["choice"] for a in newest["answers"].values() if isinstance(a["choice"], int)]
            sum(levels)
        cold = warm = time.perf_counter() - began
    else:
        began = time.perf_counter()
        db = sqlite3.connect(folder / f"{what}.db")
        found = db.execute(QUERY).fetchall()
        cold = time.perf_counter() - began
        assert found
        began = time.perf_counter()
        db.execute(QUERY).fetchall()
        warm = time.perf_counter() - began
    return {"cold": cold, "warm": warm, "memory": _most_memory()}


def keys(folder: Path) -> None:
    """Scrolling and sorting on a terminal, in the overview, on the board and in the planning: from the key to the new picture."""
    command = [sys.executable, "-m", "dxcheck", "--data", str(folder), "--lang", "ja", "centre"]
    took: dict[str, list[float]] = {}

    def timed(what: str, key: str, drawn: str, rest: float = 0.05) -> None:
        began = screen.press(key)
        took.setdefault(what, []).append(screen.wait_for(drawn) - began)
        screen.drain(rest)

    with terminal(command, {}) as screen:
        screen.wait_for("1741/1741")
        screen.drain(1.0)
        for n in range(1, 41):
            timed("overview, down", "\x1b[B", f">架空{n}市")
        for n in range(21):
            timed("overview, sort", "s", ("小さい順", "大きい順", "コード順")[n % 3], 0.3)
        timed("board, opened", "b", "読んでいます", 0.0)
        screen.wait_for("> 架空0市")
        screen.drain(1.0)
        for n in range(1, 41):
            timed("board, down", "\x1b[B", f"> 架空{n}市")
        timed("board, end", "\x1b[F", "> 架空1740市", 0.5)
        screen.press("\x1b")
        screen.wait_for("コード順")
        screen.drain(0.5)
        timed("planning, opened", "v", "訪問の古い順", 30.0)
        for n in range(20):
            timed("planning, sort", "s", ("取組の多い順", "動いた設問の多い順", "コード順", "訪問の古い順")[n % 4], 0.5)
        for n in range(1, 41):
            timed("planning, down", "\x1b[B", f"> 架空{n}市")
    for name, values in took.items():
        values.sort()
        p50, p95 = (1000 * values[int(len(values) * share)] for share in (0.5, 0.95))
        print(f"    1741  key to repaint, {name:17} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   (bar 100)")


def main() -> None:
    """Print the table."""
    print(
        f"\n== overview of all municipalities, {SNAPSHOTS} snapshots x 42 items each: the best of {TIMES} runs (3 for the largest), one process each"
    )
    print(f"{'':10}{'contender':26}{'cold ms':>10}{'warm ms':>10}{'memory MB':>11}   cold against ours")
    for count in SIZES:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "data"
            generate(folder, count)
            time.sleep(3)  # score files are made only from files at rest
            results: dict[str, dict[str, float]] = {}
            names = {
                "ours": "dxcheck, without its cache",
                "ours-kept": "dxcheck, with score files",
                "plain": "SQLite GROUP BY",
                "covering": "SQLite covering index",
                "tinydb": "stock TinyDB, read alone",
            }
            for _ in range(TIMES if count < 1000 else 3):
                for name in names:
                    got = measured(name, folder)
                    known = results.setdefault(name, got)
                    results[name] = {key: min(known[key], got[key]) if key != "memory" else max(known[key], got[key]) for key in got}
            for name, title in names.items():
                one = results[name]
                print(
                    f"{count:>8}  {title:26}{one['cold'] * 1000:>10.1f}{one['warm'] * 1000:>10.1f}{one['memory']:>11.0f}   {one['cold'] / results['ours']['cold']:.2f}"
                )
            if count == max(SIZES):
                keys(folder)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(contend(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
