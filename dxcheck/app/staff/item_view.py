"""The item in work, as the questionnaire shows it: the way through all items, the question with its levels, and what was written about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal, Vertical, VerticalScroll

from dxcheck.app.widgets.levels import Asked, LevelList
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.navigator import Navigator
from dxcheck.app.widgets.notes import Notable, Notes
from dxcheck.assessment.references import framework_ids
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from dxcheck.app.staff.answering import Answering
    from dxcheck.model.snapshot import Answer

AROUND_LEVELS: Final = 13
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
        self._show_head(here)
        self._show_levels(here, keep_cursor=keep_cursor)
        self._show_notes(here)
        navigator = self.query_one(Navigator)
        navigator.mark([item for one in here.returns for item in one.items])
        navigator.show(here.questionnaire, here.items, answers, here.current)
        if not keep_cursor:
            self.query_one("#item", VerticalScroll).scroll_home(animate=False)

    @property
    def _is_narrow(self) -> bool:
        return self.screen.has_class("-narrow")

    def _show_head(self, here: Answering) -> None:
        item = here.item
        dimension = here.questionnaire.dimension_by_id[item.dimension]
        reason = [(str(item.reason), "$muted")] if item.reason else []
        reason += [
            (_("専門官から: {text}", text=" ".join(one.returned.reason.split())), "$caution")
            for one in here.returns
            if item.id in one.items
        ]
        given = here.carried_over()
        if given is not None:
            said = _("{day}に答えたままです。いまも同じなら同じ段を、変わっていれば新しい段を選んでください。", day=long_date(given))
            reason.append((said, "$caution"))
        self.query_one("#head", Paragraphs).update(
            (_("{place}/{items}  {dimension}", place=here.place + 1, items=len(here.items), dimension=dimension.title), "$muted"),
            (f"{item.id}  {item.title}", "bold $heading"),
            (str(item.prompt), "bold"),
            *reason,
        )

    def _show_levels(self, here: Answering, *, keep_cursor: bool) -> None:
        before, reworded = here.last_time()
        levels = self.query_one(LevelList)
        levels.show(
            Asked(
                here.item,
                here.questionnaire,
                here.answer,
                before=before.level if before and not reworded else None,
                room=0 if self._is_narrow else self.screen.size.height - AROUND_LEVELS,
                same_offered=before is not None and before.is_answered and not reworded,
                hint=here.hints.get(here.current) if not here.answer.is_answered else None,
            ),
            keep_cursor=keep_cursor,
        )
        targeting = _("3年後の目標を0から5で選んでください（Escでやめる）")
        how = targeting if levels.targeting else _("0から5のキー、または上下キーとEnterで回答")
        evidence = _("根拠の例: {text}", text=here.item.evidence)
        names = framework_ids(here.item, here.questionnaire)
        if names and not self._is_narrow:
            evidence += _("　参照（f）: {names}", names=names)
        self.query_one("#hint", Paragraphs).update((how, "bold $accent" if levels.targeting else "$muted"), (evidence, "$muted"))

    def _show_notes(self, here: Answering) -> None:
        before, reworded = here.last_time()
        stranger, other = here.stranger(), here.other_answer()
        self.query_one(Notes).show(
            Notable(
                here.answer,
                here.questionnaire,
                before=before,
                before_label=here.before.cycle.label if here.before else "",
                reworded=reworded,
                by=(stranger.by or _("別の画面")) if stranger is not None else "",
                other=other,
                other_is_mine=other is not None and here.is_mine(other),
            ),
            short=self._is_narrow,
        )
