"""Small windows over a screen: answer yes or no, read something."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widgets import Button


class AskDialog(ModalScreen[bool]):
    """A question with two answers, asked before something that cannot be taken back: the keyboard begins on No."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)"),
        Binding("y", "dismiss(True)"),
        Binding("n", "dismiss(False)"),
    ]

    def __init__(self, title: str, text: Sequence[str], *, yes: str, no: str) -> None:
        super().__init__()
        self._title, self._text, self._yes, self._no = title, text, yes, no

    def compose(self) -> ComposeResult:
        """Question and two buttons."""
        with Vertical(classes="dialog"):
            yield Paragraphs((self._title, "bold"), "", *self._text)
            with Buttons():
                yield CommandButton(with_key(self._yes, "y"), id="yes")
                yield CommandButton(with_key(self._no, "Esc"), id="no", variant="primary")

    def on_mount(self) -> None:
        """Enter alone changes nothing."""
        self.query_one("#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.button.id == "yes")


class ReadDialog(ModalScreen[None]):
    """Something to read; any of the usual keys closes it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,question_mark,f1", "dismiss(None)")]

    def __init__(self, title: str, paragraphs: Sequence[tuple[str, str] | str]) -> None:
        super().__init__()
        self._title, self._paragraphs = title, paragraphs

    def compose(self) -> ComposeResult:
        """Text and a button."""
        with Vertical(classes="dialog tall"):
            yield Paragraphs((self._title, "bold"), "")
            with VerticalScroll():
                yield Paragraphs(*self._paragraphs)
            with Buttons():
                yield CommandButton(with_key(_("閉じる"), "Esc"), variant="primary")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)
