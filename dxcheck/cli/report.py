"""`dxcheck report centre | public`: the prefecture's report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dxcheck.cli.options import encoding_option, global_options, output_option, settings_of, written
from dxcheck.cli.when import CycleType, cycles_checked
from dxcheck.formats.file_formats import ending_of, endings_of
from dxcheck.i18n import _, _c

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.model.calendar import Cycle

_PAPERS, _TABLES = endings_of("paper"), endings_of("table")


@click.group("report", help=_("県全体の報告書をつくります（センター用）。"))
def command() -> None:
    """The group `dxcheck report`."""


@command.command("centre", help=_("市町名の入った報告書（センター用）をつくります。"))
@click.option("--cycle", type=CycleType(), metavar=_c("option", "診断期"), help=_("どの期の終わりの時点か（省くと、いまの期）"))
@output_option(_PAPERS)
@global_options
@click.pass_context
def centre(ctx: click.Context, cycle: Cycle | None, output: Path | None) -> None:
    """The report with names."""
    from dxcheck.reports.paper_file import PaperFile
    from dxcheck.reports.prefecture import centre_report  # not needed for --help

    desk = settings_of(ctx).workspace().centre_desk()
    cycles_checked(desk.comparing, cycle)
    written(lambda: PaperFile(centre_report(desk, desk.comparing.overview(cycle))), output, _PAPERS)


@command.command(
    "public",
    help=_(
        "公表用の報告書（{papers}）か表（{tables}）をつくります。公表した県内平均のほかは、何も入りません。",
        papers=_("、").join(_PAPERS),
        tables=_("、").join(_TABLES),
    ),
)
@output_option(endings_of("paper", "table"))
@encoding_option
@global_options
@click.pass_context
def public(ctx: click.Context, output: Path | None, encoding: Any) -> None:
    """The report for everybody."""
    from dxcheck.reports.paper_file import PaperFile
    from dxcheck.reports.public import public_report
    from dxcheck.reports.public_file import public_file

    desk = settings_of(ctx).workspace().centre_desk()
    if output is not None and ending_of(output) in _TABLES:
        written(lambda: public_file(desk, encoding), output, _TABLES)
    else:
        written(lambda: PaperFile(public_report(desk)), output, _PAPERS)
