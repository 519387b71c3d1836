"""Figures in words: nothing rests on a sign, a dash or a symbol."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck import i18n
from dxcheck.assessment.change import LevelChange
from dxcheck.assessment.speech import change_said, mean_said, whole_change_said

Changes = st.builds(
    LevelChange,
    mean=st.none() | st.floats(-5, 5),
    items=st.integers(0, 42),
    shared=st.integers(0, 42),
    newly=st.integers(0, 9),
    now_unknown=st.integers(0, 9),
)


@given(Changes, st.sampled_from(["ja", "en"]))
def test_a_change_is_said_without_a_sign(change: LevelChange, language: i18n.Language) -> None:
    """Up, down or the same, in both languages; what rounds to nothing is the same."""
    i18n.use(language)
    said = whole_change_said(change, 1) + change_said(change, 1)
    assert not any(one in said for one in "+-−±▲▼→>/")


@pytest.mark.parametrize(
    ("mean", "wanted"),
    [
        (0.25, "5問のうち4問で比べて、前回より0.3上がった"),
        (-0.25, "5問のうち4問で比べて、前回より0.3下がった"),
        (0.04, "5問のうち4問で比べて、前回と同じ"),
        (None, ""),
    ],
)
def test_which_way_a_mean_went_is_a_word(mean: float | None, wanted: str) -> None:
    """With how many items stand behind it."""
    assert change_said(LevelChange(mean, 4, 5, 0, 0), 1) == wanted


def test_no_mean_says_why() -> None:
    """Never a dash."""
    assert mean_said(None, 1) == "なし（回答が半分に届いていません）"
    assert mean_said(1.25, 1) == "1.3"
