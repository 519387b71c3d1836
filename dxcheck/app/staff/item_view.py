"""The item in work, as the questionnaire shows it: the way through all items, the question with its levels, and what was written about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal, Vertical, VerticalScroll

from dxcheck.app.heard import Heard, in_one
from dxcheck.app.widgets.levels import Asked, LevelList
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.navigator import Navigator
from dxcheck.app.widgets.notes import Notes
from dxcheck.assessment.references import framework_ids
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from dxcheck.answering.way import Answering
    from dxcheck.assessment.question import Question
    from dxcheck.model.snapshot import Answer

AROUND_LEVELS: Final = 14
"""Rows of the screen that are not the levels': what is left is theirs."""


class ItemView(Horizontal):
    """All items at the left, the one in work in the middle, what was written about it at the right."""

    def __init__(self) -> None:
        super().__init__(id="work")

    def compose(self) -> ComposeResult:
        """The three columns; one below the other where there is little room."""
        with VerticalScroll(id="left", can_focus=False):
            yield Navigator()
        with Vertical(id="middle"), VerticalScroll(id="item", can_focus=False):
            yield Paragraphs("", id="head")
            yield LevelList()
            yield Paragraphs("", id="hint")
        with VerticalScroll(id="right", can_focus=False):
            yield Notes()

    def show(self, here: Answering, answers: Mapping[str, Answer], *, keep_cursor: bool) -> None:
        """Show the item at which somebody is.

        Args:
            here: where they are, and what is known of the item.
            answers: all answers in force.
            keep_cursor: whether it is the same item as before, so that nothing moves.
        """
        asked = here.question()
        self._show_head(asked)
        self._show_levels(asked, keep_cursor=keep_cursor)
        self.query_one(Notes).show(asked, short=self._is_narrow)
        navigator = self.query_one(Navigator)
        navigator.mark([item for one in here.returns for item in one.items])
        navigator.show(here.questionnaire, here.items, answers, here.current)
        if not keep_cursor:
            self.query_one("#item", VerticalScroll).scroll_home(animate=False)

    def heard(self) -> list[Heard]:
        """The item and what is to be known before it is answered; what was written about it; the row under the cursor."""
        head, levels, notes = self.query_one("#head", Paragraphs), self.query_one(LevelList), self.query_one(Notes)
        return [Heard(text=in_one(head.text.split("\n"))), notes.heard, levels.heard]

    def read_out(self) -> list[str]:
        """How to answer."""
        return self.query_one("#hint", Paragraphs).text.split("\n")[:1]

    @property
    def _is_narrow(self) -> bool:
        return self.screen.has_class("-narrow")

    def _show_head(self, asked: Question) -> None:
        item = asked.item
        self.query_one("#head", Paragraphs).update(
            (_("{place}/{items}  {dimension}", place=asked.place, items=asked.of, dimension=asked.questionnaire.place_of(item)), "$muted"),
            (f"{item.id}  {item.title}", "bold $heading"),
            (str(item.prompt), "bold"),
            *((one.text, "$caution" if one.is_caution else "$muted") for one in asked.remarks()),
        )

    def _show_levels(self, asked: Question, *, keep_cursor: bool) -> None:
        levels = self.query_one(LevelList)
        levels.show(
            Asked(
                asked.item,
                asked.questionnaire,
                asked.answer,
                before=asked.before.level if asked.before and not asked.reworded else None,
                room=0 if self._is_narrow else self.screen.size.height - AROUND_LEVELS,
                same_offered=asked.same_offered,
                hint=asked.hint,
            ),
            keep_cursor=keep_cursor,
        )
        keys = asked.scale.keys_in_words()
        targeting = _("3年後の目標を{keys}で選んでください（Escでやめる）", keys=keys)
        how = targeting if levels.targeting else how_to_answer(asked)
        evidence = _("根拠の例: {text}", text=asked.item.evidence)
        names = framework_ids(asked.item, asked.questionnaire)
        if names and not self._is_narrow:
            evidence += _("　参照（f）: {names}", names=names)
        rule = (
            []
            if self._is_narrow or levels.targeting or asked.item.choices or asked.measures is not None
            else [(_("下の段がすべて当てはまるときだけ、上の段を選びます。"), "$muted")]
        )
        self.query_one("#hint", Paragraphs).update((how, "bold $accent" if levels.targeting else "$muted"), *rule, (evidence, "$muted"))


def how_to_answer(asked: Question) -> str:
    """With which keys the item is answered."""
    if asked.measures is None:
        return _("{keys}のキー、または上下キーとEnterで回答", keys=asked.scale.keys_in_words())
    if asked.measures.is_checklist:
        return _("番号のキー、または上下キーとEnterで、当てはまる問いに印をつける（もう一度で消す）。→ で次へ")
    return _("数字のキー、またはEnterで数を入れる。段は数から決まります")
