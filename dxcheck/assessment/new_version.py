"""A newer version of a questionnaire in the middle of a draft: what it would change there, and the draft as it goes on under it.

An answer carries over where the newer version asks the same in the same words. Where the words changed, its level is chosen anew and its texts and target stay. What
has no successor stays in the draft of before, which is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from dxcheck.assessment.scoring import names_over
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import EMPTY, Draft, QuestionnaireRef, Replaced

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.model.patch import AnswerPatch
    from dxcheck.model.snapshot import Answer, DraftEntry
    from dxcheck.questionnaire import Level, Questionnaire


class VersionNews(NamedTuple):
    """What a newer version asks otherwise than the one a draft was begun with."""

    older: Questionnaire
    newer: Questionnaire
    names: dict[str, str]
    """Item of the newer version to what the older one asked in its place."""

    @property
    def followers(self) -> dict[str, str]:
        """The other way round: item of the older version to the one that follows it."""
        return {old: new for new, old in self.names.items()}

    @property
    def new(self) -> tuple[str, ...]:
        """Items that only the newer version asks, in its order."""
        return tuple(item.id for item in self.newer.ordered if item.id not in self.names)

    @property
    def gone(self) -> tuple[str, ...]:
        """Items that only the older version asks, in its order."""
        return tuple(item.id for item in self.older.ordered if item.id not in self.followers)

    @property
    def reworded(self) -> tuple[str, ...]:
        """Items of the older version that the newer one asks in other words, in the older one's order."""
        there = self.followers
        return tuple(item.id for item in self.older.ordered if item.id in there and not self.is_same(there[item.id]))

    def is_same(self, newer_item: str) -> bool:
        """Whether an item of the newer version was asked in the same words before."""
        old = self.names.get(newer_item)
        return old is not None and self.older.wordings[old] == self.newer.wordings[newer_item]

    def stands(self, answer: Answer, newer_item: str) -> bool:
        """Whether the choice of an answer stands as the answer to an item of the newer version."""
        if answer.choice == "not_applicable" and self.newer.item_by_id[newer_item].not_applicable is None:
            return False
        return self.is_same(newer_item)

    def may_aim_at(self, level: Level | UnsetType | None, newer_item: str) -> bool:
        """Whether an item of the newer version has a level that was aimed at; it may have other steps."""
        return level is None or (level is not UNSET and self.newer.scale_of(newer_item).position(level) is not None)

    def answered(self, draft: Draft) -> Carried:
        """What would become of the answers of a draft."""
        carried, anew, left = [], [], []
        for item, entry in draft.entries.items():
            follower = self.followers.get(item)
            if follower is None:
                left.append(item)
            elif entry.answer.is_answered and self.stands(entry.answer, follower):
                carried.append(item)
            elif entry.answer.is_answered:
                anew.append(item)
        return Carried(tuple(carried), tuple(anew), tuple(left))


class Carried(NamedTuple):
    """Items of a draft, by what becomes of their answers."""

    carried: tuple[str, ...]
    """They stand as they are."""
    anew: tuple[str, ...]
    """Their level is to be chosen anew; texts and target stay."""
    left: tuple[str, ...]
    """Nothing of the newer version follows them."""


def version_news(versions: Sequence[Questionnaire]) -> VersionNews:
    """What changes from the first of several versions to the last.

    Args:
        versions: of one questionnaire in their order: the draft's, those between, and the newer one.
    """
    older, newer = versions[0], versions[-1]
    found = {item.id: names_over(item, versions).get(older.hash) for item in newer.ordered}
    names: dict[str, str] = {}
    for item, old in found.items():
        if old is not None and old not in names.values():  # one answer is the answer to one item
            names[item] = old
    return VersionNews(older, newer, names)


def carried_over(draft: Draft, news: VersionNews, made_as: str) -> Draft:
    """A draft as it goes on under the newer version.

    Args:
        draft: as it is stored.
        news: from its version to the newer one.
        made_as: its new id. The draft of before keeps its own, so that each can be submitted or brought back.
    """
    there = news.followers
    entries = {there[item]: _carried(entry, news, there[item]) for item, entry in draft.entries.items() if item in there}
    history = [Replaced(there[one.item], one.entry) for one in draft.history if one.item in there and news.is_same(there[one.item])]
    return msgspec.structs.replace(
        draft,
        id=made_as,
        questionnaire=QuestionnaireRef.to(news.newer),
        entries={item: entry for item, entry in entries.items() if entry.answer != EMPTY},
        history=tuple(history),
        positions={post: there[item] for post, item in draft.positions.items() if item in there},
        revision=draft.revision + 1,
        confirmed=None,  # other words were confirmed
        asked_back=tuple(msgspec.structs.replace(one, item=there[one.item]) for one in draft.asked_back if one.item in there),
    )


def _carried(entry: DraftEntry, news: VersionNews, newer_item: str) -> DraftEntry:
    if news.stands(entry.answer, newer_item):
        return entry
    target = entry.answer.target if news.may_aim_at(entry.answer.target, newer_item) else None
    return msgspec.structs.replace(
        entry, answer=msgspec.structs.replace(entry.answer, choice=None, reason="", target=target, ticks=(), number=None, met=())
    )


def patch_carried(patch: AnswerPatch, news: VersionNews, newer_item: str) -> AnswerPatch:
    """A change that was made to an item of the older version, as far as it says something about the item that follows it."""
    if news.is_same(newer_item):
        return patch
    target = patch.target if patch.target is UNSET or news.may_aim_at(patch.target, newer_item) else UNSET
    return msgspec.structs.replace(patch, choice=UNSET, reason=UNSET, ticks=UNSET, number=UNSET, met=UNSET, standing=UNSET, target=target)


# -- in words ------------------------------------------------------------------------------------------------------------


def newer_version_there(news: VersionNews) -> str:
    """That there is a newer version, and that the draft is of the one before."""
    return _(
        "診断票の新しい版（{new}版、{day}から）が使われています。この下書きは、前の版（{old}版）のものです。",
        new=news.newer.version,
        day=long_date(news.newer.valid_from),
        old=news.older.version,
    )


def what_moving_means(news: VersionNews, draft: Draft) -> list[str]:
    """What becomes of the answers, and what else the newer version changes; only what there is."""
    answers = news.answered(draft)
    n = len(answers.carried)
    said = [_n("そのまま移る回答: {n}問", "そのまま移る回答: {n}問", n)]
    if n := len(answers.anew):
        said.append(
            _n(
                "設問の言葉が変わり、段を選び直す回答: {n}問（根拠・コメント・目標は移ります）",
                "設問の言葉が変わり、段を選び直す回答: {n}問（根拠・コメント・目標は移ります）",
                n,
            )
        )
    if n := len(answers.left):
        said.append(_n("なくなる設問への回答: {n}問（前の下書きに残ります）", "なくなる設問への回答: {n}問（前の下書きに残ります）", n))
    if n := len(news.new):
        said.append(_n("新しい設問: {n}問", "新しい設問: {n}問", n))
    return said


def old_version_may_be_finished(kept: dt.timedelta) -> str:
    """That nobody has to move, and that it can be undone."""
    return _n(
        "移さずに、前の版のまま提出することもできます。移しても前の下書きは{n}日残り、u で元に戻せます。",
        "移さずに、前の版のまま提出することもできます。移しても前の下書きは{n}日残り、u で元に戻せます。",
        kept.days,
    )
