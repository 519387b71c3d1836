"""How bars and marks are drawn: with eighths of a cell where a terminal draws those in one cell, with coloured spaces and ASCII elsewhere.

Block elements, triangles and their like are of ambiguous width (UAX 11): a console with a Japanese font may draw them two cells wide, and the rest of the row would
move. So whoever starts an app says how it may draw (`drawing_here`), and without being told it draws coarsely. Both forms keep the order of values: of two bars the longer
one never stands for less. A figure is always beside.
"""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len

from dxcheck.assessment.figures import nearest
from dxcheck.assessment.movement import Movement
from dxcheck.system.terminal_cells import terminal_kind, width_of
from dxcheck.system.terminal_memory import TerminalMemory, form_here
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.system.terminal_memory import Form

FROM_LEFT: Final = "▏▎▍▌▋▊▉"
"""One to seven eighths of a cell, from the left."""
FROM_BELOW: Final = "▁▂▃▄▅▆▇"
"""One to seven eighths of a cell, from below."""


class Drawing(NamedTuple):
    """What one kind of terminal can be trusted with."""

    form: Form
    steps: int
    """Steps that a cell of a bar or column is divided into."""
    across: str = ""
    """The characters of a cell's steps from the left, without the full one; empty where a part of a cell is a paler space."""
    upwards: str = ""
    """The same from below."""
    gap: str = " "
    """What fills a cell of a bar: a line of ground along its lower edge keeps it from the bar on the next line."""
    marks: Mapping[Movement, str] = MappingProxyType({})
    """A character of one cell for each movement."""

    def mark(self, movement: Movement) -> str:
        """A movement's mark and its word: told by shape and by word, never by colour."""
        return f"{self.marks[movement]} {movement.word}"

    def marked(self, movement: Movement | None) -> str:
        """The same as a cell of a column: all as wide as the widest, None empty."""
        text = "" if movement is None else self.mark(movement)
        return pad(text, max(cell_len(self.mark(one)) for one in Movement))


_ASCII: Final = {
    Movement.ROSE: "^",
    Movement.SAME: "=",
    Movement.FELL: "v",
    Movement.NEWLY: "+",
    Movement.NO_LEVEL: "-",
    Movement.REWORDED: "~",
}
COARSE: Final = Drawing("coarse", 2, marks=_ASCII)
FINE: Final = Drawing("fine", 8, FROM_LEFT, FROM_BELOW, FROM_BELOW[0], marks={**_ASCII, Movement.ROSE: "▲", Movement.FELL: "▼"})
FORMS: Final[Mapping[Form, Drawing]] = {"coarse": COARSE, "fine": FINE}
DOUBTFUL: Final = FROM_LEFT + FROM_BELOW + "▲▼"
"""Every character of the fine form whose width terminals disagree on."""


def steps_of(value: float, cells: int, top: float, drawing: Drawing) -> int:
    """How many steps of `cells` cells a value fills.

    Args:
        value: 0 to `top`; what lies outside counts as the end it passed.
        cells: of the whole bar or column.
        top: the value that fills it; 0 fills nothing.
        drawing: how many steps a cell has.

    Returns:
        0 for 0 alone, and all of them for `top` alone: a little is never nothing, and nearly all is never all. In between it never falls where the value rises.
    """
    full = cells * drawing.steps
    if top <= 0 or value <= 0 or full < 2:  # noqa: PLR2004 - something and everything
        return 0
    return full if value >= top else max(1, min(full - 1, nearest(full * value / top)))


def drawing_here() -> Drawing:
    """How this terminal draws: what the person chose for its kind, what was found out about it before, or what it says now. Call it before the app takes the terminal over."""
    return FORMS[form_here(TerminalMemory.of_user(), terminal_kind(), lambda: width_of(DOUBTFUL) == len(DOUBTFUL), can_write=_can_write)]


def remember_drawing(drawing: Drawing, *, is_unpictured: bool = False) -> None:
    """Keep what the person chose for this kind of terminal."""
    TerminalMemory.of_user().choose(terminal_kind(), drawing.form, is_unpictured=is_unpictured)


def _can_write() -> bool:
    """Whether the terminal's encoding has the characters."""
    try:
        DOUBTFUL.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
