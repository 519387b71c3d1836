"""Bars and columns are true to scale: every pair of figures, in every widget that draws levels, in both forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import msgspec
import pytest
from desks import Desks, submit
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dxcheck.app.centre.drawn import figure_in_words
from dxcheck.app.drawing import COARSE, DOUBTFUL, FINE, FROM_BELOW, FROM_LEFT, Drawing, steps_of
from dxcheck.app.specialist.case import Dimensions
from dxcheck.app.staff.result import DimensionTable
from dxcheck.app.widgets.bars import FILLS, LEAST_BAR, axis, bar
from dxcheck.app.widgets.lines import Lines
from dxcheck.app.widgets.multiples import Multiples
from dxcheck.app.widgets.progress import OPEN, OWN, PEERS, LevelColumns, Shown
from dxcheck.assessment.measured import OwnFigure
from dxcheck.assessment.result import Result
from dxcheck.benchmark.model import Figure
from dxcheck.benchmark.trend import Trend
from dxcheck.model.calendar import Cycle
from dxcheck.questionnaire.scale import DEFAULT

if TYPE_CHECKING:
    from textual.content import Content

VALUES: Final = [n / 10 for n in range(51)]
CYCLE: Final = Cycle(2026, 1)
FORMS: Final = [pytest.param(FINE, id="fine"), pytest.param(COARSE, id="coarse")]
Draw = Callable[[float], "list[Content]"]


def painted(lines: list[Content], *fills: str) -> int:
    """Eighths of cells that are filled with one of the colours."""
    total = 0
    for line in lines:
        for start, end, style in line.spans:
            words = str(style).split()
            for character in line.plain[start:end]:
                if "on" in words and any(f"${one}" == words[words.index("on") + 1] for one in fills):
                    total += 4 if "50%" in words else 8
                elif words[0] in {f"${one}" for one in fills}:
                    total += FROM_LEFT.find(character) + 1 or FROM_BELOW.find(character) + 1
    return total


def trend(value: float, *, is_open: bool = False, average: float | None = None) -> Trend:
    """One cycle at a value."""
    own = OwnFigure(value, 5, 5, CYCLE, CYCLE, is_open)
    return Trend("業務改革", (own,), ("5/5",), (None if average is None else Figure(CYCLE, "10+", average),))


def shown(line: Trend, top: int = 5) -> Shown:
    """It alone, the whole and a dimension."""
    return Shown([line, line], ["R8前期"], [line.peers[0] is not None], 0, 0, DEFAULT, top)


def columns(line: Trend, height: int = 10, top: int = 5) -> list[Content]:
    """The large columns."""
    widget = LevelColumns("今治市")
    widget._shown, widget._height = shown(line, top), height
    return widget.make(60)


def multiples(line: Trend, rows: int = 4) -> list[Content]:
    """The small drawings."""
    widget = Multiples()
    widget._shown, widget._rows = shown(line), rows
    return widget.make(40)


@pytest.fixture(params=FORMS)
def drawing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Drawing:
    """All widgets draw in this form."""
    monkeypatch.setattr(Lines, "drawing", request.param)
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def result(make_desk: Desks) -> Result:
    """Something to put means into."""
    submit(make_desk, level=1)
    desk = make_desk()
    latest = desk.latest()
    assert latest is not None
    return desk.result(latest)


def at(result: Result, value: float) -> Result:
    """The result with one dimension, at a mean."""
    row, line = result.rows[0], result.outline[0]
    score = msgspec.structs.replace(row.score, mean=value)
    replaced = msgspec.structs.replace(line, score=score)
    return msgspec.structs.replace(result, rows=(msgspec.structs.replace(row, score=score),), outline=(replaced,))


def all_pairs(draw: Draw, *fills: str, exact: bool) -> None:
    """Draw every value and hold each against each other."""
    made = {value: draw(value) for value in VALUES}
    lengths = {value: painted(lines, *fills) for value, lines in made.items()}
    texts = {value: "\n".join(line.plain.translate({ord(one): " " for one in DOUBTFUL}) for line in lines) for value, lines in made.items()}
    for low in VALUES:
        for high in VALUES:
            if low < high:
                assert lengths[low] <= lengths[high], f"{low} is drawn longer than {high}"
                assert texts[low] != texts[high], f"the figures of {low} and {high} are the same"
                if exact:
                    assert lengths[low] < lengths[high], f"{low} and {high} are drawn alike"


def is_exact(drawing: Drawing, cells: int) -> bool:
    """Whether there is a step for each 0.1."""
    return cells * drawing.steps >= len(VALUES) - 1


@pytest.mark.parametrize("width", [74, 94, 114])
def test_every_pair_of_means_is_told_apart_in_the_result(result: Result, drawing: Drawing, width: int) -> None:
    """At 80, 100 and 120 columns; the widest tells them apart by the bar alone in either form."""
    cells = 50 if width == 114 else LEAST_BAR
    all_pairs(lambda value: DimensionTable(at(result, value), None).make(width), *FILLS, exact=is_exact(drawing, cells))


@pytest.mark.parametrize("width", [40, 66, 74])
def test_every_pair_of_means_is_told_apart_on_a_specialists_screen(result: Result, drawing: Drawing, width: int) -> None:
    """Beside other panels, and alone."""
    all_pairs(lambda value: Dimensions(at(result, value), {}).make(width), *FILLS, exact=is_exact(drawing, LEAST_BAR))


@pytest.mark.parametrize("height", [10, 15])
@pytest.mark.parametrize("is_open", [False, True])
def test_every_pair_of_means_is_told_apart_in_the_columns(drawing: Drawing, height: int, is_open: bool) -> None:
    """A cycle that is over, and one that still takes in answers."""
    all_pairs(lambda value: columns(trend(value, is_open=is_open), height), OPEN if is_open else OWN, exact=is_exact(drawing, height))


@pytest.mark.parametrize("height", [10, 15])
def test_every_pair_of_averages_is_told_apart_in_the_columns(drawing: Drawing, height: int) -> None:
    """The published average stands beside, on the same scale."""
    all_pairs(lambda value: columns(trend(2.0, average=value), height), PEERS, exact=is_exact(drawing, height))


def test_every_pair_of_means_keeps_its_order_in_the_small_drawings(drawing: Drawing) -> None:
    """Four rows have fewer steps than there are figures; the figure stands in the name's line."""
    all_pairs(lambda value: multiples(trend(value)), OWN, exact=False)


