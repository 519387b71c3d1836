"""Levels that specialists judged or that actions lead to, and that the item they are about does not have: a file was changed by hand, or belongs to another questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.casework.model import Judgement
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dxcheck.casework.model import Action
    from dxcheck.questionnaire.model import Questionnaire


class OffScaleError(RefusedError):
    """A level that the item does not have was about to be written; nothing was."""

    def __init__(self, item: str, level: float, questionnaire: Questionnaire) -> None:
        said = _(
            "{item} のレベルは{levels}のどれかです。{level}は選べません",
            item=item,
            levels=_levels_of(item, questionnaire),
            level=as_level(level),
        )
        super().__init__(said)


def has_level(questionnaire: Questionnaire, item: str, level: float) -> bool:
    """Whether an item has a level. Nothing is known of an item that the questionnaire does not ask: it is let pass."""
    return item not in questionnaire.item_by_id or questionnaire.scale_of(item).position(level) is not None


def check(questionnaire: Questionnaire, item: str, level: float | None) -> None:
    """Refuse a level that an item does not have.

    Raises:
        OffScaleError: it has none such.
    """
    if level is not None and not has_level(questionnaire, item, level):
        raise OffScaleError(item, level, questionnaire)


def off_scale(entries: Iterable[Judgement | Action], about: Mapping[str, Questionnaire]) -> Iterator[str]:
    """Each entry whose level its item does not have, in a sentence without an end: whose, the item, the level, and the levels there are.

    Args:
        entries: of one municipality.
        about: snapshot id to the questionnaire it answers; what was written beside no snapshot, or beside another one, is not looked at.
    """
    for one in entries:
        questionnaire = about.get(one.snapshot)
        if questionnaire is None or one.level is None or has_level(questionnaire, one.item, one.level):
            continue
        names = {"item": one.item, "level": as_level(one.level), "levels": _levels_of(one.item, questionnaire)}
        if isinstance(one, Judgement):
            yield _("{item} の見立てのレベル（{level}）は、この設問の段（{levels}）にありません", **names)
        else:
            yield _("{item} の取組のレベル（{level}）は、この設問の段（{levels}）にありません", **names)


def _levels_of(item: str, questionnaire: Questionnaire) -> str:
    return questionnaire.scale_of(item).levels_in_words
