"""The picture beside the centre's table, where the screen is wide enough and pictures are shown: how the municipalities of the table spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.app.widgets.heatmap import NAME, USUAL_COLUMN
from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.prefecture.overview import WHOLE

if TYPE_CHECKING:
    from dxcheck.prefecture.selection import TableView

_LEAST: Final = 44
"""Cells of the narrowest picture that can be read."""
_NOTE: Final = 10
"""Cells of what stands behind a row, and between the table and the picture."""


class SpreadBeside(PicturePlace):
    """As high as the table, and as wide as it leaves room."""

    def __init__(self) -> None:
        super().__init__(classes="-bare")

    def show_view(self, view: TableView) -> None:
        """Show how the municipalities of the table spread over its columns."""
        room = self.app.size.width - NAME - USUAL_COLUMN * len(view.overview.columns) - _NOTE
        if room >= _LEAST and self.shows_pictures:
            from dxcheck.reports.prefecture_scenes import spread_scene  # only where there is something to draw

            self.show(spread_scene(view, WHOLE, view.measure), "d")
        else:
            self.show(None, "d")
        self.styles.width, self.styles.height = max(room, _LEAST), "1fr"
