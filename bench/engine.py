"""An engine of our own for measurements: Debian's PostgreSQL, with fsync, on the disk of the temporary folder."""

from __future__ import annotations

import contextlib
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from postgresql import COMMANDS, Cluster

from dxcheck.store.database import schema
from dxcheck.store.database.database_shelf import close_databases

if TYPE_CHECKING:
    from collections.abc import Iterator

DURABLE: Final = "-c fsync=on -c full_page_writes=on -c shared_buffers=64MB -c max_connections=100"


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
    before = signal.signal(signal.SIGTERM, _leave)  # it is in no group of processes that is ended with a part
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
        signal.signal(signal.SIGTERM, before)


def _leave(*_signal: object) -> None:
    raise SystemExit(1)


def ready(cluster: Cluster, name: str) -> str:
    """A new database of an engine; its URL."""
    cluster.ask(f"CREATE DATABASE {name}")
    schema.init(cluster.url(name))
    return cluster.url(name)
