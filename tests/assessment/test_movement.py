"""Which way an answer or a mean went."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.assessment.change import LevelChange
from dxcheck.assessment.figures import as_step
from dxcheck.assessment.movement import Movement, movement_of, movement_of_mean
from dxcheck.assessment.scoring import ItemChange
from dxcheck.model.snapshot import Answer

CHOICES = (None, 0, 1, 2, 3, 4, 5, "not_applicable", "unknown")


@pytest.mark.parametrize(
    ("before", "after", "reworded", "wanted"),
    [
        (1, 3, False, Movement.ROSE),
        (3, 1, False, Movement.FELL),
        (2, 2, False, Movement.SAME),
        ("unknown", 0, False, Movement.NEWLY),
        (None, 4, False, Movement.NEWLY),
        (2, "unknown", False, Movement.NO_LEVEL),
        (2, "not_applicable", False, Movement.NO_LEVEL),
        ("unknown", "not_applicable", False, Movement.NO_LEVEL),
        ("unknown", "unknown", False, Movement.SAME),
        (1, 3, True, Movement.REWORDED),
        ("unknown", 3, True, Movement.NEWLY),
    ],
)
def test_an_answer_went_one_way(before: object, after: object, reworded: bool, wanted: Movement) -> None:
    """わからない that became 0 did not fall, and other words are neither up nor down."""
    assert movement_of(ItemChange("a", Answer(choice=before), Answer(choice=after), reworded)) is wanted  # type: ignore[arg-type]


@given(st.sampled_from(CHOICES), st.sampled_from(CHOICES), st.booleans())
def test_up_and_down_are_what_the_step_says(before: object, after: object, reworded: bool) -> None:
    """And nothing that has no step is called either."""
    change = ItemChange("a", Answer(choice=before), Answer(choice=after), reworded)  # type: ignore[arg-type]
    found = movement_of(change)
    assert (found is Movement.ROSE) == ((change.step or 0) > 0)
    assert (found is Movement.FELL) == ((change.step or 0) < 0)


@given(st.none() | st.floats(-5, 5, allow_nan=False))
def test_a_mean_went_as_its_figure_says(mean: float | None) -> None:
    """Beside +0.1 stands 上がった, beside 0.0 同じ, and beside nothing nothing."""
    said = {"+": Movement.ROSE, "-": Movement.FELL, "0": Movement.SAME}
    found = movement_of_mean(LevelChange(mean, 3, 3, 0, 0), 1)
    assert found is (None if mean is None else said[as_step(mean, 1)[0]])
    assert movement_of_mean(None, 1) is None
