"""`dxcheck questionnaire to-xlsx` and `from-xlsx`: a questionnaire as a workbook to write in, and back."""

from __future__ import annotations

import copy
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import complete_questionnaire, content_of, global_options, output_option, settings_of, written
from dxcheck.cli.streams import print_content
from dxcheck.i18n import _, _n
from dxcheck.model import calendar
from dxcheck.system.control_characters import plain

if TYPE_CHECKING:
    from dxcheck.formats.questionnaires.taken import Taken
    from dxcheck.questionnaire import Questionnaire, QuickCheck
    from dxcheck.system.fault import Fault


class _Workbook:
    """A workbook under the name that it gets where nobody gave one."""

    def __init__(self, name: str, content: dict[str, object]) -> None:
        self.name = name
        self._content = content

    def to_bytes(self, _format: str) -> bytes:
        """Its bytes."""
        from dxcheck.formats.questionnaires.written import questionnaire_workbook  # slow to load

        return questionnaire_workbook(self._content)


@click.command(
    "to-xlsx",
    help=_(
        "診断票を、Excelで書きかえられる表（.xlsx）にします。IDか、診断票のファイル（TOML）を指定します（省くと、使用中の診断票）。\n\n"
        "書きかえた表は dxcheck questionnaire from-xlsx で診断票のファイルに戻せます。"
    ),
)
@click.argument("questionnaire_id", metavar=_("[IDかファイル]"), required=False, shell_complete=complete_questionnaire)
@click.option("--version", "version", default=None, help=_("版（指定しないと、いま使う版）"))
@output_option(("xlsx",))
@global_options
@click.pass_context
def to_xlsx(ctx: click.Context, questionnaire_id: str | None, version: str | None, output: Path | None) -> None:
    """Write a questionnaire as a workbook."""
    from dxcheck.formats.questionnaires.written import as_content

    made = _asked(ctx, questionnaire_id, version)
    written(lambda: _Workbook(f"{made.id}-{made.version}", as_content(made)), output, ("xlsx",))


def _asked(ctx: click.Context, name: str | None, version: str | None) -> Questionnaire | QuickCheck:
    """The questionnaire that was named by its id or its file."""
    from dxcheck.questionnaire.load import load_any

    if name is not None and (name.lower().endswith(".toml") or Path(name).is_file()):
        return load_any(Path(name))
    workspace = settings_of(ctx).workspace(needs_data=False)
    wanted, library = name or workspace.in_use, workspace.library
    quick = next((one for one in library.quick_checks() if one.id == wanted), None)
    if quick is not None:
        return quick
    if version is None:
        return library.in_force(wanted, calendar.today())
    found = library.version(wanted, version)
    if found is None:
        raise click.ClickException(_("診断票「{id}」の版「{version}」は見つかりません。", id=wanted, version=version))
    return found


@click.command(
    "from-xlsx",
    help=_(
        "Excelの表（.xlsx）から、診断票のファイル（TOML）をつくります。to-xlsx でつくった表と、XLSFormの調査票（survey・choices）を読みます。\n\n"
        "誤りは、すべて、シートとセルの名前とともに示します。読まなかった所も示します。XLSFormだけでは足りない所があるとき、"
        "-o に .xlsx を指定すると、書き足すための表を書き出します。"
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar=_("ファイル"))
@output_option(("toml", "xlsx"), printed=True)
@global_options
def from_xlsx(file: Path, output: Path | None) -> int:
    """Make a questionnaire file of a workbook; exit 1 with every fault at its cell."""
    from dxcheck.formats.file_formats import ending_of
    from dxcheck.system.toml import FaultyFileError

    taken, left = _taken(file)
    for note in taken.notes:
        click.echo(plain(_("注意: {note}", note=note)), err=True)
    if left and not taken.faults and output is not None and ending_of(output) == "xlsx":
        written(lambda: _Workbook("", copy.deepcopy(taken.content)), output, ("xlsx",))
        _say_left(left)
        return 0
    taken.faults += left
    try:
        made = taken.made(file)
    except FaultyFileError as problem:
        n = len(problem.faults)
        click.echo(plain(_n("{path}: {n}か所に誤りがあります", "{path}: {n}か所に誤りがあります", n, path=file)))
        for fault in problem.faults:
            click.echo(f"  {fault}")
        if left:
            click.echo(_("書き足すための表は、-o に .xlsx のファイル名を指定すると書き出せます。"))
        sys.exit(1)
    give(made, output)
    return 0


def _taken(file: Path) -> tuple[Taken, list[Fault]]:
    """What a file says, and what of a foreign form is left to write."""
    from dxcheck.formats.foreign_cells import UnreadableTableError
    from dxcheck.formats.foreign_workbook import LARGEST_WORKBOOK, read_workbook
    from dxcheck.formats.questionnaires.our_sheets import taken_from
    from dxcheck.formats.questionnaires.unwritten import left_to_write
    from dxcheck.formats.questionnaires.xlsform import is_xlsform, taken_from_xlsform

    try:
        tables = read_workbook(content_of(file, LARGEST_WORKBOOK))
    except UnreadableTableError as problem:
        raise click.ClickException(_("{path}: {problem}", path=file, problem=problem)) from problem
    if not is_xlsform(tables):
        return taken_from(tables), []
    taken = taken_from_xlsform(tables)
    return taken, left_to_write(taken)


def _say_left(left: list[Fault]) -> None:
    click.echo(_n("書き足す所が{n}か所あります。", "書き足す所が{n}か所あります。", len(left)))
    for one in left:
        click.echo(f"  {one}")


def give(made: Questionnaire | QuickCheck, output: Path | None) -> None:
    """Write a questionnaire as TOML or as a workbook, or print it."""
    import msgspec  # only here
    import tomli_w

    from dxcheck.formats.file_formats import ending_of
    from dxcheck.formats.questionnaires.written import as_content

    if output is not None and ending_of(output) == "xlsx":
        written(lambda: _Workbook("", as_content(made)), output, ("xlsx",))
        return
    content = {"kind": made.kind, **msgspec.to_builtins(made, builtin_types=(dt.date,))}
    print_content(tomli_w.dumps(content).encode(), "toml", output)
