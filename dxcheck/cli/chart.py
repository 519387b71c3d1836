"""`dxcheck chart KIND MUNICIPALITY`: a picture for a report, as PNG, SVG or PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dxcheck.cli.options import found, global_options, municipality_argument, output_option, settings_of, written
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.pictures import Kind

KINDS = {
    "progress": N_("推移（全体と分野ごとの折れ線、県内平均と目標つき）"),
    "bars": N_("分野ごとの平均（横棒）"),
    "radar": N_("分野ごとの形（レーダー）"),
    "change": N_("前回との比較（設問ごと）"),
}
FORMATS = ("png", "svg", "pdf")


def _help() -> str:
    kinds = "\n".join(f"  {name:<10}{_(text)}" for name, text in KINDS.items())
    return _("市町の図をつくります。A4に収まる大きさで、PDFの文字は選べます。") + "\n\n\b\n" + _("種類:") + "\n" + kinds


@click.command("chart", help=_help())
@click.argument("kind", type=click.Choice(list(KINDS)), metavar=_("種類"))
@municipality_argument()
@output_option(FORMATS)
@click.option("--snapshot", "snapshot_id", default="", metavar=_("控え番号"), help=_("どの診断結果の図か（省くと、いちばん新しいもの）"))
@global_options
@click.pass_context
def command(ctx: click.Context, kind: Any, municipality: str, output: Path | None, snapshot_id: str) -> None:
    """Draw a picture and write it."""
    from dxcheck.pictures import draw  # noqa: PLC0415 - not needed for --help

    place = settings_of(ctx).place()
    desk = place.staff_desk(found(place, municipality))
    snapshot = desk.snapshot(snapshot_id) if snapshot_id else None
    if snapshot_id and snapshot is None:
        raise click.ClickException(
            _("診断結果「{id}」は見つかりません。控え番号は dxcheck snapshot list 市町 で確かめられます。", id=snapshot_id)
        )
    asked: Kind = kind
    written(draw(desk, asked, snapshot), output, FORMATS)
