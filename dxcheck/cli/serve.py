"""`dxcheck serve`: the app in a browser, for a whole prefecture."""

from __future__ import annotations

import errno
import gc
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.cli.options import global_options, settings_of
from dxcheck.i18n import _
from dxcheck.system.oserror import os_reason
from dxcheck.system.progress import followed_by

if TYPE_CHECKING:
    from dxcheck.web.settings import ServeSettings
    from dxcheck.web.sso_settings import SsoSettings
    from dxcheck.workspace import Workspace


@click.command(
    "serve",
    help=_(
        "ブラウザーから使えるようにします。アカウントは dxcheck account add でつくります。\n\n"
        "ほかのパソコンから使うときは、暗号化（https）のできる中継サーバーを前に置き、--public-url にそのアドレスを指定してください。"
    ),
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar=_("アドレス"), help=_("待ち受けるアドレス"))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, metavar=_("番号"), help=_("待ち受けるポート"))
@click.option("--public-url", default="", metavar="URL", help=_("利用者が開くアドレス（https://… ）"))
@click.option(
    "--trusted-proxy",
    multiple=True,
    metavar=_("アドレス"),
    help=_("中継サーバーのアドレス（何回でも指定できます）。このサーバーが伝える利用者のアドレスを信用します"),
)
@click.option("--sessions", type=click.IntRange(1, 1000), default=60, show_default=True, metavar=_("数"), help=_("同時に開ける画面の数"))
@click.option(
    "--per-account",
    type=click.IntRange(1, 100),
    default=6,
    show_default=True,
    metavar=_("数"),
    help=_("1つのアカウントで同時に開ける画面の数"),
)
@click.option(
    "--idle", type=click.IntRange(1, 1440), default=30, show_default=True, metavar=_("分"), help=_("何もしないとログアウトするまでの時間")
)
@click.option(
    "--absolute",
    type=click.IntRange(1, 168),
    default=12,
    show_default=True,
    metavar=_("時間"),
    help=_("何をしていてもログアウトするまでの時間"),
)
@click.option(
    "--grace", type=click.IntRange(0, 120), default=10, show_default=True, metavar=_("分"), help=_("通信が切れた画面を残しておく時間")
)
@click.option(
    "--drain",
    type=click.IntRange(0, 600),
    default=20,
    show_default=True,
    metavar=_("秒"),
    help=_("終わるように言われてから（SIGTERM）、開いている画面の人を待つ時間。そのあいだ新しい画面は開きません"),
)
@click.option(
    "--backup",
    "backups",
    type=click.Path(path_type=Path, file_okay=False),
    metavar=_("フォルダー"),
    help=_("毎日1回、ここに控えをつくります"),
)
@click.option("--keep", type=click.IntRange(1, 3650), default=14, show_default=True, metavar=_("数"), help=_("残しておく控えの数"))
@click.option(
    "--metrics-port",
    type=click.IntRange(1, 65535),
    metavar=_("番号"),
    help=_("監視のための数値（Prometheusの形式）を、このパソコンだけから読めるようにするポート"),
)
@click.option(
    "--oidc",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=_("ファイル"),
    help=_("ほかのシステムのアカウントでログインするための設定（OpenID Connect、TOMLのファイル）"),
)
@click.option(
    "--no-login",
    "without_login",
    default="",
    metavar=_("アカウント名"),
    help=_("ログインせずにこのアカウントで開きます（デモを、このパソコンで見るときだけ）"),
)
@global_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    host: str,
    port: int,
    public_url: str,
    trusted_proxy: tuple[str, ...],
    without_login: str,
    backups: Path | None,
    oidc: Path | None,
    metrics_port: int | None,
    **limits: int,
) -> None:
    """Serve the app to browsers until it is stopped."""
    from dxcheck.model import calendar  # not needed for --help
    from dxcheck.web.loopback import LOOPBACK
    from dxcheck.web.settings import MINUTE, ServeSettings, public_address

    public_url = public_address(public_url) if public_url else ""
    given = settings_of(ctx)
    if given.database:
        _check_confines()
    workspace = given.workspace(create=True, is_service=True)
    workspace.check_questionnaire(calendar.today())
    if given.database and backups:
        _check_copies(given.database)
    if without_login and (not workspace.folder.is_demo or host not in LOOPBACK or public_url):
        raise click.ClickException(
            _("--no-login は、デモのデータを 127.0.0.1 で開くときだけ使えます。実際のデータは、アカウントでログインして使ってください。")
        )
    settings = ServeSettings(
        data=workspace.folder.path,
        roster=given.roster.absolute() if given.roster else None,
        questionnaire=given.questionnaire,
        host=host,
        port=port,
        public_url=public_url,
        trusted_proxies=trusted_proxy,
        most_sessions=limits["sessions"],
        most_per_account=limits["per_account"],
        idle=limits["idle"] * MINUTE,
        absolute=limits["absolute"] * 60 * MINUTE,
        grace=limits["grace"] * MINUTE,
        without_login=without_login,
        drain=limits["drain"],
        backups=backups.absolute() if backups else None,
        keep=limits["keep"],
        metrics_port=metrics_port or 0,
        sso=_sso(oidc, workspace) if oidc else None,
    )
    if not settings.is_loopback and not public_url:
        raise click.ClickException(
            _(
                "{host} で待ち受けるには、利用者が開くアドレスを --public-url で指定してください（例: --public-url https://dx.example.jp）。",
                host=host,
            )
        )
    if settings.sso is None and not workspace.folder.accounts(workspace.roster.prefecture.code).all():
        raise click.ClickException(_("まだアカウントがありません。先につくってください。例: dxcheck account add imabari-kikaku 今治市"))
    if without_login and workspace.folder.accounts(workspace.roster.prefecture.code).find(without_login) is None:
        raise click.ClickException(_("アカウント「{name}」はありません。", name=without_login))
    if settings.is_overheard:
        click.echo(
            _(
                "注意: {url} は暗号化されていません（http）。パスワードも回答も、そのまま通信に流れます。"
                "https のできる中継サーバーを前に置いて、https:// のアドレスを指定してください。",
                url=settings.url,
            ),
            err=True,
        )
    serve(workspace, settings, _("ブラウザーで開くアドレス: {url}", url=settings.url + "/"))


