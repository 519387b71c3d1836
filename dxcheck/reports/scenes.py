"""What pictures inside screens show, as plain data: two scenes that are equal look alike, so a screen knows whether a picture is still true without drawing it.

A screen makes a scene of what it shows itself. Drawing one is slow and imports matplotlib; making one does neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.wording import change_in_words
from dxcheck.benchmark.gate import shown
from dxcheck.i18n import _
from dxcheck.reports.pictures import over

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.figure import Figure

    from dxcheck.benchmark.trend import Trend


class Scene(Protocol):
    """What a picture inside a screen shows."""

    @property
    def title(self) -> str:
        """Its name, for people who hear it."""

    @property
    def alt(self) -> str:
        """Everything in it, in words."""

    def draw(self, wide: float, high: float) -> Figure:
        """Draw it for a place of so many points; slow."""


@dataclass(frozen=True)
class ProgressScene:
    """The means of a municipality over the cycles."""

    municipality: str
    lines: tuple[Trend, ...]
    """The whole first, then the dimensions."""
    cycles: tuple[str, ...]
    """Their labels in the picture, the oldest first, that of the open one with a second line."""
    line: int = 0
    """Which is drawn where there is no room for all."""
    top: int = 5
    """The highest level shown."""

    @property
    def title(self) -> str:
        """Whose it is."""
        return _("{name}　診断結果の推移", name=self.municipality)

    @property
    def alt(self) -> str:
        """Every line's figures."""
        return "\n".join(said_of_trends(self.lines, [one.partition("\n")[0] for one in self.cycles]))

    def draw(self, wide: float, high: float) -> Figure:
        """The whole large, the dimensions beside it where they have room."""
        from dxcheck.charts.progress import progress_inside  # slow, and only here
        from dxcheck.charts.scale import levels_to

        return progress_inside(self.lines, self.cycles, self.municipality, (wide, high), line=self.line, scale=levels_to(self.top))


def said_of_trends(lines: Iterable[Trend], cycles: Sequence[str]) -> list[str]:
    """Each line in words: own means, published averages, and how far it came each time."""
    said = []
    for line in lines:
        own = over(cycles, line.points, as_mean)
        average = _("、").join(f"{cycle} {shown(one)}" for cycle, one in zip(cycles, line.peers, strict=True) if one)
        said.append(_("{name}: {own}。県内平均: {average}。", name=line.name, own=own, average=average or _("なし")))
        moved = zip(cycles, line.changes, strict=True)
        if changes := _("、").join(f"{cycle} {change_in_words(one)}" for cycle, one in moved if one is not None):
            said.append(_("{name}の、その前からの変化: {changes}。", name=line.name, changes=changes))
    return said
