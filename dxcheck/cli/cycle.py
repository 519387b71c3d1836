"""`dxcheck cycle show | open | extend | close`: until when a cycle takes in answers for its average."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from dxcheck.benchmark.wording import submitted_too_early, what_extended_means
from dxcheck.cli.desks import in_the_log
from dxcheck.cli.options import global_options, line_value, settings_of
from dxcheck.cli.when import CycleType, DayType
from dxcheck.desk.cycles import HastyError
from dxcheck.i18n import _, _c
from dxcheck.model.calendar import clock, days_left, long_date, today
from dxcheck.model.schedule import LONGEST_MESSAGE, WHAT_HAPPENED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from dxcheck.desk.centre import CentreDesk
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.schedule import Schedule, Term


_cycle_option = click.option(
    "--cycle",
    type=CycleType(),
    default=None,
    metavar=_c("option", "診断期"),
    help=_("どの診断期か（省くと、日付から決まります）。例: R8後期"),
)


@click.group("cycle", help=_("診断期の受付を、見る・始める・延ばす・締め切る（センター用）。診断期そのものは、いつも半年です。"))
def command() -> None:
    """The group `dxcheck cycle`."""


@command.command("show", help=_("いまの締切と、これまでに決めたことを出します。"))
@global_options
@click.pass_context
def show(ctx: click.Context) -> None:
    """The cycle that is collected for and every decision."""
    cycles = _desk(ctx).cycles
    schedule = cycles.schedule()
    _say(schedule, cycles.collecting)
    if message := schedule.message(cycles.collecting):
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
    "--closes", type=DayType("coming"), required=True, metavar=_("日付"), help=_("締切（この日までの提出が、この期の県内平均に入ります）")
)
@click.option(
    "--message",
    default="",
    callback=line_value(LONGEST_MESSAGE),
    metavar=_("文"),
    help=_("すべての市町へのお知らせ（{n}字まで）", n=LONGEST_MESSAGE),
)
@_cycle_option
@global_options
@click.pass_context
def open_(ctx: click.Context, closes: dt.date, message: str, cycle: Cycle | None) -> None:
    """Say until when, and a message."""
    desk = _desk(ctx, create=True)
    with _naming_the_cycle(desk.cycles.collecting):
        _done(desk, desk.cycles.open(closes, message, cycle))


@command.command(
    "extend",
    help=_(
        "診断期の締切を延ばします。締め切ったあとでも、公表する前なら延ばせます。半年の終わり（3月31日・9月30日）の後までも延ばせます。\n\n"
        "そのあいだの提出は、前の期の診断結果になります。次の期の受付は、延ばした締切の次の日からです。"
    ),
)
@click.argument("day", type=DayType("coming"), metavar=_("日付"))
@_cycle_option
@global_options
@click.pass_context
def extend(ctx: click.Context, day: dt.date, cycle: Cycle | None) -> None:
    """Set a later closing day."""
    desk = _desk(ctx)
    _done(desk, desk.cycles.extend(day, cycle))


@command.command("close", help=_("いまの診断期を、きょうまでで締め切ります。あすから県内平均を公表できます。"))
@_cycle_option
@click.option("--yes", is_flag=True, help=_("確かめずに締め切ります"))
@global_options
@click.pass_context
def close(ctx: click.Context, cycle: Cycle | None, yes: bool) -> None:
    """End it with this day."""
    desk = _desk(ctx)
    chosen = cycle or desk.cycles.collecting
    with _naming_the_cycle(chosen):
        if cycle is None:
            desk.cycles.check_hasty(chosen, today())
    _say(desk.cycles.schedule(), chosen)
    click.echo(_("締め切ったあとの提出は、次の期の県内平均に入ります。公表するまでは、締切を延ばして戻せます。"))
    if not yes:
        if not sys.stdin.isatty():
            raise click.ClickException(_("締め切っていません。内容を確かめたうえで --yes を付けてください。"))
        click.confirm(_("締め切りますか"), abort=True)
    _done(desk, desk.cycles.close(chosen))


def _desk(ctx: click.Context, *, create: bool = False) -> CentreDesk:
    return in_the_log(settings_of(ctx).workspace(create=create)).centre_desk()


@contextmanager
def _naming_the_cycle(cycle: Cycle) -> Iterator[None]:
    """Where a day is probably meant for another cycle: say how to insist."""
    try:
        yield
    except HastyError as why:
        insist = _("このまま{cycle}について決めるときは、--cycle {name} を付けてください。", cycle=cycle.label, name=cycle)
        raise click.ClickException(f"{why}\n{insist}") from why


def _say(schedule: Schedule, cycle: Cycle) -> None:
    day = schedule.closing_day(cycle)
    click.echo(_("いまの診断期: {cycle}　締切 {day}（{left}）", cycle=cycle.label, day=long_date(day), left=days_left(day, today())))
    _say_next(schedule, cycle)


def _say_next(schedule: Schedule, cycle: Cycle) -> None:
    """Where the deadline lies in the next half-year: what that means for it."""
    if schedule.is_extended(cycle):
        click.echo(what_extended_means(schedule, cycle))


def _done(desk: CentreDesk, made: Term) -> None:
    click.echo(_("{cycle}の締切は{day}です。", cycle=made.cycle.label, day=long_date(made.closes_on)))
    _say_next(desk.cycles.schedule(), made.cycle)
    if early := desk.comparing.submitted_for_next_only(made.cycle):
        click.echo(submitted_too_early(made.cycle, early))
