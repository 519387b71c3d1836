"""What follows from a form of an item, whatever was shown, whatever stands there by now, and whatever was typed; also on scales that do not count from 0 to 5."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from scaled import one_to_five, quarters
from shapes import example

from dxcheck.assessment.measuring import measured_at, settled_answer
from dxcheck.assessment.question import Question
from dxcheck.model.snapshot import EMPTY, LONGEST_TEXT, Answer
from dxcheck.pages.fields import CLEAR, PARTS, SAME, Judge, TypedItem, choice_word, marks_of, seen_after, seen_again, typed_item, typed_of
from dxcheck.questionnaire.model import Questionnaire

INSTRUMENTS = [one_to_five(), quarters(), example("meetings")]
TEXTS = st.sampled_from(["", "議事録", "議事録\n予算書", "名簿", "議事録\n名簿"])


@st.composite
def instruments(draw: st.DrawFn) -> tuple[Questionnaire, str]:
    """A questionnaire and one of its items, the yes-or-no items too."""
    q = draw(st.sampled_from(INSTRUMENTS))
    return q, draw(st.sampled_from([one.id for one in q.items[:4]]))


@st.composite
def answers(draw: st.DrawFn, q: Questionnaire, item: str) -> Answer:
    """An answer that can stand in the store."""
    levels = q.scale_of(item).values
    choice = draw(st.sampled_from([None, "unknown", "not_applicable", *levels]))
    reason = "業務がない" if choice == "not_applicable" else ""
    given_ = measured_at(choice, item, q) if isinstance(choice, (int, float)) else None
    measured = (given_.ticks, given_.number) if given_ is not None else ((), None)
    return Answer(choice, reason, draw(TEXTS), draw(TEXTS), draw(st.sampled_from([None, *levels])), *measured)


@st.composite
def meetings(draw: st.DrawFn) -> tuple[Question, Answer, TypedItem]:
    """An item as it stands now, the answer that was shown, and what was typed over it."""
    q, item = draw(instruments())
    shown, now = draw(answers(q, item)), draw(answers(q, item))
    words = ["", SAME, CLEAR, "unknown", "not_applicable", "x", "99", *map(choice_word, q.scale_of(item).values)]
    typed = typed_of(shown)._replace(
        choice=draw(st.sampled_from([choice_word(shown.choice), *words])),
        reason=draw(st.sampled_from([shown.reason, "", "対象の事務がない"])),
        evidence=draw(st.sampled_from([shown.evidence, "写真", "議事録\n写真", "あ" * (LONGEST_TEXT + 1)])),
        target=draw(st.sampled_from([typed_of(shown).target, *words])),
    )
    if item in q.measured:
        ticks = draw(st.sampled_from([typed.ticks, "", "clock,end", "nobody"])) if q.measured[item].is_checklist else ""
        typed = typed._replace(ticks=ticks, number="" if ticks else draw(st.sampled_from([typed.number, "", "7", "many"])))
    return Question(q.item_by_id[item], q, now, 1, 12, before=draw(st.none() | answers(q, item))), shown, typed


@given(meetings())
def test_a_page_that_comes_back_as_it_was_shown_changes_nothing(met: tuple[Question, Answer, TypedItem]) -> None:
    """Left open over night, whatever others wrote meanwhile."""
    asked, shown, _typed = met
    verdict = Judge(asked, [shown]).verdict(typed_of(shown))
    assert (verdict.changes, verdict.faults) == (False, ())


@given(meetings())
def test_a_form_that_arrives_twice_changes_nothing_the_second_time(met: tuple[Question, Answer, TypedItem]) -> None:
    """A double press, a reload, the back button: the second is no change and no conflict."""
    asked, shown, typed = met
    first = Judge(asked, [shown]).verdict(typed)
    after = Question(asked.item, asked.questionnaire, first.patch.applied_to(asked.answer), 1, 12, before=asked.before)
    second = Judge(after, [asked.answer, shown]).verdict(typed)
    assert not second.changes
    assert {one.part for one in second.faults} <= {one.part for one in first.faults}


@given(meetings())
def test_nobody_takes_the_place_of_a_choice_that_they_have_not_seen(met: tuple[Question, Answer, TypedItem]) -> None:
    """Neither of a choice nor of a target; lines that others wrote stay."""
    asked, shown, typed = met
    now, patch = asked.answer, Judge(asked, [shown]).verdict(typed).patch
    made = patch.applied_to(now)
    if (now.choice, now.reason) != (shown.choice, shown.reason):
        assert (made.choice, made.reason) == (now.choice, now.reason)
    if now.target != shown.target and typed.choice != SAME:
        assert made.target == now.target
    added = set(now.evidence.splitlines()) - set(shown.evidence.splitlines())
    assert added <= set(made.evidence.splitlines())


@given(meetings())
def test_what_is_not_taken_can_be_sent_again_and_is_taken_then(met: tuple[Question, Answer, TypedItem]) -> None:
    """A conflict is told once; whoever saves again, having seen it, decides."""
    asked, shown, typed = met
    verdict = Judge(asked, [shown]).verdict(typed)
    if not all(one.is_conflict for one in verdict.faults):
        return
    now = verdict.patch.applied_to(asked.answer)
    after = Question(asked.item, asked.questionnaire, now, 1, 12, before=asked.before)
    again = Judge(after, [asked.answer, shown]).verdict(seen_again(typed, verdict, now))
    assert not [one for one in again.faults if one.part in ("choice", "target")]
    assert {one.part for one in verdict.faults} <= set(again.patch.fields) | {"evidence", "comment"}


@given(meetings())
def test_a_page_that_stays_open_erases_nothing_that_it_does_not_show(met: tuple[Question, Answer, TypedItem]) -> None:
    """Saved as it is given, and saved again with nothing touched: no change, though others wrote into the same text."""
    asked, shown, typed = met
    verdict = Judge(asked, [shown]).verdict(typed)
    now = verdict.patch.applied_to(asked.answer)
    after = Question(asked.item, asked.questionnaire, now, 1, 12, before=asked.before)
    again = Judge(after, [asked.answer, shown]).verdict(typed._replace(seen=seen_after(typed, now)))
    assert not again.changes


def test_an_answer_of_an_earlier_cycle_is_given_anew_only_where_somebody_says_so() -> None:
    """The mark 「いまも同じです」; the second time there is nothing left to say."""
    q = INSTRUMENTS[0]
    stands = Answer(choice=3)
    asked = Question(q.items[0], q, stands, 1, 12, given_on=dt.date(2026, 6, 1))
    assert not Judge(asked, []).verdict(typed_of(stands)).changes
    assert Judge(asked, []).verdict(typed_of(stands)._replace(still="1")).patch.values == {"choice": 3}
    anew = Question(q.items[0], q, stands, 1, 12)
    assert not Judge(anew, []).verdict(typed_of(stands)._replace(still="1")).changes


def test_last_time_s_answer_brings_its_texts_where_there_are_none() -> None:
    """前回と同じ."""
    q = INSTRUMENTS[0]
    before = Answer(choice=2, evidence="名簿", comment="前の事情", target=4)
    asked = Question(q.items[0], q, Answer(comment="いまの事情"), 1, 12, before=before)
    patch = Judge(asked, []).verdict(typed_of(asked.answer)._replace(choice=SAME)).patch
    assert patch.applied_to(asked.answer) == Answer(choice=2, evidence="名簿", comment="いまの事情", target=4)


def test_faults_are_told_in_words_and_nothing_is_lost() -> None:
    """該当なし without a reason, a reason without 該当なし, a text that is too long, a choice that is none."""
    q = INSTRUMENTS[0]
    asked = Question(q.items[0], q, EMPTY, 1, 12)
    blank = typed_of(EMPTY)

    def told(**typed: str) -> list[str]:
        verdict = Judge(asked, []).verdict(blank._replace(**typed))
        assert not verdict.changes
        return [one.text for one in verdict.faults]

    assert told(choice="not_applicable") == ["「該当なし」の理由を書いてください。"]
    assert told(reason="事務がない") == ["理由が書かれていますが、「該当なし」が選ばれていません。"]
    assert told(evidence="あ" * 4001) == ["4001文字あります。4000文字までにしてください。"]
    assert told(choice="0") == told(choice=SAME) == ["選ばれたものは、この設問の選択肢にありません。もう一度選んでください。"]
    assert told(target="9")


def test_a_form_holds_the_items_that_were_on_its_page() -> None:
    """And nothing is made of those that were not."""
    form = {"gov-01.seen": [marks_of(EMPTY)], "gov-01.choice": ["3"], "gov-02.choice": ["2"]}
    assert typed_item(form, "gov-01") == TypedItem(choice="3", seen=marks_of(EMPTY))
    assert typed_item(form, "gov-02") is None
    assert len(marks_of(EMPTY).split(".")) == len(PARTS)


def test_what_is_ticked_or_typed_is_the_answer() -> None:
    """Boxes alone, a number alone; that none is met has to be said; what is chosen instead takes their place."""
    q = example("meetings")

    def made(item: str, now: Answer = EMPTY, **typed: str) -> tuple[Answer, int]:
        asked = Question(q.item_by_id[item], q, now, 1, 5)
        verdict = Judge(asked, []).verdict(typed_of(now)._replace(**typed))
        return verdict.patch.applied_to(now), len(verdict.faults)

    assert made("room", ticks="clock,end") == (Answer(choice=2, ticks=("clock", "end")), 0)
    assert made("room") == (EMPTY, 0)
    assert made("room", choice="measured") == (Answer(choice=1), 0)
    assert made("room", Answer(choice=2, ticks=("clock", "end")), ticks="end") == (Answer(choice=1, ticks=("end",)), 0)
    assert made("room", Answer(choice=2, ticks=("clock", "end")), choice="unknown") == (Answer(choice="unknown"), 0)
    assert made("digital", number="９") == (Answer(choice=4, number=9.0), 0)
    assert made("digital", number="many") == (EMPTY, 1)


def test_a_form_that_stays_open_goes_on_from_what_it_saved() -> None:
    """Ticking, unticking all, and a number changed twice: nothing of it is somebody else's."""
    q = example("meetings")
    for item, steps in {
        "room": [{"ticks": "end"}, {"ticks": "clock,end"}, {}],
        "digital": [{"number": "７"}, {"number": "9 of 10"}],
    }.items():
        now, seen = EMPTY, marks_of(EMPTY)
        for step in steps:
            typed = TypedItem(seen=seen, **step)
            verdict = Judge(Question(q.item_by_id[item], q, now, 1, 5), []).verdict(typed)
            assert verdict.faults == ()
            now = settled_answer(verdict.patch.applied_to(now), item, q)
            seen = seen_after(typed, now)
        assert now in (Answer(choice=1), Answer(choice=4, number=9.0))


def test_a_number_that_somebody_cleared_meanwhile_does_not_come_back_by_itself() -> None:
    """A page that still shows it stays open and is saved twice."""
    q = example("meetings")
    asked = Question(q.item_by_id["digital"], q, EMPTY, 1, 5)
    shown = Answer(choice=1, number=2.0)
    typed = typed_of(shown)._replace(choice="")
    for _time in range(2):
        verdict = Judge(asked, [shown]).verdict(typed)
        assert (verdict.changes, verdict.faults) == (False, ())
        typed = typed._replace(seen=seen_after(typed, EMPTY))
