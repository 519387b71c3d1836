"""`dxcheck restore FILE --to DIR`: the way back from a copy."""

from __future__ import annotations

from pathlib import Path

import click

from dxcheck.cli.options import global_options
from dxcheck.i18n import _


@click.command(
    "restore", help=_("控えから、新しいフォルダーにデータを戻します。すべてを確かめてから書き、空でないフォルダーには書きません。")
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar=_("ファイル"))
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar=_("フォルダー"),
    help=_("戻す先（まだないか、空のフォルダー）"),
)
@global_options
def command(file: Path, folder: Path) -> None:
    """Bring a copy back into a new folder, once all of it was checked."""
    from dxcheck.store.backup import (
        restore,  # not needed for --help
        size_in_words,  # not needed for --help
    )

    manifest = restore(file, folder.absolute())
    click.echo(_("{path} に戻しました（{said}）。開くには: dxcheck --data {path} check", path=folder, said=size_in_words(manifest)))
