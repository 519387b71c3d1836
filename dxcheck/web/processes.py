"""The server's side of app processes: forked from the nursery, or, where there is no fork (Windows), each started from scratch."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

import msgspec

from dxcheck.web import child, errands, nursery

if TYPE_CHECKING:
    from dxcheck.web.identity import Start

BORN_WITHIN: Final = 30.0
"""Seconds a new process may take to be there; the first one waits for the nursery to warm up."""
READ_LIMIT: Final = 1 << 20


class NoProcessError(RuntimeError):
    """A new app process could not be made."""


class Running(Protocol):
    """An app process."""

    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader
    pid: int

    @property
    def line(self) -> socket.socket | None:
        """For errands; None where the process does them itself."""

    async def wait(self) -> int:
        """Its exit code, once it has ended."""

    def stop(self, *, now: bool) -> None:
        """Ask it to end, or end it."""


class Maker(Protocol):
    """Makes app processes."""

    async def make(self, start: Start) -> Running:
        """Make a process for `start`."""

    async def close(self) -> None:
        """End every process it made."""


class WarmProcess(Protocol):
    """The nursery's own process, as `asyncio.subprocess.Process` has it."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def returncode(self) -> int | None:
        """None while it runs."""

    async def wait(self) -> int:
        """Its exit code, once it has ended."""

    def kill(self) -> None:
        """End it at once."""


class Forked:
    """A process that the nursery made."""

    def __init__(
        self,
        home: Nursery,
        stdin: asyncio.StreamWriter,
        stdout: asyncio.StreamReader,
        stderr: asyncio.StreamReader,
        line: socket.socket,
    ) -> None:
        self._home, self._line = home, line
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.pid = 0
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def line(self) -> socket.socket | None:
        """For errands."""
        return self._line

    async def wait(self) -> int:
        """Its exit code, once it has ended."""
        return await asyncio.shield(self.ended)

    def stop(self, *, now: bool) -> None:
        """Ask it to end, or end it."""
        if not self.ended.done():
            self._home.send(nursery.Stop(self.pid, "now" if now else "ask"))


