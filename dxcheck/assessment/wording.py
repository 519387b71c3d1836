"""Answers and agreed actions in words, as screens and papers say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.figures import as_step
from dxcheck.i18n import _, _c, _n
from dxcheck.model.calendar import clock, long_date
from dxcheck.questionnaire.measures import number_in_words
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.assessment.change import LevelChange
    from dxcheck.assessment.shared_items import Common
    from dxcheck.model.snapshot import Answer, Snapshot
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Level


def level_in_words(item: str, level: Level, questionnaire: Questionnaire) -> str:
    """A level of an item with its name: `2 一部で計画的に`."""
    return f"{as_level(level)} {questionnaire.name_of(item, level)}".rstrip()


def level_in_a_sentence(item: str, level: Level, questionnaire: Questionnaire) -> str:
    """A level of an item in the middle of a sentence: `レベル3`, or its name where the item's levels are no whole numbers in a row: `「一部で」`.

    What is none of the item's levels is told as that; of an item that is not asked any more nothing is known.
    """
    said = as_level(level)
    if item not in questionnaire.item_by_id:
        return _c("in a sentence", "レベル{level}", level=said)
    scale, name = questionnaire.scale_of(item), questionnaire.name_of(item, level)
    if scale.position(level) is None:
        return _("設問にないレベル{level}", level=said)
    return _c("in a sentence", "レベル{level}", level=said) if scale.is_evenly_spaced or name.is_blank else _("「{name}」", name=name)


def low_in_words(questionnaire: Questionnaire) -> str:
    """Which levels are low: `レベル1以下`; where items are answered on scales of their own, each has another such level."""
    if not questionnaire.has_one_scale:
        return _("低いレベル")
    return _("レベル{level}以下", level=as_level(questionnaire.scale.low_to))


def evidence_in_words(questionnaire: Questionnaire) -> str:
    """At which levels evidence is expected: `レベル3以上`, in the same way."""
    if not questionnaire.has_one_scale:
        return _("高いレベル")
    return _("レベル{level}以上", level=as_level(questionnaire.scale.evidence_from))


def answer_in_words(item: str, answer: Answer, questionnaire: Questionnaire) -> str:
    """An answer's choice to an item as one says it: `2 一部で計画的に`, 該当なし, わからない, 未回答."""
    if answer.level is not None:
        words = level_in_words(item, answer.level, questionnaire)
        basis = basis_in_words(item, answer, questionnaire)
        return _("{level}（{basis}）", level=words, basis=basis) if basis else words
    if answer.choice == "not_applicable":
        return _("該当なし")
    return _("わからない") if answer.choice == "unknown" else _("未回答")


def basis_in_words(item: str, answer: Answer, questionnaire: Questionnaire) -> str:
    """What an answer's level follows from: `40 %`, `5つのうち3つ`; empty where it was chosen."""
    measures = questionnaire.measured.get(item)
    if measures is None:
        return ""
    if measures.is_checklist:
        return _("{all}つの問いのうち{n}つ", all=len(measures.checks), n=len(answer.ticks))
    return "" if answer.number is None else number_in_words(answer.number, measures.unit)


def ticked_in_words(item: str, answer: Answer, questionnaire: Questionnaire) -> str:
    """The questions of an item that are met, one after the other; empty where nothing is ticked."""
    measures = questionnaire.measured.get(item)
    return _("、").join(str(one.text) for one in measures.checks if one.id in answer.ticks) if measures is not None else ""


def answer_and_target(item: str, answer: Answer, questionnaire: Questionnaire) -> str:
    """The same with the target beside it, where there is one."""
    words = answer_in_words(item, answer, questionnaire)
    return words if answer.target is None else _("{answer}（3年後の目標 {target}）", answer=words, target=as_level(answer.target))


def given_before(day: dt.date) -> str:
    """Beside an answer that was given before the cycle of its snapshot, and that nobody looked at again."""
    return _("{day}に答えたまま（この期に見直していません）", day=long_date(day))


def confirmed_in_words(snapshot: Snapshot) -> str:
    """The post that confirmed a result, and when, where that was done in dxcheck."""
    if snapshot.confirmed_at is None:
        return snapshot.confirmed_by
    when = _("{day} {time}", day=long_date(snapshot.confirmed_at), time=clock(snapshot.confirmed_at))
    return _("{post}（{when}に確認）", post=snapshot.confirmed_by, when=when)


def how_it_was_given(snapshot: Snapshot, item: str) -> list[str]:
    """What else is known of how an answer came about: that it is from before its cycle, that it was copied from last time, that another post gave it."""
    said = [given_before(snapshot.carried_over[item])] if item in snapshot.carried_over else []
    said += [copied_from_last_time()] if item in snapshot.copied else []
    return said + ([_("{post}が回答", post=snapshot.posts[item])] if item in snapshot.posts else [])


def copied_from_last_time() -> str:
    """Beside an answer that somebody took over from last time without looking at it anew."""
    return _("前回と同じ（写した回答）")


def change_in_words(change: LevelChange, digits: int) -> str:
    """A change and how many items stand behind it: `+0.2（5/6問）`."""
    return _("{by}（{n}/{all}問）", by=as_step(change.mean, digits), n=change.items, all=change.shared)


def change_in_short(change: LevelChange | None, digits: int) -> str:
    """A change for a narrow column, with how many items stand behind it: `+0.2 (5)`, or `-` without one."""
    return as_step(None, digits) if change is None or change.mean is None else f"{as_step(change.mean, digits)} ({change.items})"


def beside_change(change: LevelChange) -> str:
    """What moved no figure: items that got a level, and items that are わからない now; empty without any."""
    said = [_n("新しく答えた{n}問", "新しく答えた{n}問", change.newly)] if change.newly else []
    said += [_n("わからないに変わった{n}問", "わからないに変わった{n}問", change.now_unknown)] if change.now_unknown else []
    return _("、").join(said)


def whole_change(change: LevelChange, digits: int) -> str:
    """How far the whole came, and what moved no figure, in a sentence."""
    text = _("全体の変化 {change}", change=change_in_words(change, digits))
    beside = beside_change(change)
    return _("{text}。ほかに{beside}。", text=text, beside=beside) if beside else _("{text}。", text=text)


def about_changes() -> str:
    """What a change is, for whoever wonders that it is not the difference of the means beside it."""
    return _("変化は、前回も今回もレベルのある設問だけの動きの平均です（かっこ内は設問の数）。")


def in_common(shared: Common) -> str:
    """What a comparison of several versions is computed on."""
    text = _(
        "市町によって診断票の版がちがうため、共通の設問 {shared}/{items}問で計算しています。", shared=shared.shared, items=shared.items
    )
    return text + (_("うち{n}問は言い回しが変わっています。", n=len(shared.reworded)) if shared.reworded else "")


def in_every_version(shared: Common) -> str:
    """What a course over the cycles is computed on, where the versions differ."""
    return _("どの版にもある設問 {shared}/{items}問で計算しています。", shared=shared.shared, items=shared.items)
