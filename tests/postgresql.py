"""A real PostgreSQL for tests: one for each process of pytest, started when a test first asks for it; a database for each test, copied from one that was made ready."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMANDS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
QUICK = "-c fsync=off -c full_page_writes=off -c autovacuum=off -c shared_buffers=16MB -c max_connections=60"
"""Nothing here survives a power cut, and no test is about that; a server that is stopped at once loses nothing (so commits are not put off)."""
NOBODY = "nobody"
_BY_ITSELF = "pg_current_snapshot|WHERE changed >=|^SET |^SELECT set_config"
READY, SHARED = "ready", "shared"
TABLES = "dxcheck.documents, dxcheck.records, dxcheck.kept, dxcheck.texts, dxcheck.logs, dxcheck.files, dxcheck.seats, dxcheck.removed, dxcheck.logins, dxcheck.guesses, dxcheck.screens, dxcheck.halfways, dxcheck.told_codes"


class Cluster:
    """A server of our own, on a socket in a folder of our own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self._number = itertools.count()

    def run(self, command: str, *arguments: str) -> None:
        """Run one of PostgreSQL's commands, as somebody else where we are root, which it refuses."""
        as_nobody = ("runuser", "-u", NOBODY, "--") if os.geteuid() == 0 else ()
        said = subprocess.run(
            [*as_nobody, str(COMMANDS[-1] / command), *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert said.returncode == 0, said.stdout.decode(errors="replace")

    def start(self) -> None:
        """Make it and start it."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, NOBODY)
        self.run("initdb", "-D", str(self.data), "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        self.resume()

    def resume(self) -> None:
        """Start it again."""
        options = f"{QUICK} -c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-s", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """End it at once."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-s", "-m", "immediate", "stop")

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """All its processes stand still."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        every = [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
        for one in every:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in every:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGCONT)

    def url(self, database: str, user: str = "owner") -> str:
        """What a person would type."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def ask(self, statement: str, database: str = "postgres", user: str = "owner") -> list[tuple[object, ...]]:
        """What the engine answers to a statement."""
        import psycopg

        with psycopg.connect(self.url(database, user), autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    @contextlib.contextmanager
    def heard(self, database: str) -> Iterator[Callable[[], list[str]]]:
        """Gives what tells which statements reached a database since it was last asked, as the engine's own log has them; of connections that are made meanwhile.

        Not those of the looks for what changed, twice a second whatever is done, nor those that a connection begins with.
        """
        log = self.folder / "log"
        self.ask(f"ALTER DATABASE {database} SET log_statement = 'all'")
        place = log.stat().st_size

        def since() -> list[str]:
            nonlocal place
            with log.open("rb") as opened:
                opened.seek(place)
                said = opened.read()
            place += len(said)
            entries = re.split(r"^(?=\d{4}-\d\d-\d\d )", said.decode(errors="replace"), flags=re.MULTILINE)
            found = (re.search(r"LOG:  (?:statement|execute [^:]*): (.*)", one, re.DOTALL) for one in entries)
            return [one[1] for one in found if one is not None and not re.search(_BY_ITSELF, one[1])]

        try:
            yield since
        finally:
            self.ask(f"ALTER DATABASE {database} RESET log_statement")

    def emptied(self) -> str:
        """The database that tests share, with nothing in it; its URL."""
        self.ask(f"SET session_replication_role = replica; TRUNCATE {TABLES}", SHARED)
        return self.url(SHARED)

    def empty(self) -> str:
        """A new database that nothing was done to; its URL."""
        name = f"t{next(self._number)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def ready(self) -> str:
        """A new database that was made ready for dxcheck; its URL."""
        name = f"t{next(self._number)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {READY}")
        return self.url(name)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One for all tests of this process."""
    if not COMMANDS or (os.geteuid() == 0 and shutil.which("runuser") is None):
        if os.environ.get("DXCHECK_POSTGRESQL") == "needed":
            pytest.fail("there should be a PostgreSQL here")
        pytest.skip("no PostgreSQL here (Debian: postgresql)")
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="dxcheck-pg-", dir=memory if memory.is_dir() else None))
    made = Cluster(folder)
    try:
        made.start()
        try:
            from dxcheck.store.database import schema

            made.ask(f"CREATE DATABASE {READY}")
            schema.init(made.url(READY))
            made.ask(f"CREATE DATABASE {SHARED} TEMPLATE {READY}")
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(cluster: Cluster) -> Iterator[str]:
    """The URL of a database that was made ready, and is empty."""
    from dxcheck.store.database.database_shelf import close_databases

    yield cluster.emptied()
    close_databases()
