"""When a section is reminded of what it is asked, and in which words: a month, a week and a day before, and never of what was asked just now."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from moments import NOW

from dxcheck.casework.asking import Ask, AskWithAnswers, Turn
from dxcheck.casework.due import ask_is_near, asks_are_near, stage_of
from dxcheck.model.calendar import REMINDED_WITHIN, Cycle, reminder_due, reminder_stage
from dxcheck.model.snapshot import Draft, QuestionnaireRef

ABOUT = QuestionnaireRef("ehime-dx", "2027.1", "0" * 64)
DAY = NOW.date()


def asked(post: str, due: int, since: int = 60, *turns: Turn) -> AskWithAnswers:
    """Due in some days, asked some days ago."""
    ask = Ask(
        id="0" * 16,
        municipality="382027",
        post=post,
        questionnaire=ABOUT,
        items=("sec-01",),
        cycle=Cycle.of(DAY),
        due=DAY + dt.timedelta(days=due),
        asked_at=NOW - dt.timedelta(days=since),
        turns=turns,
    )
    return AskWithAnswers(ask, Draft(ask.id, ask.municipality, ABOUT, ask.asked_at))


def test_the_nearer_it_is_the_clearer_it_is_said() -> None:
    """And nothing while it is far off, once it is over, or once it was handed back."""
    said = {days: ask_is_near(asked("人事課", days).ask, DAY) for days in (31, 30, 7, 1, 0, -1)}
    assert (said[31], said[-1]) == ("", "")
    assert "期限まで1か月です（あと30日）" in said[30]
    assert "期限まで1週間です（あと7日）" in said[7]
    assert "期限はあと1日です" in said[1]
    assert "期限は本日までです" in said[0]
    assert ask_is_near(asked("人事課", 1, 60, Turn(NOW, "handed")).ask, DAY) == ""
    assert ask_is_near(asked("人事課", 5, 1).ask, DAY) == "", "asked within the week: the letter said so"


def test_whoever_asked_reads_whom_to_remind() -> None:
    """Those that are late, then those that soon will be, the earliest first; no more than fits a line."""
    there = [asked("総務課", 5), asked("人事課", 1), asked("税務課", -2), asked("市民課", 40)]
    late, near = asks_are_near(there, DAY)
    assert "税務課" in late
    assert "人事課（あと1日）、総務課（あと5日）" in near
    assert "市民課" not in near
    (many,) = asks_are_near([asked(f"{n}課", 3) for n in range(9)], DAY)
    assert many.count("課（") == 6
    assert "ほか" in many
    assert asks_are_near([], DAY) == []


@given(st.integers(0, 400), st.integers(0, 400))
def test_each_stage_comes_once_and_in_order(length: int, skipped: int) -> None:
    """Looked at every day, or beginning late: stages only get nearer, none is of a day before it was asked, and the last day is of the last one."""
    due = DAY + dt.timedelta(days=length)
    stages = [reminder_due(due, DAY, DAY + dt.timedelta(days=n)) for n in range(min(skipped, length), length + 1)]
    known = [one for one in stages if one is not None]
    assert known == sorted(known, reverse=True)
    assert {*known} <= {one for one in REMINDED_WITHIN if one < length}
    for n, stage in enumerate(stages, min(skipped, length)):
        assert stage in (None, reminder_stage(due, DAY + dt.timedelta(days=n)))
    assert (stage_of(asked("人事課", 0, length).ask, DAY) == 1) == (length > 1)
