"""Somebody who follows long work and cuts it off."""

from __future__ import annotations

from dxcheck.system.progress import LastTold


class Interrupted(LastTold):
    """Presses Ctrl+C once it was told so many times."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after
        self.times = 0

    def told(self, done: int, of: int, what: str) -> None:
        """One more."""
        super().told(done, of, what)
        self.times += 1
        if self.times > self.left:
            raise KeyboardInterrupt
