"""`dxcheck benchmark preview | publish | list | show | export | import`: the anonymous averages, from the centre to everybody."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dxcheck.assessment.figures import as_mean, as_step, nearest
from dxcheck.benchmark.document import LARGEST_BENCHMARK, fingerprint, from_file, to_file
from dxcheck.benchmark.gate import band, peers, shown, what_ends_mean, what_it_is, which_rule, why_hidden
from dxcheck.benchmark.model import OVERALL, dimension_key, item_key
from dxcheck.benchmark.wording import GROUP_NAMES, REASONS, what_begins_anew
from dxcheck.cli.desks import in_the_log
from dxcheck.cli.options import ask_before_replacing, content_of, force_option, global_options, output_option, settings_of
from dxcheck.cli.streams import print_json, print_named
from dxcheck.cli.when import CycleType
from dxcheck.formats.output import write_output
from dxcheck.i18n import _, _c, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.benchmark.model import Benchmark, Decision, Figure, Group
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.desk.preview import Preview
    from dxcheck.model.calendar import Cycle
    from dxcheck.questionnaire import Questionnaire

NAME, CELL = 34, 22
DIGITS = 12
"""Digits of the fingerprint that people compare."""

_cycle_argument = click.argument("cycle", type=CycleType(), metavar=_c("option", "診断期"))
_cycle_option = click.option(
    "--cycle", type=CycleType(), metavar=_c("option", "診断期"), help=_("診断期（2026-1 や R8前期）。省くと、終わったばかりの期")
)


@click.group("benchmark", help=_("県内平均（匿名）を見る・公表する・受け渡す。"))
def command() -> None:
    """The group `dxcheck benchmark`."""


@command.command("preview", help=_("公表の下見です。何が出て、何がなぜ伏せられるかを示します（センター用。何も書き込みません）。"))
@_cycle_option
@click.option("--items", is_flag=True, help=_("設問ごとに示します"))
@global_options
@click.pass_context
def preview(ctx: click.Context, cycle: Cycle | None, items: bool) -> None:
    """Show what would be published, what is suppressed and why."""
    desk = settings_of(ctx).workspace().centre_desk()
    print_named(desk.instruments.named)
    for line in _preview(desk.preview(cycle or desk.last_closed), items=items):
        click.echo(line)


@command.command("publish", help=_("終わった診断期の県内平均を公表します。一度だけで、あとから変えられません（センター用）。"))
@_cycle_option
@click.option("--yes", is_flag=True, help=_("確かめずに公表します"))
@global_options
@click.pass_context
def publish(ctx: click.Context, cycle: Cycle | None, yes: bool) -> None:
    """Publish once, after showing what."""
    workspace = in_the_log(settings_of(ctx).workspace(create=True))
    desk = workspace.centre_desk()
    desk.finish()
    found = desk.preview(cycle or desk.last_closed)
    print_named(desk.instruments.named)
    for line in _preview(found, items=False):
        click.echo(line)
    click.echo("")
    if not yes:
        if not sys.stdin.isatty():
            raise click.ClickException(_("公表していません。内容を確かめたうえで --yes を付けてください。"))
        click.confirm(_("公表すると、あとから変えられません。公表しますか"), abort=True)
    made = desk.publish(found)
    click.echo(_("公表しました: {cycle}　照合番号 {digits}", cycle=made.cycle.label, digits=_digits(made, demo=workspace.folder.is_demo)))


@command.command("begin-anew", help=_("公表の記録や鍵をなくし、控えもないときに、県内平均を新しく始めます（センター用）。"))
@click.option("--yes", is_flag=True, help=_("確かめずに始めます"))
@global_options
@click.pass_context
def begin_anew(ctx: click.Context, yes: bool) -> None:
    """Say what is lost and what holds from then on, and begin after asking."""
    desk = in_the_log(settings_of(ctx).workspace()).centre_desk()
    for line in what_begins_anew(desk.lost()):
        click.echo(line)
    if not yes:
        if not sys.stdin.isatty():
            raise click.ClickException(_("何も変えていません。内容を確かめたうえで --yes を付けてください。"))
        click.confirm(_("控え（dxcheck backup）が本当にないことを確かめましたか。新しく始めますか"), abort=True)
    desk.begin_anew()
    click.echo(_("県内平均を新しく始めました。操作の記録に残しました。"))


@command.command("list", help=_("公表された県内平均の一覧を出します。"))
@global_options
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List what is published here."""
    workspace = settings_of(ctx).workspace()
    desk = workspace.centre_desk()
    published = desk.benchmarks()
    print_named(desk.instruments.named)
    if not published:
        click.echo(_("まだ県内平均がありません。センターが公表するか、届いたファイルを dxcheck benchmark import で取り込むと出ます。"))
    for one in published:
        figures = sum(len(group) for group in one.figures.values())
        digits = _digits(one, demo=workspace.folder.is_demo)
        click.echo(
            _(
                "{id}  {cycle}　{day}公表　公表した平均値 {n}件　照合番号 {digits}",
                id=one.cycle,
                cycle=one.cycle.label,
                day=long_date(one.published_on),
                n=figures,
                digits=digits,
            )
            + (f"　{which_rule(one)}" if which_rule(one) else "")
        )


