"""`dxcheck questionnaire list | use | show | check | schema`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click
import msgspec

from dxcheck.assessment.references import framework_ids, framework_in_words, frameworks_in_use, what_unconfirmed_means
from dxcheck.cli import questionnaire_samm, questionnaire_workbooks
from dxcheck.cli.desks import in_the_log
from dxcheck.cli.options import complete_questionnaire, global_options, output_option, settings_of
from dxcheck.cli.streams import print_content, print_json
from dxcheck.i18n import _, _n
from dxcheck.model import calendar
from dxcheck.model.roster import load_roster
from dxcheck.questionnaire import Item, Questionnaire, QuickCheck
from dxcheck.questionnaire.load import load_any
from dxcheck.questionnaire.reading_check import AS_OF_MONTHS, KINDS, by_kind, outdated, stumbles
from dxcheck.questionnaire.scale import as_level
from dxcheck.questionnaire.tree import RULES_IN_WORDS
from dxcheck.system.control_characters import plain
from dxcheck.system.terminal_width import pad
from dxcheck.system.toml import FaultyFileError, read_toml


@click.group("questionnaire", help=_("診断票を見る・選ぶ・確かめる。"))
def command() -> None:
    """The group `dxcheck questionnaire`."""


def _say(text: str, *, err: bool = False) -> None:
    """Print what may hold somebody else's texts, without characters that act on the terminal."""
    click.echo(plain(text), err=err)


