"""Whether the marks of a picture can be told apart without their colours."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from dxcheck.charts.canvas import OWN
from dxcheck.charts.heatmap import contrast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

CLEAR = 3.0
"""The contrast of what is no letter (WCAG 2.2)."""


def alike_in_grey(figure: Figure) -> Iterator[tuple[object, object]]:
    """Marks of the legend that mean different things and differ neither in form nor clearly in grey; and those that are not seen on white paper, by their own edge."""
    marks = _legend_of(figure)
    for one, other in itertools.combinations(marks, 2):
        is_alike = one.get_color() != other.get_color() and _form(one) == _form(other)
        if is_alike and contrast(_grey(one.get_color()), _grey(other.get_color())) < CLEAR:
            yield one.get_color(), other.get_color()
    grounds = {one.get_color() for one in marks if _form(one)[2]}
    for one in marks:
        if (one.get_color() not in grounds or one.get_color() == OWN) and contrast(_grey(one.get_color()), (1, 1, 1)) < CLEAR:
            yield one.get_color(), "white"


def _legend_of(figure: Figure) -> list[Line2D]:
    return [one for one in (*figure.lines, *figure.artists) if isinstance(one, Line2D)]


def _grey(colour: object) -> tuple[float, float, float]:
    red, green, blue = to_rgb(colour)  # type: ignore[arg-type]
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    return light, light, light


def _form(one: Line2D) -> tuple[object, ...]:
    marker = one.get_marker()
    path = marker if isinstance(marker, str) else tuple(map(tuple, marker.vertices.tolist()))
    is_hollow = to_rgb(one.get_markerfacecolor()) == (1.0, 1.0, 1.0)  # type: ignore[arg-type]
    has_line = one.get_linestyle() not in ("None", "none", "")
    dashes = one._unscaled_dash_pattern if has_line else None
    return path, is_hollow, has_line and one.get_linewidth() > 5, str(dashes)
