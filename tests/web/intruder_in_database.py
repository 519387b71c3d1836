"""What somebody would try who has taken over the process of a session whose data is in a database: its connections were lent to it, and it makes no others."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from web import intruder
from web.intruder import tried

from dxcheck.store.database.borrowing import borrowing
from dxcheck.web import child, nursery
from dxcheck.web.identity import Start
from dxcheck.workspace import Workspace

MSG_FASTOPEN = 0x20000000
TCP_FASTOPEN_CONNECT, TCP_REPAIR, TCP_ULP = 30, 19, 31


def attempts(start: Start, task: dict[str, str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each by a name that says what it is."""
    assert start.borrowed is not None
    kind, port = socket.AddressFamily(start.borrowed.family), int(task["port"])
    for name, attempt in (*intruder.on_the_machine(task), *intruder.of_the_kernel(int(task["server"]))):
        if name != "connect to a service":  # a socket may be made; where it leads to is tried below
            yield name, attempt
    yield "read the settings of another service", Path(task["home"], ".pgpass").read_bytes
    yield "write beside the settings", lambda: Path(start.borrowed.settings, "new").write_text("x") if start.borrowed else None
    yield "read the log of the database", Path(task["cluster"], "log").read_bytes
    for one in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6):
        where = task["service"] if one == socket.AF_UNIX else ("127.0.0.1", port) if one == socket.AF_INET else ("::1", port)
        yield f"connect by {one.name}", lambda one=one, where=where: connected(one, where)
        yield f"connect by {one.name} and a first word", lambda one=one, where=where: socket.socket(one).sendto(b"x", MSG_FASTOPEN, where)
        yield f"send a word by {one.name}", lambda one=one, where=where: socket.socket(one).sendto(b"x", where)
        yield f"send a datagram by {one.name}", lambda one=one, where=where: socket.socket(one, socket.SOCK_DGRAM).sendto(b"x", where)
    yield "look at what passes", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    yield "speak with the kernel", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
    yield "wait for others", lambda: socket.socket(kind).listen()
    yield "take a name", lambda: socket.socket(kind).bind(f"{task['cluster']}/new" if kind == socket.AF_UNIX else ("127.0.0.1", 0))
    for name in (TCP_FASTOPEN_CONNECT, TCP_REPAIR, TCP_ULP):
        yield f"set {name} of TCP", lambda name=name: socket.socket(kind).setsockopt(socket.IPPROTO_TCP, name, 1)
    yield "set something of the network", lambda: socket.socket(kind).setsockopt(socket.IPPROTO_IP, 64, b"x" * 84)


def connected(kind: socket.AddressFamily, where: object) -> None:
    """Connect; it is refused, or only seems so."""
    made = socket.socket(kind)
    made.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        made.connect(where)  # type: ignore[arg-type]
    made.getpeername()


STATEMENTS = (
    "SELECT body FROM dxcheck.kept WHERE document LIKE '%{foreign}%'",
    "SELECT body FROM dxcheck.records WHERE document LIKE '%{foreign}%'",
    "SELECT name FROM dxcheck.documents WHERE name LIKE '%{foreign}%'",
    "SELECT body FROM dxcheck.records WHERE document LIKE '%accounts%'",
    "SELECT * FROM dxcheck.logs",
    "SET ROLE dxcheck_worker",
    "SELECT set_config('dxcheck.seat', '', false); SELECT * FROM dxcheck.documents",
    "RESET SESSION AUTHORIZATION; SELECT * FROM dxcheck.kept WHERE document LIKE '%{foreign}%'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('/etc/passwd')",
    "DELETE FROM dxcheck.records",
    "UPDATE dxcheck.kept SET body = '{{}}'",
)


def of_others(task: dict[str, str]) -> dict[str, int]:
    """How many rows each statement gives, over a connection that shows the session's own seat; those that are refused or give none are left out."""
    there = borrowing()
    assert there is not None
    found = {}
    for statement in STATEMENTS:
        with contextlib.suppress(psycopg.Error), there.connected() as connection:
            connection.autocommit = True
            connection.execute("SELECT set_config('dxcheck.seat', %s, false)", (task["seat"],))
            came = connection.execute(statement.format(foreign=task["foreign"]).encode())
            while came.nextset():
                pass
            if came.description and (rows := len(came.fetchall())):
                found[statement] = rows
    return found


def lent_too_many() -> int:
    """How many connections one gets."""
    there = borrowing()
    assert there is not None
    kept = []
    with contextlib.suppress(Exception):
        while len(kept) < 100:
            kept.append(there.connected())
    return len(kept)


def intrude(start: Start, workspace: Workspace) -> None:
    """Try everything, and say what came of it."""
    task = json.loads(Path(start.borrowed.settings if start.borrowed else "", "questionnaires", "task.json").read_text(encoding="utf-8"))
    found = {name: tried(one) for name, one in attempts(start, task)}
    beyond = {name: came for name, came in found.items() if came not in ("PermissionError", "OSError", "BrokenPipeError")}
    rows = of_others({**task, "seat": start.borrowed.seat if start.borrowed else ""})
    sys.stderr.write(json.dumps({"tried": len(found), "beyond": beyond, "lent": lent_too_many(), "rows": rows}))


if __name__ == "__main__":
    import web.intruder_in_database

    child._app = web.intruder_in_database.intrude  # type: ignore[assignment]
    child._rehearse = lambda: None
    nursery.main()
    sys.exit(0)
