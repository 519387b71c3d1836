"""No label lies on anything in any picture, and no mark is told by its colour alone: over shapes that nobody thought of, and over every picture of the demo."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from charts.geometry import Fault, faults
from charts.in_grey import alike_in_grey
from charts.pictured import of_a_folder
from charts.shapes import INSIDE, KINDS, drawn
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

if TYPE_CHECKING:
    from demos import CopyDemo

QUICK, MANY = 1, 12
"""Shapes of each kind of picture in `make check`, and in `make test`."""


@pytest.mark.parametrize("kind", KINDS)
def test_no_label_of_a_picture_lies_on_anything(kind: str) -> None:
    """Other shapes for each kind, always the same."""
    first = random.Random(kind).randrange(1000, 2000)
    for number in range(first, first + QUICK):
        for figure in drawn(number, kind):
            assert (number, faults(figure, on_paper=kind not in INSIDE)) == (number, [])


@pytest.mark.crawl
@pytest.mark.parametrize("number", range(MANY))
def test_no_label_of_any_picture_lies_on_anything_and_marks_that_mean_different_things_differ_in_grey(number: int) -> None:
    """Every kind of every shape, drawn once for both; marks differ by their form, or by a contrast of 3:1, and each is seen on white paper."""
    for kind in KINDS:
        for figure in drawn(number, kind):
            assert (kind, faults(figure, on_paper=kind not in INSIDE)) == (kind, [])
            assert (kind, list(alike_in_grey(figure))) == (kind, [])


@pytest.mark.crawl
@pytest.mark.timeout(600)
def test_no_label_of_the_demo_lies_on_anything(copy_demo: CopyDemo, tmp_path) -> None:
    """Every picture of every municipality, and pictures of all of them."""
    pictures = of_a_folder(copy_demo(tmp_path / "demo"), is_quick=True)
    assert [(name, found) for name, figure in pictures if (found := faults(figure))] == []


def _with(texts: list[tuple[float, float, str]], **line: object) -> list[Fault]:
    figure = Figure(figsize=(8.27, 11.69))
    axes = figure.add_axes((0.2, 0.2, 0.6, 0.6))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    axes.set_xticks([])
    axes.set_yticks([])
    for x, y, text in texts:
        axes.text(x, y, text, fontsize=9, ha="center", va="center")
    if line:
        axes.plot([0, 10], [5, 5], **line)  # type: ignore[arg-type]
    return faults(figure)


def test_the_measure_finds_what_it_is_for() -> None:
    """A measure that finds nothing would be a fine sight."""
    assert _with([(5, 5, "1.2"), (7, 7, "0.9")]) == []
    assert [one.kind for one in _with([(5, 5, "1.2"), (5.05, 5.05, "0.9")])] == ["text"]
    assert [one.kind for one in _with([(5, 5, "1.2")], color="black", marker="")] == ["line"]
    assert _with([(5, 5.4, "1.2")], color="black", marker="") == []
    assert [one.kind for one in _with([(10, 5, "1.2")], color="black", marker="o", linestyle="none")] == ["mark"]
    assert [one.kind for one in _with([(13.4, 5, "1.2")])] == ["cut"]
    figure = Figure(figsize=(16.54, 23.38))
    figure.text(0.5, 0.5, "1.2", fontsize=12)
    assert [one.kind for one in faults(figure)] == ["small"]


def test_marks_that_are_alike_in_grey_are_found() -> None:
    """The same form in two colours of the same grey; and one that white paper swallows."""
    figure = Figure()
    for colour in ("#0072B2", "#B8500A", "#F0E442"):
        figure.add_artist(Line2D([0.5], [0.5], color=colour, marker="o", linestyle="none"))
    assert next(iter(alike_in_grey(figure))) == ("#0072B2", "#B8500A")
    assert ("#F0E442", "white") in alike_in_grey(figure)
