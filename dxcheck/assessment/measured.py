"""A figure with what it takes to read it: its own n, its own time and its own state.

A number alone does not say how many items or municipalities stand behind it, whether the answers are this cycle's or an earlier one's, and whether the cycle still
takes in answers. These types do, so that no table and no picture can leave it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.figures import mean_of
from dxcheck.model.calendar import Cycle

if TYPE_CHECKING:
    from collections.abc import Iterable


class OwnFigure(msgspec.Struct, frozen=True):
    """One municipality's figure."""

    value: float
    """In the measure's own unit, unrounded; an item's level is whole."""
    items: int
    """Items behind it."""
    of: int
    """Items that could stand behind it."""
    cycle: Cycle
    """The cycle it is about: as of its end."""
    submitted: Cycle
    """The cycle its answers were submitted in."""
    is_open: bool
    """Whether the cycle it is about still takes in answers."""

    @property
    def is_older(self) -> bool:
        """Whether its answers are from an earlier cycle than the one it is about."""
        return self.submitted < self.cycle


class MeanFigure(msgspec.Struct, frozen=True):
    """The mean of some municipalities' figures, each counted once."""

    value: float
    municipalities: int
    """How many stand behind it."""
    older: int
    """Of those, how many with answers from an earlier cycle."""
    cycle: Cycle
    """The cycle it is about."""
    is_open: bool
    """Whether that cycle still takes in answers."""


def mean_figure(figures: Iterable[OwnFigure | None]) -> MeanFigure | None:
    """The mean of those figures that there are, all about one cycle; None without any."""
    there = [one for one in figures if one is not None]
    if not there:
        return None
    older = sum(one.is_older for one in there)
    return MeanFigure(mean_of(one.value for one in there), len(there), older, there[0].cycle, there[0].is_open)
