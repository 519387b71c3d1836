"""使い方: what can be done on a screen, each line with its key; Enter or a click does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button

from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from dxcheck.app.commands import Command


ESC: Final = N_("Esc は、どの窓でも「閉じる」です。押しても何も決まらず、書いたものは消えません。もう一度開くと、続きから書けます。")
"""The one meaning of Esc in every window."""


class HelpDialog(ModalScreen[str]):
    """The commands of a screen; gives the action that was picked."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,f1", "dismiss('')")]

    def __init__(self, screen: str, guide: str, commands: Sequence[Command]) -> None:
        super().__init__()
        self._of, self._guide, self._commands = screen, guide, commands

    def compose(self) -> ComposeResult:
        """How it works, the commands, a button."""
        with Vertical(classes="dialog tall"):
            yield Paragraphs((_("操作のしかた: {screen}", screen=self._of), "bold"), "")
            with VerticalScroll(can_focus=False):
                if self._guide:
                    yield Paragraphs(self._guide, "")
                yield Rows(self._rows())
                yield Paragraphs("", _("行を押すか、選んで Enter を押すと、その操作をします。画面の下の操作名やボタンも押せます。"), _(ESC))
            with Buttons():
                yield CommandButton(with_key(_("閉じる"), "Esc"))

    def _rows(self) -> list[Row]:
        """A row for each name, with all its keys."""
        by_name: dict[str, list[Command]] = {}
        for command in self._commands:
            if command.keys:
                by_name.setdefault(command.shown_name, []).append(command)
        width = max(cell_len(_keys(same)) for same in by_name.values())
        return [
            Row(name, value=same[0].action, head=pad(_keys(same), width), below=_(same[0].help) if same[0].help else "")
            for name, same in by_name.items()
        ]

    def on_mount(self) -> None:
        """Give the list the keyboard."""
        self.query_one(Rows).focus()

    @on(Rows.Opened)
    def _picked(self, event: Rows.Opened) -> None:
        self.dismiss(event.value)

    @on(Button.Pressed)
    def _close(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss("")


def _keys(same: Sequence[Command]) -> str:
    return f"{same[0].key_label}-{same[-1].key_label}" if len(same) > 1 else same[0].key_label
