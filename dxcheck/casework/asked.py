"""What follows from asks: whom to ask this time, which answers lie side by side, how far apart they are, what is said to a section that has not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from dxcheck.assessment.scoring import earlier_id
from dxcheck.assessment.wording import answer_in_words
from dxcheck.casework.asking import ASK_STATES
from dxcheck.casework.due import ask_is_near
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import days_left, long_date
from dxcheck.model.mail import addressed
from dxcheck.model.snapshot import EMPTY, LONGEST_TEXT, Answer
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from dxcheck.casework.asking import Ask, AskWithAnswers
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.snapshot import DraftEntry, Snapshot
    from dxcheck.questionnaire.model import Item, Questionnaire
    from dxcheck.questionnaire.scale import Level

_TITLES_NAMED: Final = 3
"""Items that a letter names; of the others their number."""


# -- whom to ask -------------------------------------------------------------------------------------------------------


class ProposedPosts(NamedTuple):
    """Whom an item may be asked of."""

    item: str
    posts: tuple[str, ...]
    """Empty: the planning section answers itself."""
    is_from_last_time: bool
    """Whether it was so last time; else it is the section that usually knows."""


def usual_sections(questionnaires: Iterable[Questionnaire]) -> dict[str, str]:
    """Item id to the section that usually knows, in today's language; a later version's word counts."""
    found: dict[str, str] = {}
    for one in sorted(questionnaires, key=lambda one: one.valid_from):
        found |= {item.id: str(item.section) for item in one.items if item.section is not None}
    return found


def assignments(questionnaire: Questionnaire, earlier: Iterable[Ask], cycle: Cycle, usual: Mapping[str, str]) -> list[ProposedPosts]:
    """Whom each item may be asked of, in asking order: as in the last cycle that anything was asked for, else the section that usually knows.

    Args:
        questionnaire: whose items are asked.
        earlier: every ask that is kept.
        cycle: the running one.
        usual: of `usual_sections`.
    """
    before = [one for one in earlier if one.cycle < cycle and one.questionnaire.id == questionnaire.id]
    last = max((one.cycle for one in before), default=None)
    posts: dict[str, list[str]] = {}
    for one in before:
        for id_ in one.items if one.cycle == last else ():
            posts.setdefault(id_, []).append(one.post)
    made = []
    for item in questionnaire.ordered:
        old = next((name for name in (item.id, *(one.item for one in item.replaces if one.change == "reworded")) if name in posts), None)
        then = tuple(dict.fromkeys(posts[old])) if old is not None else ()
        known = usual.get(item.id, "")
        made.append(ProposedPosts(item.id, then or ((known,) if known else ()), bool(then)))
    return made


# -- what a section is given -------------------------------------------------------------------------------------------


def only_items(questionnaire: Questionnaire, items: Collection[str]) -> Questionnaire:
    """A questionnaire with some of its items only. A condition on an item that is not among them cannot be looked at: the item is asked."""
    kept = tuple(_without_conditions_on_others(one, items) for one in questionnaire.items if one.id in items)
    dimensions = {one.dimension for one in kept}
    return msgspec.structs.replace(
        questionnaire,
        items=kept,
        dimensions=tuple(one for one in questionnaire.dimensions if one.id in dimensions),
        priority=tuple(one for one in questionnaire.priority if one in items),
        contradictions=(),
    )


def _without_conditions_on_others(item: Item, items: Collection[str]) -> Item:
    return msgspec.structs.replace(item, conditions=tuple(one for one in item.conditions if one.item in items))


def last_time_of(snapshot: Snapshot, its: Questionnaire, items: Sequence[Item]) -> Snapshot:
    """What a snapshot says of some items of a later version, and of nothing else."""
    ids = {old for one in items if (old := earlier_id(one, its)) is not None}
    return msgspec.structs.replace(
        snapshot,
        answers={item: answer for item, answer in snapshot.answers.items() if item in ids},
        carried_over={},
        kept=(),
        draft="",
    )


# -- what came back ----------------------------------------------------------------------------------------------------


class Given(NamedTuple):
    """One post's answer."""

    ask: Ask
    entry: DraftEntry


