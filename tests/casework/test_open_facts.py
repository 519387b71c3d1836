"""Open facts as plain data: the newest stands, and a level that does not fit is a question."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chance import tried
from desks import DAY
from hypothesis import given, settings
from hypothesis import strategies as st

from dxcheck.casework.open_facts import OpenFact, fact_for_staff, facts_of, misfit_told, misfits, newest_facts, value_told
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire import Library, shipped_folder

APRIL = dt.date(2026, 4, 1)
_FOUND = Library([shipped_folder()]).current("ehime-dx", DAY)
assert _FOUND is not None
QUESTIONNAIRE = _FOUND


def fact(value: bool | float, **more: Any) -> OpenFact:
    """One about the overall policy."""
    return OpenFact(**{"survey": "調査", "as_of": APRIL, "label": "全体方針", "value": value, "items": ("gov-02",), **more})


def test_the_newest_of_each_question_stands() -> None:
    """An older year stays kept, and is not shown."""
    old, new, other = fact(False, as_of=dt.date(2025, 4, 1)), fact(True), fact(3.0, label="件数")
    assert newest_facts([old, new, other]) == [new, other]
    assert newest_facts([new, old]) == [new]
    assert facts_of([new, fact(True, items=("gov-01",), label="別")], "gov-02") == [new]


def test_a_fact_is_said_with_its_survey_and_its_day() -> None:
    """Numbers with their unit."""
    assert fact_for_staff(fact(True)) == "国の調査では　全体方針: はい（調査、2026年4月1日）"
    assert [value_told(fact(one, unit="%")) for one in (62.0, 45.25)] == ["62%", "45.3%"]


def test_a_level_that_does_not_fit_is_a_question_and_no_judgement() -> None:
    """Too high where the survey says no, too low where it says yes; nobody is told they are wrong."""
    answers = {"gov-02": Answer(choice=3)}
    (misfit,) = misfits([fact(False, expected_from=3)], answers, QUESTIONNAIRE)
    assert "全体方針: いいえ" in misfit_told(misfit, answers)
    assert "聞いてみてください" in misfit_told(misfit, answers)
    assert misfits([fact(True, not_below=4)], answers, QUESTIONNAIRE)
    assert not misfits([fact(False, expected_from=4), fact(True, not_below=3)], answers, QUESTIONNAIRE)
    assert not misfits([fact(False, expected_from=0)], {"gov-02": Answer(choice="unknown")}, QUESTIONNAIRE)
    assert not misfits([fact(False, items=("elsewhere",), expected_from=0)], answers, QUESTIONNAIRE)


@given(st.floats(0, 100), st.floats(0, 100), st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=tried(60))
def test_a_number_is_reached_from_its_bound_on(value: float, bound: float, level: int, from_: int) -> None:
    """Like a yes from there, like a no below."""
    found = misfits([fact(value, at_least=bound, expected_from=from_)], {"gov-02": Answer(choice=level)}, QUESTIONNAIRE)
    assert bool(found) == (value < bound and level >= from_)
    assert not misfits([fact(value, expected_from=from_)], {"gov-02": Answer(choice=level)}, QUESTIONNAIRE)
