"""PostgreSQL beside files: what saving costs, and whether anything is lost by whoever is killed, cut off or replaced.

The engine is Debian's with fsync, on the same disk as the folder. A writer says that a snapshot is saved once it is told so; what it said is looked for afterwards.
"""

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

from postgresql import COMMANDS, Cluster

from bench.crowd import BEGIN, EACH, KILLS, WRITERS, let_go, started
from bench.rows import Row, ms, paired, percentile
from bench.store import CODE, make_snapshot
from dxcheck.model.patch import AnswerPatch
from dxcheck.store.database import schema
from dxcheck.store.database.database_shelf import close_databases, open_database
from dxcheck.store.folder import DataFolder
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence

    from dxcheck.store.shelf import Address

__all__ = ["BEGIN"]
SAVES: Final = 300
BACKENDS: Final = 20
AWAY: Final = 10.0
"""Seconds for which the engine is not there, or stands still."""
BUSY: Final = 4
"""Writers at the same time while something is killed."""
DURABLE: Final = "-c fsync=on -c full_page_writes=on -c shared_buffers=64MB -c max_connections=100"
WRITER: Final = """
import sys, time, uuid
import msgspec
import dxcheck.store.turn
from bench.database import BEGIN
from bench.store import make_snapshot
from dxcheck.store.errors import StoreError
from dxcheck.store.folder import DataFolder
from dxcheck.store.opening import address_of
code, times = sys.argv[2], int(sys.argv[3])
repository = DataFolder.open(address_of(sys.argv[1])).repository(code)
exec(BEGIN)
for _n in range(times):
    id_ = uuid.uuid4().hex
    began = time.perf_counter()
    try:
        repository.add_snapshot(lambda there: msgspec.structs.replace(make_snapshot(len(there) + 1), id=id_))
    except StoreError:
        print("refused", id_, flush=True)
        time.sleep(0.2)
        continue
    print(id_, time.perf_counter() - began, flush=True)
"""


class Durable(Cluster):
    """An engine that keeps what it says through a power cut."""

    def resume(self) -> None:
        """Start it again."""
        options = f"{DURABLE} -c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-s", "-l", str(self.folder / "log"), "-o", options, "start")

    @property
    def first(self) -> int:
        """Its first process."""
        return int((self.data / "postmaster.pid").read_text().split()[0])


