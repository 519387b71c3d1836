"""`dxcheck brief MUNICIPALITY`: the paper a specialist takes to a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import as_option, found, global_options, municipality_argument, output_option, settings_of, written
from dxcheck.cli.when import DayType
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

_FORMATS = endings_of("paper")


@click.command("brief", help=_("訪問前ブリーフ（専門官用）をつくります。1枚目だけで用が足り、2枚目から設問ごとの回答が続きます。"))
@municipality_argument()
@output_option(_FORMATS)
@click.option(
    "--visit", type=DayType("coming"), default=None, metavar=_("日付"), help=_("どの訪問のものか（省くと、次に予定している訪問）")
)
@as_option
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str, output: Path | None, visit: dt.date | None, account: str) -> None:
    """Write the brief."""
    from dxcheck.cli.desks import specialist_desk  # not needed for --help
    from dxcheck.reports.brief import brief
    from dxcheck.reports.paper_file import PaperFile

    workspace = settings_of(ctx).workspace()
    case = specialist_desk(workspace, account).case(found(workspace, municipality))
    written(lambda: PaperFile(brief(case, visit)), output, _FORMATS)
