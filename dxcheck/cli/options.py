"""Options every command understands, before or after its name, and what they open."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from dxcheck.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from click.shell_completion import CompletionItem

    from dxcheck.formats.output import Made
    from dxcheck.model.roster import Municipality
    from dxcheck.workspace import Workspace

FORCE = "dxcheck.force"
Function = TypeVar("Function", bound="Callable[..., Any]")


@dataclass
class Settings:
    """Where to work."""

    data: Path
    database: str = ""
    """The connection string of the database that is worked with instead of a folder; empty for a folder."""
    roster: Path | None = None
    questionnaire: str = ""
    """The id of the questionnaire to look at; empty for the one in use in the folder."""
    named_by: Literal["", "DXCHECK_DATA", "--data"] = ""
    """What named the folder. A command started in the wrong place, or with a wrong variable, must not make one: only `--data` is somebody saying yes."""

    @classmethod
    def from_environment(cls) -> Settings:
        """As they are before any option."""
        named, roster = os.environ.get("DXCHECK_DATA"), os.environ.get("DXCHECK_ROSTER")
        in_database = bool(named) and _names_a_database(named or "")
        return cls(
            Path(named if named and not in_database else "snapshots"),
            named if named and in_database else "",
            Path(roster) if roster else None,
            questionnaire=os.environ.get("DXCHECK_QUESTIONNAIRE", ""),
            named_by="DXCHECK_DATA" if named else "",
        )

    def workspace(self, *, create: bool = False, asking: bool = False, is_service: bool = False, needs_data: bool = True) -> Workspace:
        """The data folder with its roster and questionnaires. One that is new or empty is named on standard error.

        Args:
            create: make the folder if it is missing; commands that only look do not.
            asking: ask before making one that nobody named by `--data`, instead of refusing.
            is_service: whether its environment names a service's folder as well as `--data` does: it is where a service is set up. In a database it has rights of its own.
            needs_data: whether an empty folder is worth a word; the roster and the questionnaires are there without data.

        Raises:
            ClickException: the folder is missing, would have to be made, and nobody said so.
            StoreError: it cannot be used.
        """
        from dxcheck.workspace import Workspace  # not needed for --help

        if self.database:
            return self._in_database(needs_data=needs_data, is_service=is_service)
        is_new = not self.data.exists()
        if is_new and create and self.named_by != "--data" and not (is_service and self.named_by):
            self._agree_to_make(asking=asking)
        workspace = Workspace.open(self.data, self.roster, questionnaire_id=self.questionnaire, create=create)
        if needs_data and workspace.folder.is_empty:
            path = workspace.folder.path
            said = (
                _("データのフォルダーを新しくつくりました: {path}", path=path)
                if is_new and create
                else _("データのフォルダーがまだありません: {path}", path=path)
                if is_new
                else _("データのフォルダーは空です: {path}", path=path)
            )
            click.echo(said, err=True)
        return workspace

    def _in_database(self, *, needs_data: bool, is_service: bool) -> Workspace:
        from dxcheck.store.opening import database_at, database_for_server  # few work with a database
        from dxcheck.workspace import Workspace

        root = database_for_server(self.database) if is_service else database_at(self.database)
        workspace = Workspace.open(root, self.roster, questionnaire_id=self.questionnaire)
        if needs_data and workspace.folder.is_empty:
            click.echo(_("データベースは空です: {name}", name=self.database), err=True)
        return workspace

    def _agree_to_make(self, *, asking: bool) -> None:
        path = self.data.absolute()
        if asking:
            click.confirm(_("{path} に、データのフォルダーを新しくつくります。よろしいですか", path=path), default=True, abort=True)
            return
        missing = (
            _(
                "データのフォルダーがありません: {path}\n何も書き込んでいません。環境変数 DXCHECK_DATA が指す場所です。つづりを確かめるか、--data で指定してください。新しくつくるときは --data {data} を付けてください。",
                path=path,
                data=self.data,
            )
            if self.named_by
            else _(
                "データのフォルダーがありません: {path}\n何も書き込んでいません。いつものフォルダーに移って実行するか、--data で指定してください。新しくつくるときは --data {data} を付けてください。",
                path=path,
                data=self.data,
            )
        )
        raise click.ClickException(missing)


class FolderOrDatabase(click.Path):
    """A folder, or a database."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The connection string of a database stays as it was typed."""
        return value if isinstance(value, str) and _names_a_database(value) else super().convert(value, param, ctx)


