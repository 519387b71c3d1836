"""What a submission takes the place of in its cycle: the same once more, or one that knew more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import EMPTY
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.model.snapshot import Answer, Snapshot

_MOST_NAMED: Final = 8
"""Items that are named one by one."""


class ThinnerSubmissionError(DxcheckError):
    """A submission would take the place of one with answers that it does not have; nothing was submitted."""

    def __init__(self, before: Snapshot, answers: Mapping[str, Answer]) -> None:
        self.before = before
        self.lost = answers_lost(before.answers, answers)
        super().__init__(
            _("{cycle}には、もっと多くの回答がすでに提出されています。", cycle=before.cycle.label) + "\n" + what_is_lost(before, answers)
        )


def answers_lost(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[str]:
    """The items answered before and not after; a わからない and a 該当なし are answers too."""
    return [item for item, answer in before.items() if answer.is_answered and not after.get(item, EMPTY).is_answered]


def is_same_again(before: Snapshot, after: Snapshot) -> bool:
    """Whether two snapshots say the same, of the same questionnaire, by the same posts: only their moment differs."""
    return (before.questionnaire, before.answers, before.answered_by, before.confirmed_by) == (
        after.questionnaire,
        after.answers,
        after.answered_by,
        after.confirmed_by,
    )


def what_is_lost(before: Snapshot, answers: Mapping[str, Answer]) -> str:
    """Whose answers would go, of when, and how many are left; empty where none would."""
    lost = answers_lost(before.answers, answers)
    if not lost:
        return ""
    named = _("、").join(lost[:_MOST_NAMED]) + (_("ほか") if len(lost) > _MOST_NAMED else "")
    return _n(
        "{day}に提出した診断結果（回答者: {by}）の回答{before}問のうち、{n}問がなくなり、{after}問になります: {items}",
        "{day}に提出した診断結果（回答者: {by}）の回答{before}問のうち、{n}問がなくなり、{after}問になります: {items}",
        len(lost),
        day=long_date(before.submitted_at),
        by=before.answered_by or _("記入なし"),
        before=_answered(before.answers),
        after=_answered(answers),
        items=named,
    )


def _answered(answers: Mapping[str, Answer]) -> int:
    return sum(one.is_answered for one in answers.values())
