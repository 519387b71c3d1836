"""`dxcheck cycle show | open | extend | close`: until when a cycle takes in answers for its average."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Any

import click

from dxcheck.cli.options import global_options, line_value, settings_of
from dxcheck.i18n import _
from dxcheck.model.calendar import clock, days_left, long_date, parse_day, today
from dxcheck.model.schedule import LONGEST_MESSAGE, WHAT_HAPPENED, Schedule

if TYPE_CHECKING:
    from dxcheck.desk.cycles import CyclesDesk
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.schedule import Term


class DayType(click.ParamType[Any]):
    """A day as people write it."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Read it, or say how it is written."""
        if isinstance(value, dt.date):
            return value
        try:
            return parse_day(value, today())
        except ValueError:
            self.fail(_("日付は 2026-12-3、12/3、令和8年12月3日 のように書いてください。"), param, ctx)


@click.group("cycle", help=_("診断期の受付を、見る・始める・延ばす・締め切る（センター用）。診断期そのものは、いつも半年です。"))
def command() -> None:
    """Cycles."""


@command.command("show", help=_("いまの締切と、これまでに決めたことを出します。"))
@global_options
@click.pass_context
def show(ctx: click.Context) -> None:
    """The running cycle and every decision."""
    cycles = _desk(ctx)
    schedule = cycles.schedule()
    click.echo(_line(schedule, cycles.running))
    if message := schedule.message(cycles.running):
        click.echo(_("センターから: {message}", message=message))
    for one in reversed(schedule.terms):
        click.echo(
            _(
                "{at} {time}　{cycle}　{what}（締切 {day}）　{by}",
                at=long_date(one.at),
                time=clock(one.at),
                cycle=one.cycle.label,
                what=_(WHAT_HAPPENED[one.what]),
                day=long_date(one.closes_on),
                by=one.by,
            ).rstrip()
        )


@command.command("open", help=_("いまの診断期の受付を始めます。締切とお知らせが、すべての市町のはじめの画面に出ます。"))
@click.option(
    "--closes", type=DayType(), required=True, metavar=_("日付"), help=_("締切（この日までの提出が、この期の県内平均に入ります）")
)
@click.option(
    "--message",
    default="",
    callback=line_value(LONGEST_MESSAGE),
    metavar=_("文"),
    help=_("すべての市町へのお知らせ（{n}字まで）", n=LONGEST_MESSAGE),
)
@global_options
@click.pass_context
def open_(ctx: click.Context, closes: dt.date, message: str) -> None:
    """Say until when, and a message."""
    _done(_desk(ctx, create=True).open(closes, message))


@command.command("extend", help=_("いまの診断期の締切を延ばします。締め切ったあとでも、公表する前なら延ばせます。"))
@click.argument("day", type=DayType(), metavar=_("日付"))
@global_options
@click.pass_context
def extend(ctx: click.Context, day: dt.date) -> None:
    """A later day."""
    _done(_desk(ctx).extend(day))


@command.command("close", help=_("いまの診断期を、きょうまでで締め切ります。あすから県内平均を公表できます。"))
@click.option("--yes", is_flag=True, help=_("確かめずに締め切ります"))
@global_options
@click.pass_context
def close(ctx: click.Context, yes: bool) -> None:
    """End it with this day."""
    cycles = _desk(ctx)
    click.echo(_line(cycles.schedule(), cycles.running))
    click.echo(_("締め切ったあとの提出は、次の期の県内平均に入ります。公表するまでは、締切を延ばして戻せます。"))
    if not yes:
        if not sys.stdin.isatty():
            raise click.ClickException(_("締め切っていません。内容を確かめたうえで --yes を付けてください。"))
        click.confirm(_("締め切りますか"), abort=True)
    _done(cycles.close())


def _desk(ctx: click.Context, *, create: bool = False) -> CyclesDesk:
    return settings_of(ctx).workspace(create=create).centre_desk().cycles


def _line(schedule: Schedule, cycle: Cycle) -> str:
    day = schedule.closing_day(cycle)
    return _("いまの診断期: {cycle}　締切 {day}（{left}）", cycle=cycle.label, day=long_date(day), left=days_left(day, today()))


def _done(made: Term) -> None:
    click.echo(_("{cycle}の締切は{day}です。", cycle=made.cycle.label, day=long_date(made.closes_on)))
