"""Whether the terminal can show a real picture (Sixel, or Kitty's protocol).

Asking a terminal takes a moment and must be done before the app takes it over, so it is asked only where its name says it may know how, or where
`DXCHECK_IMAGES=yes` says so; what it says is kept with how it draws bars (`terminals.json`). In the browser there is another way (the page shows the picture).
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from dxcheck.system.terminal_cells import terminal_kind
from dxcheck.system.terminal_memory import TerminalMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL.Image import Image
    from textual.widget import Widget

    from dxcheck.system.terminal_memory import Graphics

_NAMES: Final = ("kitty", "foot", "wezterm", "ghostty", "mlterm", "contour", "mintty", "iterm", "sixel")
"""Terminals that show pictures; found in TERM or TERM_PROGRAM."""
USUAL_CELL: Final = (10, 20)
"""Pixels of a cell, where nobody says."""


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
    """The widget that shows a picture in this terminal; None where none can. Call it before the app runs: a kind of terminal that is new is asked, once."""
    terminal = sys.__stdout__ is not None and sys.__stdout__.isatty() and sys.__stdin__ is not None and sys.__stdin__.isatty()
    if not may_show_images(os.environ, in_terminal=terminal):
        return None
    memory, kind = TerminalMemory.of_user(), terminal_kind()
    known = memory.known(kind)
    graphics: Graphics = known.graphics if known is not None and "DXCHECK_IMAGES" not in os.environ else ""
    if not graphics:
        graphics = _asked()
        memory.found_graphics(kind, graphics)
    return partial(_made, graphics) if graphics in ("sixel", "kitty") else None


def is_pictured() -> bool:
    """Whether the person wants pictures inside screens in this kind of terminal."""
    known = TerminalMemory.of_user().known(terminal_kind())
    return known is None or not known.is_unpictured


def _asked() -> Graphics:
    """What the terminal says of itself."""
    from textual_image import renderable  # asks the terminal while it is imported

    if renderable.Image is renderable.SixelImage:
        return "sixel"
    return "kitty" if renderable.Image is renderable.TGPImage else "none"


def _made(graphics: Graphics, image: Image) -> Widget:
    """The widget for a picture, while the app runs."""
    cell = cell_size()
    asking = sys.__stdout__
    setattr(sys, "__stdout__", io.StringIO())  # noqa: B010 - what the terminal answered now would be the app's keys
    try:
        from textual_image import _terminal

        _terminal.get_cell_size._result = _terminal.CellSize(*cell)  # type: ignore[attr-defined]  # noqa: SLF001 - see CONTRIBUTING.md
        from textual_image import widget
    finally:
        setattr(sys, "__stdout__", asking)  # noqa: B010
    return widget.SixelImage(image) if graphics == "sixel" else widget.TGPImage(image)


def cell_size() -> tuple[int, int]:
    """Width and height of a cell in pixels, as far as the system knows it; else as in old terminals."""
    with contextlib.suppress(OSError, ImportError, AttributeError, ValueError):
        import fcntl  # not on Windows
        import termios

        assert sys.__stdout__ is not None
        found = struct.unpack("HHHH", fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, bytes(8)))
        rows, columns, wide, high = found
        if rows and columns and wide and high:
            return wide // columns, high // rows
    return USUAL_CELL
