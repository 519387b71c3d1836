"""The group of commands. It knows their names and one-line helps; a command's module is imported only when the command is used or asked about."""

from __future__ import annotations

import importlib
import re
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from dxcheck.cli.options import Settings, global_options
from dxcheck.i18n import N_, _
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS = {
    "check": ("dxcheck.cli.check", N_("診断の画面を開きます（端末でないときは結果を文字で出します）")),
    "submit": ("dxcheck.cli.submit", N_("回答のファイル（JSON）を提出します")),
    "draft": ("dxcheck.cli.draft", N_("答えている途中の下書きを見る・取りやめる・元に戻す")),
    "sheet": ("dxcheck.cli.sheet", N_("回答を書き込む表（Excel・CSV）をつくります")),
    "result": ("dxcheck.cli.result", N_("結果票（決裁用）をつくります")),
    "work": ("dxcheck.cli.work", N_("業務の棚卸しを見る・書く・表でやりとりする")),
    "ask": ("dxcheck.cli.ask", N_("設問を庁内のほかの課に照会し、回答を取り込みます")),
    "exchange": ("dxcheck.cli.exchange", N_("つながらない市町とセンターのあいだで、診断結果と県内平均をファイルで受け渡す")),
    "snapshot": ("dxcheck.cli.snapshot", N_("これまでの診断結果を見ます")),
    "chart": ("dxcheck.cli.chart", N_("市町の図（推移・分野ごとの平均・前回との比較）をつくります")),
    "benchmark": ("dxcheck.cli.benchmark", N_("県内平均（匿名）を見る・公表する・受け渡す")),
    "specialist": ("dxcheck.cli.specialist", N_("専門官の画面（担当の市町・所見・訪問記録）を開きます")),
    "brief": ("dxcheck.cli.brief", N_("訪問前ブリーフ（専門官用）をつくります")),
    "visit-record": ("dxcheck.cli.visit_record", N_("訪問記録をWordなどにします")),
    "handover": ("dxcheck.cli.handover", N_("引継ぎパックをつくります")),
    "calendar": ("dxcheck.cli.calendar", N_("訪問の予定を、予定表のソフトに取り込むファイルにします")),
    "centre": ("dxcheck.cli.centre", N_("センターの画面（市町の概況・提出の状況・県内平均）を開きます")),
    "cycle": ("dxcheck.cli.cycle", N_("診断期の受付を見る・始める・延ばす・締め切る（センター用）")),
    "remind": ("dxcheck.cli.remind", N_("期限と締切が近い課と市町へのお知らせを、出す・メールで送る")),
    "compare": ("dxcheck.cli.compare", N_("市町の概況を、表・CSV・Excel・JSONで出します（センター用）")),
    "camp": ("dxcheck.cli.camp", N_("合同研修の班の案を出し、招待を書き出します（センター用）")),
    "report": ("dxcheck.cli.report", N_("県全体の報告書（センター用・公表用）をつくります")),
    "serve": ("dxcheck.cli.serve", N_("ブラウザーから使えるようにします")),
    "facts": ("dxcheck.cli.facts", N_("公表された調査の結果を、設問の横に添えます（センター用）")),
    "account": ("dxcheck.cli.account", N_("ブラウザーから使うためのアカウントを扱います")),
    "questionnaire": ("dxcheck.cli.questionnaire", N_("診断票を見る・選ぶ・確かめる")),
    "roster": ("dxcheck.cli.roster", N_("市町の一覧を見ます")),
    "demo": ("dxcheck.cli.demo", N_("デモ（架空のデータ）をつくって開きます")),
    "redact": ("dxcheck.cli.redact", N_("書いてはいけなかった文を、すべての場所で〔削除〕に置き換えます（センター用）")),
    "backup": ("dxcheck.cli.backup", N_("データのフォルダー全体の控えを1つのファイルにつくります")),
    "restore": ("dxcheck.cli.restore", N_("控えから、新しいフォルダーにデータを戻します")),
    "db": ("dxcheck.cli.db", N_("データベース（PostgreSQL）を用意する・新しい版の形式にする・市町一覧や診断票を入れる（管理者用）")),
    "move": ("dxcheck.cli.move", N_("データをフォルダーからデータベースへ、またはその逆へ移します")),
    "doctor": ("dxcheck.cli.doctor", N_("保存先・ファイル・端末を点検し、直し方を示します")),
    "completion": ("dxcheck.cli.completion", N_("シェルの入力補完の設定を出します")),
}
"""Name to module and short help. The helps are here, because click would import every module only to list them."""

_SENTENCE_ENDS: Final = re.compile(r"(?<=。)|(?<=\.)\s+(?=[A-Z])|\n\n")


def first_sentence(help_: str) -> str:
    """What a group's list says of a command. Click would cut it at a space: of Japanese, which has few, that leaves half a word or nothing."""
    return _SENTENCE_ENDS.split(help_, maxsplit=1)[0].strip()


class LazyGroup(click.Group):
    """A group that imports a command when it is needed."""

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        """Every call begins with settings of its own, from the environment."""
        extra.setdefault("obj", Settings.from_environment())
        return super().make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command's module and give its `command`."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command = module.command
        assert isinstance(command, click.Command)
        for one in command.commands.values() if isinstance(command, click.Group) else ():
            one.short_help = one.short_help or first_sentence(one.help or "")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List names and helps without importing anything."""
        with formatter.section(_("コマンド")):
            formatter.write_dl([(name, _(help_)) for name, (_module, help_) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error meant for a person becomes its message and exit code 1."""
        from dxcheck.cli.progress import shown  # not needed for --help

        try:
            with shown():
                return super().invoke(ctx)
        except DxcheckError as problem:
            raise click.ClickException(problem.in_full()) from problem


def _version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib import metadata

        click.echo(f"dxcheck {metadata.version('dxcheck')}")
        ctx.exit()


def _make_root() -> LazyGroup:
    decorate: Callable[[Callable[..., None]], Callable[..., None]] = global_options

    @click.pass_context
    def run(ctx: click.Context, /, **_given: object) -> Any:
        """Without a command: what `check` opens in a terminal, as its variables say; else the help."""
        if ctx.invoked_subcommand is not None:
            return None
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            click.echo(ctx.get_help())
            return None
        check = root.get_command(ctx, "check")
        assert check is not None
        with check.make_context("check", [], parent=ctx) as inner:
            return check.invoke(inner)

    help_ = _(
        "市町のDXの「いまの姿」を自分たちで確かめ、次の小さな一歩を見つける道具です。\n\n"
        "はじめての方は  dxcheck demo  でデモ（架空のデータ）をご覧ください。"
    )
    group = LazyGroup(
        name="dxcheck",
        callback=decorate(run),
        invoke_without_command=True,
        help=help_,
        epilog=_(
            "データの保存先は --data か環境変数 DXCHECK_DATA で変えられます（はじめは ./snapshots）。まだないフォルダーは、--data で指定したときにつくります。"
        ),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    group.params = [
        *getattr(run, "__click_params__", [])[::-1],
        click.Option(["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_version, help=_("版を表示します")),
    ]
    return group


root = _make_root()
