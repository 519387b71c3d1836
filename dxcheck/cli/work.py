"""`dxcheck work list | add | change | remove | take-back | sheet | take-in`: the sheet of a municipality's work (業務の棚卸し) without the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dxcheck.casework.stocktaking import LONGEST_WORK
from dxcheck.cli.desks import confirmed, in_the_log, specialist_desk
from dxcheck.cli.options import (
    as_option,
    content_of,
    encoding_option,
    found,
    global_options,
    line_value,
    municipality_argument,
    output_option,
    settings_of,
    written,
)
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _
from dxcheck.model.snapshot import LONGEST_POST, LONGEST_TEXT
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.casework.stocktaking import Work
    from dxcheck.casework.work_sheet import WorkField
    from dxcheck.desk import ReadingDesk
    from dxcheck.formats.sheets import Encoding

_FORMATS = endings_of("table", usual="xlsx")
_which = click.argument("work", metavar=_("業務の名前か番号"))


@click.group("work", help=_("業務の棚卸し（見直したい業務と、その時間・困り度）を見る・書く・表でやりとりする。"))
def command() -> None:
    """The sheet of a municipality's work."""


def _read(field: str) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """The callback of an option: what was typed, read as on the screen.

    Raises:
        BadParameter: it cannot be read.
    """

    def read(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> Any:
        from dxcheck.casework.typed_work import TypedWorkError, typed_minutes, typed_pain, typed_paper, typed_times  # not needed for --help

        readers: dict[str, Callable[[str], object]] = {
            "times": typed_times,
            "minutes": typed_minutes,
            "paper": typed_paper,
            "pain": typed_pain,
        }
        try:
            return None if value is None else (readers[field](value),)
        except TypedWorkError as refused:
            raise click.BadParameter(str(refused)) from refused

    return read


def _line(longest: int) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    check = line_value(longest)
    return lambda ctx, parameter, value: None if value is None else check(ctx, parameter, value)


def _about_work(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what is known of a work."""
    for option in (
        click.option("--section", default=None, callback=_line(LONGEST_POST), metavar=_("課・係"), help=_("その業務をしている課・係")),
        click.option("--times", default=None, callback=_read("times"), metavar=_("回数"), help=_("年に何回（例: 12、月2回、週1回）")),
        click.option("--time", "minutes", default=None, callback=_read("minutes"), metavar=_("時間"), help=_("1回の時間（例: 1.5、90分）")),
        click.option("--paper", default=None, callback=_read("paper"), metavar=_("あり・なし"), help=_("紙のやりとりがあるか")),
        click.option("--pain", default=None, callback=_read("pain"), metavar=_("困り度"), help=_("とても困る・少し困る・困っていない")),
        click.option("--idea", default=None, callback=_line(LONGEST_TEXT), metavar=_("文"), help=_("改善の案")),
    ):
        function = option(function)
    return function


@command.command("list", help=_("業務を、年間の時間の多い順、同じなら困り度の大きい順に出します。"))
@municipality_argument()
@as_option
@global_options
@click.pass_context
def list_(ctx: click.Context, municipality: str, account: str) -> None:
    """Say what is in the sheet."""
    from dxcheck.casework.stocktaking import order_in_words, total_in_words, work_told

    works = _desk(ctx, municipality, account).stocktaking.works()
    if not works:
        click.echo(_("業務はまだ書かれていません。dxcheck work add で書き加えるか、dxcheck work sheet で表をつくれます。"))
        return
    click.echo(total_in_words(works))
    click.echo(order_in_words())
    for one in works:
        for line in ["", f"{work_told(one)}　[{one.id}]", *([_("案: {text}", text=one.idea)] if one.idea else [])]:
            click.echo(visible(line))


@command.command("add", help=_("業務を1つ書き加えます。名前のほかは、わかるところだけで大丈夫です。"))
@municipality_argument()
@click.argument("name", callback=_line(LONGEST_WORK), metavar=_("業務"))
@_about_work
@as_option
@global_options
@click.pass_context
def add(ctx: click.Context, /, municipality: str, account: str, **said: Any) -> None:
    """Add one."""
    if not said["name"]:
        raise click.UsageError(_("業務の名前を書いてください。"))
    made = _desk(ctx, municipality, account).stocktaking.add(_given(said))
    click.echo(visible(_("書き加えました: {name}（番号 {id}）", name=made.name, id=made.id)))


@command.command("change", help=_("業務を1つ直します。付けたオプションのところだけが変わります。"))
@municipality_argument()
@_which
@click.option("--name", default=None, callback=_line(LONGEST_WORK), metavar=_("業務"), help=_("新しい名前"))
@_about_work
@as_option
@global_options
@click.pass_context
def change(ctx: click.Context, /, municipality: str, work: str, account: str, **said: Any) -> None:
    """Change one."""
    desk = _desk(ctx, municipality, account)
    given = _given(said)
    if not given.get("name", "-"):
        raise click.UsageError(_("業務の名前を書いてください。"))
    made = desk.stocktaking.change(_one(desk, work).id, given)
    click.echo(visible(_("直しました: {name}。dxcheck work take-back で元に戻せます。", name=made.name)))


@command.command("remove", help=_("業務を1つ消します。dxcheck work take-back で元に戻せます。"))
@municipality_argument()
@_which
@as_option
@global_options
@click.pass_context
def remove(ctx: click.Context, municipality: str, work: str, account: str) -> None:
    """Remove one."""
    desk = _desk(ctx, municipality, account)
    gone = desk.stocktaking.remove(_one(desk, work).id)
    click.echo(visible(_("消しました: {name}。dxcheck work take-back で元に戻せます。", name=gone.name)))


@command.command(
    "take-back",
    help=_(
        "いちばん後の変更（書き加え・直し・消し・表の取り込み）を元に戻します。続けて使うと、その前の変更も戻せます（10回まで）。"
        "そのあとに直されたものは、そのままにします。"
    ),
)
@municipality_argument()
@as_option
@global_options
@click.pass_context
def take_back(ctx: click.Context, municipality: str, account: str) -> None:
    """Take the last step back."""
    from dxcheck.casework.stocktaking import taken_back_told
    from dxcheck.desk.stocktaking import NoWorkError

    try:
        back = _desk(ctx, municipality, account).stocktaking.take_back()
    except NoWorkError as none:
        raise click.ClickException(_("元に戻せる変更はありません。")) from none
    click.echo(visible(taken_back_told(back)))


@command.command("sheet", help=_("書き込める棚卸し表（Excel・CSV）をつくります。書き終えた表は dxcheck work take-in で取り込みます。"))
@municipality_argument()
@output_option(_FORMATS)
@encoding_option
@as_option
@global_options
@click.pass_context
def sheet(ctx: click.Context, municipality: str, output: Path | None, encoding: Encoding, account: str) -> None:
    """Write the sheet as a table."""
    from dxcheck.reports.work_sheet_file import WorkSheetFile  # not needed for --help

    desk = _desk(ctx, municipality, account)
    written(lambda: WorkSheetFile(desk.municipality, tuple(desk.stocktaking.works()), encoding), output, _FORMATS)


@command.command(
    "take-in",
    help=_(
        "書き込まれた棚卸し表（Excel・CSV）を取り込みます。何が変わるかを先に示し、確かめてから、まとめて取り込みます。表にない業務は残ります。\n\n"
        "画面でも直された業務は、いまのままにします。--theirs を付けると、表のほうにします。dxcheck work take-back で元に戻せます。"
    ),
)
@municipality_argument()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar=_("ファイル"))
@click.option("--theirs", is_flag=True, help=_("食い違うところは、表に書かれたほうにします"))
@click.option("--yes", is_flag=True, help=_("確かめずに取り込みます"))
@as_option
@global_options
@click.pass_context
def take_in(ctx: click.Context, municipality: str, file: Path, theirs: bool, yes: bool, account: str) -> None:
    """Show what would change, then take it in."""
    from dxcheck.casework.work_sheet import work_finding_in_words, work_findings_said, works_taken_told
    from dxcheck.formats.foreign_tables import LARGEST_TABLE, read_tables  # not needed for --help
    from dxcheck.formats.work_table import work_rows

    sheet = _desk(ctx, municipality, account).stocktaking
    there = sheet.findings(work_rows(read_tables(content_of(file, LARGEST_TABLE, as_it_is=True))))
    for line in work_findings_said(there):
        click.echo(visible(line))
    conflicts = there.of_kind("conflict")
    if len(there.found) == (0 if theirs else len(conflicts)):
        click.echo(_("取り込むものはありません。"))
        return
    if not yes:
        confirmed(_("取り込んでいません。内容を確かめたうえで --yes を付けてください。"), _("取り込みますか"))
    made = sheet.take_in(there, {one.id for one in conflicts} if theirs else ())
    click.echo(works_taken_told(len(made.taken)))
    for one in made.meanwhile:
        said = _("確かめているあいだに変えられたので、取り込んでいません: {what}", what=work_finding_in_words(one))
        click.echo(visible(said), err=True)


def _desk(ctx: click.Context, municipality: str, account: str) -> ReadingDesk:
    """The municipality's own, or its specialist's."""
    workspace = in_the_log(settings_of(ctx).workspace())
    one = found(workspace, municipality)
    return specialist_desk(workspace, account).case(one) if account else workspace.staff_desk(one)


def _one(desk: ReadingDesk, asked: str) -> Work:
    """The work that somebody named, by its number or its name.

    Raises:
        ClickException: there is none, or there are several of this name.
    """
    from dxcheck.system.unadorned import unadorned

    works = desk.stocktaking.works()
    fitting = [one for one in works if one.id == asked] or [one for one in works if unadorned(one.name) == unadorned(asked)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        numbers = _("、").join(one.id for one in fitting)
        raise click.ClickException(_("「{name}」はいくつかあります。番号で指定してください: {numbers}", name=asked, numbers=numbers))
    raise click.ClickException(_("「{name}」という業務はありません。dxcheck work list で確かめてください。", name=asked))


def _given(said: dict[str, Any]) -> dict[WorkField, Any]:
    """What was given: what is read comes in a tuple, so that an emptied field is not a missing one."""
    fields: tuple[WorkField, ...] = ("name", "section", "times", "minutes", "paper", "pain", "idea")
    given = {field: said[field] for field in fields if said.get(field) is not None}
    return {field: value[0] if isinstance(value, tuple) else value for field, value in given.items()}
