"""`dxcheck snapshot list | show`: past snapshots, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import msgspec

from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.scoring import dimension_scores, group_scores, whole_score
from dxcheck.assessment.why_level import basis_told
from dxcheck.assessment.wording import answer_in_words, confirmed_in_words, how_it_was_given
from dxcheck.cli.options import Settings, found, global_options, municipality_argument, output_option, settings_of
from dxcheck.cli.streams import print_json, print_named
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import current_snapshots
from dxcheck.system.control_characters import plain

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Answer, Snapshot
    from dxcheck.questionnaire import Questionnaire


@click.group("snapshot", help=_("これまでの診断結果を見ます。"))
def command() -> None:
    """The group `dxcheck snapshot`."""


@command.command("list", help=_("市町の診断結果の一覧を、古い順に出します。"))
@municipality_argument()
@click.option("--json", "as_json", is_flag=True, help=_("JSONで出します"))
@output_option(("json",), printed=True)
@global_options
@click.pass_context
def list_(ctx: click.Context, municipality: str, as_json: bool, output: Path | None) -> None:
    """List a municipality's snapshots."""
    workspace = settings_of(ctx).workspace()
    desk = workspace.staff_desk(found(workspace, municipality))
    snapshots = desk.snapshots()
    if as_json or output is not None:
        standing = {one.id for one in desk.standing()}
        _say_others(desk)
        print_json([{**_summary(desk, one), "superseded": one.id not in standing} for one in snapshots], output)
        return
    _say_others(desk)
    print_named(desk.instruments.named)
    if not snapshots:
        click.echo(_("まだ診断結果がありません。端末で dxcheck check {name} を開くと、診断をはじめられます。", name=desk.municipality))
    _print_list(desk, snapshots)
    for town, there in desk.predecessors():
        click.echo(_("合併の前　{name}", name=town))
        _print_list(desk, there)


def _print_list(desk: StaffDesk, snapshots: list[Snapshot]) -> None:
    standing = {one.id for one in current_snapshots(snapshots, desk.questionnaire_id)}
    for one in snapshots:
        summary = _summary(desk, one)
        mean = as_mean(summary["mean"], one.questionnaire.range.digits)
        note = "" if one.id in standing else _("　（訂正前）")
        line = _(
            "{id}  {cycle}　{day}　全体 {mean}　回答 {n}/{all}",
            id=one.id,
            cycle=one.cycle.label,
            day=long_date(one.submitted_at),
            mean=mean,
            n=summary["answered"],
            all=summary["applicable"],
        )
        click.echo(plain(line + note))


def _say_others(desk: StaffDesk) -> None:
    """What was submitted of other questionnaires, on standard error: it is not in this list."""
    for one in desk.elsewhere():
        if one.latest is not None:
            said = _("「{title}」の診断結果は、--questionnaire {id} で見られます。", title=one.questionnaire.title, id=one.questionnaire.id)
            click.echo(plain(said), err=True)


