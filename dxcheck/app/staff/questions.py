"""The questionnaire: one item after the other, everything saved as it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work

from dxcheck.answering.undo import what_was_copied, what_was_undone
from dxcheck.app.screens.dialogs import ReadDialog
from dxcheck.app.screens.writing import Keep, TextDialog
from dxcheck.app.staff.copying import copy_rest
from dxcheck.app.staff.note_window import note_window
from dxcheck.app.staff.number_window import number_window
from dxcheck.app.staff.one_item import OneItemScreen
from dxcheck.app.staff.question_keys import ANSWERING
from dxcheck.app.staff.why_window import WhyDialog
from dxcheck.app.widgets.levels import LevelList
from dxcheck.app.widgets.measured_rows import NUMBER
from dxcheck.app.widgets.navigator import Navigator
from dxcheck.app.widgets.notes import Notes
from dxcheck.assessment.typed_choice import typed_answer
from dxcheck.assessment.why_level import why_in_words
from dxcheck.assessment.wording import answer_and_target
from dxcheck.i18n import N_, _
from dxcheck.model.patch import AnswerPatch
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from dxcheck.app.commands import Command
    from dxcheck.model.patch import NoteField
    from dxcheck.model.snapshot import Choice
    from dxcheck.questionnaire.measures import Measures
    from dxcheck.questionnaire.scale import Level

POLL_EVERY: Final = 1.0
"""Seconds between two looks for what somebody else saved."""
_OTHERS: Final = ("not_applicable", "unknown", "same")
"""Rows that answer every item in the same way."""


class QuestionScreen(OneItemScreen):
    """The questionnaire at one item: answer, write, go on. What others save shows within a second."""

    ALL_ANSWERED = N_("すべて答えました。p で提出前の確認へ進めます。")
    AT_THE_END = N_("最後の設問です。提出前の確認は p です。")
    TITLE_TEXT = N_("診断")
    GUIDE = N_(
        "{keys}のキーで、いまの姿にいちばん近い段を選びます。下の段がすべて当てはまるときだけ上の段を選んでください。"
        "迷ったら「わからない」で先へ進めます。入力はその都度保存され、いつ閉じても続きから始められます。"
    )
    TABLE: ClassVar[tuple[Command, ...]] = ANSWERING

    def __init__(self, item: str | None = None) -> None:
        super().__init__(item)
        self._draft = self.saver.draft.id if self.saver.draft is not None else ""
        """The draft that this screen was opened for."""

    def on_mount(self) -> None:
        """Show the item and look for other people's answers from now on."""
        self.show_item()
        self.saver.stay_at(self.current)
        self.look_every(POLL_EVERY, self.look_for_others)

    @property
    def whereabouts(self) -> str:
        """The questionnaire and the item."""
        return f"{self.answering.questionnaire.id}:{self.current}"

    # -- answering -----------------------------------------------------------------------------------------------------

    def action_answer(self, row: str) -> None:
        """Answer with a level by its key, 該当なし, わからない or as last time, and go on."""
        if self.answering.measures is not None and row not in _OTHERS and not self.query_one(LevelList).targeting:
            self._measure(self.answering.measures, row)
            return
        scale = self.answering.scale
        level = scale.values[scale.step_keys.index(row)] if row in scale.step_keys else None
        if self.query_one(LevelList).targeting:
            if level is not None:
                self._set_target(level)
        elif row == "not_applicable":
            self._not_applicable()
        elif row == "same":
            self._same_as_last_time()
        elif level is not None or row == "unknown":
            choice: Choice = "unknown" if level is None else level
            self.answering.choose(choice)
            self._answered()
        else:
            self.say(_("この設問の段は、{keys}のキーで選びます。", keys=scale.keys_in_words()), "$caution")

    def _measure(self, measures: Measures, row: str) -> None:
        """Tick, or type a number; the level follows, and the item stays in sight."""
        if not measures.is_checklist:
            self._type_number(measures, "" if row == NUMBER else row)
            return
        place = int(row) if row.isdigit() else -1
        if not 0 <= place <= len(measures.checks):
            self.say(_("この設問の問いは1から{n}です。どれも当てはまらないときは 0 です。", n=len(measures.checks)), "$caution")
            return
        if place:
            self.answering.tick(measures.checks[place - 1].id)
        else:
            self.answering.tick_all(())
        self.show_item(keep_cursor=True)
        self.say(
            _("{item} の段は「{answer}」です（u で元に戻す、→ で次へ）", item=self.current, answer=self._in_words(self.answering.answer))
        )

    @work
    async def _type_number(self, measures: Measures, begun: str) -> None:
        here, item = self.answering, self.current
        now = here.answer.number
        text = begun or ("" if now is None else as_level(now))
        window = number_window(item, here.questionnaire, measures, text, is_begun=bool(begun))
        filled = await self.app.push_screen_wait(window)
        if filled is None or not filled["number"].new.strip():
            return
        typed = typed_answer(filled["number"].new, here.questionnaire, item)
        if typed.number is not None and here.current == item:
            here.measure(typed.number)
            self._answered()

    def _answered(self) -> None:
        here = self.answering
        said = _("{item} を「{answer}」と回答しました（u で元に戻す）", item=here.current, answer=self._in_words(here.answer))
        following = here.neighbour(1)
        self._last_answered = here.current
        if following is not None:
            self.go(following)
        else:
            self.show_item()
            said = _(self.AT_THE_END) if here.open_items() else _(self.ALL_ANSWERED)
        self.say(said)

    @work
    async def _not_applicable(self) -> None:
        allowed = self.answering.item.not_applicable
        if allowed is None:
            refused = _("この設問は、どの市町にも当てはまるため「該当なし」は選べません。迷うときは k（わからない）をどうぞ。")
            self.say(refused, "$caution")
            return
        item = self.current
        title = _("{item} 該当なしの理由", item=item)
        dialog = TextDialog(f"reason {item}", title, self.answering.answer.reason, Keep(), guide=str(allowed), required=True)
        reason = await self.app.push_screen_wait(dialog)
        if reason is None:
            self.say(_("該当なしにしませんでした。"))
            return
        self.answering.choose("not_applicable", reason)
        self._answered()

    def _same_as_last_time(self) -> None:
        before, _reworded = self.answering.last_time()
        if self.answering.take_last_time():
            self._answered()
        elif before is None or not before.is_answered:
            self.say(_("この設問には前回の回答がありません。"), "$caution")
        else:
            self.say(_("前回から設問の言葉が変わったため、あらためて選んでください。"), "$caution")

    def action_clear(self) -> None:
        """Take the choice away; the texts stay."""
        if self.answering.answer.is_answered:
            self.answering.choose(None)
            self.show_item()
            self.say(_("{item} を未回答に戻しました（u で元に戻す）", item=self.current))

    def action_target(self) -> None:
        """Let the next digit set the target."""
        self.query_one(LevelList).targeting = True
        self.show_item()

    def _set_target(self, level: Level) -> None:
        self.query_one(LevelList).targeting = False
        self.answering.change(self.current, AnswerPatch(target=level))
        self.show_item()
        self.say(_("{item} の3年後の目標を {level} にしました（u で元に戻す）", item=self.current, level=as_level(level)))

    def action_back(self) -> None:
        """Leave; or only give up setting the target."""
        levels = self.query_one(LevelList)
        if levels.targeting:
            levels.targeting = False
            self.show_item()
        else:
            self.dismiss()

    def action_undo(self) -> None:
        """Undo this screen's last change, unless somebody else answered there since."""
        last, is_undone = self.answering.undo()
        if last is not None:
            self.go(last.item)
        is_kept = last is not None and not last.copies and not is_undone
        self.say(what_was_undone(last, is_undone=is_undone), "$caution" if is_kept else "$muted")

    def action_restore(self) -> None:
        """Bring the other person's answer back."""
        other = self.answering.restore()
        if other is None:
            self.say(_("この設問に別の人の回答はありません。"))
            return
        self.show_item()
        self.say(
            _(
                "「{answer}」に戻しました（u で元に戻す）",
                answer=answer_and_target(self.current, other.answer, self.answering.questionnaire),
            )
        )

    @work
    async def action_write(self, note: NoteField) -> None:
        """Write evidence or comment in a window; it is saved while it is typed."""
        await self._write(note, self.current)

    @work
    async def action_write_last(self) -> None:
        """Write the evidence of the item that was just answered, from where one is."""
        if self._last_answered:
            await self._write("evidence", self._last_answered)

    @work
    async def action_why(self) -> None:
        """Tick why it is this level: of the item in work, or of the one that was just answered."""
        here = self.answering
        item = here.current if here.parts() or not self._last_answered else self._last_answered
        parts = here.parts(item)
        if not parts:
            self.say(_("段を選ぶと、その理由に印をつけられます。"))
            return
        met = await self.app.push_screen_wait(WhyDialog(item, self.saver.answer(item), here.questionnaire, parts))
        if met is not None:
            here.say_why(met, item)
            self.show_item(keep_cursor=True)
            why = why_in_words(item, self.saver.answer(item), here.questionnaire)
            self.say(_("{item}　{text}（u で元に戻す）", item=item, text=why) if why else "")

    @work
    async def action_copy_rest(self) -> None:
        """Answer many items as last time, in one step."""
        copied = await copy_rest(self, self.answering, self.saver)
        if copied:
            self._last_answered = ""
            self.go(self.answering.next_open() or self.answering.items[-1].id)
        if copied is not None:
            self.say(what_was_copied(copied))

    async def _write(self, note: NoteField, item: str) -> None:
        here = self.answering
        window = note_window(here, self.saver, note, lambda: self.attempt(self.saver.poll), item)
        written = await self.app.push_screen_wait(window)
        if written is not None:
            here.wrote(item, note, written)
        self._others_changed()

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        self.action_answer(self.query_one(LevelList).row)

    def action_review(self) -> None:
        """Look over everything before submitting."""
        self.dxcheck.open_review()

    # -- other people --------------------------------------------------------------------------------------------------

    def look_for_others(self) -> None:
        """Show what somebody else saved meanwhile; not under an open window, whose text would be torn away with it."""
        if self.app.screen is not self:
            return
        changed = self.attempt(self.saver.poll) is not None
        after = self.saver.draft
        if after is None:
            self.dxcheck.draft_gone(self._draft)
        elif after.id != self._draft:
            gone, self._draft = self._draft, after.id
            why = self.dxcheck.why_gone(gone, begun_anew=True)
            if after.questionnaire.hash != self.answering.questionnaire.hash:
                self._begin(self.current)
                # A window, so that a key meant for the words of before does not answer the new ones.
                self.app.push_screen(ReadDialog(_("設問の版が変わりました"), [why]))
            self._others_changed()
            self.say(why, "$caution")
        elif changed:
            self._others_changed()

    def _others_changed(self) -> None:
        self.show_item(keep_cursor=True)
        entry = self.answering.taken_over()
        if entry is not None:
            who, answer = entry.by or _("別の画面"), answer_and_target(self.current, entry.answer, self.answering.questionnaire)
            said = _("{who}がこの設問を「{answer}」に変えました。自分の回答に戻すには r を押します。", who=who, answer=answer)
            self.say(said, "$caution")

    # -- the mouse -----------------------------------------------------------------------------------------------------

    @on(LevelList.Chosen)
    def _row_clicked(self, event: LevelList.Chosen) -> None:
        self.action_answer(event.row)

    @on(Navigator.Picked)
    def _item_clicked(self, event: Navigator.Picked) -> None:
        self.go(event.item)

    @on(Notes.Wanted)
    def _note_clicked(self, event: Notes.Wanted) -> None:
        wanted = {
            "evidence": "write('evidence')",
            "comment": "write('comment')",
            "target": "target",
            "why": "why",
            "reason": "answer('not_applicable')",
            "restore": "restore",
        }
        self.call_later(self.run_action, wanted[event.what])
