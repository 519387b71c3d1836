"""What a submission takes the place of in its cycle: the same once more, or one that knew more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import EMPTY
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dxcheck.model.snapshot import Answer, Snapshot

_MOST_NAMED: Final = 8
"""Items that are named one by one."""
_WRITTEN: Final = ("evidence", "comment", "reason", "target")


class Losses(NamedTuple):
    """What answers knew that those in their place do not; each part in the order of the items."""

    answers: tuple[str, ...]
    """Items answered before and not after."""
    levels: tuple[str, ...]
    """Items with a level before and わからない after."""
    texts: dict[str, tuple[str, ...]]
    """Field (evidence, comment, reason, target) to the items where something stood in it and nothing does now."""


class ThinnerSubmissionError(DxcheckError):
    """A submission would take the place of one that knows more than it does; nothing was submitted."""

    def __init__(self, before: Snapshot, answers: Mapping[str, Answer]) -> None:
        self.before = before
        self.lost = losses(before.answers, answers)
        head = _("{cycle}には、もっと多くの内容がすでに提出されています。", cycle=before.cycle.label)
        super().__init__("\n".join([head, *what_is_lost(before, answers)]))


def losses(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Losses:
    """What goes from answers when others take their place. A 該当なし takes no level away: it is a finding, with its reason."""
    now = {item: after.get(item, EMPTY) for item in before}
    return Losses(
        tuple(item for item, one in before.items() if one.is_answered and not now[item].is_answered),
        tuple(item for item, one in before.items() if one.level is not None and now[item].choice == "unknown"),
        {field: gone for field in _WRITTEN if (gone := tuple(item for item, one in before.items() if _goes(field, one, now[item])))},
    )


def _goes(field: str, before: Answer, after: Answer) -> bool:
    if field == "reason" and after.level is not None:
        return False  # it said why no level could be given
    return getattr(before, field) not in ("", None) and getattr(after, field) in ("", None)


def is_same_again(before: Snapshot, after: Snapshot) -> bool:
    """Whether two snapshots say the same, of the same questionnaire, by the same posts: only their moment differs, and the later one was not confirmed anew."""
    is_newly_confirmed = after.confirmed_at is not None and before.confirmed_at is None
    return not is_newly_confirmed and (before.questionnaire, before.answers, before.answered_by, before.confirmed_by) == (
        after.questionnaire,
        after.answers,
        after.answered_by,
        after.confirmed_by,
    )


def is_nothing_anew(snapshot: Snapshot) -> bool:
    """Whether nobody gave or confirmed any of its answers: all came with what it corrects."""
    return {item for item, one in snapshot.answers.items() if one.is_answered} <= set(snapshot.kept)


def already_submitted(standing: Snapshot) -> str:
    """What to say where a submission says the same as the one that stands."""
    return _("同じ内容を{day}に提出済みです。新しい診断結果はつくっていません。", day=long_date(standing.submitted_at))


def what_is_lost(before: Snapshot, answers: Mapping[str, Answer]) -> list[str]:
    """What would go, of when and whose; empty where nothing would."""
    lost = losses(before.answers, answers)
    said = []
    if lost.answers:
        said.append(
            _n(
                "回答{before}問のうち、{n}問がなくなり、{after}問になります: {items}",
                "回答{before}問のうち、{n}問がなくなり、{after}問になります: {items}",
                len(lost.answers),
                before=_answered(before.answers),
                after=_answered(answers),
                items=_named(lost.answers),
            )
        )
    if lost.levels:
        said.append(
            _n(
                "レベルのある回答{before}問のうち、{n}問が「わからない」になり、平均に入らなくなります: {items}",
                "レベルのある回答{before}問のうち、{n}問が「わからない」になり、平均に入らなくなります: {items}",
                len(lost.levels),
                before=sum(one.level is not None for one in before.answers.values()),
                items=_named(lost.levels),
            )
        )
    if lost.texts:
        kinds = _("、").join(_counted(field, len(items)) for field, items in lost.texts.items())
        where = {item for items in lost.texts.values() for item in items}
        items = _named([item for item in before.answers if item in where])
        said.append(_("{kinds}がなくなります: {items}", kinds=kinds, items=items))
    if said:
        by = before.answered_by or _("記入なし")
        said.insert(0, _("{day}に提出した診断結果（回答者: {by}）より、次のところが減ります。", day=long_date(before.submitted_at), by=by))
    return said


def _counted(field: str, n: int) -> str:
    return {
        "evidence": _n("根拠{n}件", "根拠{n}件", n),
        "comment": _n("コメント{n}件", "コメント{n}件", n),
        "reason": _n("該当なしの理由{n}件", "該当なしの理由{n}件", n),
        "target": _n("目標{n}件", "目標{n}件", n),
    }[field]


def _named(items: Collection[str]) -> str:
    return _("、").join(list(items)[:_MOST_NAMED]) + (_("ほか") if len(items) > _MOST_NAMED else "")


def _answered(answers: Mapping[str, Answer]) -> int:
    return sum(one.is_answered for one in answers.values())
