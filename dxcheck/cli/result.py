"""`dxcheck result MUNICIPALITY`: the newest result as a paper for 決裁."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import found, global_options, municipality_argument, output_option, settings_of, written
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_FORMATS = endings_of("paper")


def _approvers(_ctx: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """The words over the boxes, parted by commas of either width.

    Raises:
        BadParameter: there are too many to stand beside each other, or one is too long.
    """
    from dxcheck.model.approval import ApprovalError, typed_boxes  # not needed for --help

    try:
        return typed_boxes(value)
    except ApprovalError as refused:
        raise click.BadParameter(str(refused)) from refused


@click.command("result", help=_("結果票（決裁用）をつくります。いちばん新しい診断結果が1枚にまとまり、2枚目から設問ごとの回答が続きます。"))
@municipality_argument()
@output_option(_FORMATS)
@click.option(
    "--boxes",
    "approvers",
    default="",
    callback=_approvers,
    metavar=_("職名,…"),
    help=_("決裁欄の言葉。左から順に、読点かコンマで区切ります（省くと、画面で決めたもの。決めていなければ、部長、課長、係長、起案）"),
)
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str, output: Path | None, approvers: tuple[str, ...]) -> None:
    """Write the sheet."""
    from dxcheck.reports.paper_file import PaperFile
    from dxcheck.reports.result_sheet import result_sheet

    workspace = settings_of(ctx).workspace()
    desk = workspace.staff_desk(found(workspace, municipality))
    written(lambda: PaperFile(result_sheet(desk, None, approvers)), output, _FORMATS)
