"""The overview's rows as they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.widgets.heatmap import HeatCell, HeatRow
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.prefecture.overview import OLDER_MARK, STATES, as_measured
from dxcheck.questionnaire.model import TOP_LEVEL

if TYPE_CHECKING:
    from dxcheck.assessment.measured import MeanFigure, OwnFigure
    from dxcheck.prefecture.overview import Line, Measure, Overview


_FAINTEST, _STRONGEST = 0.06, 0.95
"""Shades of levels 0 and 5."""


def figure_in_words(figure: OwnFigure | MeanFigure | None, measure: Measure) -> HeatCell:
    """A figure and its shade: a level's as far as it is on the scale from 0 to 5, a change's by its direction."""
    if figure is None:
        return HeatCell("-")
    value = figure.value
    if measure == "change":
        return HeatCell(as_measured(value, measure), max(-0.9, min(0.9, value)))
    if measure == "unknown":
        return HeatCell(as_measured(value, measure), 0.9 * value)
    return HeatCell(as_measured(value, measure), _FAINTEST + (_STRONGEST - _FAINTEST) * value / TOP_LEVEL)


def row(overview: Overview, measure: Measure, one: Line) -> HeatRow:
    """A municipality's figures, or why there are none."""
    name = str(one.municipality)
    if one.state != "counted":
        day = _("（{day}提出）", day=long_date(one.submitted_at)) if one.submitted_at else ""
        return HeatRow(one.municipality.code, name, (), _(STATES[one.state]) + day)
    cells = tuple(figure_in_words(one.figure(c, measure), measure) for c in overview.columns)
    cycle = one.submitted or overview.cycle
    return HeatRow(one.municipality.code, name, cells, "", OLDER_MARK if one.is_older else "", cycle.short)