def test_own_and_average_are_on_one_scale(drawing: Drawing) -> None:
    """Whichever is higher is nowhere drawn lower."""
    for own in VALUES[::3]:
        for average in VALUES:
            made = columns(trend(own, average=average))
            heights = (painted(made, OWN) - 32, painted(made, PEERS) - 16)  # without what stands before the names
            assert (heights[0] / 4 - heights[1] / 2) * (own - average) >= 0, (own, average)


@given(st.lists(st.floats(0, 5, allow_nan=False), min_size=2), st.integers(2, 60), st.sampled_from([FINE, COARSE]))
def test_steps_never_fall_where_the_value_rises(values: list[float], cells: int, drawing: Drawing) -> None:
    """Any values and any width; nothing is drawn for 0 alone, and everything for the top alone."""
    steps = [steps_of(value, cells, 5, drawing) for value in sorted(values)]
    assert all(low <= high for low, high in pairwise(steps))
    assert all((one == 0) == (value <= 0) for one, value in zip(steps, sorted(values), strict=True))
    assert all((one == cells * drawing.steps) == (value >= 5) for one, value in zip(steps, sorted(values), strict=True))


@given(st.floats(-1, 9, allow_nan=False), st.integers(1, 60), st.sampled_from([FINE, COARSE]), st.sampled_from([None, 0, 1, 7]))
def test_a_bar_is_as_wide_as_its_scale(value: float, width: int, drawing: Drawing, shade: int | None) -> None:
    """Whatever it shows, what stands behind it stays where it is."""
    assert bar(value, width, 5, drawing=drawing, shade=shade).cell_length == width


