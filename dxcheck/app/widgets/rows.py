"""A list of rows to go through and open: headings, and lines that lead somewhere. Every row wraps.

It stays quick with two thousand rows: a row is wrapped once for each width, a moved cursor redraws two rows, and only what is on the screen is drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec
from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from dxcheck.app.widgets.lines import Lines, hanging
from dxcheck.system.terminal_width import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from dxcheck.app.heard import Heard


_BEFORE_HEAD: Final = 2
"""Cells of the cursor and of the space behind it."""


class Row(msgspec.Struct, frozen=True):
    """A row; without `value` it is a heading or a remark and cannot be opened."""

    text: str
    value: str = ""
    head: str = ""
    """A few characters in bold before the text; further lines are indented to them."""
    style: str = ""
    below: str = ""
    """What explains it, in a quieter colour under the text."""


class Rows(Lines, can_focus=True):
    """Rows with a cursor on those that lead somewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "ends(-1)", show=False),
        Binding("end", "ends(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Opened(Message):
        """A row was opened."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    class Marked(Message):
        """The box at the beginning of a row was clicked."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    class Moved(Message):
        """The cursor came to another row."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    def __init__(self, rows: Sequence[Row], *, marks: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """Rows; with `marks`, their heads are boxes that a click marks."""
        super().__init__(id=id)
        self._marks = marks
        self._rows = list(rows)
        self._leading = [number for number, row in enumerate(self._rows) if row.value]
        self._cursor = 0
        self._whole = ""
        """All rows as they are heard, where none leads anywhere: asked for after every frame."""
        self._tops: list[int] = []
        """The first line of each row."""
        self._wrapped: tuple[int, dict[Row, list[Content]]] = (0, {})

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on what it was on, else where it was."""
        here = self.value
        self._rows, self._whole = list(rows), ""
        self._leading = [number for number, row in enumerate(self._rows) if row.value]
        self._cursor = max(0, min(self._cursor, len(self._leading) - 1))
        if here and self.value != here:
            self._cursor = next((place for place, number in enumerate(self._leading) if self._rows[number].value == here), self._cursor)
        self.renew()

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """Every row, seen or not."""
        return tuple(self._rows)

    @property
    def value(self) -> str:
        """The value of the row under the cursor; empty where there is none."""
        return self._rows[self._leading[self._cursor]].value if self._leading else ""

    @property
    def heard(self) -> Heard:
        """The row under the cursor, below what stands between it and the one before."""
        from dxcheck.app.heard import Heard, box_in_words, in_one, of_all  # nothing is told before the first frame

        if not self._leading:
            self._whole = self._whole or in_one([row.text for row in self._rows])
            return Heard(text=self._whole)
        number = self._leading[self._cursor]
        above = self._leading[self._cursor - 1] + 1 if self._cursor else 0
        row = self._rows[number]
        head, state = box_in_words(row.head)
        return Heard(
            of=in_one([part for one in self._rows[above:number] for part in (one.head, one.text)]),
            text=in_one([head, row.text, row.below]),
            state=state,
            place=of_all(self._cursor, len(self._leading)),
        )

    def make(self, width: int) -> list[Content]:
        """All rows, wrapped."""
        known = self._wrapped[1] if self._wrapped[0] == width else {}
        here = self._leading[self._cursor] if self._leading and self.has_focus else -1
        made: list[Content] = []
        self._tops, kept = [], {}
        for number, row in enumerate(self._rows):
            kept[row] = known.get(row) or self._row(row, width, here=False)
            self._tops.append(len(made))
            made += self._row(row, width, here=True) if number == here else kept[row]
        self._wrapped = (width, kept)
        return made

    def render_line(self, y: int) -> Strip:
        """One line; all of them only while something is selected with the mouse."""
        width = self.content_size.width
        if self.text_selection is not None or not width:
            return super().render_line(y)
        lines = self.lines(width)
        if y >= len(lines):
            return Strip.blank(width, self.visual_style.rich_style)
        return Visual.to_strips(self, lines[y], width, 1, self.visual_style)[0]

    def _row(self, row: Row, width: int, *, here: bool) -> list[Content]:
        if not row.value and not row.head:
            return [Content.styled(line, row.style) if row.style else Content(line) for line in wrap(row.text, width)]
        head = Content.assemble((">" if here else " ", "bold"), " ", (row.head, "bold"), "  " if row.head else "")
        lines = hanging(head, row.text, width, row.style)
        if row.below:
            lines += hanging(Content(" " * head.cell_length), row.below, width, "" if here else "$muted")
        if not here:
            return lines
        return [line.pad_right(max(0, width - line.cell_length)).stylize("on $here") for line in lines]

    def action_move(self, by: int) -> None:
        """Move the cursor to the next row and keep it in sight; where that is far, first read on to it."""
        self._move_or_read(max(0, min(self._cursor + by, len(self._leading) - 1)), by, 2)

    def action_page(self, by: int) -> None:
        """A screenful up or down, at least one row."""
        if not self._tops:
            return
        page = max(1, self._room - 2)
        wanted = (self._tops[self._leading[self._cursor]] if self._leading else 0) + by * page
        place = bisect_right([self._tops[number] for number in self._leading], wanted) - 1
        place = max(place, self._cursor + 1) if by > 0 else min(place, self._cursor - 1)
        self._move_or_read(max(0, min(place, len(self._leading) - 1)), by * page, page)

    def action_ends(self, where: int) -> None:
        """The first or the last row, and the very beginning or end of what there is to read."""
        if self._leading:
            self._go(0 if where < 0 else len(self._leading) - 1)
        if isinstance(self.parent, Widget):
            self.parent.scroll_to(y=0 if where < 0 else self.parent.max_scroll_y, animate=False)

    @property
    def _room(self) -> int:
        return self.parent.size.height if isinstance(self.parent, Widget) else 1

    def _move_or_read(self, place: int, by: int, step: int) -> None:
        """Put the cursor on a row unless there is text between here and it that nobody would see then."""
        parent = self.parent
        if not isinstance(parent, Widget) or not self._tops:
            return
        seen = parent.scroll_offset.y - self.virtual_region.y
        top = self._tops[self._leading[place]] if self._leading else -1
        is_end = not self._leading or place == self._cursor
        is_far = top >= seen + self._room + step if by > 0 else top < seen - step
        if is_end or is_far:
            parent.scroll_relative(y=max(-step, min(step, by * step)), animate=False)
        if not (is_end and self._leading) and not is_far and self._leading:
            self._go(place)

    def go_to(self, value: str) -> None:
        """Put the cursor on the row of a value, if there is one."""
        at = next((place for place, number in enumerate(self._leading) if self._rows[number].value == value), None)
        if at is not None:
            self._go(at)

    def _go(self, cursor: int) -> None:
        before, self._cursor = self._cursor, cursor
        if cursor != before:
            self.post_message(self.Moved(self.value))
        for place in {before, cursor}:
            self._make_again(place)
        self._keep_in_sight()

    def _make_again(self, place: int) -> None:
        """One row as it looks now, with or without the cursor; neither takes more lines than the other."""
        if self._made is None or not self._tops or place >= len(self._leading):
            return
        width, lines = self._made
        number = self._leading[place]
        top = self._tops[number]
        made = self._row(self._rows[number], width, here=place == self._cursor and self.has_focus)
        lines[top : top + len(made)] = made
        self.refresh(Region(0, top, self.size.width, len(made)))

    def _keep_in_sight(self) -> None:
        if not self._tops:
            return
        number = self._leading[self._cursor]
        below = self._tops[number + 1] if number + 1 < len(self._tops) else len(self._made[1]) if self._made else self._tops[number] + 1
        top = 0 if self._cursor == 0 else self._tops[number]
        self.keep_in_sight(top, below - top)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.value:
            self.post_message(self.Opened(self.value))

    def on_focus(self) -> None:
        """Show the cursor."""
        self._make_again(self._cursor)

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._make_again(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """Open what was clicked; mark it, where that was its box."""
        offset = event.get_content_offset(self)
        if offset is None or self._made is None or not 0 <= offset.y < len(self._made[1]):
            return
        number = bisect_right(self._tops, offset.y) - 1
        if number in self._leading:
            event.stop()
            self._go(self._leading.index(number))
            if self._marks and offset.x < cell_len(self._rows[number].head) + _BEFORE_HEAD + 1:
                self.post_message(self.Marked(self.value))
            else:
                self.action_open()
