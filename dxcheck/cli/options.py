"""Options every command understands, before or after its name, and what they open."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dxcheck.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from click.shell_completion import CompletionItem

    from dxcheck.calendar import Cycle
    from dxcheck.output import Made
    from dxcheck.place import Place
    from dxcheck.roster import Municipality

Function = TypeVar("Function", bound="Callable[..., Any]")


@dataclass
class Settings:
    """Where to work."""

    data: Path
    roster: Path | None = None

    def place(self, *, create: bool = False) -> Place:
        """The data folder with its roster and questionnaires.

        Args:
            create: make the folder if it is missing; commands that only look do not.
        """
        from dxcheck.place import Place  # noqa: PLC0415 - not needed for --help

        return Place.open(self.data, self.roster, create=create)


def _set(name: str) -> Callable[[click.Context, click.Parameter, Path | None], None]:
    def callback(ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
        settings = ctx.find_object(Settings)
        if value is not None and settings is not None:
            setattr(settings, name, value)

    return callback


def global_options(function: Function) -> Function:
    """Add `--lang`, `--data` and `--roster`."""
    options = [
        click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False, help=_("表示する言葉（環境変数 DXCHECK_LANG）")),
        click.option(
            "--data",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_set("data"),
            metavar=_("フォルダー"),
            help=_("データの保存先（環境変数 DXCHECK_DATA、はじめは ./snapshots）"),
        ),
        click.option(
            "--roster",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_set("roster"),
            metavar=_("ファイル"),
            envvar="DXCHECK_ROSTER",
            help=_("市町一覧のファイル（環境変数 DXCHECK_ROSTER）"),
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def complete_municipality(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of municipalities that begin with what was typed."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    from dxcheck.roster import load_roster  # noqa: PLC0415

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


def municipality_argument(*, required: bool = True) -> Callable[[Function], Function]:
    """The argument MUNICIPALITY: code, Japanese name or romaji, any unique beginning."""
    return click.argument("municipality", required=required, default=None, shell_complete=complete_municipality, metavar=_("市町"))


def found(place: Place, asked: str) -> Municipality:
    """The municipality somebody named."""
    return place.roster.find(asked)


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


def output_option(formats: Sequence[str]) -> Callable[[Function], Function]:
    """Add `-o FILE`, whose ending is one of `formats`; without it the file gets its own name in this folder."""

    def check(_ctx: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
        if value is not None and value.suffix.lower().removeprefix(".") not in formats:
            endings = " ".join(f".{one}" for one in formats)
            raise click.BadParameter(_("ファイル名の終わりは {endings} のどれかにしてください", endings=endings), param=parameter)
        return value

    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        callback=check,
        metavar=_("ファイル"),
        help=_("書き出す先（省くと、今のフォルダーに .{ending} で）", ending=formats[0]),
    )


def written(made: Made, output: Path | None, formats: Sequence[str]) -> None:
    """Write a file where somebody said, and say where it is."""
    from dxcheck.output import write_output  # noqa: PLC0415 - not needed for --help

    path = output or Path(f"{made.name}.{formats[0]}")
    write_output(path, made.to_bytes(path.suffix.lower().removeprefix(".")))
    click.echo(_("{path} に書き出しました。", path=path))


def settings_of(ctx: click.Context) -> Settings:
    """The settings of this call."""
    settings = ctx.find_object(Settings)
    return settings or Settings(Path(os.environ.get("DXCHECK_DATA") or "snapshots"))


def content_of(file: Path, most: int) -> bytes:
    """A file somebody named, or standard input for `-`; at most one byte more than `most`."""
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(most + 1)
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as problem:
        from dxcheck.oserror import os_reason  # noqa: PLC0415 - only for the message

        raise click.ClickException(_("{path} を読めません（{reason}）。", path=file, reason=os_reason(problem))) from problem


class CycleType(click.ParamType[Any]):
    """A cycle as people write it: 2026-1, R8前期 or 令和8年度前期."""

    name = "cycle"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Cycle:
        """Read it, or say how it is written."""
        from dxcheck.calendar import Cycle  # noqa: PLC0415 - not needed for --help

        if isinstance(value, Cycle):
            return value
        try:
            return Cycle.parse(value)
        except ValueError:
            self.fail(
                _("診断期は 2026-1（令和8年度前期）、2026-2（令和8年度後期）、R8前期 のように書いてください: {value}", value=value),
                param,
                ctx,
            )
