"""A table of figures with a shade behind each: fluid with two thousand rows, since only the rows on the screen are made."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from dxcheck.app.heard import Heard

NAME: Final = 14
"""Cells of a row's name."""
LEAST_COLUMN, USUAL_COLUMN, WIDEST_COLUMN = 7, 10, 26
"""Cells of a column. Beyond the usual ones it also leaves room for the notes, and its texts stand in the middle."""
_NOTE: Final = 8
"""Cells of a row's note."""
HEAD: Final = 2
"""Lines of the columns' names."""


class HeatCell(NamedTuple):
    """One figure: its text, and how strong its shade is, -1 to 1; below 0 in the other colour."""

    text: str
    shade: float = 0.0


class HeatRow(NamedTuple):
    """One row."""

    value: str
    name: str
    cells: tuple[HeatCell, ...]
    remark: str = ""
    """Instead of the figures, where there are none."""
    mark: str = ""
    """One character after the name."""
    note: str = ""
    """After the figures, where there is room."""


class Heatmap(ScrollView, can_focus=True):
    """Rows by columns with a cursor on one cell; the names of the columns and the last row, if wanted, stay in sight."""

    DEFAULT_CSS = """
    Heatmap {
        height: 1fr; width: 1fr; margin: 0 1; background: $background; overflow-x: hidden;
        scrollbar-size-vertical: 1; scrollbar-color: $secondary; scrollbar-background: $background;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "ends(-1)", show=False),
        Binding("end", "ends(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Opened(Message):
        """A cell was opened."""

        def __init__(self, value: str, column: int) -> None:
            super().__init__()
            self.value, self.column = value, column

    class Moved(Message):
        """The cursor came to another cell."""

        def __init__(self, value: str, column: int) -> None:
            super().__init__()
            self.value, self.column = value, column

    class HeadClicked(Message):
        """The name of a column was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._heads: tuple[str, ...] = ()
        self._long_heads: tuple[str, ...] = ()
        self.values: tuple[str, ...] = ()
        """Of the rows, from the first to the last."""
        self._row_of: Callable[[str], HeatRow]
        self._foot: HeatRow | None = None
        self.row = self.column = 0

    def show(
        self,
        heads: Sequence[str],
        values: Sequence[str],
        row_of: Callable[[str], HeatRow],
        foot: HeatRow | None = None,
        *,
        long_heads: Sequence[str] = (),
    ) -> None:
        """Show other rows; the cursor stays on its row's value as far as that is there.

        Args:
            heads: the columns' names.
            values: one a row.
            row_of: a value's row; asked for when it is drawn.
            foot: the last row, always on the screen.
            long_heads: the columns' whole names, for columns that are wide enough for all of them.
        """
        here = self.value
        self._long_heads = tuple(long_heads)
        self._heads, self.values, self._row_of, self._foot = tuple(heads), tuple(values), row_of, foot
        self.row = self.values.index(here) if here in self.values else min(self.row, max(0, len(self.values) - 1))
        self.virtual_size = Size(self.size.width, len(self.values) + HEAD + (1 if foot else 0))
        self.refresh()

    @property
    def value(self) -> str:
        """The value of the row under the cursor."""
        return self.values[self.row] if self.values else ""

    @property
    def heard(self) -> Heard:
        """The cell under the cursor: its row, its column and its figure."""
        from dxcheck.app.heard import Heard, in_one, of_all  # nothing is told before the first frame

        if not self.values:
            return Heard()
        row = self._row_of(self.value)
        cell = row.cells[self.column].text if self.column < len(row.cells) else ""
        heads = self._long_heads or self._heads
        head = heads[self.column] if self.column < len(heads) else ""
        return Heard(of=in_one([row.name, row.remark]), text=in_one([head, cell]), place=of_all(self.row, len(self.values)))

    # -- drawing -------------------------------------------------------------------------------------------------------

    @property
    def _width(self) -> int:
        columns, room = max(1, len(self._heads)), self.size.width - NAME - 1
        return max(LEAST_COLUMN, min(USUAL_COLUMN, room // columns), min(WIDEST_COLUMN, (room - _NOTE) // columns))

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the columns' names, a row, or the last row."""
        if y < HEAD:
            return self._head(y)
        if self._foot is not None and y == self.size.height - 1:
            return self._line(self._foot, is_here=False, is_foot=True)
        place = y - HEAD + self.scroll_offset.y
        if not 0 <= place < len(self.values):
            return Strip.blank(self.size.width, self.rich_style)
        return self._line(self._row_of(self.values[place]), is_here=place == self.row, is_foot=False)

    def _head(self, y: int) -> Strip:
        quiet = self.rich_style + Style(color=self._colour("muted").rich_color)
        made = [Segment(" " * NAME, quiet)]
        width = self._width - 1
        has_room = width >= USUAL_COLUMN and all(_is_whole(one, width) for one in self._long_heads)
        for number, name in enumerate(self._long_heads if self._long_heads and has_room else self._heads):
            half = _halves(name, width)[y].strip()
            half = half if width < USUAL_COLUMN else _set(half, width)
            style = self.rich_style + Style(bold=True) if number == self.column and self.has_focus else quiet
            made.append(Segment(pad(half, width + 1), style))
        return Strip(made).adjust_cell_length(self.size.width, self.rich_style)

    def _line(self, row: HeatRow, *, is_here: bool, is_foot: bool) -> Strip:
        base = self.rich_style
        name = Style(bold=is_here or is_foot, bgcolor=self._colour("here").rich_color if is_here and self.has_focus else None)
        made = [Segment(pad((">" if is_here else " ") + row.name, NAME - 2) + pad(row.mark, 1) + " ", base + name)]
        if row.remark:
            made.append(Segment(row.remark, base + Style(color=self._colour("muted").rich_color)))
            return Strip(made).adjust_cell_length(self.size.width, base)
        width, ground = self._width - 1, self.background_colors[1]
        shades = self._colour("warning"), self._colour("secondary")
        between = Segment(" ", base)
        for number, cell in enumerate(row.cells):
            is_cursor = is_here and number == self.column and self.has_focus
            text = _set(f"[{cell.text}]" if is_cursor and width >= USUAL_COLUMN else cell.text, width)
            text = f"[{text[1:-1]}]" if is_cursor and width < USUAL_COLUMN else text
            made += (Segment(text, _shaded(ground, shades[cell.shade >= 0], abs(cell.shade), is_cursor)), between)
        if row.note and sum(one.cell_length for one in made) + cell_len(row.note) <= self.size.width:
            made.append(Segment(row.note, base + Style(color=self._colour("muted").rich_color)))
        return Strip(made).adjust_cell_length(self.size.width, base)

    def _colour(self, name: str) -> Color:
        return Color.parse(self.app.theme_variables[name])

    # -- moving --------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """The width of the columns follows."""
        self.virtual_size = Size(self.size.width, len(self.values) + HEAD + (1 if self._foot else 0))

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor."""
        self.go(self.row + down, self.column + right)

    def action_page(self, by: int) -> None:
        """A screenful up or down."""
        self.go(self.row + by * max(1, self.size.height - HEAD - 2), self.column)

    def action_ends(self, where: int) -> None:
        """The first or the last row."""
        self.go(0 if where < 0 else len(self.values) - 1, self.column)

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell, as far as there is one, and keep it in sight."""
        row, column = max(0, min(row, len(self.values) - 1)), max(0, min(column, len(self._heads) - 1))
        if (row, column) == (self.row, self.column) or not self.values:
            return
        self.row, self.column = row, column
        covered = HEAD + (1 if self._foot else 0)
        room = max(1, self.size.height - covered)
        top = self.scroll_offset.y
        if row < top or row >= top + room:
            self.scroll_to(y=row if row < top else row - room + 1, animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved(self.value, self.column))

    def action_open(self) -> None:
        """Open the cell under the cursor."""
        if self.values:
            self.post_message(self.Opened(self.value, self.column))

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Go where was clicked; open what was there already."""
        place = event.y - HEAD + self.scroll_offset.y
        column = (event.x - NAME) // self._width if event.x >= NAME else self.column
        if event.y < HEAD and self.values and event.x >= NAME and column < len(self._heads):
            event.stop()
            self.go(self.row, column)
            self.post_message(self.HeadClicked(column))
            return
        if event.y < HEAD or not 0 <= place < len(self.values) or (self._foot and event.y == self.size.height - 1):
            return
        event.stop()
        if (place, column) == (self.row, self.column):
            self.action_open()
        self.go(place, column)

    def scroll_region(self) -> Region:
        """The rows on the screen."""
        return Region(0, self.scroll_offset.y, self.size.width, max(0, self.size.height - HEAD))


def _set(text: str, width: int) -> str:
    """A text in its column of so many cells: at the right, or in the middle of a wide one."""
    if width < USUAL_COLUMN:
        return " " * max(0, width - 1 - cell_len(text)) + text + " "
    left = max(0, width - cell_len(text)) // 2
    return pad(" " * left + text, width)


@lru_cache(maxsize=1024)
def _shaded(ground: Color, colour: Color, strength: float, is_cursor: bool) -> Style:
    mixed = ground.blend(colour, min(1.0, strength))
    return Style(color=mixed.get_contrast_text(1.0).rich_color, bgcolor=mixed.rich_color, bold=is_cursor)


def _halves(name: str, width: int) -> tuple[str, str]:
    """A name on two lines: parted at a middle dot or a space if it has one, else in the middle where it has no room on one."""
    first, sign, second = name.partition("・" if "・" in name else " ")
    if sign:
        return _shortened(first, width), _shortened(second, width)
    if cell_len(name) <= width:
        return name, ""
    middle = (len(name) + 1) // 2
    return name[:middle] + ("-" if name.isascii() else ""), name[middle:]


def _is_whole(name: str, width: int) -> bool:
    """Whether all of a name stands in the two lines."""
    halves = _halves(name, width)
    return all(cell_len(one) <= width for one in halves) and "".join(halves) in (name, name.replace("・", "", 1), name.replace(" ", "", 1))


def _shortened(word: str, width: int) -> str:
    return word if not word.isascii() or len(word) <= width else word[: width - 1] + "."
