"""What lies on what in a picture, measured on what the renderer really laid out: every text against every text, mark, line, bar, guide and edge.

It knows matplotlib's objects and none of our charts, so that a new chart is measured without anybody thinking of it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from dxcheck.charts.canvas import drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

SMALLEST = 9.0
"""Points, on A4."""
A4 = (8.27, 11.69)
TOUCH = 0.75
"""Points by which two things may reach into each other before it counts: edges are blurred by as much."""
INK = 0.1
"""Of the letters' size: above and below the letters, a line is empty by so much."""
FLAT = {"_": (1.0, 0.2), "|": (0.2, 1.0)}
"""Marks that are no squares: their width and height, in their size."""


class Fault(NamedTuple):
    """One thing that must not be."""

    kind: str
    """text, mark, line, bar, guide, cut or small."""
    text: str
    other: str


class Box(NamedTuple):
    """A text or mark, in points from the lower left corner of the page."""

    x0: float
    y0: float
    x1: float
    y1: float


def faults(figure: Figure, *, on_paper: bool = True) -> list[Fault]:
    """Everything in a picture that lies on something else, is cut or is too small to be read: on A4, or as it is."""
    with drawing():
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw_without_rendering()
        points = 72 / figure.dpi
        texts = [(one, _ink(one, renderer, points)) for one in figure.findobj(Text) if _is_seen(one)]
        lines = [one for one in figure.findobj(Line2D) if _is_drawn(one)]
    guides = {id(line) for axes in figure.axes for axis in _axes_of(axes) for line in axis.get_gridlines()}
    found = [*_of_the_page(figure, texts, on_paper=on_paper), *_between(texts)]
    for line in lines:
        is_guide = id(line) in guides
        near = [(text, box) for text, box in _near(line, texts, points) if not (is_guide and _has_own_ground(text))]
        for (text, _box), (by_mark, by_line) in zip(near, _hit(line, [box for _text, box in near], points), strict=True):
            what = "mark" if by_mark else ("guide" if is_guide else "line") if by_line else ""
            if what:
                found.append(Fault(what, text.get_text(), f"{line.get_label()} {line.get_color()}"))
    for axes in figure.axes:
        found += _on_edges(axes, texts, points)
    return found


def counted(figures: list[Figure]) -> Counter[str]:
    """How many faults of each kind there are in some pictures."""
    return Counter(one.kind for figure in figures for one in faults(figure))


def _axes_of(axes: Axes) -> list[object]:
    return list(axes._axis_map.values())


def _is_seen(one: Text) -> bool:
    if not (one.get_visible() and one.get_text().strip()):
        return False
    axes = one.axes
    return axes is None or bool(axes.get_visible())


def _is_drawn(one: Line2D) -> bool:
    if not one.get_visible() or not len(one.get_xdata()):
        return False
    has_mark = one.get_marker() not in ("None", "none", "", None) and one.get_markersize() > 0
    has_line = one.get_linestyle() not in ("None", "none", "", None) and one.get_linewidth() > 0
    return has_mark or has_line


def _ink(one: Text, renderer: object, points: float) -> Box:
    box = Text.get_window_extent(one, renderer)  # type: ignore[arg-type] # an annotation's own counts its tie
    less = INK * one.get_fontsize()
    x0, y0, x1, y1 = (side * points for side in box.extents)
    is_upright = round(one.get_rotation()) % 180 == 90
    across, up = (less, 0.0) if is_upright else (0.0, less)
    return Box(x0 + across, y0 + up, x1 - across, y1 - up)


def _has_own_ground(one: Text) -> bool:
    """Whether what lies under a text is covered by a ground of its own."""
    patch = one.get_bbox_patch()
    return patch is not None and patch.get_alpha() in (None, 1) and patch.get_facecolor()[3] == 1


def _of_the_page(figure: Figure, texts: list[tuple[Text, Box]], *, on_paper: bool) -> list[Fault]:
    wide, high = figure.get_size_inches()
    short, long = min(wide, high), max(wide, high)
    shrunk = min(1.0, A4[0] / short, A4[1] / long) if on_paper else 1.0
    made = []
    for text, box in texts:
        if box.x0 < 0 or box.y0 < 0 or box.x1 > wide * 72 or box.y1 > high * 72:
            made.append(Fault("cut", text.get_text(), str(box)))
        if text.get_fontsize() * shrunk < SMALLEST - 0.01:
            made.append(Fault("small", text.get_text(), f"{text.get_fontsize() * shrunk:.1f}"))
    return made


def _between(texts: list[tuple[Text, Box]]) -> list[Fault]:
    boxes = np.array([box for _text, box in texts]).reshape(-1, 4)
    wide = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(boxes[:, None, 0], boxes[None, :, 0])
    high = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(boxes[:, None, 1], boxes[None, :, 1])
    pairs = np.argwhere(np.triu((wide > TOUCH) & (high > TOUCH), k=1))
    return [Fault("text", texts[a][0].get_text(), texts[b][0].get_text()) for a, b in pairs]


