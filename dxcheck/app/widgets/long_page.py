"""A page that is mostly longer than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

if TYPE_CHECKING:
    from textual.widget import Widget


class LongPage(VerticalScroll):
    """Has its scroll bar before it is laid out, so that it is laid out and drawn once and not a second time around the bar; gives it up where all fits.

    Args:
        children: what stands on it.
        is_long: whether it will hardly fit.
        id: as everywhere.
        classes: as everywhere.
    """

    def __init__(self, *children: Widget, is_long: bool = True, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(*children, id=id, classes=classes, can_focus=False)
        self.set_reactive(VerticalScroll.show_vertical_scrollbar, is_long)
