"""`dxcheck specialist`: the specialist's screens in a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import as_option, global_options, settings_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.place import Place


@click.command(
    "specialist",
    help=_("専門官の画面（担当の市町・所見・訪問記録）を開きます。担当の市町は、アカウント（dxcheck account）で決めたものです。"),
)
@as_option
@global_options
@click.pass_context
def command(ctx: click.Context, account: str) -> int:
    """Open the app, or list the municipalities."""
    place = settings_of(ctx).place()
    desk = specialist_desk(place, account)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from dxcheck import app  # noqa: PLC0415 - Textual only where it is needed

        return app.run_specialist(desk)
    for one in desk.cases():
        click.echo(str(one.municipality))
    return 0


def specialist_desk(place: Place, name: str) -> SpecialistDesk:
    """The desk of the specialist somebody named; the only one there is, if nobody was named. A demo has one even without an account."""
    from dxcheck.demo.casework import CASES, FIELDS, SPECIALIST  # noqa: PLC0415 - not needed for --help

    if place.folder.is_demo:
        name = name or SPECIALIST

    accounts = [one for one in place.folder.accounts(place.roster.prefecture.code).all() if one.role == "specialist" and not one.disabled]
    fitting = [one for one in accounts if one.name == name] if name else accounts
    if len(fitting) == 1:
        chosen = fitting[0]
        return place.specialist_desk(chosen.name, chosen.municipalities, chosen.fields)
    if not accounts and place.folder.is_demo and name in ("", SPECIALIST):
        return place.specialist_desk(SPECIALIST, [one.code for one in CASES], FIELDS)
    if not accounts:
        raise click.ClickException(
            _("専門官のアカウントがまだありません。例: dxcheck account add senmonkan-1 今治市 松山市 --role specialist")
        )
    names = _("、").join(one.name for one in accounts)
    if name:
        raise click.ClickException(_("専門官のアカウント「{name}」は見つかりません。あるもの: {names}", name=name, names=names))
    raise click.ClickException(_("専門官のアカウントを --as で指定してください。あるもの: {names}", names=names))
