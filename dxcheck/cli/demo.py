"""`dxcheck demo`: a fictional prefecture, made and opened."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from dxcheck.cli.check import open_or_print
from dxcheck.cli.options import FolderOrDatabase, global_options, settings_of
from dxcheck.i18n import _
from dxcheck.store.folder import DataFolder
from dxcheck.store.opening import database_at
from dxcheck.workspace import Workspace


@click.command(
    "demo",
    help=_(
        "デモ（架空のデータ）を、フォルダーまたは空のデータベースにつくって開きます。前につくったものがあれば、そのまま開きます。\n\n"
        "実際のデータのあるところには決して書き込みません。"
    ),
)
@click.argument("folder", required=False, type=FolderOrDatabase(path_type=Path), metavar=_("[フォルダー|URL]"))
@click.option("--fresh", is_flag=True, help=_("前につくったデモを消して、つくり直します（フォルダーだけ）"))
@click.option("--web", is_flag=True, help=_("ブラウザーで開けるようにします（このパソコンからだけ）"))
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, metavar=_("番号"), help=_("--web で待ち受けるポート")
)
@click.option("--no-open", is_flag=True, help=_("つくるだけで、開きません（--web といっしょなら、画面を開かずに待ち受けます）"))
@global_options
@click.pass_context
def command(ctx: click.Context, folder: Path | str | None, no_open: bool, fresh: bool, web: bool, port: int) -> int:
    """Make the demo unless it is there, then open it: what somebody tried out in it is not thrown away."""
    settings = settings_of(ctx)
    folder = folder or settings.database or (settings.data if settings.named_by == "--data" else Path("demo"))
    address = folder if isinstance(folder, Path) else database_at(folder)
    there = DataFolder.open(address, create=False)
    if there.is_demo and there.municipalities() and not fresh:
        click.echo(
            _("前につくったデモを開きます（つくり直すには --fresh）: {folder}", folder=folder)
            if isinstance(folder, Path)
            else _("前につくったデモを開きます: {folder}", folder=folder),
            err=True,
        )
    else:
        _make(folder)
    if no_open and not web:
        click.echo(_("できました。開くには: dxcheck --data {folder} check", folder=folder), err=True)
        click.echo(_("専門官の画面は: dxcheck --data {folder} specialist", folder=folder), err=True)
        return 0
    workspace = Workspace.open(address, settings.roster, questionnaire_id=settings.questionnaire, create=False)
    if web:
        _serve(workspace, port)
        return 0
    return open_or_print(workspace, workspace.home, post="", in_terminal=sys.stdin.isatty() and sys.stdout.isatty())


def _make(folder: Path | str) -> None:
    """In a folder, or in an empty database.

    Raises:
        StoreError: there is something else, or it cannot be written.
    """
    from dxcheck.demo import create_demo

    def said() -> None:
        click.echo(_("デモ（架空のデータ）をつくっています: {folder}", folder=folder), err=True)

    if isinstance(folder, Path):
        said()
        create_demo(folder)
        return
    from dxcheck.store.database.transfer import check_empty, move_in  # few work with a database

    check_empty(folder)
    said()
    with tempfile.TemporaryDirectory(prefix="dxcheck-") as made:
        move_in(create_demo(Path(made) / "demo").on_disk, folder)


def _serve(workspace: Workspace, port: int) -> None:
    """On this machine alone, with accounts whose new password is shown."""
    from dxcheck.cli.serve import check_port, serve
    from dxcheck.demo.accounts import demo_accounts
    from dxcheck.desk.password import hashed
    from dxcheck.model.account import ROLES, generate_password
    from dxcheck.web.settings import ServeSettings

    settings = ServeSettings(data=workspace.folder.path, port=port)
    check_port(settings)  # the passwords of a demo that is being served elsewhere stay as they are
    password = generate_password()
    accounts = demo_accounts(workspace, hashed(password))
    lines = [_("ブラウザーで開くアドレス: {url}", url=settings.url + "/")]
    lines += [
        _(
            "  アカウント {name}（{municipality}）　パスワード {password}",
            name=one.name,
            municipality=_("　").join(filter(None, (str(workspace.roster.by_code(one.municipality) or _(ROLES[one.role])), one.post))),
            password=password,
        )
        for one in accounts
    ]
    serve(workspace, settings, *lines)
