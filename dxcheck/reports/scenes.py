"""What pictures inside screens show, as plain data: two scenes that are equal look alike, so a screen knows whether a picture is still true without drawing it.

A screen makes a scene of what it shows itself. Drawing one is slow and imports matplotlib; making one does neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dxcheck.benchmark.trend import trends
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import DEFAULT, Scale
from dxcheck.reports.municipality_pictures import dumbbells_of, said_of_spoke, said_of_trends, spokes_of
from dxcheck.reports.pictures import cycle_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from dxcheck.assessment.scoring import Comparison
    from dxcheck.benchmark.trend import Trend
    from dxcheck.charts.change import Dumbbell
    from dxcheck.charts.profile import Spoke
    from dxcheck.desk import ReadingDesk
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.model import Questionnaire


class Scene(Protocol):
    """What a picture inside a screen shows."""

    @property
    def title(self) -> str:
        """Its name, for people who hear it."""

    @property
    def alt(self) -> str:
        """Everything in it, in words."""

    def fitted(self, wide: float, high: float) -> Scene:
        """The same without what makes no difference in a place of so many points."""

    def high(self, wide: float) -> float:
        """Points it needs in a place so wide; 0 where it takes what it gets."""

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
    """Which is the large one."""
    scale: Scale = DEFAULT
    """Of the questionnaire."""
    top: float = DEFAULT.high
    """The highest level shown."""

    @property
    def title(self) -> str:
        """Whose it is."""
        return _("{name}　診断結果の推移", name=self.municipality)

    @property
    def alt(self) -> str:
        """Every line's figures."""
        from dxcheck.charts.scale import levels_to  # slow, and only here

        return "\n".join(said_of_trends(self.lines, [one.partition("\n")[0] for one in self.cycles], levels_to(self.scale)))

    def fitted(self, wide: float, high: float) -> ProgressScene:  # noqa: ARG002 - as every scene
        """All of it."""
        return self

    def high(self, wide: float) -> float:  # noqa: ARG002 - as every scene
        """Whatever there is."""
        return 0.0

    def draw(self, wide: float, high: float) -> Figure:
        """The chosen line large, the others beside it where they have room."""
        from dxcheck.charts.inside import progress_inside  # slow, and only here
        from dxcheck.charts.scale import levels_to

        return progress_inside(
            self.lines, self.cycles, self.municipality, (wide, high), line=self.line, scale=levels_to(self.scale, self.top)
        )


@dataclass(frozen=True)
class BarsScene:
    """The dimensions of a snapshot."""

    municipality: str
    spokes: tuple[Spoke, ...]
    more: tuple[tuple[str, tuple[str, ...]], ...]
    """Further columns of figures, each with its head."""
    with_average: bool
    is_open: bool
    scale: Scale = DEFAULT
    """Of the questionnaire."""

    @property
    def title(self) -> str:
        """Whose it is."""
        return _("{name}　{kind}", name=self.municipality, kind=_("分野ごとの平均"))

    @property
    def alt(self) -> str:
        """Every dimension's figures."""
        from dxcheck.charts.scale import levels_to  # slow, and only here

        return "\n".join(said_of_spoke(one, levels_to(self.scale), with_average=self.with_average) for one in self.spokes)

    def fitted(self, wide: float, high: float) -> BarsScene:  # noqa: ARG002 - as every scene
        """All of it."""
        return self

    def high(self, wide: float) -> float:
        """A row a dimension."""
        from dxcheck.charts.inside import bars_high  # slow, and only here

        return bars_high(self.spokes, wide)

    def draw(self, wide: float, high: float) -> Figure:
        """A bar a dimension with its figures."""
        from dxcheck.charts.inside import bars_inside  # slow, and only here
        from dxcheck.charts.scale import levels_to

        size, levels = (wide, high), levels_to(self.scale)
        return bars_inside(
            self.spokes, self.municipality, size, scale=levels, with_average=self.with_average, is_open=self.is_open, more=self.more
        )


@dataclass(frozen=True)
class ChangeScene:
    """The items of two snapshots."""

    municipality: str
    groups: tuple[tuple[str, tuple[Dumbbell, ...]], ...]
    """Each dimension's name with its items."""
    scale: Scale = DEFAULT
    """Of the questionnaire."""

    @property
    def title(self) -> str:
        """Whose it is."""
        return _("{name}　{kind}", name=self.municipality, kind=_("前回との比較"))

    @property
    def alt(self) -> str:
        """Every item before and after."""
        return "\n".join(f"{name}: " + _("、").join(f"{one.name} {one.words}" for one in items) for name, items in self.groups)

    def fitted(self, wide: float, high: float) -> ChangeScene:  # noqa: ARG002 - as every scene
        """All of it."""
        return self

    def high(self, wide: float) -> float:
        """Columns beside one another."""
        from dxcheck.charts.inside import change_high  # slow, and only here

        return change_high(self.groups, wide)

    def draw(self, wide: float, high: float) -> Figure:
        """A line an item under its dimension."""
        from dxcheck.charts.inside import change_inside  # slow, and only here
        from dxcheck.charts.scale import levels_to

        return change_inside(self.groups, (wide, high), levels_to(self.scale))


def progress_scene(desk: ReadingDesk) -> ProgressScene | None:
    """The means over the cycles as a desk may see them, on the items of every cycle; None as long as nothing was submitted.

    Raises:
        StoreError: the data cannot be read.
    """
    series = desk.series()
    newest = next((point.snapshot for point in reversed(series.plain) if point is not None), None)
    if newest is None:
        return None
    questionnaire = desk.questionnaire_for(newest.questionnaire)
    lines = trends(series, desk.peers_by_cycle(), questionnaire, desk.open_cycle)
    labels = tuple(cycle_label(one, desk.open_cycle) for one in series.cycles)
    return ProgressScene(str(desk.municipality), tuple(lines), labels, scale=questionnaire.scale, top=questionnaire.scale.high)


def bars_scene(desk: ReadingDesk, snapshot: Snapshot, more: tuple[tuple[str, tuple[str, ...]], ...]) -> BarsScene:
    """The dimensions of a snapshot, as a desk may see them, with further columns of figures.

    Raises:
        StoreError: the data cannot be read.
    """
    with_average, is_open = desk.peers(snapshot) is not None, snapshot.cycle == desk.open_cycle
    scale = desk.questionnaire_for(snapshot.questionnaire).scale
    return BarsScene(str(desk.municipality), tuple(spokes_of(desk, snapshot)), more, with_average, is_open, scale)


def change_scene(municipality: str, comparison: Comparison, questionnaire: Questionnaire, *, moved_only: bool) -> ChangeScene | None:
    """Two snapshots item by item; None where there is no item to be shown."""
    groups = tuple((name, tuple(items)) for name, items in dumbbells_of(comparison, questionnaire, moved_only=moved_only))
    return ChangeScene(municipality, groups, questionnaire.scale) if groups else None
