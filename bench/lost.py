"""Whether anything is lost in a database, by whoever is killed, cut off or replaced. What a writer said is looked for afterwards."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from wire import Wire

from bench.crowd import EACH, KILLS, WRITERS
from bench.engine import Durable, engine, ready
from bench.rows import Row, ms, percentile
from bench.store import CODE, make_snapshot
from bench.writers import Said, begun, said
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.folder import DataFolder
from dxcheck.store.opening import address_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wire import Cut

BACKENDS: Final = 20
CUTS: Final = 60
"""Of each kind."""
AWAY: Final = 10.0
"""Seconds for which the engine is not there, or stands still."""
BUSY: Final = 4
"""Writers at the same time while something is cut or ended."""
AT_ONCE: Final = 10
"""Writers that are killed together, two in each municipality: one of them may be waiting for the other."""
ROUNDS_IN_ONE: Final = 4
"""Rounds of kills in the same municipalities: an ever longer document would only slow them down."""
_FOR_EVER: Final = 100_000


def rows_of_losses(cluster: Durable, folder: Path) -> Iterator[Row]:
    """Many at once on both; then what happens to those who write into a database."""
    for name, codes in (("twenty municipalities", [f"38{n:04}" for n in range(WRITERS)]), ("one municipality", [CODE] * WRITERS)):
        yield from _many(name, codes, ready(cluster, name.split()[0]), folder / name.split()[0])
    yield _killed(ready(cluster, "kills"))
    yield _ended(cluster, "backends")
    yield from _cut(cluster, "cuts")
    yield _away(cluster, "stopped", cluster.stop, cluster.resume)
    with contextlib.ExitStack() as standing:
        yield _away(cluster, "frozen", lambda: standing.enter_context(cluster.frozen()), standing.close)
    yield _standby()


class Wrong(NamedTuple):
    """What is not as it was said."""

    lost: int = 0
    """Said to be saved, and not there."""
    twice: int = 0
    """There twice, or under a number that another has too."""
    kept: int = 0
    """There, although its writer was told that it is not."""

    def __add__(self, other: object) -> Wrong:
        return Wrong(*(one + two for one, two in zip(self, other, strict=True))) if isinstance(other, Wrong) else NotImplemented


def _compared(place: str, codes: Sequence[str], told: Said) -> Wrong:
    """What is there with what was said."""
    lost, twice, kept = {*told.saved}, 0, 0
    for code in {*codes}:
        there = DataFolder.open(address_of(place)).repository(code).every_snapshot()
        ids = {one.id for one in there}
        lost -= ids
        kept += len(ids & {*told.refused})
        twice += sum(many - 1 for many in Counter(one.id for one in there).values())
        twice += sum(many - 1 for many in Counter(one.seq for one in there).values())
    return Wrong(len(lost), twice, kept)


def _row(what: str, wrong: Wrong, many: int) -> Row:
    """Nothing shows where nothing was saved."""
    found = f"{wrong.lost} lost, {wrong.twice} twice, {wrong.kept} kept though said not to be, of {many} said to be saved"
    return Row(what, found, ratio=sum(wrong) if many else None, bar=0)


def _many(name: str, codes: Sequence[str], url: str, data: Path) -> Iterator[Row]:
    """At once, on both."""
    times = {}
    for where, place in (("PostgreSQL", url), ("files", str(data))):
        for code in set(codes):
            DataFolder.open(address_of(place)).repository(code).add_snapshot(lambda _none: make_snapshot(1))
        told = said(begun(place, codes, EACH))
        refused = WRITERS * EACH - len(told.saved)
        yield Row(f"{WRITERS} writers x {EACH} submissions, {name}, {where}: refused", str(refused), ratio=refused, bar=0)
        times[where] = told.took
        yield _row(f"{WRITERS} writers x {EACH} submissions, {name}, {where}", _compared(place, codes, told), len(told.saved))
    p50 = {where: percentile(took, 0.5) for where, took in times.items()}
    yield Row(f"the same, p50 of PostgreSQL, {name}", ms(p50["PostgreSQL"]), f"files {ms(p50['files'])}", p50["PostgreSQL"] / p50["files"])


def _killed(url: str) -> Row:
    """Kill -9 at random moments, each once it has saved something."""
    chance, many, wrong = random.Random(1), 0, Wrong()
    for turn in range(KILLS // AT_ONCE):
        codes = [f"38{turn // ROUNDS_IN_ONE:02}{n // 2:02}" for n in range(AT_ONCE)]
        writers = begun(url, codes, 1000)
        for one in writers:
            one.wait_until_saved()
        moments = sorted((chance.uniform(0, 0.2), n) for n in range(AT_ONCE))
        began = time.monotonic()
        for moment, n in moments:
            time.sleep(max(0.0, began + moment - time.monotonic()))
            writers[n].kill()
        told = said(writers)
        wrong, many = wrong + _compared(url, codes, told), many + len(told.saved)
    return _row(f"kill -9 of a writer, {KILLS} times", wrong, many)


def _while_busy(url: str, do: Callable[[], None], *, by_way_of: str = "") -> tuple[Wrong, int]:
    """Something happens while some write, who go on after it; what is wrong then, of how many said to be saved.

    Args:
        url: of the database.
        do: what happens.
        by_way_of: the URL that the writers have; `url` if none is given.

    Raises:
        RuntimeError: nobody went on.
    """
    codes = [f"38{n:04}" for n in range(BUSY)]
    writers = begun(by_way_of or url, codes, _FOR_EVER)
    time.sleep(1)
    do()
    time.sleep(1)
    there = _number(url, codes)
    time.sleep(2)
    for one in writers:
        one.end()
    told = said(writers)
    if _number(url, codes) <= there:
        raise RuntimeError("nobody went on after it")
    return _compared(url, codes, told), len(told.saved)


def _number(url: str, codes: Sequence[str]) -> int:
    return sum(len(DataFolder.open(open_database(url)).repository(code).every_snapshot()) for code in codes)


def _ended(cluster: Durable, name: str) -> Row:
    """Connections are ended in the middle of whatever they do."""
    busy = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND state <> 'idle' LIMIT 1"

    def kill() -> None:
        ended, until = 0, time.monotonic() + 60
        while ended < BACKENDS:
            ended += len(cluster.ask(busy))
            time.sleep(0.05)
            if time.monotonic() > until:
                raise RuntimeError(f"only {ended} connections were ended")

    return _row(f"{BACKENDS} connections ended at the engine", *_while_busy(ready(cluster, name), kill))


def _cut(cluster: Durable, name: str) -> Iterator[Row]:
    """The line breaks at every third commit or so: before the engine has it, after it has it and answered, or right after it was sent on."""
    ready(cluster, name)
    told: dict[Cut, str] = {
        "the commit": "commits that never arrived",
        "its answer": "answers of commits lost on the wire",
        "after the commit": "lines cut right after a commit",
    }
    for kind, what in told.items():
        chance = random.Random(kind)

        def decide(kind: Cut = kind, chance: random.Random = chance) -> Cut | None:
            return kind if wire.cuts[kind] < CUTS and chance.random() < 1 / 3 else None

        with Wire(cluster, decide) as wire:

            def until_cut(wire: Wire = wire, kind: Cut = kind) -> None:
                until = time.monotonic() + 120
                while wire.cuts[kind] < CUTS:
                    time.sleep(0.05)
                    if time.monotonic() > until:
                        raise RuntimeError(f"only {wire.cuts[kind]} were cut")

            wrong, many = _while_busy(cluster.url(name), until_cut, by_way_of=wire.url(name))
        yield _row(f"{CUTS} {what}", wrong, many)


def _away(cluster: Durable, name: str, go: Callable[[], object], come_back: Callable[[], object]) -> Row:
    """The engine is not there for a while."""

    def leave() -> None:
        go()
        time.sleep(AWAY)
        come_back()

    return _row(f"the engine {name} for {AWAY:g} s", *_while_busy(ready(cluster, name), leave))


def _standby() -> Row:
    """The primary is killed; the standby, which has every commit, takes its place."""
    with engine() as primary:
        url = ready(primary, "dxcheck")
        folder = Path(tempfile.mkdtemp(prefix="dxcheck-pg-"))
        standby = Durable(folder)
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        try:
            standby.run("pg_basebackup", "-h", str(primary.folder), "-U", "owner", "-D", str(standby.data), "-R", "-X", "stream")
            standby.resume()
            primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
            primary.ask("SELECT pg_reload_conf()")
            codes = [f"38{n:04}" for n in range(BUSY)]
            writers = begun(url, codes, _FOR_EVER)
            time.sleep(3)
            ((in_step,),) = primary.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
            if not in_step:
                raise RuntimeError("the standby was not in step")
            children = map(int, Path(f"/proc/{primary.first}/task/{primary.first}/children").read_text().split())
            for pid in (primary.first, *children):
                os.kill(pid, signal.SIGKILL)
            for one in writers:
                one.kill()
            told = said(writers)
            standby.run("pg_ctl", "-D", str(standby.data), "-w", "-s", "promote")
            wrong = _compared(standby.url("dxcheck"), codes, told)
            return _row("the primary killed -9, its synchronous standby promoted", wrong, len(told.saved))
        finally:
            close_databases()
            with contextlib.suppress(AssertionError):
                standby.stop()
            shutil.rmtree(folder)
