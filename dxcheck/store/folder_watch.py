"""The stamps of files that somebody looks at, kept in memory: a screen that looks every second whether others wrote something does not wait for a disk.

A thread looks at the disk twice a second for what was asked for in the last seconds, and less often, down to every ten seconds, where there is so much of it that
looking takes more than a twentieth of the time. What this process writes itself is known at once.
"""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Final

from dxcheck.store import errors
from dxcheck.store.files import GONE
from dxcheck.system import patience

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

LOOKS_EVERY: Final = 0.5
"""Seconds between two looks, at least."""
_SHARE: Final = 20
"""A look may take this part of the time."""
_LONGEST_PAUSE: Final = 10.0
"""Seconds between two looks, at most: a disk that stood still for a minute must not be left alone for twenty."""
_KEPT: Final = 10.0
"""Seconds that a stamp is kept up to date after somebody asked for it."""


class _Remembered:
    """A stamp."""

    def __init__(self, look: Callable[[], Hashable], stamp: Hashable) -> None:
        self.look, self.stamp = look, stamp
        self.asked_at = time.monotonic()


class FolderWatch:
    """The stamps of a process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Path | str], _Remembered] = {}
        self._guard = threading.Lock()
        self._written = 0
        """How often this process wrote something: what was looked up before that is not kept."""
        self._is_looking = False

    def of(self, kind: str, of: Path | str, look: Callable[[], Hashable]) -> Hashable:
        """The stamp of something as it was a moment ago; looked up the first time, and kept up to date from then on.

        Args:
            kind: of look.
            of: at what.
            look: looks at the disk.
        """
        kept = self._kept.get((kind, of))
        if kept is not None:
            kept.asked_at = time.monotonic()
            return kept.stamp
        written = self._written
        try:
            stamp = patience.ask(look, patience.OF_A_DISK, errors.no_answer)
        except errors.StoreError:
            return object()  # neither there nor not there, and never the same twice: whoever has seen this looks again
        with self._guard:
            if written == self._written:
                self._kept[kind, of] = _Remembered(look, stamp)
                self._begin()
        return stamp

    def forget(self, path: Path) -> None:
        """This process is about to write it, or just did."""
        with self._guard:
            self._written += 1
            self._kept.pop(("stamp", path), None)
            for other in [one for one in self._kept if one[0] != "stamp"]:
                del self._kept[other]

    def _begin(self) -> None:
        """Under the guard."""
        if self._is_looking:
            return
        try:
            threading.Thread(target=self._run, name="watching a folder", daemon=True).start()
            self._is_looking = True
        except RuntimeError:  # the system has no thread left: each look is one at the disk
            self._kept.clear()

    def _run(self) -> None:
        took = 0.0
        while True:
            time.sleep(max(LOOKS_EVERY, min(took * _SHARE, _LONGEST_PAUSE)))
            began = time.monotonic()
            for key, kept in list(self._kept.items()):
                self._look(key, kept, began)
            took = time.monotonic() - began
            with self._guard:
                if not self._kept:
                    self._is_looking = False
                    return

    def _look(self, key: tuple[str, Path | str], kept: _Remembered, now: float) -> None:
        """Once more, or never again where nobody asked for it, or where it cannot be looked at: whoever asks next does so."""
        written = self._written
        stamp: Hashable = GONE
        is_over = now - kept.asked_at >= _KEPT
        if not is_over:
            try:
                stamp = kept.look()
            except Exception:  # noqa: BLE001 - whoever asks next meets it; the others are looked at all the same
                is_over = True
        with self._guard:
            if is_over and self._kept.get(key) is kept:
                del self._kept[key]
            elif written == self._written:
                kept.stamp = stamp


WATCH: Final = FolderWatch()


def _forked() -> None:
    """The thread stayed with the parent."""
    WATCH.__init__()  # type: ignore[misc]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
