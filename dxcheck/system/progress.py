"""How far long work is, and whether anybody still wants it.

Whoever does something long says so with `counted` and `under_way`, and knows no screen: where nobody follows, both do nothing. Whoever wants to be told, or to be able to
cancel, is a `Follower` for the time of `followed_by`; `system/apart.py` takes what is told from one process to another.
"""

from __future__ import annotations

import contextlib
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from dxcheck.i18n import _
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_Thing = TypeVar("_Thing")
SHOWN_AFTER: Final = 0.5
"""Seconds; what is over by then is not spoken of."""
_FORESEEN_AFTER: Final = 1.0
"""Seconds of a step after which the rest of it can be guessed."""
_FORESEEN_FROM: Final = 20
"""One of so many parts must be done for that."""
_MINUTE: Final = 60
_FEW_SECONDS: Final = 10


class CancelledError(DxcheckError):
    """Somebody cancelled; nothing half-done is left."""

    def __init__(self) -> None:
        super().__init__(_("途中で中止しました。書きかけのファイルは残していません。"))


class Follower(Protocol):
    """Whoever follows long work. Called often and by whoever does the work, so it must be quick."""

    @property
    def is_cancelled(self) -> bool:
        """Whether the work is not wanted any more."""

    def told(self, done: int, of: int, what: str) -> None:
        """So many parts of a step are done.

        Args:
            done: 0 to `of`.
            of: all parts; 0 where nobody knows how many there are.
            what: the step, as 「…しています」.
        """

    def ended(self) -> None:
        """The step is over: done, failed or cancelled."""


class _Followed:
    def __init__(self, follower: Follower) -> None:
        self.follower = follower
        self.depth = 0
        """Steps within steps; only the outermost is told."""


_now: ContextVar[_Followed | None] = ContextVar("followed", default=None)


@contextlib.contextmanager
def followed_by(follower: Follower | None) -> Iterator[None]:
    """For this time, in this thread, somebody follows what is done; with None nobody does."""
    token = _now.set(None if follower is None else _Followed(follower))
    try:
        yield
    finally:
        _now.reset(token)


def follower_now() -> Follower | None:
    """Whoever follows what is done in this thread."""
    followed = _now.get()
    return None if followed is None else followed.follower


def counted(things: Collection[_Thing], what: str) -> Iterator[_Thing]:
    """Each of some things, while it is told how many are done.

    Raises:
        CancelledError: it is not wanted any more.
    """
    with _step(what, len(things)) as done:
        for n, one in enumerate(things):
            done(n)
            yield one
        done(len(things))


@contextlib.contextmanager
def under_way(what: str) -> Iterator[None]:
    """A step of which nobody knows how far it is.

    Raises:
        CancelledError: it is not wanted any more.
    """
    with _step(what, 0) as done:
        done(0)
        yield


@contextlib.contextmanager
def _step(what: str, of: int) -> Iterator[Callable[[int], None]]:
    followed = _now.get()
    if followed is None:
        yield _nobody
        return

    def done(n: int) -> None:
        if followed.follower.is_cancelled:
            raise CancelledError
        if is_outermost:
            followed.follower.told(n, of, what)

    is_outermost = not followed.depth
    followed.depth += 1
    try:
        yield done
    finally:
        followed.depth -= 1
        if is_outermost:
            followed.follower.ended()


def _nobody(_done: int) -> None:
    """Nobody follows."""


class LastTold:
    """What was told last, for whoever shows it at their own pace; may be written by one thread and read by another."""

    def __init__(self) -> None:
        self._is_cancelled = False
        self._last = (0, 0, "")
        self._began = 0.0
        self.is_under_way = False
        """Whether a step is going on."""

    @property
    def is_cancelled(self) -> bool:
        """Whether the work is not wanted any more."""
        return self._is_cancelled

    def cancel(self) -> None:
        """It is not wanted any more: it ends at its next part."""
        self._is_cancelled = True

    def told(self, done: int, of: int, what: str) -> None:
        """Remember it."""
        if not self.is_under_way or what != self._last[2]:
            self._began = time.monotonic()
        self._last, self.is_under_way = (done, of, what), True

    def ended(self) -> None:
        """Nothing is going on."""
        self.is_under_way = False

    @property
    def how_far(self) -> str:
        """How far it is; empty while nothing is going on."""
        return how_far(*self._last, time.monotonic() - self._began) if self.is_under_way else ""


def how_far(done: int, of: int, what: str, took: float) -> str:
    """How far a step is, in one line.

    Args:
        done: parts that are done, 0 to `of`.
        of: all parts; 0 where nobody knows.
        what: the step.
        took: seconds so far.
    """
    if not of:
        return what
    said = _("{what}　{n}/{all}（{share}%）", what=what, n=f"{done:,}", all=f"{of:,}", share=done * 100 // of)
    if took < _FORESEEN_AFTER or done * _FORESEEN_FROM < of or done == of:
        return said
    return said + _left(int(took * (of - done) / done) + 1)


def _left(seconds: int) -> str:
    """No more exact than it can be."""
    if seconds <= _FEW_SECONDS:
        return _("　あと{n}秒ほど", n=seconds)
    if seconds <= _MINUTE:
        return _("　あと{n}秒ほど", n=-(-seconds // 10) * 10)
    return _("　あと{n}分ほど", n=-(-seconds // _MINUTE))
