"""`dxcheck chart KIND [MUNICIPALITY]`: a picture for a report; without a municipality one of all of them. Which there are stands in `reports/pictures.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dxcheck.cli.options import found, global_options, known_of, municipality_argument, output_option, settings_of, written
from dxcheck.cli.when import CycleType, cycles_checked
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _, _c
from dxcheck.model.municipality import SIZES
from dxcheck.prefecture.overview import MEASURES
from dxcheck.prefecture.selection import Selection, TableView
from dxcheck.reports.pictures import PICTURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from dxcheck.model.calendar import Cycle
    from dxcheck.reports.municipality_pictures import OfMunicipality
    from dxcheck.reports.pictures import PictureKind, PictureSubject
    from dxcheck.reports.prefecture_subject import OfPrefecture
    from dxcheck.workspace import Workspace

_FORMATS = endings_of("picture")


def _measures() -> str:
    listed = _("、").join(f"{name} {_(text)}" for name, text in MEASURES.items())
    return _("すべての市町の図の値: {listed}", listed=listed)


def _sizes() -> str:
    listed = _("、").join(f"{name} {_(text)}" for name, text in SIZES.items())
    return _("すべての市町の図: この人口の市町だけ: {listed}", listed=listed)


def _help() -> str:
    wide = max(len(one.id) for one in PICTURES) + 2

    def listed(kinds: Iterable[PictureKind]) -> str:
        return "\n".join(f"  {one.id:<{wide}}{_(one.about)}" for one in kinds)

    parts = [
        _("図をつくります。A4に収まる大きさで、PDFの文字は選べます。"),
        "\b\n" + _("1つの市町の図（市町を書いたとき）:") + "\n" + listed(one for one in PICTURES if one.is_of_one),
        "\b\n" + _("すべての市町の図（市町を書かないとき、センター用）:") + "\n" + listed(one for one in PICTURES if not one.is_of_one),
    ]
    return "\n\n".join(parts)


@click.command("chart", help=_help())
@click.argument("kind", type=click.Choice(list(dict.fromkeys(one.id for one in PICTURES))), metavar=_("種類"))
@municipality_argument(required=False)
@output_option(_FORMATS)
@click.option("--snapshot", default="", metavar=_("控え番号"), help=_("どの診断結果の図か（省くと、いちばん新しいもの）"))
@click.option(
    "--cycle", type=CycleType(), metavar=_c("option", "診断期"), help=_("すべての市町の図: どの期の終わりの時点か（省くと、いまの期）")
)
@click.option("--region", default="", metavar=_("地域"), help=_("すべての市町の図: この地域だけ（例: 南予）"))
@click.option("--type", default="", metavar=_("市・町"), help=_("すべての市町の図: この種類の市町だけ（例: 町）"))
@click.option("--size", type=click.Choice(list(SIZES)), help=_sizes())
@click.option("--measure", type=click.Choice(list(MEASURES)), default="level", help=_measures())
@click.option("--dimension", default="", metavar=_("分野"), help=_("すべての市町の図: 1つの分野を設問ごとに（例: bpr）"))
@click.option("--item", default="", metavar=_("設問"), help=_("すべての市町の図: 1つの設問（例: bpr-01）"))
@click.option("--zoom", is_flag=True, help=_("届いているレベルまでの目盛りに拡大（図にもそう書きます。表にはありません）"))
@global_options
@click.pass_context
def command(ctx: click.Context, /, kind: str, municipality: str | None, output: Path | None, **asked: Any) -> None:
    """Draw a picture and write it."""
    chosen = _kind(kind, is_of_one=municipality is not None)
    typed = click.core.ParameterSource.COMMANDLINE
    _refuse_beyond(chosen, [name for name, value in asked.items() if value and ctx.get_parameter_source(name) is typed])
    workspace = settings_of(ctx).workspace()
    of: PictureSubject
    if municipality is not None:
        of = _of_one(workspace, municipality, asked["snapshot"], zoom=asked["zoom"])
    elif chosen.source == "prefecture":
        of = _of_all(workspace, **{name: asked[name] for name in chosen.options})
    else:
        from dxcheck.reports.public_file import OfPublished  # not needed for --help

        of = OfPublished(workspace.centre_desk())
    written(lambda: chosen.draw(of), output, _FORMATS)


def _kind(asked: str, *, is_of_one: bool) -> PictureKind:
    """The row of the registry that is meant.

    Raises:
        UsageError: there is none of this name with a municipality, or without one.
    """
    there = next((one for one in PICTURES if one.id == asked and one.is_of_one == is_of_one), None)
    if there is not None:
        return there
    if is_of_one:
        raise click.UsageError(_("{kind} はすべての市町の図です。市町を書かずに実行してください。", kind=asked))
    raise click.UsageError(_("{kind} は1つの市町の図です。市町を指定してください。例: dxcheck chart {kind} 今治市", kind=asked))


def _refuse_beyond(kind: PictureKind, asked: Sequence[str]) -> None:
    """Refuse options that would do nothing.

    Raises:
        UsageError: some are of other pictures.
    """
    beyond = [one for one in asked if one not in kind.options]
    if not beyond:
        return
    options = " ".join(f"--{one}" for one in beyond)
    alike = {option for one in PICTURES if one.is_of_one == kind.is_of_one for option in one.options}
    if alike.intersection(beyond):
        raise click.UsageError(_("{kind} には、{options} は使えません。", kind=kind.id, options=options))
    if kind.is_of_one:
        raise click.UsageError(_("{options} は、市町を書かないときだけ使えます。", options=options))
    raise click.UsageError(_("{options} は、市町を指定したときだけ使えます。", options=options))


def _of_one(workspace: Workspace, municipality: str, snapshot_id: str, *, zoom: bool) -> OfMunicipality:
    from dxcheck.reports.municipality_pictures import OfMunicipality  # not needed for --help

    desk = workspace.staff_desk(found(workspace, municipality))
    snapshot = desk.snapshot(snapshot_id) if snapshot_id else None
    if snapshot_id and snapshot is None:
        raise click.ClickException(
            _("診断結果「{id}」は見つかりません。控え番号は dxcheck snapshot list 市町 で確かめられます。", id=snapshot_id)
        )
    # A snapshot tells which questionnaire it is of, whichever is looked at.
    return OfMunicipality(desk.looking_at(snapshot.questionnaire.id) if snapshot else desk, snapshot, zoom=zoom)


def _of_all(
    workspace: Workspace,
    *,
    cycle: Cycle | None = None,
    measure: Any = "level",
    dimension: str = "",
    item: str = "",
    zoom: bool = False,
    **whose: Any,
) -> OfPrefecture:
    from dxcheck.reports.prefecture_subject import OfPrefecture  # not needed for --help

    desk = workspace.centre_desk()
    cycles_checked(desk.comparing, cycle)
    overview = desk.comparing.overview(cycle)
    wish = Selection(**{name: value or "" for name, value in whose.items()})
    known_of(wish.region, dict.fromkeys(one.municipality.region for one in overview.lines), "--region")
    known_of(wish.type, dict.fromkeys(one.municipality.type for one in overview.lines), "--type")
    q = overview.questionnaire
    if dimension and item:
        raise click.UsageError(_("--dimension と --item は、どちらか1つにしてください。"))
    known_of(dimension, q.dimension_by_id, "--dimension")
    known_of(item, [one.id for one in q.ordered if not one.sensitive], "--item")
    return OfPrefecture(desk, TableView(overview, measure, wish), dimension or item, zoom)
