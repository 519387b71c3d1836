"""`dxcheck account add | list | disable | enable | reset`: who may log in from a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import msgspec

from dxcheck import calendar
from dxcheck.account import ROLES, Account, generate_password
from dxcheck.app.linebreak import pad
from dxcheck.cli.options import complete_municipality, found, global_options, settings_of
from dxcheck.i18n import _
from dxcheck.store.audit import AuditLog

if TYPE_CHECKING:
    from dxcheck.account import Role
    from dxcheck.place import Place
    from dxcheck.roster import Municipality
    from dxcheck.store.accounts import AccountRepository


def _name(_ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{2,39}", value):
        raise click.BadParameter(
            _("アカウント名は、英小文字・数字・- _ で3から40文字にしてください（例: imabari-kikaku）"), param=parameter
        )
    return value


_account = click.argument("name", metavar=_("アカウント名"), callback=_name)
_municipalities = click.argument("municipalities", nargs=-1, shell_complete=complete_municipality, metavar=_("[市町]..."))


@click.group("account", help=_("ブラウザーから使うためのアカウントを扱います。アカウントは人ではなく、課・係ごとにつくります。"))
def command() -> None:
    """Accounts."""


@command.command(
    "add",
    help=_(
        "アカウントをつくり、はじめのパスワードを1度だけ表示します。\n\n"
        "市町職員は市町を1つ、専門官（--role specialist）は担当の市町をいくつでも指定します。"
        "センター（--role centre）には指定しません。"
    ),
)
@_account
@_municipalities
@click.option(
    "--role",
    type=click.Choice(list(ROLES)),
    default="staff",
    show_default=True,
    help=_("役割（staff 市町職員、specialist 専門官、centre センター）"),
)
@click.option("--field", "fields", multiple=True, metavar=_("専門"), help=_("専門官の専門（何回でも。例: --field system）"))
@global_options
@click.pass_context
def add(ctx: click.Context, name: str, municipalities: tuple[str, ...], role: Role, fields: tuple[str, ...]) -> None:
    """Add an account."""
    from dxcheck.web.password import hashed  # noqa: PLC0415 - argon2 only where it is needed

    place = settings_of(ctx).place(create=True)
    chosen = _chosen(place, municipalities)
    if role == "staff" and len(chosen) != 1:
        raise click.UsageError(_("市町職員のアカウントには、市町を1つ指定してください。例: dxcheck account add imabari-kikaku 今治市"))
    if role == "centre" and chosen:
        raise click.UsageError(_("センターのアカウントはすべての市町を見ます。市町は指定しません。"))
    if fields and role != "specialist":
        raise click.UsageError(_("--field は専門官（--role specialist）のときだけ使えます。"))
    password = generate_password()
    account = Account(
        name,
        role,
        chosen[0].code if role == "staff" else "",
        hashed(password),
        calendar.now(),
        municipalities=tuple(one.code for one in chosen) if role == "specialist" else (),
        fields=_checked_fields(place, fields),
    )
    try:
        _accounts(place).add(account)
    except ValueError as taken:
        raise click.ClickException(
            _("アカウント「{name}」はすでにあります。パスワードを忘れたときは dxcheck account reset {name}", name=name)
        ) from taken
    _log(place, "account-added", name)
    click.echo(_("アカウント: {name}（{whose}）", name=name, whose=_whose(place, account)))
    click.echo(_("はじめのパスワード: {password}", password=password))
    click.echo(_("このパスワードは、ここに1度だけ表示します。最初のログインで、本人が新しいものに変えます。"), err=True)
    if role == "specialist" and not chosen:
        click.echo(_("担当の市町は dxcheck account assign {name} 市町… で決めます。", name=name), err=True)


@command.command("assign", help=_("専門官の担当の市町を決めます。ここに書いた市町が担当のすべてになります。"))
@_account
@_municipalities
@click.option("--field", "fields", multiple=True, metavar=_("専門"), help=_("専門も変えるとき（何回でも）"))
@global_options
@click.pass_context
def assign(ctx: click.Context, name: str, municipalities: tuple[str, ...], fields: tuple[str, ...]) -> None:
    """Set a specialist's municipalities."""
    place = settings_of(ctx).place()
    chosen = _chosen(place, municipalities)
    account = _accounts(place).find(name)
    if account is not None and account.role != "specialist":
        raise click.ClickException(_("「{name}」は専門官のアカウントではありません。", name=name))
    changes: dict[str, object] = {"municipalities": tuple(one.code for one in chosen)}
    if fields:
        changes["fields"] = _checked_fields(place, fields)
    _change(place, name, **changes)
    _log(place, "account-assigned", name)
    names = _("、").join(str(one) for one in chosen) or _("なし")
    click.echo(_("「{name}」の担当: {names}", name=name, names=names))


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
        notes = [_("停止中")] if one.disabled else []
        notes += [_("はじめのパスワードのまま")] if one.must_change else []
        click.echo(pad(one.name, 28) + pad(_whose(place, one), 40) + _("、").join(notes))


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


def _chosen(place: Place, municipalities: tuple[str, ...]) -> list[Municipality]:
    chosen = {one.code: one for one in (found(place, asked) for asked in municipalities)}
    return [chosen[code] for code in sorted(chosen)]


def _checked_fields(place: Place, fields: tuple[str, ...]) -> tuple[str, ...]:
    current = place.library.current(place.questionnaire_id, calendar.today())
    known = {one.id: str(one.title) for one in current.fields} if current else {}
    for field in fields:
        if field not in known:
            listed = _("、").join(f"{id_}（{name}）" for id_, name in known.items())
            raise click.BadParameter(
                _("専門「{field}」はありません。使えるもの: {listed}", field=field, listed=listed), param_hint="--field"
            )
    return tuple(dict.fromkeys(fields))


def _whose(place: Place, account: Account) -> str:
    """The desk an account opens, in words."""
    if account.role == "staff":
        return str(place.roster.by_code(account.municipality) or account.municipality)
    names = _("、").join(str(place.roster.by_code(code) or code) for code in account.municipalities)
    return _(ROLES[account.role]) + (_("　担当: {names}", names=names) if names else "")


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
