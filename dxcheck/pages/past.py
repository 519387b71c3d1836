"""What was submitted: every snapshot, two of them compared, and the means over the cycles as a table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.assessment.change import changes_of
from dxcheck.assessment.figures import NOTHING, as_mean
from dxcheck.assessment.movement import Movement, movement_of
from dxcheck.assessment.scoring import whole_score
from dxcheck.assessment.speech import about_changes_said, change_said, mean_said, moved_said, whole_change_said
from dxcheck.assessment.wording import answer_in_words
from dxcheck.benchmark.gate import band, what_ends_mean, what_it_is, why_hidden
from dxcheck.benchmark.trend import trends
from dxcheck.benchmark.wording import published_in_words
from dxcheck.desk import NoAnswerError, StoreError
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import current_snapshots
from dxcheck.pages.result import snapshot_of
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from dxcheck.assessment.scoring import ItemChange
    from dxcheck.benchmark.trend import Trend
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered
    from dxcheck.questionnaire import Questionnaire


class PastResult(NamedTuple):
    """A snapshot in a line."""

    id: str
    when: str
    about: str


def show_history(maker: PageMaker) -> PageAnswered:
    """All snapshots, the newest first, to read or to compare."""
    desk = maker.desk
    own = list(reversed(desk.snapshots()))
    before = [one for _town, there in desk.predecessors() for one in reversed(there)]
    standing = {one.id for one in current_snapshots(own, desk.questionnaire_id)} | {one.id for one in before}
    rows = [_past(desk, one, is_standing=one.id in standing) for one in (*own, *before)]
    return maker.page("history.html", _("これまでの診断結果"), rows=rows)


def _past(desk: StaffDesk, one: Snapshot, *, is_standing: bool) -> PastResult:
    overall = whole_score(one.answers, desk.questionnaire_for(one.questionnaire))
    when = _("{cycle}　{day}提出", cycle=one.cycle.label, day=long_date(one.submitted_at)) + desk.before_merger(one)
    parts = [
        _("全体 {mean}", mean=mean_said(overall.mean, one.questionnaire.range.digits)),
        _("当てはまる{all}問のうち{n}問に回答", all=overall.applicable, n=overall.answered),
    ]
    if not is_standing or one.supersedes:
        parts.append(_("訂正前") if not is_standing else _("訂正後"))
    return PastResult(one.id, when, _("、").join(parts))


def choose_two(maker: PageMaker) -> PageAnswered:
    """Which two are compared; the earlier one is always the first."""
    chosen = [snapshot_of(maker.desk, maker.field(name)) for name in ("one", "other")]
    found = sorted((one for one in chosen if one is not None), key=lambda one: one.seq)
    if len(found) != len(chosen) or found[0].id == found[1].id:
        return maker.onward("history", _("比べる診断結果を、2つ選んでください。"))
    return maker.onward(f"compare/{found[0].id}/{found[1].id}")


def show_comparison(maker: PageMaker, before: str, after: str) -> PageAnswered:
    """Two snapshots item by item."""
    desk = maker.desk
    older, newer = snapshot_of(desk, before), snapshot_of(desk, after)
    if older is None or newer is None:
        return maker.simple(_("ページが見つかりません。"), status=404)
    comparison, q = desk.compare(older, newer), desk.questionnaire_for(newer.questionnaire)
    shared = _n("両方にある設問 {n}問で比べています。", "両方にある設問 {n}問で比べています。", len(comparison.changes))
    if comparison.only_before or comparison.only_after:
        shared += _("（前だけにある設問 {b}問、後だけにある設問 {a}問は含みません）", b=comparison.only_before, a=comparison.only_after)
    counts = Counter(map(movement_of, comparison.changes))
    changes = changes_of(comparison, q)
    shown = [one for one in comparison.changes if one.differs]
    blocks = []
    for dimension in q.dimensions:
        inside = [_changed_item(one, q) for one in shown if q.item_by_id[one.item].dimension == dimension.id]
        if inside:
            blocks.append((str(dimension.title), change_said(changes.dimensions.get(dimension.id), q.scale.digits), inside))
    return maker.page(
        "compare.html",
        _("2つの診断結果を比べる"),
        about=_(
            "{before}（{day1}）から {after}（{day2}）へ",
            before=older.cycle.label,
            day1=long_date(older.submitted_at),
            after=newer.cycle.label,
            day2=long_date(newer.submitted_at),
        ),
        counted=[
            shared,
            _("、").join(_n("{what} {n}問", "{what} {n}問", counts[one], what=one.word) for one in Movement if counts[one]),
            whole_change_said(changes.overall, q.scale.digits),
            about_changes_said(),
        ],
        blocks=blocks,
    )


def _changed_item(change: ItemChange, q: Questionnaire) -> tuple[str, str, list[tuple[str, str]]]:
    """An item's title with how it moved, from what to what, and texts that are others now."""
    before, after = answer_in_words(change.item, change.before, q), answer_in_words(change.item, change.after, q)
    said = before if before == after else moved_said(before, after)
    if change.reworded:
        said += _("　（設問の言葉が変わっています）")
    texts = []
    targets = ["" if one.target is None else as_level(one.target) for one in (change.before, change.after)]
    for name, old, new in (
        (_("根拠"), change.before.evidence, change.after.evidence),
        (_("コメント"), change.before.comment, change.after.comment),
        (_("目標"), *targets),
    ):
        if old != new:
            texts += [(_("{name}（前）", name=name), old or _("なし")), (_("{name}（後）", name=name), new or _("なし"))]
    return f"{q.item_by_id[change.item].title}（{movement_of(change).word}）", said, texts