@command.command("list", help=_("使える診断票の一覧を出します。このフォルダーで使用中のものには、そう書き添えます。"))
@global_options
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List every version, which is in use, and the files at fault."""
    workspace = settings_of(ctx).workspace(needs_data=False)
    library = workspace.library
    in_use = library.current(workspace.in_use, calendar.today())
    for one in library.all():
        items = _n("{n}問", "{n}問", len(one.items))
        mark = _("（使用中）") if one is in_use else ""
        _say(f"{pad(one.id, 14)} {pad(one.version, 8)} {one.valid_from}  {pad(items, 9)} {one.title}{mark}")
    for quick in library.quick_checks():
        items = _n("{n}問", "{n}問", len(quick.items))
        _say(f"{pad(quick.id, 14)} {pad(quick.version, 8)} {quick.valid_from}  {pad(items, 9)} {quick.title}")
    for problem in library.faulty:
        _say(_("使えない診断票: {path}（dxcheck questionnaire check で誤りを確かめられます）", path=problem.path), err=True)

    if in_use is None:
        _say(_("このフォルダーで使用中の診断票「{id}」が見つかりません。", id=workspace.in_use), err=True)


@command.command(
    "use",
    help=_(
        "このフォルダーで使う診断票を決めます（センター用）。すべての画面・報告書・一覧が、この診断票のものになります。\n\n"
        "ほかの診断票の下書きと診断結果は、そのまま残ります。ホームの「診断票を選ぶ」か --questionnaire で、いつでも見られます。"
    ),
)
@click.argument("questionnaire_id", metavar="ID", shell_complete=complete_questionnaire)
@global_options
@click.pass_context
def use(ctx: click.Context, questionnaire_id: str) -> None:
    """Choose the questionnaire in use, for everybody who opens the folder."""
    settings = settings_of(ctx)
    settings.questionnaire = questionnaire_id
    workspace = settings.workspace(create=True)
    title = workspace.library.in_force(questionnaire_id, calendar.today()).title
    in_the_log(workspace).centre_desk().put_in_use()
    _say(_("このフォルダーで使う診断票を「{title}」（{id}）にしました。", title=title, id=questionnaire_id))
    _say(_("これまでの下書きと診断結果は、そのまま残っています。いま開いている画面では、開き直すと変わります。"))


@command.command("show", help=_("診断票の中身を出します。"))
@click.argument("questionnaire_id", metavar="ID", shell_complete=complete_questionnaire)
@click.option("--version", "version", default=None, help=_("版（指定しないと、いま使う版）"))
@click.option("--toml", "as_toml", is_flag=True, help=_("TOMLで出します（自分の版をつくるときの元になります）"))
@output_option(("toml",), printed=True)
@global_options
@click.pass_context
def show(ctx: click.Context, questionnaire_id: str, version: str | None, as_toml: bool, output: Path | None) -> None:
    """Print a questionnaire, for people or as TOML."""
    workspace = settings_of(ctx).workspace(needs_data=False)
    known = workspace.library.all()
    shown = (
        workspace.library.version(questionnaire_id, version) if version else workspace.library.current(questionnaire_id, calendar.today())
    )
    quick = next((one for one in workspace.library.quick_checks() if one.id == questionnaire_id), None)
    if shown is None and quick is None:
        names = _("、").join(f"{one.id} {one.version}" for one in known)
        raise click.ClickException(_("診断票「{id}」は見つかりません。使える診断票: {names}", id=questionnaire_id, names=names))
    if as_toml or output is not None:
        import tomli_w  # only here

        print_content(tomli_w.dumps(msgspec.to_builtins(shown or quick, builtin_types=(dt.date,))).encode(), "toml", output)
    elif shown is not None:
        _print_full(shown)
    elif quick is not None:
        _print_quick(quick)


def _print_full(shown: Questionnaire) -> None:
    _say(_("{title}　{version}版（{day}から）", title=shown.title, version=shown.version, day=shown.valid_from))
    _say(str(shown.description))
    _print_groups(shown)
    for heading, items in shown.sections:
        _say("")
        _say(f"{items[0].group or items[0].dimension}  {heading}")
        for item in items:
            _print_item(item, shown)
    _say("")
    _say(_("参照する枠組み"))
    for one in frameworks_in_use(shown):
        _say(f"  {pad(one.id, 10)} {framework_in_words(one)}")
        if one.note is not None:
            _say("    " + str(one.note))
    if any(one.is_unconfirmed for one in frameworks_in_use(shown)):
        _say(what_unconfirmed_means())


def _print_item(item: Item, shown: Questionnaire) -> None:
    _say("")
    _say(f"  {item.id}  {item.prompt}")
    if who := shown.respondents_of(item):
        _say("    " + _("答える人: {who}", who=who))
    for place, level in enumerate(shown.scale_of(item.id).values):
        _say(f"    {as_level(level)}  {shown.descriptor(item.id, level)}")
        if place < len(item.next_steps) and not item.next_steps[place].is_blank:
            _say("       " + _("次の一歩: {step}", step=item.next_steps[place]))
    _say("    " + _("根拠の例: {text}", text=item.evidence))
    if names := framework_ids(item, shown):
        _say("    " + _("参照: {names}", names=names))


def _print_groups(shown: Questionnaire) -> None:
    """Print the tree, where there is more than dimensions."""
    if shown.groups:
        _say("")
        _say(_("まとまりと分野"))
        for node in shown.outline:
            _say("  " * node.depth + f"{node.id}  {node.title}（{_(RULES_IN_WORDS[node.aggregate])}）")


def _print_quick(quick: QuickCheck) -> None:
    _say(_("{title}　{version}版（{day}から）", title=quick.title, version=quick.version, day=quick.valid_from))
    _say(str(quick.description))
    for item in quick.items:
        _say(f"  {item.id}  {item.prompt}")


@command.command(
    "check",
    help=_(
        "診断票のファイルを確かめ、誤りをすべて、場所とともに示します。基準日が{n}か月より前の枠組みも知らせます。\n\n"
        "--strict では、書き方も読んで確かめます（長さ、あいまいな言葉、1段に2つのこと、範囲のない「主な」「全」、"
        "これからのこと、同じ文、根拠の例）。直すかどうかは、書く人が決めます。",
        n=AS_OF_MONTHS,
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=_("ファイル..."))
@click.option("--strict", is_flag=True, help=_("書き方も確かめます（気になる所があれば終了コード1）"))
@global_options
def check(files: tuple[Path, ...], strict: bool) -> int:
    """Check files; exit 1 if any has a fault, or with `--strict` a remark. An old as-of date alone is no fault."""
    sound = True
    for path in files:
        try:
            if read_toml(path).get("kind") == "roster":
                _check_roster(path)
                continue
            loaded = load_any(path)
        except FaultyFileError as problem:
            sound = False
            n = len(problem.faults)
            click.echo(_n("{path}: {n}か所に誤りがあります", "{path}: {n}か所に誤りがあります", n, path=path))
            for fault in problem.faults:
                click.echo(f"  {fault}")
            continue
        if isinstance(loaded, QuickCheck):
            text = _n("誤りはありません。かんたん診断 {n}問", "誤りはありません。かんたん診断 {n}問", len(loaded.items))
        else:
            text = _("誤りはありません。{dimensions}分野 {items}問", dimensions=len(loaded.dimensions), items=len(loaded.items))
        click.echo(f"{path}: {text}  {loaded.id} {loaded.version}  {loaded.hash[:12]}")
        if isinstance(loaded, Questionnaire):
            _warn_of_age(loaded)
            sound &= not strict or _print_remarks(loaded)
    if not sound:
        sys.exit(1)
    return 0


def _warn_of_age(questionnaire: Questionnaire) -> None:
    for one in outdated(questionnaire, calendar.months_later(calendar.today(), -AS_OF_MONTHS)):
        text = _(
            "注意: 枠組み {id} の基準日（{day}）が{n}か月より前です。新しい版が出ていないか確かめてください。{title}",
            id=one.id,
            day=calendar.long_date(one.as_of),
            n=AS_OF_MONTHS,
            title=one.title,
        )
        _say(f"  {text}")


def _print_remarks(questionnaire: Questionnaire) -> bool:
    """Print what a strict reader stops at; whether there is nothing."""
    remarks = stumbles(questionnaire, calendar.today())
    for one in remarks:
        _say(f"  {one.item} {one.place} [{_(KINDS[one.kind])}] {one.what}")
        _say("    " + _("どうするか: {advice}", advice=one.advice))
    if remarks:
        kinds = _("、").join(_("{kind} {n}", kind=_(KINDS[kind]), n=n) for kind, n in by_kind(remarks).items())
        _say(
            "  "
            + _n(
                "書き方で気になる所が{n}か所あります（{kinds}）。",
                "書き方で気になる所が{n}か所あります（{kinds}）。",
                len(remarks),
                kinds=kinds,
            )
        )
    else:
        _say("  " + _("書き方で気になる所はありません。"))
    return not remarks


def _check_roster(path: Path) -> None:
    roster = load_roster(path)
    text = _("誤りはありません。市町一覧 {name} {n}市町", name=roster.prefecture, n=len(roster.municipalities))
    click.echo(f"{path}: {text}")


@command.command("schema", help=_("診断票の形（JSON Schema）を出します。編集ソフトに読ませると、書きながら確かめられます。"))
@click.option("--quick", is_flag=True, help=_("かんたん診断の形を出します"))
@output_option(("json",), printed=True)
def schema(quick: bool, output: Path | None) -> None:
    """Print the JSON Schema generated from the model."""
    made = msgspec.json.schema(QuickCheck if quick else Questionnaire)
    print_json(made, output)


command.add_command(questionnaire_workbooks.to_xlsx)
command.add_command(questionnaire_workbooks.from_xlsx)
command.add_command(questionnaire_samm.from_samm)
