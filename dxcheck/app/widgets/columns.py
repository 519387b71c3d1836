"""Panels in two columns, one below the other where there is no room for two: one container where two more, each with a layout of its own, would hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Vertical
from textual.geometry import Size
from textual.layouts.vertical import VerticalLayout

if TYPE_CHECKING:
    from textual.layout import ArrangeResult, Layout
    from textual.widget import Widget

BESIDE: Final = "-beside"
"""The class of what stands in the right column."""
_GAP: Final = 1


class _InColumns(VerticalLayout):
    """Three fifths of the width for the left column, two for the right."""

    name = "columns"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Where each stands."""
        if parent.screen.has_class("-narrow"):
            return super().arrange(parent, children, size, greedy)
        right = [one for one in children if one.has_class(BESIDE)]
        room = size.width - _GAP
        wide = room * 3 // 5 if right else room
        made = super().arrange(parent, [one for one in children if one not in right], Size(wide, size.height), greedy)
        for one in super().arrange(parent, right, Size(room - wide, size.height), greedy):
            made.append(one._replace(region=one.region.translate((wide + _GAP, 0))))
        return made


class PanelColumns(Vertical):
    """Holds them; those of the class `BESIDE` on the right."""

    DEFAULT_CSS = "PanelColumns { height: auto; }"

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children)
        self._columns = _InColumns()

    @property
    def layout(self) -> Layout:
        """How they stand."""
        return self._columns