def show_progress(maker: PageMaker) -> PageAnswered:
    """The means over the cycles."""
    desk = maker.desk
    series = desk.series()
    if not series.cycles:
        return maker.simple(_("推移"), _("まだ診断結果がありません。1回提出すると、ここに最初の点が、次の期からは推移が出ます。"))
    try:
        peers = desk.peers_by_cycle()
    except NoAnswerError:
        raise
    except StoreError:
        peers = {}
    newest = next(point for point in reversed(series.plain) if point is not None)
    scale = newest.snapshot.questionnaire.range
    lines = trends(series, peers, desk.questionnaire_for(newest.snapshot.questionnaire), desk.open_cycle)
    basis = _("どの期も同じ設問です。平均は{range}。", range=scale.in_words)
    if series.is_partial:
        basis = _("どの期にもある設問で計算しています（{items}問のうち{shared}問）。", shared=series.shared, items=series.items)
        basis += _("うち言葉の変わった設問 {n}問。", n=len(series.reworded)) if series.reworded else ""
    about = [_("平均はほかの市町と競うためのものではありません。前の自分たちと比べるためのものです。")]
    if any(cycle in peers for cycle in series.cycles):
        about += [what_it_is(max(one.rule for one in peers.values())), why_hidden(), what_ends_mean(scale)]
    cycles = [one.label + (_("（受付中）") if one == desk.open_cycle else "") for one in series.cycles]
    rows = [
        (
            str(line.name),
            [_at(line, n, scale.digits, series.cycles[n] if line.peers[n] is not None else None) for n in range(len(series.cycles))],
            as_mean(line.target, scale.digits) if line.target is not None else NOTHING,
        )
        for line in lines
    ]
    return maker.page("progress.html", _("推移"), basis=basis, cycles=cycles, rows=rows, about=about)


def _at(line: Trend, n: int, digits: int, cycle: object) -> list[str]:
    """A cell: the mean, how far it came, and the average of the municipalities."""
    parts = [as_mean(line.means[n], digits) if line.means[n] is not None else _("なし")]
    parts += [said] if (said := change_said(line.changes[n], digits)) else []
    average = line.peers[n]
    if average is not None:
        parts.append(_("県内平均 {mean}（{band}）", mean=published_in_words(average, cycle), band=band(average)))  # type: ignore[arg-type]
    return parts
