"""Small windows over a screen: write a text, answer yes or no, give two lines, read something."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, TextArea

from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.i18n import _
from dxcheck.snapshot import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.timer import Timer

AUTOSAVE_AFTER = 0.7
"""Seconds without a key after which a text that is being typed is saved."""


class TextDialog(ModalScreen[str | None]):
    """A text of several lines. It is saved while it is typed; closing the window keeps it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+s", "close", priority=True),
        Binding("ctrl+l", "take", priority=True),
    ]

    def __init__(
        self,
        title: str,
        text: str,
        *,
        guide: str = "",
        before: str = "",
        autosave: Callable[[str], None] | None = None,
        required: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._text, self._guide, self._before = title, text, guide, before
        self._autosave = autosave
        self._required = required
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, guide, editor, buttons."""
        with Vertical(classes="dialog"):
            yield Paragraphs((self._title, "bold"), *([(self._guide, "$muted")] if self._guide else []))
            area = TextArea(self._text, id="text", soft_wrap=True, show_line_numbers=False, compact=True)
            area.highlight_cursor_line = False
            yield area
            if self._before:
                yield Paragraphs((_("前回: {text}", text=self._before), "$muted"), classes="before")
            yield Paragraphs(("", "$caution"), id="warning")
            with Horizontal(classes="buttons"):
                yield CommandButton(
                    with_key(_("閉じる"), "Esc") if not self._required else with_key(_("これでよい"), "Ctrl+S"),
                    id="close",
                    variant="primary",
                )
                if self._before:
                    yield CommandButton(with_key(_("前回の文を写す"), "Ctrl+L"), id="take")
                if self._required:
                    yield CommandButton(with_key(_("やめる"), "Esc"), id="cancel")

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save once the person pauses."""
        text = event.text_area.text
        warning = _("長すぎます: {n}文字（{most}文字まで保存します）", n=len(text), most=LONGEST_TEXT) if len(text) > LONGEST_TEXT else ""
        self.query_one("#warning", Paragraphs).update((warning, "$caution"))
        if self._autosave is not None:
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(AUTOSAVE_AFTER, self._save)

    def _save(self) -> None:
        if self._autosave is not None:
            self._autosave(self._value)

    @property
    def _value(self) -> str:
        return self.query_one(TextArea).text[:LONGEST_TEXT]

    def action_close(self) -> None:
        """Keep the text and close; a required one that is empty means never mind."""
        if self._timer is not None:
            self._timer.stop()
        if self._required:
            self.dismiss(self._value.strip() or None)
        else:
            self.dismiss(self._value)

    def action_take(self) -> None:
        """Copy last time's text to the cursor."""
        if self._before:
            self.query_one(TextArea).insert(self._before)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        event.stop()
        if event.button.id == "take":
            self.action_take()
            self.query_one(TextArea).focus()
        elif event.button.id == "cancel":
            self.dismiss(None)
        else:
            self.action_close()


class AskDialog(ModalScreen[bool]):
    """A question with two answers."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)"),
        Binding("y", "dismiss(True)"),
        Binding("n", "dismiss(False)"),
    ]

    def __init__(self, title: str, text: Sequence[str], *, yes: str, no: str, careful: bool = False) -> None:
        """`careful`: Enter alone says no, for what cannot be taken back."""
        super().__init__()
        self._title, self._text, self._yes, self._no = title, text, yes, no
        if careful:
            self.AUTO_FOCUS = "#no"

    def compose(self) -> ComposeResult:
        """Question and two buttons."""
        with Vertical(classes="dialog"):
            yield Paragraphs((self._title, "bold"), "", *self._text)
            with Horizontal(classes="buttons"):
                yield CommandButton(Content(self._yes), id="yes", variant="primary")
                yield CommandButton(with_key(self._no, "Esc"), id="no")

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
            with Horizontal(classes="buttons"):
                yield CommandButton(with_key(_("閉じる"), "Esc"), variant="primary")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)
