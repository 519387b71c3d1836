"""`dxcheck check`: the app in a terminal; in a pipe, the result as text."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from dxcheck.cli.options import found, global_options, line_value, municipality_argument, settings_of
from dxcheck.i18n import _
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.system.control_characters import plain

if TYPE_CHECKING:
    from dxcheck.cli.options import Settings
    from dxcheck.desk import StaffDesk
    from dxcheck.model.roster import Municipality
    from dxcheck.workspace import Workspace


@click.command(
    "check",
    help=_(
        "診断の画面を開きます。市町は、市町名・ローマ字・6桁のコードのどれでも、途中まででも指定できます。\n\n"
        "端末でないとき（パイプなど）は、その市町のいちばん新しい診断結果を文字で出します。\n\n"
        "--plain では、読み上げソフトや古い端末、細い回線のために、画面を書き換えず、1行ずつ聞いて1行ずつ答えます。"
        "はじめから提出・結果まで、同じ下書きで進められます。"
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
@click.option(
    "--plain",
    "is_plain",
    is_flag=True,
    envvar="DXCHECK_PLAIN",
    help=_("画面を使わず、1行ずつ聞いて答えます（読み上げソフト・パイプでも使えます。いつもそうするときは環境変数 DXCHECK_PLAIN=1）"),
)
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str | None, post: str, *, is_plain: bool) -> int:
    """Open the app, ask line by line, or print."""
    in_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    # A variable, or a terminal that shows no screen, takes the screen's place; in a pipe only who asks for it is asked.
    is_said = ctx.get_parameter_source("is_plain") is ParameterSource.COMMANDLINE
    if (is_plain and is_said) or (in_terminal and (is_plain or os.environ.get("TERM") == "dumb")):
        return _line_by_line(settings_of(ctx), municipality, post)
    workspace = settings_of(ctx).workspace(create=in_terminal, asking=True)
    chosen = found(workspace, municipality) if municipality else workspace.home
    return open_or_print(workspace, chosen, post=post, in_terminal=in_terminal)


def _line_by_line(settings: Settings, municipality: str | None, post: str) -> int:
    """The self-check without a screen; in a pipe nobody can be asked whether a folder shall be made."""
    from dxcheck.plain import run

    workspace = settings.workspace(create=True, asking=sys.stdin.isatty())
    chosen = found(workspace, municipality) if municipality else workspace.home

    def sit_down(town: Municipality) -> StaffDesk:
        if chosen is None:
            workspace.folder.set_home(town.code)
        return workspace.staff_desk(town, post=post)

    return run(sit_down, chosen or workspace.roster, sys.stdin, sys.stdout)


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
