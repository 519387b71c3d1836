"""One of a few, all visible: `[訪問] オンライン ヒアリング`."""

from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from dxcheck.app.heard import Heard, of_all
from dxcheck.app.widgets.lines import Lines
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events


TYPED_TOGETHER: Final = 1.5
"""Seconds between two characters that are still one word."""


class OneOfFew(Lines, can_focus=True):
    """Left and right, a digit, the beginning of a name or a click choose; Enter goes on."""

    LABELLED: ClassVar[bool] = True
    """Whether the text before it names it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right,space", "move(1)", show=False),
        Binding("enter", "submit", show=False),
    ]

    class Changed(Message):
        """Another one was chosen."""

    class Submitted(Message):
        """Enter: on to what comes next."""

        def __init__(self, field: str) -> None:
            super().__init__()
            self.field = field
            """The widget's id."""

    def __init__(self, options: Sequence[tuple[str, str]], value: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._options = list(options)
        self._at = next((number for number, (one, _name) in enumerate(self._options) if one == value), 0)
        self._starts: list[tuple[int, int]] = []
        self._typed = ""
        self._typed_at = 0.0

    @property
    def value(self) -> str:
        """The key of the chosen one."""
        return self._options[self._at][0]

    @value.setter
    def value(self, value: str) -> None:
        self._choose(next((number for number, (one, _name) in enumerate(self._options) if one == value), 0))

    @property
    def heard(self) -> Heard:
        """The chosen one."""
        return Heard(
            text=self._options[self._at][1], state=_("選択中"), kind=_("左右のキーで選択"), place=of_all(self._at, len(self._options))
        )

    def make(self, width: int) -> list[Content]:  # noqa: ARG002 - short by nature
        """All of them in a line."""
        line = Content.styled(">" if self.has_focus else " ", "bold")
        self._starts = []
        for number, (_value, name) in enumerate(self._options):
            chosen = number == self._at
            begin = line.cell_length
            line += Content.styled(f"[{name}]" if chosen else f" {name} ", "bold $accent" if chosen else "")
            self._starts.append((begin, line.cell_length))
        return [line]

    def on_focus(self) -> None:
        """Show where the keyboard is."""
        self.renew(layout=False)

    def on_blur(self) -> None:
        """No longer."""
        self.renew(layout=False)

    def action_move(self, by: int) -> None:
        """Choose the next one, after the last the first."""
        self._choose((self._at + by) % len(self._options))

    def action_submit(self) -> None:
        """This one; on to the next field."""
        self.post_message(self.Submitted(self.id or ""))

    def _choose(self, at: int) -> None:
        self._at = at
        self.renew(layout=False)
        self.post_message(self.Changed())

    def on_key(self, event: events.Key) -> None:
        """A digit chooses the option that begins with it, else the one at that place; other characters the option that begins with them, else one that has them."""
        if event.character is None or not event.is_printable or event.character.isspace():
            return
        is_digit = event.character.isdecimal()
        at = self._place_of_digit(int(event.character)) if is_digit else self._type(event.character)
        if at is not None:
            event.stop()
            self._choose(at)

    def _place_of_digit(self, digit: int) -> int | None:
        names = [name for _value, name in self._options]
        at = next((number for number, name in enumerate(names) if name.startswith(str(digit))), digit - 1)
        return at if 0 <= at < len(names) else None

    def _type(self, character: str) -> int | None:
        """The option that fits what was typed in one go; where none does, the one that fits this character alone."""
        now = time.monotonic()
        before = self._typed if now - self._typed_at < TYPED_TOGETHER else ""
        for typed in dict.fromkeys((before + character, character)):
            at = next(iter(fitting_names([name for _value, name in self._options], typed, self._at)), None)
            if at is not None:
                self._typed, self._typed_at = typed, now
                return at
        self._typed = ""
        return None

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for number, (begin, end) in enumerate(self._starts):
            if begin <= offset.x < end:
                event.stop()
                self._choose(number)


def fitting_names(names: Sequence[str], typed: str, here: int) -> list[int]:
    """The places of the names that fit what was typed: those that begin with it first, then those that have it.

    Args:
        names: all of them.
        typed: at least one character, whatever its width and case.
        here: the chosen place. Typed again, a single character leads to the next name that begins with it.
    """
    wanted, folded = _folded(typed), [_folded(name) for name in names]
    begins = [n for n, name in enumerate(folded) if name.startswith(wanted)]
    if len(wanted) == 1 and here in begins:
        begins = [*(n for n in begins if n > here), *(n for n in begins if n <= here)]
    return [*begins, *(n for n, name in enumerate(folded) if wanted in name and n not in begins)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
