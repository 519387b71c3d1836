"""A municipality's result as plain text: for pipes, for screen readers, and for terminals that show no app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from dxcheck.assessment.draft_life import begun_and_touched, what_is_old
from dxcheck.assessment.figures import as_mean, nearest
from dxcheck.assessment.new_version import newer_version_there
from dxcheck.assessment.wording import about_changes, change_in_short, level_in_a_sentence, whole_change
from dxcheck.benchmark.gate import shown
from dxcheck.benchmark.wording import about_averages, after_the_deadline
from dxcheck.desk import StoreError
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import EMPTY, asked_items
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.assessment.result import Result
    from dxcheck.benchmark.gate import Peers
    from dxcheck.desk import StaffDesk

_BAR: Final = 20
_NAME: Final = 28
_CHANGE: Final = 8
"""Cells of a change with its count, without the digits after the point."""


def result_text(desk: StaffDesk) -> str:
    """Everything the result screen says, and how far the draft is."""
    return "\n".join(_lines(desk))


def _lines(desk: StaffDesk) -> Iterator[str]:
    if desk.is_demo:
        yield _("デモ（架空のデータ）")
    yield _("{municipality}　{title}", municipality=desk.municipality, title=desk.questionnaire.title)
    draft = desk.draft()
    if draft is not None:
        asked = asked_items(desk.questionnaire_for(draft.questionnaire), draft.answers)
        done = sum(draft.answers.get(item.id, EMPTY).is_answered for item in asked)
        yield _("答えている途中の診断　{done}/{all}問", done=done, all=len(asked))
        age = desk.age(draft)
        yield from (begun_and_touched(age), *what_is_old(age, desk.cycle))
        if (news := desk.news(draft)) is not None:
            yield newer_version_there(news)
    latest = desk.latest()
    if latest is None:
        yield ""
        yield _("まだ診断結果がありません。端末で dxcheck check {name} を開くと、診断をはじめられます。", name=desk.municipality)
        return
    result = desk.result(latest)
    yield _("{cycle}の診断結果　{day}提出", cycle=latest.cycle.label, day=long_date(latest.submitted_at))
    if desk.is_late(latest):
        yield after_the_deadline(desk.schedule, latest.cycle)
    yield from _meaning(result)
    yield ""
    try:
        peers = desk.peers(latest)
    except StoreError as problem:
        peers = None
        yield str(problem)
    yield from _numbers(result, peers)


def _meaning(result: Result) -> Iterator[str]:
    if result.strengths:
        yield ""
        yield _("もうできていること")
        for item, level in result.strengths:
            yield f"  - {item.title}: {result.questionnaire.descriptor(item.id, level)}"
    if result.first_steps:
        yield ""
        yield _("最初の一歩（どれか1つで十分です）")
        for number, step in enumerate(result.first_steps):
            item = result.questionnaire.item_by_id[step.item]
            field = result.questionnaire.field_by_id[step.field].title
            reached = level_in_a_sentence(step.item, step.level, result.questionnaire)
            yield f"  {number + 1}. {result.questionnaire.step_to(step.item, step.level)}"
            yield "  " + _("   {title}を{level}へ。相談先: {field}", title=item.title, level=reached, field=field)
    if result.to_discuss:
        yield ""
        yield _n("話し合う項目　{n}問", "話し合う項目　{n}問", len(result.to_discuss))
        for item in result.to_discuss:
            yield f"  - {item.title}"


def _numbers(result: Result, peers: Peers | None) -> Iterator[str]:
    overall, scale = result.overall, result.questionnaire.scale
    aim = max(6, cell_len(_("目標")) + 1)
    yield _("全体 {mean}", mean=as_mean(overall.mean, scale.digits))
    yield (
        "  "
        + pad(_("分野"), _NAME)
        + pad(_("平均"), 6)
        + " " * (_BAR + 4)
        + pad(_("回答"), 9)
        + pad(_("前回"), 6)
        + pad(_("変化"), _CHANGE + scale.digits)
        + pad(_("目標"), aim)
        + (_("県内平均") if peers else "")
    )
    for row in result.outline:
        score = row.score
        filled = nearest(_BAR * scale.share(score.mean)) if score.mean is not None else 0
        cells = [
            "  ",
            pad(row.label(narrow=False), _NAME),
            pad(as_mean(score.mean, scale.digits), 6),
            "[" + "#" * filled + "." * (_BAR - filled) + "]  ",
            pad(f"{score.answered}/{score.applicable}", 9),
            pad(as_mean(row.before, scale.digits), 6),
            pad(change_in_short(row.change, scale.digits), _CHANGE + scale.digits),
            pad(as_mean(score.target, scale.digits), aim),
            shown(peers.dimensions.get(row.id), peers.cycle) if peers and row.is_dimension else "",
        ]
        yield "".join(cells).rstrip()
    if result.change is not None:
        yield whole_change(result.change, scale.digits) + about_changes()
    if peers:
        yield about_averages(result, peers)
