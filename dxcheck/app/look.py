"""How the app looks: two themes, and scroll bars without block characters (terminals disagree on their width)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

STYLESHEET: Final = Path(__file__).parent / "dxcheck.tcss"

DARK: Final = Theme(
    name="dxcheck-dark",
    primary="#1f5f8b",
    secondary="#3d7ea6",
    accent="#f0a030",  # the orange of a mikan
    warning="#c77d1e",
    error="#b5562f",
    success="#5fb0a0",
    foreground="#e8edf2",
    background="#14202b",
    surface="#1b2a38",
    panel="#22364a",
    dark=True,
    variables={
        "muted": "#a6b8c7",
        "heading": "#8cc8f0",
        "done": "#7fcab8",
        "caution": "#f2b560",
        "here": "#284359",
        "heading-pale": "#4f7ea0",
        "bar": "#f0a030",
        "bar-next": "#c47d1c",
        "track": "#33424f",
        "button": "#7ba3bf",
        "button-text": "#14202b",
        "go": "#58aadd",
        "go-text": "#14202b",
    },
)
LIGHT: Final = Theme(
    name="dxcheck-light",
    primary="#1f5f8b",
    secondary="#3d7ea6",
    accent="#9a4800",
    warning="#9a5b00",
    error="#a04020",
    success="#1f7a68",
    foreground="#1b2530",
    background="#f6f4ef",
    surface="#ffffff",
    panel="#e9e5dc",
    dark=False,
    variables={
        "muted": "#525d68",
        "heading": "#1f5f8b",
        "done": "#1b6b5b",
        "caution": "#8a4b00",
        "here": "#ffdfae",
        "heading-pale": "#5c8fb5",
        "bar": "#b5651d",
        "bar-next": "#8a4200",
        "track": "#e6e0d4",
        "button": "#46799b",
        "button-text": "#ffffff",
        "go": "#1f5f8b",
        "go-text": "#ffffff",
    },
)


class PlainScrollBar(ScrollBarRender):
    """A scroll bar of coloured spaces."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


THEMES: Final = {"dark": DARK, "light": LIGHT}
"""By the name people give in `DXCHECK_THEME`."""


def add_themes(app: App[Any]) -> None:
    """Make our themes known to an app and use the one of `DXCHECK_THEME`; the dark one if that names none."""
    ScrollBar.renderer = PlainScrollBar
    app.register_theme(DARK)
    app.register_theme(LIGHT)
    app.theme = THEMES.get(os.environ.get("DXCHECK_THEME", ""), DARK).name