def _check_confines() -> None:
    """Whether sessions can be lent their connections to a database, and kept from making others.

    Raises:
        ClickException: they cannot.
    """
    from dxcheck.system import seccomp
    from dxcheck.web.processes import can_fork

    if not can_fork() or not seccomp.is_possible():
        raise click.ClickException(
            _(
                "データベースのデータをブラウザーから使うには、LinuxのIntel・AMD・ARMの64ビットの機械が要ります。ここでは、画面を動かすプログラムがほかへつなぐことを止められません。"
            )
        )


def _check_copies(url: str) -> None:
    """Whether the login of a database's address may make copies.

    Raises:
        ClickException: it may not.
    """
    from dxcheck.store.database.server_role import can_copy

    if not can_copy(url):
        raise click.ClickException(
            _(
                "この接続先の利用者は回答を読めないため、--backup は使えません。"
                "回答を読める利用者で、dxcheck backup を毎日動かしてください（docs/running.ja.md）。"
            )
        )


def _sso(path: Path, workspace: Workspace) -> SsoSettings:
    """How people log in with the account of another system.

    Raises:
        ClickException: what is needed for it is not installed.
        FaultyFileError: the file cannot be used.
    """
    from importlib.util import find_spec

    from dxcheck.web.sso_settings import read_settings

    if find_spec("joserfc") is None:
        raise click.ClickException(_("--oidc には、追加の部品が要ります。pip install 'dxcheck[oidc]' で入れてください。"))
    return read_settings(path, workspace.roster, os.environ)


@followed_by(None)  # its sessions show by themselves how far they are
def serve(workspace: Workspace, settings: ServeSettings, *lines: str) -> None:
    """Run the server, saying some lines once it listens."""
    from dxcheck.system.confinement import in_words, lacking
    from dxcheck.web.messages import written_apart
    from dxcheck.web.processes import can_fork
    from dxcheck.web.server import DxcheckServer

    def ready() -> None:
        for line in lines:
            click.echo(line)
        if not can_fork():
            click.echo(_("このOSでは画面ごとに新しく立ち上げるため、開くのに少し時間がかかります。"))
        if server.lending is not None:
            from dxcheck.store.database.migrations import APP, WEB  # few work with a database

            click.echo(_said_of_role(server.lending.shelf.role == WEB), err=server.lending.shelf.role != WEB)
        if server.lending is not None and not server.lending.keeps_apart:
            click.echo(
                _(
                    "注意: データベースの利用者 {name} で、このサーバーからログインできません。市町どうしの区切りは、dxcheckだけが守ります。"
                    "データベースでも区切るには、{name} のパスワードを決めて ~/.pgpass に書いてください。",
                    name=APP,
                ),
                err=True,
            )
        if found := lacking():
            click.echo(
                _(
                    "注意: この機械では、画面を動かすプログラムが乗っ取られたとき、次のことを止められません: {what}。くわしくは SECURITY.md をご覧ください。",
                    what=in_words(found),
                ),
                err=True,
            )
        click.echo(_("終わるときは Ctrl+C を押してください。"))

    gc.enable()  # switched off for the start (cli/main.py); a server goes on for months
    try:
        with written_apart():
            server = DxcheckServer(workspace, settings)
            server.run(ready)
    except OSError as problem:
        raise _cannot_listen(settings, problem) from problem


def _said_of_role(reads_nothing: bool) -> str:
    """As whom the server works at its database."""
    if reads_nothing:
        return _("データベースでは、サーバーは回答を読めない役割（dxcheck_web）ではたらきます。")
    return _(
        "注意: データベースでは、サーバーはすべての回答を読める役割（dxcheck_worker）ではたらきます。"
        "読めないようにするには、利用者 dxcheck_web のパスワードを決めて ~/.pgpass に書いてください（docs/running.ja.md）。"
    )


def check_port(settings: ServeSettings) -> None:
    """See whether the server could listen, before anything is changed for it.

    Raises:
        ClickException: it could not.
    """
    try:
        with socket.create_server((settings.host, settings.port), family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET):
            pass
    except OSError as problem:
        raise _cannot_listen(settings, problem) from problem


def _cannot_listen(settings: ServeSettings, problem: OSError) -> click.ClickException:
    if problem.errno is None:  # asyncio of Python 3.13 and later: no address could be bound because none is this machine's
        problem = OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    reason = os_reason(problem)
    if problem.errno == errno.EADDRNOTAVAIL:
        return click.ClickException(
            _("{host} で待ち受けられません（{reason}）。--host を確かめてください。", host=settings.host, reason=reason)
        )
    return click.ClickException(
        _("ポート{port}で待ち受けられません（{reason}）。--port で別の番号を指定してください。", port=settings.port, reason=reason)
    )
