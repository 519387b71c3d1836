"""`dxcheck check`: the app in a terminal; in a pipe, the result as text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import found, global_options, line_value, municipality_argument, settings_of
from dxcheck.i18n import _
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.system.control_characters import plain

if TYPE_CHECKING:
    from dxcheck.model.roster import Municipality
    from dxcheck.workspace import Workspace


@click.command(
    "check",
    help=_(
        "診断の画面を開きます。市町は、市町名・ローマ字・6桁のコードのどれでも、途中まででも指定できます。\n\n"
        "端末でないとき（パイプなど）は、その市町のいちばん新しい診断結果を文字で出します。"
    ),
)
@municipality_argument(required=False)
@click.option(
    "--post",
    envvar="DXCHECK_POST",
    default="",
    callback=line_value(LONGEST_POST),
    help=_("あなたの課・係・職名（環境変数 DXCHECK_POST）"),
)
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str | None, post: str) -> int:
    """Open the app, or print."""
    in_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    workspace = settings_of(ctx).workspace(create=in_terminal, asking=True)
    chosen = found(workspace, municipality) if municipality else workspace.home
    return open_or_print(workspace, chosen, post=post, in_terminal=in_terminal)


def open_or_print(workspace: Workspace, chosen: Municipality | None, *, post: str, in_terminal: bool) -> int:
    """The app for a municipality, or its result as text."""
    if in_terminal:
        from dxcheck import app

        return app.run(workspace, chosen, post=post)
    if chosen is None:
        raise click.UsageError(_("市町を指定してください（例: dxcheck check 松山市）。一覧は dxcheck roster list で見られます。"))
    from dxcheck.cli.text import result_text

    click.echo(plain(result_text(workspace.staff_desk(chosen))))
    return 0
