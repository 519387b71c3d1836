"""Where labels stand: one step for all pictures, after everything else is drawn.

Every label has a place it would like best and others further off. It gets the nearest one where no mark, line or other text is, inside its axes; one that has to stand
apart is tied to its point by a thin line. Figures at the ends of lines are kept in the order of their values. The same picture always gives the same places: nothing
is drawn by lot or improved step by step, which is also why it is quick.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.charts.canvas import QUIET, SMALLEST_TEXT
from dxcheck.charts.page import INCH, Room, text_height, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from numpy.typing import NDArray

_AWAY: Final = (6.0, 9.0, 13.0, 18.0, 24.0, 32.0, 42.0, 54.0, 68.0, 84.0)
"""Points between a point and its label, the nearest first."""
_SIDES: Final = {
    "above": (0, 1),
    "below": (0, -1),
    "right": (1, 0),
    "left": (-1, 0),
    "ar": (1, 1),
    "al": (-1, 1),
    "br": (1, -1),
    "bl": (-1, -1),
}
_TIED: Final = 11.0
"""Points from which on a label is tied to its point."""
_AIR: Final = 1.0
_ALIGNED: Final = 3.0
"""Points by which the end of a line and its figure may differ without a tie."""
_LINE: Final = 10.5
"""Points from one label to the next below it."""


@dataclass(frozen=True)
class Label:
    """A figure beside its point."""

    at: tuple[float, float]
    """In the axes' own units."""
    text: str
    colour: str
    sides: tuple[str, ...] = ("above", "below", "right", "left")
    """Where it would like to stand, the best first."""
    may_go: bool = False
    """Whether it may be left away where there is no room: only if its figure stands in a table beside."""
    size: float = SMALLEST_TEXT
    ground: str = "white"
    """The colour of what it stands on."""


class LineEnd(NamedTuple):
    """A figure at the end of a line."""

    value: float
    text: str
    colour: str
    size: float = SMALLEST_TEXT


def place_labels(axes: Axes, labels: Sequence[Label], beside: Sequence[Room] = ()) -> None:
    """Write the labels of axes whose limits and lines are final; call it last. `beside` is where figures at the ends of lines stand."""
    if not labels:
        return
    import numpy as np  # matplotlib brings it

    bounds, taken = room_of(axes), _Taken(axes, beside)
    for one in labels:
        ground = {"facecolor": one.ground, "edgecolor": "none", "pad": 0.4}
        x, y = np.asarray(axes.transData.transform(one.at)) * INCH / axes.figure.dpi
        wide, high = text_width(one.text, one.size) + _AIR, 0.8 * one.size + _AIR
        boxes = np.array(list(_candidates(x, y, wide, high, one.sides)))
        fits = (boxes[:, 0] >= bounds.left) & (boxes[:, 1] >= bounds.bottom) & (boxes[:, 2] <= bounds.right) & (boxes[:, 3] <= bounds.top)
        hits = taken.hits(boxes) + np.where(fits, 0, 1000)
        best = int(np.argmin(hits))
        if one.may_go:  # better none than one that must be tied: its figure stands in the table
            near = [n for n in np.flatnonzero(hits == 0) if _apart_from(boxes[n], x, y) < _TIED]
            if not near:
                continue
            best = int(near[0])
        box = boxes[best]
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        taken.add(box)
        axes.annotate(
            one.text,
            one.at,
            (middle[0] - x, middle[1] - y),
            textcoords="offset points",
            fontsize=one.size,
            color=one.colour,
            ha="center",
            va="center",
            bbox=ground,
            zorder=2.2,
            arrowprops=_tie(box, x, y),
        )


def _tie(box: NDArray[np.float64], x: float, y: float) -> dict[str, object] | None:
    if _apart_from(box, x, y) < _TIED:
        return None
    return {"arrowstyle": "-", "color": QUIET, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 4}


def _apart_from(box: NDArray[np.float64], x: float, y: float) -> float:
    """Points between a place and the nearest edge of a box."""
    return math.hypot(max(box[0] - x, x - box[2], 0.0), max(box[1] - y, y - box[3], 0.0))


def _candidates(x: float, y: float, wide: float, high: float, sides: Sequence[str]) -> Iterable[Room]:
    for away in _AWAY:
        for side in (*sides, *(one for one in _SIDES if one not in sides)):
            across, up = _SIDES[side]
            left = x + across * (away + wide / 2) - wide / 2 if not up else x + across * (wide / 2 + 2) - wide / 2
            bottom = y + up * (away + high / 2) - high / 2
            yield Room(left, bottom, left + wide, bottom + high)


def room_of(axes: Axes) -> Room:
    """Where axes lie on their page."""
    return Room(*(float(one) * INCH / axes.figure.dpi for one in axes.bbox.extents))


