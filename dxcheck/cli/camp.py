"""`dxcheck camp`: camps at the command line, proposed and listed, and their invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dxcheck.cli.options import encoding_option, global_options, known_of, output_option, settings_of, written
from dxcheck.formats.file_formats import endings_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.desk.centre import CentreDesk
    from dxcheck.prefecture.camp import Camp

_FORMATS = endings_of("table")


@click.group("camp", help=_("合同研修の班の案を出し、保存した研修の招待を書き出します（センター用）。"))
def command() -> None:
    """The group `dxcheck camp`."""


@command.command("propose", help=_("分野か設問の番号から、学ぶ市町と話す市町の班の案を出します。何も保存しません。"))
@click.argument("subject", metavar=_("分野か設問"))
@click.option("--size", "most", type=click.IntRange(3, 8), default=4, show_default=True, help=_("1つの班に入る市町の数"))
@global_options
@click.pass_context
def propose(ctx: click.Context, subject: str, most: int) -> None:
    """Print the groups."""
    from dxcheck.prefecture.camp import SHARING  # not needed for --help
    from dxcheck.reports.camp import subject_name, where_it_stands

    desk = settings_of(ctx).workspace().centre_desk()
    overview = desk.comparing.overview()
    q = overview.questionnaire
    ids = [*q.dimension_by_id, *(item.id for item in q.ordered)]
    subject = {subject_name(q, one): one for one in ids}.get(subject, subject.lower())
    known_of(subject, ids, _("分野か設問"))
    found = desk.camps.propose(overview, subject, size=most)
    towns = {one.municipality.code: one.municipality for one in overview.lines}
    stands = {
        one.municipality.code: where_it_stands(overview, subject, one) for one in (*found.needs, *(one for one, _said in found.tells))
    }
    said = {one.municipality.code: sharing for one, sharing in found.tells}
    click.echo(subject_name(q, subject))
    for number, (group, tellers) in enumerate(zip(found.groups, found.tellers, strict=True), start=1):
        click.echo(_("{n}班", n=number))
        for code in (*tellers, *group):
            role = _("話す（{said}）", said=_(SHARING[said[code]])) if code in tellers else _("学ぶ")
            click.echo(
                "  "
                + _("{town}　{region}　{role}　{level}", town=towns[code], region=towns[code].region_named, role=role, level=stands[code])
            )
    if not found.groups:
        click.echo(_("これからの市町はありません。"))


@command.command("list", help=_("保存した研修を出します。"))
@global_options
@click.pass_context
def listed(ctx: click.Context) -> None:
    """Print their names."""
    from dxcheck.model.typed_day import day_and_weekday  # not needed for --help
    from dxcheck.reports.camp import subject_name  # not needed for --help

    desk = settings_of(ctx).workspace().centre_desk()
    camps = desk.camps.all(desk.questionnaire_id)
    q = desk.comparing.overview().questionnaire
    for one in camps:
        day = day_and_weekday(one.day) if one.day else _("日は未定")
        click.echo(_("　").join(part for part in (one.name, subject_name(q, one.subject), day, one.place) if part))
    if not camps:
        click.echo(_("保存した研修はまだありません。センターの画面の「合同研修」でつくれます。"))


@command.command("invitations", help=_("保存した研修の招待を、1行が1つの市町の表にします。本文には、その市町の状況だけが入ります。"))
@click.argument("name", metavar=_("研修の名前"))
@output_option(_FORMATS)
@encoding_option
@global_options
@click.pass_context
def invited(ctx: click.Context, name: str, output: Path | None, encoding: Any) -> None:
    """Write the mail merge."""
    from dataclasses import replace  # not needed for --help

    from dxcheck.reports.camp import camp_files, invitations

    desk = settings_of(ctx).workspace().centre_desk()
    camp = _camp(desk, name)
    written(lambda: replace(invitations(camp_files(desk, desk.comparing.overview(), camp)), encoding=encoding), output, _FORMATS)


def _camp(desk: CentreDesk, name: str) -> Camp:
    camps = desk.camps.all(desk.questionnaire_id)
    known_of(name, [one.name for one in camps], _("研修の名前"))
    return next(one for one in camps if one.name == name)
