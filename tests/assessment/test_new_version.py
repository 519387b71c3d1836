"""A draft goes on under a newer version of its questionnaire: what carries over, what is to be answered anew, and that nothing is lost."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.assessment.new_version import carried_over, patch_carried, version_news
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import EMPTY, Answer, Draft, DraftEntry, QuestionnaireRef, Replaced
from dxcheck.questionnaire.model import Item, Questionnaire, Replaces

AT = dt.datetime(2027, 3, 20, 10, 0, tzinfo=JAPAN)
OLD = questionnaire(*(item(f"gov-0{n}", not_applicable=text("ないとき")) for n in range(1, 7)), version="1", valid_from=dt.date(2026, 4, 1))


def follower(old: Item, fate: str) -> Item | None:
    """What a newer version makes of an item."""
    if fate == "gone":
        return None
    if fate == "renamed":
        return item(
            old.id.replace("gov", "new"),
            prompt=old.prompt,
            levels=old.levels,
            not_applicable=text("ないとき"),
            replaces=(Replaces(old.id, "1", "reworded"),),
        )
    if fate == "reworded":
        return item(old.id, prompt=text("言葉を変えた問い"), not_applicable=text("ないとき"))
    if fate == "split":
        return item(old.id.replace("gov", "part"), replaces=(Replaces(old.id, "1", "split"),))
    if fate == "always":
        return item(old.id, prompt=old.prompt, levels=old.levels)
    return old


FATES = st.lists(st.sampled_from(["same", "gone", "renamed", "reworded", "split", "always"]), min_size=6, max_size=6)
ANSWERS = st.builds(
    Answer,
    choice=st.one_of(st.none(), st.integers(0, 5), st.sampled_from(["unknown", "not_applicable"])),
    evidence=st.sampled_from(["", "5月の資料"]),
    comment=st.sampled_from(["", "迷った"]),
    target=st.one_of(st.none(), st.integers(0, 5)),
)


def draft_of(answers: list[Answer]) -> Draft:
    """A draft of the older version, with one item that was answered before."""
    entries = {one.id: DraftEntry(answer, AT, "企画課", "a") for one, answer in zip(OLD.items, answers, strict=True) if answer != EMPTY}
    history = tuple(Replaced(one.id, DraftEntry(Answer(choice=0), AT, "企画課", "a")) for one in OLD.items)
    return Draft("d1", "382027", QuestionnaireRef.to(OLD), AT, entries, history, {"企画課": "gov-01", "": "gov-06"}, 7)


def newer(fates: list[str]) -> Questionnaire:
    """A newer version with one item that nobody asked before."""
    made = [one for old, fate in zip(OLD.items, fates, strict=True) if (one := follower(old, fate)) is not None]
    return questionnaire(*made, item("gov-99"), version="2", valid_from=dt.date(2027, 4, 1))


@given(FATES, st.lists(ANSWERS, min_size=6, max_size=6))
def test_every_answer_carries_over_or_is_named(fates: list[str], answers: list[Answer]) -> None:
    """What is asked in the same words stands; where words changed only the choice goes; what has no follower is named; no text is lost on the way."""
    draft, there = draft_of(answers), newer(fates)
    news = version_news([OLD, there])
    made = carried_over(draft, news, "d2")
    sorted_out = news.answered(draft)
    assert made.questionnaire == QuestionnaireRef.to(there)
    assert made.id != draft.id
    assert made.started_at == draft.started_at
    assert set(made.entries) <= set(there.item_by_id)
    for old, fate in zip(OLD.items, fates, strict=True):
        if old.id not in draft.entries:
            continue
        entry, after = draft.entries[old.id], news.followers.get(old.id)
        if fate in {"gone", "split"}:
            assert after is None
            assert old.id in sorted_out.left
            continue
        assert after is not None
        follows = made.answer(after)
        assert (follows.evidence, follows.comment, follows.target) == (entry.answer.evidence, entry.answer.comment, entry.answer.target)
        keeps = fate in {"same", "renamed"} or (fate == "always" and entry.answer.choice != "not_applicable")
        if keeps:
            assert made.entries[after] == entry
        else:
            assert follows.choice is None
        if entry.answer.is_answered:
            assert old.id in (sorted_out.carried if keeps else sorted_out.anew)
    assert set(news.gone) == {old.id for old, fate in zip(OLD.items, fates, strict=True) if fate in {"gone", "split"}}
    assert set(news.reworded) == {old.id for old, fate in zip(OLD.items, fates, strict=True) if fate == "reworded"}
    assert "gov-99" in news.new


@given(FATES, st.lists(ANSWERS, min_size=6, max_size=6))
def test_whoever_was_at_an_item_is_at_the_one_that_follows_it(fates: list[str], answers: list[Answer]) -> None:
    """And nobody is sent to an item that is not asked."""
    news = version_news([OLD, newer(fates)])
    made = carried_over(draft_of(answers), news, "d2")
    assert set(made.positions.values()) <= set(news.newer.item_by_id)
    assert made.positions == {post: news.followers[at] for post, at in draft_of(answers).positions.items() if at in news.followers}


def test_an_item_is_followed_over_a_version_between() -> None:
    """Renamed twice, it is still the same question."""
    between = questionnaire(
        item("mid-01", prompt=OLD.items[0].prompt, levels=OLD.items[0].levels, replaces=(Replaces("gov-01", "1", "reworded"),)),
        version="2",
        valid_from=dt.date(2027, 4, 1),
    )
    last = questionnaire(
        item("end-01", prompt=OLD.items[0].prompt, levels=OLD.items[0].levels, replaces=(Replaces("mid-01", "2", "reworded"),)),
        version="3",
        valid_from=dt.date(2028, 4, 1),
    )
    news = version_news([OLD, between, last])
    assert news.names == {"end-01": "gov-01"}
    assert carried_over(draft_of([Answer(choice=3)] * 6), news, "d2").answer("end-01").choice == 3


def test_one_answer_is_never_the_answer_to_two_items() -> None:
    """Where two items say they follow one, the first in order does."""
    twice = [item(name, replaces=(Replaces("gov-01", "1", "reworded"),)) for name in ("a-01", "b-01")]
    news = version_news([OLD, questionnaire(*twice, version="2", valid_from=dt.date(2027, 4, 1))])
    assert news.names == {"a-01": "gov-01"}
    assert news.new == ("b-01",)


def test_a_level_given_to_the_words_of_before_is_no_level_of_the_new_ones() -> None:
    """A text written there is one of the new item all the same."""
    news = version_news([OLD, newer(["reworded"] + ["same"] * 5)])
    both = AnswerPatch(choice=3, evidence="資料")
    assert patch_carried(both, news, "gov-01").fields == ("evidence",)
    assert patch_carried(both, news, "gov-02") == both
