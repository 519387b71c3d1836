"""`dxcheck visit-record MUNICIPALITY`: the record of a visit as a paper, Word unless another format is named."""

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

_FORMATS = endings_of("paper", usual="docx")


@click.command(
    "visit-record",
    help=_("市町と共有した訪問記録を、Word（PDFなど）にします。内部メモは入りません。--as を付けると、専門官としてつくります。"),
)
@municipality_argument()
@output_option(_FORMATS)
@click.option("--visit", type=DayType("past"), default=None, metavar=_("日付"), help=_("どの訪問のものか（省くと、いちばん新しいもの）"))
@as_option
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str, output: Path | None, visit: dt.date | None, account: str) -> None:
    """Write the record."""
    from dxcheck.cli.desks import specialist_desk  # not needed for --help
    from dxcheck.reports.paper_file import PaperFile
    from dxcheck.reports.visit_record import shared_record

    workspace = settings_of(ctx).workspace()
    one = found(workspace, municipality)
    desk = specialist_desk(workspace, account).case(one) if account else workspace.staff_desk(one)
    written(lambda: PaperFile(shared_record(desk, visit)), output, _FORMATS)
