"""Days and cycles on the command line: read as people type them, and refused where nothing can be said about them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from dxcheck.cli.options import settings_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.desk.comparison import Comparing
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.typed_day import Direction

_MOST_NAMED = 8
"""Cycles that are named one by one."""


class DayType(click.ParamType[Any]):
    """A day as people write it: 12/3, 12月3日（木）, 2026-12-3 or 令和8年12月3日."""

    name = "day"

    def __init__(self, direction: Direction) -> None:
        self._direction = direction
        """Whether a day without a year lies behind or ahead."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Read it, or say what is wrong with it."""
        from dxcheck.model.calendar import today  # not needed for --help
        from dxcheck.model.typed_day import DayError, parse_day

        if isinstance(value, dt.date):
            return value
        try:
            return parse_day(value, today(), self._direction)
        except DayError as why:
            self.fail(f"{value}: {why}", param, ctx)


class CycleType(click.ParamType[Any]):
    """A cycle as people write it: 2026-1, R8前期 or 令和8年度前期."""

    name = "cycle"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Cycle:
        """Read it, or say how it is written."""
        from dxcheck.model.calendar import Cycle  # not needed for --help

        if isinstance(value, Cycle):
            return value
        try:
            return Cycle.parse(value)
        except ValueError:
            known = _known_here(ctx)
            self.fail(
                _("診断期は 2026-1（令和8年度前期）、2026-2（令和8年度後期）、R8前期 のように書いてください: {value}", value=value)
                + (_("（{known}）", known=known) if known else ""),
                param,
                ctx,
            )


def cycles_checked(comparing: Comparing, cycle: Cycle | None, against: Cycle | None = None) -> None:
    """Refuse cycles that nothing can be said about, naming those that something can; none at all is fine.

    Raises:
        BadParameter: one is still to come or before the first submission, or the changes would run backwards.
    """
    if cycle is None and against is None:
        return
    known = comparing.cycles()
    for one, option in ((cycle, "--cycle"), (against, "--against")):
        if one is not None and one > known[-1]:
            raise click.BadParameter(_("{cycle}は、まだ始まっていません。{known}", cycle=one.label, known=_named(known)), param_hint=option)
        if one is not None and one < known[0]:
            raise click.BadParameter(
                _("{cycle}には、まだ提出がありません。{known}", cycle=one.label, known=_named(known)), param_hint=option
            )
    until = cycle or comparing.cycle
    if against is not None and against >= until:
        raise click.BadParameter(
            _(
                "変化は、前の期から後の期へ見ます。{against}は、{cycle}より前ではありません。{known}",
                against=against.label,
                cycle=until.label,
                known=_named(known),
            ),
            param_hint="--against",
        )


def _named(known: Sequence[Cycle]) -> str:
    if len(known) <= _MOST_NAMED:
        return _("選べる期: {cycles}", cycles=_("、").join(one.short for one in known))
    return _("選べる期: {first}から{last}まで", first=known[0].short, last=known[-1].short)


def _known_here(ctx: click.Context | None) -> str:
    """The cycles of the data folder, as far as they can be read."""
    try:
        return "" if ctx is None else _named(settings_of(ctx).workspace(needs_data=False).centre_desk().comparing.cycles())
    except Exception:  # noqa: BLE001 - it is only a help beside the error that is told anyway
        return ""
