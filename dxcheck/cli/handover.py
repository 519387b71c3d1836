"""`dxcheck handover MUNICIPALITY`: the pack for whoever comes next to a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import as_option, found, global_options, municipality_argument, output_option, settings_of, written
from dxcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("pdf", "md")


@click.command(
    "handover",
    help=_(
        "引継ぎパックをつくります。いまの姿、回答の理由、取組、訪問の記録、これからの1年が1つの資料になります。--as を付けると専門官用になります。"
    ),
)
@municipality_argument()
@output_option(FORMATS)
@as_option
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str, output: Path | None, account: str) -> None:
    """Write the pack: the municipality's own, or a specialist's."""
    from dxcheck.papers.file import PaperFile  # noqa: PLC0415 - not needed for --help
    from dxcheck.papers.handover import handover, specialist_handover  # noqa: PLC0415

    place = settings_of(ctx).place()
    one = found(place, municipality)
    if account:
        from dxcheck.cli.specialist import specialist_desk  # noqa: PLC0415

        paper = specialist_handover(specialist_desk(place, account).case(one))
    else:
        paper = handover(place.staff_desk(one))
    written(PaperFile(paper), output, FORMATS)
