"""Textual's button with a style sheet of ten lines instead of its two hundred, which the first frame would have to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.layouts.horizontal import HorizontalLayout
from textual.widgets import Button

from dxcheck.i18n import _

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.layout import ArrangeResult, Layout, WidgetPlacement
    from textual.widget import Widget

    from dxcheck.app.heard import Heard


class CommandButton(Button, inherit_css=False):
    """A button one line high: words on a patch of colour."""

    DEFAULT_CSS = """
    CommandButton { width: auto; min-width: 8; height: 1; padding: 0 2; text-align: center; background: $button; color: $button-text; }
    CommandButton.-primary { background: $go; color: $go-text; }
    CommandButton:hover { text-style: underline; }
    CommandButton:focus { background: $accent; color: $background; text-style: bold; }
    CommandButton:disabled { background: transparent; color: $foreground; }
    """

    @property
    def heard(self) -> Heard:
        """Its words, which say its key."""
        from dxcheck.app.heard import Heard  # nothing is told before the first frame

        return Heard(text=str(self.label), kind=_("ボタン"))


class _Lines(HorizontalLayout):
    """From left to right, and on in the next line where there is no room left."""

    name = "lines"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Where each stands."""
        made: list[WidgetPlacement] = []
        left = down = 0
        for one in super().arrange(parent, children, size, greedy):
            if made and one.region.right - left > size.width > 0:
                left, down = one.region.x, down + one.region.height
            made.append(one._replace(region=one.region.translate((-left, down))))
        return made


class Buttons(Horizontal):
    """Buttons side by side, none of them cut: those for which a line has no room stand in the next."""

    DEFAULT_CSS = """
    Buttons { height: auto; padding: 1 0 0 0; }
    Buttons CommandButton { margin: 0 2 0 0; }
    """

    def __init__(self, *made: Button, classes: str = "", **more: Any) -> None:
        super().__init__(*made, classes=classes, **more)
        self._lines = _Lines()

    @property
    def layout(self) -> Layout:
        """How they stand."""
        return self._lines
