"""How the figures of each measure are written, shaded and laid out on an axis, the same in every picture of all municipalities.

A scale of levels always shows all there can be, the questionnaire's whole range: two pictures can be laid side by side, and nobody reads a small step as a large one.
Changes, which could lie anywhere within that range up or down, get as much of it as they need, and shares an axis that ends a little above the highest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean, as_share
from dxcheck.i18n import _
from dxcheck.prefecture.overview import as_measured
from dxcheck.questionnaire.scale import as_level, plain_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dxcheck.prefecture.overview import Measure
    from dxcheck.questionnaire.scale import Scale as Levels


@dataclass(frozen=True)
class AxisScale:
    """One measure's scale."""

    ticks: tuple[float, ...]
    """The marks of its axis, the lowest first."""
    write: Callable[[float | None], str]
    """A figure as it is written."""
    mark: Callable[[float], str]
    """A mark of the axis as it is written."""
    dark: float
    """So far from `faintest`, up or down, a cell has the darkest shade."""
    finer: Callable[[float | None], str] | None = None
    """A figure with one decimal more."""
    least: float = 0.05
    """From this difference on, rounded figures may differ."""
    faintest: float = 0.0
    """Where a cell has no shade."""
    digits: int = 1
    """After the point of a level's mean or change."""
    ends: str = ""
    """How published averages at either end are named."""

    def for_pairs(self, pairs: Iterable[tuple[float, float]]) -> AxisScale:
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

    @property
    def closest(self) -> float:
        """The two marks of the axis that are nearest to each other, as a share of the whole."""
        return min(other - one for one, other in pairwise(self.ticks)) / self.wide


_LEAST_TOP: Final = 0.4
"""Of the range: what an enlarged scale shows at least."""
_SHARES: Final[tuple[tuple[float, ...], ...]] = (
    (0.0, 0.05, 0.1),
    (0.0, 0.05, 0.1, 0.15, 0.2),
    (0.0, 0.1, 0.2, 0.3, 0.4),
    (0.0, 0.2, 0.4, 0.6),
    (0.0, 0.2, 0.4, 0.6, 0.8),
    (0.0, 0.25, 0.5, 0.75, 1.0),
)
"""Of わからない there is usually little: the axis is as long as it must be."""
_DARK: Final[dict[Measure, float]] = {"level": 0.8, "gap": 0.6, "change": 0.3}
"""Of the range."""


def levels_to(levels: Levels, top: float | None = None) -> AxisScale:
    """The scale of levels; one that ends sooner is a picture's enlarged part, and the picture says so."""
    ticks = tuple(float(one) for one in levels.ticks() if top is None or one <= top)
    return _of_levels("level", levels, ticks, levels.low)


def _of_levels(measure: Measure, levels: Levels, ticks: tuple[float, ...], faintest: float) -> AxisScale:
    digits = levels.digits
    return AxisScale(
        ticks,
        partial(as_measured, measure=measure, digits=digits),
        _marked,
        _DARK[measure] * levels.span,
        partial(as_mean, digits=digits + 1),
        0.5 / 10**digits,
        faintest,
        digits,
        _("{low}以下・{high}以上", low=as_level(levels.low_end), high=as_level(levels.high_end)),
    )


def _marked(value: float) -> str:
    return as_level(plain_value(value))


def top_for(values: Iterable[float], levels: Levels) -> float:
    """The mark of the axis up to which all values are shown, where a part of the scale is enlarged."""
    most = max(values, default=levels.low)
    ticks = [one for one in levels.ticks() if one >= levels.low + _LEAST_TOP * levels.span and one >= most]
    return min(ticks, default=levels.high)


def scale_of(measure: Measure, levels: Levels, values: Iterable[float] = ()) -> AxisScale:
    """The scale of a measure.

    Args:
        measure: which.
        levels: the questionnaire's scale.
        values: those that will be drawn; only changes and shares ask for them.
    """
    digits = levels.digits
    write = partial(as_measured, measure=measure, digits=digits)
    if measure == "unknown":
        most = max(values, default=1.0)
        ticks = next((one for one in _SHARES if one[-1] >= most), _SHARES[-1])
        return AxisScale(ticks, write, write, 0.5, partial(as_share, digits=1), 0.005)
    if measure == "change":
        ticks = _around_nothing(max(map(abs, values), default=0.0), levels)
        return AxisScale(ticks, write, lambda value: f"{value:+g}" if value else "0", _DARK[measure] * levels.span, digits=digits)
    if measure == "gap":
        ticks = tuple(float(one - levels.low) for one in levels.ticks())
        return _of_levels(measure, levels, ticks, 0.0)
    return levels_to(levels)


def _around_nothing(most: float, levels: Levels) -> tuple[float, ...]:
    """Marks from as far down to as far up as something changed: in whole levels, or in quarters of a range that has only one or two."""
    unit = 1.0 if levels.span > 2 else levels.span / 4  # noqa: PLR2004 - as many as there are of the whole range then
    times = max(1, math.ceil(most / unit))
    if times == 1:
        return (-unit, -unit / 2, 0.0, unit / 2, unit)
    return tuple(unit * one for one in range(-times, times + 1))
