"""Whether the terminal can show a real picture (Sixel, or Kitty's protocol).

Asking a terminal takes a moment and must be done before the app takes it over, so it is asked only where its name says it may know how, or where
`DXCHECK_IMAGES=yes` says so. In the browser there is another way (the page shows the picture).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL.Image import Image
    from textual.widget import Widget

_NAMES: Final = ("kitty", "foot", "wezterm", "ghostty", "mlterm", "contour", "mintty", "iterm", "sixel")
"""Terminals that show pictures; found in TERM or TERM_PROGRAM."""


def may_show_images(environ: Mapping[str, str], *, in_terminal: bool) -> bool:
    """Whether it is worth asking."""
    asked = environ.get("DXCHECK_IMAGES", "").lower()
    if not in_terminal or asked in ("no", "0"):
        return False
    if asked in ("yes", "1"):
        return True
    if "TMUX" in environ or environ.get("TERM", "").startswith("screen"):
        return False  # between the app and the terminal somebody else draws: pictures would stay where they were
    name = f"{environ.get('TERM', '')} {environ.get('TERM_PROGRAM', '')}".lower()
    return any(one in name for one in _NAMES)


def image_widget() -> Callable[[Image], Widget] | None:
    """The widget that shows a picture in this terminal; None where none can. Call it before the app runs."""
    terminal = sys.__stdout__ is not None and sys.__stdout__.isatty() and sys.__stdin__ is not None and sys.__stdin__.isatty()
    if not may_show_images(os.environ, in_terminal=terminal):
        return None
    from textual_image import renderable, widget  # asks the terminal while it is imported

    if renderable.Image is renderable.SixelImage:
        return widget.SixelImage
    return widget.TGPImage if renderable.Image is renderable.TGPImage else None
