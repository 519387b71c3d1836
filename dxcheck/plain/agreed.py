"""取組: the agreed next steps, how far each is, and what both sides wrote beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.casework.model import ACTION_STATES, MONEY
from dxcheck.casework.wording import aim_in_words, step_in_words
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.edit import Edit
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.model.typed_day import DayReader
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from dxcheck.casework.model import Action, ActionState
    from dxcheck.plain.sitting import Sitting
    from dxcheck.questionnaire import Questionnaire

_ORDER: Final = ("doing", "open", "done", "dropped")
AT_ACTION: Final = (
    Saying("doing", ("s", "進行中", "doing"), N_("進行中"), N_("選んだ取組を「進行中」にします")),
    Saying("done", ("d", "できた", "done"), N_("できた"), N_("選んだ取組を「できた」にします")),
    Saying("open", ("o", "これから", "open"), N_("これから"), N_("選んだ取組を「これから」に戻します")),
    Saying("drop", ("x", "見送り", "drop"), N_("見送り"), N_("選んだ取組を、理由を添えて見送ります")),
    Saying("remark", ("c", "ひとこと", "remark"), N_("ひとこと"), N_("選んだ取組にひとこと書き添えます。市町と専門官のどちらも読めます")),
    Saying(
        "assign", ("w", "担当", "期限", "担当と期限", "assign"), N_("担当と期限"), N_("選んだ取組の担当（課・係・職名）と期限を決めます")
    ),
)


class ActionsTold:
    """Every agreed action of the municipality, what is in work first."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting

    def go(self) -> None:
        """Tell them, then change the one that is chosen."""
        while True:
            actions = sorted(self._s.desk.actions(), key=lambda one: _ORDER.index(one.state))
            if not actions:
                self._s.say(_("取組はまだありません。診断結果の「次の一歩」から選ぶか、訪問のときに話し合って決めます。"))
                return
            asked = self._s.desk.asked_by(actions)
            reached = {one.id for one in self._s.desk.reached()}
            self._s.say("", _("取組"))
            for n, one in enumerate(actions, 1):
                self._tell(n, one, asked[one.id], is_reached=one.id in reached)
            typed = self._s.ask(_("変える取組の番号（空の行で戻ります）:"), most=len(actions))
            if typed.action in ("", "back"):
                return
            if typed.action == "number":
                self._change(actions[int(typed.rest) - 1], asked[actions[int(typed.rest) - 1].id])

    def _tell(self, n: int, one: Action, q: Questionnaire, *, is_reached: bool) -> None:
        about = [_(ACTION_STATES[one.state]), *([aim] if (aim := aim_in_words(one, q)) else [])]
        about += [_("担当 {owner}", owner=one.owner)] if one.owner else []
        if one.due:
            late = _("（期限を過ぎています）") if one.is_overdue(self._s.desk.now.date()) else ""
            about.append(_("期限 {day}", day=long_date(one.due)) + late)
        about += [_("予算 {money}", money=_(MONEY[one.money]))] if one.money is not None else []
        about += [_("訪問で合意")] if one.visit else []
        lines = [_("{n}. {step}", n=n, step=step_in_words(one, q)), _("、").join(about)]
        if one.reason:
            lines.append(_("見送りの理由: {text}", text=one.reason))
        if is_reached:
            lines.append(_("新しい診断結果でこのレベルになりました。d で「できた」にできます。"))
        lines += [_("{day} {who}: {text}", day=long_date(said.at), who=said.by or _("市町"), text=said.text) for said in one.remarks]
        self._s.say(*lines)

    def _change(self, one: Action, q: Questionnaire) -> None:
        self._s.say(step_in_words(one, q))
        typed = self._s.ask(_("s 進行中、d できた、o これから、x 見送り、c ひとこと、w 担当と期限。空の行でやめる:"), AT_ACTION)
        if typed.action in ("doing", "done", "open"):
            self._mark(one, "doing" if typed.action == "doing" else "done" if typed.action == "done" else "open")
        elif typed.action == "drop":
            self._drop(one)
        elif typed.action == "remark":
            self._remark(one)
        elif typed.action == "assign":
            self._assign(one)

    def _mark(self, one: Action, state: ActionState) -> None:
        said = _("できました。おつかれさまでした。") if state == "done" else _(ACTION_STATES[state])
        self._s.keep(lambda: self._s.desk.mark(one.id, state), said=lambda: said)

    def _drop(self, one: Action) -> None:
        written = self._s.write(_("見送る理由"), one.reason, guide=_("あとで見返したときにわかるように、ひとこと書いてください。"))
        reason = written or (Edit(one.reason, one.reason) if one.reason else None)
        if reason is None or not reason.new:
            self._s.say(_("見送りにしませんでした。"))
            return
        state: ActionState = "dropped"
        self._s.keep(lambda: self._s.desk.mark(one.id, state, reason=reason), said=lambda: _(ACTION_STATES[state]))

    def _remark(self, one: Action) -> None:
        written = self._s.write(_("ひとこと"), "", guide=_("進み具合や困っていることなど。市町と専門官のどちらも読めます。"))
        if written is not None:
            self._s.keep(lambda: self._s.desk.remark(one.id, written.new))

    def _assign(self, one: Action) -> None:
        owner = self._s.write_line(_("担当（課・係・職名）"), one.owner, longest=LONGEST_POST)
        if owner is None:
            return
        ahead = DayReader(self._s.desk.now.date(), "coming")
        due = one.due
        while True:
            now = long_date(due) if due else _("なし")
            typed = self._s.console.ask(_("期限（いまは {now}。例: 2027-3-31、3/31。空の行でこのまま）:", now=now))
            if not typed.strip():
                break
            if not (fault := ahead.fault(typed)):
                due = ahead.read(typed)
                self._s.say(ahead.understood(typed))
                break
            self._s.say(fault)
        self._s.keep(lambda: self._s.desk.assign(one.id, Edit(one.owner, owner), Edit(one.due, due)))


def where_actions_stand(sitting: Sitting) -> list[str]:
    """How far the agreed actions are, in sentences; nothing where there are none."""
    actions = sitting.desk.actions()
    kept = [one for one in actions if one.state != "dropped"]
    if not kept:
        return []
    done = sum(one.state == "done" for one in kept)
    said = [_n("取組 {n}件のうち{done}件ができました。", "取組 {n}件のうち{done}件ができました。", len(kept), done=done)]
    if overdue := sum(one.is_overdue(sitting.desk.now.date()) for one in actions):
        said.append(_n("期限を過ぎたもの {n}件。期限を見直すのも前進です。", "期限を過ぎたもの {n}件。期限を見直すのも前進です。", overdue))
    if reached := len(sitting.desk.reached()):
        said.append(
            _n("目指すレベルになった取組 {n}件。「できた」にできます。", "目指すレベルになった取組 {n}件。「できた」にできます。", reached)
        )
    return said
