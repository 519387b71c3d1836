"""A window to write a text of several lines in.

Where a text is kept as it is typed (a comment, an observation), it is saved along the way and Esc closes; elsewhere Ctrl+S does what the window is for. What
somebody else writes at the same text meanwhile appears in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Vertical

from dxcheck.app.screens.saving import SavingDialog
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.app.widgets.text_box import TextBox
from dxcheck.i18n import _
from dxcheck.model.edit import Edit
from dxcheck.model.snapshot import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.widgets import Button, TextArea

AUTOSAVE_AFTER: Final = 0.7
"""Seconds without a key after which a text that is being typed is saved."""
_LOOK_EVERY: Final = 1.0
"""Seconds between two looks for what somebody else wrote."""


@dataclass(frozen=True)
class Keep:
    """How a text that is being written gets onto the disk."""

    save: Callable[[Edit[str]], Awaitable[None]] | None = None
    """Puts the change on the disk; the window stays open while that fails. None: whoever opened the window does."""
    autosave: Callable[[Edit[str]], None] | None = None
    """Takes every change while it is typed."""
    stored: Callable[[], str | None] | None = None
    """What is stored by now; None while that cannot be told."""


class TextDialog(SavingDialog[Edit[str]]):
    """A text of several lines. Gives what the person did to it; None where nothing was done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", priority=True),
        Binding("ctrl+s", "done", priority=True),
        Binding("ctrl+l", "take", priority=True),
        Binding("f8", "share", priority=True),
    ]

    def __init__(
        self,
        key: str,
        title: str,
        text: str,
        keep: Keep,
        *,
        guide: str = "",
        before: str = "",
        share: Callable[[], Awaitable[None]] | None = None,
        required: bool = False,
    ) -> None:
        """A window.

        Args:
            key: tells this text from all others, in every language.
            title: what it is.
            text: as it stands.
            keep: how it is saved.
            guide: how to write it.
            before: last time's text, which can be copied.
            share: lets the other side read it, once it is saved.
            required: an empty text is none.
        """
        super().__init__(keep.save, key, title)
        self._text, self._guide, self._before = text, guide, before
        self._autosave, self._stored, self._share = keep.autosave, keep.stored, share
        self._required = required
        self._timer: Timer | None = None
        self._is_sharing = False
        self._shown = text
        """The text as this window last took notice of it."""

    # -- layout --------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Title, guide, editor, buttons."""
        with Vertical(classes="dialog"):
            saved = _("書いたものは、その都度保存されます。") if self._autosave is not None else ""
            about = [(line, "$muted") for line in (self._guide + saved,) if line]
            yield Paragraphs((self._title, "bold"), *about)
            yield from self.unfinished_note()
            yield TextBox(self._text, id="text")
            if self._before:
                yield Paragraphs((_("前回: {text}", text=self._before), "$muted"), classes="before")
            yield Paragraphs(id="warning", tells=True)
            with Buttons():
                yield from self._buttons()

    def _buttons(self) -> list[CommandButton]:
        closes = CommandButton(with_key(_("閉じる"), "Esc"), id="close")
        made = [closes]
        if self._autosave is None:
            made = [CommandButton(with_key(_("これでよい"), "Ctrl+S"), id="done", variant="primary"), closes]
        elif self._share is not None:
            made = [CommandButton(with_key(_("市町と共有"), "F8"), id="share", variant="primary"), closes]
        else:
            closes.variant = "primary"
        if self._before:
            made.append(CommandButton(with_key(_("前回の文を写す"), "Ctrl+L"), id="take"))
        later = [] if self._autosave is None else [self.later_button(_("閉じて、保存は続ける"))]
        return [*made, *self.unfinished_button(), *later]

    def on_mount(self) -> None:
        """Begin at the end of the text, with what was left unfinished here."""
        box = self.query_one(TextBox)
        left = self.unfinished.get("text")
        if left is not None:
            box.go_on(left, self._text)
        box.focus()
        box.move_cursor(box.document.end)
        if self._stored is not None:
            self.set_interval(_LOOK_EVERY, self._look)

    # -- writing -------------------------------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save once the person pauses."""
        text = event.text_area.text
        if text == self._shown:
            return
        self._shown = text
        too_long = _("長すぎます: {n}文字（{most}文字まで保存します）", n=len(text), most=LONGEST_TEXT)
        self.query_one("#warning", Paragraphs).update(*([(too_long, "$caution")] if len(text) > LONGEST_TEXT else []))
        if self._autosave is not None:
            self._stop_timer()
            self._timer = self.set_timer(AUTOSAVE_AFTER, self._save_typed)

    def _save_typed(self) -> None:
        self._stop_timer()
        if self._autosave is not None:
            self._autosave(self.query_one(TextBox).hand_over(LONGEST_TEXT))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None

    def _look(self) -> None:
        """Show what somebody else wrote, while everything of this person is on the disk."""
        if self._stored is None or self._timer is not None or self.is_saving or self.app.screen is not self:
            return
        stored = self._stored()
        box = self.query_one(TextBox)
        if stored is not None and box.take_in(stored):
            self._shown = box.text
            said = _("ほかの画面で書かれたものを加えました。どちらも残っています。")
            self.query_one("#warning", Paragraphs).update((said, "$accent"))

    # -- leaving -------------------------------------------------------------------------------------------------------

    @property
    def typed(self) -> dict[str, Edit[str]]:
        """What was typed and is not saved along the way."""
        change = self.query_one(TextBox).change
        return {} if self._autosave is not None or change.new.strip() == change.seen.strip() else {"text": change}

    def action_done(self) -> None:
        """Save the text and close; a required one that is empty is none. One that is too long stays: nothing is cut off unseen."""
        box = self.query_one(TextBox)
        if len(box.text) > LONGEST_TEXT:
            box.focus()
        elif self._required and not box.text.strip():
            self.action_leave()
        elif self._autosave is None:
            self.finish(box.change, box.written)
        else:
            self._stop_timer()
            self.finish(box.hand_over(LONGEST_TEXT), box.written)

    def action_leave(self) -> None:
        """Esc: close; what was typed stays, here or on the disk."""
        if self._autosave is None:
            super().action_leave()
        else:
            self.action_done()

    def action_share(self) -> None:
        """Save, and let the other side read it."""
        if self._share is not None:
            self._is_sharing = True
            self.action_done()

    async def kept(self) -> None:
        """It is on the disk: share it, if that was asked."""
        if self._is_sharing and self._share is not None:
            self._is_sharing = False
            await self._share()

    def action_take(self) -> None:
        """Copy last time's text to the cursor."""
        if self._before:
            self.query_one(TextBox).insert(self._before)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        event.stop()
        match event.button.id:
            case "take":
                self.action_take()
                self.query_one(TextBox).focus()
            case "close":
                self.action_leave()
            case "later":
                self.dismiss(self.query_one(TextBox).written)
            case "share":
                self.action_share()
            case "anew":
                self.begin_anew()
            case _:
                self.action_done()

    def begin_anew(self) -> None:
        """What is stored instead of what was left unfinished."""
        self.forget_unfinished()
        box = self.query_one(TextBox)
        box.go_on(Edit(self._text, self._text), self._text)
        box.focus()