class Gathered(NamedTuple):
    """The answers to one item, side by side."""

    item: str
    given: tuple[Given, ...]
    """In the order in which the posts were asked."""
    stands: Answer
    """What the draft says."""

    @property
    def spread(self) -> tuple[Level, Level] | None:
        """The lowest and the highest level; None where nobody gave one."""
        levels = [one.entry.answer.level for one in self.given if one.entry.answer.level is not None]
        return (min(levels), max(levels)) if levels else None

    @property
    def is_agreed(self) -> bool:
        """Whether all say the same."""
        return len({one.entry.answer.choice for one in self.given}) == 1

    @property
    def needs_deciding(self) -> bool:
        """Whether somebody must say which one it is: they differ, or the draft says something else already."""
        return not self.is_agreed or (self.stands.is_answered and self.stands.choice != self.given[0].entry.answer.choice)

    @property
    def is_taken_over(self) -> bool:
        """Whether the draft says what one of them says, as it says it."""
        return any(self.as_taken(one.ask.id) == self.stands for one in self.given)

    def as_taken(self, ask: str) -> Answer:
        """The answer that is taken where one post's is: with the evidence of whoever says the same, as far as there is room. What the post leaves empty stays as the draft has it.

        Raises:
            LookupError: no answer to this ask is among them.
        """
        chosen = next(one.entry.answer for one in self.given if one.ask.id == ask)
        others = [one.entry.answer for one in self.given if one.ask.id != ask and one.entry.answer.choice == chosen.choice]
        now = self.stands if self.stands.choice in (None, chosen.choice) else EMPTY
        evidence = _joined(now.evidence, chosen.evidence, [one.evidence for one in others])
        comment = _joined(now.comment, chosen.comment, [one.comment for one in others])
        return msgspec.structs.replace(
            chosen,
            evidence=evidence or self.stands.evidence,
            comment=comment or self.stands.comment,
            met=chosen.met or (now.met if now.choice == chosen.choice else ()),
            target=chosen.target if chosen.target is not None else self.stands.target,
        )


def _joined(now: str, own: str, others: Sequence[str]) -> str:
    """What is there, with what is not in it yet: one's own in any case. Joined once more it is the same."""
    made = now
    for text in (own, *others):
        if text not in made:
            together = f"{made}\n{text}" if made else text
            made = together if len(together) <= LONGEST_TEXT else own if text is own else made
    return made


def gathered(asked: Iterable[AskWithAnswers], questionnaire: Questionnaire, answers: Mapping[str, Answer], cycle: Cycle) -> list[Gathered]:
    """The items of a draft that came back with an answer, in asking order.

    Args:
        asked: every ask with its answers.
        questionnaire: the draft's; `of_another_version` says which asks are of another one.
        answers: the draft's.
        cycle: the running one; what was asked for another is over.
    """
    found: dict[str, list[Given]] = {}
    for ask, draft in asked:
        if ask.cycle != cycle or ask.questionnaire.hash != questionnaire.hash or not ask.has_answers_to_read:
            continue
        for item in ask.items:
            entry = draft.entries.get(item)
            if entry is not None and entry.answer.is_answered and item in questionnaire.item_by_id:
                found.setdefault(item, []).append(Given(ask, entry))
    return [Gathered(one.id, tuple(found[one.id]), answers.get(one.id, EMPTY)) for one in questionnaire.ordered if one.id in found]


def of_another_version(asked: Iterable[AskWithAnswers], questionnaire: Questionnaire, cycle: Cycle) -> list[Ask]:
    """Asks whose answers cannot be taken over, because the draft has been moved to another version since."""
    return [
        one.ask
        for one in asked
        if one.ask.cycle == cycle and one.ask.questionnaire.id == questionnaire.id and one.ask.questionnaire.hash != questionnaire.hash
    ]


# -- in words ----------------------------------------------------------------------------------------------------------


def answered_of(asked: AskWithAnswers) -> int:
    """How many of its items are answered so far."""
    return sum(asked.draft.answer(item).is_answered for item in asked.ask.items)


def ask_in_words(asked: AskWithAnswers, today: dt.date) -> str:
    """How an ask stands, in a few words: its state, how much is answered, and the due date while it is open."""
    ask = asked.ask
    said = _("{state}　{n}/{all}問", state=_(ASK_STATES[ask.state]), n=answered_of(asked), all=len(ask.items))
    if ask.is_open:
        return said + _("　期限 {day}（{left}）", day=long_date(ask.due), left=left_until(ask.due, today))
    handed = ask.handed_at
    return said + (_("　{day}に回答", day=long_date(handed)) if ask.state == "handed" and handed is not None else "")


def how_asks_stand(asked: Sequence[AskWithAnswers], waiting: int) -> str:
    """How far the sections are that were asked something, and how many items' answers wait to be taken over."""
    back = sum(one.ask.has_answers_to_read for one in asked)
    said = _n("照会: {n}件のうち{back}件に回答がありました。", "照会: {n}件のうち{back}件に回答がありました。", len(asked), back=back)
    return said + (_n("まだ取り込んでいない回答が{n}問あります。", "まだ取り込んでいない回答が{n}問あります。", waiting) if waiting else "")


def left_until(due: dt.date, today: dt.date) -> str:
    """How far a due date is, also once it is over."""
    if due < today:
        return _n("{n}日すぎました", "{n}日すぎました", (today - due).days)
    return days_left(due, today)


