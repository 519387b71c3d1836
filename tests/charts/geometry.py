"""What lies on what in a picture, measured on what the renderer really laid out: every text against every text, mark, line, bar, guide and edge.

It knows matplotlib's objects and none of our charts, so that a new chart is measured without anybody thinking of it.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import Collection
from matplotlib.font_manager import findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FuncFormatter

from dxcheck.charts.canvas import drawing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from numpy.typing import NDArray

SMALLEST = 9.0
"""Points, on A4."""
A4 = (8.27, 11.69)
TOUCH = 0.75
"""Points by which two things may reach into each other before it counts: edges are blurred by as much."""
INK = 0.1
"""Of the letters' size: above and below the letters, a line is empty by so much."""
LEAVES: tuple[type[Artist], ...] = (Text, Line2D, Patch, Collection)
"""What is drawn itself and places nothing else."""
WRITTEN = (FixedFormatter, FuncFormatter)
"""Of marks whose texts were given: nothing else is written at the axis's end."""
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
        renderer = _renderer(figure.dpi)
        with renderer._draw_disabled(), _nothing_drawn():
            figure.draw(renderer)
        points = 72 / figure.dpi
        texts = [(one, _ink(one, renderer, points)) for one in figure.findobj(Text) if _is_seen(one)]
        lines = [one for one in figure.findobj(Line2D) if _is_drawn(one)]
    boxes = np.array([box for _text, box in texts]).reshape(-1, 4)
    on_ground = np.array([not _has_own_ground(text) for text, _box in texts], bool)
    guides = {id(line) for axes in figure.axes for axis in _axes_of(axes) for line in axis.get_gridlines()}
    found = [*_of_the_page(figure, texts, on_paper=on_paper), *_between(texts, boxes)]
    for line in lines:
        is_guide = id(line) in guides
        vertices = np.asarray(line.get_transform().transform_path(line.get_path()).vertices) * points
        near = _near(line, vertices, boxes)
        near = np.flatnonzero(near & on_ground if is_guide else near)
        if not len(near):
            continue
        for at, by_mark, by_line in zip(near, *_hit(line, vertices, boxes[near], points), strict=True):
            what = "mark" if by_mark else ("guide" if is_guide else "line") if by_line else ""
            if what:
                found.append(Fault(what, texts[at][0].get_text(), f"{line.get_label()} {line.get_color()}"))
    for axes in figure.axes:
        found += _on_edges(axes, texts, boxes, points)
    return found


class _Renderer(RendererAgg):
    """Looks up how high the letters of a size are once, and not for every text."""

    def __init__(self, dpi: float) -> None:
        super().__init__(1, 1, dpi)
        self._heights: dict[float, tuple[float, float, float]] = {}

    def _get_font_height_metrics(self, font: FontProperties) -> tuple[float, float, float]:
        size = font.get_size_in_points()
        if size not in self._heights:
            tables = get_font(findfont(font))
            scale = size * self.dpi / 72 / tables.get_sfnt_table("head")["unitsPerEm"]
            high = tables.get_sfnt_table("OS/2")
            self._heights[size] = scale * high["sTypoAscender"], -scale * high["sTypoDescender"], scale * high["sTypoLineGap"]
        return self._heights[size]


@cache
def _renderer(dpi: float) -> RendererAgg:
    """One for all pictures: it knows how wide a text is that it has measured before."""
    return _Renderer(dpi)


@contextmanager
def _nothing_drawn() -> Iterator[None]:
    """Axes place their ticks, names and titles; no letter is looked up and no line is made ready only to be drawn nowhere."""
    kept: dict[type[Artist], Any] = {one: one.draw for one in (*LEAVES, Axis)}

    def placed(axis: Axis, renderer: RendererAgg) -> None:
        if axis.label.get_text() or not isinstance(axis.major.formatter, WRITTEN):
            kept[Axis](axis, renderer)
        else:  # its name's place need not be found, for which all its marks are measured
            axis._update_ticks()

    for one in LEAVES:
        one.draw = lambda _self, _renderer: None  # type: ignore[method-assign,assignment]
    Axis.draw = placed  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        for one, draw in kept.items():
            one.draw = draw  # type: ignore[method-assign]


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


def _between(texts: list[tuple[Text, Box]], boxes: NDArray[np.float64]) -> list[Fault]:
    wide = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(boxes[:, None, 0], boxes[None, :, 0])
    high = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(boxes[:, None, 1], boxes[None, :, 1])
    pairs = np.argwhere(np.triu((wide > TOUCH) & (high > TOUCH), k=1))
    return [Fault("text", texts[a][0].get_text(), texts[b][0].get_text()) for a, b in pairs]


