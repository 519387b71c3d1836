"""Saves what a specialist types, in order and in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.saver import SaveQueue
from dxcheck.model.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.app.saver import SaveState
    from dxcheck.desk.specialist import SpecialistDesk


class NoteSaver(SaveQueue[Edit[str]]):
    """Saves texts under a key of their own; each kind of note brings its own way to the disk."""

    def __init__(self, desk: SpecialistDesk, notify: Callable[[SaveState], None]) -> None:
        super().__init__(lambda: desk.now, notify)
        self._writers: dict[str, Callable[[Edit[str]], object]] = {}

    def write(self, key: str, writer: Callable[[Edit[str]], object], change: Edit[str]) -> None:
        """Queue a change of a note; `writer` gets it, in a thread."""
        self._writers[key] = writer
        self.save(key, change)

    def waiting_text(self, key: str) -> str | None:
        """The text of a note as it was typed last, while it is not on the disk yet."""
        waiting = self.waiting_for(key)
        return waiting[-1].new if waiting else None

    def _joined(self, earlier: Edit[str], later: Edit[str]) -> Edit[str]:
        return earlier.then(later)

    def _write(self, item: str, patch: Edit[str] | None) -> None:
        assert patch is not None  # a note has no place to be kept
        self._writers[item](patch)
