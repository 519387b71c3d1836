"""Dots on a line: every one is seen, as near to the line as the others let it."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from chance import tried
from charts.samples import CYCLE, WORDS
from charts.shapes import shape_of, strips
from hypothesis import given, settings
from hypothesis import strategies as st

from dxcheck.assessment.measured import OwnFigure
from dxcheck.charts.onpage import spread_on_page
from dxcheck.charts.scale import scale_of
from dxcheck.charts.spread import spread_figure
from dxcheck.charts.swarm import swarm
from dxcheck.questionnaire.scale import DEFAULT

places = st.lists(st.floats(0, 400) | st.sampled_from([0.0, 1.0, 200.0]), max_size=60).map(sorted)


@given(places=places, wide=st.floats(1, 12))
@settings(max_examples=tried(200), deadline=None)
def test_no_dot_lies_on_another_one(places: list[float], wide: float) -> None:
    """Whatever the places are; the first is on the line, and the same places give the same dots."""
    asides = swarm(places, wide, math.inf)
    assert asides is not None
    assert asides == swarm(places, wide, math.inf)
    assert asides[:1] in ([], [0.0])
    dots = list(zip(places, asides, strict=True))
    assert all(math.dist(one, other) >= wide - 1e-5 for one, other in itertools.combinations(dots, 2))


@given(places=places, most=st.floats(0, 60))
@settings(max_examples=tried(100), deadline=None)
def test_all_stay_inside_their_band_or_there_are_none(places: list[float], most: float) -> None:
    """With their whole width."""
    asides = swarm(places, 5, most)
    assert asides is None or all(abs(one) + 2.5 <= most + 1e-5 for one in asides)


def test_equal_ones_stand_above_and_below_the_line_in_turn() -> None:
    """Not all on one side."""
    assert swarm([7.0] * 5, 2, 9) == [0.0, -2.0, 2.0, -4.0, 4.0] or swarm([7.0] * 5, 2, 9) == [0.0, 2.0, -2.0, 4.0, -4.0]


@pytest.mark.parametrize("measure", ["level", "change", "gap", "unknown"])
@pytest.mark.parametrize("count", [1, 20, *(pytest.param(one, marks=pytest.mark.crawl) for one in (60, 120))])
def test_every_municipality_of_a_spread_is_seen(measure: str, count: int) -> None:
    """As a dot that touches no other one and stays with its own strip, or as a part of a column."""
    for number in range(4):
        columns = strips(shape_of(number), measure, count)  # type: ignore[arg-type]
        scale = scale_of(measure, DEFAULT, [one.value for _name, figures in columns for one in figures])  # type: ignore[arg-type]
        for figure in (spread_figure(columns, scale, WORDS), spread_on_page(columns, scale)):
            axes, points = figure.axes[0], 72 / figure.dpi
            dots = [one for one in axes.lines if one.get_marker() == "o"]
            if not dots:
                assert axes.patches
                continue
            shown = [(x, y) for one in dots for x, y in one.get_xydata()]
            assert len(shown) == count * len(columns)
            wide = dots[0].get_markersize() + dots[0].get_markeredgewidth()
            assert all(abs(y - round(y)) < 0.5 for _x, y in shown)
            at = axes.transData.transform(shown) * points
            apart = np.hypot(*np.moveaxis(at[:, None] - at[None], 2, 0))
            assert (apart[np.triu_indices(len(at), 1)] >= wide - 0.01).all()


def test_a_median_of_levels_is_written_as_a_level() -> None:
    """Also of an even number of municipalities; between two levels it has a decimal."""
    levels = {"偶数": (1, 1, 2, 1), "奇数": (1, 1, 2), "間": (1, 2)}
    columns = [(name, [OwnFigure(one, 1, 1, CYCLE, CYCLE, is_open=False) for one in there]) for name, there in levels.items()]
    written = [one.get_text() for axes in spread_figure(columns, scale_of("level", DEFAULT), WORDS).axes for one in axes.texts]
    assert written == ["4", "3", "2", "1", "1", "1.5"]
