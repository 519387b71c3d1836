"""前回と同じ: taking last time's answers over, one or many at once, told apart from answers that somebody gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import UNSET

from dxcheck.assessment.scoring import earlier_id
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, Answer, asked_items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.model.snapshot import Draft, Snapshot
    from dxcheck.questionnaire.model import Item, Questionnaire


class LastTime(NamedTuple):
    """What 前回 means for some answers, with the questionnaire it was answered in."""

    snapshot: Snapshot
    questionnaire: Questionnaire

    def answer(self, item: Item, asked: Questionnaire) -> tuple[Answer | None, bool]:
        """Last time's answer to an item, None if there was none; and whether the wording changed since."""
        old = earlier_id(item, self.questionnaire)
        if old is None or old not in self.snapshot.answers:
            return None, False
        return self.snapshot.answers[old], self.questionnaire.wordings[old] != asked.wordings[item.id]

    def words(self, item: Item) -> str:
        """What the level of last time's answer said then; empty without one."""
        old = earlier_id(item, self.questionnaire)
        level = self.snapshot.answer(old).level if old is not None else None
        return "" if old is None or level is None else str(self.questionnaire.descriptor(old, level))

    def to_copy(self, item: Item, asked: Questionnaire) -> Answer | None:
        """Last time's answer where it can be taken over: it was answered, and the words are the same."""
        before, reworded = self.answer(item, asked)
        return before if before is not None and before.is_answered and not reworded else None


def copy_patch(now: Answer, before: Answer, step: str) -> AnswerPatch:
    """The change that takes last time's answer over; texts and a target that are there already stay.

    Args:
        now: what stands.
        before: last time's.
        step: the same for all that are copied together.
    """
    return AnswerPatch(
        choice=before.choice,
        reason=before.reason,
        evidence=Edit("", before.evidence) if not now.evidence else UNSET,
        comment=Edit("", before.comment) if not now.comment else UNSET,
        target=before.target if now.target is None else UNSET,
        ticks=Edit(now.ticks, before.ticks) if now.ticks != before.ticks else UNSET,
        number=before.number if now.number != before.number else UNSET,
        met=Edit(now.met, before.met) if now.met != before.met else UNSET,
        copied=step,
    )


def rest_to_copy(answers: Mapping[str, Answer], asked: Questionnaire, last: LastTime, dimension: str = "") -> dict[str, Answer]:
    """Items without a choice that can be answered as last time, with last time's answer; those that are asked only once others are answered, too.

    Args:
        answers: what is answered so far.
        asked: the questionnaire in work.
        last: what 前回 means.
        dimension: only of this one; of all without it.
    """
    there = dict(answers)
    found: dict[str, Answer] = {}
    while True:
        more = {
            item.id: before
            for item in asked_items(asked, there)
            if not there.get(item.id, EMPTY).is_answered
            and dimension in ("", item.dimension)
            and (before := last.to_copy(item, asked)) is not None
        }
        if not more:
            return found
        found |= more
        there |= more


Put = Callable[["Draft", str, AnswerPatch], "Draft"]
"""Puts a change of an item into a draft, with who and when."""


def with_copies(
    draft: Draft, asked: Questionnaire, last: LastTime | None, dimension: str, step: str, put: Put
) -> tuple[Draft, tuple[str, ...]]:
    """A draft in which everything that has no choice yet is answered as last time, where the words are the same; with the items.

    Args:
        draft: as it stands.
        asked: its questionnaire.
        last: what 前回 means.
        dimension: only of this one; of all without it.
        step: the same for all that are copied together.
        put: puts each into the draft.
    """
    found = rest_to_copy(draft.answers, asked, last, dimension) if last else {}
    for item, before in found.items():
        draft = put(draft, item, copy_patch(draft.answer(item), before, step))
    return draft, tuple(found)


def without_copies(draft: Draft, asked: Questionnaire, last: LastTime | None, step: str, put: Put) -> tuple[Draft, tuple[str, ...]]:
    """A draft without what was copied in a step, wherever nobody has answered since; what was written beside it stays. With the items."""
    of_step = [item for item, entry in draft.entries.items() if step and entry.copied == step and item in asked.item_by_id]
    for item in of_step:
        copied = last.to_copy(asked.item_by_id[item], asked) if last else None
        before = before_copying(draft, item, step)
        back = copy_patch(before, copied or EMPTY, step).taken_back(before)
        if copied is None or draft.answer(item).target != copied.target:
            back = msgspec.structs.replace(back, target=UNSET)
        draft = put(draft, item, back)
        if draft.answer(item) == EMPTY:
            draft = msgspec.structs.replace(draft, entries={at: one for at, one in draft.entries.items() if at != item})
    return draft, tuple(of_step)


def before_copying(draft: Draft, item: str, step: str) -> Answer:
    """What stood at an item before a step copied last time's answer there."""
    return next((one.answer for one in draft.earlier(item) if one.copied != step), EMPTY)
