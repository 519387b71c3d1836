"""How far long work is, said line by line: a line that changes where it stands would be read aloud again and again, or not at all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from dxcheck.system.progress import LastTold

if TYPE_CHECKING:
    from dxcheck.plain.console import Console

_EVERY: Final = 5.0
"""Seconds between two lines: about what one takes to be read aloud."""


class Spoken(LastTold):
    """Says now and then how far it is; Ctrl+C cancels."""

    def __init__(self, console: Console, *, every: float = _EVERY) -> None:
        super().__init__()
        self._console, self._every = console, every
        self._next = time.monotonic() + every

    @property
    def is_cancelled(self) -> bool:
        """After Ctrl+C."""
        return self._console.wants_to_leave

    def told(self, done: int, of: int, what: str) -> None:
        """A line, where the last one is long enough ago."""
        super().told(done, of, what)
        if time.monotonic() >= self._next:
            self._console.say(self.how_far)
            self._next = time.monotonic() + self._every
