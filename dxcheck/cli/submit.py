"""`dxcheck submit`: answers from a file become a snapshot."""

from __future__ import annotations

from pathlib import Path

import click

from dxcheck.assessment.answer_file import LARGEST_ANSWER_FILE, FaultyAnswersError, read_answers, text_remarks
from dxcheck.assessment.readiness import readiness
from dxcheck.cli.options import content_of, found, global_options, line_value, municipality_argument, settings_of
from dxcheck.i18n import _, _n
from dxcheck.model.snapshot import LONGEST_POST


@click.command(
    "submit",
    help=_(
        "回答のファイル（JSON）を確かめて提出し、控え番号を出します。ファイルに - を指定すると標準入力から読みます。\n\n"
        "誤りはすべて一度に示します。誤りがあるときは何も提出しません。"
    ),
)
@municipality_argument()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar=_("ファイル"))
@click.option("--answered-by", default="", callback=line_value(LONGEST_POST), metavar=_("所属"), help=_("回答者の課・係・職名"))
@click.option("--confirmed-by", default="", callback=line_value(LONGEST_POST), metavar=_("所属"), help=_("確認者の課・係・職名"))
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str, file: Path, answered_by: str, confirmed_by: str) -> None:
    """Check all, then store all or nothing."""
    workspace = settings_of(ctx).workspace(create=True)
    desk = workspace.staff_desk(found(workspace, municipality))
    raw = content_of(file, LARGEST_ANSWER_FILE)
    try:
        answers = read_answers(raw, desk.questionnaire)
    except FaultyAnswersError as refused:
        n = len(refused.faults)
        head = _n("{n}か所に誤りがあります。何も提出していません。", "{n}か所に誤りがあります。何も提出していません。", n)
        raise click.ClickException("\n".join([head, *(f"  {fault}" for fault in refused.faults)])) from refused
    snapshot = desk.submit_answers(answers, answered_by, confirmed_by)
    click.echo(snapshot.id)
    for one in text_remarks(raw):
        click.echo(str(one), err=True)
    for said in desk.what_it_counts_for():
        click.echo(said, err=True)
    ready = readiness(answers, desk.questionnaire)
    if ready.unanswered:
        click.echo(_n("未回答　{n}問", "未回答　{n}問", len(ready.unanswered)), err=True)
    for dimension in ready.without_mean:
        title = desk.questionnaire.dimension_by_id[dimension].title
        click.echo(_("「{title}」は、レベルのある回答が半分に届かないため平均が出ません。", title=title), err=True)
