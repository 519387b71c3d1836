"""`dxcheck account add | mail | list | disable | enable | reset | second-factor | reset-factor | print-codes`: who may log in from a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dxcheck.cli.desks import in_the_log
from dxcheck.cli.options import complete_municipality, found, global_options, settings_of
from dxcheck.cli.when import DayType
from dxcheck.i18n import _
from dxcheck.model.account import ROLES, plain_name
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.desk.accounts import AccountsDesk
    from dxcheck.model.account import Role
    from dxcheck.model.roster import Municipality
    from dxcheck.workspace import Workspace


_account = click.argument("name", metavar=_("アカウント名"))
_municipalities = click.argument("municipalities", nargs=-1, shell_complete=complete_municipality, metavar=_("[市町]..."))


@click.group("account", help=_("ブラウザーから使うためのアカウントを扱います。アカウントは人ではなく、課・係ごとにつくります。"))
def command() -> None:
    """The group `dxcheck account`."""


@command.command(
    "add",
    help=_(
        "アカウントをつくり、はじめのパスワードを1度だけ表示します。\n\n"
        "市町職員は市町を1つ、照会先の課（--role section）は市町を1つと課・係（--post）、専門官（--role specialist）は担当の市町をいくつでも指定します。"
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
    help=_("役割（staff 市町職員、section 照会先の課、specialist 専門官、centre センター）"),
)
@click.option("--field", "fields", multiple=True, metavar=_("専門"), help=_("専門官の専門（何回でも。例: --field system）"))
@click.option("--post", default="", metavar=_("課・係"), help=_("照会先の課・係（例: --post 人事課）。照会のときの宛先と同じ名前にします"))
@global_options
@click.pass_context
def add(ctx: click.Context, name: str, municipalities: tuple[str, ...], role: Role, fields: tuple[str, ...], post: str) -> None:
    """Add an account and print its first password, once."""
    workspace = settings_of(ctx).workspace(create=True)
    desk, chosen = _desk(workspace), _chosen(workspace, municipalities)
    password = desk.add(name, role, chosen, fields, post)
    account = next(one for one in desk.all() if one.name == plain_name(name))
    click.echo(_("アカウント: {name}（{whose}）", name=account.name, whose=desk.whose(account)))
    click.echo(_("はじめのパスワード: {password}", password=password))
    click.echo(_("このパスワードは、ここに1度だけ表示します。最初のログインで、本人が新しいものに変えます。"), err=True)
    if role == "specialist" and not chosen:
        click.echo(_("担当の市町は dxcheck account assign {name} 市町… で決めます。", name=account.name), err=True)


@command.command("assign", help=_("専門官の担当の市町を決めます。ここに書いた市町が担当のすべてになります。"))
@_account
@_municipalities
@click.option("--field", "fields", multiple=True, metavar=_("専門"), help=_("専門も変えるとき（何回でも）"))
@global_options
@click.pass_context
def assign(ctx: click.Context, name: str, municipalities: tuple[str, ...], fields: tuple[str, ...]) -> None:
    """Set a specialist's municipalities."""
    workspace = settings_of(ctx).workspace()
    chosen = _chosen(workspace, municipalities)
    made = _desk(workspace).assign(name, chosen, fields or None)
    names = _("、").join(str(one) for one in chosen) or _("なし")
    click.echo(_("「{name}」の担当: {names}", name=made.name, names=names))


@command.command(
    "mail", help=_("お知らせを送るメールアドレスを決めます（市町職員と、照会先の課）。個人ではなく、課・係のアドレスにします。")
)
@_account
@click.argument("address", default="", metavar=_("[メールアドレス]"))
@global_options
@click.pass_context
def mail(ctx: click.Context, name: str, address: str) -> None:
    """Hold where reminders to an account's post go; without an address none is held."""
    made = _desk(settings_of(ctx).workspace()).set_mail(name, address)
    if made.mail:
        click.echo(_("「{name}」へのお知らせは {address} に送ります。", name=made.name, address=made.mail))
    else:
        click.echo(_("「{name}」のメールアドレスを消しました。", name=made.name))


