"""`dxcheck facts check | import | list | remove`: open facts of published surveys, taken in from a file; for the centre."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.desks import confirmed, in_the_log
from dxcheck.cli.options import content_of, found, global_options, municipality_argument, settings_of
from dxcheck.cli.progress import done_in_parts
from dxcheck.cli.when import DayType
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.casework.open_facts import FactMapping
    from dxcheck.formats.facts_table import FactsRead
    from dxcheck.workspace import Workspace

_MOST_SHOWN = 50
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("facts", help=_("公表された調査の結果（国の調査など）を、設問の横に添えるために取り込みます（センター用）。"))
def command() -> None:
    """Open facts."""


@command.command(
    "check",
    help=_(
        "表（CSVかExcel）と対応表（TOML）を読み、何が取り込まれるかと、読めないところを行と列で示します。何も変わりません。\n\n"
        "対応表の書き方は docs/formats.md にあります。"
    ),
)
@click.argument("table", type=_FILE, metavar=_("表"))
@click.argument("mapping", type=_FILE, metavar=_("対応表"))
@global_options
@click.pass_context
def check(ctx: click.Context, table: Path, mapping: Path) -> None:
    """Read both and say what would be taken in."""
    workspace = settings_of(ctx).workspace(needs_data=False)
    if _told(*_read(workspace, table, mapping)):
        ctx.exit(1)


@command.command(
    "import",
    help=_(
        "表（CSVかExcel）を対応表（TOML）に従って取り込みます。同じ調査の同じ日付のものは置き換わります。それぞれの市町には、自分の市町のものだけが見えます。\n\n"
        "読めないところが1つでもあれば、何も取り込みません。dxcheck facts remove で取り除けます。"
    ),
)
@click.argument("table", type=_FILE, metavar=_("表"))
@click.argument("mapping", type=_FILE, metavar=_("対応表"))
@click.option("--yes", is_flag=True, help=_("確かめずに取り込みます"))
@global_options
@click.pass_context
def import_(ctx: click.Context, table: Path, mapping: Path, yes: bool) -> None:
    """Take it in, once it is sound."""
    workspace = in_the_log(settings_of(ctx).workspace())
    how, read = _read(workspace, table, mapping)
    if _told(how, read):
        raise click.ClickException(_("何も取り込んでいません。直してから、もう一度行ってください。"))
    if not read.facts:
        click.echo(_("取り込むものはありません。"))
        return
    if not yes:
        confirmed(_("取り込んでいません。内容を確かめたうえで --yes を付けてください。"), _("取り込みますか"))
    with done_in_parts():
        changed = workspace.facts_desk().take_in(how.survey, how.as_of, read.facts)
    click.echo(_n("{n}市町の記録を書き換えました。", "{n}市町の記録を書き換えました。", changed))


@command.command("list", help=_("取り込んだ調査の一覧を出します。市町を付けると、その市町のものを1つずつ出します。"))
@municipality_argument(required=False)
@global_options
@click.pass_context
def list_(ctx: click.Context, municipality: str | None) -> None:
    """What is kept."""
    from dxcheck.casework.open_facts import fact_told

    workspace = settings_of(ctx).workspace()
    desk = workspace.facts_desk()
    if municipality:
        facts = [
            _("{items}　{fact}", items="・".join(one.items), fact=fact_told(one))
            for one in desk.facts_about(found(workspace, municipality))
        ]
    else:
        facts = [
            _n(
                "{survey}（{day}）　{municipalities}市町　{n}件",
                "{survey}（{day}）　{municipalities}市町　{n}件",
                one.facts,
                survey=one.survey,
                day=long_date(one.as_of),
                municipalities=one.municipalities,
            )
            for one in desk.kept()
        ]
    for line in facts or [_("取り込んだ調査はありません。")]:
        click.echo(visible(line))


@command.command("remove", help=_("取り込んだ調査を取り除きます。--on を付けると、その日付のものだけを取り除きます。"))
@click.argument("survey", metavar=_("調査の名前"))
@click.option("--on", "as_of", type=DayType("past"), default=None, metavar=_("日付"), help=_("その日付の調査だけを取り除きます"))
@global_options
@click.pass_context
def remove(ctx: click.Context, survey: str, as_of: dt.date | None) -> None:
    """Take a survey away."""
    desk = in_the_log(settings_of(ctx).workspace()).facts_desk()
    with done_in_parts():
        n = desk.remove(survey, as_of)
    if not n:
        raise click.ClickException(
            _("「{survey}」という調査は取り込まれていません。dxcheck facts list で確かめてください。", survey=survey)
        )
    click.echo(_n("{n}市町から取り除きました。", "{n}市町から取り除きました。", n))


def _read(workspace: Workspace, table: Path, mapping: Path) -> tuple[FactMapping, FactsRead]:
    """The mapping and what the table says by it.

    Raises:
        FaultyFileError: the mapping has faults.
        UnreadableTableError: the table is none.
    """
    from dxcheck.formats.facts_mapping import mapping_from  # not needed for --help
    from dxcheck.formats.facts_table import facts_in
    from dxcheck.formats.foreign_tables import LARGEST_TABLE, read_tables

    how = mapping_from(mapping, workspace.library.all())
    tables = read_tables(content_of(table, LARGEST_TABLE, as_it_is=True))
    shown = [one for one in tables if not one.is_hidden] or tables
    if not shown:
        raise click.ClickException(_("{path} に表がありません。", path=table))
    return how, facts_in(shown[0], how, workspace.roster)


def _told(how: FactMapping, read: FactsRead) -> bool:
    """Say what would be taken in, and what is wrong; whether anything is."""
    facts = sum(len(one) for one in read.facts.values())
    said = [
        _("{survey}（{day}）", survey=how.survey, day=long_date(how.as_of)),
        _n(
            "{municipalities}市町　{n}件　わからないもの {unknown}件",
            "{municipalities}市町　{n}件　わからないもの {unknown}件",
            facts,
            municipalities=len(read.facts),
            unknown=read.unknown,
        ),
    ]
    if read.not_there:
        said.append(_("表にない市町: {names}", names=_("、").join(str(one) for one in read.not_there)))
    if read.faults:
        said += [_("読めないところ"), *(f"  {fault}" for fault in read.faults[:_MOST_SHOWN])]
        if (more := len(read.faults) - _MOST_SHOWN) > 0:
            said.append(_n("  ほかに{n}か所", "  ほかに{n}か所", more))
    for line in said:
        click.echo(visible(line))
    return bool(read.faults)
