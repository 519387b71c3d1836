"""`dxcheck submit`: answers from a file become a snapshot."""

from __future__ import annotations

from pathlib import Path

import click

from dxcheck.assessment.answer_file import LARGEST_ANSWER_FILE, FaultyAnswersError, read_answers, read_changes, text_remarks
from dxcheck.assessment.readiness import readiness
from dxcheck.assessment.resubmission import ThinnerSubmissionError, already_submitted
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
@click.option("--merge", is_flag=True, help=_("この期に提出した回答から始め、ファイルに書いた項目だけを変えます"))
@click.option("--replace", is_flag=True, help=_("この期に提出した回答・レベル・記入の一部がなくなっても、置き換えます"))
@global_options
@click.pass_context
def command(ctx: click.Context, municipality: str, file: Path, answered_by: str, confirmed_by: str, *, merge: bool, replace: bool) -> None:
    """Check all, then store all or nothing."""
    workspace = settings_of(ctx).workspace(create=True)
    desk = workspace.staff_desk(found(workspace, municipality))
    raw = content_of(file, LARGEST_ANSWER_FILE)
    try:
        before = desk.would_supersede() if merge else None
        questionnaire = desk.questionnaire if before is None else desk.questionnaire_for(before.questionnaire)
        changes = None if before is None else read_changes(raw, questionnaire)
        answers = read_answers(raw, questionnaire) if changes is None else {}
    except FaultyAnswersError as refused:
        n = len(refused.faults)
        head = _n("{n}か所に誤りがあります。何も提出していません。", "{n}か所に誤りがあります。何も提出していません。", n)
        raise click.ClickException("\n".join([head, *(f"  {fault}" for fault in refused.faults)])) from refused
    known = {one.id for one in desk.snapshots()}
    try:
        if changes is None:
            snapshot = desk.submit_answers(answers, answered_by, confirmed_by, replace=replace)
        else:
            snapshot = desk.merge_answers(changes, answered_by, confirmed_by, replace=replace)
    except ThinnerSubmissionError as thinner:
        advice = _("何も提出していません。提出した回答に加えるときは --merge、なくなってもよいときは --replace を付けてください。")
        raise click.ClickException(f"{thinner}\n{advice}") from thinner
    click.echo(snapshot.id)
    if snapshot.id in known:
        click.echo(already_submitted(snapshot), err=True)
    for one in text_remarks(raw):
        click.echo(str(one), err=True)
    for said in desk.what_it_counts_for():
        click.echo(said, err=True)
    ready = readiness(snapshot.answers, questionnaire)
    if ready.unanswered:
        click.echo(_n("未回答　{n}問", "未回答　{n}問", len(ready.unanswered)), err=True)
    for dimension in ready.without_mean:
        title = questionnaire.dimension_by_id[dimension].title
        click.echo(_("「{title}」は、レベルのある回答が半分に届かないため平均が出ません。", title=title), err=True)
