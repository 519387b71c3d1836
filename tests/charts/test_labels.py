"""What is written on a picture: where it stands, where its lines break, and what a legend and a mark say."""

from __future__ import annotations

import io
import itertools
import re
import xml.etree.ElementTree as ET

import pytest
from charts.samples import HEADS, WORDS, average, crowd, cycles, lines, own, prefecture_columns, prefecture_rows, small_towns, spokes
from charts.test_measured_line import texts
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from msgspec import structs
from PIL import Image
from pypdf import PdfReader

from dxcheck.benchmark.trend import Trend
from dxcheck.charts.canvas import SMALLEST_TEXT, drawing, pages_to_bytes, to_bytes
from dxcheck.charts.change import Dumbbell, change_figures
from dxcheck.charts.course import course_figure
from dxcheck.charts.labels import _apart
from dxcheck.charts.page import text_width, wrapped
from dxcheck.charts.prefecture import table_figures
from dxcheck.charts.profile import bars_figure, radar_figure
from dxcheck.charts.progress import progress_figure
from dxcheck.charts.scale import levels_to, scale_of, top_for
from dxcheck.charts.spread import part_of, spread_figure
from dxcheck.charts.towns import towns_figures
from dxcheck.questionnaire.scale import DEFAULT

heights = st.lists(st.floats(0, 100), min_size=1, max_size=7).map(sorted)


@given(heights)
def test_figures_at_the_end_of_lines_keep_their_order_and_do_not_touch(wanted: list[float]) -> None:
    """However near to each other the lines end, also at the edge."""
    places = _apart(wanted, 10.5, 0, 100)
    assert all(other - one > 10.4 for one, other in itertools.pairwise(places))
    assert places[0] >= -1e-6
    assert places[-1] <= 100 + 1e-6


@given(st.lists(st.floats(20, 80), min_size=1, max_size=3, unique_by=lambda one: int(one / 30)).map(sorted))
def test_figures_that_have_room_stand_at_their_line(wanted: list[float]) -> None:
    """Nothing moves without need."""
    if all(other - one >= 10.5 for one, other in itertools.pairwise(wanted)):
        assert _apart(wanted, 10.5, 0, 100) == pytest.approx(wanted)


@given(st.text("業務の棚卸し、・AIabc def 12", min_size=1, max_size=60), st.floats(40, 200))
@example("11111111・", 40.0)
def test_a_text_that_is_broken_into_lines_keeps_its_letters_and_fits(text: str, wide: float) -> None:
    """Only blanks at the breaks go; a comma may stand over the edge."""
    with drawing():
        broken = wrapped(text, wide, SMALLEST_TEXT)
        assert re.sub(r"\s", "", broken) == re.sub(r"\s", "", text)
        for line in broken.split("\n"):
            assert text_width(line.rstrip("、・ "), SMALLEST_TEXT) <= wide + 0.01, line


def test_a_legend_lists_only_what_is_drawn() -> None:
    """No average, no target, no gap: the municipality alone."""
    alone = [Trend(one.name, one.points, one.counts, (None,) * 3) for one in lines(3)]
    assert {"県内平均（匿名）", "目標", "提出のなかった期", "受付中の期"}.isdisjoint(
        texts(progress_figure(alone, ["1", "2", "3"], "西予市", WORDS, levels_to(DEFAULT)))
    )
    assert "提出のなかった期" in texts(
        progress_figure(lines(7, gaps=True), [str(n) for n in range(7)], "西予市", WORDS, levels_to(DEFAULT))
    )
    bare = [type(one)(one.name, one.mean, one.counts, None, None, None) for one in spokes()]
    for figure in (
        bars_figure(bare, "西予市", WORDS, scale=levels_to(DEFAULT), with_average=False),
        radar_figure(bare, "西予市", WORDS, scale=levels_to(DEFAULT)),
    ):
        assert "県内平均（匿名）" not in texts(figure)
    same = change_figures([("業務改革", [Dumbbell("業務の棚卸し", 1, 1, "1")])], WORDS, levels_to(DEFAULT))[0]
    assert {"上がった", "下がった", "新しい回答", "文言変更", "前回"}.isdisjoint(texts(same))


def test_an_answer_where_there_was_none_is_no_rise_and_a_reworded_one_is_not_the_same() -> None:
    """わからない→1 and a question that now asks something else have marks of their own."""
    items = [Dumbbell("業務の棚卸し", None, 1, "わからない→1"), Dumbbell("見える化", 1, 2, "1→2", is_reworded=True)]
    said = texts(change_figures([("業務改革", items)], WORDS, levels_to(DEFAULT))[0])
    assert {"新しい回答", "文言変更"} <= set(said)
    assert {"上がった", "同じ"}.isdisjoint(said)


def test_last_time_is_seen_inside_a_bar_and_beside_it() -> None:
    """Its line is dark and has a white edge: 3:1 and more against the bar and the paper."""

    def light(colour: object) -> float:
        red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in to_rgb(colour))  # type: ignore[arg-type]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05

    axes = bars_figure([spokes()[0]], "西予市", WORDS, scale=levels_to(DEFAULT), with_average=True).axes[0]
    bar = axes.patches[0].get_facecolor()[:3]
    edge, mark = (one for one in axes.lines if one.get_zorder() == 3)
    assert edge.get_linewidth() > 2 * mark.get_linewidth()
    assert light(edge.get_color()) / light(bar) > 3
    assert light(edge.get_color()) / light(mark.get_color()) > 3