@command.command("show", help=_("1つの診断期の県内平均を出します。"))
@_cycle_argument
@click.option("--json", "as_json", is_flag=True, help=_("JSONで出します"))
@output_option(("json",), printed=True)
@click.option("--items", is_flag=True, help=_("設問ごとに示します"))
@global_options
@click.pass_context
def show(ctx: click.Context, cycle: Cycle, as_json: bool, output: Path | None, items: bool) -> None:
    """Print the published averages of a cycle."""
    workspace = settings_of(ctx).workspace()
    desk = workspace.centre_desk()
    found = _published(desk, cycle)
    questionnaire = workspace.text(found.questionnaire)
    views = {group: peers(found, questionnaire, group) for group in found.groups}
    if as_json or output is not None:
        groups = {
            group: {
                "overall": _plain(view.overall),
                "dimensions": {one.id: _plain(view.dimensions.get(one.id)) for one in questionnaire.dimensions},
                "items": {one.id: _plain(view.items.get(one.id)) for one in questionnaire.ordered if not one.sensitive},
            }
            for group, view in views.items()
        }
        whole = {
            "cycle": str(found.cycle),
            "published_on": found.published_on.isoformat(),
            "rule": found.rule,
            "demo": workspace.folder.is_demo,
            "groups": groups,
        }
        print_json(whole, output)
        return
    print_named(desk.instruments.named)
    click.echo(_("{cycle}の県内平均（匿名）　{day}公表", cycle=found.cycle.label, day=long_date(found.published_on)))
    if which_rule(found):
        click.echo(which_rule(found))
    click.echo("")
    click.echo(_heading(found))

    def row(name: str, figures: dict[Group, Figure | None]) -> str:
        return "  " + pad(name, NAME) + "".join(pad(_cell(one, found.cycle), CELL) for one in figures.values()).rstrip()

    click.echo(row(_("全体"), {group: view.overall for group, view in views.items()}))
    for dimension in questionnaire.dimensions:
        click.echo(row(str(dimension.title), {group: view.dimensions.get(dimension.id) for group, view in views.items()}))
        for one in questionnaire.items_by_dimension[dimension.id] if items else ():
            if not one.sensitive:
                click.echo(row(f"  {one.title}", {group: view.items.get(one.id) for group, view in views.items()}))
    click.echo("")
    for sentence in (what_it_is(found.rule), why_hidden(), what_ends_mean(questionnaire.scale)):
        click.echo(sentence)


@command.command("export", help=_("1つの診断期の県内平均をファイルにします。ネットワークにつながらない市町に渡すためのものです。"))
@_cycle_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar=_("ファイル"), help=_("書き出す先（省くと、今のフォルダーに診断期の名前で）")
)
@force_option
@global_options
@click.pass_context
def export(ctx: click.Context, cycle: Cycle, output: Path | None) -> None:
    """Write a benchmark to a file."""
    workspace = settings_of(ctx).workspace()
    found = _published(workspace.centre_desk(), cycle)
    path = output or Path(_("県内平均_{cycle}.json", cycle=found.cycle.label.replace(" ", "")))
    ask_before_replacing(path)
    write_output(path, to_file(found, demo=workspace.folder.is_demo))
    click.echo(_("{path} に書き出しました。照合番号 {digits}", path=path, digits=_digits(found, demo=workspace.folder.is_demo)))


