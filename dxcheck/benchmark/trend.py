"""A municipality's means over the cycles beside the published averages: what the progress screen, its table and its picture all show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.assessment.scoring import Score
    from dxcheck.assessment.series import Series
    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.model import Figure
    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire.model import Questionnaire


@dataclass(frozen=True)
class Trend:
    """The whole or a dimension, cycle by cycle."""

    name: str
    means: tuple[float | None, ...]
    """0 to 5; None where nothing was submitted or too little answered."""
    counts: tuple[str, ...]
    """Items with a level of items that apply; empty where nothing was submitted."""
    peers: tuple[Figure | None, ...]
    """The published average of the cycle; None where there is none or it is suppressed."""
    target: float | None = None


def trends(series: Series, peers: Mapping[Cycle, Peers], questionnaire: Questionnaire, *, plain: bool = False) -> list[Trend]:
    """The whole first, then each dimension.

    Args:
        series: the municipality's own.
        peers: the published averages by cycle.
        questionnaire: the newest one answered; its dimensions are the lines.
        plain: each cycle on all its own items instead of the shared ones.
    """
    points = series.plain if plain else series.comparable
    beside = [peers.get(cycle) for cycle in series.cycles]

    def line(name: str, scores: Sequence[Score | None], figures: Sequence[Figure | None]) -> Trend:
        return Trend(
            name,
            tuple(score.mean if score else None for score in scores),
            tuple(f"{score.answered}/{score.applicable}" if score else "" for score in scores),
            tuple(figures),
            scores[-1].target if scores and scores[-1] else None,
        )

    made = [line(_("全体"), [point.overall if point else None for point in points], [one.overall if one else None for one in beside])]
    made += [
        line(
            str(dimension.title),
            [point.dimensions.get(dimension.id) if point else None for point in points],
            [one.dimensions.get(dimension.id) if one else None for one in beside],
        )
        for dimension in questionnaire.dimensions
    ]
    return made
