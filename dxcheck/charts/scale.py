"""How the figures of each measure are written, shaded and laid out on an axis, the same in every picture of all municipalities.

A scale of levels always shows all there can be, 0 to 5: two pictures can be laid side by side, and nobody reads a small step as a large one. Changes, which could lie
anywhere between -5 and 5, get as many whole levels as they need, and shares an axis that ends a little above the highest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean, as_share, nearest
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
    finer: Callable[[float], str] | None = None
    """A figure with one decimal more."""
    least: float = 0.05
    """From this difference on, rounded figures may differ."""

    def for_pairs(self, pairs: Iterable[tuple[float, float]]) -> Scale:
        """The scale as figures of two lines are written: finer, where rounding would make a small difference look like a large one."""
        finer = self.finer
        if finer is not None and any(abs(one - other) < self.least and self.write(one) != self.write(other) for one, other in pairs):
            return replace(self, write=finer)
        return self

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


_LEAST_TOP: Final = 2
"""Levels that an enlarged scale reaches at least."""
_SHARES: Final[tuple[tuple[float, ...], ...]] = (
    (0.0, 0.05, 0.1),
    (0.0, 0.05, 0.1, 0.15, 0.2),
    (0.0, 0.1, 0.2, 0.3, 0.4),
    (0.0, 0.2, 0.4, 0.6),
    (0.0, 0.2, 0.4, 0.6, 0.8),
    (0.0, 0.25, 0.5, 0.75, 1.0),
)
"""Of わからない there is usually little: the axis is as long as it must be."""
_LEVELS: Final = tuple(float(level) for level in range(TOP + 1))


def levels_to(top: int = TOP) -> Scale:
    """The scale of levels; one that ends sooner is a picture's enlarged part, and the picture says so."""
    return Scale(_LEVELS[: top + 1], partial(as_measured, measure="level"), lambda value: str(nearest(value)), 4.0, _finer)


def _finer(value: float) -> str:
    return as_mean(value, 2)


def top_for(values: Iterable[float]) -> int:
    """How many levels show all values, where a part of the scale is enlarged."""
    return min(TOP, max(_LEAST_TOP, math.ceil(max(values, default=0.0))))


def scale_of(measure: Measure, values: Iterable[float] = ()) -> Scale:
    """The scale of a measure.

    Args:
        measure: which.
        values: those that will be drawn; only changes ask for them.
    """
    write = partial(as_measured, measure=measure)
    if measure == "unknown":
        most = max(values, default=1.0)
        ticks = next((one for one in _SHARES if one[-1] >= most), _SHARES[-1])
        return Scale(ticks, write, write, 0.5, lambda value: as_share(value, 1), 0.005)
    if measure == "change":
        most = max(1, math.ceil(max(map(abs, values), default=0.0)))
        ticks = (-1.0, -0.5, 0.0, 0.5, 1.0) if most == 1 else tuple(float(one) for one in range(-most, most + 1))
        return Scale(ticks, write, lambda value: f"{value:+g}" if value else "0", 1.5)
    return Scale(_LEVELS, write, lambda value: str(nearest(value)), 4.0 if measure == "level" else 3.0, _finer)
