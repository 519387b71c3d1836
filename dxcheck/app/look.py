"""How the app looks: three themes, and scroll bars without block characters (terminals disagree on their width)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar, Final, TypeVar

from textual.app import App
from textual.reactive import Reactive
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import BUILTIN_THEMES, Theme

_Result = TypeVar("_Result")
"""What an app gives back when it ends."""
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

CONTRAST: Final = Theme(
    name="dxcheck-contrast",
    primary="#00264d",
    secondary="#8cc8f1",
    accent="#ffe600",
    warning="#ffb000",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    dark=True,
    variables={
        "muted": "#ffffff",
        "heading": "#ffe680",
        "done": "#80ff80",
        "caution": "#ffc080",
        "here": "#00458a",
        "heading-pale": "#9fc5e8",
        "bar": "#ffd700",
        "bar-next": "#f0a000",
        "track": "#4d4d4d",
        "button": "#f0f0f0",
        "button-text": "#000000",
        "go": "#66d9ff",
        "go-text": "#000000",
        "panel-lighten-1": "#3d3d00",
        "accent": "#ffe600",
        "warning": "#ffb000",
    },
)
"""White on black. Where the system forces its own colours, the page gives each of these a colour of the system (`web/static/forced.css`), so that what a colour says is not lost."""


class PlainScrollBar(ScrollBarRender):
    """A scroll bar of coloured spaces."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


THEMES: Final = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
"""By the name people give in `DXCHECK_THEME`, each followed by the one that comes next when they are switched."""

_AVAILABLE: Final = {**BUILTIN_THEMES, **{theme.name: theme for theme in THEMES.values()}}


def _first_theme() -> str:
    """The theme of `DXCHECK_THEME`; the dark one if that names none."""
    return THEMES.get(os.environ.get("DXCHECK_THEME", ""), DARK).name


class ThemedApp(App[_Result]):
    """An app in our colours from the start: setting its theme once it is there would read all stylesheets a second time."""

    theme: Reactive[str] = Reactive(_first_theme)

    def __init__(self) -> None:
        ScrollBar.renderer = PlainScrollBar
        super().__init__()

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's and ours; asked for with every line that is drawn."""
        return _AVAILABLE
