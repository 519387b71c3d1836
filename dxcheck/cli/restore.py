"""`dxcheck restore FILE --to DIR`: the way back from a copy."""

from __future__ import annotations

from pathlib import Path

import click

from dxcheck.cli.options import FolderOrDatabase, global_options
from dxcheck.i18n import _


@click.command(
    "restore",
    help=_("控えから、新しいフォルダーか空のデータベースにデータを戻します。すべてを確かめてから書き、空でないところには書きません。"),
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
@global_options
def command(file: Path, target: Path | str) -> None:
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