@contextlib.contextmanager
def engine() -> Iterator[Durable]:
    """One of our own.

    Raises:
        RuntimeError: there is no PostgreSQL here.
    """
    if not COMMANDS:
        raise RuntimeError("no PostgreSQL here (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="dxcheck-pg-"))
    made = Durable(folder)
    try:
        made.start()
        yield made
    finally:
        close_databases()
        with contextlib.suppress(AssertionError):  # one that was killed is not there
            made.stop()
        shutil.rmtree(folder)


def ready(cluster: Cluster, name: str) -> str:
    """A new database of an engine; its URL."""
    cluster.ask(f"CREATE DATABASE {name}")
    schema.init(cluster.url(name))
    return cluster.url(name)


def rows() -> Iterator[Row]:
    """What it costs, then what is lost."""
    with tempfile.TemporaryDirectory() as folder, engine() as cluster:
        yield from _costs(Path(folder) / "data", ready(cluster, "costs"))
        for name, codes in (("twenty municipalities", [f"38{n:04}" for n in range(WRITERS)]), ("one municipality", [CODE] * WRITERS)):
            yield from _writers(name, codes, ready(cluster, name.split()[0]), Path(folder) / name.split()[0])
        yield _killed_writers(ready(cluster, "kills"))
        yield _killed_backends(cluster, "backends")
        yield _away(cluster, "stopped", cluster.stop, cluster.resume)
        with contextlib.ExitStack() as standing:
            yield _away(cluster, "frozen", lambda: standing.enter_context(cluster.frozen()), standing.close)
    yield _standby()


# -- what it costs ---------------------------------------------------------------------------------------------------------


def _costs(data: Path, url: str) -> Iterator[Row]:
    """An answer and a submission, in turn on both."""
    desks = []
    for address in (data, open_database(url)):
        workspace = Workspace.open(address)
        desks.append(workspace.staff_desk(workspace.roster.municipalities[0]))
        desks[-1].begin()
    items = [item.id for item in desks[0].questionnaire.ordered]

    def save(desk: int, n: int) -> None:
        desks[desk].save(items[n % len(items)], AnswerPatch(choice=n % 4))

    folders = [DataFolder.open(address) for address in (data, open_database(url))]

    def submit(desk: int, _n: int) -> None:
        folders[desk].repository(CODE).add_snapshot(lambda there: make_snapshot(len(there) + 1))

    for what, do, times in (("saving an answer", save, SAVES), ("a submission, to 60 in a municipality", submit, 60)):
        files, engines = _in_turn(do, times)
        bar = 1.3 if do is save else None
        yield Row(
            f"{what}, PostgreSQL: p50", ms(percentile(engines, 0.5)), f"files {ms(percentile(files, 0.5))}", paired(engines, files), bar
        )


def _in_turn(do: Callable[[int, int], None], times: int) -> tuple[list[float], list[float]]:
    took: tuple[list[float], list[float]] = ([], [])
    for n in range(times + 10):
        for desk in (0, 1):
            began = time.perf_counter()
            do(desk, n)
            took[desk].append(time.perf_counter() - began)
    return took[0][10:], took[1][10:]


# -- what is lost ----------------------------------------------------------------------------------------------------------


class Said(NamedTuple):
    """What writers said."""

    saved: list[str]
    """Ids."""
    refused: list[str]
    took: list[float]
    """Seconds of each that is saved."""


def _said(writers: Sequence[subprocess.Popen[str]], *first: str) -> Said:
    """What they said, with the lines that were read before."""
    lines = [line.split() for line in (*first, *(line for one in writers for line in one.communicate()[0].splitlines()))]
    whole = [line for line in lines if len(line) == 2]
    saved = [line for line in whole if line[0] != "refused"]
    return Said([id_ for id_, _took in saved], [line[1] for line in whole if line[0] == "refused"], [float(took) for _id, took in saved])


def _wrong(address: Address, codes: Sequence[str], said: Said) -> tuple[int, int]:
    """How many of those are lost; and how many are there twice, under a number that another has too, or although somebody was told that they are not."""
    lost, twice = set(said.saved), 0
    for code in set(codes):
        there = DataFolder.open(address).repository(code).every_snapshot()
        lost -= {one.id for one in there}
        twice += len({one.id for one in there} & {*said.refused})
        twice += sum(many - 1 for many in Counter(one.id for one in there).values())
        twice += sum(many - 1 for many in Counter(one.seq for one in there).values())
    return len(lost), twice


def _row(what: str, lost: int, twice: int, said: int) -> Row:
    """Nothing shows where nothing was saved."""
    return Row(what, f"{lost} lost, {twice} twice of {said} said to be saved", ratio=lost + twice if said else None, bar=0)


def _writers(name: str, codes: Sequence[str], url: str, data: Path) -> Iterator[Row]:
    """Many at once, on both."""
    times = {}
    for place, address in (("PostgreSQL", open_database(url)), ("files", data)):
        for code in set(codes):
            DataFolder.open(address).repository(code).add_snapshot(lambda _none: make_snapshot(1))
        writers = [started(WRITER, url if place == "PostgreSQL" else data, code, EACH) for code in codes]
        let_go(writers)
        said = _said(writers)
        refused = WRITERS * EACH - len(said.saved)
        yield Row(f"{WRITERS} writers x {EACH} submissions, {name}, {place}: refused", str(refused), ratio=refused, bar=0)
        times[place] = said.took
        lost, twice = _wrong(address, codes, said)
        yield _row(f"{WRITERS} writers x {EACH} submissions, {name}, {place}", lost, twice, len(said.saved))
    p50 = {place: percentile(took, 0.5) for place, took in times.items()}
    yield Row(f"the same, p50 of PostgreSQL, {name}", ms(p50["PostgreSQL"]), f"files {ms(p50['files'])}", p50["PostgreSQL"] / p50["files"])


def _killed_writers(url: str) -> Row:
    """Kill -9 at random moments."""
    chance, said, lost, twice = random.Random(1), 0, 0, 0
    for kill in range(KILLS):
        code = f"38{kill // 20:04}"  # an ever longer document would only slow them down
        writer = started(WRITER, url, code, 1000)
        let_go([writer])
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.08))
        writer.send_signal(signal.SIGKILL)
        told = _said([writer], first)
        gone, double = _wrong(open_database(url), [code], told)
        said, lost, twice = said + len(told.saved), lost + gone, twice + double
    return _row(f"kill -9 of a writer, {KILLS} times", lost, twice, said)


def _while_busy(url: str, do: Callable[[], None]) -> tuple[int, int, int]:
    """Something happens to the engine while some write, who go on after it; lost, twice, said.

    Raises:
        RuntimeError: nobody went on.
    """
    codes = [f"38{n:04}" for n in range(BUSY)]
    writers = [started(WRITER, url, code, 100_000) for code in codes]
    let_go(writers)
    time.sleep(1)
    do()
    time.sleep(1)
    there = [len(DataFolder.open(open_database(url)).repository(code).every_snapshot()) for code in codes]
    time.sleep(2)
    for one in writers:
        one.terminate()
    said = _said(writers)
    if sum(len(DataFolder.open(open_database(url)).repository(code).every_snapshot()) for code in codes) <= sum(there):
        raise RuntimeError("nobody went on after it")
    lost, twice = _wrong(open_database(url), codes, said)
    return lost, twice, len(said.saved)


def _killed_backends(cluster: Cluster, name: str) -> Row:
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


def _away(cluster: Cluster, name: str, go: Callable[[], object], come_back: Callable[[], object]) -> Row:
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
            writers = [started(WRITER, url, code, 100_000) for code in codes]
            let_go(writers)
            time.sleep(3)
            ((in_step,),) = primary.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
            if not in_step:
                raise RuntimeError("the standby was not in step")
            children = map(int, Path(f"/proc/{primary.first}/task/{primary.first}/children").read_text().split())
            for pid in (primary.first, *children):
                os.kill(pid, signal.SIGKILL)
            for one in writers:
                one.kill()
            said = _said(writers)
            standby.run("pg_ctl", "-D", str(standby.data), "-w", "-s", "promote")
            lost, twice = _wrong(open_database(standby.url("dxcheck")), codes, said)
            return _row("the primary killed -9, its synchronous standby promoted", lost, twice, len(said.saved))
        finally:
            close_databases()
            with contextlib.suppress(AssertionError):
                standby.stop()
            shutil.rmtree(folder)