def test_the_coarse_form_has_no_character_of_doubtful_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither bars nor columns nor marks."""
    monkeypatch.setattr(Lines, "drawing", COARSE)
    made = [*columns(trend(1.3, average=0.9)), *multiples(trend(1.3)), bar(1.3, 10, 5, drawing=COARSE, shade=1)]
    assert not {one for line in made for one in line.plain} & set(DOUBTFUL)
    assert all(one.isascii() for one in COARSE.marks.values())


def test_marks_take_one_cell_and_their_column_is_even() -> None:
    """In both forms, with the word beside."""
    for drawing in (FINE, COARSE):
        assert {cell_len(one) for one in drawing.marks.values()} == {1}
        assert len({*drawing.marks.values()}) == len(drawing.marks)
        assert len({cell_len(drawing.marked(one)) for one in (None, *drawing.marks)}) == 1


def test_a_whole_level_stands_where_its_bar_ends() -> None:
    """The scale under a bar of fifty cells."""
    line = axis(50, DEFAULT)
    assert [line.index(str(level)) for level in range(6)] == [0, 9, 19, 29, 39, 49]


@pytest.mark.parametrize("height", [10, 15])
def test_a_columns_axis_goes_from_0_to_5_whatever_the_figures_are(drawing: Drawing, height: int) -> None:
    """And a level's line is the upper edge of the column that has it."""
    for level in range(6):
        made = columns(trend(float(level)), height)
        assert [line.plain.split("_")[0].strip() for line in made if "_ " in line.plain] == ["5", "4", "3", "2", "1", "0"]
        edge = next(n for n, line in enumerate(made) if f"{level}_" in line.plain)
        top = [n for n, line in enumerate(made[: height + 1]) if painted([line], OWN)]
        assert not level or top[0] == edge + 1


def test_every_pair_of_levels_has_shades_of_its_own_in_the_overview() -> None:
    """From the faintest at 0 to the strongest at 5, as far apart everywhere."""
    shades = [figure_in_words(OwnFigure(value, 5, 5, CYCLE, CYCLE, is_open=False), "level", DEFAULT).shade for value in VALUES]
    steps = [high - low for low, high in pairwise(shades)]
    assert min(steps) == pytest.approx(max(steps))
    assert min(steps) > 0
    assert 0 < shades[0] < shades[-1] <= 1


@pytest.mark.parametrize("cycles", [1, 5, 9, 30])
def test_small_drawings_stay_small_and_follow_the_cursor(drawing: Drawing, cycles: int) -> None:
    """With many cycles those around the cursor are drawn, so that several dimensions still fit side by side."""
    points = tuple(OwnFigure(5.0 if n == 0 else 1.0, 5, 5, CYCLE, CYCLE, is_open=False) for n in range(cycles))
    line = Trend("業務改革", points, ("5/5",) * cycles, (None,) * cycles)
    assert Multiples.width_of_one(all_at(line, 0)) <= 34
    first, last = (painted(multiples_at(line, at), OWN) for at in (0, cycles - 1))
    assert (first > last) == (cycles > 8)


def multiples_at(line: Trend, at: int) -> list[Content]:
    """The small drawing of a line, with the cursor at a cycle."""
    widget = Multiples()
    widget._shown, widget._rows = all_at(line, at), 4
    return widget.make(40)


def all_at(line: Trend, at: int) -> Shown:
    """The line twice, with the cursor at a cycle."""
    return Shown([line, line], ["期"] * len(line.points), [False] * len(line.points), 0, at)


def test_an_average_that_stands_from_an_earlier_cycle_is_drawn_in_a_way_of_its_own() -> None:
    """By characters, not by colour alone; its figure has the mark, and a line says what both are."""
    line = trend(2.0, average=1.5)
    earlier = replace(line, cycles=(CYCLE.next,))
    assert "::" not in "\n".join(one.plain for one in columns(replace(line, cycles=(CYCLE,))))
    drawn = "\n".join(one.plain for one in columns(earlier))
    assert drawn.count("::") > 2
    assert "1.5*" in drawn
    assert "前の期のままの県内平均（*）" in drawn
    assert ":" not in "".join(one.plain for one in multiples_at(replace(line, cycles=(CYCLE,)), 0))
    assert ":" in "".join(one.plain for one in multiples_at(earlier, 0))