class _Taken:
    """What is drawn in axes already, in points: boxes of marks and texts, and pieces of lines."""

    def __init__(self, axes: Axes, beside: Sequence[Room]) -> None:
        import numpy as np  # matplotlib brings it

        self._np = np
        scale = INCH / axes.figure.dpi
        boxes, starts, ends = [np.array(beside).reshape(-1, 4)], [np.empty((0, 2))], [np.empty((0, 2))]
        for line in axes.lines:
            points = np.asarray(line.get_transform().transform(line.get_xydata())) * scale
            if line.get_linestyle() not in ("None", "none", ""):
                pair = np.isfinite(points[:-1]).all(axis=1) & np.isfinite(points[1:]).all(axis=1)
                starts.append(points[:-1][pair])
                ends.append(points[1:][pair])
            if line.get_marker() not in ("None", "none", "", None):
                half = (line.get_markersize() + line.get_markeredgewidth()) / 2 + 0.5
                there = points[np.isfinite(points).all(axis=1)]
                boxes.append(np.hstack([there - half, there + half]))
        for text in axes.texts:
            x, y = np.asarray(text.get_transform().transform(text.get_unitless_position())) * scale
            boxes.append(np.array([_box_of(text, x, y)]))
        self._boxes, self._starts, self._ends = np.vstack(boxes), np.vstack(starts), np.vstack(ends)

    def add(self, box: NDArray[np.float64]) -> None:
        """A label that was placed."""
        self._boxes = self._np.vstack([self._boxes, box])

    def hits(self, boxes: NDArray[np.float64]) -> NDArray[Any]:
        """For each box, how many things it lies on."""
        np, others = self._np, self._boxes
        wide = np.minimum(boxes[:, None, 2], others[None, :, 2]) - np.maximum(boxes[:, None, 0], others[None, :, 0])
        high = np.minimum(boxes[:, None, 3], others[None, :, 3]) - np.maximum(boxes[:, None, 1], others[None, :, 1])
        found: NDArray[Any] = ((wide > 0) & (high > 0)).sum(axis=1)
        lines: NDArray[Any] = self._crossed(boxes).sum(axis=1)
        all_: NDArray[Any] = found + lines
        return all_

    def _crossed(self, boxes: NDArray[np.float64]) -> NDArray[Any]:
        """Which boxes (rows) which pieces of lines (columns) pass through, after Liang and Barsky."""
        np = self._np
        first = np.zeros((len(boxes), len(self._starts)))
        last = np.ones_like(first)
        missed = np.zeros_like(first, dtype=bool)
        for axis in (0, 1):
            start, step = self._starts[None, :, axis], (self._ends - self._starts)[None, :, axis]
            low, high = boxes[:, axis, None] - start, boxes[:, axis + 2, None] - start
            with np.errstate(divide="ignore", invalid="ignore"):
                one, other = low / step, high / step
            level = step == 0
            missed |= level & ((low > 0) | (high < 0))
            first = np.maximum(first, np.where(level, first, np.minimum(one, other)))
            last = np.minimum(last, np.where(level, last, np.maximum(one, other)))
        found: NDArray[Any] = ~missed & (first <= last)
        return found


def _box_of(text: Text, x: float, y: float) -> list[float]:
    """The box of a text that lies in axes, at a place in points."""
    size = float(text.get_fontsize())
    wide, high = text_width(text.get_text(), size), text_height(text.get_text(), size)
    left = x - {"left": 0.0, "center": wide / 2, "right": wide}[text.get_horizontalalignment()]
    bottom = (
        y - {"bottom": 0.0, "baseline": 0.0, "center": high / 2, "center_baseline": high / 2, "top": high}[text.get_verticalalignment()]
    )
    return [left, bottom, left + wide, bottom + high]


def write_ends(axes: Axes, n: float, ends: Sequence[LineEnd], *, side: int = 1, away: float = 11.0) -> list[Room]:
    """Write the figures at the end of lines under each other, in the order of their values, each as near to its line's end as the others let it.

    Args:
        axes: whose limits are final, with room beside `n` for the widest of them.
        n: where the lines end.
        ends: their figures; of equal values the first one stands above.
        side: 1 writes to the right, -1 to the left.
        away: points between the end and the figures.

    Returns:
        Where they stand, in points.
    """
    if not ends:
        return []
    bounds, scale, stand = room_of(axes), INCH / axes.figure.dpi, []
    x = float(axes.transData.transform((n, 0))[0]) * scale
    ordered = sorted(enumerate(ends), key=lambda pair: (pair[1].value, -pair[0]))
    wanted = [float(axes.transData.transform((n, one.value))[1]) * scale for _n, one in ordered]
    heights = _apart(wanted, _LINE, bounds.bottom + _LINE / 2 - 1, bounds.top - _LINE / 2 + 1)
    for (_place, one), want, height in zip(ordered, wanted, heights, strict=True):
        tie = (
            {"arrowstyle": "-", "color": one.colour, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3.5}
            if abs(height - want) > _ALIGNED
            else None
        )
        sides = sorted((x + side * away, x + side * (away + text_width(one.text, one.size))))
        stand.append(Room(sides[0] - 2, height - one.size / 2, sides[1] + 2, height + one.size / 2))
        axes.annotate(
            one.text,
            (n, one.value),
            (side * away, height - want),
            textcoords="offset points",
            fontsize=one.size,
            color=one.colour,
            ha="left" if side > 0 else "right",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
            arrowprops=None if tie is None else {**tie, "relpos": (0, 0.5) if side > 0 else (1, 0.5)},
            zorder=2.2,
        )
    return stand


def _apart(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Places in rising order, each at least so far from the next, as near to the wanted ones as can be: neighbours that touch move as one block."""
    blocks: list[tuple[float, int]] = []  # the lowest place of a block, and how many are in it
    for one in wanted:
        start, count = one, 1
        while blocks and blocks[-1][0] + blocks[-1][1] * least > start:
            before, many = blocks.pop()
            start = (before * many + (start - many * least) * count) / (many + count)
            count += many
        blocks.append((start, count))
    places = [start + n * least for start, count in blocks for n in range(count)]
    for n, one in enumerate(places):
        places[n] = max(one, low if n == 0 else places[n - 1] + least)
    for n in range(len(places) - 1, -1, -1):
        places[n] = min(places[n], high if n == len(places) - 1 else places[n + 1] - least)
    return places
