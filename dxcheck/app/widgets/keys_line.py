"""The keys of a screen, in its last line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Footer
from textual.widgets._footer import FooterKey

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.screen import Screen


class KeysLine(Footer):
    """Textual's footer, made anew when a key came, went or can do something else, and not whenever the focus moves."""

    _shown: list[tuple[str, str, str, bool, str]] | None = None

    def compose(self) -> ComposeResult:
        """The keys as they are now."""
        if self._bindings_ready:
            self._shown = _shown_at(self.screen)
        for widget in super().compose():
            if isinstance(widget, FooterKey):
                widget.set_class(self.compact, "-compact", update=False)  # it would set it itself once it is there, and be styled twice
            yield widget

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Where they are still what is shown, nothing is made."""
        if self._shown is None or self._shown != _shown_at(screen):
            super().bindings_changed(screen)


def _shown_at(screen: Screen[object]) -> list[tuple[str, str, str, bool, str]]:
    """What a footer shows of a screen: key, what it does and says, whether it can be pressed, and its hint."""
    active = screen.active_bindings.values()
    return [(one.binding.key, one.binding.action, one.binding.description, one.enabled, one.tooltip) for one in active if one.binding.show]
