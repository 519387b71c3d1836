"""Whatever is typed, in whatever order: the program asks on or leaves, and what it said to be saved is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from desks import submit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain.talk import talk

from dxcheck.desk import StaffDesk
from dxcheck.plain import agreed, comparing, home, questions, quick, result, review, sheets
from dxcheck.plain.words import ANYWHERE

Desks = Callable[..., StaffDesk]
WORDS = sorted(
    {
        word
        for table in (
            ANYWHERE,
            agreed.AT_ACTION,
            comparing.AT_COMPARISON,
            home.AT_HOME,
            questions.AT_ITEM,
            quick.AT_QUICK,
            result.AT_RESULT,
            review.AT_REVIEW,
            sheets.AT_SHEETS,
        )
        for one in table
        for word in one.words
        if one.action not in ("picture", "handover", "make", "quit")  # files take seconds, and whoever has left types nothing
    }
)
LINES = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from(["", "1", "2", "3", "y", "はい", "企画課", "12/3"]), st.text(max_size=12)),
    max_size=40,
)


@given(lines=LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_nothing_that_is_typed_breaks_it(make_desk: Desks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[str]) -> None:
    """On a folder with a past, that the examples go on with."""
    monkeypatch.chdir(tmp_path)
    if make_desk().latest() is None:
        submit(make_desk, level=1)
    told = talk(make_desk(), *(one.replace("\n", " ").replace("\r", " ") for one in lines))
    assert told.code == 0
    assert "終わります。" in told or "The end." in told
