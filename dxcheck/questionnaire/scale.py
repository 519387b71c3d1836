"""The scale on which an item is answered: its steps, what each of them counts, and where something lies on it.

Everything that depends on how many steps there are, where they begin or how far they lie apart asks a `Scale`, and nothing else knows. A level is kept as the value of
its step, so that means, changes and averages are made of levels as they are; only what belongs to a step (its name, its key, the step after it) is looked up here.
"""

import itertools
import math
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from dxcheck.i18n import _

LOWEST_VALUE: Final = -100
HIGHEST_VALUE: Final = 1000
_LEAST: Final = Decimal("0.0001")
"""A value has no more digits than this."""
FEWEST_LEVELS: Final = 2
MOST_LEVELS: Final = 11

Level = Annotated[int, Meta(ge=LOWEST_VALUE, le=HIGHEST_VALUE)] | Annotated[float, Meta(ge=LOWEST_VALUE, le=HIGHEST_VALUE)]
"""The value of a step: a whole number wherever it is one."""

_LOW: Final = Decimal("0.2")
"""Up to this share of the range a level is low: 1 of 0 to 5."""
_EVIDENCE: Final = Decimal("0.6")
"""From this share on evidence is expected, since what the whole organisation does leaves papers: 3 of 0 to 5."""
_FAR: Final = 0.4
"""From this share of all its steps on a change is large: 2 of the 5 from 0 to 5."""
_FINE, _COARSE = 50, 10
"""Into how many parts at most a published average cuts the range: 0.1 and 0.5 of 0 to 5."""
_OF_TWO: Final = 1.75
"""By how much further the figure of an item with two steps is moved."""
_NEAR: Final = 0.09
"""Of the range: marks that are nearer to each other than this cannot be written side by side."""
_KEYS: Final = "1234567890x"


class Scale(msgspec.Struct, frozen=True, dict=True):
    """The steps of a scale by their values, the lowest first: 2 to 11 of them."""

    values: tuple[Level, ...]
    keyed_by_place: bool = False
    """Whether its keys count its steps, although its values are digits: as the other items of its questionnaire are answered."""

    @property
    def low(self) -> Level:
        """The lowest value."""
        return self.values[0]

    @property
    def high(self) -> Level:
        """The highest value."""
        return self.values[-1]

    @property
    def span(self) -> Level:
        """From the lowest value to the highest."""
        return self.high - self.low

    @cached_property
    def digits(self) -> int:
        """How many digits after the point a mean is written with: one, or as many more as the fine step of a short range needs."""
        return max(1, len(str(self.fine).partition(".")[2]))

    @cached_property
    def is_evenly_spaced(self) -> bool:
        """Whether the steps are whole numbers one apart, so that their ends say all of them: 「1から5」."""
        return all(isinstance(one, int) for one in self.values) and all(
            other - one == 1 for one, other in zip(self.values, self.values[1:], strict=False)
        )

    # -- a step --------------------------------------------------------------------------------------------------------

    def position(self, level: float) -> int | None:
        """Which step it is, from 0; None where it is none of this scale."""
        return self.values.index(level) if level in self.values else None

    def after(self, level: float) -> Level | None:
        """The step after a value; None at the top."""
        return next((one for one in self.values if one > level), None)

    @property
    def is_keyed_by_value(self) -> bool:
        """Whether the key of a step is its value."""
        return not self.keyed_by_place and all(isinstance(one, int) and 0 <= one <= 10 for one in self.values)  # noqa: PLR2004 - 0 to 9, and x

    @cached_property
    def step_keys(self) -> tuple[str, ...]:
        """The key of each step: its own digit where the steps are digits (ten is 0, or x beside a 0), else its place from 1 (ten 0, eleven x)."""
        if self.is_keyed_by_value:
            ten = "x" if 0 in self.values else "0"
            return tuple(ten if one == 10 else str(one) for one in self.values)  # noqa: PLR2004
        return tuple(_KEYS[: len(self.values)])

    def keys_in_words(self) -> str:
        """The keys as a person reads them: `0から5`."""
        return _in_a_row(self.step_keys)

    # -- the range -----------------------------------------------------------------------------------------------------

    def share(self, value: float) -> float:
        """Where a value lies between the lowest (0) and the highest (1)."""
        return (value - self.low) / self.span

    @property
    def in_words(self) -> str:
        """The range: `0から5`."""
        return _("{low}から{high}", low=as_level(self.low), high=as_level(self.high))

    @cached_property
    def levels_in_words(self) -> str:
        """Its levels: `0から5`, or one by one where they are no whole numbers in a row."""
        return self.in_words if self.is_evenly_spaced else _("、").join(map(as_level, self.values))

    @cached_property
    def low_to(self) -> Level:
        """The highest step at or under which a level counts as low; the lowest step where there is no other."""
        return max(one for one in self.values if _exact(one) - _exact(self.low) <= _LOW * _exact(self.span))

    @cached_property
    def evidence_from(self) -> Level:
        """The lowest step from which evidence is expected."""
        return min(one for one in self.values if _exact(one) - _exact(self.low) >= _EVIDENCE * _exact(self.span))

    @cached_property
    def jump(self) -> int:
        """From how many steps on a change is large enough for a question, up or down: never a single one, since one step is what a step is for."""
        return max(2, math.ceil(_FAR * (len(self.values) - 1)))

    def is_jump(self, before: float, after: float) -> bool:
        """Whether a change is large enough for a question."""
        return abs(self.steps_between(before, after)) >= self.jump

    def steps_between(self, before: float, after: float) -> int:
        """How many steps it is from one level up to another; below 0 down."""
        between = sum(min(before, after) < one <= max(before, after) for one in self.values)
        return between if after >= before else -between

    def is_above_lowest(self, level: float) -> bool:
        """Whether anything is done yet: the lowest step is where one begins."""
        return level > self.low

    # -- an axis -------------------------------------------------------------------------------------------------------

    def ticks(self) -> tuple[Level, ...]:
        """The marks of an axis over the whole range: the steps, or round numbers where some of the steps are too near each other."""
        nearest = min(other - one for one, other in zip(self.values, self.values[1:], strict=False))
        if nearest >= _NEAR * self.span:
            return self.values
        low, high = _exact(self.low), _exact(self.high)
        step = _round_number((high - low) / 5)
        between = (n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1))
        return (self.low, *(plain_value(float(one)) for one in between if low + step / 2 <= one <= high - step / 2), self.high)

    # -- what is published ---------------------------------------------------------------------------------------------

    @cached_property
    def fine(self) -> float:
        """The step of a published average with many behind it: 0.1 of 0 to 5."""
        return float(_round_number(_exact(self.span) / _FINE))

    @cached_property
    def coarse(self) -> float:
        """The step of one with few behind it, and how far from either end a figure is only said to be there: 0.5 of 0 to 5."""
        return float(_round_number(_exact(self.span) / _COARSE))

    @cached_property
    def low_end(self) -> float:
        """At or under this, a published average is said to be at the low end."""
        return float(_exact(self.low) + _exact(self.coarse))

    @cached_property
    def high_end(self) -> float:
        """At or over this, a published average is said to be at the high end."""
        return float(_exact(self.high) - _exact(self.coarse))

    @property
    def unit(self) -> float:
        """What one level of 0 to 5 is here: a fifth of the range."""
        return self.span / 5

    @cached_property
    def hiding_unit(self) -> float:
        """What the disclosure rule's noise counts as one level: the widest step, and a fifth of the range at least.

        One step more or less of one answer is then as well hidden as a level of 0 to 5 is, also where there are few steps or one of them is wide.
        """
        return max(self.unit, *(other - one for one, other in itertools.pairwise(self.values)))

    @property
    def hiding_unit_of_item(self) -> float:
        """The same for an item's own figure: three quarters more where it has two steps.

        With two, the mean is the share of one answer, and news of it changes the likeliest answer of everybody at once (docs/design.md section 5.2, other scales).
        """
        return self.hiding_unit * (_OF_TWO if len(self.values) == FEWEST_LEVELS else 1)