@command.command("list", help=_("アカウントの一覧を出します。"))
@global_options
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List accounts."""
    desk = _desk(settings_of(ctx).workspace())
    accounts = desk.all()
    if not accounts:
        click.echo(_("まだアカウントがありません。dxcheck account add アカウント名 市町 でつくれます。"))
    for one in accounts:
        notes = [_("停止中")] if one.disabled else []
        notes += [_("はじめのパスワードのまま")] if one.must_change else []
        notes += [one.mail] if one.mail else []
        factor = desk.second_factor.in_words(one)
        notes += [_("二段階の確認: {factor}", factor=factor)] if factor else []
        click.echo(pad(one.name, 28) + pad(desk.whose(one), 40) + _("、").join(notes))


@command.command("disable", help=_("アカウントを止めます。使用中の画面も数秒で終わります（回答は保存されています）。"))
@_account
@global_options
@click.pass_context
def disable(ctx: click.Context, name: str) -> None:
    """Disable an account; whoever is logged in with it is logged out."""
    made = _desk(settings_of(ctx).workspace()).set_disabled(name, True)
    click.echo(_("アカウント「{name}」を止めました。", name=made.name))


@command.command("enable", help=_("止めたアカウントを、また使えるようにします。"))
@_account
@global_options
@click.pass_context
def enable(ctx: click.Context, name: str) -> None:
    """Let an account in again."""
    made = _desk(settings_of(ctx).workspace()).set_disabled(name, False)
    click.echo(_("アカウント「{name}」を使えるようにしました。", name=made.name))


@command.command("reset", help=_("新しいパスワードをつくり、1度だけ表示します。前のパスワードは使えなくなります。"))
@_account
@global_options
@click.pass_context
def reset(ctx: click.Context, name: str) -> None:
    """Give an account a new password."""
    password = _desk(settings_of(ctx).workspace()).reset(name)
    click.echo(_("はじめのパスワード: {password}", password=password))


@command.command(
    "second-factor",
    help=_(
        "専門官とセンターがログインするときの、二段階の確認の決まりを見る、または変えます。\n\n"
        "新しいアカウントは、はじめてのログインで登録します。前からあるアカウントは、--until の日まで先に延ばせます。"
    ),
)
@click.option(
    "--until", type=DayType("coming"), default=None, metavar=_("日"), help=_("前からあるアカウントが、登録を先に延ばせる最後の日")
)
@click.option("--on/--off", "is_on", default=None, help=_("このサイトで使う・使わない"))
@global_options
@click.pass_context
def second_factor(ctx: click.Context, until: dt.date | None, is_on: bool | None) -> None:
    """Say what holds for the site, or decide it."""
    desk = _desk(settings_of(ctx).workspace()).second_factor
    if until is not None or is_on is not None:
        desk.decide(is_on=is_on, until=until)
    click.echo(desk.policy_in_words())


@command.command(
    "reset-factor", help=_("二段階の確認の登録を消します。次のログインで、本人が登録し直します（スマートフォンをなくしたときなど）。")
)
@_account
@global_options
@click.pass_context
def reset_factor(ctx: click.Context, name: str) -> None:
    """Forget an account's second factor."""
    made = _desk(settings_of(ctx).workspace()).second_factor.reset(name)
    click.echo(_("「{name}」の二段階の確認を消しました。次のログインで、本人が登録し直します。", name=made.name))


@command.command(
    "print-codes",
    help=_(
        "スマートフォンを使えないアカウントのために、1度ずつ使うコードの一覧をつくり、1度だけ表示します。前の一覧や登録は使えなくなります。"
    ),
)
@_account
@global_options
@click.pass_context
def print_codes(ctx: click.Context, name: str) -> None:
    """A list of codes on paper."""
    codes = _desk(settings_of(ctx).workspace()).second_factor.print_codes(name)
    click.echo(_("アカウント: {name}", name=plain_name(name)))
    for number, code in enumerate(codes, 1):
        click.echo(f"{number:3}  {code}")
    click.echo(
        _("この一覧は、ここに1度だけ表示します。印刷して本人に渡してください。ログインのたびに、番号の順に1つずつ使います。"), err=True
    )


def _chosen(workspace: Workspace, municipalities: tuple[str, ...]) -> list[Municipality]:
    chosen = {one.code: one for one in (found(workspace, asked) for asked in municipalities)}
    return [chosen[code] for code in sorted(chosen)]


def _desk(workspace: Workspace) -> AccountsDesk:
    """Accounts, with what is done to them in the log."""
    return in_the_log(workspace).accounts_desk()
