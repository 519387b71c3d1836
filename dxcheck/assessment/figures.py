"""How a figure is rounded and written: here and nowhere else, so that a screen, a sheet, a paper and a picture can never show two figures for one.

Half goes away from zero, as people and spreadsheets round, and it is the decimal value that is rounded: 1.45 becomes 1.5, although the binary number nearest to
1.45 lies a little under it. A figure is rounded once, from its full value, to the digits of the place it stands in.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import fsum
from operator import mul
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTHING: Final = "-"
"""Written where there is no figure."""
_SHORT: Final = 6
"""Digits of a decimal that rounding to one or two digits could turn on."""
_NOISE: Final = 1e-12
"""What is nearer than this to a short decimal is that decimal: a mean of levels has a small denominator, and could not lie so near without being it."""


def without_noise(value: float) -> float:
    """A value without the noise of binary arithmetic in its last places: 0.95 and not 0.9499999999999998."""
    short = round(value, _SHORT)
    return short if abs(value - short) < _NOISE else float(value)


def difference(before: float, after: float) -> float:
    """How far it is from one level to another; a whole number between whole numbers."""
    return after - before if isinstance(before, int) and isinstance(after, int) else without_noise(after - before)


def mean_of(values: Iterable[float]) -> float:
    """The mean of at least one value, without that noise.

    Raises:
        ZeroDivisionError: there is none.
    """
    every = [*values]
    return without_noise(fsum(every) / len(every))


def weighted_mean(weighted: Sequence[tuple[float, float]]) -> float:
    """The mean of at least one value with its weight before it; never outside the values themselves."""
    weights, values = zip(*weighted, strict=True)
    mean = sum(map(mul, weights, values)) / sum(weights)
    # The division may leave the range by one unit in the last place when all values are equal.
    return without_noise(min(max(mean, min(values)), max(values)))


def _decimal(value: float, digits: int) -> Decimal:
    return Decimal(repr(without_noise(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0  # no -0.0


def rounded(value: float, digits: int) -> float:
    """A figure as a number of so many digits after the point, half away from zero; never -0.0."""
    return float(_decimal(value, digits))


def to_step(value: float, step: float) -> float:
    """The multiple of a step nearest to a value, half away from zero: 1.46 in steps of 0.5 is 1.5."""
    size = Decimal(repr(step))
    return float((Decimal(repr(without_noise(value))) / size).quantize(Decimal(1), ROUND_HALF_UP) * size + 0)


def in_units(value: float, digits: int) -> int:
    """A figure as it is written, counted in its last digit: 1.46 with one digit is 15."""
    return int(_decimal(value, digits).scaleb(digits))


def nearest(value: float) -> int:
    """The whole number nearest to a value, half away from zero: cells of a bar, rows of a column."""
    return in_units(value, 0)


def as_mean(value: float | None, digits: int) -> str:
    """A figure as text: 1.5, or `-` without one."""
    return NOTHING if value is None else f"{_decimal(value, digits):f}"


def as_step(value: float | None, digits: int) -> str:
    """How far something moved: +0.3, -0.3, 0.0 where that rounds to nothing, or `-` without a figure."""
    if value is None:
        return NOTHING
    step = _decimal(value, digits)
    return f"{step:+f}" if step else f"{step:f}"


def as_share(value: float | None, digits: int = 0) -> str:
    """A share from 0 to 1 as percent, whole ones unless more digits are asked for: 15%, or `-` without one."""
    return NOTHING if value is None else f"{_decimal(value, 2 + digits).scaleb(2):f}%"
