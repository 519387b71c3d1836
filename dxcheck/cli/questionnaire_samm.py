"""`dxcheck questionnaire from-samm`: the model that OWASP SAMM keeps in YAML files, as a questionnaire."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import global_options, output_option
from dxcheck.cli.questionnaire_workbooks import give
from dxcheck.i18n import _, _n
from dxcheck.model import calendar
from dxcheck.system.control_characters import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.system.fault import Fault

_MOST_FILES = 2000
_MODEL = "model"
"""The folder of the public repository that the model is in."""


@click.command(
    "from-samm",
    help=_(
        "OWASP SAMMのモデル（YAMLのファイルのフォルダー）から、診断票のファイル（TOML）をつくります。\n\n"
        "business_functions・security_practices・streams・activities・questions・answer_sets などのフォルダーを読みます。"
        "流れは設問の合計、実践と機能は平均になります。文は英語のままで、使ってよいかどうかは、元の利用条件によります。"
        "誤りは、すべて、ファイルの名前と場所とともに示します。"
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar=_("フォルダー"))
@output_option(("toml", "xlsx"), printed=True)
@global_options
def from_samm(folder: Path, output: Path | None) -> int:
    """Make a questionnaire file of a model's folder; exit 1 with every fault at its file."""
    from dxcheck.formats.questionnaires.samm import samm_content
    from dxcheck.questionnaire.load import full_from
    from dxcheck.system.toml import FaultyFileError

    root = folder / _MODEL if (folder / _MODEL).is_dir() else folder
    model = samm_content(dict(_files(root)), calendar.today())
    for note in model.notes:
        click.echo(plain(_("注意: {note}", note=note)), err=True)
    faults = model.faults
    if not faults:
        try:
            give(full_from(model.content, root), output)
        except FaultyFileError as problem:
            faults = [model.at_its_file(one) for one in problem.faults]
        else:
            return 0
    _say(folder, faults)
    sys.exit(1)


def _say(folder: Path, faults: list[Fault]) -> None:
    n = len(faults)
    click.echo(plain(_n("{path}: {n}か所に誤りがあります", "{path}: {n}か所に誤りがあります", n, path=folder)))
    for fault in faults:
        click.echo(plain(f"  {fault}"))


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    """The files under a folder, by their path there; links are not followed."""
    from dxcheck.formats.questionnaires.yaml_files import LARGEST_YAML

    found = sorted(one for one in root.glob("*/*") if one.is_file() and not one.is_symlink())
    if len(found) > _MOST_FILES:
        raise click.ClickException(_("ファイルが多すぎます（{n}個まで）。SAMMのモデルのフォルダーか確かめてください。", n=_MOST_FILES))
    for one in found:
        with one.open("rb") as file:
            yield one.relative_to(root).as_posix(), file.read(LARGEST_YAML + 1)