class Nursery:
    """The warm process; started with the first session, and again if it died."""

    def __init__(self, *, for_databases: bool = False) -> None:
        self._arguments = (nursery.FOR_DATABASES,) if for_databases else ()
        self._process: WarmProcess | None = None
        self._link: socket.socket | None = None
        self.has_been_warm = False
        """Whether sessions open quickly. Stays so if it dies: the next session starts it again, and none would come to a server that is not ready."""
        self._ticket = 0
        self._born: dict[int, asyncio.Future[int]] = {}
        self._running: dict[int, Forked] = {}
        self._early: dict[int, int] = {}
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Start the warm process, if it is not there."""
        async with self._starting:
            if self._link is not None:
                return
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._process = await self._new_process(theirs)
            theirs.close()
            ours.setblocking(False)
            self._link = ours
            asyncio.get_running_loop().add_reader(ours.fileno(), self._listen)

    async def _new_process(self, link: socket.socket) -> WarmProcess:
        """A process that answers requests at the other end of `link`."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dxcheck.web.nursery", str(link.fileno()), *self._arguments, pass_fds=(link.fileno(),),
            env=child.environment(), stdin=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    async def make(self, start: Start) -> Forked:
        """A new app process.

        Raises:
            NoProcessError: there is none in time.
        """
        await self.start()
        pairs = [os.pipe() for _ in range(3)]
        (their_in, our_in), (our_out, their_out), (our_err, their_err) = pairs
        our_line, their_line = errands.pair()
        theirs = (their_in, their_out, their_err, their_line.detach())
        try:
            made = Forked(self, await _writer(our_in), await _reader(our_out), await _reader(our_err), our_line)
            self._ticket += 1
            ticket, born = self._ticket, asyncio.get_running_loop().create_future()
            self._born[ticket] = born
            self.send(nursery.Wanted(ticket, start), theirs)
            made.pid = await asyncio.wait_for(born, BORN_WITHIN)
        except (OSError, TimeoutError) as problem:
            errands.hang_up(our_line)
            raise NoProcessError(str(problem)) from problem
        finally:
            for one in theirs:
                os.close(one)
        self._running[made.pid] = made
        if made.pid in self._early:
            self._ended(made.pid, self._early.pop(made.pid))
        return made

    def send(self, message: nursery.Message, streams: tuple[int, ...] = ()) -> None:
        """Say something to the nursery."""
        if self._link is not None:
            with contextlib.suppress(BlockingIOError) if not streams else contextlib.nullcontext():
                socket.send_fds(self._link, [msgspec.json.encode(message)], list(streams))

    def _listen(self) -> None:
        assert self._link is not None
        try:
            data = self._link.recv(nursery.LARGEST_MESSAGE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lost()
            return
        answer = msgspec.json.decode(data, type=nursery.Reply)
        if isinstance(answer, nursery.Warm):
            self.has_been_warm = True
        elif isinstance(answer, nursery.Born):
            waiting = self._born.pop(answer.ticket, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(answer.pid)
        elif answer.pid in self._running:
            self._ended(answer.pid, answer.status)
        else:
            self._early[answer.pid] = answer.status

    def _ended(self, pid: int, status: int) -> None:
        gone = self._running.pop(pid, None)
        if gone is not None and not gone.ended.done():
            gone.ended.set_result(status)

    def _lost(self) -> None:
        """The nursery died: its processes end with their pipes, and the next session starts another one."""
        if self._link is not None:
            asyncio.get_running_loop().remove_reader(self._link.fileno())
            self._link.close()
            self._link = None
        for waiting in self._born.values():
            if not waiting.done():
                waiting.set_exception(OSError("the nursery ended"))
        self._born.clear()
        for pid, left in list(self._running.items()):
            left.stdin.close()  # its app sees the end of its input and goes
            self._ended(pid, -signal.SIGKILL)

    async def close(self) -> None:
        """End the warm process and all it made."""
        process, self._process = self._process, None
        self._lost()
        if process is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 2 * nursery.GRACE + 2)
            if process.returncode is None:
                process.kill()


class Started:
    """A process of its own from the beginning, which does its errands itself."""

    line: socket.socket | None = None

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._process = process
        self.stdin, self.stdout, self.stderr, self.pid = process.stdin, process.stdout, process.stderr, process.pid

    async def wait(self) -> int:
        """Its exit code, once it has ended."""
        return await self._process.wait()

    def stop(self, *, now: bool) -> None:
        """Ask it to end, or end it."""
        with contextlib.suppress(ProcessLookupError):
            if now:
                self._process.kill()
            else:
                self._process.terminate()


class Starter:
    """A process from scratch for every session: slower and larger, for systems without fork."""

    PROGRAM: ClassVar = ("-m", "dxcheck.web.child")

    def __init__(self) -> None:
        self._made: list[Started] = []

    async def make(self, start: Start) -> Started:
        """A new app process.

        Raises:
            NoProcessError: the system refused.
        """
        environment = {**child.environment(), child.VARIABLE: msgspec.json.encode(start).decode()}
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *self.PROGRAM, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, limit=READ_LIMIT
            )
        except OSError as problem:
            raise NoProcessError(str(problem)) from problem
        made = Started(process)
        self._made.append(made)
        return made

    async def close(self) -> None:
        """End every process it made."""
        for one in self._made:
            one.stop(now=False)
        for one in self._made:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(one.wait(), nursery.GRACE)
            one.stop(now=True)


def can_fork() -> bool:
    """Whether sessions can be forked here."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "darwin"


async def _reader(descriptor: int) -> asyncio.StreamReader:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=READ_LIMIT)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", 0))
    return reader


async def _writer(descriptor: int) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    unread = asyncio.StreamReader()
    transport, protocol = await loop.connect_write_pipe(lambda: asyncio.StreamReaderProtocol(unread), os.fdopen(descriptor, "wb", 0))
    return asyncio.StreamWriter(transport, protocol, None, loop)
