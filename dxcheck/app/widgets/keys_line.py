"""The keys of a screen, in its last line.

One widget that draws them all. Textual's footer is a widget, with a style for each of its parts, for every key: on most of our screens that was half of all
widgets, made anew whenever a key came or went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.screen import Screen

KEYS_APART = 2
"""Columns between two keys."""
LEFT_OUT = ".."
"""Stands where keys were left out. 「?」, the first key, lists them all, and so does a click here."""


class KeyShown(msgspec.Struct, frozen=True):
    """A key that the line shows if there is room for it."""

    key: str
    """As Textual names it."""
    label: str
    """As people know it."""
    name: str
    """What it does, in a word."""
    action: str
    enabled: bool

    @property
    def width(self) -> int:
        """The columns it takes, without the gap behind it."""
        return cell_len(f"{self.label} {self.name}".rstrip())


class KeysLine(Widget):
    """The keys that can be pressed; a click presses one.

    Only whole keys: where not all fit, the first (help) and the last (the way out) stay, with as many of the others as there is room for. It is drawn anew when a
    key came, went or does something else, and when its width changes, not whenever the focus moves.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "KeysLine { dock: bottom; width: 100%; height: 1; background: $panel; color: $footer-description-foreground; }"

    def __init__(self) -> None:
        super().__init__()
        self.keys: Sequence[KeyShown] = ()
        """All there are, whether or not they fit."""
        self._pointed: KeyShown | None = None
        """The one under the mouse."""

    def on_mount(self) -> None:
        """Hear from now on when a key comes or goes."""
        self.screen.bindings_updated_signal.subscribe(self, self.bindings_changed)

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Show the keys as they are now; while the terminal is not the one in use, those of before stay."""
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            keys = _keys_of(screen)
            if keys != self.keys:
                self.keys = keys
                self.refresh()

    @property
    def placed(self) -> list[tuple[int, KeyShown | None]]:
        """The keys that fit, each with the column it begins at; None is the mark for those left out."""
        fitting = how_many_fit([one.width for one in self.keys], self.size.width) if self.keys else 0
        at, placed = 0, []
        for one in [
            *self.keys[:fitting],
            *([None] if fitting < len(self.keys) - 1 else []),
            *self.keys[max(fitting, len(self.keys) - 1) :],
        ]:
            placed.append((at, one))
            at += (cell_len(LEFT_OUT) if one is None else one.width) + KEYS_APART
        return placed

    def render(self) -> Content:
        """Each key and what it does."""
        return Content(" " * KEYS_APART).join([self._drawn(one) for _at, one in self.placed])

    def _drawn(self, one: KeyShown | None) -> Content:
        if one is None:
            return Content(LEFT_OUT)
        drawn = Content.styled(one.label, "bold $accent") + Content(f" {one.name}" if one.name else "")
        if not one.enabled:
            return drawn.stylize("dim")
        return drawn.stylize("underline") if one == self._pointed else drawn

    def _at(self, column: int) -> KeyShown | None:
        """The key at a column; at the mark for those left out the first key, which lists them."""
        for at, one in self.placed:
            if at <= column < at + (cell_len(LEFT_OUT) if one is None else one.width):
                return self.keys[0] if one is None else one
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the key that a click would press."""
        self._point_at(self._at(event.x))

    def on_leave(self) -> None:
        """None any more."""
        self._point_at(None)

    def _point_at(self, one: KeyShown | None) -> None:
        if one != self._pointed:
            self._pointed = one
            self.styles.pointer = "default" if one is None else "pointer"
            self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key."""
        pressed = self._at(event.x)
        if pressed is None:
            return
        if pressed.enabled:
            self.app.simulate_key(pressed.key)
        else:
            self.app.bell()


def how_many_fit(widths: Sequence[int], columns: int) -> int:
    """How many keys from the left there is room for: all, or so many that the mark for more and the last key fit behind them; at least the first."""
    if sum(widths) + KEYS_APART * (len(widths) - 1) <= columns:
        return len(widths)
    left = columns - cell_len(LEFT_OUT) - KEYS_APART - widths[-1]
    fitting = 0
    for width in widths[:-1]:
        left -= width + KEYS_APART
        if left < 0:
            break
        fitting += 1
    return max(fitting, 1)


def _keys_of(screen: Screen[object]) -> list[KeyShown]:
    """What can be done on a screen, each with the first key that does it."""
    keys: dict[str, KeyShown] = {}
    for _node, binding, enabled, _tooltip in screen.active_bindings.values():
        if binding.show and binding.action not in keys:
            keys[binding.action] = KeyShown(binding.key, screen.app.get_key_display(binding), binding.description, binding.action, enabled)
    return list(keys.values())
