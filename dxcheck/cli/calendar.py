"""`dxcheck calendar`: planned visits as a file for calendar programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import as_option, global_options, output_option, settings_of, written
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_FORMATS = endings_of("calendar")


@click.command(
    "calendar",
    help=_(
        "これからの訪問の予定を、予定表のソフト（Outlook、Googleカレンダーなど）に取り込むファイルにします。"
        "--as を付けるとその専門官の予定、省くと全員の予定です。もう一度取り込んでも二重になりません。書いたものは何も入りません。"
    ),
)
@output_option(_FORMATS)
@as_option
@global_options
@click.pass_context
def command(ctx: click.Context, output: Path | None, account: str) -> None:
    """Write the calendar."""
    from dxcheck.cli.desks import specialist_desk  # not needed for --help
    from dxcheck.reports.visit_calendar import visit_calendar

    workspace = settings_of(ctx).workspace()
    if account:
        desk = specialist_desk(workspace, account)
        written(lambda: visit_calendar(desk, desk.name), output, _FORMATS)
    else:
        every = workspace.centre_desk().cases
        written(lambda: visit_calendar(every), output, _FORMATS)
