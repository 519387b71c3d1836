"""The questionnaire at one item: what is shown of it, and the ways from it to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from dxcheck.answering.way import Answering
from dxcheck.app.screens.frameworks import frameworks_window
from dxcheck.app.screens.search import Found, SearchDialog
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.staff.item_view import ItemView
from dxcheck.app.staff.next_buttons import NextButtons
from dxcheck.app.staff.question_keys import GUIDE_OF_CHECKS, GUIDE_OF_NUMBERS, level_commands
from dxcheck.app.widgets.levels import LevelList
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.measured_rows import measured_keys
from dxcheck.app.widgets.topbar import TopBar
from dxcheck.assessment.wording import answer_in_words
from dxcheck.casework.stocktaking import where_to_take_stock
from dxcheck.i18n import N_, _
from dxcheck.model.snapshot import EMPTY, Answer
from dxcheck.questionnaire.scale import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.answering.place import AnswerPlace
    from dxcheck.app.commands import Command
    from dxcheck.app.heard import Heard


class OneItemScreen(DeskScreen):
    """Shows the item in work, and goes from one to the next."""

    CSS_PATH = "questions.tcss"
    FINISH = N_("提出前の確認へ")
    NOTHING_OPEN = N_("未回答の設問はありません。p で提出前の確認へ進めます。")
    _level_keys: tuple[str, ...] = DEFAULT.step_keys

    def __init__(self, item: str | None = None) -> None:
        super().__init__()
        self._last_answered = ""
        """The item that was answered here last."""
        self._begin(item)

    @property
    def place(self) -> AnswerPlace:
        """Where answers are given."""
        return self.desk

    def _begin(self, item: str | None) -> None:
        """Answer the draft's questionnaire, with the keys of its levels."""
        self.answering = Answering(self.place, self.saver, item)
        questionnaire = self.answering.questionnaire
        keys = dict.fromkeys(key for one in questionnaire.ordered for key in questionnaire.scale_of(one.id).step_keys)
        keys |= dict.fromkeys(key for one in questionnaire.measured.values() for key in measured_keys(one))
        self._level_keys = tuple(sorted(keys, key="0123456789x".index))
        self._bind()

    @property
    def commands(self) -> tuple[Command, ...]:
        """Everything that can be done here: first the levels."""
        return (*level_commands(self._level_keys), *super().commands)

    @property
    def guide(self) -> str:
        """How to answer, with the keys of the item in work."""
        measures = self.answering.measures
        beside = where_to_take_stock(self.current)
        if measures is not None:
            return _(GUIDE_OF_CHECKS if measures.is_checklist else GUIDE_OF_NUMBERS) + beside
        return _(self.GUIDE, keys=self.answering.scale.keys_in_words()) + beside

    @property
    def current(self) -> str:
        """The id of the item in work."""
        return self.answering.current

    # -- what is shown -------------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The item in work, and under it what just happened."""
        yield ItemView()
        yield NextButtons()
        yield Paragraphs("", id="said", tells=True)

    def renewed(self) -> None:
        """After the words were switched."""
        self.show_item()

    def on_resize(self) -> None:
        """The notes are short where there is little room."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.is_mounted and self.query("#notes"):
            self.show_item(keep_cursor=True)

    def show_item(self, *, keep_cursor: bool = False) -> None:
        """Show the item in work, everywhere on the screen."""
        items, answers = self.answering.items, self.saver.answers()
        answered = sum(answers.get(one.id, EMPTY).is_answered for one in items)
        self.query_one(TopBar).set_title(_("診断  {answered}/{items}問に回答", answered=answered, items=len(items)))
        self.query_one(ItemView).show(self.answering, answers, keep_cursor=keep_cursor)
        self.query_one(NextButtons).show(self.answering, self._last_answered, _(self.FINISH), is_done=answered == len(items))

    def heard(self) -> list[Heard]:
        """The item in work, and the row under the cursor."""
        return self.query_one(ItemView).heard()

    def read_out(self) -> list[str]:
        """How far everything is, and how to answer; the list of all items and the notes are beside it."""
        return self.query_one(ItemView).read_out()

    def say(self, text: str, style: str = "$muted") -> None:
        """Say in one line what just happened."""
        self.query_one("#said", Paragraphs).update((text, style))

    def _in_words(self, answer: Answer) -> str:
        return answer_in_words(self.current, answer, self.answering.questionnaire)

    # -- going around --------------------------------------------------------------------------------------------------

    def go(self, item: str) -> None:
        """Go to an item, and note the place, so that this person resumes there."""
        self.query_one(LevelList).targeting = False
        self.answering.current = item
        self.say("")
        self.show_item()
        self.saver.stay_at(item)

    def action_next(self) -> None:
        """Go to the next item, if this is not the last."""
        if (following := self.answering.neighbour(1)) is not None:
            self.go(following)

    def action_previous(self) -> None:
        """Go to the item before, if this is not the first."""
        if (previous := self.answering.neighbour(-1)) is not None:
            self.go(previous)

    def action_next_open(self) -> None:
        """The next unanswered item after this one, from the beginning if need be."""
        following = self.answering.next_open()
        if following is None:
            self.say(_(self.NOTHING_OPEN))
        else:
            self.go(following)

    @work
    async def action_find(self) -> None:
        """Search an item by any word."""
        entries = [Found(item.id, item.id, str(item.title), self.answering.questionnaire.searched(item)) for item in self.answering.items]
        found = await self.app.push_screen_wait(SearchDialog(_("設問をさがす"), entries))
        if found is not None:
            self.go(found)

    def action_frameworks(self) -> None:
        """Which plans, manuals and guidelines the item refers to."""
        here = self.answering
        self.app.push_screen(frameworks_window(here.item, here.questionnaire))

    def action_move(self, by: int) -> None:
        """Move the cursor among the rows."""
        self.query_one(LevelList).move(by)
