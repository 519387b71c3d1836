"""What somebody would try who has taken over a session's process. It runs in one: a nursery that imports it puts it in the place of the app."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from dxcheck.store.layout import of_municipality
from dxcheck.web import child, nursery
from dxcheck.web.identity import Start
from dxcheck.workspace import Workspace

LIBC = ctypes.CDLL(None, use_errno=True)
TASK, REPORT = "task.json", "report.json"
SAYS = "now it is somebody else's turn"
CLONE_NEWUSER, SIGCHLD = 0x10000000, 17


def own_folder(data: Path, role: str, code: str) -> Path:
    """Where a task and a report can lie: the session may open it, and so may the test."""
    return of_municipality(data, code, "draft" if role == "staff" else "internal").parent


def called(name: str, *arguments: object) -> None:
    """Call the C library; what it refuses is an OSError."""
    if getattr(LIBC, name)(*arguments) == -1:
        problem = ctypes.get_errno()
        raise OSError(problem, os.strerror(problem))


def by_number(number: int, *arguments: object) -> None:
    """Make a system call."""
    called("syscall", number, *arguments)


def attempts(start: Start, task: dict[str, str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each by a name that says what it is."""
    data, neighbour, server = Path(start.data), Path(task["neighbour"]), int(task["server"])
    own = Path(task["own"])
    yield "read a neighbour's file", neighbour.read_bytes
    yield "write a neighbour's file", lambda: neighbour.open("ab").close()
    yield "empty a neighbour's file", lambda: os.truncate(neighbour, 0)
    yield "remove a neighbour's file", neighbour.unlink
    yield "replace a neighbour's file", lambda: (own / TASK).replace(neighbour)
    yield "take a neighbour's file", lambda: neighbour.rename(own / "taken")
    yield "link a neighbour's file", lambda: os.link(neighbour, own / "linked")
    yield "lead a link to a neighbour's file", lambda: ((own / "way").symlink_to(neighbour), (own / "way").read_bytes())
    yield "change who may read a neighbour's file", lambda: neighbour.chmod(0o777)
    yield "change a neighbour's times", lambda: os.utime(neighbour, (1, 1))
    yield "list a neighbour's folder", lambda: sorted(neighbour.parent.iterdir())
    yield "list the data folder", lambda: sorted(data.iterdir())
    yield "make a file in the data folder", lambda: (data / "new").write_text("x")
    yield "make a questionnaire", lambda: (data / "questionnaires" / "new.toml").write_text("x")
    yield "read the accounts", (data / "prefecture" / "centre" / "accounts.json").read_bytes
    yield "read the secret key", (data / "prefecture" / "centre" / "benchmarks.key.json").read_bytes
    yield "read the second factors", (data / "prefecture" / "server" / "factors.json").read_bytes
    yield "read the log", (data / "audit.log").read_bytes
    yield "write the log", lambda: (data / "audit.log").open("ab").close()
    yield "put the log aside", lambda: (data / "audit.log").rename(data / "audit-000001.log")
    yield "write the published averages", lambda: (data / "prefecture" / "shared" / "benchmarks.json").open("ab").close()
    yield from on_the_machine(task)
    yield from of_the_kernel(server)


