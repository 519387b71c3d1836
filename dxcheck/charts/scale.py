"""How the figures of each measure are written, shaded and laid out on an axis, the same in every picture of all municipalities.

A scale always shows all there can be, 0 to 5 or 0 to 100 %: two pictures can be laid side by side, and nobody reads a small step as a large one. Only changes,
which could lie anywhere between -5 and 5, get as many whole levels as they need.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import nearest
from dxcheck.charts.canvas import TOP
from dxcheck.prefecture.overview import as_measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dxcheck.prefecture.overview import Measure


@dataclass(frozen=True)
class Scale:
    """One measure's scale."""

    ticks: tuple[float, ...]
    """The marks of its axis, the lowest first."""
    write: Callable[[float], str]
    """A figure as it is written."""
    mark: Callable[[float], str]
    """A mark of the axis as it is written."""
    dark: float
    """From this size on, up or down, a cell has the darkest shade."""

    @property
    def low(self) -> float:
        """Where the axis begins."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """Where it ends."""
        return self.ticks[-1]

    @property
    def wide(self) -> float:
        """From its beginning to its end."""
        return self.high - self.low


_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_LEVELS: Final = tuple(float(level) for level in range(TOP + 1))


def scale_of(measure: Measure, values: Iterable[float] = ()) -> Scale:
    """The scale of a measure.

    Args:
        measure: which.
        values: those that will be drawn; only changes ask for them.
    """
    write = partial(as_measured, measure=measure)
    if measure == "unknown":
        return Scale(_SHARES, write, write, 0.5)
    if measure == "change":
        most = max(1, math.ceil(max(map(abs, values), default=0.0)))
        ticks = (-1.0, -0.5, 0.0, 0.5, 1.0) if most == 1 else tuple(float(one) for one in range(-most, most + 1))
        return Scale(ticks, write, lambda value: f"{value:+g}" if value else "0", 1.5)
    return Scale(_LEVELS, write, lambda value: str(nearest(value)), 4.0 if measure == "level" else 3.0)
