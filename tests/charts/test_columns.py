"""Columns and heads of pictures: words stay whole, nothing stands over nothing, figures are read on any shade."""

from __future__ import annotations

import pytest
from charts.samples import WORDS
from charts.test_measured_line import texts
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from dxcheck import i18n
from dxcheck.charts.canvas import INK
from dxcheck.charts.heatmap import contrast, letters_on
from dxcheck.charts.page import evenly_wrapped, longest_word, text_width, wrapped
from dxcheck.charts.profile import Spoke, bars_figure
from dxcheck.charts.scale import levels_to
from dxcheck.questionnaire.scale import DEFAULT


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_word_of_a_columns_head_is_broken(language: str) -> None:
    """The column is made wider instead."""
    i18n.use(language)  # type: ignore[arg-type]
    spokes = [Spoke("Data and AI", 1.0, "5/5", 0.8, None, 2.0)]
    assert {"平均", "回答", "前回", "目標"} <= {
        *texts(bars_figure(spokes, "Seiyo", WORDS, scale=levels_to(DEFAULT), with_average=False))
    } or language == "en"
    if language == "en":
        assert {"Mean", "Answered", "Last", "Target"} <= {
            *texts(bars_figure(spokes, "Seiyo", WORDS, scale=levels_to(DEFAULT), with_average=False))
        }


def test_a_column_without_any_figure_is_left_out() -> None:
    """A first snapshot has no last time, no change, and often no published average."""
    said = texts(
        bars_figure([Spoke("データ・AI", 1.0, "5/5", None, None, 2.0)], "西予市", WORDS, scale=levels_to(DEFAULT), with_average=False)
    )
    assert {"平均", "回答", "目標"} <= {*said}
    assert not {"前回", "変化", "県内平均", "-"} & {*said}


@given(st.text("紙や押印を求める例規の点検 and paper rules（・5/", max_size=40), st.floats(30, 200))
def test_an_evenly_wrapped_text_has_the_same_letters_and_no_more_lines(text: str, wide: float) -> None:
    """And none of them is wider than it may be, but for marks that no line begins with."""
    greedy, even = wrapped(text, wide, 9), evenly_wrapped(text, wide, 9)
    assert "".join(even.split()) == "".join(text.split())
    assert even.count("\n") == greedy.count("\n")
    assert max(text_width(one, 9) for one in even.split("\n")) <= 9 * text.count("・") + max(wide, longest_word(text, 9))


def test_a_head_ends_in_no_line_of_one_character() -> None:
    """The shortest line is at least half as wide as the longest."""
    lines = evenly_wrapped("紙や押印を求める例規の点検", text_width("紙や押印を求める例規の点", 9), 9).split("\n")
    assert len(lines) == 2
    assert 2 * min(map(len, lines)) >= max(map(len, lines))


def test_the_longest_word_of_a_japanese_text_is_one_character() -> None:
    """It may be broken anywhere, an English one only between its words."""
    assert longest_word("県内平均", 9) == text_width("県", 9)
    assert longest_word("Items answered", 9) == text_width("answered", 9)


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_letters_are_the_ones_that_stand_out_more(ground: tuple[float, float, float]) -> None:
    """On any shade of blue or orange."""
    chosen = letters_on(ground, INK)
    assert contrast(to_rgb(chosen), ground) >= max(contrast((1, 1, 1), ground), contrast(to_rgb(INK), ground)) - 1e-9
