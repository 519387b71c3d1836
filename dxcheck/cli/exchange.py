"""`dxcheck exchange out | reply | show | in`: what a municipality without a connection and the centre hand to each other as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.desks import confirmed, in_the_log
from dxcheck.cli.options import content_of, found, global_options, municipality_argument, output_option, settings_of, written
from dxcheck.i18n import _
from dxcheck.reports.exchange_file import EXCHANGE_FORMATS, ExchangeMade
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.formats.exchange import ExchangeDocument
    from dxcheck.workspace import Workspace

_file_argument = click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar=_("ファイル"))


@click.group(
    "exchange",
    help=_(
        "ネットワークでつながらない市町とセンターのあいだで、診断結果と県内平均を、1つのファイルで受け渡します。\n\n"
        "市町: exchange out で書き出してセンターに渡し、届いた返しを exchange in で取り込みます。\n\n"
        "センター: 届いたファイルを exchange in で取り込み、exchange reply で返しをつくります。"
    ),
)
def command() -> None:
    """The group `dxcheck exchange`."""


@command.command(
    "out",
    help=_(
        "市町の診断結果を、センターに渡す受け渡しファイルに書き出します。同じものを何度渡してもかまいません。\n\n"
        "下書きは入りません。別のパソコンで続きを答えるときだけ、--draft を付けます（ファイルを持つ人が下書きを読めます）。"
    ),
)
@municipality_argument()
@click.option("--draft", is_flag=True, help=_("答えている途中の下書きも入れます"))
@output_option(EXCHANGE_FORMATS)
@global_options
@click.pass_context
def out(ctx: click.Context, municipality: str, output: Path | None, *, draft: bool) -> None:
    """Write what a municipality submitted."""
    workspace = in_the_log(settings_of(ctx).workspace())
    desk = workspace.staff_desk(found(workspace, municipality))
    written(lambda: ExchangeMade(desk.exchange_out(with_draft=draft)), output, EXCHANGE_FORMATS)
    workspace.witness("exchange-out", desk.municipality.code)


@command.command(
    "reply",
    help=_("市町への返しの受け渡しファイルをつくります（センター用）。公表された県内平均と、届いている診断結果の控え番号が入ります。"),
)
@municipality_argument()
@output_option(EXCHANGE_FORMATS)
@global_options
@click.pass_context
def reply(ctx: click.Context, municipality: str, output: Path | None) -> None:
    """Write what the centre gives back."""
    workspace = in_the_log(settings_of(ctx).workspace())
    town = found(workspace, municipality)
    written(lambda: ExchangeMade(workspace.centre_desk().exchange.reply(town)), output, EXCHANGE_FORMATS)
    workspace.witness("exchange-out", town.code)


@command.command("show", help=_("受け渡しファイルを確かめ、取り込むと何が変わるかを示します。何も変えません。"))
@_file_argument
@global_options
@click.pass_context
def show(ctx: click.Context, file: Path) -> None:
    """Say what it would bring."""
    workspace = settings_of(ctx).workspace()
    _told(workspace, _read(file))


@command.command(
    "in",
    help=_(
        "受け渡しファイルを取り込みます。何が入るかを先に示し、確かめてから取り込みます。二度取り込んでも、増えません。\n\n"
        "市町のファイルなら診断結果を、センターのファイルなら県内平均を取り込みます。食い違うものは示すだけで、取り込みません。"
    ),
)
@_file_argument
@click.option(
    "--draft", is_flag=True, help=_("ファイルに下書きがあれば、それも取り込みます（市町の方だけ。dxcheck draft take-back で元に戻せます）")
)
@click.option("--yes", is_flag=True, help=_("確かめずに取り込みます"))
@global_options
@click.pass_context
def in_(ctx: click.Context, file: Path, *, draft: bool, yes: bool) -> None:
    """Show what would come, then take it in."""
    from dxcheck.answering.arrival_told import taken_arrival_in_words

    document = _read(file)
    workspace = in_the_log(settings_of(ctx).workspace(create=True))
    _refuse_other_home(workspace, document)
    if not _told(workspace, document, with_draft=draft):
        click.echo(_("取り込むものはありません。"))
        return
    if not yes:
        confirmed(_("取り込んでいません。内容を確かめたうえで --yes を付けてください。"), _("取り込みますか"))
    if document.to == "municipality":
        _take_averages(workspace, document)
    elif draft:
        desk = workspace.staff_desk(found(workspace, document.municipality))
        made = desk.take_arrival(desk.arrival(document))
        _say(taken_arrival_in_words(len(made.snapshots), made))
    else:
        _say(taken_arrival_in_words(len(workspace.centre_desk().exchange.take(document))))


def _read(file: Path) -> ExchangeDocument:
    from dxcheck.formats.exchange import from_exchange_file  # not needed for --help
    from dxcheck.formats.input import LARGEST_CHOSEN

    return from_exchange_file(content_of(file, LARGEST_CHOSEN, as_it_is=True))


def _refuse_other_home(workspace: Workspace, document: ExchangeDocument) -> None:
    """A folder that is one municipality's takes in nothing of another's."""
    home = workspace.home
    if home is not None and home.code != document.municipality:
        raise click.ClickException(
            _(
                "このフォルダーは{home}のものです。ファイルは{name}のものなので、何も取り込んでいません。",
                home=home,
                name=document.name,
            )
        )


def _told(workspace: Workspace, document: ExchangeDocument, *, with_draft: bool = False) -> bool:
    """Say whose it is and what it would bring; whether that is anything."""
    from dxcheck.answering.arrival_told import arrival_in_words, averages_in_words, is_anything_new, receipt_in_words, whose_file

    centre = workspace.centre_desk().exchange
    if document.to == "municipality":
        new, others = centre.averages_in(document)
        own = workspace.folder.repository(document.municipality).every_snapshot()
        _say([*whose_file(document), *_laid_out(averages_in_words(new, others, document)), *receipt_in_words(document, own)])
        return bool(new)
    arrival = centre.arrival(document)
    if with_draft:
        arrival = workspace.staff_desk(found(workspace, document.municipality)).arrival(document)
    _say([*whose_file(document), *_laid_out(arrival_in_words(arrival))])
    return is_anything_new(arrival)


def _take_averages(workspace: Workspace, document: ExchangeDocument) -> None:
    desk = workspace.centre_desk()
    new, _others = desk.exchange.averages_in(document)
    for one in new:
        desk.take_in(one)
        click.echo(_("県内平均を取り込みました: {cycle}", cycle=one.cycle.label))


def _laid_out(told: Iterable[tuple[str, list[str]]]) -> list[str]:
    return [line for heading, lines in told for line in (heading, *(f"  {one}" for one in lines))]


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(visible(line))
