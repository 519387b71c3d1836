"""`dxcheck specialist`: the specialist's screens in a terminal."""

from __future__ import annotations

import sys

import click

from dxcheck.cli.desks import specialist_desk
from dxcheck.cli.options import as_option, global_options, settings_of
from dxcheck.i18n import _


@click.command(
    "specialist",
    help=_("専門官の画面（担当の市町・所見・訪問記録）を開きます。担当の市町は、アカウント（dxcheck account）で決めたものです。"),
)
@as_option
@global_options
@click.pass_context
def command(ctx: click.Context, account: str) -> int:
    """Open the app, or list the municipalities."""
    workspace = settings_of(ctx).workspace()
    desk = specialist_desk(workspace, account)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from dxcheck import app  # Textual only where it is needed

        return app.run_specialist(desk)
    for one in desk.cases():
        click.echo(str(one.municipality))
    return 0
