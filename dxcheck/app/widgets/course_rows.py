"""One municipality's means over its last cycles in a few lines: figures, and a bar of the newest where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

from dxcheck.app.widgets.bars import LEAST_BAR, level_bar
from dxcheck.app.widgets.lines import Lines
from dxcheck.assessment.figures import as_mean
from dxcheck.i18n import _
from dxcheck.system.terminal_width import pad, shorten

if TYPE_CHECKING:
    from dxcheck.questionnaire.scale import Scale
    from dxcheck.reports.one_page import CourseOfOne

_LEAST_NAME, _MOST_NAME = 14, 26
_FIGURE: Final = 7
"""Cells of a cycle's figure."""


class CourseRows(Lines):
    """A heading and a line each for the whole and the dimensions; with little room the older cycles are left out."""

    def __init__(self, course: CourseOfOne, scale: Scale) -> None:
        super().__init__()
        self._course, self._scale = course, scale

    def make(self, width: int) -> list[Content]:
        """The lines."""
        course = self._course
        if not course.cycles:
            return [Content.styled(_("診断結果はまだありません。"), "$muted")]
        shown = max(1, min(len(course.cycles), (width - _LEAST_NAME) // _FIGURE))
        name = max(_LEAST_NAME, min(_MOST_NAME, width - shown * _FIGURE - LEAST_BAR - 1))
        room = width - name - shown * _FIGURE - 1
        head = pad("", name) + "".join(pad(one, _FIGURE) for one in course.cycles[-shown:])
        made = [Content.styled(head, "$muted")]
        for number, row in enumerate(course.rows):
            figures = "".join(pad(as_mean(one, course.digits), _FIGURE) for one in row.means[-shown:])
            drawn = level_bar(row.means[-1], room, self._scale, drawing=self.drawing, shade=number) if room >= LEAST_BAR else Content("")
            made.append(
                Content.assemble(
                    pad(row.name if cell_len(row.name) < name else shorten(row.short, name - 1), name),
                    (figures, "bold" if not number else ""),
                    drawn,
                )
            )
        return made
