"""Buttons for what a screen can do beside what its footer says: so that nobody has to find a key in the help first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.app.commands import HELP
from dxcheck.app.screens.base import button
from dxcheck.app.widgets.button import Buttons
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual import events

    from dxcheck.app.commands import Command

LOW: Final = 30
"""Rows under which there is room for one line of them alone."""


class MoreButtons(Buttons):
    """A button a command that the footer does not show. On a low screen one line of them, which begins with the way to all."""

    DEFAULT_CSS = """
    MoreButtons { padding: 0 1; }
    MoreButtons CommandButton { margin: 0 1 0 0; padding: 0 1; }
    MoreButtons.-low { max-height: 1; overflow: hidden; }
    """

    def __init__(self, table: Sequence[Command], *, first: Sequence[str] = (), also: Collection[str] = ()) -> None:
        """Buttons of what is in a table.

        Args:
            table: the screen's.
            first: the actions whose buttons come first, in their order; the others follow as in the table.
            also: actions that the footer shows where it is wide enough, which it seldom is.
        """
        order = {action: n for n, action in enumerate(first)}
        hidden = [one for one in table if one.keys and (not one.footer or one.action in also)]
        made = [button(HELP, label=_("ほかの操作"))]
        made += [button(one) for one in sorted(hidden, key=lambda one: order.get(one.action, len(order)))]
        super().__init__(*made)

    def on_mount(self) -> None:
        """The keyboard stays where it is, whichever is clicked; and the lines fit."""
        for one in self.children:
            one.can_focus = False
        self._fit(self.app.size.height)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit again."""
        self._fit(self.app.size.height)

    def _fit(self, height: int) -> None:
        self.set_class(height < LOW, "-low")
        self.children[0].display = height < LOW
