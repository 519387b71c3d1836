"""`dxcheck centre`: the centre's screens in a terminal."""

from __future__ import annotations

import sys

import click

from dxcheck.cli.options import global_options, line_value, settings_of
from dxcheck.i18n import _
from dxcheck.model.snapshot import LONGEST_POST


@click.command("centre", help=_("センターの画面を開きます。市町の概況、提出の状況、分野の散らばり、県内平均の下見と公表ができます。"))
@click.option(
    "--post",
    envvar="DXCHECK_POST",
    default="",
    callback=line_value(LONGEST_POST),
    metavar=_("課・係・職名"),
    help=_("所見などに添える、あなたの課・係・職名"),
)
@global_options
@click.pass_context
def command(ctx: click.Context, post: str) -> int:
    """Open the app; where there is no terminal, print the overview."""
    desk = settings_of(ctx).workspace().centre_desk(post or _("センター"))
    if sys.stdin.isatty() and sys.stdout.isatty():
        from dxcheck import app  # Textual only where it is needed

        return app.run_centre(desk)
    from dxcheck.cli.compare import as_text

    overview = desk.comparing.overview()
    for line in as_text(overview, "level", overview.columns):
        click.echo(line)
    return 0
