"""A page in points: how wide a text is, where its lines break, the title, the legend and the note around what is left for the picture.

Everything here is counted in points from the lower left corner, the unit of letters, so that room can be made for texts before they are drawn.
"""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.charts.canvas import DPI, INK, QUIET, SMALLEST_TEXT
from dxcheck.formats.font import font_file
from dxcheck.system.terminal_width import NOT_AT_START, begins_a_word, cuts_a_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

    from dxcheck.charts.canvas import Caption

LegendMark = tuple[str, dict[str, Any]]
"""What a mark means, and how it looks."""
INCH: Final = 72
MARGIN: Final = 38.0
_EDGE: Final = 22.0
_HANDLE: Final = 26.0
_BETWEEN: Final = 16.0
_TITLE, _LEAST_TITLE = 17.0, 12.0
_PIECES: Final = re.compile(r"[A-Za-z0-9À-ɏ.,'’\-()/%+]+ ?|\n|.", re.DOTALL)
"""What a line break may stand between: Latin words stay whole."""
_MAY_HANG: Final = "、。」）・ー！？)"
"""Signs that may stand a little beyond the width."""
_MOST_LEFT_FREE: Final = 4
"""Characters' room at a line's end that is left free to keep a word whole; on a short line a third of it."""


class Room(NamedTuple):
    """A rectangle of a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def wide(self) -> float:
        """From side to side."""
        return self.right - self.left

    @property
    def high(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom


class FramedPage(NamedTuple):
    """A page with its words, and the room that is left for the picture."""

    figure: Figure
    room: Room


@cache
def _font() -> FT2Font:
    from matplotlib.font_manager import get_font  # slow, and only here

    return get_font(font_file())


@cache
def _advance(character: str) -> float:
    """A character's width as a share of the letters' size."""
    from matplotlib.ft2font import LoadFlags  # slow, and only here

    font = _font()
    font.set_size(SMALLEST_TEXT, INCH)
    return float(font.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / SMALLEST_TEXT


def text_width(text: str, size: float) -> float:
    """How wide a text is in letters of so many points: its longest line."""
    return size * max(sum(map(_advance, line)) for line in text.split("\n"))


def widest(texts: Sequence[str], size: float) -> float:
    """How wide the widest text is; 0 without any."""
    return max((text_width(one, size) for one in texts), default=0.0)


def text_height(text: str, size: float, line: float = 1.3) -> float:
    """How high a text stands in letters of so many points."""
    return size * (1 + line * text.count("\n"))


def wrapped(text: str, wide: float, size: float) -> str:
    """A text broken into lines of at most so many points: within a word only where it is wider than that, or where that saves a line."""
    pieces = _pieces(text)
    said = _filled(pieces, wide, size)
    worded = _filled(pieces, wide, size, min(_MOST_LEFT_FREE * size, wide / 3)) if "\n" in said else said
    return worded if worded.count("\n") <= said.count("\n") else said


def _filled(pieces: Sequence[str], wide: float, size: float, left_free: float = 0.0) -> str:
    """Lines as full as they can be; each may be left so many points shorter where a word would be cut otherwise."""
    lines, line, begins = [], "", 0
    for piece in pieces:
        if line and begins_a_word(line[-1], piece[0]):
            begins = len(line)
        if piece == "\n":
            lines.append(line)
            line, begins = "", 0
        elif not line or text_width(line + piece.rstrip(), size) <= wide:
            line += piece
        elif begins and text_width(line[begins:], size) <= left_free and text_width(line[begins:] + piece.rstrip(), size) <= wide:
            lines.append(line[:begins].rstrip())
            line, begins = (line[begins:] + piece).lstrip("　 "), 0
        else:
            lines.append(line.rstrip())
            line, begins = piece.lstrip("　 "), 0
        while len(word := line.rstrip(_MAY_HANG + "　 ")) > 1 and text_width(word, size) > wide:
            fits = next((n for n in range(len(word) - 1, 1, -1) if text_width(line[:n], size) <= wide), 1)
            lines.append(line[:fits])
            line = line[fits:]
    return "\n".join([*lines, line.rstrip()])


def longest_word(text: str, size: float) -> float:
    """How wide a column must be so that no word is broken."""
    return max((text_width(one.strip(), size) for one in _pieces(text)), default=0.0)


def _pieces(text: str) -> list[str]:
    """What stays together in a line: a sign that no line begins with goes with what it follows."""
    found: list[str] = []
    for piece in _PIECES.findall(text):
        if found and piece in NOT_AT_START and found[-1] != "\n":
            found[-1] += piece
        else:
            found.append(piece)
    return found


def evenly_wrapped(text: str, wide: float, size: float) -> str:
    """A text in as few lines as fit, about equally long: no last line of one character, and no word cut for it."""
    said = wrapped(text, wide, size)
    cuts = _cuts(said)
    narrow = max(longest_word(text, size), text_width(text, size) / (said.count("\n") + 1))
    while said.count("\n") and narrow < wide:
        even = wrapped(text, narrow, size)
        if even.count("\n") == said.count("\n") and _cuts(even) <= cuts:
            return even
        narrow += size / 4
    return said


def _cuts(said: str) -> int:
    """How many words seem to be cut between the lines of a text."""
    return sum(cuts_a_word(*two) for two in pairwise(said.split("\n")))


def page(wide: float, high: float) -> Figure:
    """An empty page of so many points."""
    from matplotlib.figure import Figure  # slow, and only here

    return Figure(figsize=(wide / INCH, high / INCH), dpi=DPI, facecolor="white")


def axes_in(figure: Figure, room: Room, **rest: Any) -> Axes:
    """Axes that fill a room."""
    wide, high = (INCH * float(one) for one in figure.get_size_inches())
    return figure.add_axes((room.left / wide, room.bottom / high, room.wide / wide, room.high / high), **rest)


def text_at(figure: Figure, x: float, y: float, text: str, **rest: Any) -> None:
    """A text at a place of the page."""
    wide, high = (INCH * float(one) for one in figure.get_size_inches())
    figure.text(x / wide, y / high, text, **rest)


def mark_at(figure: Figure, x: float, y: float, style: dict[str, Any]) -> None:
    """A mark alone, without its line, at a place of the page."""
    from matplotlib.lines import Line2D  # slow, and only here

    wide, high = (INCH * float(one) for one in figure.get_size_inches())
    alone = {**style, "linestyle": "none", "markersize": min(style.get("markersize", 6), 6)}
    figure.add_artist(Line2D([x / wide], [y / high], transform=figure.transFigure, **alone))


def sheet(size: tuple[float, float], words: Caption, marks: Sequence[LegendMark] = ()) -> FramedPage:
    """A page with its title, subtitle, legend and note; each takes as many lines as it needs.

    Args:
        size: in inches.
        words: what stands around the picture.
        marks: the legend: what is drawn, and nothing else.
    """
    wide, high = size[0] * INCH, size[1] * INCH
    figure, across = page(wide, high), wide - 2 * MARGIN
    letters = max(_LEAST_TITLE, min(_TITLE, math.floor(2 * _TITLE * across / max(1.0, text_width(words.title, _TITLE))) / 2))
    top = high - _EDGE
    for text, points, colour in ((words.title, letters, INK), (words.subtitle, 9.5, QUIET)):
        if text:
            lines = wrapped(text, across, points)
            text_at(figure, MARGIN, top, lines, fontsize=points, color=colour, va="top", linespacing=1.3)
            top -= text_height(lines, points, 1.35) + 0.45 * points
    top -= legend(figure, marks, Room(MARGIN, 0, wide - MARGIN, top - 2)) + 4
    note = wrapped(words.note, across, SMALLEST_TEXT)
    text_at(figure, MARGIN, 14, note, fontsize=SMALLEST_TEXT, color=QUIET, va="bottom", linespacing=1.3)
    return FramedPage(figure, Room(MARGIN, 14 + text_height(note, SMALLEST_TEXT, 1.35) + 8, wide - MARGIN, top))


def legend(figure: Figure, marks: Sequence[LegendMark], room: Room) -> float:
    """The marks and what they mean, from the top left of a room, in as many lines as they need; gives the points they take."""
    from matplotlib.lines import Line2D  # slow, and only here

    if not marks:
        return 0.0
    wide, high = (INCH * float(one) for one in figure.get_size_inches())
    x, y = room.left, room.top - 0.6 * SMALLEST_TEXT
    for name, style in marks:
        takes = _HANDLE + 5 + text_width(name, SMALLEST_TEXT)
        if x > room.left and x + takes > room.right:
            x, y = room.left, y - 1.5 * SMALLEST_TEXT
        has_line = style.get("linestyle", "-") not in ("none", "")
        places = [x, x + _HANDLE / 2, x + _HANDLE] if has_line else [x + _HANDLE / 2]
        drawn = {**style, "markersize": min(style.get("markersize", 6), 11), "markevery": [len(places) // 2]}
        drawn["linewidth"] = min(style.get("linewidth", 1.5), 8)
        figure.add_artist(Line2D([one / wide for one in places], [y / high] * len(places), transform=figure.transFigure, **drawn))
        text_at(figure, x + _HANDLE + 5, y, name, fontsize=SMALLEST_TEXT, va="center")
        x += takes + _BETWEEN
    return room.top - y + 0.8 * SMALLEST_TEXT
