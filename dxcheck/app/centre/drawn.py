"""The overview's rows as they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.widgets.heatmap import HeatCell, HeatRow
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.prefecture.overview import OLDER_MARK, STATES, as_measured

if TYPE_CHECKING:
    from dxcheck.assessment.measured import MeanFigure, OwnFigure
    from dxcheck.prefecture.overview import Line, Measure, Overview
    from dxcheck.questionnaire.scale import Scale


_FAINTEST, _STRONGEST = 0.06, 0.95
"""Shades of the lowest and the highest level."""


def figure_in_words(figure: OwnFigure | MeanFigure | None, measure: Measure, scale: Scale) -> HeatCell:
    """A figure and its shade: a level's as far as it is on its scale, a change's by its direction."""
    if figure is None:
        return HeatCell("-")
    value = figure.value
    said = as_measured(value, measure, scale.digits)
    if measure == "change":
        return HeatCell(said, max(-0.9, min(0.9, value / scale.unit)))
    if measure == "unknown":
        return HeatCell(said, 0.9 * value)
    share = value / scale.span if measure == "gap" else scale.share(value)
    return HeatCell(said, _FAINTEST + (_STRONGEST - _FAINTEST) * share)


def row(overview: Overview, measure: Measure, one: Line) -> HeatRow:
    """A municipality's figures, or why there are none."""
    name = str(one.municipality)
    if one.state != "counted":
        day = _("（{day}提出）", day=long_date(one.submitted_at)) if one.submitted_at else ""
        return HeatRow(one.municipality.code, name, (), _(STATES[one.state]) + day)
    cells = tuple(figure_in_words(one.figure(c, measure), measure, overview.questionnaire.scale) for c in overview.columns)
    cycle = one.submitted or overview.cycle
    return HeatRow(one.municipality.code, name, cells, "", OLDER_MARK if one.is_older else "", cycle.short)
