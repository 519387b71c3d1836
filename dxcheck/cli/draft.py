"""`dxcheck draft show | give-up | carry-over | bring-back | take-in | take-back`: a municipality's answers in progress, without the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dxcheck.assessment.draft_life import KEPT_ASIDE, begun_and_touched, what_goes, what_is_old
from dxcheck.assessment.new_version import newer_version_there, what_moving_means
from dxcheck.cli.desks import confirmed, in_the_log, say_taken_back
from dxcheck.cli.options import content_of, found, global_options, municipality_argument, settings_of
from dxcheck.cli.streams import print_named
from dxcheck.desk import NoDraftError
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.control_characters import plain, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Draft


@click.group("draft", help=_("答えている途中の下書きを、見る・取りやめる・元に戻す。"))
def command() -> None:
    """Drafts."""


@command.command("show", help=_("下書きがいつのものか、何問答えてあるかを出します。取りやめて、まだ戻せるものも出します。"))
@municipality_argument()
@global_options
@click.pass_context
def show(ctx: click.Context, municipality: str) -> None:
    """Say how old the draft is and how far."""
    desk = _desk(ctx, municipality)
    print_named(desk.instruments.named)
    for line in _said(desk):
        click.echo(plain(line))


@command.command(
    "give-up",
    help=_(
        "下書き（訂正）を取りやめます。{n}日のあいだは dxcheck draft bring-back で元に戻せます。\n\n提出した診断結果は変わりません。",
        n=KEPT_ASIDE.days,
    ),
)
@municipality_argument()
@click.option("--yes", is_flag=True, help=_("確かめずに取りやめます"))
@global_options
@click.pass_context
def give_up(ctx: click.Context, municipality: str, yes: bool) -> None:
    """Give it up, after showing what."""
    desk = _desk(ctx, municipality)
    draft = desk.draft()
    if draft is None:
        raise click.ClickException(_none(desk))
    _put_aside(desk, draft, yes, _("取りやめていません。内容を確かめたうえで --yes を付けてください。"), _("取りやめますか"))
    try:
        desk.give_up()
    except NoDraftError as gone:
        raise click.ClickException(_none(desk)) from gone
    click.echo(_("取りやめました。dxcheck draft bring-back {name} で元に戻せます。", name=desk.municipality))


@command.command(
    "carry-over",
    help=_(
        "答えている途中の下書きを、使われている新しい版の診断票に移します。前の下書きは{n}日のあいだ dxcheck draft bring-back で元に戻せます。\n\n"
        "移さずに、前の版のまま提出することもできます。",
        n=KEPT_ASIDE.days,
    ),
)
@municipality_argument()
@click.option("--yes", is_flag=True, help=_("確かめずに移します"))
@global_options
@click.pass_context
def carry_over(ctx: click.Context, municipality: str, yes: bool) -> None:
    """Move it to the newer version, after showing what that means."""
    desk = _desk(ctx, municipality)
    draft = desk.draft()
    if draft is None:
        raise click.ClickException(_none(desk))
    none = click.ClickException(_("{name}の下書きは、使われている版のものです。移す必要はありません。", name=desk.municipality))
    if desk.news(draft) is None:
        raise none
    _put_aside(desk, draft, yes, _("移していません。内容を確かめたうえで --yes を付けてください。"), _("新しい版に移しますか"))
    try:
        desk.carry_over()
    except NoDraftError as gone:
        raise none from gone
    click.echo(_("新しい版に移しました。dxcheck draft bring-back {name} で元に戻せます。", name=desk.municipality))


@command.command(
    "bring-back",
    help=_(
        "取りやめた下書き（訂正）を元に戻します。いまの下書きがあれば、それは取りやめた下書きに加わります。もう一度行うと、その前に取りやめたものに替わります。"
    ),
)
@municipality_argument()
@global_options
@click.pass_context
def bring_back(ctx: click.Context, municipality: str) -> None:
    """Bring back the one given up last."""
    desk = _desk(ctx, municipality)
    try:
        draft = desk.bring_back()
    except NoDraftError as none:
        raise click.ClickException(_("{name}には、元に戻せる下書きがありません。", name=desk.municipality)) from none
    print_named(desk.instruments.named)
    click.echo(_("下書きを元に戻しました。"))
    for line in _about(desk, draft):
        click.echo(plain(line))


@command.command(
    "take-in",
    help=_(
        "書き込まれた記入表（Excel か CSV）を下書きに取り込みます。何が変わるかを先に示し、確かめてから、まとめて取り込みます。\n\n"
        "表と下書きで食い違うところは、下書きのままにします。--theirs を付けると、表のほうにします。dxcheck draft take-back で取り込む前に戻せます。"
    ),
)
@municipality_argument()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar=_("ファイル"))
@click.option("--theirs", is_flag=True, help=_("食い違うところは、表に書かれたほうにします"))
@click.option("--yes", is_flag=True, help=_("確かめずに取り込みます"))
@global_options
@click.pass_context
def take_in(ctx: click.Context, municipality: str, file: Path, theirs: bool, yes: bool) -> None:
    """Show what would change, then take it in."""
    from dxcheck.assessment.findings_in_words import finding_in_words, findings_in_short, said_of, taken_in_words
    from dxcheck.formats.answer_table import answer_rows
    from dxcheck.formats.foreign_tables import LARGEST_TABLE, read_tables  # not needed for --help

    desk = _desk(ctx, municipality)
    found = desk.sheet_findings(answer_rows(read_tables(content_of(file, LARGEST_TABLE, as_it_is=True))))
    print_named(desk.instruments.named)
    for line in [findings_in_short(found), *said_of(found)]:
        click.echo(visible(line))
    conflicts = found.of_kind("conflict")
    if len(found.found) == (0 if theirs else len(conflicts)):
        click.echo(_("取り込むものはありません。"))
        return
    if not yes:
        confirmed(_("取り込んでいません。内容を確かめたうえで --yes を付けてください。"), _("取り込みますか"))
    made = desk.take_in(found, {(one.item, one.field) for one in conflicts} if theirs else ())
    click.echo(taken_in_words(made.taken))
    for one in made.meanwhile:
        said = _("確かめているあいだに変えられたので、取り込んでいません: {what}", what=finding_in_words(one, found.questionnaire))
        click.echo(visible(said), err=True)
    if made.taken:
        click.echo(_("dxcheck draft take-back {name} で、取り込む前に戻せます。", name=desk.municipality))


@command.command(
    "take-back",
    help=_("いちばん新しい記入表の取り込みを、まとめて元に戻します。取り込んだあとに書き換えられた設問は、そのままにします。"),
)
@municipality_argument()
@global_options
@click.pass_context
def take_back(ctx: click.Context, municipality: str) -> None:
    """Take the last sheet back."""
    desk = _desk(ctx, municipality)
    say_taken_back(desk, desk.take_back)


def _put_aside(desk: StaffDesk, draft: Draft, yes: bool, not_done: str, question: str) -> None:
    """Show what would be put aside, and ask."""
    print_named(desk.instruments.named)
    for line in [*_about(desk, draft), *filter(None, [what_goes(desk.set_aside())])]:
        click.echo(plain(line))
    if not yes:
        confirmed(not_done, question)


def _desk(ctx: click.Context, municipality: str) -> StaffDesk:
    workspace = in_the_log(settings_of(ctx).workspace())
    return workspace.staff_desk(found(workspace, municipality))


def _said(desk: StaffDesk) -> Iterator[str]:
    draft, aside = desk.draft(), desk.set_aside()
    if draft is None:
        yield _none(desk)
    else:
        yield from _about(desk, draft)
    if (last := desk.last_taken_in()) is not None:
        yield _n(
            "{day}に記入表から取り込んだ{n}問は、take-back で元に戻せます。",
            "{day}に記入表から取り込んだ{n}問は、take-back で元に戻せます。",
            len(last.items),
            day=long_date(last.at),
        )
    for one in reversed(aside):
        yield _n(
            "{day}に取りやめた下書き（回答{n}問）は、{until}まで元に戻せます。",
            "{day}に取りやめた下書き（回答{n}問）は、{until}まで元に戻せます。",
            _answered(one.draft),
            day=long_date(one.at),
            until=long_date(one.at + KEPT_ASIDE),
        )


def _about(desk: StaffDesk, draft: Draft) -> Iterator[str]:
    age = desk.age(draft)
    yield begun_and_touched(age) + _n("回答は{n}問です。", "回答は{n}問です。", _answered(draft))
    yield from what_is_old(age, desk.cycle)
    if (news := desk.news(draft)) is not None:
        yield newer_version_there(news)
        yield from what_moving_means(news, draft)


def _none(desk: StaffDesk) -> str:
    return _("{name}には、答えている途中の下書きがありません。", name=desk.municipality)


def _answered(draft: Draft) -> int:
    return sum(one.is_answered for one in draft.answers.values())
