"""Search: one window that finds items, commands and screens by any part of their name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from dxcheck.app.heard import Heard, of_all, undrawn
from dxcheck.app.hearing import heard_of
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.text_field import TextField
from dxcheck.i18n import _
from dxcheck.system.terminal_width import pad, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

LONGEST_LIST = 60
_HEAD: Final = 8
_WIDEST_HEAD: Final = 16


@dataclass(frozen=True)
class Found:
    """Something that can be found."""

    value: str
    """What choosing it gives back."""
    head: str
    """A short beginning: an item's id, a command's key."""
    name: str
    more: str = ""
    """Text that is searched too and shown dimmed."""


class SearchDialog(ModalScreen[str | None]):
    """Type a few characters, choose with the arrow keys, Enter."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("down", "move(1)", priority=True),
        Binding("up", "move(-1)", priority=True),
    ]

    def __init__(self, title: str, entries: Sequence[Found], *, example: str = "") -> None:
        super().__init__()
        self._title, self._entries = title, entries
        self._head = max(_HEAD, min(_WIDEST_HEAD, max((cell_len(one.head) for one in entries), default=0)))
        """Columns for what stands before the names: all of them, as far as they fit."""
        self._example = example or _("言葉の一部を入力（例: 窓口、sec-03）")

    def compose(self) -> ComposeResult:
        """Field and list."""
        with Vertical(classes="dialog tall"):
            yield Paragraphs((self._title, "bold"))
            yield TextField(placeholder=self._example)
            yield OptionList(compact=True)
            yield Paragraphs("", id="nothing", tells=True)

    def on_mount(self) -> None:
        """Show everything first."""
        self.query_one(TextField).focus()
        self._show("")

    def on_resize(self) -> None:
        """Fit the names to the width."""
        self._show(self.query_one(TextField).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits what was typed."""
        self._show(event.value)

    def _show(self, typed: str) -> None:
        words = _folded(typed).split()
        fitting = [one for one in self._entries if all(word in _folded(f"{one.head} {one.name} {one.more}") for word in words)]
        options = self.query_one(OptionList)
        options.clear_options()
        width = max(20, options.content_size.width or 60)
        options.add_options(Option(_line(one, width, self._head), id=one.value) for one in fitting[:LONGEST_LIST])
        if fitting:
            options.highlighted = 0
        options.display = bool(fitting)
        nothing = "" if fitting else _("「{typed}」は見つかりませんでした。別の言葉でお試しください。", typed=typed)
        self.query_one("#nothing", Paragraphs).update(nothing)

    def heard(self) -> list[Heard]:
        """The field, and what Enter would take."""
        options = self.query_one(OptionList)
        at = options.highlighted if options.display else None
        line = "" if at is None else str(options.get_option_at_index(at).prompt)
        return [heard_of(self.query_one(TextField)), Heard(text=undrawn(line), place=of_all(at or 0, options.option_count))]

    def action_move(self, by: int) -> None:
        """Move in the list while the field keeps the keyboard."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + by) % options.option_count

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is highlighted."""
        event.stop()
        options = self.query_one(OptionList)
        if options.highlighted is not None and options.option_count:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        event.stop()
        self.dismiss(event.option.id)


def _line(one: Found, width: int, head: int) -> Content:
    return Content.assemble((pad(one.head, head), "bold"), " ", shorten(f"{one.name}  {one.more}", width - head - 2))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
