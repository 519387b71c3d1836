"""Looking through all answers before they are submitted: a line each, what deserves another look, and a confirmation of what was seen.

A confirmation is withdrawn by nothing but a change of what it saw, and stands again where that is taken back: it is compared, not marked.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from dxcheck.assessment.scoring import compare
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import clock, long_date
from dxcheck.model.snapshot import EMPTY, Answer, AskedBack, Confirmed, asked_items

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from dxcheck.assessment.copying import LastTime
    from dxcheck.assessment.movement import Movement
    from dxcheck.model.snapshot import Draft
    from dxcheck.questionnaire.model import Item, Questionnaire

LookAt = Literal["all", "changed", "jumped", "bare", "unknown", "copied", "asked", "open"]
"""Which of the answers are looked at."""
LOOK_AT: Final[Mapping[LookAt, str]] = {
    "all": N_("すべて"),
    "changed": N_("前回から変わった"),
    "jumped": N_("大きく動いた"),
    "bare": N_("根拠がない"),
    "unknown": N_("わからない"),
    "copied": N_("前回と同じを写した"),
    "asked": N_("聞き返している"),
    "open": N_("未回答"),
}
"""Their names, in the order in which they are gone through."""
_MOST_NAMED: Final = 6


class AnswerLine(NamedTuple):
    """An item's answer as it is looked through."""

    item: Item
    answer: Answer
    before: Answer | None
    """Last time's; None where there was none."""
    movement: Movement | None
    """Which way it went since."""
    by: str
    """The post that gave it, as far as it was given."""
    kinds: frozenset[LookAt]
    """What it is looked at for."""


def answer_lines(draft: Draft, questionnaire: Questionnaire, last: LastTime | None) -> list[AnswerLine]:
    """Every item that is asked, in the questionnaire's order."""
    from dxcheck.assessment.movement import movement_of  # home says only who confirmed
    from dxcheck.assessment.readiness import is_jump, lacks_evidence

    answers = draft.answers
    changes = (
        {one.item: one for one in compare(last.snapshot.answers, last.questionnaire, answers, questionnaire).changes}
        if last is not None
        else {}
    )
    waiting = {one.item for one in still_asked(draft)}
    lines = []
    for item in asked_items(questionnaire, answers):
        answer, entry, change = answers.get(item.id, EMPTY), draft.entries.get(item.id), changes.get(item.id)
        scale = questionnaire.scale_of(item.id)
        there = {
            "changed": change is not None and answer.is_answered and change.before.choice != answer.choice,
            "jumped": change is not None and change.step is not None and is_jump(change.before.level, answer.level, scale),
            "bare": lacks_evidence(answer, scale),
            "unknown": answer.choice == "unknown",
            "copied": entry is not None and bool(entry.copied) and answer.is_answered,
            "asked": item.id in waiting,
            "open": not answer.is_answered,
        }
        kinds: frozenset[LookAt] = frozenset({"all", *(kind for kind, holds in there.items() if holds)})  # type: ignore[arg-type]
        movement = movement_of(change) if change is not None and answer.is_answered else None
        before = change.before if change is not None and change.before.is_answered else None
        lines.append(AnswerLine(item, answer, before, movement, entry.by if entry is not None else "", kinds))
    return lines


def answer_sum(answer: Answer) -> str:
    """A short sum of everything that an answer says."""
    return hashlib.sha256(msgspec.json.encode(answer, order="deterministic")).hexdigest()[:12]


def confirmation_of(draft: Draft, by: str, at: dt.datetime) -> Confirmed:
    """That a post confirms a draft's answers as they are there."""
    return Confirmed(at, by, {item: answer_sum(answer) for item, answer in draft.answers.items() if answer != EMPTY})


def changed_since(draft: Draft) -> tuple[str, ...]:
    """The items that say something else than what was confirmed; none where it stands, or where nothing was confirmed."""
    if draft.confirmed is None:
        return ()
    now = {item: answer_sum(answer) for item, answer in draft.answers.items() if answer != EMPTY}
    return tuple(item for item in dict.fromkeys((*now, *draft.confirmed.seen)) if now.get(item) != draft.confirmed.seen.get(item))


def standing_confirmation(draft: Draft) -> Confirmed | None:
    """The confirmation, as long as the answers are those that were seen."""
    return draft.confirmed if not changed_since(draft) else None


def still_asked(draft: Draft) -> list[AskedBack]:
    """What was asked back and nobody has written anything at since."""
    return [one for one in draft.asked_back if (entry := draft.entries.get(one.item)) is None or entry.at <= one.at]


def asked_about(draft: Draft, question: AskedBack) -> Draft:
    """The draft with a question; an earlier one of the item goes."""
    others = tuple(one for one in draft.asked_back if one.item != question.item)
    return msgspec.structs.replace(draft, asked_back=(*others, question), revision=draft.revision + 1)


# -- in words ------------------------------------------------------------------------------------------------------------


def confirmation_in_words(draft: Draft, questionnaire: Questionnaire) -> str:
    """Who confirmed and when, and what changed since and so withdraws it; empty where nobody has confirmed."""
    if draft.confirmed is None:
        return ""
    who = draft.confirmed.by
    when = _("{day} {time}", day=long_date(draft.confirmed.at), time=clock(draft.confirmed.at))
    changed = changed_since(draft)
    if not changed:
        return _("{who}が{when}に確認しました。", who=who, when=when)
    return _(
        "{who}の確認（{when}）のあとに{items}が変わったため、確認は取り消しになっています。",
        who=who,
        when=when,
        items=_named(changed, draft, questionnaire),
    )


def confirmed_said() -> str:
    """What is said once it is confirmed."""
    return _("確認しました。提出するときに、確認者と時刻が診断結果に残ります。")


def _named(items: Sequence[str], draft: Draft, questionnaire: Questionnaire) -> str:
    """Items, and who changed each as far as it was given."""
    said = []
    for item in items[:_MOST_NAMED]:
        title = questionnaire.item_by_id[item].title if item in questionnaire.item_by_id else ""
        by = draft.entries[item].by if item in draft.entries else ""
        about = _("{item} {title}", item=item, title=title).rstrip()
        said.append(_("「{about}」（{by}）", about=about, by=by) if by else _("「{about}」", about=about))
    more = len(items) - _MOST_NAMED
    return _("、").join(said) + (_n("ほか{n}問", "ほか{n}問", more) if more > 0 else "")


def counted_kinds(lines: Sequence[AnswerLine]) -> dict[LookAt, int]:
    """How many answers there are of each kind."""
    return {kind: sum(kind in one.kinds for one in lines) for kind in LOOK_AT}
