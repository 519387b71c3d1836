"""What specialists tell the municipality: returns, observations, records of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.casework.model import ACTION_STATES, VISIT_KINDS
from dxcheck.casework.stocktaking import order_in_words, total_in_words, work_told
from dxcheck.casework.waiting import SharedObservation, SharedReturn
from dxcheck.casework.wording import fate_in_words, record_in_words, response_in_words, step_in_words, which_snapshot
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.plain.responding import AT_OBSERVATION, keep_response, take_on
from dxcheck.plain.result import tell_items
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from dxcheck.plain.sitting import Sitting

_ALL: Final = Saying("all", ("a", "すべて", "all"), N_("すべて・待っているもの"), N_("対応済みの所見も読み上げるかを切り替えます"))
_SETTLE: Final = Saying("settle", ("d", "対応済み", "done"), N_("対応済み・戻す"), N_("対応済みにします。もう一度行うと戻ります"))
_KEEP: Final = Saying("keep", ("k", "このまま", "keep"), N_("このまま"), N_("差戻しの設問を、理由とともに、いまの回答のままにします"))
_OPEN: Final = Saying("open", ("o", "回答", "answers"), N_("回答を見る"), N_("これがついている診断結果の、設問ごとの回答を読み上げます"))


# -- 所見と差戻し ------------------------------------------------------------------------------------------------------


def tell_waiting(sitting: Sitting) -> None:
    """Returns first, then observations, the newest snapshot's first; each can be marked as dealt with."""
    everything = False
    while True:
        desk = sitting.desk
        every: list[SharedReturn | SharedObservation] = [
            *desk.every_return(),
            *sorted(desk.every_observation(), key=lambda one: -one.snapshot.seq),
        ]
        there = [one for one in every if everything or one.is_open]
        sitting.say("", _("所見と差戻し"))
        if not there:
            sitting.say(
                _("所見と差戻しはありません。")
                if everything or not every
                else _("対応を待っている所見と差戻しはありません。a で、対応済みのものも読めます。")
            )
            if not every:
                return
        for n, one in enumerate(there, 1):
            sitting.say(*_lines(sitting, n, one))
        typed = sitting.ask(_("番号で選ぶ、a で対応済みも。空の行で戻ります:"), (_ALL,), most=len(there))
        if typed.action in ("", "back"):
            return
        if typed.action == "all":
            everything = not everything
        elif typed.action == "number":
            _deal_with(sitting, there[int(typed.rest) - 1])


def _lines(sitting: Sitting, n: int, one: SharedReturn | SharedObservation) -> list[str]:
    """One of them, in sentences."""
    desk = sitting.desk
    which = which_snapshot(one.snapshot) + desk.before_merger(one.snapshot)
    answer = ""
    if isinstance(one, SharedObservation):
        said = one.observation
        item = desk.questionnaire_for(one.snapshot.questionnaire).item_by_id.get(said.item)
        named = f"{said.item} {item.title}" if item else said.item
        lines = [_("{n}. 所見　{item}: {text}", n=n, item=named, text=said.text)]
        about = _("{day}　{by}　対象: {which}", day=long_date(said.at), by=said.by, which=which)
        settled_at, settled_by = None, ""
        answer = response_in_words(said, desk.actions(), desk.questionnaire_for(one.snapshot.questionnaire))
    else:
        lines = [_("{n}. 差戻し: {text}", n=n, text=one.returned.reason)]
        lines += [_("{item} {title}　{fate}", item=fate.item, title="", fate=fate_in_words(fate)) for fate in one.fates]
        about = _("{day}　{by}　対象: {which}", day=long_date(one.returned.at), by=one.returned.by, which=which)
        settled_at, settled_by = one.returned.settled_at, one.returned.settled_by
        if not one.is_open and settled_at is None:
            about += _("　答えが提出されています")
    if settled_at is not None:
        about += _("　対応済み（{day} {by}）", day=long_date(settled_at), by=settled_by or _("市町"))
    return [*lines, about, *([_("返事　{answer}", answer=answer)] if answer else [])]


