"""Working things out ahead of whoever looks at them: for what waits for somebody else most of the time, such as a database."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Thing = TypeVar("_Thing")
_PATIENCE: Final = 0.2
"""Seconds after which a thread with nowhere to put what it has looks whether anybody still wants it."""


class _Raised(NamedTuple):
    problem: BaseException


class _End:
    """There is nothing more."""


class _Handing(Generic[_Thing]):
    """From the thread that works to whoever looks."""

    def __init__(self, most: int) -> None:
        self._ready: queue.Queue[_Thing | _Raised | _End] = queue.Queue(most)
        self.over = threading.Event()
        """Nobody looks any more."""

    def work(self, things: Iterable[_Thing]) -> None:
        """Hand over one after another."""
        try:
            for one in things:
                self._put(one)
                if self.over.is_set():
                    return
        except BaseException as problem:  # noqa: BLE001 - whoever looks gets it
            self._put(_Raised(problem))
        self._put(_End())

    def _put(self, one: _Thing | _Raised | _End) -> None:
        while not self.over.is_set():
            with contextlib.suppress(queue.Full):
                self._ready.put(one, timeout=_PATIENCE)
                return

    def handed(self) -> Iterator[_Thing]:
        """What was handed over, in its turn."""
        while not isinstance(one := self._ready.get(), _End):
            if isinstance(one, _Raised):
                raise one.problem
            yield one


def worked_out_ahead(things: Iterable[_Thing], most: int = 2) -> Iterator[_Thing]:
    """The very same things, each worked out by a thread of its own while those before it are looked at; what is raised there is raised here, in its turn.

    Whoever stops looking ends the thread at its next thing. Where the system has no thread left, each is worked out when it is its turn.

    Args:
        things: large ones; handing one over costs something too.
        most: how many wait at once.
    """
    handing = _Handing[_Thing](most)
    thread = threading.Thread(target=handing.work, args=(things,), name="working ahead", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        yield from things
        return
    try:
        yield from handing.handed()
    finally:
        handing.over.set()
        thread.join()
