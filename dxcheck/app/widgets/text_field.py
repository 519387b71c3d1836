"""A line of text to write. It takes every character of a name, says what it does not keep, and obeys the keys that text fields obey on Windows.

Textual's own field drops what Python calls unprintable (the wide space of Japanese, joined emoji, 外字), takes only the first line of what is pasted, and knows
the keys of Emacs. Every field of ours is one of these; `text_box` has the one of several lines. Ctrl+W is there because Windows Terminal sends it for
Ctrl+BackSpace.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widgets import Input

from dxcheck.app.heard import AtCursor, Heard
from dxcheck.i18n import _
from dxcheck.model.text import plain_lines, remarks
from dxcheck.system.control_characters import is_control

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

_ONE_EDIT: Final = 1.0
"""Seconds between two characters that are undone together."""
_MOST_UNDONE: Final = 200


def writes(character: str | None) -> bool:
    """Whether a key writes something, and so is no command."""
    return character is not None and not is_control(character)


def taken(field: Widget, text: str, said: set[str]) -> str:
    """What a field keeps of a text that comes in; the rest is said, but not what was `said` before in this window."""
    for one in remarks(text):
        if one not in said:
            said.add(one)
            field.notify(one, severity="warning", timeout=12, markup=False)
    return plain_lines(text)


class TakesText:
    """What one line and several lines do alike. It stands before Textual's class among the bases, so that its handlers come first and Textual's not at all."""

    def check_consume_key(self, key: str, character: str | None = None) -> bool:  # noqa: ARG002 - Textual's signature
        """Whether a key writes something here."""
        return writes(character)

    async def _on_key(self: Any, event: events.Key) -> None:
        if writes(event.character):
            event.stop()
            event.prevent_default()
            self._restart_blink()
            self._put(event.character or "", is_typed=True)

    def _on_paste(self: Any, event: events.Paste) -> Any:
        event.stop()
        event.prevent_default()
        self._put(event.text)

    def action_paste(self: Any) -> None:
        """Put in what was copied in the app."""
        self._put(self.app.clipboard)

    def action_cut(self: Any) -> None:
        """Copy what is selected, and take it out; nothing where nothing is."""
        if self.selected_text:
            super().action_cut()  # type: ignore[misc]  # Textual's class


class TextField(TakesText, Input, inherit_bindings=False):
    """One line."""

    LABELLED: ClassVar[bool] = True
    """Whether the text before it names it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("shift+left", "cursor_left(True)", show=False),
        Binding("shift+right", "cursor_right(True)", show=False),
        Binding("ctrl+left", "cursor_left_word", show=False),
        Binding("ctrl+right", "cursor_right_word", show=False),
        Binding("ctrl+shift+left", "cursor_left_word(True)", show=False),
        Binding("ctrl+shift+right", "cursor_right_word(True)", show=False),
        Binding("home,ctrl+home", "home", show=False),
        Binding("end,ctrl+end", "end", show=False),
        Binding("shift+home,ctrl+shift+home", "home(True)", show=False),
        Binding("shift+end,ctrl+shift+end", "end(True)", show=False),
        Binding("backspace,shift+backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+backspace,ctrl+w", "delete_left_word", show=False),
        Binding("ctrl+delete", "delete_right_word", show=False),
        Binding("enter", "submit", show=False),
        Binding("ctrl+a,super+a", "select_all", show=False),
        Binding("ctrl+c,super+c,ctrl+insert", "copy", show=False),
        Binding("ctrl+x,super+x,shift+delete", "cut", show=False),
        Binding("ctrl+v,super+v,shift+insert", "paste", show=False),
        Binding("ctrl+z,super+z", "undo", show=False),
        Binding("ctrl+y,super+y,ctrl+shift+z", "redo", show=False),
    ]

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(value, placeholder=placeholder, id=id, compact=True)
        self._said: set[str] = set()
        self._before: list[tuple[str, int]] = []
        """Texts and places of the cursor to go back to, the newest last."""
        self._after: list[tuple[str, int]] = []
        self._typed_at = 0.0
        self._goes_on = False
        """Whether what changes now belongs to the edit before it."""

    @property
    def heard(self) -> Heard:
        """What is written there; an example where nothing is."""
        return Heard(text=self.value or str(self.placeholder), kind=_("入力欄"), written=AtCursor(self.value, self.cursor_position))

    def _put(self, text: str, *, is_typed: bool = False) -> None:
        lines = [one.replace("\t", " ") for one in taken(self, text, self._said).split("\n") if one.strip() or is_typed]
        if len(lines) > 1:
            self.notify(_("この欄は1行なので、改行を空白に変えました。"), severity="warning", markup=False)
        if line := " ".join(lines):
            now = time.monotonic()
            self._goes_on = is_typed and self.selection.is_empty and bool(self._before) and now - self._typed_at < _ONE_EDIT
            self.replace(line, *self.selection)
            self._goes_on, self._typed_at = False, now if is_typed else 0.0

    def replace(self, text: str, start: int, end: int) -> None:
        """Change a part; what stood before can be had back. Characters typed one after the other go back together."""
        before = (self.value, self.cursor_position)
        super().replace(text, start, end)
        if self.value != before[0]:
            self._after.clear()
            if not self._goes_on:
                self._before = [*self._before, before][-_MOST_UNDONE:]

    def action_undo(self) -> None:
        """Take the last change back."""
        self._go_to(self._before, self._after)

    def action_redo(self) -> None:
        """Make it again."""
        self._go_to(self._after, self._before)

    def _go_to(self, there: list[tuple[str, int]], back: list[tuple[str, int]]) -> None:
        if there:
            back.append((self.value, self.cursor_position))
            self.value, self.cursor_position = there.pop()
            self._typed_at = 0.0
