"""`dxcheck backup FILE`: a copy of the whole data folder, made while people write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import global_options, settings_of
from dxcheck.i18n import _
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command(
    "backup",
    help=_(
        "データのフォルダー全体の控えを、1つのファイル（zip）につくります。使いながらでもつくれ、書いたあとに中身を確かめます。\n\n"
        "控えにはすべての市町の回答が入ります。置き場所に気をつけてください。"
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar=_("ファイル"))
@click.option("--check", is_flag=True, help=_("つくらずに、前につくった控えを確かめます"))
@global_options
@click.pass_context
def command(ctx: click.Context, file: Path, check: bool) -> None:
    """Make a copy, or prove one whole."""
    from dxcheck.model import calendar  # not needed for --help
    from dxcheck.store.archive import verify
    from dxcheck.store.backup import back_up, left_out, size_in_words

    if check:
        manifest = verify(file)
        made = _("{day} {time}", day=calendar.long_date(manifest.made_at), time=calendar.clock(manifest.made_at))
        click.echo(_("{path} は壊れていません（{made}、{said}）。", path=file, made=made, said=size_in_words(manifest)))
        return
    settings = settings_of(ctx)
    if settings.database:
        _of_database(settings.database, file)
        return
    folder = settings.workspace(needs_data=False).folder.on_disk
    manifest = back_up(folder, file, calendar.now())
    click.echo(_("{path} に控えをつくり、確かめました（{said}）。", path=file, said=size_in_words(manifest)))
    click.echo(_("控えたフォルダー: {folder}", folder=folder))
    for name in left_out(folder):
        click.echo(
            _("注意: {name} は控えに入れていません。ファイルの名前に、控えで使えない文字があります。名前を変えてください。", name=name),
            err=True,
        )
    if not manifest.municipalities:
        click.echo(
            _(
                "注意: この控えには、市町の回答が1つも入っていません。控えるフォルダーが {folder} でよいか確かめてください（違うときは --data）。",
                folder=folder,
            ),
            err=True,
        )


def _of_database(url: str, file: Path) -> None:
    from dxcheck.model import calendar  # not needed for --help
    from dxcheck.store.backup import size_in_words
    from dxcheck.store.opening import check_library

    check_library()
    from dxcheck.store.database.transfer import back_up_database, left_out_of

    manifest = back_up_database(url, file, calendar.now())
    click.echo(_("{path} に控えをつくり、確かめました（{said}）。", path=file, said=size_in_words(manifest)))
    click.echo(_("控えたデータベース: {name}", name=url))
    say_left_out(left_out_of(url))


def say_left_out(names: Iterable[str]) -> None:
    """What did not go along, out of a database or into one."""
    for name in names:
        click.echo(
            _(
                "注意: {name} は入れていません。控えやデータベースでは使えない名前です。要るものなら名前を変えて入れ直し、覚えがなければデータベースの管理者に伝えてください。",
                name=visible(name),
            ),
            err=True,
        )
