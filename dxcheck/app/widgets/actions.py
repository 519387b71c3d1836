"""The next steps somebody chose, each with a tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from dxcheck.app.widgets.lines import Lines, hanging
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

    from dxcheck.app.heard import Heard
    from dxcheck.casework.model import Action, ActionState


class ActionList(Lines, can_focus=True):
    """Rows with `[x]` or `[ ]`; space, Enter or a click ticks one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("space,enter", "tick", show=False),
    ]

    class Marked(Message):
        """An action was ticked or unticked."""

        def __init__(self, action: Action, state: ActionState) -> None:
            super().__init__()
            self.action, self.state = action, state

    def __init__(self, actions: list[Action], in_words: Callable[[Action], str]) -> None:
        super().__init__()
        self._actions = actions
        self._in_words = in_words
        self._cursor = 0
        self._rows_at: list[int] = []

    def show(self, actions: list[Action]) -> None:
        """Show the same actions as they are now."""
        now = {one.id: one for one in actions}
        self._actions = [now[one.id] for one in self._actions if one.id in now]
        self.renew()

    @property
    def heard(self) -> Heard:
        """The action under the cursor, and whether it is ticked."""
        from dxcheck.app.heard import Heard, of_all  # nothing is told before the first frame

        if not self._actions:
            return Heard()
        action = self._actions[self._cursor]
        done = _("できた") if action.state == "done" else _("まだ")
        return Heard(
            text=self._in_words(action), state=done, kind=_("スペースキーで「できた」の印"), place=of_all(self._cursor, len(self._actions))
        )

    def make(self, width: int) -> list[Content]:
        """Each action wrapped beside its box."""
        made: list[Content] = []
        self._rows_at = []
        for number, action in enumerate(self._actions):
            done = action.state == "done"
            here = self.has_focus and number == self._cursor
            head = Content.assemble((">" if here else " ", "bold"), ("[x] " if done else "[ ] ", "bold $accent"))
            rows = hanging(head, self._in_words(action), width, "$muted" if done else "")
            made += rows
            self._rows_at += [number] * len(rows)
        if self.has_focus:
            made.append(Content.styled(_("スペースキーで「できた」の印"), "$muted"))
            self._rows_at.append(-1)
        return made

    def on_focus(self) -> None:
        """Show the cursor."""
        self.renew()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.renew()

    def action_move(self, by: int) -> None:
        """Move the cursor; beyond the ends the focus moves on."""
        if not 0 <= self._cursor + by < len(self._actions):
            if by > 0:
                self.screen.focus_next()
            else:
                self.screen.focus_previous()
            return
        self._cursor += by
        self.renew()

    def action_tick(self) -> None:
        """Tick or untick the action under the cursor."""
        self._tick(self._cursor)

    def _tick(self, number: int) -> None:
        action = self._actions[number]
        self.post_message(self.Marked(action, "open" if action.state == "done" else "done"))

    def on_click(self, event: events.Click) -> None:
        """Tick what was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self._rows_at) and self._rows_at[offset.y] >= 0:
            event.stop()
            self._cursor = self._rows_at[offset.y]
            self._tick(self._cursor)
