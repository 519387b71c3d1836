"""Saves what a specialist types, in order and in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.saver import SaveQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.app.saver import SaveState
    from dxcheck.desk.specialist import SpecialistDesk


class NoteSaver(SaveQueue[str]):
    """Saves whole texts under a key of their own; each kind of note brings its own way to the disk."""

    def __init__(self, desk: SpecialistDesk, notify: Callable[[SaveState], None]) -> None:
        super().__init__(lambda: desk.now, notify)
        self._writers: dict[str, Callable[[str], object]] = {}

    def write(self, key: str, writer: Callable[[str], object], text: str) -> None:
        """Queue the text of a note; `writer` gets it, in a thread."""
        self._writers[key] = writer
        self.save(key, text)

    def waiting_text(self, key: str) -> str | None:
        """The text of a note as it was typed last, while it is not on the disk yet."""
        return next(reversed(self.waiting_for(key)), None)

    def _is_typed_on(self, earlier: str, later: str) -> bool:  # noqa: ARG002 - a note is always written whole
        return True

    def _write(self, item: str, patch: str | None) -> None:
        assert patch is not None  # a note has no place to be kept
        self._writers[item](patch)
