"""The pictures that the centre's screens will need, made before they are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.artist import Ahead
from dxcheck.app.centre.base import AT_ONCE
from dxcheck.i18n import language

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dxcheck.desk.comparison import Comparing
    from dxcheck.prefecture.overview import Measure
    from dxcheck.prefecture.selection import TableView
    from dxcheck.reports.prefecture_scenes import CourseScene


def spread_ahead(view: TableView, column: str, measure: Measure, high: int) -> list[Ahead]:
    """散らばり of a column, on a screen of so many rows."""
    from dxcheck.app.screens.rows import picture_over_rows  # once there is time
    from dxcheck.reports.prefecture_scenes import spread_scene

    scene = spread_scene(view, column, measure)
    return [Ahead(scene, picture_over_rows(high))] if scene is not None else []


class CourseAhead:
    """県全体の推移, whose figures take a moment: made in a thread, and once as long as nothing changes."""

    def __init__(self) -> None:
        self._made: tuple[Hashable, CourseScene | None] | None = None

    def maker(self, comparing: Comparing, view: TableView | None, high: int) -> Callable[[], list[Ahead]] | None:
        """What makes it for a screen of so many rows; None with more municipalities than its screen reads at once."""
        if view is None or len(view.lines) > AT_ONCE:
            return None
        from dxcheck.app.centre.course import MOST_CYCLES
        from dxcheck.app.screens.rows import picture_over_rows
        from dxcheck.reports.prefecture_scenes import course_scene

        shown = view.shown
        towns = [one.municipality for one in shown.lines]
        of = (shown.cycle, tuple(one.code for one in towns), comparing.stamp(), language())

        def make() -> list[Ahead]:
            if self._made is None or self._made[0] != of:
                self._made = of, course_scene(comparing.courses(shown.cycle, towns, MOST_CYCLES))
            scene = self._made[1]
            return [Ahead(scene, picture_over_rows(high))] if scene is not None else []

        return make
