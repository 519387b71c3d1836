"""この段の理由: the statements of the chosen level and of the next one, to be ticked; the sentence that they make is under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.why_level import as_begun, why_in_words
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widgets import Button

    from dxcheck.assessment.why_level import LevelPart
    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire.model import Questionnaire


class WhyDialog(ModalScreen[tuple[str, ...] | None]):
    """Gives what is ticked in the end; None where somebody leaves without it."""

    CSS_PATH = "../screens/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("w,ctrl+s", "done"),
        Binding("space", "tick_here"),
        *(Binding(str(n), f"tick({n})") for n in range(1, 10)),
    ]

    def __init__(self, item: str, answer: Answer, questionnaire: Questionnaire, parts: Sequence[LevelPart]) -> None:
        super().__init__()
        self._item, self._answer, self._questionnaire, self._parts = item, answer, questionnaire, parts
        self._met = set(as_begun(parts, answer.met))

    def compose(self) -> ComposeResult:
        """The statements, the sentence and two buttons."""
        with Vertical(classes="dialog tall"):
            title = self._questionnaire.item_by_id[self._item].title
            yield Paragraphs(
                (_("{item} {title}　この段の理由", item=self._item, title=title), "bold"),
                (_("当てはまる文に印をつけます（番号かスペースキー。もう一度で消えます）。"), "$muted"),
                "",
            )
            with VerticalScroll(can_focus=False):
                yield Rows(self._rows(), marks=True)
            yield Paragraphs(self._sentence(), id="sentence")
            with Buttons():
                yield CommandButton(with_key(_("決める"), "w"), id="yes", variant="primary")
                yield CommandButton(with_key(_("やめる"), "Esc"), id="no")

    def on_mount(self) -> None:
        """The keyboard is on the statements."""
        self.query_one(Rows).focus()

    def _rows(self) -> list[Row]:
        rows: list[Row] = []
        for n, one in enumerate(self._parts, 1):
            if n == 1 or one.level != self._parts[n - 2].level:
                level = as_level(one.level)
                head = _("次の段 {level}", level=level) if one.is_next else _("選んだ段 {level}", level=level)
                rows += [*([Row("")] if rows else []), Row(head, style="bold $heading")]
            rows.append(Row(_("{n}. {text}", n=n, text=one.text), value=one.id, head="[x]" if one.id in self._met else "[ ]"))
        return rows

    def _sentence(self) -> tuple[str, str]:
        answer = msgspec.structs.replace(self._answer, met=tuple(sorted(self._met)))
        return why_in_words(self._item, answer, self._questionnaire) or _("印がなければ、何も書かれません。"), "$accent"

    def _toggle(self, part: str) -> None:
        self._met ^= {part}
        self.query_one(Rows).show(self._rows())
        self.query_one("#sentence", Paragraphs).update(self._sentence())

    def action_tick(self, number: int) -> None:
        """Tick a statement by its number."""
        if number <= len(self._parts):
            part = self._parts[number - 1].id
            self.query_one(Rows).go_to(part)
            self._toggle(part)

    def action_tick_here(self) -> None:
        """Tick the statement under the cursor."""
        if value := self.query_one(Rows).value:
            self._toggle(value)

    @on(Rows.Opened)
    @on(Rows.Marked)
    def _pressed(self, event: Rows.Opened | Rows.Marked) -> None:
        self._toggle(event.value)

    def action_done(self) -> None:
        """Keep them."""
        self.dismiss(tuple(sorted(self._met)))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        event.stop()
        if event.button.id == "yes":
            self.action_done()
        else:
            self.dismiss(None)
