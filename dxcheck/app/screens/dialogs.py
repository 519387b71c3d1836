"""Small windows over a screen: write a text, answer yes or no, give two lines, read something."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen

from dxcheck.app.screens.saving import SavingDialog
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.app.widgets.text_box import TextBox
from dxcheck.i18n import _
from dxcheck.model.snapshot import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.widgets import Button, TextArea

AUTOSAVE_AFTER = 0.7
"""Seconds without a key after which a text that is being typed is saved."""


class TextDialog(SavingDialog[str]):
    """A text of several lines; closing the window keeps it. With `autosave` it is saved while it is typed; with `required` Esc means never mind."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", priority=True),
        Binding("ctrl+s", "done", priority=True),
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
        save: Callable[[str], Awaitable[None]] | None = None,
        required: bool = False,
    ) -> None:
        super().__init__(save)
        self._title, self._text, self._guide, self._before = title, text, guide, before
        self._autosave = autosave
        self._required = required
        self._timer: Timer | None = None
        self._asked = ""
        """The text for which was asked whether it may go."""

    def compose(self) -> ComposeResult:
        """Title, guide, editor, buttons."""
        with Vertical(classes="dialog"):
            yield Paragraphs((self._title, "bold"), *([(self._guide, "$muted")] if self._guide else []))
            yield TextBox(self._text, id="text")
            if self._before:
                yield Paragraphs((_("前回: {text}", text=self._before), "$muted"), classes="before")
            yield Paragraphs(id="warning")
            with Horizontal(classes="buttons"):
                done = with_key(_("これでよい"), "Ctrl+S") if self._required else with_key(_("保存して閉じる"), "Esc")
                yield CommandButton(done, id="done", variant="primary")
                if self._before:
                    yield CommandButton(with_key(_("前回の文を写す"), "Ctrl+L"), id="take")
                if self._required:
                    yield CommandButton(with_key(_("やめる"), "Esc"), id="cancel")
                elif self._autosave is not None:
                    yield self.later_button(_("閉じて、保存は続ける"))
                else:
                    yield self.later_button(_("保存せずに閉じる"))

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        area = self.query_one(TextBox)
        area.focus()
        area.move_cursor(area.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save once the person pauses."""
        text = event.text_area.text
        too_long = _("長すぎます: {n}文字（{most}文字まで保存します）", n=len(text), most=LONGEST_TEXT)
        self.query_one("#warning", Paragraphs).update(*([(too_long, "$caution")] if len(text) > LONGEST_TEXT else []))
        if self._autosave is not None:
            self._stop_timer()
            self._timer = self.set_timer(AUTOSAVE_AFTER, self._save_typed)

    def _save_typed(self) -> None:
        if self._autosave is not None:
            self._autosave(self._value[:LONGEST_TEXT])

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()

    @property
    def _value(self) -> str:
        return self.query_one(TextBox).text

    def action_done(self) -> None:
        """Save the text and close; a required one that is empty means never mind. One that is too long stays: nothing is cut off unseen."""
        text = self._value.strip() if self._required else self._value
        if len(text) > LONGEST_TEXT:
            self.query_one(TextBox).focus()
        elif self._required and not text:
            self.action_leave()
        else:
            self._stop_timer()
            self.finish(text)

    def action_escape(self) -> None:
        """Save and close; where a text is required, never mind: what was typed is only let go when Esc comes twice."""
        if not self._required:
            self.action_done()
        elif self._value.strip() in ("", self._text.strip(), self._asked):
            self.action_leave()
        else:
            self._asked = self._value.strip()
            said = _("書いたものはまだ保存していません。残すときは Ctrl+S、残さずにやめるときはもう一度 Esc を押してください。")
            self.query_one("#warning", Paragraphs).update((said, "$caution"))

    def action_take(self) -> None:
        """Copy last time's text to the cursor."""
        if self._before:
            self.query_one(TextBox).insert(self._before)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        event.stop()
        if event.button.id == "take":
            self.action_take()
            self.query_one(TextBox).focus()
        elif event.button.id == "cancel":
            self.action_leave()
        elif event.button.id == "later":
            self.dismiss(self._value if self._autosave is not None else None)
        else:
            self.action_done()


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
            with Horizontal(classes="buttons"):
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
            with Horizontal(classes="buttons"):
                yield CommandButton(with_key(_("閉じる"), "Esc"), variant="primary")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)
