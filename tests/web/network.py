"""A database over the network, as its own machine has it: a port that leads to the cluster's socket, and a login with a password that the server alone can read."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postgresql import SHARED, Cluster

LOGIN, PASSWORD = "over_the_network", "himitsu no aikotoba"


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while said := await source.read(65536):
            target.write(said)
            await target.drain()
    except ConnectionError:
        pass
    finally:
        target.close()


async def _listen(path: str, there: list[tuple[int, Callable[[], object]]], ready: threading.Event) -> None:
    async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_unix_connection(path)
        await asyncio.gather(_pass_on(reader, ours), _pass_on(theirs, writer))

    listening = await asyncio.start_server(hand_on, "127.0.0.1", 0)
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    there.append((listening.sockets[0].getsockname()[1], lambda: loop.call_soon_threadsafe(end.set)))
    ready.set()
    await end.wait()
    listening.close()


@contextlib.contextmanager
def port_to(path: Path) -> Iterator[int]:
    """A port that leads to a socket."""
    there, ready = list[tuple[int, Callable[[], object]]](), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_listen(str(path), there, ready)), daemon=True)
    thread.start()
    ready.wait()
    port, end = there[0]
    try:
        yield port
    finally:
        end()
        thread.join(5)


@pytest.fixture
def over_network(database: str, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of the database that tests share, by way of a port and of a password; another machine that is named beside it is not there."""
    rules = cluster.data / "pg_hba.conf"
    if LOGIN not in (before := rules.read_text(encoding="utf-8")):
        rules.write_text(f"local all {LOGIN} scram-sha-256\n{before}", encoding="utf-8")
        cluster.ask(f"CREATE ROLE {LOGIN} LOGIN PASSWORD '{PASSWORD}' IN ROLE dxcheck_worker")
        cluster.ask("SELECT pg_reload_conf()")
    secret = tmp_path / "pgpass"
    secret.touch(0o600)
    secret.write_text(f"*:*:*:{LOGIN}:{PASSWORD}", encoding="utf-8")
    monkeypatch.setenv("PGPASSFILE", str(secret))
    with port_to(cluster.folder / ".s.PGSQL.5432") as port:
        yield f"postgresql://{LOGIN}@127.0.0.1:1,127.0.0.1:{port}/{SHARED}?target_session_attrs=read-write"
