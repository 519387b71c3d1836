"""The keys of a screen, in its last line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.widgets import Footer
from textual.widgets._footer import FooterKey, FooterLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.screen import Screen

KEYS_APART = 2
"""Columns between two keys."""
LEFT_OUT = ".."
"""Stands where keys were left out. 「?」, the first key, lists them all."""


class KeysLine(Footer):
    """Textual's footer with whole keys only.

    Where not all fit, the first (help) and the last (the way out) stay, with as many of the others as there is room for. It is made anew when a key came, went
    or can do something else, and when its width changes which ones fit; not whenever the focus moves.
    """

    DEFAULT_CSS = "KeysLine FooterKey.-compact { padding: 0 1 0 0; }"  # with Textual's margin of 1: KEYS_APART

    _shown: list[tuple[str, str, str, bool, str]] | None = None
    _fitting: int | None = None

    def compose(self) -> ComposeResult:
        """The keys as they are now, as far as they fit."""
        if self._bindings_ready:
            self._shown = _shown_at(self.screen)
        keys = [widget for widget in super().compose() if isinstance(widget, FooterKey)]
        self._fitting = fitting = how_many_fit(_widths(keys), self.screen.size.width)
        for key in keys:
            key.set_class(self.compact, "-compact", update=False)  # it would set it itself once it is there, and be styled twice
        yield from keys[:fitting]
        if fitting < len(keys) - 1:
            yield FooterLabel(LEFT_OUT + " " * KEYS_APART)
        yield from keys[max(fitting, len(keys) - 1) :]

    def on_resize(self) -> None:
        """Another width may have room for others."""
        if self._fitting is not None and self._fitting != how_many_fit(_widths(self._all_keys()), self.screen.size.width):
            self.call_after_refresh(self.recompose)

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Where they are still what is shown, nothing is made."""
        if self._shown is None or self._shown != _shown_at(screen):
            super().bindings_changed(screen)

    def _all_keys(self) -> list[FooterKey]:
        return [widget for widget in super().compose() if isinstance(widget, FooterKey)]


def _widths(keys: Sequence[FooterKey]) -> list[int]:
    """Columns each key takes, without the gap behind it."""
    return [cell_len(f"{key.key_display} {key.description}".rstrip()) for key in keys]


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


def _shown_at(screen: Screen[object]) -> list[tuple[str, str, str, bool, str]]:
    """What a footer shows of a screen: key, what it does and says, whether it can be pressed, and its hint."""
    active = screen.active_bindings.values()
    return [(one.binding.key, one.binding.action, one.binding.description, one.enabled, one.tooltip) for one in active if one.binding.show]
