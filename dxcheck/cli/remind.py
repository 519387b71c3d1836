"""`dxcheck remind`: who is to be reminded today, the letters as a table, and sending them by mail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.desks import in_the_log
from dxcheck.cli.options import found, global_options, municipality_argument, output_option, settings_of, written
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import days_left, long_date, today
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    from dxcheck.desk.reminders import Reminder, RemindersDesk
    from dxcheck.web.mail_settings import MailSettings

_FORMATS = endings_of("table")


@click.command(
    "remind",
    help=_(
        "照会の期限と診断の締切の30日前・7日前・1日前に、まだの課と市町に送る文を出します。\n\n"
        "--mail を付けると、メールで送る前の確かめになります（まだ送りません）。--yes も付けると送ります。"
        "同じ日数前のお知らせは、同じ宛先に2度は送りません。毎朝、自動で実行できます。"
    ),
)
@municipality_argument(required=False)
@click.option(
    "--mail",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=_("ファイル"),
    help=_("メールサーバーの設定（TOMLのファイル）。--yes がなければ、送らずに宛先だけを出します"),
)
@click.option("--yes", is_flag=True, help=_("確かめずに送ります"))
@output_option(_FORMATS, printed=True)
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str | None, mail: Path | None, yes: bool, output: Path | None) -> None:
    """Say what is due, write it as a table, or send it."""
    if mail is not None and output is not None:
        raise click.UsageError(_("--mail と -o は、いっしょには使えません。"))
    if yes and mail is None:
        raise click.UsageError(_("--yes は、--mail といっしょに使います。"))
    workspace = in_the_log(settings_of(ctx).workspace())
    settings = _settings(mail) if mail is not None else None
    towns = [found(workspace, municipality)] if municipality else []
    desk = workspace.reminders_desk()
    there, unreadable = desk.due(towns)
    for name, problem in unreadable.items():
        click.echo(visible(_("{name}: {problem}", name=name, problem=problem.in_full())), err=True)
    if output is not None:
        _write(there, output)
    elif settings is None or not yes:
        _list(there)
        if settings is not None and any(one.is_to_go for one in there):
            click.echo(_("まだ送っていません。送るときは --yes を付けてください。"))
    else:
        if workspace.folder.is_demo:
            raise click.ClickException(_("デモ（架空のデータ）からは、メールを送りません。"))
        failed = _send(desk, there, settings)
        if failed:
            ctx.exit(1)
    if unreadable:
        ctx.exit(1)


def _settings(path: Path) -> MailSettings:
    from dxcheck.web.mail_settings import read_mail_settings  # not needed for --help

    return read_mail_settings(path)


def _list(there: list[Reminder]) -> None:
    if not there:
        click.echo(_("きょうお知らせするものはありません。"))
    for one in there:
        click.echo(visible(_("{whom}　{what}　{state}", whom=_whom(one), what=_what(one), state=_state(one))))
    _say_how_addresses_are_kept(there)


def _say_how_addresses_are_kept(there: list[Reminder]) -> None:
    if not all(one.letter.address for one in there):
        click.echo(
            _(
                "宛先は、市町のアカウントなら dxcheck account mail アカウント メールアドレス、照会先の課なら dxcheck ask mail で書けます。"
                "宛先のないところへは、-o の表をお使いください。"
            ),
            err=True,
        )


def _whom(one: Reminder) -> str:
    address = one.letter.address or _("メールアドレスの記録がありません")
    return _("{town} {post}（{address}）", town=one.letter.municipality, post=one.letter.post or _("ご担当課"), address=address)


def _what(one: Reminder) -> str:
    left = days_left(one.due, today())
    if one.kind == "ask":
        return _("照会の期限 {day}（{left}）", day=long_date(one.due), left=left)
    return _("診断の締切 {day}（{left}）", day=long_date(one.due), left=left)


def _state(one: Reminder) -> str:
    if one.sent is None:
        return _("これから送ります") if one.letter.address else _("送れません")
    if one.sent.is_certain:
        return _("{day}に送りました", day=long_date(one.sent.at))
    return _("{day}に送りかけました。届いたか分からないため、もう一度は送りません", day=long_date(one.sent.at))


def _write(there: list[Reminder], output: Path) -> None:
    from dxcheck.reports.letters import LettersFile  # not needed for --help

    day = today()
    title = _("お知らせ（{day}）", day=long_date(day))
    letters = tuple(one.letter for one in there)
    written(lambda: LettersFile(letters, title, _("お知らせ_{day}", day=f"{day:%Y%m%d}")), output, _FORMATS)


def _send(desk: RemindersDesk, there: list[Reminder], settings: MailSettings) -> int:
    """Send what is to go, one by one; gives how many did not."""
    from dxcheck.desk.reminders import NotSentError
    from dxcheck.web.mailing import MailServer, UncertainError

    to_go = [one for one in there if one.is_to_go]
    sent = failed = 0
    if to_go:
        with MailServer(settings) as server:
            for one in to_go:
                try:
                    if not desk.send(one, server.send):
                        continue
                except NotSentError as why:
                    failed += 1
                    click.echo(visible(_("送れませんでした: {whom}　{reason}", whom=_whom(one), reason=why)), err=True)
                except UncertainError as why:
                    failed += 1
                    click.echo(
                        visible(_("届いたか分かりません（もう一度は送りません）: {whom}　{reason}", whom=_whom(one), reason=why)), err=True
                    )
                else:
                    sent += 1
                    click.echo(visible(_("送りました: {whom}　{what}", whom=_whom(one), what=_what(one))))
    for one in there:
        if not one.letter.address:
            click.echo(visible(_("宛先がありません: {whom}　{what}", whom=_whom(one), what=_what(one))), err=True)
    _say_how_addresses_are_kept(there)
    said = _n("{n}通を送りました。", "{n}通を送りました。", sent)
    if failed:
        said += _n("{n}通は送れませんでした。", "{n}通は送れませんでした。", failed)
    click.echo(said)
    return failed
