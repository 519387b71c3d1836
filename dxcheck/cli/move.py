"""`dxcheck move FROM TO`: a data folder into a database, or the other way."""

from __future__ import annotations

from pathlib import Path

import click

from dxcheck.cli.options import global_options
from dxcheck.i18n import _, _n
from dxcheck.store.opening import names_a_database


@click.command(
    "move",
    help=_(
        "データのフォルダーの中身を空のデータベース（PostgreSQL）へ、またはデータベースの中身を空のフォルダーへ移します。\n\n"
        "すべてを書いて読み返し、1バイトも違わないことを確かめてから済んだことにします。移す元は、そのまま残ります。"
        "その間は、だれも書き込まないようにしてください。"
    ),
)
@click.argument("source", metavar=_("移す元"))
@click.argument("target", metavar=_("移す先"))
@global_options
def command(source: str, target: str) -> None:
    """Move everything."""
    from dxcheck.store.opening import check_library  # not needed for --help

    into_database = names_a_database(target)
    if into_database == names_a_database(source):
        raise click.UsageError(_("移す元と移す先の、どちらか一方をデータベース（postgresql://…）にしてください。"))
    check_library()
    from dxcheck.cli.backup import say_left_out
    from dxcheck.store.backup import left_out
    from dxcheck.store.database.transfer import left_out_of, move_in, move_out

    moved = move_in(Path(source).absolute(), target) if into_database else move_out(source, Path(target).absolute())
    what = _n("{n}個のファイル、{size} kB", "{n}個のファイル、{size} kB", moved.files, size=f"{moved.size // 1000:,}")
    click.echo(_("{target} に移し、読み返して確かめました（{what}）。", target=target, what=what))
    click.echo(
        _(
            "{source} はそのまま残っています。これからは {target} を使ってください（--data か環境変数 DXCHECK_DATA）。",
            source=source,
            target=target,
        )
    )
    say_left_out(left_out(Path(source).absolute()) if into_database else left_out_of(source))
