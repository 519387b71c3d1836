"""`dxcheck db`: making a PostgreSQL database ready for dxcheck, and bringing it to the form of a new version."""

from __future__ import annotations

import click

from dxcheck.cli.options import global_options
from dxcheck.i18n import _


@click.group("db", help=_("データベース（PostgreSQL）を用意する・新しい版の形式にする（管理者用）"))
def command() -> None:
    """The group."""


@command.command(
    "init",
    help=_(
        "空のデータベースに、dxcheckの表と役割（dxcheck_worker など）をつくります。用意が済んでいれば、どの利用者にも開いている機能を閉じるだけです。\n\n"
        "つくったあとは、dxcheckを使う利用者を役割に加えてください（GRANT dxcheck_worker TO 利用者）。"
        "ブラウザーから使うときは、画面用とサーバー用の利用者のパスワードも決めてください（ALTER ROLE dxcheck_app PASSWORD '…'、dxcheck_web も同じ）。"
    ),
)
@click.argument("url", metavar=_("接続先"))
@global_options
def init(url: str) -> None:
    """Make the tables."""
    from dxcheck.store.opening import check_library  # not needed for --help

    check_library()
    from dxcheck.store.database import schema
    from dxcheck.store.database.migrations import APP, WEB, WORKER

    login = schema.init(url)
    click.echo(_("{name} を用意しました。使うには: dxcheck --data {name} check", name=url))
    click.echo(
        _("{login} は役割 {role} に入っています。ほかの利用者は GRANT {role} TO 利用者 で加えてください。", login=login, role=WORKER)
    )
    click.echo(
        _(
            "ブラウザーから使うとき（dxcheck serve）は、画面用の {app} と、サーバー用の {web} のパスワードを決めてください: ALTER ROLE {app} PASSWORD '…'",
            app=APP,
            web=WEB,
        )
    )


@command.command(
    "upgrade", help=_("データベースの表を、この版のdxcheckの形式にします。すべて済むか、元のままかのどちらかです。前の形式には戻せません。")
)
@click.argument("url", metavar=_("接続先"))
@global_options
def upgrade(url: str) -> None:
    """Bring the tables to today's form."""
    from dxcheck.store.opening import check_library  # not needed for --help

    check_library()
    from dxcheck.store.database import schema

    before, now = schema.upgrade(url)
    if before == now:
        click.echo(_("{name} は、この版の形式（{now}）になっています。", name=url, now=now))
    else:
        click.echo(_("{name} の形式を {before} から {now} にしました。", name=url, before=before, now=now))
