"""Textual's button with a style sheet of ten lines instead of its two hundred, which the first frame would have to read."""

from __future__ import annotations

from textual.widgets import Button


class CommandButton(Button, inherit_css=False):
    """A button one line high: words on a patch of colour."""

    DEFAULT_CSS = """
    CommandButton { width: auto; min-width: 8; height: 1; padding: 0 2; text-align: center; background: $button; color: $button-text; }
    CommandButton.-primary { background: $go; color: $go-text; }
    CommandButton:hover { text-style: underline; }
    CommandButton:focus { background: $accent; color: $background; text-style: bold; }
    CommandButton:disabled { background: transparent; color: $foreground; }
    """
