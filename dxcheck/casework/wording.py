"""Agreed actions, what was written about a visit, and what waits for a municipality, in words, as screens and papers say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.wording import level_in_a_sentence
from dxcheck.casework.model import MONEY, RESPONSES, WISH_STATES
from dxcheck.i18n import _, _c, _n, language
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from dxcheck.casework.model import Action, Observation, Tried, TryMark, VisitRecord, Wish
    from dxcheck.casework.waiting import ItemFate, SharedObservation, SharedReturn
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.model import Questionnaire


def step_in_words(action: Action, questionnaire: Questionnaire) -> str:
    """A chosen step in the language in use, if the questionnaire still says it; else as it was written down."""
    is_asked = language() != "ja" and action.item in questionnaire.item_by_id
    step = questionnaire.step_to(action.item, action.level) if is_asked else None
    return str(step) if step is not None and step.source == action.step else action.step


def aim_in_words(action: Action, questionnaire: Questionnaire) -> str:
    """Which item an action lifts, and to which level; empty where it lifts none in particular."""
    if not action.item:
        return ""
    item = questionnaire.item_by_id.get(action.item)
    return _(
        "{item} を{level}へ", item=item.title if item else action.item, level=level_in_a_sentence(action.item, action.level, questionnaire)
    )


def which_snapshot(snapshot: Snapshot, *, opens: bool = False) -> str:
    """Which one is meant: its cycle and the day it was submitted.

    Args:
        snapshot: which.
        opens: a line begins with it.
    """
    cycle, day = snapshot.cycle.label, long_date(snapshot.submitted_at)
    return _c("opens a line", "{cycle}（{day}提出）", cycle=cycle, day=day) if opens else _("{cycle}（{day}提出）", cycle=cycle, day=day)


def return_in_words(one: SharedReturn, whose: str = "") -> str:
    """A return in one paragraph: of which snapshot (and `whose` it was, before a merger), why, and what is still to be looked at."""
    said = _("差戻し　{which}: {reason}", which=which_snapshot(one.snapshot) + whose, reason=" ".join(one.returned.reason.split()))
    return said + (_("　見直してほしい設問: {items}", items="、".join(one.items)) if one.items else "")


def response_in_words(one: Observation, actions: Iterable[Action], questionnaire: Questionnaire) -> str:
    """What the municipality said to an observation, or that it was marked as dealt with; empty while neither is."""
    if one.settled_at is None:
        return ""
    when = _("（{day} {by}）", day=long_date(one.settled_at), by=one.settled_by or _("市町"))
    if one.response is None:
        return _("対応済み") + when
    said = _(RESPONSES[one.response.kind])
    made = next((action for action in actions if action.id == one.response.action), None)
    if made is not None:
        said += _("　取組: {step}", step=step_in_words(made, questionnaire)) + effort_in_words(made)
    elif one.response.text:
        said += _("　{text}", text=one.response.text)
    return said + when


def effort_in_words(action: Action) -> str:
    """Who does an action, by when, and whether there is a budget, in brackets behind something; empty where nobody said."""
    about = who_by_when(action)
    return _("（{about}）", about=about) if about else ""


def who_by_when(action: Action) -> str:
    """Who does an action, by when, and whether there is a budget; empty where nobody said."""
    owner = _("担当 {owner}", owner=action.owner) if action.owner else ""
    due = _("期限 {day}", day=long_date(action.due)) if action.due else ""
    money = _("予算 {money}", money=_(MONEY[action.money])) if action.money is not None else ""
    return _("、").join(one for one in (owner, due, money) if one)


def fate_in_words(one: ItemFate) -> str:
    """What became of an item of a return."""
    if one.answered is not None:
        return _("直した（{day}提出）", day=long_date(one.answered.submitted_at))
    if one.kept is not None:
        return _("このまま（{day} {by}）: {text}", day=long_date(one.kept.at), by=one.kept.by or _("市町"), text=one.kept.reason)
    return _("まだ手がついていません")


def how_many_wait(returns: Sequence[SharedReturn], observations: Sequence[SharedObservation], latest: Snapshot | None) -> str:
    """How many returns and observations wait, and how many of them are about a snapshot before the newest; empty where none does."""
    parts = []
    if returns:
        parts.append(_n("差戻し{n}件", "差戻し{n}件", len(returns)))
    if observations:
        parts.append(_n("所見{n}件", "所見{n}件", len(observations)))
    about = [*(one.snapshot.id for one in returns), *(one.snapshot.id for one in observations)]
    earlier = sum(latest is None or one != latest.id for one in about)
    before = _n("（うち前の診断結果へのもの{n}件）", "（うち前の診断結果へのもの{n}件）", earlier) if earlier else ""
    return _("・").join(parts) + before


def record_in_words(record: VisitRecord, internal: str = "") -> list[tuple[str, str]]:
    """What was written about a visit, each text under its name; those that were left empty are not there.

    Args:
        record: what both sides may read.
        internal: the specialist's own notes, where it is the specialist who reads.
    """
    named = (
        (_("出席"), record.who),
        (_("前回の Try"), "\n".join(tried_in_words(one) for one in record.tried)),
        (_("記録"), record.notes),
        (_("内部メモ"), internal),
        (_("Keep 続けること"), record.keep),
        (_("Problem 困ったこと"), record.problem),
        (_("Try 次に試すこと"), record.tries),
    )
    return [(name, text) for name, text in named if text]


def try_mark_in_words(mark: TryMark) -> str:
    """続ける・できた・やめる, of something that was to be tried."""
    return {
        "continue": _c("what is tried", "続ける"),
        "done": _c("what is tried", "できた"),
        "stop": _c("what is tried", "やめる"),
    }[mark]


def tried_in_words(one: Tried) -> str:
    """What became of something that was to be tried."""
    return _("［{mark}］{text}", mark=try_mark_in_words(one.mark), text=one.text)


def how_long(days: int) -> str:
    """How long somebody has waited for an answer."""
    return _n("{n}日待っています", "{n}日待っています", days) if days else _("今日から待っています")


def where_wish_stands(wish: Wish, since: dt.date | None, today: dt.date) -> str:
    """Where a wish or question stands, and how long its municipality has waited.

    Args:
        wish: the wish.
        since: since which day it has waited for an answer; None where it does not.
        today: in the municipality's calendar.
    """
    if wish.closed_at is not None:
        return _("終わり（{day} {by}）", day=long_date(wish.closed_at), by=wish.closed_by or _("市町"))
    state = _(WISH_STATES[wish.state])
    if since is None:
        return _("{state}（{day}）", state=state, day=long_date(wish.since))
    after = _("訪問のあと、") if wish.state == "next_visit" else ""
    return _("{state}（{after}{waiting}）", state=state, after=after, waiting=how_long((today - since).days))


def replies_in_words(wish: Wish) -> list[str]:
    """Everything that was said on a wish, each with its day and who said it."""
    said = []
    for one in wish.replies:
        text = one.text or _(WISH_STATES[one.state])
        mark = _("（次の訪問で）") if one.text and one.state == "next_visit" else ""
        said.append(_("{day} {who}: {text}", day=long_date(one.at), who=one.by or _("市町"), text=text) + mark)
    return said