def _names_a_database(named: str) -> bool:
    from dxcheck.store.opening import names_a_database  # not needed for --help

    return names_a_database(named)


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(ctx: click.Context, _parameter: click.Parameter, value: Path | str | None) -> None:
        settings = ctx.find_object(Settings)
        if value is not None and settings is not None:
            if name == "data":
                settings.named_by = "--data"
                settings.database = value if isinstance(value, str) else ""
            if not (name == "data" and settings.database):
                setattr(settings, name, value)

    return callback


def global_options(function: Function) -> Function:
    """Add `--lang`, `--data`, `--roster` and `--questionnaire`."""
    options = [
        click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False, help=_("表示する言葉（環境変数 DXCHECK_LANG）")),
        click.option(
            "--data",
            type=FolderOrDatabase(path_type=Path),
            expose_value=False,
            callback=_set("data"),
            metavar=_("フォルダー|URL"),
            help=_("データの保存先: フォルダー、またはデータベース postgresql://…（環境変数 DXCHECK_DATA、はじめは ./snapshots）"),
        ),
        click.option(
            "--roster",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_set("roster"),
            metavar=_("ファイル"),
            help=_("市町一覧のファイル（環境変数 DXCHECK_ROSTER）"),
        ),
        click.option(
            "--questionnaire",
            expose_value=False,
            callback=_set("questionnaire"),
            metavar="ID",
            shell_complete=complete_questionnaire,
            help=_("見る診断票（環境変数 DXCHECK_QUESTIONNAIRE、はじめはフォルダーで使用中のもの）"),
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def complete_municipality(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of municipalities that begin with what was typed."""
    from click.shell_completion import CompletionItem

    from dxcheck.model.roster import load_roster

    settings = ctx.find_object(Settings)
    try:
        roster = load_roster(settings.roster if settings else None)
    except Exception:  # noqa: BLE001 - completion must never print an error into somebody's prompt
        return []
    wanted = incomplete.casefold()
    return [
        CompletionItem(name, help=f"{one.name} {one.romaji} {one.code}")
        for one in roster.municipalities
        for name in (one.romaji, one.name, one.code)
        if (wanted and name.casefold().startswith(wanted)) or (not wanted and name == one.romaji)
    ]


def complete_questionnaire(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of questionnaires that begin with what was typed."""
    from click.shell_completion import CompletionItem

    settings = ctx.find_object(Settings)
    try:
        assert settings is not None
        there = {one.id: str(one.title) for one in settings.workspace(needs_data=False).library.all()}
    except Exception:  # noqa: BLE001 - completion must never print an error into somebody's prompt
        return []
    return [CompletionItem(one, help=title) for one, title in there.items() if one.startswith(incomplete)]


def municipality_argument(*, required: bool = True) -> Callable[[Function], Function]:
    """The argument MUNICIPALITY: code, Japanese name or romaji, any unique beginning."""
    name = _("市町") if required else _("[市町]")
    return click.argument("municipality", required=required, shell_complete=complete_municipality, metavar=name)


def found(workspace: Workspace, asked: str) -> Municipality:
    """The municipality somebody named."""
    return workspace.roster.find(asked)


def line_value(longest: int) -> Callable[[click.Context, click.Parameter, str], str]:
    """The callback of an option that takes a line of text: what is not kept of it is said, and what is too long is refused."""

    def checked(_ctx: click.Context, parameter: click.Parameter, value: str) -> str:
        from dxcheck.model.text import cleaned_line, remarks  # not needed for --help

        kept = cleaned_line(value)
        if len(kept) > longest:
            raise click.BadParameter(_("{most}文字までにしてください", most=longest), param=parameter)
        for one in remarks(value):
            click.echo(one, err=True)
        return kept

    return checked


def known_of(asked: str, there: Iterable[str], option: str) -> None:
    """Refuse what does not exist, naming what does; nothing asked for is fine."""
    known = list(there)
    if asked and asked not in known:
        raise click.BadParameter(_("「{name}」はありません。あるもの: {there}", name=asked, there=_("、").join(known)), param_hint=option)


def as_option(function: Function) -> Function:
    """Add `--as`: which specialist works here."""
    return click.option(
        "--as",
        "account",
        envvar="DXCHECK_ACCOUNT",
        default="",
        metavar=_("アカウント名"),
        help=_("専門官のアカウント（環境変数 DXCHECK_ACCOUNT）"),
    )(function)


def output_option(formats: Sequence[str], *, printed: bool = False) -> Callable[[Function], Function]:
    """Add `-o FILE`, whose ending is one of `formats`; without it the file gets its own name in this folder, or is printed."""
    from dxcheck.formats.file_formats import ending_of  # few commands write files

    def check(_ctx: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
        if value is not None and ending_of(value) not in formats:
            endings = " ".join(f".{one}" for one in formats)
            raise click.BadParameter(_("ファイル名の終わりは {endings} のどれかにしてください", endings=endings), param=parameter)
        return value

    output = click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        callback=check,
        metavar=_("ファイル"),
        help=(
            _("{format}を書き出す先（省くと、画面に出します）", format=formats[0].upper())
            if printed
            else _("書き出す先（省くと、今のフォルダーに .{ending} で）", ending=formats[0])
        ),
    )
    return lambda function: output(force_option(function))


def force_option(function: Function) -> Function:
    """Add `--force`: write over a file without asking."""

    def noted(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
        ctx.meta[FORCE] = value

    return click.option(
        "--force", is_flag=True, expose_value=False, callback=noted, help=_("同じ名前のファイルがあれば、聞かずに置き換えます")
    )(function)


def ask_before_replacing(path: Path) -> None:
    """Where a file is there already: ask, or refuse where nobody can be asked; `--force` says yes.

    Raises:
        ClickException: nobody can be asked.
        Abort: the person said no.
    """
    if not path.exists() or click.get_current_context().meta.get(FORCE):
        return
    if not sys.stdin.isatty():
        raise click.ClickException(_("{path} はもうあります。置き換えるときは --force を付けてください。", path=path))
    click.confirm(_("{path} はもうあります。置き換えますか", path=path), abort=True)


def encoding_option(function: Function) -> Function:
    """Add `--encoding` for CSV."""
    from dxcheck.formats.sheets import ENCODINGS  # few commands write tables

    return click.option("--encoding", type=click.Choice(ENCODINGS), default=ENCODINGS[0], show_default=True, help=_("CSVの文字コード"))(
        function
    )


@contextmanager
def in_encoding() -> Iterator[None]:
    """Say which characters an encoding lacks, and which one has them."""
    from dxcheck.formats.sheets import NotInEncodingError  # few commands write tables

    try:
        yield
    except NotInEncodingError as missing:
        raise click.ClickException(_("{problem}（--encoding utf-8-sig）", problem=missing)) from missing


def written(make: Callable[[], Made], output: Path | None, formats: Sequence[str]) -> None:
    """Make a file, write it where somebody said, and say where it is. It may take seconds to make, so what would be replaced is asked about first."""
    from dxcheck.formats.file_formats import ending_of  # not needed for --help
    from dxcheck.formats.output import write_output

    if output is not None:
        ask_before_replacing(output)
    made = make()
    path = output or Path(f"{made.name}.{formats[0]}")
    if output is None:
        ask_before_replacing(path)
    with in_encoding():
        write_output(path, made.to_bytes(ending_of(path)))
    click.echo(_("{path} に書き出しました。", path=path))


def settings_of(ctx: click.Context) -> Settings:
    """The settings of this call."""
    settings = ctx.find_object(Settings)
    return settings or Settings.from_environment()


def content_of(file: Path, most: int, *, as_it_is: bool = False) -> bytes:
    """A file somebody named, or standard input for `-`; at most one byte more than `most`, and as UTF-8 unless its reader tells encodings itself."""
    try:
        if str(file) == "-":
            raw = sys.stdin.buffer.read(most + 1)
        else:
            with file.open("rb") as opened:
                raw = opened.read(most + 1)
        return raw if as_it_is else _as_utf8(raw)
    except OSError as problem:
        from dxcheck.system.oserror import os_reason  # only for the message

        raise click.ClickException(_("{path} を読めません（{reason}）。", path=file, reason=os_reason(problem))) from problem


def _as_utf8(raw: bytes) -> bytes:
    """What Windows PowerShell wrote with `>` is UTF-16; every reader of ours takes UTF-8."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-16").encode()
    return raw