def _complete_id(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    settings = ctx.find_object(Settings)
    try:
        assert settings is not None
        workspace = settings.workspace(needs_data=False)
        ids = [
            one.id
            for code in workspace.folder.municipalities()
            if code.startswith(incomplete[:6])
            for one in workspace.folder.repository(code).every_snapshot()
        ]
    except Exception:  # noqa: BLE001 - completion must never print an error into somebody's prompt
        return []
    return [CompletionItem(one) for one in ids if one.startswith(incomplete)]


@command.command("show", help=_("1つの診断結果を、設問ごとの回答まで出します。"))
@click.argument("snapshot_id", metavar=_("控え番号"), shell_complete=_complete_id)
@click.option("--json", "as_json", is_flag=True, help=_("JSONで出します"))
@output_option(("json",), printed=True)
@global_options
@click.pass_context
def show(ctx: click.Context, snapshot_id: str, as_json: bool, output: Path | None) -> None:
    """Print a snapshot down to each answer, for people or as JSON."""
    workspace = settings_of(ctx).workspace()
    municipality = workspace.roster.by_code(snapshot_id.partition("-")[0])
    desk = workspace.staff_desk(municipality) if municipality else None
    snapshot = desk.snapshot(snapshot_id) if desk else None
    if desk is None or snapshot is None:
        raise click.ClickException(
            _("診断結果「{id}」は見つかりません。控え番号は dxcheck snapshot list 市町 で確かめられます。", id=snapshot_id)
        )
    questionnaire = desk.questionnaire_for(snapshot.questionnaire)
    if as_json or output is not None:
        answers = {item: _answer(item, answer, questionnaire) for item, answer in snapshot.answers.items()}
        carried = {item: day.isoformat() for item, day in snapshot.carried_over.items()}
        more = {
            "dimensions": _dimensions(snapshot, questionnaire),
            **_groups(snapshot, questionnaire),
            "answers": answers,
            "carried_over": carried,
            "kept": list(snapshot.kept),
            "copied": list(snapshot.copied),
            "posts": dict(snapshot.posts),
        }
        print_json({**_summary(desk, snapshot), **more}, output)
        return
    print_named((str(questionnaire.title),) if desk.instruments.named else ())
    click.echo(_("{cycle}の診断結果　{day}提出", cycle=snapshot.cycle.label, day=long_date(snapshot.submitted_at)))
    click.echo(plain(_("回答者: {by}　確認者: {confirmed}", by=snapshot.answered_by, confirmed=confirmed_in_words(snapshot))))
    for heading, items in questionnaire.sections:
        click.echo("")
        click.echo(plain(heading))
        for item in items:
            answer = snapshot.answer(item.id)
            click.echo(plain(f"  {item.id}  {item.title}: {answer_in_words(item.id, answer, questionnaire)}"))
            for said in how_it_was_given(snapshot, item.id):
                click.echo(plain(f"          {said}"))
            ticked = basis_told(item.id, answer, questionnaire)
            for name, text in (ticked, (_("理由"), answer.reason), (_("根拠"), answer.evidence), (_("コメント"), answer.comment)):
                if text:
                    click.echo(plain(f"          {name}: {text}"))


def _answer(item: str, answer: Answer, questionnaire: Questionnaire) -> dict[str, Any]:
    """An answer in the form `dxcheck submit` takes."""
    named: dict[str, Any] = {"level": answer.level} if answer.level is not None else {"answer": answer.choice} if answer.choice else {}
    if answer.level is not None and item in questionnaire.measured:
        named |= {"checks": list(answer.ticks)} if questionnaire.measured[item].is_checklist else {"number": answer.number}
    named |= {"met": list(answer.met)} if answer.met else {}
    texts = {"reason": answer.reason, "evidence": answer.evidence, "comment": answer.comment, "target": answer.target}
    return {**named, **{key: value for key, value in texts.items() if value not in ("", None)}}


def _summary(desk: StaffDesk, snapshot: Snapshot) -> dict[str, Any]:
    overall = whole_score(snapshot.answers, desk.questionnaire_for(snapshot.questionnaire))
    return {
        "id": snapshot.id,
        "municipality": snapshot.municipality,
        "demo": desk.is_demo,
        "cycle": str(snapshot.cycle),
        "submitted_at": snapshot.submitted_at.isoformat(),
        "answered_by": snapshot.answered_by,
        "confirmed_by": snapshot.confirmed_by,
        "confirmed_at": snapshot.confirmed_at.isoformat() if snapshot.confirmed_at is not None else None,
        "questionnaire": msgspec.to_builtins(snapshot.questionnaire),
        "scoring_rule": snapshot.scoring_rule,
        "supersedes": snapshot.supersedes or None,
        "mean": overall.mean,
        "answered": overall.answered,
        "applicable": overall.applicable,
    }


def _dimensions(snapshot: Snapshot, questionnaire: Questionnaire) -> dict[str, Any]:
    scores = dimension_scores(snapshot.answers, questionnaire)
    return {name: msgspec.to_builtins(score) for name, score in scores.items()}


def _groups(snapshot: Snapshot, questionnaire: Questionnaire) -> dict[str, Any]:
    """The groups above and inside dimensions, with what they are within; nothing where there are none."""
    if not questionnaire.groups:
        return {}
    scores = group_scores(snapshot.answers, questionnaire)
    return {
        "groups": {
            one.id: {"within": one.within, "aggregate": one.aggregate, **msgspec.to_builtins(scores[one.id])}
            for one in questionnaire.groups
        }
    }
