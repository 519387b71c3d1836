"""`dxcheck ask plan | send | list | letter | sheet | show | take-over | take-back | back | mail | end`: asking other sections (照会) without the app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dxcheck.casework.asked import ask_in_words, items_in_words, side_by_side, spread_in_words
from dxcheck.casework.asking import LONGEST_REASON
from dxcheck.cli.desks import in_the_log, say_taken_back
from dxcheck.cli.options import found, global_options, known_of, line_value, municipality_argument, output_option, settings_of, written
from dxcheck.cli.streams import print_named
from dxcheck.cli.when import DayType
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _, _n
from dxcheck.model.account import plain_name
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from dxcheck.casework.asked import Gathered
    from dxcheck.casework.asking import AskWithAnswers
    from dxcheck.desk import StaffDesk
    from dxcheck.questionnaire import Questionnaire

_FORMATS = endings_of("form")
_which = click.argument("asked", metavar=_("照会先か番号"))


@click.group("ask", help=_("設問を庁内のほかの課に照会し、返ってきた回答を下書きに取り込みます。"))
def command() -> None:
    """Asking other sections."""


@command.command("plan", help=_("どの設問をどの課に照会するかの案を出します。前回の割り当て、なければ設問をよく知っている課です。"))
@municipality_argument()
@global_options
@click.pass_context
def plan(ctx: click.Context, municipality: str) -> None:
    """Propose whom to ask what."""
    desk = _desk(ctx, municipality)
    questionnaire = desk.asked_questionnaire
    print_named(desk.instruments.named)
    for one in desk.assignments():
        posts = _("、").join(one.posts) or _("（企画担当で回答）")
        said = f"{one.item}　{questionnaire.item_by_id[one.item].title}　{posts}" + (_("　（前回と同じ）") if one.is_from_last_time else "")
        click.echo(visible(said))


@command.command(
    "send",
    help=_(
        "設問を照会します。--to に書いた課・係ごとに、前回の回答を添えた照会ができます。\n\n"
        "例: dxcheck ask send 今治市 --to 情報担当課 --dimension sec --due 12/10"
    ),
)
@municipality_argument()
@click.option(
    "--to", "posts", multiple=True, required=True, metavar=_("課・係"), help=_("照会先（何回でも。同じ設問を何か所にもきけます）")
)
@click.option(
    "--dimension", "dimensions", multiple=True, metavar=_("分野"), help=_("その分野のすべての設問（何回でも。例: --dimension sec）")
)
@click.option("--item", "items", multiple=True, metavar=_("設問"), help=_("その設問（何回でも。例: --item sec-01）"))
@click.option("--due", type=DayType("coming"), required=True, metavar=_("日付"), help=_("いつまでに"))
@click.option("--why", default="", callback=line_value(LONGEST_REASON), metavar=_("文"), help=_("ひとこと（{n}字まで）", n=LONGEST_REASON))
@click.option("--post", default="", metavar=_("課・係・職名"), help=_("照会する側の課・係（照会先に示されます）"))
@global_options
@click.pass_context
def send(
    ctx: click.Context,
    municipality: str,
    posts: tuple[str, ...],
    dimensions: tuple[str, ...],
    items: tuple[str, ...],
    due: dt.date,
    why: str,
    post: str,
) -> None:
    """Ask."""
    desk = _desk(ctx, municipality, post)
    questionnaire = desk.asked_questionnaire
    for one in dimensions:
        known_of(one, questionnaire.dimension_by_id, "--dimension")
    for one in items:
        known_of(one, questionnaire.item_by_id, "--item")
    if not dimensions and not items:
        raise click.UsageError(_("--dimension か --item で、何を照会するかを指定してください。"))
    wanted = {item.id for one in dimensions for item in questionnaire.items_by_dimension[one]} | set(items)
    print_named(desk.instruments.named)
    for ask in desk.ask(wanted, posts, due, why):
        said = _n(
            "{post}に{n}問を照会しました（{id}）。", "{post}に{n}問を照会しました（{id}）。", len(ask.items), post=ask.post, id=ask.id
        )
        click.echo(visible(said))
    click.echo(_("知らせる文は dxcheck ask letter {name} 照会先 で出せます。", name=desk.municipality), err=True)


@command.command("list", help=_("今期の照会と、どの課がどこまで答えたかを出します。"))
@municipality_argument()
@global_options
@click.pass_context
def list_(ctx: click.Context, municipality: str) -> None:
    """List the asks of the running cycle."""
    desk = _desk(ctx, municipality)
    print_named(desk.instruments.named)
    there = desk.asked_now()
    if not there:
        click.echo(_("{name}は、今期はまだ照会していません。", name=desk.municipality))
    for one in there:
        what = items_in_words(one.ask, desk.questionnaire_for(one.ask.questionnaire))
        click.echo(visible(f"{one.ask.id}　{one.ask.post}　{ask_in_words(one, desk.now.date())}　{what}"))


@command.command("letter", help=_("照会先に知らせる文（まだ答えていない課には、お願いの文）を出します。メールなどに写して使います。"))
@municipality_argument()
@_which
@global_options
@click.pass_context
def letter(ctx: click.Context, municipality: str, asked: str) -> None:
    """Print what to send to one section."""
    desk = _desk(ctx, municipality)
    for line in desk.letter(_one(desk, asked).ask.id).splitlines():
        click.echo(visible(line))


@command.command(
    "sheet",
    help=_(
        "照会した設問だけの記入表（Excel か CSV）をつくります。dxcheckにつながらない課に送って、書いてもらえます。\n\n"
        "返ってきた表は dxcheck draft take-in で取り込みます。"
    ),
)
@municipality_argument()
@_which
@output_option(_FORMATS)
@global_options
@click.pass_context
def sheet(ctx: click.Context, municipality: str, asked: str, output: Path | None) -> None:
    """Write the sheet of what one section is asked."""
    from dxcheck.reports.answer_sheet import AnswerSheetFile  # not needed for --help

    desk = _desk(ctx, municipality)
    id_ = _one(desk, asked).ask.id
    written(lambda: AnswerSheetFile(desk.asked_sheet(id_)), output, _FORMATS)


@command.command("show", help=_("返ってきた回答を、設問ごとに並べて出します。分かれているところには印（!）がつきます。"))
@municipality_argument()
@global_options
@click.pass_context
def show(ctx: click.Context, municipality: str) -> None:
    """Show what came back side by side."""
    desk = _desk(ctx, municipality)
    print_named(desk.instruments.named)
    _say_gathered(desk, desk.gathered())


@command.command(
    "take-over",
    help=_(
        "返ってきた回答を下書きに取り込みます。みな同じで、下書きとも食い違わない回答だけを取り込みます。\n\n"
        "分かれているところは、--choose 設問=課 で決めます（何回でも）。dxcheck ask take-back で、まとめて元に戻せます。"
    ),
)
@municipality_argument()
@click.option(
    "--choose", "chosen", multiple=True, metavar=_("設問=課"), help=_("この設問は、この課の回答にします（例: --choose sec-01=総務課）")
)
@click.option("--post", default="", metavar=_("課・係・職名"), help=_("決めた課・係"))
@click.option("--yes", is_flag=True, help=_("確かめずに取り込みます"))
@global_options
@click.pass_context
def take_over(ctx: click.Context, municipality: str, chosen: tuple[str, ...], post: str, yes: bool) -> None:
    """Take answers over, after showing which."""
    desk = _desk(ctx, municipality, post)
    there = desk.gathered()
    print_named(desk.instruments.named)
    _say_gathered(desk, there)
    wanted = {one.item: one.given[0].ask.id for one in there if not one.needs_deciding and not one.is_taken_over}
    wanted |= dict(_choice(text, there) for text in chosen)
    if not wanted:
        click.echo(_("取り込むものはありません。"))
        return
    if not yes:
        if not sys.stdin.isatty():
            raise click.ClickException(_("取り込んでいません。内容を確かめたうえで --yes を付けてください。"))
        question = _n("{n}問を下書きに取り込みますか", "{n}問を下書きに取り込みますか", len(wanted))
        click.confirm(question, abort=True)
    made = desk.take_over(there, wanted)
    click.echo(_n("{n}問を下書きに取り込みました。", "{n}問を下書きに取り込みました。", len(made.taken)))
    for item in made.meanwhile:
        click.echo(_("確かめているあいだに変えられたので、取り込んでいません: {what}", what=item), err=True)
    click.echo(_("dxcheck ask take-back {name} で、取り込む前に戻せます。", name=desk.municipality))


@command.command(
    "take-back", help=_("いちばん新しい取り込みを、まとめて元に戻します。取り込んだあとに書き換えられた設問は、そのままにします。")
)
@municipality_argument()
@global_options
@click.pass_context
def take_back(ctx: click.Context, municipality: str) -> None:
    """Take the last taking over back."""
    desk = _desk(ctx, municipality)
    say_taken_back(desk, desk.take_answers_back)


@command.command("back", help=_("回答を返した課に、聞き返します。課は、もう一度書けるようになります。"))
@municipality_argument()
@_which
@click.option("--question", required=True, callback=line_value(LONGEST_TEXT), metavar=_("文"), help=_("聞き返すこと"))
@click.option("--post", default="", metavar=_("課・係・職名"), help=_("聞き返す側の課・係"))
@global_options
@click.pass_context
def back(ctx: click.Context, municipality: str, asked: str, question: str, post: str) -> None:
    """Ask one section back."""
    desk = _desk(ctx, municipality, post)
    made = desk.ask_back(_one(desk, asked).ask.id, question)
    click.echo(visible(_("{post}に聞き返しました。", post=made.post)))


@command.command(
    "mail",
    help=_("照会先にお知らせを送るメールアドレスを決めます。次の照会でも使います。送るのは dxcheck remind です。"),
)
@municipality_argument()
@_which
@click.argument("address", default="", metavar=_("[メールアドレス]"))
@global_options
@click.pass_context
def mail(ctx: click.Context, municipality: str, asked: str, address: str) -> None:
    """Hold where reminders of an ask go; without an address none is held."""
    desk = _desk(ctx, municipality)
    made = desk.set_mail(_one(desk, asked).ask.id, address)
    if made.mail:
        click.echo(visible(_("「{name}」へのお知らせは {address} に送ります。", name=made.post, address=made.mail)))
    else:
        click.echo(visible(_("「{name}」のメールアドレスを消しました。", name=made.post)))


@command.command("end", help=_("照会を終わりにします。課はもう書けません。返った回答は残り、あとからも取り込めます。"))
@municipality_argument()
@_which
@global_options
@click.pass_context
def end(ctx: click.Context, municipality: str, asked: str) -> None:
    """End one."""
    desk = _desk(ctx, municipality)
    made = desk.end_ask(_one(desk, asked).ask.id)
    click.echo(visible(_("{post}への照会を終わりにしました。", post=made.post)))


def _desk(ctx: click.Context, municipality: str, post: str = "") -> StaffDesk:
    workspace = in_the_log(settings_of(ctx).workspace())
    return workspace.staff_desk(found(workspace, municipality), post=post)


def _one(desk: StaffDesk, asked: str) -> AskWithAnswers:
    """The ask that somebody named, by the beginning of its id or by its post."""
    there = desk.asked_now()
    by_id = [one for one in there if asked and one.ask.id.startswith(asked.lower())]
    by_post = [one for one in there if plain_name(one.ask.post) == plain_name(asked)]
    fitting = by_post or by_id
    open_ones = [one for one in fitting if one.ask.state != "ended"]
    chosen = open_ones if len(open_ones) == 1 else fitting
    if len(chosen) == 1:
        return chosen[0]
    listed = _("、").join(f"{one.ask.post}（{one.ask.id}）" for one in (fitting or there)) or _("なし")
    if fitting:
        raise click.ClickException(
            visible(_("「{name}」への照会がいくつかあります。番号で指定してください: {there}", name=asked, there=listed))
        )
    raise click.ClickException(visible(_("「{name}」への照会は、今期はありません。あるもの: {there}", name=asked, there=listed)))


def _choice(text: str, there: list[Gathered]) -> tuple[str, str]:
    """`ITEM=POST` as item and ask."""
    item, _sign, post = text.partition("=")
    answers = next((one for one in there if one.item == item.strip()), None)
    given = next((one for one in answers.given if plain_name(one.ask.post) == plain_name(post)), None) if answers is not None else None
    if answers is None or given is None:
        raise click.BadParameter(_("「{text}」の回答は返っていません。設問=課 の形で書いてください。", text=text), param_hint="--choose")
    return answers.item, given.ask.id


def _say_gathered(desk: StaffDesk, there: list[Gathered]) -> None:
    questionnaire: Questionnaire = desk.asked_questionnaire
    if not there:
        click.echo(_("返ってきた回答は、まだありません。"))
    for one in there:
        said = spread_in_words(one, questionnaire)
        mark = "!" if one.needs_deciding and not one.is_taken_over else "*" if one.is_taken_over else " "
        click.echo(visible(f"{mark} {one.item}　{questionnaire.item_by_id[one.item].title}" + (f"　{said}" if said else "")))
        for _ask, line in side_by_side(one, questionnaire):
            click.echo(visible(f"    {line}"))
    for ask in desk.asked_in_another_version():
        click.echo(visible(_("{post}への照会は診断票の別の版のもので、取り込めません。", post=ask.post)), err=True)
