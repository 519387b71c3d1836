"""A change of an answer, as data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

levels = st.integers(0, 5)
texts = st.sampled_from(["", "台帳", "窓口課は秋から"])
values = {
    "choice": st.none() | levels | st.sampled_from(["unknown", "not_applicable"]),
    "reason": texts,
    "evidence": texts,
    "comment": texts,
    "target": st.none() | levels,
}
answers = st.builds(Answer, **values)
patches = st.builds(AnswerPatch, **{name: st.just(UNSET) | one for name, one in values.items()})


@given(answers, patches)
def test_a_change_touches_its_fields_and_no_other(answer: Answer, patch: AnswerPatch) -> None:
    """What it does not name stays as it is, whatever that is."""
    after = patch.applied_to(answer)
    for name in values:
        wanted = getattr(patch if name in patch.fields else answer, name)
        assert getattr(after, name) == wanted


@given(answers, patches)
def test_a_change_taken_back_leaves_the_answer_as_it_was(answer: Answer, patch: AnswerPatch) -> None:
    """And takes back only what it had changed."""
    back = patch.taken_back(answer)
    assert back.fields == patch.fields
    assert back.applied_to(patch.applied_to(answer)) == answer


@given(answers, patches, patches)
def test_two_people_who_change_different_fields_lose_nothing_of_each_other(answer: Answer, mine: AnswerPatch, theirs: AnswerPatch) -> None:
    """In whichever order they reach the disk."""
    if not set(mine.fields) & set(theirs.fields):
        assert mine.applied_to(theirs.applied_to(answer)) == theirs.applied_to(mine.applied_to(answer))


def test_nothing_given_is_another_thing_than_nothing_chosen() -> None:
    """Taking a choice or a target away is a change; leaving it alone is none."""
    answer = Answer(choice=3, target=4)
    assert AnswerPatch().fields == ()
    assert AnswerPatch().applied_to(answer) == answer
    assert AnswerPatch(choice=None, target=None).applied_to(answer) == Answer()


def test_a_patch_has_every_field_of_an_answer() -> None:
    """Whoever adds one to `Answer` adds it here, or nobody could change it."""
    assert AnswerPatch.__struct_fields__ == (*Answer.__struct_fields__, "standing", "copied", "asked")


def test_texts_are_cleaned_and_choices_are_not() -> None:
    """No control characters, nothing at the ends; and a field that is not given stays not given."""
    patch = AnswerPatch(choice="unknown", evidence=" 台帳\x1b[2J\r\n ")
    assert patch.cleaned() == AnswerPatch(choice="unknown", evidence="台帳[2J")
    assert AnswerPatch.of_note("comment", "\n　事情").cleaned() == AnswerPatch(comment="　事情")


def test_a_field_that_no_answer_has_is_refused() -> None:
    """A slip of the pen is found where it is made, not by a reader of the file."""
    with pytest.raises(TypeError):
        AnswerPatch(comments="事情")  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        AnswerPatch().choice = 3  # type: ignore[misc]
