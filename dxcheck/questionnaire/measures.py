"""Items whose level is not chosen but follows: from yes-or-no questions that are ticked, or from a number with a unit.

The rule is declared beside the item. Questions that name the level they belong to lead up to the first level of which one is not met. Bands say from how many ticks,
or from which number on, up or down, a level is reached. Whatever is ticked or measured has one level, so that nobody can mean another by the same answer.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.questionnaire.scale import Level, Scale, as_level
from dxcheck.questionnaire.text import Data, Id, Text

MOST_CHECKS: Final = 9
"""So many keys there are for them."""
LARGEST_FIGURE: Final = 1e12
MeasuredNumber = Annotated[float, Meta(ge=-LARGEST_FIGURE, le=LARGEST_FIGURE)]
"""A number that was measured."""


class Check(Data, frozen=True):
    """A question with yes or no inside an item."""

    id: Id
    text: Text
    step: Level | None = None
    """The level it belongs to, where levels are reached one after the other."""


class LevelBand(Data, frozen=True):
    """From where on a level is reached."""

    level: Level
    number_from: MeasuredNumber | None = None
    number_to: MeasuredNumber | None = None
    """In place of `number_from` where less is better."""

    @property
    def bound(self) -> float:
        """Its number, whichever way it is meant."""
        return self.number_from if self.number_from is not None else self.number_to or 0.0

    def is_reached(self, number: float) -> bool:
        """Whether a number reaches it."""
        return number >= self.number_from if self.number_from is not None else self.number_to is not None and number <= self.number_to


class Measures(msgspec.Struct, frozen=True):
    """What an item's level follows from."""

    checks: tuple[Check, ...]
    bands: tuple[LevelBand, ...]
    unit: Text | None
    scale: Scale

    @property
    def is_checklist(self) -> bool:
        """Whether yes-or-no questions are ticked."""
        return bool(self.checks)

    def level_of(self, ticks: Collection[str], number: float | None) -> Level | None:
        """The level that follows; None where nothing was measured."""
        if self.unit is not None:
            return None if number is None else self._banded(number)
        return self._banded(len(self.known(ticks))) if self.bands else self._up_to_first_unmet(ticks)

    def known(self, ticks: Iterable[str]) -> tuple[str, ...]:
        """Those of some ticks that are among the questions, in one order whoever gave them."""
        return tuple(sorted({one.id for one in self.checks} & set(ticks)))

    def ticks_for(self, level: float) -> tuple[str, ...]:
        """The fewest ticks that give a level."""
        if self.bands:
            needed = next((one.bound for one in self.bands if one.level == level), 0)
            return tuple(sorted(one.id for one in self.checks[: int(needed)]))
        return tuple(sorted(one.id for one in self.checks if one.step is not None and one.step <= level))

    def number_for(self, level: float) -> float:
        """A number that just gives a level; for the lowest, one that no band is reached with."""
        bands = {one.level: one for one in self.bands}
        if level in bands:
            return bands[level].bound
        first = min(self.bands, key=lambda one: one.level)
        return first.bound - 1 if first.number_from is not None else first.bound + 1

    def _banded(self, number: float) -> Level:
        reached = self.scale.low
        for band in sorted(self.bands, key=lambda one: one.level):
            if not band.is_reached(number):
                break
            reached = band.level
        return reached

    def _up_to_first_unmet(self, ticks: Collection[str]) -> Level:
        reached = self.scale.low
        for value in self.scale.values[1:]:
            if any(one.id not in ticks for one in self.checks if one.step == value):
                break
            reached = value
        return reached


def measure_faults(measures: Measures) -> Iterator[tuple[str, str]]:
    """What is wrong with what an item's level follows from: the key, and the message."""
    m = measures
    if m.checks and m.unit is not None:
        yield "unit", _("はい・いいえの問い（checks）と、数（unit）の両方は使えません")
    if m.bands and not m.checks and m.unit is None:
        yield "bands", _("bands（区切り）には、数の unit（単位）か、checks（はい・いいえの問い）が必要です")
    if m.unit is not None and not m.bands:
        yield "unit", _("数の設問には、段の bands（区切り）が必要です")
    yield from _of_bands(m)
    yield from _of_checks(m)


def _of_bands(m: Measures) -> Iterator[tuple[str, str]]:
    if not m.bands:
        return
    if any((one.number_from is None) == (one.number_to is None) for one in m.bands):
        yield "bands", _("区切りには、number_from（以上）か number_to（以下）のどちらか1つを書いてください")
        return
    if [one.level for one in m.bands] != list(m.scale.values[1:]):
        levels = _("、").join(map(as_level, m.scale.values[1:]))
        yield "bands", _("区切りは、最低より上のすべての段に、下から順に1つずつ書いてください（{levels}）", levels=levels)
    upward = {one.number_from is not None for one in m.bands}
    bounds = [one.bound if one.number_from is not None else -one.bound for one in m.bands]
    if len(upward) > 1 or any(other <= one for one, other in pairwise(bounds)):
        yield "bands", _("区切りの数は、段が上がるほど大きく（number_to では小さく）してください")
    if m.checks and not all(one.number_from in range(1, len(m.checks) + 1) for one in m.bands):
        yield "bands", _("「はい」の数の区切りは、number_from に1から{n}の整数で書いてください", n=len(m.checks))


def _of_checks(m: Measures) -> Iterator[tuple[str, str]]:
    if len({one.id for one in m.checks}) < len(m.checks):
        yield "checks", _("同じIDの問いがあります")
    if not m.checks:
        return
    if m.bands:
        if any(one.step is not None for one in m.checks):
            yield "checks", _("bands（区切り）がある設問の問いには、step（段）を書けません")
        return
    steps = m.scale.values[1:]
    if any(one.step not in steps for one in m.checks):
        levels = _("、").join(map(as_level, steps))
        yield "checks", _("問いには、それを満たすと届く段を step に書いてください（{levels} のどれか）", levels=levels)
    elif missing := [as_level(one) for one in steps if one not in {check.step for check in m.checks}]:
        yield "checks", _("問いのない段があります（{levels}）", levels=_("、").join(missing))


def in_words_of_bands(measures: Measures) -> Sequence[tuple[Level, str]]:
    """Each level above the lowest with its bound as people read it: `40 % 以上`."""
    unit = measures.unit
    said = []
    for one in measures.bands:
        number = number_in_words(one.bound, unit)
        said.append((one.level, _("{number}以上", number=number) if one.number_from is not None else _("{number}以下", number=number)))
    return said


def number_in_words(number: float, unit: Text | None) -> str:
    """A number with its unit: `40 %`; of ticks, `3個`."""
    plain = as_level(number)
    return f"{plain} {unit}" if unit is not None else _("{n}個", n=plain)


def towards(measures: Measures, level: float) -> Text | None:
    """What is missing for a level, where its questions or its number say so: a first step for which none is written."""
    asked = [one.text for one in measures.checks if one.step == level]
    if asked:
        japanese, english = ("、".join(f"「{one.in_language('ja')}」" for one in asked), "; ".join(one.in_language("en") for one in asked))
        return Text(f"{japanese}と言えるようにする", f"Make it true: {english}")
    band = next((one for one in measures.bands if one.level == level), None)
    if band is None or measures.unit is None:
        return None
    number, is_up = as_level(band.bound), band.number_from is not None
    return Text(
        f"{number} {measures.unit.in_language('ja')}{'以上' if is_up else '以下'}にする",
        f"Get to {number} {measures.unit.in_language('en')} or {'more' if is_up else 'less'}",
    )
