"""Who has submitted in the running cycle, for the centre's report with names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.formats.blocks import Prose, Table
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import days_left, long_date
from dxcheck.prefecture.standing import PROGRESS
from dxcheck.reports.prefecture_subject import MOST_NAMED

if TYPE_CHECKING:
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.formats.blocks import Block
    from dxcheck.prefecture.standing import Standing


def submitted_said(desk: CentreDesk, board: list[Standing]) -> str:
    """How many have, until when, and how many were late, in a sentence."""
    missing, cycle = [one for one in board if one.is_missing], desk.comparing.cycle
    closing = desk.cycles.schedule().closing_day(cycle)
    late = sum(one.timing == "late" for one in board)
    said = _(
        "{cycle}: 提出 {n}/{all}市町、締切 {day}（{left}）",
        cycle=cycle.label,
        n=len(board) - len(missing),
        all=len(board),
        day=long_date(closing),
        left=days_left(closing, desk.cases.now.date()),
    )
    return said + (
        _n("　うち締切後 {n}市町（この期の県内平均に入りません）", "　うち締切後 {n}市町（この期の県内平均に入りません）", late)
        if late
        else ""
    )


def submitted(desk: CentreDesk, board: list[Standing]) -> list[Block]:
    """That sentence, and the names by how far they are."""
    by_progress: dict[str, list[str]] = {}
    for one in board:
        by_progress.setdefault(_(PROGRESS[one.progress]), []).append(_named(one))
    order = [_(one) for one in PROGRESS.values()]
    rows = tuple(
        (state, str(len(by_progress[state])), first_names(by_progress[state])) for state in reversed(order) if state in by_progress
    )
    return [Prose(submitted_said(desk, board)), Table((_("状況"), _("市町の数"), _("市町")), rows, (2.1, 1.1, 6))]


def first_names(names: list[str]) -> str:
    """The first ones, and how many more there are."""
    more = _("、ほか{n}市町", n=len(names) - MOST_NAMED) if len(names) > MOST_NAMED else ""
    return _("、").join(names[:MOST_NAMED]) + more


def _named(one: Standing) -> str:
    """A municipality, with what must be said beside its submission."""
    return _("{name}（{about}）", name=one.municipality, about=one.about) if one.about else str(one.municipality)
