"""Means over the cycles as columns, true to scale: own and published average beside one another, the target as dashes, every figure under its column.

The heads of the rows of figures are the legend at the same time: each begins with what the row looks like above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message

from dxcheck.app.drawing import steps_of
from dxcheck.app.widgets.bars import StyledText, column_cell, joined
from dxcheck.app.widgets.lines import Lines
from dxcheck.assessment.figures import as_mean, nearest
from dxcheck.benchmark.gate import height_of, standing_in_short
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import DEFAULT, Scale, as_level
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from dxcheck.app.drawing import Drawing
    from dxcheck.assessment.measured import OwnFigure
    from dxcheck.benchmark.trend import Trend

_COLUMN: Final = 10
"""Cells a cycle takes: own column and average, each with a free cell before it, and three behind."""
_BAR, _MARK = 4, 2
"""Cells of an own column and of an average's: told from each other without colour."""
_SWATCH: Final = _BAR + 1
_NOTHING: Final = 8
"""Cells of 提出なし, where a column would be."""
_LONGEST_HEAD: Final = 14
OWN, OPEN, PEERS, AIM = "heading", "heading-pale", "caution", "done"
"""Theme variables of the municipality, of it in a cycle that is still open, of the published average and of the target."""
DOTTED: Final = "::"
"""What fills the column of an average that is an earlier cycle's and still stands."""
_HOLLOW: Final = "[  ]"
"""The column of a cycle that is still open has brackets, and is paler."""


@dataclass
class Picked(Message):
    """A cycle or a line was clicked."""

    line: int | None
    """Number of the line; None where the place belongs to none."""
    at: int | None
    """Number of the cycle; None where the place belongs to none."""


@dataclass(frozen=True)
class Shown:
    """What all drawings of the screen show."""

    lines: Sequence[Trend]
    cycles: Sequence[str]
    published: Sequence[bool]
    """For which cycles there is a benchmark."""
    line: int
    at: int
    """The cursor's line and cycle."""
    scale: Scale = DEFAULT
    top: float = DEFAULT.high
    """Where the axis ends. It begins where the scale does."""

    @property
    def reach(self) -> float:
        """From the beginning of the axis to its end."""
        return self.top - self.scale.low

    def above(self, value: float | None) -> float | None:
        """How far a value is above the beginning of the axis."""
        return None if value is None else value - self.scale.low

    @property
    def marks(self) -> list[tuple[float, str]]:
        """The marks of the axis: how far each is above its beginning, and how it is written."""
        return [(one - self.scale.low, as_level(one)) for one in self.scale.ticks() if one <= self.top]

    @property
    def enlarged(self) -> str:
        """What the axis shows where it ends below the scale; else empty."""
        if self.top == self.scale.high:
            return ""
        low, top, whole = map(as_level, (self.scale.low, self.top, self.scale.high))
        return _("拡大表示 {low}〜{top}（z で {low}〜{whole} に戻す）", low=low, top=top, whole=whole)

    @property
    def here(self) -> Trend:
        """The cursor's line."""
        return self.lines[self.line]

    @property
    def has_peers(self) -> bool:
        """Whether any average is published."""
        return any(self.published)

    def average(self, line: Trend, n: int) -> str:
        """A published average as it is written; empty where none is published yet."""
        return line.average(n) if self.published[n] else ""


def zoomed_top(lines: Sequence[Trend], scale: Scale) -> float:
    """The mark of the axis under which all means and averages lie: one scale for all lines, so that they can be compared."""
    heights = [value for line in lines for value in (*line.means, *(height_of(one) for one in line.peers)) if value is not None]
    most = max(heights, default=scale.low)
    return min((one for one in scale.ticks() if one > scale.low and one >= most), default=scale.high)


