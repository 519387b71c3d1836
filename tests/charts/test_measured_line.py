"""A picture shows what its figures are: how many stand behind them, whose are older, which cycle is open."""

from __future__ import annotations

import pytest
from charts.samples import HEADS, WORDS, lines, of_all, own, prefecture_columns, prefecture_lines, shaded, small_towns
from matplotlib.figure import Figure

from dxcheck.charts.course import PLAIN, course_figure, course_legend
from dxcheck.charts.heatmap import ShadedRow, heatmap_figure
from dxcheck.charts.measured_line import draw_line, open_legend
from dxcheck.charts.progress import progress_figure
from dxcheck.charts.scale import levels_to, scale_of
from dxcheck.charts.spread import spread_figure
from dxcheck.charts.towns import MunicipalityLine, towns_figures
from dxcheck.questionnaire.scale import DEFAULT


def texts(figure: Figure) -> list[str]:
    """Every text on a picture."""
    from matplotlib.text import Text

    return [one.get_text() for one in figure.findobj(Text) if one.get_text().strip()]


def test_a_gap_is_a_gap_and_an_open_cycle_is_hollow() -> None:
    """Nothing is drawn where nothing was measured; dots lead to the open cycle, whose mark is empty."""
    axes = Figure().add_subplot()
    figures = [own(1.0, 0, 4), None, own(2.0, 2, 4), own(2.5, 3, 4, is_open=True)]
    draw_line(axes, figures, {"color": "black", "marker": "o", "linestyle": "-"}, zorder=1)
    closed, dots, mark = axes.lines
    assert [str(one) for one in closed.get_ydata()] == ["1.0", "nan", "2.0", "nan"]
    assert (dots.get_linestyle(), list(dots.get_ydata())) == (":", [2.0, 2.5])
    assert (mark.get_markerfacecolor(), list(mark.get_ydata())) == ("white", [2.5])
    assert [(name, one["color"], one["markerfacecolor"]) for name, one in open_legend([figures], {"color": "black"})] == [
        ("受付中の期", "black", "white")
    ]
    assert open_legend([figures[:3]], {"color": "black"}) == []


def test_no_dots_lead_over_a_gap() -> None:
    """An open cycle after one without a submission stands alone."""
    axes = Figure().add_subplot()
    draw_line(axes, [own(1.0, 0, 3), None, own(2.0, 2, 3, is_open=True)], {"color": "black", "marker": "o"}, zorder=1)
    assert [one.get_linestyle() for one in axes.lines[1:]] == ["None"]


@pytest.mark.parametrize("is_open", [True, False])
def test_every_picture_over_the_cycles_says_that_one_is_open(is_open: bool) -> None:
    """And says nothing of the kind where all are closed."""
    labels = ["R7前期", "R7後期", "R8前期"]
    made = (
        progress_figure(lines(3, is_open=is_open), labels, "西予市", WORDS, levels_to(DEFAULT)),
        course_figure(prefecture_lines(3, is_open=is_open), labels, scale_of("level", DEFAULT), WORDS),
        *towns_figures(small_towns(5, 3, is_open=is_open), labels, scale_of("level", DEFAULT), WORDS),
    )
    for figure in made:
        assert ("受付中の期" in texts(figure)) == is_open


def test_a_course_says_how_many_stand_behind_each_cycle() -> None:
    """Nine of nineteen in the open one."""
    figure = course_figure(prefecture_lines(3, is_open=True), ["R7前期", "R7後期", "R8前期"], scale_of("level", DEFAULT), WORDS)
    said = texts(figure)
    at = said.index("その市町の数")
    assert said[at + 1 : at + 4] == ["19", "19", "9"]
    assert "R8前期\n受付中" in said


@pytest.mark.parametrize("count", [1, 9, 20])
def test_a_strip_draws_as_many_dots_as_it_says(count: int) -> None:
    """Older ones are hollow."""
    columns = prefecture_columns(count)
    figure = spread_figure(columns, scale_of("level", DEFAULT), WORDS)
    axes = figure.axes[0]
    assert [one.get_text() for one in axes.get_yticklabels()] == [name for name, _figures in columns]
    assert [one.get_text() for one in axes.texts[: len(columns)]] == [str(len(figures)) for _name, figures in columns]
    dots = [one for one in axes.lines if one.get_marker() == "o"]
    hollow = sum(len(one.get_xdata()) for one in dots if one.get_markerfacecolor() == "white")
    assert sum(len(one.get_xdata()) for one in dots) == sum(len(figures) for _name, figures in columns)
    assert hollow == sum(one.is_older for _name, figures in columns for one in figures)


def test_a_table_has_the_count_under_each_mean() -> None:
    """As a row of its own, without a shade."""
    means = (of_all(1.2), *(of_all(1.0, towns=9) for _n in range(8)))
    rows = [
        ShadedRow("松山市*", shaded([1.0] * 9, is_older=True)),
        ShadedRow("県内の平均", means, is_mean=True),
        ShadedRow("市町の数", ("19", *("9",) * 8)),
    ]
    axes = heatmap_figure(rows, HEADS, scale_of("level", DEFAULT)).axes[0]
    assert [one.get_text() for one in axes.get_yticklabels()] == ["松山市*", "県内の平均", "市町の数"]
    assert [one.get_text() for one in axes.texts][-9:] == ["19", *["9"] * 8]


def test_the_legend_shows_the_open_cycle_as_the_line_that_reaches_it_is_drawn() -> None:
    """Of the same municipalities there is no figure yet while a cycle is open, so nothing of their colour is hollow."""
    marks = dict(course_legend(prefecture_lines(3, is_open=True)))
    assert (marks["受付中の期"]["color"], marks["受付中の期"]["marker"]) == (PLAIN["color"], PLAIN["marker"])


def test_every_municipality_has_its_count_and_the_same_cycles_at_the_same_place() -> None:
    """Also one that has not submitted in the open cycle, or began later: else the panels cannot be compared."""
    full = tuple(own(1.0 + n, n, 3, is_open=n == 2) for n in range(3))
    towns = [
        MunicipalityLine("西予市", full),
        MunicipalityLine("松山市", (*full[:2], None)),
        MunicipalityLine("松野町", (None, full[1], None)),
    ]
    (figure,) = towns_figures(towns, ["R7前期", "R7後期", "R8前期"], scale_of("level", DEFAULT), WORDS)
    titles = [one for one in texts(figure) if one[:2] in ("西予", "松山", "松野") and one != WORDS.title]
    assert len(titles) == 3
    assert all(one.endswith("問）") for one in titles), titles
    assert len({tuple(round(one, 6) for one in axes.get_xlim()) for axes in figure.axes}) == 1
