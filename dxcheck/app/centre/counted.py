"""Whose answers the overview's figures are made of, whose not and why: in two lines under the table, and by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.wording import beside_change, in_common
from dxcheck.i18n import _, _n
from dxcheck.prefecture.overview import MEASURES, STATES, WHY_EMPTY, as_measured, without
from dxcheck.prefecture.selection import about_older, column_name
from dxcheck.prefecture.standing import LATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.model.calendar import Cycle
    from dxcheck.prefecture.overview import Line, Measure, Overview

Paragraph = tuple[str, str] | str
_NAMED: Final = 3
"""So few are named on one line."""


def in_short(overview: Overview, column: str, measure: Measure) -> list[Paragraph]:
    """What fits under the table."""
    counted = overview.counted
    first = _n("集計 {n}/{all}市町", "集計 {n}/{all}市町", len(counted), all=len(overview.lines))
    older = about_older(counted)
    first += _("　{older}", older=older) if older else ""
    first += "".join(_("　{about} {n}", about=_(LATE[timing]), n=len(there)) for timing, there in overview.late.items())
    said: list[Paragraph] = [first + _("　内訳は i")]
    if overview.common is not None:
        said.append((in_common(overview.common), "$caution"))
    missing = without(overview, column, measure)
    if missing:
        n = len(counted) - sum(map(len, missing.values()))
        why = _("、").join(f"{_(WHY_EMPTY[one], cycle=overview.against.short)} {len(there)}" for one, there in missing.items())
        name = column_name(overview, column)
        said.append(_("{column}の「{measure}」は{n}市町。値なし: {why}", column=name, measure=_(MEASURES[measure]), n=n, why=why))
    left_out = overview.left_out()
    if left_out:
        is_few = sum(map(len, left_out.values())) <= _NAMED
        parts = [f"{_(STATES[one])} {_names(there) if is_few else len(there)}" for one, there in left_out.items()]
        said.append((_("集計外: {why}", why=_("、").join(parts)), "$caution"))
    return said


def of_cell(line: Line, column: str, name: str, measure: Measure, digits: int) -> str:
    """One cell in full: the figure, how many items stand behind it, of which cycle the answers are, and what moved no figure."""
    figure, change = line.figure(column, measure), line.changes.get(column)
    said = _(
        "{town}の{column}: {figure}",
        town=line.municipality,
        column=name,
        figure=as_measured(figure.value if figure else None, measure, digits),
    )
    about = []
    if measure == "change" and change is not None:
        about.append(_("{n}/{all}問で比較", n=change.items, all=change.shared))
        about += [beside] if (beside := beside_change(change)) else []
    elif figure is not None:
        about.append(_("当てはまる{n}問", n=figure.of) if measure == "unknown" else _("回答 {n}/{all}問", n=figure.items, all=figure.of))
    if figure is not None and figure.is_older:
        about.append(_("{cycle}の診断結果", cycle=figure.submitted.short))
    if line.timing != "in_time":
        about.append(_(LATE[line.timing]))
    return said + (_("（{about}）", about=_("、").join(about)) if about else "")


def by_name(overview: Overview, column: str, measure: Measure) -> list[Paragraph]:
    """Everybody: counted, from which cycle; without a figure in the column; not counted at all."""
    counted = overview.counted
    said: list[Paragraph] = [
        (_n("集計 {n}/{all}市町", "集計 {n}/{all}市町", len(counted), all=len(overview.lines)), "bold"),
        _("平均は、それぞれの市町を1として数えます。"),
    ]
    cycles: dict[Cycle, list[Line]] = {}
    for one in counted:
        if one.submitted is not None:
            cycles.setdefault(one.submitted, []).append(one)
    for cycle, there in sorted(cycles.items(), reverse=True):
        said += ["", (_("{cycle}の診断結果　{n}", cycle=cycle.label, n=len(there)), "bold"), _names(there)]
    for timing, there in overview.late.items():
        said += ["", (_("{about}　{n}", about=_(LATE[timing]), n=len(there)), "bold $caution"), _names(there)]
    for gap, there in without(overview, column, measure).items():
        head = _(
            "{column}の「{measure}」がない: {why}　{n}",
            column=column_name(overview, column),
            measure=_(MEASURES[measure]),
            why=_(WHY_EMPTY[gap], cycle=overview.against.short),
            n=len(there),
        )
        said += ["", (head, "bold"), _names(there)]
    for state, there in overview.left_out().items():
        said += ["", (_("集計外: {why}　{n}", why=_(STATES[state]), n=len(there)), "bold $caution"), _names(there)]
        said += [f"{one.municipality}　{one.problem}" for one in there if one.problem]
    return said


def _names(lines: Iterable[Line]) -> str:
    return _("、").join(str(one.municipality) for one in lines)