@command.command("import", help=_("センターから届いた県内平均のファイルを取り込みます。"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar=_("ファイル"))
@global_options
@click.pass_context
def import_(ctx: click.Context, file: Path) -> None:
    """Take a benchmark in from a file."""
    workspace = settings_of(ctx).workspace(create=True)
    made = from_file(content_of(file, LARGEST_BENCHMARK), demo=workspace.folder.is_demo, prefecture=workspace.roster.prefecture.code)
    new = in_the_log(workspace).centre_desk().take_in(made)
    digits = _digits(made, demo=workspace.folder.is_demo)
    if new:
        click.echo(
            _(
                "取り込みました: {cycle}　照合番号 {digits}（センターに聞いた番号と同じか確かめてください）",
                cycle=made.cycle.label,
                digits=digits,
            )
        )
    else:
        click.echo(_("{cycle}の県内平均は、すでに同じものが入っています。", cycle=made.cycle.label))


def _published(desk: CentreDesk, cycle: Cycle) -> Benchmark:
    there = desk.benchmarks()
    found = next((one for one in there if one.cycle == cycle), None)
    if found is None:
        known = _("、").join(str(one.cycle) for one in there) or _("なし")
        raise click.ClickException(
            _("{cycle}の県内平均は公表されていません（公表されているもの: {known}）。", cycle=cycle.label, known=known)
        )
    return found


def _digits(benchmark: Benchmark, *, demo: bool) -> str:
    digits = fingerprint(benchmark, demo=demo)[:DIGITS]
    return "-".join(digits[at : at + 4] for at in range(0, DIGITS, 4))


def _plain(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {"shown": shown(figure), "mean": figure.mean, "cycle": str(figure.cycle), "contributors": figure.band}


def _heading(benchmark: Benchmark) -> str:
    return "  " + pad("", NAME) + "".join(pad(_(GROUP_NAMES[group]), CELL) for group in benchmark.groups).rstrip()


def _cell(figure: Figure | None, cycle: Cycle) -> str:
    if figure is None:
        return shown(figure)
    older = _(" {cycle}", cycle=figure.cycle.short) if figure.cycle != cycle else ""
    return _("{shown}（{band}{older}）", shown=shown(figure), band=band(figure), older=older)


def _preview(found: Preview, *, items: bool) -> Iterator[str]:
    entry, benchmark, rule = found.entry, found.entry.benchmark, found.rule
    questionnaire = found.questionnaire
    cycle = benchmark.cycle
    yield _("県内平均の下見　{cycle}（締切 {day}）", cycle=cycle.label, day=long_date(found.closing))
    yield _n("締切までに提出のあった市町　{n}", "締切までに提出のあった市町　{n}", found.submitted)
    yield _(
        "決まり: {least}市町以上（市区・町村は{group}以上、設問ごとは{item}以上）、{decimal}市町以上で小数1けた",
        least=rule.least,
        group=rule.least_in_group,
        item=rule.least_for_item,
        decimal=rule.decimal_from,
    )
    yield _(
        "　　　  更新は{changed}市町以上で{share}％以上、出入りは{batch}市町以上がまとめて",
        changed=rule.changed,
        share=nearest(100 * rule.changed_share),
        batch=rule.batch,
    )
    for problem in found.unreadable.values():
        yield _("読めないファイル: {problem}", problem=problem)
    yield ""
    yield _heading(benchmark)

    def row(name: str, key: str) -> str:
        cells = (_decided(entry.decisions[group][key], benchmark.figures[group].get(key), cycle) for group in benchmark.groups)
        return "  " + pad(name, NAME) + "".join(pad(one, CELL) for one in cells).rstrip()

    yield row(_("全体"), OVERALL)
    for dimension in questionnaire.dimensions:
        yield row(str(dimension.title), dimension_key(dimension.id))
        for item in questionnaire.items_by_dimension[dimension.id] if items else ():
            if not item.sensitive:
                yield row(f"  {item.title}", item_key(item.id))
    yield ""
    yield from _counts(found)
    yield from _progress(found, questionnaire)


def _decided(decision: Decision, figure: Figure | None, cycle: Cycle) -> str:
    if figure is None:
        return _("伏せる: {reason}", reason=_(REASONS[decision.reason]))
    return _cell(figure, cycle)


def _counts(found: Preview) -> Iterator[str]:
    """How many figures of items are new, unchanged, or suppressed for which reason."""
    for group in found.entry.benchmark.groups:
        decisions = {key: one for key, one in found.entry.decisions[group].items() if key.startswith(item_key(""))}
        states = Counter(one.state for one in decisions.values())
        yield _(
            "設問の平均（{group}）: 新しい {new}、前の期のまま {stands}、伏せる {hidden}",
            group=_(GROUP_NAMES[group]),
            new=states["new"],
            stands=states["stands"],
            hidden=states["hidden"],
        )
        reasons = Counter(one.reason for one in decisions.values() if one.state == "hidden" and one.reason)
        for reason, count in reasons.most_common():
            yield "    " + _n("{reason}　{n}問", "{reason}　{n}問", count, reason=_(REASONS[reason]))


def _progress(found: Preview, questionnaire: Questionnaire) -> Iterator[str]:
    """The change of those that submitted both times beside the plain means: what really moved, and what only came of others joining."""
    if found.before is None:
        return
    yield ""
    yield _("前の公表（{cycle}）からの進み方（センター用）", cycle=found.before.benchmark.cycle.label)
    yield "  " + pad("", NAME) + pad(_("両方に提出した市町の変化"), CELL + 6) + pad(_("単純な平均"), CELL) + _("新たに　抜けた")
    digits = questionnaire.scale.digits + 1
    names = {OVERALL: _("全体"), **{dimension_key(one.id): str(one.title) for one in questionnaire.dimensions}}
    for key, name in names.items():
        one = found.progress[key]
        if one.plain_before is None or one.plain_after is None:
            continue
        matched = _("{by}（{n}市町）", by=as_step(one.moved, digits), n=one.matched)
        plain = _("{before} から {after}", before=as_mean(one.plain_before, digits), after=as_mean(one.plain_after, digits))
        yield "  " + pad(name, NAME) + pad(matched, CELL + 6) + pad(plain, CELL) + pad(str(one.entered), 8) + str(one.left)