def _near(line: Line2D, vertices: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which texts a line could touch at all."""
    places = vertices[np.isfinite(vertices).all(axis=1)]
    if not len(places):
        return np.zeros(len(boxes), bool)
    far = 12 + max(line.get_markersize(), line.get_linewidth()) + (2000 if _is_curved(line) else 0)
    (x0, y0), (x1, y1) = places.min(axis=0) - far, places.max(axis=0) + far
    return (boxes[:, 0] < x1) & (boxes[:, 2] > x0) & (boxes[:, 1] < y1) & (boxes[:, 3] > y0)


def _hit(
    line: Line2D, vertices: NDArray[np.float64], every: NDArray[np.float64], points: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a line's marks, and the line itself, lie on each text."""
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
        by_line = _crossed(every, starts[whole], ends[whole], line.get_linewidth() / 2 - TOUCH, bounds)
    return by_marks, by_line


def _is_curved(line: Line2D) -> bool:
    """A guide of a radar is a straight line in its own coordinates and drawn as a ring; a line of data is drawn straight."""
    return line.get_path()._interpolation_steps > 1


def _crossed(
    boxes: NDArray[np.float64], starts: NDArray[np.float64], ends: NDArray[np.float64], half: float, bounds: NDArray[np.float64] | None
) -> NDArray[np.bool_]:
    """Whether straight pieces pass through each box (Liang and Barsky), with half the line's width across them: their ends are cut off straight."""
    about = max(0.0, half)
    least, most = np.minimum(starts, ends) - about, np.maximum(starts, ends) + about
    close = (boxes[:, 0, None] <= most[:, 0]) & (boxes[:, 2, None] >= least[:, 0])
    at, piece = np.nonzero(close & (boxes[:, 1, None] <= most[:, 1]) & (boxes[:, 3, None] >= least[:, 1]))
    starts, steps = starts[piece], (ends - starts)[piece]
    lengths = np.maximum(1e-9, np.hypot(steps[:, 0], steps[:, 1]))
    wider = half * np.abs(steps[:, ::-1]) / lengths[:, None]
    low, high = boxes[at, :2] - wider, boxes[at, 2:] + wider
    if bounds is not None:
        low, high = np.maximum(low, bounds[:2]), np.minimum(high, bounds[2:])
    crosses = (low < high).all(axis=1)
    first, last = np.zeros(len(at)), np.ones(len(at))
    for side in (0, 1):
        for by, to in ((-steps[:, side], starts[:, side] - low[:, side]), (steps[:, side], high[:, side] - starts[:, side])):
            crosses &= (by != 0) | (to >= 0)
            share = to / np.where(by == 0, 1, by)
            first = np.where(by < 0, np.maximum(first, share), first)
            last = np.where(by > 0, np.minimum(last, share), last)
    hit = np.zeros(len(boxes), bool)
    hit[at[crosses & (first <= last)]] = True
    return hit


def _on_edges(axes: Axes, texts: list[tuple[Text, Box]], boxes: NDArray[np.float64], points: float) -> list[Fault]:
    """Texts that lie on the edge of a bar or cell: inside is fine, so is outside."""
    edges = _edges(axes, [one for one in axes.patches if isinstance(one, Rectangle) and one.get_visible()])
    if not len(edges):
        return []
    low, high = np.split(edges[:, None] * points, 2, axis=2)
    apart = (np.minimum(high, boxes[:, 2:]) - np.maximum(low, boxes[:, :2]) <= TOUCH).any(axis=2)
    inside = ((boxes[:, :2] >= low - TOUCH) & (boxes[:, 2:] <= high + TOUCH)).all(axis=2)
    return [Fault("bar", texts[at][0].get_text(), "bar") for _bar, at in np.argwhere(~apart & ~inside)]


def _edges(axes: Axes, bars: list[Rectangle]) -> NDArray[np.float64]:
    """The sides of each bar, in dots: those that lie in the axes' own coordinates in one go."""
    own = [one.get_bbox().extents for one in bars if one.get_angle() == 0 and one.get_data_transform() == axes.transData]
    rest = [one.get_window_extent().extents for one in bars if one.get_angle() != 0 or one.get_data_transform() != axes.transData]
    ends = np.sort(axes.transData.transform(np.array(own).reshape(-1, 2)).reshape(-1, 2, 2), axis=1).reshape(-1, 4)
    return np.vstack([ends, *rest])
