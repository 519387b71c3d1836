"""`dxcheck db`: making a PostgreSQL database ready for dxcheck, bringing it to the form of a new version, and putting a roster or a questionnaire of one's own into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import force_option, global_options
from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.store.database.settings_files import SettingsFiles


@click.group("db", help=_("データベース（PostgreSQL）を用意する・新しい版の形式にする・市町一覧や診断票を入れる（管理者用）"))
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
    "upgrade",
    help=_(
        "データベースの表を、この版のdxcheckの形式にします。すべて済むか、元のままかのどちらかです。前の形式には戻せません。\n\n"
        "前の版のサーバーやコマンドがつながっているあいだは、何も変えません。"
    ),
)
@click.argument("url", metavar=_("接続先"))
@click.option("--yes", is_flag=True, help=_("ほかのdxcheckがつながっていても進めます。済んだら、すべて新しい版で動かし直してください"))
@global_options
def upgrade(url: str, yes: bool) -> None:
    """Bring the tables to today's form."""
    from dxcheck.store.opening import check_library  # not needed for --help

    check_library()
    from dxcheck.store.database import schema

    before, now = schema.upgrade(url, although_in_use=yes)
    if before == now:
        click.echo(_("{name} は、この版の形式（{now}）になっています。", name=url, now=now))
    else:
        click.echo(_("{name} の形式を {before} から {now} にしました。", name=url, before=before, now=now))


@command.command(
    "put",
    help=_(
        "市町一覧・県内平均の決まり（disclosure.toml）・診断票のファイルを確かめて、データベースに入れます。\n\n"
        "誤りがあれば、すべてを示し、何も入れません。前の内容は、名前に日付をつけて残します。"
        "フォルダーのときは、このコマンドは要りません。データのフォルダー（診断票はその中の questionnaires）に置いてください。\n\n"
        "例: dxcheck db put postgresql:///dxcheck roster.toml"
    ),
)
@click.argument("url", metavar=_("接続先"))
@click.argument("file", type=click.Path(path_type=Path), metavar=_("ファイル"))
@global_options
def put(url: str, file: Path) -> None:
    """Put a file in."""
    from dxcheck.desk.settings_check import check_settings  # not needed for --help
    from dxcheck.model import calendar
    from dxcheck.store.folder import DataFolder
    from dxcheck.store.opening import database_at

    checked = check_settings(file, DataFolder.open(database_at(url)))
    for remark in checked.remarks:
        click.echo(_("注意: {note}", note=remark), err=True)
    before = _files(url).put(checked.name, checked.content, calendar.now())
    if before is None:
        click.echo(_("{name} は、もう同じ内容です。何も変えていません。", name=checked.name))
        return
    click.echo(_("{name} を入れました（{what}）。", name=checked.name, what=checked.what))
    if before:
        click.echo(_("前の内容は {before} として残しました（dxcheck db show {url} {before} で見られます）。", before=before, url=url))
    click.echo(
        _("動いているサーバー（dxcheck serve）は、すべて動かし直してください。開いている画面は、開き直すと変わります。")
        if checked.is_roster
        else _("動いているサーバーは、そのままで構いません。開いている画面は、開き直すと変わります。")
    )


@command.command("list", help=_("データベースに入れた市町一覧・県内平均の決まり・診断票と、それぞれの前の内容の名前を出します。"))
@click.argument("url", metavar=_("接続先"))
@global_options
def list_(url: str) -> None:
    """List the files, and what they were before."""
    from hashlib import sha256  # not needed for --help

    there = _files(url).all()
    if not there:
        click.echo(_("まだ何も入れていません。dxcheckに付いてくるものを使っています。"))
    for one in there:
        click.echo(_("{name}　{size} バイト　{sum}", name=one.name, size=f"{len(one.content):,}", sum=sha256(one.content).hexdigest()[:12]))
        for before in one.before:
            click.echo("  " + _("前の内容: {name}", name=before))


@command.command(
    "show", help=_("データベースに入れたファイルの、いまの内容か前の内容を出します（名前は dxcheck db list で確かめられます）。")
)
@click.argument("url", metavar=_("接続先"))
@click.argument("name", metavar=_("名前"))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar=_("ファイル"), help=_("書き出す先（省くと、画面に出します）"))
@force_option
@global_options
def show(url: str, name: str, output: Path | None) -> None:
    """Print one, or write it to a file."""
    from dxcheck.cli.streams import print_content

    content = _files(url).content(name)
    if content is None:
        raise click.ClickException(_("{name} は見つかりません。名前は dxcheck db list で確かめられます。", name=name))
    print_content(content, "toml", output)


def _files(url: str) -> SettingsFiles:
    from dxcheck.store.opening import check_library  # not needed for --help

    check_library()
    from dxcheck.store.database.settings_files import SettingsFiles

    return SettingsFiles(url)
