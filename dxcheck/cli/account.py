"""`dxcheck account add | list | disable | enable | reset`: who may log in from a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import msgspec

from dxcheck import calendar
from dxcheck.account import Account, generate_password
from dxcheck.app.linebreak import pad
from dxcheck.cli.options import found, global_options, municipality_argument, settings_of
from dxcheck.i18n import _
from dxcheck.store.audit import AuditLog

if TYPE_CHECKING:
    from dxcheck.place import Place
    from dxcheck.store.accounts import AccountRepository


def _name(_ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{2,39}", value):
        raise click.BadParameter(
            _("アカウント名は、英小文字・数字・- _ で3から40文字にしてください（例: imabari-kikaku）"), param=parameter
        )
    return value


_account = click.argument("name", metavar=_("アカウント名"), callback=_name)


@click.group("account", help=_("ブラウザーから使うためのアカウントを扱います。アカウントは人ではなく、課・係ごとにつくります。"))
def command() -> None:
    """Accounts."""


@command.command("add", help=_("アカウントをつくり、はじめのパスワードを1度だけ表示します。"))
@_account
@municipality_argument()
@global_options
@click.pass_context
def add(ctx: click.Context, name: str, municipality: str) -> None:
    """Add an account."""
    from dxcheck.web.password import hashed  # noqa: PLC0415 - argon2 only where it is needed

    place = settings_of(ctx).place(create=True)
    chosen = found(place, municipality)
    password = generate_password()
    account = Account(name, "staff", chosen.code, hashed(password), calendar.now())
    try:
        _accounts(place).add(account)
    except ValueError as taken:
        raise click.ClickException(
            _("アカウント「{name}」はすでにあります。パスワードを忘れたときは dxcheck account reset {name}", name=name)
        ) from taken
    _log(place, "account-added", name)
    click.echo(_("アカウント: {name}（{municipality}）", name=name, municipality=chosen))
    click.echo(_("はじめのパスワード: {password}", password=password))
    click.echo(_("このパスワードは、ここに1度だけ表示します。最初のログインで、本人が新しいものに変えます。"), err=True)


@command.command("list", help=_("アカウントの一覧を出します。"))
@global_options
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List accounts."""
    place = settings_of(ctx).place()
    accounts = _accounts(place).all()
    if not accounts:
        click.echo(_("まだアカウントがありません。dxcheck account add アカウント名 市町 でつくれます。"))
    for one in accounts:
        municipality = place.roster.by_code(one.municipality)
        notes = [_("停止中")] if one.disabled else []
        notes += [_("はじめのパスワードのまま")] if one.must_change else []
        click.echo(pad(one.name, 28) + pad(str(municipality or one.municipality), 14) + _("、").join(notes))


@command.command("disable", help=_("アカウントを止めます。使用中の画面も数秒で終わります（回答は保存されています）。"))
@_account
@global_options
@click.pass_context
def disable(ctx: click.Context, name: str) -> None:
    """Stop an account."""
    place = settings_of(ctx).place()
    _change(place, name, disabled=True)
    _log(place, "account-disabled", name)
    click.echo(_("アカウント「{name}」を止めました。", name=name))


@command.command("enable", help=_("止めたアカウントを、また使えるようにします。"))
@_account
@global_options
@click.pass_context
def enable(ctx: click.Context, name: str) -> None:
    """Let an account in again."""
    place = settings_of(ctx).place()
    _change(place, name, disabled=False)
    _log(place, "account-enabled", name)
    click.echo(_("アカウント「{name}」を使えるようにしました。", name=name))


@command.command("reset", help=_("新しいパスワードをつくり、1度だけ表示します。前のパスワードは使えなくなります。"))
@_account
@global_options
@click.pass_context
def reset(ctx: click.Context, name: str) -> None:
    """Give an account a new password."""
    from dxcheck.web.password import hashed  # noqa: PLC0415

    place = settings_of(ctx).place()
    password = generate_password()
    _change(place, name, password=hashed(password), must_change=True)
    _log(place, "account-reset", name)
    click.echo(_("はじめのパスワード: {password}", password=password))


def _accounts(place: Place) -> AccountRepository:
    return place.folder.accounts(place.roster.prefecture.code)


def _change(place: Place, name: str, **fields: object) -> None:
    try:
        _accounts(place).change(name, lambda old: msgspec.structs.replace(old, generation=old.generation + 1, **fields))
    except LookupError as missing:
        raise click.ClickException(
            _("アカウント「{name}」は見つかりません。一覧は dxcheck account list で見られます。", name=name)
        ) from missing


def _log(place: Place, event: str, name: str) -> None:
    AuditLog(place.folder.path).add(calendar.now(), event, detail=name)
