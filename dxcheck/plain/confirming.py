"""The view of whoever confirms, line by line: every answer beside last time's, asking back, and confirming what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.confirming import LOOK_AT, confirmation_in_words, confirmed_said, counted_kinds, still_asked
from dxcheck.assessment.why_level import why_in_words
from dxcheck.assessment.wording import answer_in_words, copied_from_last_time
from dxcheck.i18n import N_, _, _n
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from dxcheck.assessment.confirming import AnswerLine
    from dxcheck.model.snapshot import Draft
    from dxcheck.plain.sitting import Sitting
    from dxcheck.questionnaire import Questionnaire

AT_ANSWERS: Final = (
    Saying(
        "confirm", ("c", "確認する", "confirm"), N_("確認する"), N_("読み上げた回答のすべてを確認したことを、職名と時刻とともに残します")
    ),
    Saying("ask_back", ("q", "聞き返す", "ask back"), N_("聞き返す"), N_("番号で選んだ設問について聞きたいことを、その設問に出します")),
    Saying("filter", ("f", "しぼり込み", "filter"), N_("しぼり込み"), N_("前回から変わった、根拠がないなど、読み上げる回答を選びます")),
)


class AnswersTold:
    """Every answer of the draft, or those that deserve another look."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting
        self._look_at = "all"

    def go(self) -> None:
        """Tell them, until the person goes back."""
        draft = self._tell()
        while draft is not None:
            typed = self._s.ask(_("c 確認する、q 聞き返す、f しぼり込み。空の行で戻ります:"), AT_ANSWERS)
            if typed.action in ("", "back"):
                return
            if typed.action == "confirm":
                self._confirm(draft)
            elif typed.action == "ask_back":
                self._ask_back(draft)
            elif typed.action == "filter":
                self._filter(draft)
                draft = self._tell()
            elif typed.action == "again":
                draft = self._tell()

    def _tell(self) -> Draft | None:
        """The answers as they are now; gives what was told."""
        desk = self._s.desk
        draft = self._s.attempt(desk.draft)
        if draft is None:
            self._s.say(_("答えている途中の診断はありません。ホームの「診断をはじめる」から始められます。"))
            return None
        questionnaire = desk.questionnaire_for(draft.questionnaire)
        lines = desk.answer_lines(draft)
        counts = counted_kinds(lines)
        said = [_n("{what} {n}問", "{what} {n}問", n, what=_(LOOK_AT[kind])) for kind, n in counts.items() if n]
        self._s.say(*([one] if (one := confirmation_in_words(draft, questionnaire)) else []), _("、").join(said))
        asked = {one.item: one for one in still_asked(draft)}
        for line in lines:
            if self._look_at in line.kinds:
                self._s.say(_about(line, questionnaire))
                if question := asked.get(line.item.id):
                    self._s.say(_("{who}から: {text}", who=question.by or _("確認者"), text=question.text))
        return draft

    def _confirm(self, draft: Draft) -> None:
        counts = counted_kinds(self._s.desk.answer_lines(draft))
        self._s.say(_("読み上げた{n}問の回答を確認したことを残します。あとで回答が変わると、確認は取り消しになります。", n=counts["all"]))
        if counts["open"]:
            self._s.say(_n("未回答が{n}問あります。", "未回答が{n}問あります。", counts["open"]))
        by = self._by(draft)
        if by:
            self._s.keep(lambda: self._s.desk.confirm(draft, by), said=confirmed_said)

    def _ask_back(self, draft: Draft) -> None:
        questionnaire = self._s.desk.questionnaire_for(draft.questionnaire)
        lines = [one for one in self._s.desk.answer_lines(draft) if self._look_at in one.kinds]
        at = self._s.pick([_about(one, questionnaire) for one in lines], _("どの設問について聞きますか"))
        if at is None:
            return
        item = lines[at].item
        guide = _("その設問に出ます。誰かがその設問に書くと、消えます。")
        written = self._s.write(_("{item} 聞きたいこと", item=item.title), "", guide=guide)
        by = self._by(draft) if written is not None and written.new else ""
        if written is not None and by:
            self._s.keep(lambda: self._s.desk.ask_about(draft.id, item.id, written.new, by), said=lambda: _("聞き返しました。"))

    def _filter(self, draft: Draft) -> None:
        counts = counted_kinds(self._s.desk.answer_lines(draft))
        there = [kind for kind in LOOK_AT if kind == "all" or counts.get(kind)]
        names = [_n("{what} {n}問", "{what} {n}問", counts[kind], what=_(LOOK_AT[kind])) for kind in there]
        at = self._s.pick(names, _("どの回答を読み上げますか"))
        if at is not None:
            self._look_at = there[at]

    def _by(self, draft: Draft) -> str:
        """The post of whoever confirms; empty where they give none."""
        now = draft.confirmed.by if draft.confirmed is not None else self._s.desk.post
        by = self._s.write_line(_("確認者（課・係・職名）"), now, longest=LONGEST_POST) or ""
        if not by:
            self._s.say(_("確認者が空のため、何もしていません。"))
        return by


def _about(line: AnswerLine, questionnaire: Questionnaire) -> str:
    """An answer with what is to be known of it, in one sentence."""
    item, answer = line.item.id, line.answer
    about = [answer_in_words(item, answer, questionnaire)]
    if line.before is not None and line.before.choice != answer.choice:
        about.append(_("前回 {answer}", answer=answer_in_words(item, line.before, questionnaire)))
    about += [why] if (why := why_in_words(item, answer, questionnaire)) else []
    if answer.evidence:
        about.append(_("根拠: {text}", text=" ".join(answer.evidence.split())))
    about += [_("根拠がありません")] if "bare" in line.kinds else []
    about += [copied_from_last_time()] if "copied" in line.kinds else []
    about += [_("{post}が回答", post=line.by)] if line.by and answer.is_answered else []
    return _("{item} {title}: {answer}", item=item, title=line.item.title, answer=_("、").join(about))
