"""`dxcheck sheet MUNICIPALITY`: a workbook to answer in, for the sections that have no dxcheck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import found, global_options, known_of, municipality_argument, output_option, settings_of, written
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_FORMATS = endings_of("form")


@click.command(
    "sheet",
    help=_(
        "回答を書き込む表（Excel か CSV）をつくります。分野ごとのシートに、設問・段の説明・前回の回答・いまの下書きの回答が入ります。担当課に送って書いてもらえます。\n\n"
        "書き終えた表は dxcheck draft take-in で下書きに取り込みます。"
    ),
)
@municipality_argument()
@click.option(
    "--dimension",
    "dimensions",
    multiple=True,
    metavar=_("分野"),
    help=_("その分野だけの表にします（何回でも。例: --dimension bpr）"),
)
@output_option(_FORMATS)
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str, dimensions: tuple[str, ...], output: Path | None) -> None:
    """Write the sheet."""
    from dxcheck.reports.answer_sheet import AnswerSheetFile  # not needed for --help

    workspace = settings_of(ctx).workspace()
    desk = workspace.staff_desk(found(workspace, municipality))
    draft = desk.draft()
    asked = desk.questionnaire_for(draft.questionnaire) if draft is not None else desk.questionnaire
    for one in dimensions:
        known_of(one, asked.dimension_by_id, "--dimension")
    written(lambda: AnswerSheetFile(desk.answer_sheet(dimensions)), output, _FORMATS)