def _deal_with(sitting: Sitting, one: SharedReturn | SharedObservation) -> None:
    if isinstance(one, SharedObservation) and one.is_open:
        _respond(sitting, one)
        return
    if isinstance(one, SharedReturn) and one.is_open and one.items:
        typed = sitting.ask(_("k でこのまま（理由を書く）、d で対応済み、o で設問ごとの回答。空の行でやめる:"), (_KEEP, _SETTLE, _OPEN))
    else:
        typed = sitting.ask(_("d で対応済み（または戻す）、o で設問ごとの回答。空の行でやめる:"), (_SETTLE, _OPEN))
    if typed.action == "keep" and isinstance(one, SharedReturn):
        guide = _("専門官が読みます。{items} を、いまの回答のままにする理由を書いてください。", items="、".join(one.items))
        written = sitting.write(_("このままにする理由"), "", guide=guide)
        reason = written.new.strip() if written is not None else ""
        if reason:
            keep_response(sitting, lambda: sitting.desk.keep_as_is(one.returned, one.items, reason))
        return
    if typed.action == "open":
        tell_items(sitting, one.snapshot)
    elif typed.action == "settle":
        said = one.observation if isinstance(one, SharedObservation) else one.returned
        is_done = said.settled_at is None
        stands: list[bool] = []

        def settle() -> bool:
            stands.append(sitting.desk.settle(said, done=is_done))
            return stands[-1]

        sitting.keep(
            settle,
            said=lambda: (
                (_("対応済みにしました。") if is_done else _("待っているものに戻しました。"))
                if stands[-1]
                else _("書き直されたか、ほかの方が印をつけました。いまの内容を確かめてください。")
            ),
        )


def _respond(sitting: Sitting, one: SharedObservation) -> None:
    """One of the three answers that an observation waits for."""
    prompt = _("y やる、n いまはしない、d もうできている、o で設問ごとの回答。空の行でやめる:")
    typed = sitting.ask(prompt, (*AT_OBSERVATION, _OPEN))
    if typed.action == "open":
        tell_items(sitting, one.snapshot)
    elif typed.action == "settle":
        keep_response(sitting, lambda: sitting.desk.respond([one], "done"))
    elif typed.action == "not_now":
        guide = _("専門官が読みます。予算・人手・時期など、いまはしない理由をひとこと書いてください。")
        written = sitting.write(_("いまはしない理由"), "", guide=guide)
        text = written.new.strip() if written is not None else ""
        if text:
            keep_response(sitting, lambda: sitting.desk.respond([one], "not_now", text))
    elif typed.action == "take_on":
        take_on(sitting, one)


# -- 訪問記録 ----------------------------------------------------------------------------------------------------------


def tell_visits(sitting: Sitting) -> None:
    """Records of past visits, the newest first."""
    records = sitting.desk.records()
    sitting.say("", _("訪問記録"))
    if not records:
        sitting.say(_("訪問の記録はまだありません。訪問のあとに専門官が共有すると、ここで読めます。"))
    actions = sitting.desk.actions()
    asked = sitting.desk.asked_by(actions)
    for one in records:
        sitting.say("", _("{day}　{kind}", day=long_date(one.date), kind=_(VISIT_KINDS[one.kind])))
        for name, text in record_in_words(one):
            sitting.say(_("{name}: {text}", name=name, text=text))
        agreed = [action for action in actions if action.visit == one.id]
        if agreed:
            sitting.say(_("合意した取組"))
        for action in agreed:
            step = step_in_words(action, asked[action.id])
            sitting.say(_("{step}（{state}）", step=step, state=_(ACTION_STATES[action.state])))


# -- 業務の棚卸し ------------------------------------------------------------------------------------------------------


def tell_stocktaking(sitting: Sitting) -> None:
    """The sheet of work, the one that takes and hurts most first. It is written on the screen, by the command or in a table."""
    works = sitting.desk.stocktaking.works()
    sitting.say("", _("業務の棚卸し"))
    sitting.say(*([total_in_words(works), order_in_words()] if works else [_("業務はまだ書かれていません。")]))
    for one in works:
        sitting.say(work_told(one))
        if one.idea:
            sitting.say(_("案: {text}", text=one.idea))
    sitting.say(_("書くときは、dxcheck work add か、dxcheck work sheet でつくる表を使えます。"))
