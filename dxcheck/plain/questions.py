"""The questionnaire, one item after the other: each answer is on the disk before the next line is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from dxcheck.answering.gone import became_of_draft
from dxcheck.answering.undo import what_was_undone
from dxcheck.answering.way import Answering
from dxcheck.assessment.references import framework_in_words, frameworks_of, what_unconfirmed_means
from dxcheck.assessment.typed_choice import TypedChoiceError, how_measured, typed_answer, typed_level
from dxcheck.assessment.why_level import as_begun, numbered_parts, why_in_words
from dxcheck.assessment.wording import answer_and_target, answer_in_words
from dxcheck.i18n import _, _n
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY
from dxcheck.plain.copying import answer_as_last_time
from dxcheck.plain.finding import pick_item
from dxcheck.plain.item_told import AT_ITEM, beside_told, choices_told
from dxcheck.plain.words import Typed
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.answering.undo import UndoStep
    from dxcheck.model.patch import NoteField
    from dxcheck.plain.sitting import Sitting

Ending = Literal["back", "review", "gone"]
"""Where it goes on from the questionnaire."""

_ANSWERS: Final = ("number", "unknown", "not_applicable", "same", "target", "clear", "restore")
"""What takes the place of an answer that somebody else may have given meanwhile."""


class Questions:
    """A person answering, item by item.

    Raises:
        StoreError: on construction, if the draft can be neither read nor begun.
    """

    def __init__(self, sitting: Sitting, item: str | None = None) -> None:
        self._s = sitting
        self._keeper = sitting.keeper
        self._here = Answering(sitting.desk, sitting.keeper, item)
        draft = sitting.keeper.draft
        self._draft = draft.id if draft is not None else ""
        self._is_told = False
        """Whether the item in work was said and nothing of it changed since."""
        self._heard = self._keeper.entry(self._here.current)
        """Where the answer came from that was said last."""

    def go(self) -> Ending:
        """Ask item by item, until the person goes elsewhere or the draft is gone."""
        self._keeper.stay_at(self._here.current)
        while True:
            if not self._is_told:
                self._tell()
            typed = self._s.ask(self._prompt(), AT_ITEM, self._guide, self._choice, most=None)
            if typed.action == "back":
                return "back"
            if not self._is_still_there():
                self._say_unsaved(typed)
                return "gone"
            if typed.action == "review":
                return "review"
            if self._was_overtaken(typed):
                continue
            self._do(typed)

    @property
    def current(self) -> str:
        """The id of the item in work."""
        return self._here.current

    # -- what is said --------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """What is asked, the choices, the answer so far, and last time's; the question itself comes behind it."""
        asked = self._here.question()
        self._is_told, self._heard = True, self._keeper.entry(asked.item.id)
        self._s.say(
            "",
            _(
                "{of}問のうち{place}問目。分野は「{dimension}」。",
                of=asked.of,
                place=asked.place,
                dimension=asked.questionnaire.place_of(asked.item),
            ),
            f"{asked.item.id} {asked.item.title}",
            str(asked.item.prompt),
            *(one.text for one in asked.remarks()),
            _("選択肢:"),
            *choices_told(asked),
            _("いまの回答: {answer}", answer=answer_in_words(asked.item.id, asked.answer, asked.questionnaire)),
            *beside_told(asked),
        )

    def _prompt(self) -> str:
        levels, measures = self._here.scale.levels_in_words, self._here.measures
        if measures is not None:
            return _("{how}。空の行で次の設問へ。? で使い方:", how=how_measured(measures))
        return _("番号（{levels}）で答えてください。空の行で次の設問へ。? で使い方:", levels=levels)

    def _choice(self, typed: str) -> Typed | None:
        """A choice in other words: 「レベル3」, or a level's name as the questionnaire has it."""
        try:
            choice = typed_answer(typed, self._here.questionnaire, self.current).choice
        except TypedChoiceError:
            return None
        if choice in ("unknown", "not_applicable"):
            return Typed(str(choice))
        return Typed("number", typed) if choice is not None else None

    def _guide(self) -> list[str]:
        item = self._here.item
        said = [
            _("いまの姿にいちばん近い段を選びます。下の段がすべて当てはまるときだけ上の段を選んでください。"),
            _("根拠の例: {text}", text=item.evidence),
        ]
        if item.not_applicable is not None:
            said.append(_("該当なしを選べるとき: {text}", text=item.not_applicable))
        return said

    # -- others --------------------------------------------------------------------------------------------------------

    def _is_still_there(self) -> bool:
        """Whether the draft is the one that was begun with; else what became of it is said."""
        self._s.attempt(self._keeper.look)
        draft = self._keeper.draft
        if draft is not None and draft.id == self._draft:
            return True
        self._s.say(became_of_draft(self._s.desk, self._draft))
        return False

    def _say_unsaved(self, typed: Typed) -> None:
        if typed.action in (*_ANSWERS, "evidence", "comment"):
            self._s.say(_("いま入力したものは、保存していません。"))

    def _was_overtaken(self, typed: Typed) -> bool:
        """Whether somebody else answered this very item since it was said: then it is said again, before anything takes the place of theirs."""
        entry = self._here.overtaken(self._heard) if typed.action in _ANSWERS else None
        if entry is None:
            return False
        answer = answer_and_target(self.current, entry.answer, self._here.questionnaire)
        self._s.say(
            _("{who}が、いまこの設問を「{answer}」にしました。", who=entry.by or _("別の画面"), answer=answer),
            _("いま入力したものは、保存していません。変えるときは、もう一度入力してください。"),
        )
        self._is_told = False
        return True

    # -- doing ---------------------------------------------------------------------------------------------------------

    def _do(self, typed: Typed) -> None:
        if typed.action in ("evidence", "comment"):
            self._write("evidence" if typed.action == "evidence" else "comment", typed.rest)
            return
        simple = {
            "": self._next,
            "next": self._next,
            "again": self._again,
            "previous": self._previous,
            "next_open": self._next_open,
            "items": self._items,
            "frameworks": self._frameworks,
            "same": self._same,
            "copy_rest": self._copy_rest,
            "clear": self._clear,
            "undo": self._undo,
            "restore": self._restore,
        }
        taking = {
            "why": self._why,
            "number": self._level,
            "not_applicable": self._not_applicable,
            "target": self._target,
            "find": self._find,
        }
        if typed.action == "unknown":
            self._answer(lambda: self._here.choose("unknown"))
        elif typed.action in simple:
            simple[typed.action]()
        else:
            taking[typed.action](typed.rest)

    def _level(self, typed: str) -> None:
        if self._here.measures is not None:
            self._measured(typed)
            return
        try:
            level = typed_level(typed, self._here.questionnaire, self.current)
        except TypedChoiceError:
            said = _("番号は{levels}です。設問に移るときは「/ {n}」と入力してください。", n=typed, levels=self._here.scale.levels_in_words)
            self._s.say(said)
            return
        self._answer(lambda: self._here.choose(level))

    def _measured(self, typed: str) -> None:
        """Ticks or a number; the level follows."""
        try:
            made = typed_answer(typed, self._here.questionnaire, self.current)
        except TypedChoiceError as refused:
            self._s.say(str(refused))
            return
        number = made.number
        self._answer(lambda: self._here.tick_all(made.ticks) if number is None else self._here.measure(number))

    def _answer(self, give: Callable[[], None]) -> None:
        item = self.current
        if self._s.keep(give, said=lambda: self._standing(item)):
            self._answered()

    def _standing(self, item: str) -> str:
        answer = answer_in_words(item, self._keeper.answer(item), self._here.questionnaire)
        return _("{item} は「{answer}」です。", item=item, answer=answer)

    def _answered(self) -> None:
        """Go on; at the end say what is still open."""
        following = self._here.neighbour(1)
        if following is not None:
            self._go_to(following)
            return
        n = len(self._here.open_items())
        self._heard = self._keeper.entry(self.current)
        self._s.say(
            _n(
                "最後の設問です。まだ答えていない設問が{n}問あります（g で移ります）。p で提出前の確認へ進めます。",
                "最後の設問です。まだ答えていない設問が{n}問あります（g で移ります）。p で提出前の確認へ進めます。",
                n,
            )
            if n
            else _("すべて答えました。p で提出前の確認へ進めます。")
        )

    def _same(self) -> None:
        before, _reworded = self._here.last_time()
        if before is None or not before.is_answered:
            self._s.say(_("この設問には前回の回答がありません。"))
        elif not self._here.question().same_offered:
            self._s.say(_("前回から設問の言葉が変わったため、あらためて選んでください。"))
        else:
            item = self.current
            if self._s.keep(self._here.take_last_time, said=lambda: self._standing(item)):
                self._answered()

    def _copy_rest(self) -> None:
        if answer_as_last_time(self._s, self._here):
            self._go_to(self._here.next_open() or self._here.items[-1].id)

    def _not_applicable(self, given: str) -> None:
        allowed = self._here.item.not_applicable
        if allowed is None:
            self._s.say(_("この設問は、どの市町にも当てはまるため「該当なし」は選べません。迷うときは k（わからない）をどうぞ。"))
            return
        title = _("{item} 該当なしの理由", item=self.current)
        written = self._s.write(title, self._here.answer.reason, guide=str(allowed), given=given)
        reason = written.new if written is not None else self._here.answer.reason
        if not reason:
            self._s.say(_("該当なしにしませんでした。"))
            return
        self._answer(lambda: self._here.choose("not_applicable", reason))

    def _write(self, field: NoteField, given: str) -> None:
        here, item, (before, _reworded) = self._here, self.current, self._here.last_time()
        titles = {"evidence": _("{item} の根拠", item=item), "comment": _("{item} のコメント", item=item)}
        guides = {
            "evidence": _("見せられる資料や記録の名前を書きます。例: {text}", text=here.item.evidence),
            "comment": _("事情や迷った点を書きます。個人の名前は書かないでください。"),
        }
        now, then = getattr(here.answer, field), getattr(before, field) if before is not None else ""
        written = self._s.write(titles[field], now, guide=guides[field], before=then, given=given)
        if written is not None and self._s.keep(lambda: here.write(item, field, written), said=lambda: titles[field]):
            self._heard = self._keeper.entry(item)

    def _target(self, given: str) -> None:
        typed = given or self._s.console.ask(_("3年後の目標を{levels}の番号で（空の行でやめる）:", levels=self._here.scale.levels_in_words))
        try:
            level = typed_level(typed, self._here.questionnaire, self.current)
        except TypedChoiceError as refused:
            self._s.say(str(refused))
            level = None
        if level is None:
            self._s.say(_("目標は変えませんでした。"))
            return
        item = self.current
        said = _("{item} の3年後の目標は {level} です。", item=item, level=as_level(level))
        if self._s.keep(lambda: self._here.change(item, AnswerPatch(target=level)), said=lambda: said):
            self._heard = self._keeper.entry(item)

    def _why(self, given: str) -> None:
        """Tick the statements that hold, by their numbers."""
        parts, item = self._here.parts(), self.current
        if not parts:
            self._s.say(_("この設問では、段を選んでから、その理由に印をつけられます。"))
            return
        on = as_begun(parts, self._here.answer.met)
        marked = [_("（印あり）") if one.id in on else "" for one in parts]
        lines = [
            _("{n}. {level}: {text}{marked}", n=n, level=as_level(one.level), text=one.text, marked=marked[n - 1])
            for n, one in enumerate(parts, 1)
        ]
        if not given:
            self._s.say(*lines)
        typed = given or self._s.console.ask(_("当てはまる文の番号（例: 1 3。0 で印なし、空の行でやめる）:"))
        met = numbered_parts(typed, parts)
        if met is None:
            self._s.say(_("理由は変えませんでした。番号は1から{n}です。", n=len(parts)))
            return
        said = lambda: why_in_words(item, self._keeper.answer(item), self._here.questionnaire)  # noqa: E731 - asked after it was kept
        if self._s.keep(lambda: self._here.say_why(met), said=said):
            self._heard = self._keeper.entry(item)

    def _clear(self) -> None:
        if not self._here.answer.is_answered:
            self._s.say(_("{item} は未回答です。", item=self.current))
            return
        item = self.current
        if self._s.keep(lambda: self._here.choose(None), said=lambda: self._standing(item)):
            self._heard = self._keeper.entry(item)

    def _undo(self) -> None:
        made: list[tuple[UndoStep | None, bool]] = []

        def undo() -> bool:
            made.append(self._here.undo())
            return made[-1][1]

        if self._s.keep(undo, said=lambda: what_was_undone(made[-1][0], is_undone=made[-1][1])) and made[-1][0] is not None:
            self._go_to(self.current)

    def _restore(self) -> None:
        if self._here.other_answer() is None:
            self._s.say(_("この設問に別の人の回答はありません。"))
            return
        item = self.current
        if self._s.keep(self._here.restore, said=lambda: self._standing(item)):
            self._heard = self._keeper.entry(item)

    # -- going around --------------------------------------------------------------------------------------------------

    def _go_to(self, item: str) -> None:
        self._here.current = item
        self._keeper.stay_at(item)
        self._is_told = False

    def _again(self) -> None:
        self._is_told = False

    def _next(self) -> None:
        following = self._here.neighbour(1)
        if following is None:
            self._s.say(_("最後の設問です。提出前の確認は p です。"))
        else:
            self._go_to(following)

    def _previous(self) -> None:
        before = self._here.neighbour(-1)
        if before is None:
            self._s.say(_("最初の設問です。"))
        else:
            self._go_to(before)

    def _next_open(self) -> None:
        following = self._here.next_open()
        if following is None:
            self._s.say(_("未回答の設問はありません。p で提出前の確認へ進めます。"))
        else:
            self._go_to(following)

    def _find(self, given: str) -> None:
        found = pick_item(self._s, self._here.items, self._here.questionnaire, given)
        if found is not None:
            self._go_to(found.id)

    def _items(self) -> None:
        """The items of this dimension with their answers."""
        here, answers = self._here, self._keeper.answers()
        asked = here.question()
        lines = [
            _(
                "{n}. {id} {title}: {answer}",
                n=n,
                id=one.id,
                title=one.title,
                answer=answer_in_words(one.id, answers.get(one.id, EMPTY), here.questionnaire),
            )
            for n, one in enumerate(here.items, 1)
            if one.dimension == asked.dimension.id
        ]
        self._s.say(str(asked.dimension.title), *lines)

    def _frameworks(self) -> None:
        there = frameworks_of(self._here.item, self._here.questionnaire)
        self._s.say(*(framework_in_words(one) for one in there) if there else (_("この設問が参照する枠組みはありません。"),))
        if any(one.is_unconfirmed for one in there):
            self._s.say(what_unconfirmed_means())