def _in_a_row(keys: tuple[str, ...]) -> str:
    """Numbers that follow each other as from and to, others one by one."""
    row = [one for n, one in enumerate(keys) if one == str(int(keys[0]) + n)]
    if len(row) <= 2:  # noqa: PLR2004 - one or the other
        return _("か").join(keys)
    return _("か").join([_("{low}から{high}", low=row[0], high=row[-1]), *keys[len(row) :]])


def as_level(level: float) -> str:
    """A level as it is written: 2, 0.25."""
    return str(plain_value(level))


def plain_value(value: float) -> Level:
    """A value as a whole number where it is one."""
    return int(value) if value == int(value) else value


def _exact(value: float) -> Decimal:
    """The decimal value that a number stands for: steps are written by people."""
    return Decimal(str(value))


def _round_number(least: Decimal) -> Decimal:
    """The smallest of 1, 2 and 5 times a power of ten that is not under `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least)


DEFAULT: Final = Scale(tuple(range(6)))
"""Where a questionnaire declares nothing: 0 to 5."""


def scale_from(start: int, values: tuple[float | None, ...]) -> Scale:
    """The scale of some steps: their own values, or whole numbers from `start`."""
    return Scale(tuple(start + n if value is None else plain_value(value) for n, value in enumerate(values)))


def value_faults(values: tuple[float | None, ...], start: int) -> list[str]:
    """What is wrong with the values that steps declare; nothing where none has one."""
    given = [value for value in values if value is not None]
    if not given:
        return []
    if len(given) < len(values):
        return [_("value は、すべての段に書くか、どれにも書かないかです")]
    if start:
        return [_("value と scale_start は、どちらか1つだけ書けます")]
    faults = [
        _("value は前の段より大きい数です（{before} の次が {value}）", before=as_level(one), value=as_level(other))
        for one, other in itertools.pairwise(given)
        if other <= one
    ]
    return faults + [_("value {value} は小数点の下が長すぎます（4桁まで）", value=one) for one in given if _exact(one) % _LEAST]
