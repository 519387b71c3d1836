"""Writes who did what, and what was refused, in a thread of its own: neither a slow disk nor a flood of strangers keeps the server from its people.

What people did (`act`) is written as it happens, many at once where many happen, and tried again until it is on the disk. What was refused (`refused`) is counted: the
first of a kind is written, and after a minute one line says how many more there were.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dxcheck.model import calendar
from dxcheck.store.audit import REFUSED, AuditLog, Event
from dxcheck.store.errors import StoreError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.store.shelf import Address

_log = logging.getLogger("dxcheck.web")

GATHER: Final = 0.05
"""Seconds in which what happens is written together."""
TRY_AGAIN: Final = 1.0
"""Seconds until what could not be written is tried again."""
COUNT_FOR: Final = 60.0
"""Seconds in which refusals of one kind become one line."""
MOST_TOLD_APART: Final = 50
"""Kinds of refusal told apart in that time; whoever makes up more of them is counted with the others."""
MOST_WAITING: Final = 1000
"""Acts kept while the disk takes none; beyond it the oldest are given up, and a line says how many."""
LAST_TRY: Final = 10.0
"""Seconds the end of the server waits for the disk."""
RefusalKind = tuple[str, str, str, str]


@dataclass
class _Counted:
    """Refusals of one kind."""

    since: float
    last: dt.datetime
    more: int = 0
    """Beside the first, which has a line of its own."""


class Bookkeeper:
    """The logs of one server."""

    def __init__(
        self,
        folder: Address,
        now: Callable[[], dt.datetime] = calendar.now,
        clock: Callable[[], float] = time.monotonic,
        *,
        acts: AuditLog | None = None,
        refusals: AuditLog | None = None,
        count: Callable[[str], None] = lambda _event: None,
    ) -> None:
        """
        Args:
            folder: of the data, or where a database begins.
            now: what time it is.
            clock: seconds that only go on.
            acts: where what people did is written, if not in the folder.
            refusals: the same for what was refused.
            count: told each refusal, also those that get no line.
        """  # noqa: D205, D212
        self._count = count
        self._now, self._clock = now, clock
        self._logs = {"acts": acts or AuditLog(folder), "refusals": refusals or AuditLog(folder, REFUSED)}
        self._waiting: dict[str, deque[Event]] = {"acts": deque(), "refusals": deque()}
        self._given_up = dict.fromkeys(self._logs, 0)
        self._failing: set[str] = set()
        self._counted: dict[RefusalKind, _Counted] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._writing = self._closing = False

    def act(self, event: str, account: str = "", address: str = "", detail: str = "") -> None:
        """Somebody did something; waits for nothing."""
        self._keep("acts", Event(self._now(), event, account, address, detail))

    def refused(self, event: str, account: str = "", address: str = "", detail: str = "") -> None:
        """Something was refused; waits for nothing, and takes no more room however often it is called."""
        self._count(event)
        with self._changed:
            kind = (event, account, address, detail)
            if kind not in self._counted and len(self._counted) >= MOST_TOLD_APART:
                kind = (event, "", "", "others")
            known = self._counted.get(kind)
            if known is not None:
                known.more, known.last = known.more + 1, self._now()
                return
            self._counted[kind] = _Counted(self._clock(), self._now())
        self._keep("refusals", Event(self._now(), *kind))

    def flush(self) -> None:
        """Wait until what happened so far was written, or could not be."""
        with self._changed:
            self._changed.wait_for(lambda: self._thread is None or (not self._writing and self._is_idle()), LAST_TRY)

    def close(self) -> None:
        """Write what is left, with the counts, and end. What comes later is written by whoever brings it."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(LAST_TRY)
        self._tell_counts(everything=True)
        for name in self._logs:
            self._write(name)

    # -- the thread ----------------------------------------------------------------------------------------------------

    def _keep(self, name: str, event: Event) -> None:
        with self._changed:
            waiting = self._waiting[name]
            waiting.append(event)
            while len(waiting) > MOST_WAITING:
                waiting.popleft()
                self._given_up[name] += 1
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._run, name="bookkeeper", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        if self._closing:
            self._write(name)

    def _is_idle(self) -> bool:
        return not any(waiting for name, waiting in self._waiting.items() if name not in self._failing)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._closing or not self._is_idle(), TRY_AGAIN)
                if self._closing:
                    return  # `close` writes the rest
                self._writing = True
            time.sleep(GATHER)
            self._tell_counts()
            for name in self._logs:
                self._write(name)

    def _tell_counts(self, *, everything: bool = False) -> None:
        with self._changed:
            over = [kind for kind, one in self._counted.items() if everything or self._clock() - one.since >= COUNT_FOR]
            for kind in over:
                one = self._counted.pop(kind)
                if one.more:
                    self._waiting["refusals"].append(Event(one.last, *kind, times=str(one.more)))

    def _write(self, name: str) -> None:
        with self._changed:
            events, given_up = list(self._waiting[name]), self._given_up[name]
        if not events:
            return
        if given_up:
            events.insert(0, Event(self._now(), "not-written", times=str(given_up)))
        try:
            self._logs[name].add_all(events)
        except StoreError as problem:
            if name not in self._failing:  # said once, not once a second
                _log.error("cannot write the log of %s: %s", name, problem)
            self._failing.add(name)
            return
        self._failing.discard(name)
        with self._changed:
            for event in events:
                if self._waiting[name] and self._waiting[name][0] is event:
                    self._waiting[name].popleft()
            self._given_up[name] -= given_up
