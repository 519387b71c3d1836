"""The thread that draws a screen answers keys as well, so it waits for a disk or a database only so long.

While a screen is open, what its thread wants to know is found out by a second thread. What has not come after a moment is given up with an error that says so, and until
that answer has come after all, nothing else is asked: a screen with ten questions waits once. After an answer that was merely slow the next ones get more time. Every
other thread waits as long as it takes.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

OF_A_DISK: Final = 3.0
"""Seconds that the thread of a screen waits for a folder: a disk that slept needs some to wake up."""
OF_AN_ENGINE: Final = 0.6
"""Seconds for a database, and for the server that a session asks: a key is to be answered within one."""
_MORE: Final = 1.5
"""How many times as long as a slow answer took the next ones are waited for: else what always takes a little longer would never be seen."""
_MOST_SLOW: Final = 2.0
"""Seconds that a slow answer is waited for at most: it holds up keys, too."""
_SLOW_FOR: Final = 10.0
"""Seconds after a slow answer in which the next ones get more time; a screen that could not be read looks again sooner."""

_Value = TypeVar("_Value")


class _Asking:
    """The second thread."""

    def __init__(self) -> None:
        self._questions: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._late: Future[Any] | None = None
        """What was given up and has not come yet."""
        self.missed = 0
        """How often something was."""
        self.said: Exception | None = None
        """By the last time."""
        self._took, self._slow_at = 0.0, float("-inf")
        """Seconds that the last slow answer took, and when it came. What stood still for longer than anybody waits was not slow."""

    def ask(self, find: Callable[[], _Value], within: float, late: Callable[[], Exception]) -> _Value:
        """Find something out within some seconds, or raise what `late` says."""
        if self._late is not None and not self._late.done():
            raise self.missing(late())
        if time.monotonic() - self._slow_at < _SLOW_FOR:
            within = max(within, min(self._took * _MORE, _MOST_SLOW))
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="finding out", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the system has no thread left
                return find()
            self._thread = thread
        answer: Future[_Value] = Future()
        self._questions.put((answer, find))
        if not wait([answer], within).done:
            self._late = answer
            raise self.missing(late())
        return answer.result()

    def missing(self, why: Exception) -> Exception:
        """Count it; gives why."""
        self.missed, self.said = self.missed + 1, why
        return why

    def _run(self) -> None:
        while True:
            answer, find = self._questions.get()
            began = time.monotonic()
            try:
                found = find()
            except BaseException as problem:  # noqa: BLE001 - whoever asked gets it
                self._note(time.monotonic() - began)
                answer.set_exception(problem)
            else:
                self._note(time.monotonic() - began)
                answer.set_result(found)

    def _note(self, took: float) -> None:
        """How long an answer took."""
        if OF_AN_ENGINE < took < _MOST_SLOW:
            self._took, self._slow_at = took, time.monotonic()


class _Open:
    """Screens that are open in this process."""

    def __init__(self) -> None:
        self.count = 0
        self.thread = 0
        """Which thread draws them; 0 while there are none."""
        self.asking = _Asking()


_OPEN: Final = _Open()


def screen_opens() -> None:
    """A screen opens, and this thread draws it."""
    _OPEN.count += 1
    _OPEN.thread = threading.get_ident()


def screen_closes() -> None:
    """It is closed."""
    _OPEN.count = max(0, _OPEN.count - 1)
    if not _OPEN.count:
        _OPEN.thread = 0


def is_on() -> bool:
    """Whether a screen is open."""
    return bool(_OPEN.thread)


def is_short() -> bool:
    """Whether this is the thread that draws the screen."""
    return _OPEN.thread == threading.get_ident()


def missed() -> int:
    """How often something was given up so far: whoever shows something sees by it whether all of it could be found out."""
    return _OPEN.asking.missed


def note_missing(why: Exception) -> None:
    """Something could not be found out, and may be in a moment."""
    _OPEN.asking.missing(why)


def whole(find: Callable[[], _Value]) -> _Value:
    """Find something out that is made of many answers, for whoever keeps it: where some did not come in time, nothing is made of the others.

    Raises:
        Exception: what was said of the last that did not come.
    """
    before = missed()
    found = find()
    said = _OPEN.asking.said
    if missed() != before and said is not None:
        raise said
    return found


def ask(find: Callable[[], _Value], within: float, late: Callable[[], Exception]) -> _Value:
    """Find something out; in the thread of a screen within some seconds, or `late` is raised."""
    return _OPEN.asking.ask(find, within, late) if is_short() else find()


def _forked() -> None:
    """A process that a session forks makes a paper, and draws no screen."""
    _OPEN.__init__()  # type: ignore[misc]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
