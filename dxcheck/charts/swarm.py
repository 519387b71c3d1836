"""Dots on a line that never lie on each other: each keeps its place along the line and steps aside across it."""

from __future__ import annotations

import math
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
        nearest_first = sorted(_candidates(near, wide), key=lambda one: (nearest(abs(one) / _EXACT), one if n % 2 else -one))
        best = next(one for one in nearest_first if all(math.hypot(by, one - other) >= wide - _EXACT for by, other in near))
        if abs(best) + wide / 2 > most + _EXACT:
            return None
        asides.append(best)
    return asides


def _candidates(near: Sequence[tuple[float, float]], wide: float) -> list[float]:
    """On the line, or touching one of the dots near by."""
    touching = [(aside, math.sqrt(max(0.0, wide * wide - by * by))) for by, aside in near]
    return [0.0, *(aside + step for aside, step in touching), *(aside - step for aside, step in touching)]
