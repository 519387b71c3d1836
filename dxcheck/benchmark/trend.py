"""A municipality's means over the cycles beside the published averages: what the progress screen, its table and its picture all show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxcheck.assessment.measured import OwnFigure
from dxcheck.benchmark.gate import is_earlier, shown
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.assessment.change import LevelChange
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
    points: tuple[OwnFigure | None, ...]
    """Means from 0 to 5; None where nothing was submitted or too little answered."""
    counts: tuple[str, ...]
    """Items with a level of items that apply; empty where nothing was submitted."""
    peers: tuple[Figure | None, ...]
    """The published average of the cycle; None where there is none or it is suppressed."""
    target: float | None = None
    changes: tuple[LevelChange | None, ...] = ()
    """How far it came since the last time it was submitted, on the items with a level both times."""
    cycles: tuple[Cycle, ...] = ()
    """Of which cycles; without them nothing is known to be an earlier one's."""

    @property
    def means(self) -> tuple[float | None, ...]:
        """The points as bare numbers, to find places on a scale."""
        return tuple(None if one is None else one.value for one in self.points)

    def average(self, n: int) -> str:
        """The nth published average as it is written, marked where an earlier one stands."""
        return shown(self.peers[n], self.cycles[n] if self.cycles else None)

    @property
    def standing(self) -> list[int]:
        """At which cycles an earlier average stands."""
        return [n for n, (one, at) in enumerate(zip(self.peers, self.cycles, strict=False)) if is_earlier(one, at)]


def trends(
    series: Series, peers: Mapping[Cycle, Peers], questionnaire: Questionnaire, open_cycle: Cycle | None, *, plain: bool = False
) -> list[Trend]:
    """The whole first, then each dimension.

    Args:
        series: the municipality's own.
        peers: the published averages by cycle.
        questionnaire: the newest one answered; its dimensions are the lines.
        open_cycle: the cycle that still takes in answers, if any.
        plain: each cycle on all its own items instead of the shared ones.
    """
    points = series.plain if plain else series.comparable
    beside = [peers.get(cycle) for cycle in series.cycles]

    def own(cycle: Cycle, score: Score | None) -> OwnFigure | None:
        if score is None or score.mean is None:
            return None
        return OwnFigure(score.mean, score.answered, score.applicable, cycle, cycle, cycle == open_cycle)

    def line(name: str, scores: Sequence[Score | None], figures: Sequence[Figure | None], changes: Sequence[LevelChange | None]) -> Trend:
        return Trend(
            name,
            tuple(own(cycle, score) for cycle, score in zip(series.cycles, scores, strict=True)),
            tuple(f"{score.answered}/{score.applicable}" if score else "" for score in scores),
            tuple(figures),
            scores[-1].target if scores and scores[-1] else None,
            tuple(changes),
            tuple(series.cycles),
        )

    made = [
        line(
            _("全体"),
            [point.overall if point else None for point in points],
            [one.overall if one else None for one in beside],
            [one.overall if one else None for one in series.changes],
        )
    ]
    made += [
        line(
            str(dimension.title),
            [point.dimensions.get(dimension.id) if point else None for point in points],
            [one.dimensions.get(dimension.id) if one else None for one in beside],
            [one.dimensions.get(dimension.id) if one else None for one in series.changes],
        )
        for dimension in questionnaire.dimensions
    ]
    return made
