"""How an answer gets into a draft: field by field, with what it replaced kept beside it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import UNSET

from dxcheck.assessment.measuring import settled_answer
from dxcheck.model.snapshot import EMPTY, Answer, ChoiceStanding, Draft, DraftEntry, Replaced

if TYPE_CHECKING:
    from dxcheck.model.patch import AnswerPatch
    from dxcheck.questionnaire.model import Questionnaire

LONGEST_HISTORY: Final = 2000
"""Replaced answers kept in a draft: far more than 42 items see in a cycle, so that a stuck key cannot grow the file for ever."""


def changed(answer: Answer, patch: AnswerPatch) -> Answer:
    """An answer after a change; a reason goes with the 該当なし it belonged to, and why it is this level with the level.

    Raises:
        ValidationError: a value is out of its range or too long.
        TooLongTogetherError: what two people wrote has no room in one text.
    """
    made = patch.cleaned().applied_to(answer)
    if made.choice != "not_applicable" and made.reason:
        made = msgspec.structs.replace(made, reason="")
    if made.met and (made.level is None or (made.choice != answer.choice and "met" not in patch.fields)):
        made = msgspec.structs.replace(made, met=())
    return msgspec.convert(msgspec.to_builtins(made), Answer)  # ranges and lengths, as on reading


def with_change(  # what, by whom, when
    draft: Draft,
    item: str,
    patch: AnswerPatch,
    at: dt.datetime,
    post: str,
    session: str,
    *,
    since: dt.date = dt.date.min,
    asked: Questionnaire | None = None,
) -> Draft:
    """The draft with an item's answer changed; the same object if nothing changes.

    Args:
        draft: as it is stored.
        item: which item.
        patch: what is given; the rest of the answer stays.
        at: now.
        post: who answers.
        session: which running app.
        since: the first day of the cycle: a choice from before that is given again, the same as it was, has been looked at now. So has one that came with the snapshot
            that is corrected. Nothing but a choice looks at an answer again.
        asked: the draft's questionnaire, where levels may follow from what is ticked or measured.

    Raises:
        ValidationError: a value is out of its range or too long.
        TooLongTogetherError: what two people wrote has no room in one text.
    """
    old = draft.entries.get(item)
    answer = changed(old.answer if old else EMPTY, patch)
    if asked is not None and item in asked.measured and "choice" in patch.fields:
        answer = settled_answer(answer, item, asked)
    standing = _standing(old, answer, patch, at, since)
    if old and old.answer == answer and old.standing == standing:
        return draft
    history = draft.history
    # A text that one session goes on typing is one change, not one for every autosave of it.
    if old and (old.session != session or old.answer.choice != answer.choice):
        history = (*history, Replaced(item, old))[-LONGEST_HISTORY:]
    entry = DraftEntry(answer, at, post, session, standing.at if standing.at != at else None, standing.is_given, standing.copied)
    if isinstance(patch.standing, ChoiceStanding):
        # What is put back as it was is the entry of before, with who wrote it.
        entry = next((one for one in draft.earlier(item) if (one.answer, one.standing) == (answer, standing)), entry)
    return msgspec.structs.replace(draft, entries={**draft.entries, item: entry}, history=history, revision=draft.revision + 1)


def _standing(old: DraftEntry | None, answer: Answer, patch: AnswerPatch, at: dt.datetime, since: dt.date) -> ChoiceStanding:
    """Since when the choice of an answer stands: a text or a target beside it gives it no new day."""
    if "choice" not in patch.fields:
        return old.standing if old is not None and old.answer.is_answered else ChoiceStanding(at, is_given=True)
    if isinstance(patch.standing, ChoiceStanding):
        return patch.standing
    copied = "" if patch.copied is UNSET else patch.copied
    is_fresh = old is not None and old.standing.is_given and old.standing.at.date() >= since and bool(old.copied) <= bool(copied)
    return old.standing if old is not None and is_fresh and old.answer.choice == answer.choice else ChoiceStanding(at, True, copied)
