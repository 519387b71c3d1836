"""`dxcheck roster list`."""

from __future__ import annotations

import click

from dxcheck.cli.options import global_options, settings_of
from dxcheck.i18n import _
from dxcheck.system.terminal_width import pad


@click.group("roster", help=_("市町の一覧を見ます。"))
def command() -> None:
    """The group `dxcheck roster`."""


@command.command("list", help=_("市町の一覧を、コード順に出します。"))
@global_options
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List all municipalities in code order."""
    roster = settings_of(ctx).workspace(needs_data=False).roster
    heads = [(_("コード"), 8), (_("市町名"), 14), (_("よみ"), 20), (_("ローマ字"), 14), (_("地域"), 8)]
    click.echo("".join(pad(head, width) for head, width in heads) + _("人口（{day}）", day=roster.population_as_of))
    for one in roster.municipalities:
        former = _("、").join(f"{old.name} {old.code}（{old.changed_on}）" for old in one.former_codes)
        click.echo(f"{one.code:<8}{pad(one.name, 14)}{pad(one.kana, 20)}{pad(one.romaji, 14)}{pad(one.region, 8)}{one.population:>9,}")
        if former:
            click.echo(" " * 8 + _("前のコード: {former}", former=former))