def side_by_side(one: Gathered, questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Every answer to an item: the ask's id, and the post with what it says."""
    from dxcheck.assessment.why_level import why_in_words  # not needed before the first frame

    return [
        (
            given.ask.id,
            _("{post}: {answer}", post=given.ask.post, answer=answer_in_words(one.item, given.entry.answer, questionnaire))
            + (f"　{why}" if (why := why_in_words(one.item, given.entry.answer, questionnaire)) else "")
            + (_("　根拠: {text}", text=" ".join(given.entry.answer.evidence.split())) if given.entry.answer.evidence else ""),
        )
        for given in one.given
    ]


def spread_in_words(one: Gathered, questionnaire: Questionnaire) -> str:
    """How far the answers lie apart; empty where they do not, or the draft says nothing else."""
    said = []
    if not one.is_agreed:
        levels = one.spread
        apart = _("{low}から{high}", low=as_level(levels[0]), high=as_level(levels[1])) if levels and levels[0] != levels[1] else ""
        said.append(_("回答が分かれています（{apart}）", apart=apart) if apart else _("回答が分かれています"))
    if one.stands.is_answered and not one.is_taken_over:
        said.append(_("下書きは「{answer}」", answer=answer_in_words(one.item, one.stands, questionnaire)))
    return _("　").join(said)


def items_in_words(ask: Ask, questionnaire: Questionnaire) -> str:
    """The items of an ask in one line: whole dimensions by their names, others by their numbers."""
    parts = []
    left = set(ask.items)
    for dimension, items in questionnaire.items_by_dimension.items():
        ids = {one.id for one in items}
        if ids and ids <= left:
            parts.append(str(questionnaire.dimension_by_id[dimension].title))
            left -= ids
    parts += [one for one in ask.items if one in left]
    return _("、").join(parts)


def letter(
    asked: AskWithAnswers, questionnaire: Questionnaire, municipality: str, today: dt.date, link: str = "", *, logs_in: bool = True
) -> str:
    """What to send to the section: plain lines to copy into a mail. It asks, reminds where something is left, and thanks once the answers are there.

    Args:
        asked: the ask with what is answered so far.
        questionnaire: its text.
        municipality: whose town hall it is.
        today: for how many days are left.
        link: where one answers without an account; empty for those who have one.
        logs_in: whether the section has an account; without one and without a link here it was given one, or a sheet, before.
    """
    ask, done = asked.ask, answered_of(asked)
    near = ask_is_near(ask, today)
    known = [questionnaire.item_by_id[one] for one in ask.items if one in questionnaire.item_by_id]
    named = _("、").join(str(one.title) for one in known[:_TITLES_NAMED])
    more = len(ask.items) - _TITLES_NAMED
    what = named + (_n(" ほか{n}問", " ほか{n}問", more) if more > 0 else "")
    by = _("{municipality} {by}", municipality=municipality, by=ask.asked_by).rstrip()
    if not ask.is_open:
        thanks = _("{questionnaire}（{cycle}）の照会はここまでです。", questionnaire=questionnaire.title, cycle=ask.cycle.label)
        if ask.handed_at is not None:
            thanks = _(
                "{questionnaire}（{cycle}）の回答をいただきました。ありがとうございました。",
                questionnaire=questionnaire.title,
                cycle=ask.cycle.label,
            )
        return "\n".join([addressed(ask.post), "", thanks, "", by])
    lines = [
        addressed(ask.post),
        "",
        _("{questionnaire}（{cycle}）の回答のお願いです。", questionnaire=questionnaire.title, cycle=ask.cycle.label),
        _("期限: {day}（{left}）", day=long_date(ask.due), left=left_until(ask.due, today)),
        _n("設問: {what}（{n}問）", "設問: {what}（{n}問）", len(ask.items), what=what),
    ]
    lines += [near] if near else []
    lines += [_("ねらい: {reason}", reason=ask.reason)] if ask.reason else []
    if ask.question is not None:
        lines += [_("お尋ね: {text}", text=ask.question.text)]
    if done == len(ask.items):
        lines.append(_("すべての設問に回答をいただいています。「回答を返す」を押すと、こちらで見られるようになります。"))
    elif done:
        lines.append(_("いまのところ{n}問に回答をいただいています。残りもお願いします。", n=done))
    way = _("dxcheckにログインすると、お願いした設問だけが開きます。")
    if link:
        way = _("回答はこちらから: {link}", link=link)
    elif not logs_in:
        way = _("回答は、前にお送りしたリンクか記入表でお願いします。見当たらないときは、このメールへの返信でお知らせください。")
    lines += ["", way]
    lines += [_("前回の回答が横に出ます。変わっていなければ「前回と同じ」で進められます。迷う設問は「わからない」でかまいません。")]
    return "\n".join([*lines, "", by])
