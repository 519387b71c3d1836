"""`dxcheck chart KIND [MUNICIPALITY]`: a picture for a report, as PNG, SVG or PDF; without a municipality one of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dxcheck.cli.options import (
    CycleType,
    cycles_checked,
    found,
    global_options,
    known_of,
    municipality_argument,
    output_option,
    settings_of,
    written,
)
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import N_, _
from dxcheck.prefecture.overview import MEASURES

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.model.calendar import Cycle
    from dxcheck.reports.pictures import DrawnPicture
    from dxcheck.workspace import Workspace

KINDS = {
    "progress": N_("推移（全体と分野ごとの折れ線、県内平均と目標つき）"),
    "bars": N_("分野ごとの平均（横棒）"),
    "radar": N_("分野ごとの形（レーダー）"),
    "change": N_("前回との比較（設問ごと）"),
}
ALL_KINDS = {
    "heatmap": N_("市町と分野の表"),
    "distribution": N_("分野ごとの市町の散らばり"),
    "progress": N_("県全体の推移（どの期にも値のある同じ市町と、単純な平均）"),
    "multiples": N_("市町ごとの推移を小さく並べたもの"),
    "averages": N_("公表した県内平均の推移（市町名も、公表していない数字も入りません）"),
}
_FORMATS = endings_of("picture")
_NOTHING = {"cycle": None, "region": "", "measure": False, "dimension": "", "item": ""}
"""What nobody asked for."""


def _measures() -> str:
    listed = _("、").join(f"{name} {_(text)}" for name, text in MEASURES.items())
    return _("すべての市町の図の値: {listed}", listed=listed)


def _help() -> str:
    def listed(kinds: dict[str, str]) -> str:
        return "\n".join(f"  {name:<14}{_(text)}" for name, text in kinds.items())

    parts = [
        _("図をつくります。A4に収まる大きさで、PDFの文字は選べます。"),
        "\b\n" + _("1つの市町の図（市町を書いたとき）:") + "\n" + listed(KINDS),
        "\b\n" + _("すべての市町の図（市町を書かないとき、センター用）:") + "\n" + listed(ALL_KINDS),
    ]
    return "\n\n".join(parts)


@click.command("chart", help=_help())
@click.argument("kind", type=click.Choice(list(dict.fromkeys([*KINDS, *ALL_KINDS]))), metavar=_("種類"))
@municipality_argument(required=False)
@output_option(_FORMATS)
@click.option("--snapshot", "snapshot_id", default="", metavar=_("控え番号"), help=_("どの診断結果の図か（省くと、いちばん新しいもの）"))
@click.option("--cycle", type=CycleType(), metavar=_("診断期"), help=_("すべての市町の図: どの期の終わりの時点か（省くと、いまの期）"))
@click.option("--region", default="", metavar=_("地域"), help=_("すべての市町の図: この地域だけ（例: 南予）"))
@click.option("--measure", type=click.Choice(list(MEASURES)), default="level", help=_measures())
@click.option("--dimension", default="", metavar=_("分野"), help=_("すべての市町の図: 1つの分野を設問ごとに（例: bpr）"))
@click.option("--item", default="", metavar=_("設問"), help=_("すべての市町の図: 1つの設問（例: bpr-01）"))
@global_options
@click.pass_context
def command(ctx: click.Context, /, kind: Any, municipality: str | None, output: Path | None, snapshot_id: str, **about: Any) -> None:
    """Draw a picture and write it."""
    workspace = settings_of(ctx).workspace()
    if municipality is None:
        if kind not in ALL_KINDS:
            raise click.UsageError(_("{kind} は1つの市町の図です。市町を指定してください。例: dxcheck chart {kind} 今治市", kind=kind))
        if snapshot_id:
            raise click.UsageError(_("--snapshot は、市町を指定したときだけ使えます。"))
        written(_of_all(workspace, kind, **about), output, _FORMATS)
        return
    if kind not in KINDS:
        raise click.UsageError(_("{kind} はすべての市町の図です。市町を書かずに実行してください。", kind=kind))
    if {**about, "measure": about["measure"] != "level"} != _NOTHING:
        raise click.UsageError(_("--cycle --region --measure --dimension --item は、市町を書かないときだけ使えます。"))
    written(_of_one(workspace, kind, municipality, snapshot_id), output, _FORMATS)


def _of_one(workspace: Workspace, kind: Any, municipality: str, snapshot_id: str) -> DrawnPicture:
    from dxcheck.reports.pictures import draw  # not needed for --help

    desk = workspace.staff_desk(found(workspace, municipality))
    snapshot = desk.snapshot(snapshot_id) if snapshot_id else None
    if snapshot_id and snapshot is None:
        raise click.ClickException(
            _("診断結果「{id}」は見つかりません。控え番号は dxcheck snapshot list 市町 で確かめられます。", id=snapshot_id)
        )
    return draw(desk, kind, snapshot)


def _of_all(workspace: Workspace, kind: Any, *, cycle: Cycle | None, region: str, measure: Any, dimension: str, item: str) -> DrawnPicture:
    from dxcheck.reports.prefecture_pictures import draw_prefecture  # not needed for --help

    desk = workspace.centre_desk()
    if kind == "averages":
        from dxcheck.reports.public_file import public_picture  # not needed for --help

        if {"cycle": cycle, "region": region, "measure": measure != "level", "dimension": dimension, "item": item} != _NOTHING:
            raise click.UsageError(_("averages には、--cycle --region --measure --dimension --item は使えません。"))
        return public_picture(desk)
    cycles_checked(desk.comparing, cycle)
    overview = desk.comparing.overview(cycle)
    known_of(region, dict.fromkeys(one.municipality.region for one in overview.lines), "--region")
    q = overview.questionnaire
    if dimension and item:
        raise click.UsageError(_("--dimension と --item は、どちらか1つにしてください。"))
    known_of(dimension, q.dimension_by_id, "--dimension")
    known_of(item, [one.id for one in q.ordered if not one.sensitive], "--item")
    lines = [one for one in overview.lines if not region or one.municipality.region == region]
    return draw_prefecture(desk, kind, overview, lines, measure=measure, column=dimension or item)