def on_the_machine(task: dict[str, str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Other files, other processes, other machines."""
    server = int(task["server"])
    yield "read /etc/shadow", Path("/etc/shadow").read_bytes
    yield "read /etc/passwd", Path("/etc/passwd").read_bytes
    yield "list the home folder", lambda: sorted(Path(task["home"]).iterdir())
    yield "read a key in the home folder", Path(task["home"], ".ssh", "id_ed25519").read_bytes
    yield "write into the code", lambda: Path(child.__file__).open("ab").close()
    yield "make a module", lambda: Path(child.__file__).with_name("new.py").write_text("x")
    yield "write into /tmp", lambda: Path("/tmp/dxcheck-new").write_text("x")
    for name in ("environ", "mem", "maps", "cmdline", "status"):
        yield f"read the server's {name}", Path(f"/proc/{server}/{name}").read_bytes
    yield "read its own environ", Path("/proc/self/environ").read_bytes
    yield "signal the server", lambda: os.kill(server, signal.SIGCONT)
    yield "take the server's descriptors", lambda: os.pidfd_open(server)
    yield "bound the server", lambda: resource.prlimit(server, resource.RLIMIT_CORE)
    yield "slow the server down", lambda: os.setpriority(os.PRIO_PROCESS, server, 5)
    yield "slow everybody down", lambda: os.setpriority(os.PRIO_USER, 0, 5)
    yield "connect outside", lambda: socket.create_connection(("127.0.0.1", int(task["port"])), 2)
    yield "send outside", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    yield "connect to a service", lambda: socket.socket(socket.AF_UNIX)
    yield "run a program", lambda: os.execv("/bin/true", ["true"])


def of_the_kernel(server: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Another process's memory, and the kernel's own interfaces."""
    yield "trace the server", lambda: called("ptrace", 16, server, None, None)
    yield "read the server's memory", lambda: called("process_vm_readv", server, None, 0, None, 0, 0)
    yield "mount something", lambda: called("mount", b"none", b"/mnt", b"tmpfs", 0, None)
    yield "leave its namespace", lambda: called("unshare", CLONE_NEWUSER)
    if os.uname().machine == "x86_64":
        yield "be born in another namespace", lambda: by_number(56, CLONE_NEWUSER | SIGCHLD, None, None, None, 0)
        yield "load a program into the kernel", lambda: by_number(321, 0, None, 0)
        yield "keep a key", lambda: by_number(250, 0, 0, 0, 0, 0)
        yield "ask for a ring", lambda: by_number(425, 1, None)
        yield "call what is newer than the list", lambda: by_number(470)


def tried(attempt: Callable[[], object]) -> str:
    """What came of it: the name of the refusal, or `done`."""
    try:
        attempt()
    except OSError as problem:
        return type(problem).__name__
    except Exception as problem:  # noqa: BLE001 - whatever else stopped it was no refusal
        return f"failed otherwise: {problem!r}"
    return "done"


def in_a_child(attempt: Callable[[], object]) -> str:
    """The same in a process it starts."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(theirs, tried(attempt).encode())
        os._exit(0)
    os.close(theirs)
    said = os.read(ours, 1000).decode()
    os.close(ours)
    os.waitpid(pid, 0)
    return said


def opens(path: str, flags: int) -> bool:
    """Whether a file can be opened so."""
    with contextlib.suppress(OSError):
        os.close(os.open(path, flags))
        return True
    return False


def intrude(start: Start, workspace: Workspace) -> None:
    """Try everything, and leave a report where the session may write."""
    own = own_folder(Path(start.data), start.role, start.municipality or (*start.municipalities, "382027")[0])
    task = json.loads((own / TASK).read_text(encoding="utf-8"))
    found = {name: tried(one) for name, one in attempts(start, task)}
    found |= {f"{name}, from a child": in_a_child(one) for name, one in attempts(start, task) if "neighbour's file" in name}
    paths = json.loads((own / "paths.json").read_text(encoding="utf-8"))
    workspace.witness("login", SAYS)
    workspace.witness("submit", SAYS)
    report = {
        "attempts": found,
        "reads": [one for one in paths if opens(one, os.O_RDONLY)],
        "writes": [one for one in paths if opens(one, os.O_WRONLY)],
        "environment": dict(os.environ),
        "descriptors": [number for number in range(256) if _is_open(number)],
        "space": resource.getrlimit(resource.RLIMIT_AS)[0],
        "data": resource.getrlimit(resource.RLIMIT_DATA)[0],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
    }
    (own / REPORT).write_text(json.dumps(report), encoding="utf-8")


def _is_open(number: int) -> bool:
    with contextlib.suppress(OSError):
        os.fstat(number)
        return True
    return False


if __name__ == "__main__":
    import web.intruder

    child._app = web.intruder.intrude  # type: ignore[assignment]
    child._rehearse = lambda: None
    nursery.main()
    sys.exit(0)
