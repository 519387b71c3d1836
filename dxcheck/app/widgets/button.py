"""Textual's button with a style sheet of ten lines instead of its two hundred, which the first frame would have to read."""

from __future__ import annotations

from textual.widgets import Button


class CommandButton(Button, inherit_css=False):
    """A button one line high: words on a patch of colour."""

    DEFAULT_CSS = """
    CommandButton { width: auto; min-width: 8; height: 1; padding: 0 2; text-align: center; background: $panel-lighten-2; color: $foreground; }
    CommandButton.-primary { background: $primary; color: $text; }
    CommandButton:hover { background: $secondary; }
    CommandButton:focus { background: $accent; color: $background; text-style: bold; }
    CommandButton:disabled { opacity: 60%; }
    """
