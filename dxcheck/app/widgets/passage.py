"""Paragraphs, bars and buttons one below the other, drawn as one widget.

A widget for each of them, in containers, was most of what staff waited for before they saw their home: each is mounted, styled, laid out and drawn by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from dxcheck.app.widgets.lines import Lines, paragraph
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Protocol

    from textual import events

    from dxcheck.app.drawing import Drawing

_BESIDE: Final = 3
"""Columns on both sides of a button's words."""
_APART: Final = 2
"""Columns between two buttons."""


class DrawnButton(msgspec.Struct, frozen=True):
    """A button that the mouse presses; the keyboard has its key."""

    words: str
    """Its name and its key."""
    action: str


class PlacedButton(msgspec.Struct, frozen=True):
    """A drawn button, and where it stands in its row."""

    button: DrawnButton
    column: int
    row: int
    """From 0, below one another where a line has no room for all."""
    drawn: str


class ButtonRow:
    """Buttons side by side below an empty line, none of them cut as long as one has room.

    Args:
        buttons: from the left.
        is_tight: without the line, a column narrower on each side, and nearer to each other.
    """

    def __init__(self, *buttons: DrawnButton, is_tight: bool = False) -> None:
        self.buttons, self.is_tight = buttons, is_tight

    def placed(self, width: int) -> list[PlacedButton]:
        """Where each stands in `width` columns."""
        made: list[PlacedButton] = []
        column = row = 0
        for one in self.buttons:
            beside = " " * (_BESIDE - self.is_tight)
            drawn = Content(f"{beside}{one.words}{beside}").truncate(width)
            if made and column + drawn.cell_length > width:
                column, row = 0, row + 1
            made.append(PlacedButton(one, column, row, drawn.plain))
            column += drawn.cell_length + _APART - self.is_tight
        return made


if TYPE_CHECKING:

    class Drawn(Protocol):
        """Something else that is drawn in lines."""

        def lines(self, width: int, drawing: Drawing) -> list[Content]:
            """Its lines for a width in cells."""

    Part = tuple[str, str] | str | ButtonRow | Drawn
    """A paragraph, with its style or without; buttons; or what draws itself."""


class Passage(Lines):
    """Parts, one below the other. A click presses a button; whoever uses the keyboard presses its key."""

    class Pressed(Message):
        """A button was pressed."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, *parts: Part, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._parts: Sequence[Part] = parts
        self._placed: list[tuple[int, PlacedButton]] = []
        """With the line each stands in."""
        self._pointed: DrawnButton | None = None
        """The one under the mouse."""

    @property
    def text(self) -> str:
        """What it says, without our line breaks."""
        said: list[str] = []
        for one in self._parts:
            if isinstance(one, ButtonRow):
                said += [f"{button.words}{_('。')}{_('ボタン')}" for button in one.buttons]
            elif isinstance(one, str | tuple):
                said.append(one if isinstance(one, str) else one[0])
            else:
                said += [line.plain for line in one.lines(self.content_size.width or 80, self.drawing)]
        return "\n".join(said)

    @property
    def buttons(self) -> list[tuple[DrawnButton, Region]]:
        """Its buttons, each with its place on the screen, as far as it is laid out."""
        self.lines(self.content_size.width)
        at = self.content_region.offset
        return [
            (one.button, Region(at.x + one.column, at.y + line, cell_len(one.drawn), 1))
            for line, one in self._placed
            if self.content_size.area
        ]

    def make(self, width: int) -> list[Content]:
        """Every part."""
        made: list[Content] = []
        self._placed = []
        for part in self._parts:
            if isinstance(part, ButtonRow):
                made += [] if part.is_tight else [Content("")]
                placed = part.placed(width)
                self._placed += [(len(made) + one.row, one) for one in placed]
                made += self._in_lines(placed)
            elif isinstance(part, str | tuple):
                made += paragraph(part, width)
            else:
                made += part.lines(width, self.drawing)
        return made

    def _in_lines(self, placed: list[PlacedButton]) -> Iterator[Content]:
        for row in range(placed[-1].row + 1 if placed else 0):
            line = Content("")
            for one in placed:
                if one.row == row:
                    style = "underline $button-text on $button" if one.button is self._pointed else "$button-text on $button"
                    line = line.pad_right(one.column - line.cell_length) + Content.styled(one.drawn, style)
            yield line

    def _at(self, column: int, line: int) -> DrawnButton | None:
        found = (one for at, one in self._placed if at == line and one.column <= column < one.column + cell_len(one.drawn))
        return next((one.button for one in found), None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the button that a click would press."""
        offset = event.get_content_offset(self)
        self._point_at(None if offset is None else self._at(offset.x, offset.y))

    def on_leave(self) -> None:
        """None any more."""
        self._point_at(None)

    def _point_at(self, one: DrawnButton | None) -> None:
        if one is not self._pointed:
            self._pointed = one
            self.renew(layout=False)

    def on_click(self, event: events.Click) -> None:
        """Press the button."""
        offset = event.get_content_offset(self)
        pressed = None if offset is None else self._at(offset.x, offset.y)
        if pressed is not None:
            event.stop()
            self.post_message(self.Pressed(pressed.action))
