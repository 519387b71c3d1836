"""`dxcheck handover MUNICIPALITY`: the pack for whoever comes next to a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import as_option, found, global_options, municipality_argument, output_option, settings_of, written
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_FORMATS = endings_of("paper")


@click.command(
    "handover",
    help=_(
        "引継ぎパックをつくります。いまの姿、回答の理由、取組、訪問の記録、これからの1年が1つの資料になります。--as を付けると専門官用になります。"
    ),
)
@municipality_argument()
@output_option(_FORMATS)
@as_option
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str, output: Path | None, account: str) -> None:
    """Write the pack: the municipality's own, or a specialist's."""
    from dxcheck.reports.handover import handover, specialist_handover
    from dxcheck.reports.paper_file import PaperFile  # not needed for --help

    workspace = settings_of(ctx).workspace()
    one = found(workspace, municipality)
    if account:
        from dxcheck.cli.desks import specialist_desk

        case = specialist_desk(workspace, account).case(one)
        written(lambda: PaperFile(specialist_handover(case)), output, _FORMATS)
    else:
        desk = workspace.staff_desk(one)
        written(lambda: PaperFile(handover(desk)), output, _FORMATS)