def _near(line: Line2D, texts: list[tuple[Text, Box]], points: float) -> list[tuple[Text, Box]]:
    """The texts that a line could touch at all."""
    places = np.asarray(line.get_transform().transform_path(line.get_path()).vertices) * points
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return []
    far = 12 + max(line.get_markersize(), line.get_linewidth()) + (2000 if _is_curved(line) else 0)
    (x0, y0), (x1, y1) = places.min(axis=0) - far, places.max(axis=0) + far
    return [(text, box) for text, box in texts if box.x0 < x1 and box.x1 > x0 and box.y0 < y1 and box.y1 > y0]


def _hit(line: Line2D, boxes: list[Box], points: float) -> list[tuple[bool, bool]]:
    """Whether a line's marks, and the line itself, lie on each text."""
    every = np.array(boxes).reshape(-1, 4)
    vertices = np.asarray(line.get_transform().transform_path(line.get_path()).vertices) * points
    clip = line.get_clip_box() if line.get_clip_on() else None
    bounds = None if clip is None else np.asarray(clip.extents) * points
    by_marks = np.zeros(len(every), bool)
    if line.get_marker() not in ("None", "none", "", None) and line.get_markersize() > 0:
        across, up = FLAT.get(str(line.get_marker()), (1.0, 1.0))
        size = line.get_markersize() / 2 + line.get_markeredgewidth() / 2
        seen = vertices[np.isfinite(vertices).all(axis=1)]
        if bounds is not None:
            seen = seen[((seen >= bounds[:2] - 1) & (seen <= bounds[2:] + 1)).all(axis=1)]
        marks = np.hstack([seen - size * np.array([across, up]), seen + size * np.array([across, up])])
        low, high = np.maximum(every[:, None, :2], marks[None, :, :2]), np.minimum(every[:, None, 2:], marks[None, :, 2:])
        by_marks = (high - low > TOUCH).all(axis=2).any(axis=1)
    by_line = np.zeros(len(every), bool)
    if line.get_linestyle() not in ("None", "none", "", None) and line.get_linewidth() > 0:
        if _is_curved(line):
            vertices = np.asarray(line.get_transform().transform_path(line.get_path().interpolated(60)).vertices) * points
        starts, ends = vertices[:-1], vertices[1:]
        whole = np.isfinite(starts).all(axis=1) & np.isfinite(ends).all(axis=1)
        by_line = _crossed(every, starts[whole], ends[whole], line.get_linewidth() / 2 - TOUCH, bounds).any(axis=1)
    return list(zip(by_marks.tolist(), by_line.tolist(), strict=True))


def _is_curved(line: Line2D) -> bool:
    """A guide of a radar is a straight line in its own coordinates and drawn as a ring; a line of data is drawn straight."""
    return line.get_path()._interpolation_steps > 1


def _crossed(
    boxes: NDArray[np.float64], starts: NDArray[np.float64], ends: NDArray[np.float64], half: float, bounds: NDArray[np.float64] | None
) -> NDArray[np.bool_]:
    """Whether each straight piece passes through each box (Liang and Barsky), with half the line's width across it: its ends are cut off straight."""
    steps = ends - starts
    lengths = np.maximum(1e-9, np.hypot(steps[:, 0], steps[:, 1]))
    wider = half * np.abs(steps[:, ::-1]) / lengths[:, None]
    low, high = boxes[:, None, :2] - wider, boxes[:, None, 2:] + wider
    if bounds is not None:
        low, high = np.maximum(low, bounds[:2]), np.minimum(high, bounds[2:])
    crosses = (low < high).all(axis=2)
    first, last = np.zeros(crosses.shape), np.ones(crosses.shape)
    for side in (0, 1):
        for by, to in ((-steps[:, side], starts[:, side] - low[:, :, side]), (steps[:, side], high[:, :, side] - starts[:, side])):
            crosses &= (by != 0) | (to >= 0)
            at = to / np.where(by == 0, 1, by)
            first = np.where(by < 0, np.maximum(first, at), first)
            last = np.where(by > 0, np.minimum(last, at), last)
    return crosses & (first <= last)


def _on_edges(axes: Axes, texts: list[tuple[Text, Box]], points: float) -> list[Fault]:
    """Texts that lie on the edge of a bar or cell: inside is fine, so is outside."""
    made = []
    for patch in axes.patches:
        if not isinstance(patch, Rectangle) or not patch.get_visible():
            continue
        x0, y0, x1, y1 = (side * points for side in patch.get_window_extent().extents)
        for text, box in texts:
            apart = min(x1, box.x1) - max(x0, box.x0) <= TOUCH or min(y1, box.y1) - max(y0, box.y0) <= TOUCH
            inside = box.x0 >= x0 - TOUCH and box.x1 <= x1 + TOUCH and box.y0 >= y0 - TOUCH and box.y1 <= y1 + TOUCH
            if not apart and not inside:
                made.append(Fault("bar", text.get_text(), "bar"))
    return made
