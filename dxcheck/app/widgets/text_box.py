"""Several lines of text to write: what `text_field` is for one line. Textual's editor behind it is slow to import."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from dxcheck.app.heard import AtCursor, Heard
from dxcheck.app.widgets.text_field import TakesText, taken
from dxcheck.i18n import _
from dxcheck.model.edit import Edit, merged
from dxcheck.model.text import cleaned


class TextBox(TakesText, TextArea, inherit_bindings=False):
    """Several lines; Tab goes to the next field."""

    LABELLED: ClassVar[bool] = True
    """Whether the text before it names it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("shift+up", "cursor_up(True)", show=False),
        Binding("shift+down", "cursor_down(True)", show=False),
        Binding("shift+left", "cursor_left(True)", show=False),
        Binding("shift+right", "cursor_right(True)", show=False),
        Binding("ctrl+left", "cursor_word_left", show=False),
        Binding("ctrl+right", "cursor_word_right", show=False),
        Binding("ctrl+shift+left", "cursor_word_left(True)", show=False),
        Binding("ctrl+shift+right", "cursor_word_right(True)", show=False),
        Binding("home", "cursor_line_start", show=False),
        Binding("end", "cursor_line_end", show=False),
        Binding("shift+home", "cursor_line_start(True)", show=False),
        Binding("shift+end", "cursor_line_end(True)", show=False),
        Binding("ctrl+home", "cursor_text_start", show=False),
        Binding("ctrl+end", "cursor_text_end", show=False),
        Binding("ctrl+shift+home", "cursor_text_start(True)", show=False),
        Binding("ctrl+shift+end", "cursor_text_end(True)", show=False),
        Binding("pageup", "cursor_page_up", show=False),
        Binding("pagedown", "cursor_page_down", show=False),
        Binding("backspace,shift+backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+backspace,ctrl+w", "delete_word_left", show=False),
        Binding("ctrl+delete", "delete_word_right", show=False),
        Binding("ctrl+a,super+a", "select_all", show=False),
        Binding("ctrl+c,super+c,ctrl+insert", "copy", show=False),
        Binding("ctrl+x,super+x,shift+delete", "cut", show=False),
        Binding("ctrl+v,super+v,shift+insert", "paste", show=False),
        Binding("ctrl+z,super+z", "undo", show=False),
        Binding("ctrl+y,super+y,ctrl+shift+z", "redo", show=False),
    ]

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(text, id=id, soft_wrap=True, show_line_numbers=False, compact=True, tab_behavior="focus")
        self._seen = text
        """What this person's changes begin from: what was stored when they looked, then what they handed over."""
        self._without = text
        """What the text would be without them."""
        self.highlight_cursor_line = False
        self._said: set[str] = set()

    @property
    def heard(self) -> Heard:
        """What is written there, and the line of the cursor."""
        row, column = self.cursor_location
        return Heard(text=self.text, kind=_("入力欄（何行でも）"), written=AtCursor(self.document.get_line(row), column, row))

    # -- somebody else at the same text --------------------------------------------------------------------------------

    @property
    def written(self) -> Edit[str]:
        """All this person did here: what the text would be without them, and what it is."""
        return Edit(self._without, self.text)

    @property
    def change(self) -> Edit[str]:
        """What changed since the last time something was handed over."""
        return Edit(self._seen, self.text)

    def hand_over(self, most: int) -> Edit[str]:
        """The change, at most so many characters, to somebody who will not lose it: the next one begins from it."""
        change = Edit(self._seen, self.text[:most])
        self._seen = change.new
        return change

    def go_on(self, change: Edit[str], stored: str) -> None:
        """Begin with a change that was left unfinished, over what is stored by now."""
        self._seen = self._without = change.seen
        self.load_text(change.new)
        self.take_in(stored)

    def take_in(self, stored: str) -> bool:
        """Show what somebody else wrote meanwhile together with what is being written here; the cursor stays with its line.

        To be called once everything that was handed over is on the disk.

        Returns:
            Whether anything is new.
        """
        seen, text = cleaned(self._seen), self.text
        made = merged(seen, stored, cleaned(text))
        self._seen, self._without = stored, merged(seen, stored, cleaned(self._without))
        if made == cleaned(text):
            return False
        ending = text[len(text.rstrip()) :]
        row, column = self.cursor_location
        self.load_text(made + ending)
        self.move_cursor((_row_now(row, text.split("\n"), made.split("\n")), column))
        return True

    # -- keys ----------------------------------------------------------------------------------------------------------

    def action_cursor_text_start(self, select: bool = False) -> None:
        """To the beginning of the text."""
        self.move_cursor((0, 0), select=select)

    def action_cursor_text_end(self, select: bool = False) -> None:
        """To its end."""
        self.move_cursor(self.document.end, select=select)

    def _put(self, text: str, *, is_typed: bool = False) -> None:  # noqa: ARG002 - Textual knows what is undone together
        if kept := taken(self, text, self._said):
            self._replace_via_keyboard(kept, *self.selection)


def _row_now(row: int, before: list[str], after: list[str]) -> int:
    """Where a line is, after others were put in or taken out."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return next((at + row - begin for begin, at, size in blocks if begin <= row < begin + size), min(row, len(after) - 1))
