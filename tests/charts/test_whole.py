"""Every figure of a picture stands in it, and every mark that needs it is explained."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from charts.samples import CYCLE, SAMPLES, WORDS, average, cycles, lines, of_cycle
from charts.shapes import course_lines, labels, shape_of, towns, trend
from matplotlib.text import Text

from dxcheck.assessment.figures import as_mean
from dxcheck.benchmark.gate import shown
from dxcheck.benchmark.model import Figure as Average
from dxcheck.charts.averages import Published, averages_figures
from dxcheck.charts.course import course_figures, fine_scale
from dxcheck.charts.progress import progress_figures
from dxcheck.charts.scale import levels_to, scale_of
from dxcheck.charts.small import small_progress
from dxcheck.charts.towns import towns_figures
from dxcheck.questionnaire.scale import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.figure import Figure

NUMBERS = range(60, 66)


def written(figures: Iterable[Figure]) -> Counter[str]:
    """Every text on some pages, lines put together."""
    return Counter(one.get_text().replace("\n", "") for figure in figures for one in figure.findobj(Text) if one.get_text())


def lacking(figures: Iterable[Figure], wanted: Iterable[str]) -> Counter[str]:
    """What should be written so often and is not."""
    return Counter(wanted) - written(figures)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_figure_over_the_cycles_stands_in_its_picture(number: int) -> None:
    """Beside its mark, under it or on a page of figures; never nowhere, however many cycles there are."""
    shape = shape_of(number)
    trends = [trend(shape, name) for name in ("全体", *shape.names)]
    own = [as_mean(mean, 1) for line in trends for mean in line.means if mean is not None]
    averages = [line.average(n) for line in trends for n, one in enumerate(line.peers) if one is not None]
    assert not lacking(progress_figures(trends, labels(shape), "西予市", WORDS, levels_to(DEFAULT)), [*own, *averages])
    published = [Published(one.name, one.peers, one.cycles) for one in trends]
    assert not lacking(averages_figures(published, labels(shape), WORDS, levels_to(DEFAULT)), averages)
    alone = trends[:1]
    if shape.cycles <= 6:  # what a brief has room for
        wanted = [as_mean(mean, 1) for line in alone for mean in line.means if mean is not None]
        assert not lacking([small_progress(alone[0], labels(shape), levels_to(DEFAULT))], wanted)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_figure_of_all_municipalities_stands_in_its_picture(number: int) -> None:
    """The same, of the prefecture's course and of each municipality's."""
    shape, scale = shape_of(number), scale_of("level", DEFAULT)
    means = course_lines(shape)
    fine = fine_scale(means, scale)
    wanted = [fine.write(one.value) for line in means for each in (line.matched, line.plain) for one in each if one is not None]
    assert not lacking(course_figures(means, labels(shape), scale, WORDS), wanted)
    there = towns(shape, 17)
    points = [scale.write(one.value) for town in there for one in town.points if one is not None]
    assert not lacking(towns_figures(there, labels(shape), scale, WORDS), points)


def test_an_average_that_stands_from_an_earlier_cycle_has_a_mark_of_its_own() -> None:
    """In the picture, in the legend and behind the figure; and where there is none, nothing speaks of it."""
    text = "前の期のままの県内平均（*）"
    with_one, without = written([SAMPLES["progress-standing"]()]), written([SAMPLES["progress-five"]()])
    assert with_one[text] == 1
    assert with_one["1.6*"]
    assert not without[text]
    assert written([SAMPLES["bars"]()])[text] == written([SAMPLES["radar"]()])[text] == 1
    assert written([SAMPLES["averages"]()])[text] == 1
    assert shown(Average(CYCLE.previous, "10+", 1.5), CYCLE) == "1.5*"
    assert shown(Average(CYCLE, "10+", 1.5), CYCLE) == shown(Average(CYCLE.previous, "10+", 1.5)) == "1.5"
    assert shown(None, CYCLE) == "非表示"


def test_an_own_cycles_average_is_not_taken_for_an_earlier_ones() -> None:
    """Of every cycle."""
    there = of_cycle([average(1.0 + n / 10) for n in range(4)])
    line = lines(4)[0]
    made = type(line)(line.name, line.points, line.counts, there, cycles=tuple(cycles(4)))
    assert made.standing == []
    assert [made.average(n) for n in range(4)] == ["1.0", "1.1", "1.2", "1.3"]
