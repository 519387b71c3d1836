"""Dots on a line that never lie on each other: each keeps its place along the line and steps aside across it."""

from __future__ import annotations

import math
from itertools import takewhile
from typing import TYPE_CHECKING

from dxcheck.assessment.figures import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXACT = 1e-6


def swarm(places: Sequence[float], wide: float, most: float) -> list[float] | None:
    """How far each dot steps aside: as little as the dots before it let it, upwards or downwards in turn.

    Args:
        places: along the line, in rising order.
        wide: of a dot; two whose middles are so far apart touch.
        most: how far a dot's edge may be from the line.

    Returns:
        In the order of the places, positive upwards; None where there is no room for all of them.
    """
    asides: list[float] = []
    for n, place in enumerate(places):
        near = [(place - places[m], asides[m]) for m in range(n - 1, -1, -1) if place - places[m] < wide]
        best = _nearest_free(near, wide, up=-1 if n % 2 else 1)
        if abs(best) + wide / 2 > most + _EXACT:
            return None
        asides.append(best)
    return asides


def _nearest_free(near: Sequence[tuple[float, float]], wide: float, up: int) -> float:
    """The place nearest to the line where no dot near by is touched; of two as near the upper one, or with -1 the lower."""
    free = (
        one for one in sorted(_candidates(near, wide), key=abs) if all(math.hypot(by, one - other) >= wide - _EXACT for by, other in near)
    )
    first = next(free)
    as_near = takewhile(lambda one: abs(one) <= abs(first) + _EXACT, free)
    return min((first, *as_near), key=lambda one: (nearest(abs(one) / _EXACT), -up * one))


def _candidates(near: Sequence[tuple[float, float]], wide: float) -> list[float]:
    """On the line, or touching one of the dots near by."""
    touching = [(aside, math.sqrt(max(0.0, wide * wide - by * by))) for by, aside in near]
    return [0.0, *(aside + step for aside, step in touching), *(aside - step for aside, step in touching)]
