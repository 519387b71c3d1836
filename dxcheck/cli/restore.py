"""`dxcheck restore FILE --to DIR`: the way back from a copy."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import FolderOrDatabase, global_options
from dxcheck.i18n import _, _n
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.workspace import Workspace


@click.command(
    "restore",
    help=_(
        "控えから、新しいフォルダーか空のデータベースにデータを戻します。すべてを確かめてから書き、空でないところには書きません。\n\n"
        "アカウントと照会のリンクも、控えをとったときのものに戻ります。そのあとに終わらせたリンクも、また使えます（--end-links で、すべて終わらせます）。"
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar=_("ファイル"))
@click.option(
    "--to",
    "target",
    type=FolderOrDatabase(path_type=Path),
    required=True,
    metavar=_("フォルダー"),
    help=_("戻す先（まだないか空のフォルダー、または用意した空のデータベース）"),
)
@click.option("--end-links", is_flag=True, help=_("戻したデータの、照会のリンクをすべて終わらせます"))
@global_options
def command(file: Path, target: Path | str, end_links: bool) -> None:
    """Bring a copy back into a new folder or an empty database, once all of it was checked."""
    from dxcheck.store.backup import (
        restore,  # not needed for --help
        size_in_words,  # not needed for --help
    )

    if isinstance(target, str):
        from dxcheck.store.opening import check_library

        check_library()
        from dxcheck.store.database.transfer import restore_into

        manifest = restore_into(file, target)
    else:
        manifest = restore(file, target.absolute())
    click.echo(_("{path} に戻しました（{said}）。開くには: dxcheck --data {path} check", path=target, said=size_in_words(manifest)))
    if end_links:
        _end_links(_opened(target))
    with contextlib.suppress(DxcheckError):  # it is brought back: what cannot be read of it says so when it is opened
        _say_what_is_open(_opened(target), manifest.made_at)


def _opened(target: Path | str) -> Workspace:
    from dxcheck.store.opening import database_at
    from dxcheck.workspace import Workspace

    return Workspace.open(database_at(target) if isinstance(target, str) else target, create=False)


def _end_links(workspace: Workspace) -> None:
    from dxcheck.model import calendar
    from dxcheck.store.audit import AuditLog

    now = calendar.now()
    workspace.folder.links(workspace.roster.prefecture.code).end_all(now)
    AuditLog(workspace.folder.path).add(now, "links-ended")


def _say_what_is_open(workspace: Workspace, made_at: dt.datetime) -> None:
    """Who gets in as of then, though it may have ended since: a copy cannot know."""
    from dxcheck.model import calendar

    folder, code, then = workspace.folder, workspace.roster.prefecture.code, calendar.long_date(made_at)
    if folder.accounts(code).all():
        click.echo(
            _(
                "アカウントとパスワードは、控えをとったとき（{day}）のものです。そのあとにとめたアカウントは、もう一度とめてください。",
                day=then,
            )
        )
    links = [one for one in folder.links(code).all() if one.stands(calendar.today())]
    if not links:
        return
    click.echo(
        _n(
            "{n}件の照会のリンクが使えます。控えのあとに終わらせたものは、照会の画面でもう一度終わらせてください。",
            "{n}件の照会のリンクが使えます。控えのあとに終わらせたものは、照会の画面でもう一度終わらせてください。",
            len(links),
        )
    )
    for one in links:
        town = workspace.roster.by_code(one.municipality)
        click.echo(f"  {town or one.municipality} {one.post} ({calendar.long_date(one.until)})")
