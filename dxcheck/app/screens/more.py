"""Buttons for what a screen can do beside what its footer says: so that nobody has to find a key in the help first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.app.commands import HELP
from dxcheck.app.screens.base import drawn_button
from dxcheck.app.widgets.passage import ButtonRow, Passage
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual.content import Content

    from dxcheck.app.commands import Command

LOW: Final = 30
"""Rows under which there is room for one line of them alone."""


class MoreButtons(Passage):
    """A button a command that the footer does not show. On a low screen one line of them, which begins with the way to all. The keyboard stays where it is, whichever is clicked."""

    DEFAULT_CSS = "MoreButtons { padding: 0 1; }"

    def __init__(self, table: Sequence[Command], *, first: Sequence[str] = (), also: Collection[str] = ()) -> None:
        """Buttons of what is in a table.

        Args:
            table: the screen's.
            first: the actions whose buttons come first, in their order; the others follow as in the table.
            also: actions that the footer shows where it is wide enough, which it seldom is.
        """
        super().__init__()
        order = {action: n for n, action in enumerate(first)}
        hidden = [one for one in table if one.keys and (not one.footer or one.action in also)]
        made = [drawn_button(one) for one in sorted(hidden, key=lambda one: order.get(one.action, len(order)))]
        self._rows = (ButtonRow(*made, is_tight=True), ButtonRow(drawn_button(HELP, _("ほかの操作")), *made, is_tight=True))
        self._fit()

    def _fit(self) -> None:
        self._is_low = self.app.size.height < LOW
        self._parts = (self._rows[self._is_low],)

    def make(self, width: int) -> list[Content]:
        """All of them, or as many as stand in the first line."""
        made = super().make(width)
        if self._is_low:
            self._placed = [one for one in self._placed if one[0] == 0]
        return made[:1] if self._is_low else made

    def on_resize(self) -> None:
        """Fit again."""
        if self._is_low != (self.app.size.height < LOW):
            self._fit()
            self.renew()
