"""All municipalities at once, out of a database beside a folder: 1,741 with 40 snapshots each, and what a look costs once everything is known.

Each overview is made by a process of its own that knows nothing yet, in turn on both shelves; the folder's kept figures are removed before. The engine and the disk
have their pages in memory, as with the folder.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bench.costs import engine_used
from bench.rows import Row, ms, paired, percentile
from bench.scale import NOW, SIZES, SNAPSHOTS, generate
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.database.migrations import WORKER
from dxcheck.store.database.seats import Holder, Seats
from dxcheck.store.derived import folder_in
from dxcheck.store.granted import ANY, Whose, to_desk, to_everybody
from dxcheck.store.opening import address_of, names_a_database
from dxcheck.store.storage import document_bytes, read_document
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.database import Durable
    from dxcheck.desk.comparison import Comparing
    from dxcheck.store.shelf import Address

COUNT: Final = max(SIZES)
TURNS, FEWER = 10, 2
LOOKS: Final = 20
NAME: Final = "prefecture"


def in_todays_form(folder: Path) -> None:
    """Write the municipalities' files as dxcheck writes them today, so that a database has them in their records."""
    for path in folder.glob("*/shared/*.json"):
        path.write_bytes(document_bytes(*read_document(path.read_bytes(), path)))


def comparing_of(address: Address) -> Comparing:
    """What compares all municipalities, knowing nothing yet but the questionnaires, which every screen needs."""
    workspace = Workspace.open(address)
    workspace.library.all()
    return workspace.centre_desk(now=lambda: NOW).comparing


def rows() -> Iterator[Row]:
    """Cold, in turn; the same figures; then looks."""
    from bench.database import engine, ready
    from dxcheck.store.database.transfer import move_in

    with tempfile.TemporaryDirectory() as made, engine() as cluster:
        data = Path(made) / "data"
        generate(data, COUNT)
        for one in data.glob("*.db"):  # SQLite's, which another part is about
            one.unlink()
        in_todays_form(data)
        url = ready(cluster, NAME)
        move_in(data, url)
        close_databases()
        cluster.ask("VACUUM ANALYZE", NAME)
        yield from _cold(data, url)
        yield from _same(data, url)
        yield _looks(cluster, url)


def _cold(data: Path, url: str) -> Iterator[Row]:
    """Each work by itself; the overview also with the seat of somebody of the centre, as a session at a server has one."""
    seat = _seated(url)
    works = (
        ("overview", "", TURNS, 1.0),
        ("overview", seat, TURNS, 1.0),
        ("board", "", FEWER, None),
        ("course of six cycles", "", FEWER, None),
    )
    for work, token, turns, bar in works:
        took: dict[str, list[_Took]] = {url: [], os.fspath(data): []}
        for turn in range(turns + 1):
            for address in sorted(took, reverse=bool(turn % 2)):  # each begins as often as the other
                shutil.rmtree(folder_in(data), ignore_errors=True)
                found = _in_process(work, address, token)
                if turn:  # the first brings the pages into memory
                    took[address].append(found)
        mine, theirs = ([one.seconds for one in there] for there in took.values())
        said = f"files {ms(percentile(theirs, 0.5))}"
        name = f"{work} with a seat" if token else work
        yield Row(f"{name} of {COUNT:,} x {SNAPSHOTS}, cold, PostgreSQL", ms(percentile(mine, 0.5)), said, paired(mine, theirs), bar)
        processor, others = ([one.processor for one in there] for there in took.values())
        engine = ms(percentile([one.engine for one in took[url]], 0.5))
        said = f"a folder's {ms(percentile(others, 0.5))}; PostgreSQL beside it {engine}"
        yield Row(f"{name}: processor time of a node", ms(percentile(processor, 0.5)), said, paired(processor, others))
        if name != "overview":
            continue
        opening, others = ([one.opening for one in there] for there in took.values())
        yield Row("opening it before, which is not in it", ms(percentile(opening, 0.5)), f"a folder {ms(percentile(others, 0.5))}")


class _Took(NamedTuple):
    seconds: float
    processor: float
    """Seconds of one, of this process."""
    engine: float
    """The same of PostgreSQL's processes that it asked."""
    opening: float
    """Seconds until what a screen has before it was there: connected, with questionnaires and roster."""


def _seated(url: str) -> str:
    """A seat of the centre."""
    workspace = Workspace.open(open_database(url))
    workspace.folder.accounts(workspace.roster.prefecture.code).add(Account("centre", "centre", "", "!", calendar.now()))
    close_databases()
    places = [*to_everybody(), *to_desk("centre", Whose((ANY,)))]
    return Seats(url, WORKER).issue(Holder("centre", "203.0.113.7", "centre"), places, ["login"], calendar.now() + dt.timedelta(hours=8))


def _in_process(work: str, address: str, seat: str) -> _Took:
    """In a process of its own; a folder knows no seats."""
    done = subprocess.run([sys.executable, "-m", "bench.prefecture", work, address, seat], capture_output=True, text=True, check=True)
    return _Took(*json.loads(done.stdout))


def _measured(work: str, address: str, seat: str) -> _Took:
    began = time.perf_counter()
    comparing = comparing_of(open_database(address, seat=seat) if seat and names_a_database(address) else address_of(address))
    opening = time.perf_counter() - began
    works: dict[str, Callable[[], object]] = {
        "overview": comparing.overview,
        "board": comparing.board,
        "course of six cycles": lambda: comparing.courses(comparing.cycle, comparing.municipalities),
    }
    gc.collect()
    gc.freeze()  # as sessions do: what was imported is looked through no more (app/base_app.py)
    engine = engine_used(address) if names_a_database(address) else 0
    began, used = time.perf_counter(), time.process_time()
    works[work]()
    took, used = time.perf_counter() - began, time.process_time() - used
    return _Took(took, used, engine_used(address) - engine if names_a_database(address) else 0, opening)


def _same(data: Path, url: str) -> Iterator[Row]:
    """Figures that differ."""
    mine, theirs = comparing_of(open_database(url)), comparing_of(data)
    lines = sum(one != other for one, other in zip(mine.overview().lines, theirs.overview().lines, strict=True))
    board = sum(one != other for one, other in zip(mine.board(), theirs.board(), strict=True))
    close_databases()
    yield Row(f"lines of {COUNT:,} that are others in the database: overview, board", f"{lines}, {board}", ratio=lines + board, bar=0)


def _looks(cluster: Durable, url: str) -> Row:
    """What the engine is asked for while nothing changed."""
    with cluster.heard(NAME) as since:
        comparing = comparing_of(open_database(url))
        comparing.board_stamp()
        comparing.overview()
        comparing.board()
        cold, took = len(since()), []
        for _n in range(LOOKS):
            began = time.perf_counter()
            comparing.board_stamp()
            comparing.board()
            comparing.overview()
            took.append(time.perf_counter() - began)
        asked = len(since()) / LOOKS
    close_databases()
    said = f"{asked:g} statements, {ms(percentile(took, 0.5))}"
    return Row(f"a look at board and overview of {COUNT:,}, nothing changed", said, f"the first look {cold} statements", asked, 1)


if __name__ == "__main__":
    print(json.dumps(_measured(*sys.argv[1:])))
