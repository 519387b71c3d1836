"""What pictures inside the centre's screens show, as plain data (`scenes`); names and figures that no other desk sees."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxcheck.formats.output import NothingToMakeError
from dxcheck.i18n import _
from dxcheck.prefecture.overview import MEASURES
from dxcheck.questionnaire.scale import DEFAULT, Scale
from dxcheck.reports.course_pictures import course_of, said_of_course
from dxcheck.reports.prefecture_pictures import spread_columns, spread_said
from dxcheck.reports.prefecture_subject import Focus, focus_on

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from dxcheck.assessment.measured import OwnFigure
    from dxcheck.charts.course import CourseLines
    from dxcheck.charts.scale import AxisScale
    from dxcheck.prefecture.course import Courses
    from dxcheck.prefecture.overview import Measure
    from dxcheck.prefecture.selection import TableView


@dataclass(frozen=True)
class SpreadScene:
    """How the municipalities spread."""

    strips: tuple[tuple[str, tuple[OwnFigure, ...]], ...]
    measure: Measure
    levels: Scale = DEFAULT
    """The questionnaire's scale."""

    @property
    def title(self) -> str:
        """Of which figures it is."""
        return _("市町の散らばり　{measure}", measure=_(MEASURES[self.measure]))

    @property
    def alt(self) -> str:
        """Every strip's figures."""
        return "\n".join(spread_said(name, figures, self._scale.write) for name, figures in self.strips)

    @property
    def _scale(self) -> AxisScale:
        from dxcheck.charts.scale import scale_of  # slow, and only here

        return scale_of(self.measure, self.levels, [one.value for _name, figures in self.strips for one in figures])

    def fitted(self, wide: float, high: float) -> SpreadScene:  # noqa: ARG002 - as every scene
        """All of it."""
        return self

    def high(self, wide: float) -> float:  # noqa: ARG002 - as every scene
        """A row a strip."""
        from dxcheck.charts.inside import spread_high  # slow, and only here

        return spread_high(self.strips)

    def draw(self, wide: float, high: float) -> Figure:
        """A strip each."""
        from dxcheck.charts.inside import spread_inside  # slow, and only here

        return spread_inside(self.strips, self._scale, (wide, high))


@dataclass(frozen=True)
class CourseScene:
    """The prefecture over the cycles."""

    lines: tuple[CourseLines, ...]
    """The whole first, then the dimensions."""
    cycles: tuple[str, ...]
    levels: Scale = DEFAULT
    """The questionnaire's scale."""

    @property
    def title(self) -> str:
        """What it is of."""
        return _("県全体の推移")

    @property
    def alt(self) -> str:
        """Both lines of each dimension."""
        from dxcheck.charts.scale import scale_of  # slow, and only here

        return "\n".join(said_of_course(self.lines, self.cycles, scale_of("level", self.levels).write))

    def fitted(self, wide: float, high: float) -> CourseScene:  # noqa: ARG002 - as every scene
        """All of it."""
        return self

    def high(self, wide: float) -> float:  # noqa: ARG002 - as every scene
        """Whatever there is."""
        return 0.0

    def draw(self, wide: float, high: float) -> Figure:
        """The whole large, the dimensions beside it where they have room."""
        from dxcheck.charts.inside import course_inside  # slow, and only here
        from dxcheck.charts.scale import scale_of

        return course_inside(self.lines, self.cycles, scale_of("level", self.levels), (wide, high))


def spread_scene(view: TableView, column: str, measure: Measure) -> SpreadScene | None:
    """How the municipalities of a table spread, over all dimensions, or over one and its items; None where there is nothing to be seen."""
    focus = Focus(column, "")
    if measure in ("level", "change"):
        with contextlib.suppress(NothingToMakeError):  # of its items alone
            focus = focus_on(view.overview, column)
    levels = view.overview.questionnaire.scale
    strips = spread_columns(view.overview, view.lines, measure, focus)
    if not any(figures for _name, figures in strips):
        return None
    # In whichever order the table has its municipalities, the picture is the same.
    return SpreadScene(tuple((name, tuple(sorted(figures, key=lambda one: one.value))) for name, figures in strips), measure, levels)


def course_scene(found: Courses) -> CourseScene | None:
    """The prefecture over the cycles; None as long as nobody has submitted."""
    try:
        lines = course_of(found, Focus("", ""))
    except NothingToMakeError:
        return None
    return CourseScene(tuple(lines), tuple(one.short for one in found.cycles), found.common.newest.scale if found.common else DEFAULT)
