"""Saves what a specialist types, in order and in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dxcheck.app.saver import Change, SaveQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.app.saver import SaveState
    from dxcheck.desk.specialist import SpecialistDesk


class NoteSaver(SaveQueue):
    """Saves what a specialist types; each kind of note brings its own way to the disk."""

    def __init__(self, desk: SpecialistDesk, notify: Callable[[SaveState], None]) -> None:
        super().__init__(lambda: desk.now, notify)
        self._writers: dict[str, Callable[..., object]] = {}

    def write(self, key: str, writer: Callable[..., object], **fields: Any) -> None:
        """Queue a change; `writer` gets the fields, in a thread."""
        self._writers[key] = writer
        self.save(key, **fields)

    def _write(self, change: Change, fields: dict[str, Any]) -> None:
        self._writers[change.item](**fields)