def centred(text: str, width: int) -> str:
    """`text` in the middle of `width` cells."""
    room = max(0, width - cell_len(text))
    return " " * (room // 2) + pad(text, width - room // 2)


def own_figure(point: OwnFigure | None, digits: int) -> str:
    """A mean, in brackets while its cycle still takes in answers."""
    text = as_mean(point.value if point is not None else None, digits)
    return f"({text})" if point is not None and point.is_open else text


class LevelColumns(Lines):
    """The cursor's line as columns, cycle by cycle; a gap where nothing was submitted."""

    def __init__(self, whose: str) -> None:
        super().__init__(id="columns")
        self._whose = whose
        self._shown: Shown | None = None
        self._height = 10
        self._fitting = range(0)

    def show(self, shown: Shown, height: int) -> None:
        """Show the cursor's line, with an axis of `height` rows."""
        self._shown, self._height = shown, height
        self.renew()

    @property
    def _head(self) -> int:
        names = (self._whose, _("県内平均"), _("目標 {mean}", mean=as_mean(0.0, self._shown.scale.digits if self._shown else 1)))
        return _SWATCH + min(_LONGEST_HEAD, max(map(cell_len, names))) + 1

    def width_for(self, cycles: int) -> int:
        """Cells that so many cycles take."""
        return self._head + _COLUMN * cycles

    def make(self, width: int) -> list[Content]:
        """The columns that fit, and their figures below."""
        if self._shown is None:
            return []
        shown, line = self._shown, self._shown.here
        fitting = max(1, (width - self._head) // _COLUMN)
        first = max(0, min(shown.at, len(shown.cycles) - fitting))
        self._fitting = range(first, min(len(shown.cycles), first + fitting))
        made = [self._row(shown, line, row) for row in range(self._height + 1, 0, -1)]
        if shown.enlarged:
            made.insert(0, Content.styled(shown.enlarged, "bold $caution"))
        made += [
            self._figures(shown, ("", ""), "", shown.cycles, "bold"),
            self._figures(
                shown, (" " * _BAR, f"on ${OWN}"), self._whose, [own_figure(one, shown.scale.digits) for one in line.points], "bold"
            ),
        ]
        if shown.has_peers:
            averages = [shown.average(line, n) for n in range(len(shown.cycles))]
            made.append(self._figures(shown, (" " * _MARK, f"on ${PEERS}"), _("県内平均"), averages, f"${PEERS}"))
        if line.standing:
            made.append(Content.assemble(*self._swatched((DOTTED, f"${PEERS}"), standing_in_short(), whole=True)))
        if line.target is not None:
            above = _("（図より上）") if line.target > shown.top else ""
            made.append(
                Content.assemble(
                    *self._swatched(("- -", f"${AIM}"), _("目標 {mean}", mean=as_mean(line.target, shown.scale.digits))), above
                )
            )
        if any(one is not None and one.is_open for one in line.points):
            made.append(Content.assemble(*self._swatched((_HOLLOW, f"bold ${OWN}"), _("( ) 受付中の期"), whole=True)))
        return made

    def _swatched(self, swatch: StyledText, name: str, *, whole: bool = False) -> list[StyledText]:
        return [swatch, (" " * (_SWATCH - len(swatch[0])) + (name if whole else pad(name, self._head - _SWATCH - 1) + " "), "")]

    def _figures(self, shown: Shown, swatch: StyledText, name: str, texts: Sequence[str], style: str) -> Content:
        figures = ((_under(texts[n]), f"{style} on $here" if n == shown.at else style) for n in self._fitting)
        return joined([*self._swatched(swatch, name), *figures])

    def _row(self, shown: Shown, line: Trend, row: int) -> Content:
        """One row of cells, `row` counted from the bottom. A level stands on the row whose lower edge it is; the highest has a row of its own."""
        mark = next((said for up, said in shown.marks if nearest(up * self._height / shown.reach) == row - 1), None)
        made = [((f"{mark}_ " if mark is not None else "   ").rjust(self._head), "")]
        aimed = _dash(shown.above(line.target), self._height, shown.reach, row)
        for n in self._fitting:
            made += self._cells(shown, line, n, row, aimed)
        return joined(made)

    def _cells(self, shown: Shown, line: Trend, n: int, row: int, aimed: str) -> list[StyledText]:
        """A cycle's part of a row: own column, average, and around them the target's dashes, if it lies here."""
        ground, aim = ((aimed + " ") * (_COLUMN // 2), f"${AIM}") if aimed else (" " * _COLUMN, "")
        point, average = line.points[n], shown.above(height_of(line.peers[n]))
        own: list[StyledText] = [] if point is None else _own(point, shown, row, self._height, self.drawing)
        if point is None and row == 1:
            own = [(pad(_("平均なし") if line.counts[n] else _("提出なし"), _NOTHING), "$muted")]
        taken = 1 + (_NOTHING if point is None else _BAR)
        made = [(ground[:1], aim), *own] if own else [(ground[:taken], aim)]
        place = 1 + _BAR + 1
        steps = 0 if average is None else steps_of(average, self._height, shown.reach, self.drawing)
        if (row - 1) * self.drawing.steps < steps and (taken <= place or not own):
            if not own:
                made = [(ground[:place], aim)]
            else:
                made.append((ground[taken:place], aim))
            filled = (DOTTED, f"${PEERS}") if n in line.standing else column_cell(steps, row, _MARK, PEERS, self.drawing)
            return [*made, filled, (ground[place + _MARK :], aim)]
        return [*made, (ground[taken:], aim)]

    def on_click(self, event: events.Click) -> None:
        """Go to the cycle that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.x >= self._head and (n := (offset.x - self._head) // _COLUMN) < len(self._fitting):
            event.stop()
            self.post_message(Picked(None, self._fitting[n]))


def _under(text: str) -> str:
    """A figure as far under its column as it has room there."""
    return pad(centred(text, _BAR + 2) if cell_len(text) <= _BAR + 2 else centred(text, _COLUMN - 1), _COLUMN)


def _own(point: OwnFigure, shown: Shown, row: int, height: int, drawing: Drawing) -> list[StyledText]:
    """The municipality's part of a row; nothing above its column."""
    steps = steps_of(point.value - shown.scale.low, height, shown.reach, drawing)
    if row > 1 and (row - 1) * drawing.steps >= steps:
        return []
    if point.is_open:
        return [("[", f"bold ${OWN}"), column_cell(steps, row, _BAR - 2, OPEN, drawing), ("]", f"bold ${OWN}")]
    return [column_cell(steps, row, _BAR, OWN, drawing) if steps else ("_" * _BAR, f"${OWN}")]


def _dash(target: float | None, height: int, top: float, row: int) -> str:
    """The target's character in a row: along its middle or along its lower edge, whichever is nearer; empty where it is elsewhere."""
    if target is None or target > top:
        return ""
    halves = nearest(2 * target * height / top)
    return {2 * row - 2: "_", 2 * row - 1: "-"}.get(halves, "")