def test_a_snapshot_of_an_open_cycle_is_drawn_open() -> None:
    """Hollow bars with a broken edge, a broken line with hollow marks; and the legend says so."""
    bars = bars_figure(spokes(), "西予市", WORDS, scale=levels_to(DEFAULT), with_average=True, is_open=True)
    assert {one.get_facecolor()[:3] for one in bars.axes[0].patches} == {(1.0, 1.0, 1.0)}
    radar = radar_figure(spokes(), "西予市", WORDS, scale=levels_to(DEFAULT), is_open=True)
    assert radar.axes[0].lines[2].get_markerfacecolor() == "white"
    for figure in (bars, radar):
        assert "西予市（受付中の期）" in texts(figure)


@pytest.mark.parametrize("highest", [0.0, 0.3, 1.4, 5.0])
def test_levels_run_from_0_to_5_in_every_picture(highest: float) -> None:
    """Also where all means are near 0."""
    trends = [Trend("全体", (own(highest, 0, 2), own(highest, 1, 2)), ("5/5",) * 2, (average(None, "low"), None), None)]
    assert [
        one.get_text() for one in progress_figure(trends, ["R7", "R8"], "西予市", WORDS, levels_to(DEFAULT)).axes[0].get_yticklabels()
    ] == list("012345")
    assert levels_to(DEFAULT, top_for([highest], DEFAULT)).high == max(2, min(5, -(-highest // 1)))


def test_a_small_difference_is_not_written_as_a_large_one() -> None:
    """0.84 and 0.86 are not 0.8 and 0.9; 0.8 and 0.9 stay so."""
    scale = scale_of("level", DEFAULT)
    assert [scale.for_pairs([(0.84, 0.86), (1.0, 2.0)]).write(one) for one in (0.84, 0.86, 1.0)] == ["0.84", "0.86", "1.00"]
    assert scale.for_pairs([(0.8, 0.9)]).write(0.84) == "0.8"
    shares = scale_of("unknown", DEFAULT, [0.024])
    assert shares.for_pairs([(0.024, 0.026)]).write(0.026) == "2.6%"


def test_the_axis_of_shares_ends_a_little_above_the_highest() -> None:
    """Of わからない there is usually little."""
    assert [scale_of("unknown", DEFAULT, [most]).high for most in (0.0, 0.1, 0.12, 0.4, 0.41, 0.7, 1.0)] == [
        0.1,
        0.1,
        0.2,
        0.4,
        0.6,
        0.8,
        1.0,
    ]


def test_what_does_not_fit_on_one_page_goes_on_further_ones() -> None:
    """Every municipality is on one of them, in a PDF as pages, in a picture below each other."""
    labels = [one.short for one in cycles(2)]
    towns = [structs.replace(one, name=f"町{n}") for n, one in enumerate(small_towns(26, 2))]
    pages = towns_figures(towns, labels, scale_of("level", DEFAULT), WORDS)
    assert len(pages) == 2
    assert {f"町{n}" for n in range(26)} <= {text.partition("（")[0] for page in pages for text in texts(page)}
    assert len(table_figures(prefecture_rows(100), HEADS, scale_of("level", DEFAULT), WORDS)) == 3


def test_pages_are_pages_in_a_pdf_and_stand_below_each_other_in_a_picture() -> None:
    """The same bytes again, and no id twice in an SVG."""
    items = [[Dumbbell(f"設問{n}", 1, 2, "1→2")] for n in range(2)]
    pages = [change_figures([("業務改革", one)], WORDS, levels_to(DEFAULT))[0] for one in items]
    file = pages_to_bytes(pages, "pdf", WORDS)
    reader = PdfReader(io.BytesIO(file))
    assert len(reader.pages) == 2
    assert reader.metadata is not None
    assert reader.metadata.title == WORDS.title
    one, all_ = (Image.open(io.BytesIO(made)) for made in (to_bytes(pages[0], "png", WORDS), pages_to_bytes(pages, "png", WORDS)))
    assert (all_.width, all_.height) == (one.width, 2 * one.height)
    assert all_.text["Title"] == WORDS.title
    svg = ET.fromstring(pages_to_bytes(pages, "svg", WORDS))
    ids = [found.get("id") for found in svg.iter() if found.get("id")]
    assert len(ids) == len(set(ids))
    assert svg.get("role") == "img"
    assert pages_to_bytes(pages, "pdf", WORDS) == file


def test_of_very_many_municipalities_the_spread_is_said_instead_of_drawing_each() -> None:
    """No dot a municipality, but how many there are and where the quantiles lie."""
    columns = prefecture_columns(400)
    figure = spread_figure(columns, scale_of("level", DEFAULT), WORDS)
    assert max(len(one.get_xdata()) for one in figure.axes[0].lines) < 3
    assert {"10%", "25%", "中央値", "75%", "90%", "400"} <= set(texts(figure))
    assert "1741" in texts(crowd())
    assert [part_of(one, scale_of("unknown", DEFAULT, [1.0]), 10) for one in (0.0, 0.1, 0.3, 0.7, 1.0)] == [0, 1, 3, 7, 9]


def test_both_means_are_seen_where_they_are_the_same() -> None:
    """All that submitted stand beside the same ones, and no line joins them: who they are differs from cycle to cycle."""
    from charts.samples import prefecture_lines

    same = [structs.replace(one, plain=one.matched) for one in prefecture_lines(4)]
    for axes in course_figure(same, [one.short for one in cycles(4)], scale_of("level", DEFAULT), WORDS).axes:
        squares = [one for one in axes.lines if one.get_marker() == "s"]
        (line,) = (one for one in axes.lines if one.get_marker() == "o")
        assert {one.get_linestyle() for one in squares} == {"None"}
        points = 72 / axes.figure.dpi
        for n, one in enumerate(squares):
            apart = (axes.transData.transform((one.get_xdata()[0], 0)) - axes.transData.transform((n, 0)))[0] * points
            assert apart >= (one.get_markersize() + line.get_markersize()) / 2
