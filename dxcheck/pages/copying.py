"""残りは前回と同じ: what has no answer yet on a dimension's page answered as last time in one step, and that taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from dxcheck.answering.place import AnswerPlace
    from dxcheck.answering.way import Answering
    from dxcheck.model.snapshot import Draft


class Copies(NamedTuple):
    """What can be copied on a page, and what was copied last."""

    rest: int
    """Items without an answer that can be answered as last time."""
    step: str
    """The step that copied last; empty where nothing stands as it was copied."""
    items: int
    """How many items stand as that step copied them."""


def copies_of(here: Answering, draft: Draft, dimension: str) -> Copies:
    """Of one dimension, or of all items without one."""
    q = here.questionnaire
    copied = [
        entry
        for item, entry in draft.entries.items()
        if entry.copied and item in q.item_by_id and dimension in ("", q.item_by_id[item].dimension)
    ]
    step = max(copied, key=lambda one: one.at).copied if copied else ""
    return Copies(len(here.rest(dimension)), step, sum(one.copied == step for one in draft.entries.values()) if step else 0)


def copy_rest_of(place: AnswerPlace, dimension: str) -> str:
    """Answer what is left of a dimension as last time, and say so; twice changes nothing."""
    n = len(place.copy_rest(dimension).items)
    return (
        _n("{n}問に前回の回答を写しました。", "{n}問に前回の回答を写しました。", n)
        if n
        else _("前回と同じにできる未回答の設問は、ありません。")
    )


def take_copies_back(place: AnswerPlace, step: str) -> str:
    """Take back what one step copied, wherever nobody has answered since, and say so."""
    n = len(place.take_back_copies(step))
    return _n("前回から写した{n}問を元に戻しました。", "前回から写した{n}問を元に戻しました。", n)
