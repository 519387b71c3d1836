"""Pictures of one municipality, from what a desk may see of it; `pictures` lists them. Slow imports happen where something is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from dxcheck.assessment.change import changes_of
from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.wording import about_changes, change_in_words, whole_change
from dxcheck.benchmark.gate import what_it_is, what_stands
from dxcheck.benchmark.trend import trends
from dxcheck.formats.output import NothingToMakeError
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.pictures import AS_A_WHOLE, AsShown, DrawnPicture, cycle_label, over

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.assessment.scoring import Comparison
    from dxcheck.benchmark.trend import Trend
    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.change import Dumbbell
    from dxcheck.charts.profile import Spoke
    from dxcheck.charts.scale import AxisScale
    from dxcheck.desk import ReadingDesk
    from dxcheck.model.snapshot import Answer, Snapshot
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.reports.pictures import PictureKind, PictureSource


@dataclass(frozen=True)
class OfMunicipality:
    """One municipality, as a picture's subject."""

    desk: ReadingDesk
    chosen: Snapshot | None = None
    """The snapshot to draw; the newest one without."""
    before: Snapshot | None = None
    """The snapshot to compare it with; that of the cycle before without one."""
    zoom: bool = False
    """Whether only the levels that are reached are shown, enlarged."""
    shown: AsShown = AS_A_WHOLE
    """What of it a screen shows."""
    source: ClassVar[PictureSource] = "municipality"

    def scale_for(self, questionnaire: Questionnaire, values: Iterable[float]) -> tuple[AxisScale, str]:
        """The levels that are shown, and what the picture says of it where it is only a part of them."""
        from dxcheck.charts.scale import levels_to, top_for  # slow, and only here

        levels = questionnaire.scale
        scale = levels_to(levels, top_for(values, levels) if self.zoom else self.shown.top)
        if scale.high == levels.high:
            return scale, ""
        return scale, _(
            "　【拡大】目盛りは{low}から{top}までです（全体は{high}まで）。",
            low=as_level(levels.low),
            top=scale.mark(scale.high),
            high=as_level(levels.high),
        )

    def snapshot(self) -> Snapshot:
        """The snapshot to draw.

        Raises:
            NothingToMakeError: there is none yet.
        """
        found = self.chosen or self.desk.latest()
        if found is None:
            raise NothingToMakeError(_("まだ診断結果がないため、図をつくれません。1回提出すると、つくれるようになります。"))
        return found

    def caption(self, title: str, subtitle: str, alt: list[str], note: str) -> Caption:
        """What stands around a picture.

        Args:
            title: whose picture it is, and of what.
            subtitle: a sentence or two on how to read it.
            alt: everything in it, in words.
            note: what is said below it, of what is drawn; may be empty.
        """
        from dxcheck.charts.canvas import Caption  # slow, and only here

        desk = self.desk
        demo = _("デモ（架空のデータ）　") if desk.is_demo else ""
        made = _("{demo}{questionnaire}　{day}作成", demo=demo, questionnaire=desk.questionnaire.title, day=long_date(desk.now))
        return Caption(title, subtitle, "\n".join(one for one in (note, made) if one), "\n".join(alt))

    def file_name(self, kind: PictureKind, snapshot: Snapshot | None) -> str:
        """What the file is called, without its ending."""
        cycle = f"_{snapshot.cycle.label.replace(' ', '')}" if snapshot else ""
        named = "".join(f"_{one}" for one in self.desk.instruments.named)
        return f"{_(kind.name)}_{self.desk.municipality}{named}{cycle}".replace(" ", "_")


def progress_picture(kind: PictureKind, of: OfMunicipality) -> DrawnPicture:
    """The means over the cycles, of the whole and of each dimension, with published averages and targets."""
    from dxcheck.charts.progress import heights_in, missing_in, progress_figures  # slow, and only here

    desk = of.desk
    series = desk.series()
    newest = next((point.snapshot for point in reversed(series.plain) if point is not None), None) or of.snapshot()
    questionnaire = desk.questionnaire_for(newest.questionnaire)
    lines = trends(series, desk.peers_by_cycle(), questionnaire, desk.open_cycle, plain=of.shown.is_plain)
    large = lines[of.shown.line] if of.shown.line < len(lines) else lines[0]
    lines = [large, *(one for one in lines if one is not large)]
    subtitle = _("平均は{range}。", range=questionnaire.scale.in_words)
    if any(missing_in(line) for line in lines):
        subtitle += _("線の切れ目は、提出のなかった期です。")
    if series.is_partial and of.shown.is_plain:
        subtitle += _("各期の設問すべての平均です。設問が変わったため、期どうしの比較はめやすです。")
    elif series.is_partial:
        subtitle += _("どの期にもある設問 {shared}/{items}問で計算しています。", shared=series.shared, items=series.items)
    scale, about = of.scale_for(questionnaire, (value for line in lines for value in heights_in(line)))
    subtitle += about
    alt = said_of_trends(lines, [cycle.short for cycle in series.cycles], scale)
    note = what_it_is() if any(one is not None for line in lines for one in line.peers) else ""
    note += what_stands() if any(line.standing for line in lines) else ""
    words = of.caption(_("{name}　診断結果の推移", name=desk.municipality), subtitle, alt, note)
    cycles = [cycle_label(cycle, desk.open_cycle) for cycle in series.cycles]
    first, *more = progress_figures(lines, cycles, str(desk.municipality), words, scale)
    chosen = f"_{large.name}" if of.shown.line else ""
    return DrawnPicture(first, words, of.file_name(kind, newest) + chosen, tuple(more))


def said_of_trends(lines: Iterable[Trend], cycles: Sequence[str], scale: AxisScale) -> list[str]:
    """Each line in words: own means, published averages, and how far it came each time."""
    said = []
    for line in lines:
        own = over(cycles, line.points, scale.write)
        average = _("、").join(f"{cycle} {line.average(n)}" for n, cycle in enumerate(cycles) if line.peers[n])
        said.append(_("{name}: {own}。県内平均: {average}。", name=line.name, own=own, average=average or _("なし")))
        moved = zip(cycles, line.changes, strict=True)
        if changes := _("、").join(f"{cycle} {change_in_words(one, scale.digits)}" for cycle, one in moved if one is not None):
            said.append(_("{name}の、その前からの変化: {changes}。", name=line.name, changes=changes))
    return said


def bars_picture(kind: PictureKind, of: OfMunicipality) -> DrawnPicture:
    """A snapshot's dimensions as bars."""
    from dxcheck.charts.profile import bars_figure, values_of  # slow, and only here

    desk, snapshot = of.desk, of.snapshot()
    spokes = spokes_of(desk, snapshot)
    scale, about = of.scale_for(desk.questionnaire_for(snapshot.questionnaire), values_of(spokes))
    words, is_open = _profile_words(kind, of, snapshot, spokes, (scale, about), with_change=True), snapshot.cycle == desk.open_cycle
    with_average = desk.peers(snapshot) is not None
    figure = bars_figure(spokes, str(desk.municipality), words, scale=scale, with_average=with_average, is_open=is_open)
    return DrawnPicture(figure, words, of.file_name(kind, snapshot))


def radar_picture(kind: PictureKind, of: OfMunicipality) -> DrawnPicture:
    """A snapshot's dimensions as a shape."""
    from dxcheck.charts.profile import radar_figure, values_of  # slow, and only here

    desk, snapshot = of.desk, of.snapshot()
    spokes = spokes_of(desk, snapshot)
    scale, about = of.scale_for(desk.questionnaire_for(snapshot.questionnaire), values_of(spokes))
    words, is_open = _profile_words(kind, of, snapshot, spokes, (scale, about)), snapshot.cycle == desk.open_cycle
    return DrawnPicture(
        radar_figure(spokes, str(desk.municipality), words, is_open=is_open, scale=scale), words, of.file_name(kind, snapshot)
    )


def _profile_words(
    kind: PictureKind,
    of: OfMunicipality,
    snapshot: Snapshot,
    spokes: list[Spoke],
    shown_on: tuple[AxisScale, str],
    *,
    with_change: bool = False,
) -> Caption:
    """What stands around both pictures of a snapshot's dimensions."""
    peers, (scale, about) = of.desk.peers(snapshot), shown_on
    subtitle = _(
        "{cycle}（{day}提出）　平均は{range}",
        cycle=snapshot.cycle.label,
        day=long_date(snapshot.submitted_at),
        range=of.desk.questionnaire_for(snapshot.questionnaire).scale.in_words,
    )
    notes = [about_changes()] if with_change and any(one.change is not None and one.change.mean is not None for one in spokes) else []
    if peers:
        subtitle += _("　県内平均は{cycle}のもの", cycle=peers.cycle.label)
        notes.append(what_it_is() + (what_stands() if any(one.is_standing for one in spokes) else ""))
    return of.caption(
        _("{name}　{kind}", name=of.desk.municipality, kind=_(kind.name)),
        subtitle + about,
        [said_of_spoke(one, scale, with_average=peers is not None) for one in spokes],
        "\n".join(notes),
    )


def spokes_of(desk: ReadingDesk, snapshot: Snapshot) -> list[Spoke]:
    """A snapshot's dimensions with last time, the change since, the published average and the target beside."""
    from dxcheck.charts.profile import Spoke  # slow, and only here

    result, peers = desk.result(snapshot), desk.peers(snapshot)
    return [
        Spoke(
            str(row.dimension.title),
            row.score.mean,
            f"{row.score.answered}/{row.score.applicable}",
            row.before,
            peers.dimensions.get(row.dimension.id) if peers else None,
            row.score.target,
            row.change,
            peers.cycle if peers else None,
        )
        for row in result.rows
    ]


def said_of_spoke(one: Spoke, scale: AxisScale, *, with_average: bool) -> str:
    """A dimension's figures in words."""
    return _(
        "{name}: 平均 {mean}、回答 {counts}、前回 {before}、変化 {change}、県内平均 {average}、目標 {target}。",
        name=one.name,
        mean=scale.write(one.mean),
        counts=one.counts,
        before=scale.write(one.before),
        change=change_in_words(one.change, scale.digits) if one.change else NOTHING,
        average=one.average_said if with_average else _("なし"),
        target=scale.write(one.target),
    )


def change_picture(kind: PictureKind, of: OfMunicipality) -> DrawnPicture:
    """Every item before and after, dimension by dimension."""
    from dxcheck.charts.change import change_figures  # slow, and only here
    from dxcheck.charts.scale import levels_to

    desk, snapshot = of.desk, of.snapshot()
    before = of.before or desk.before(snapshot)
    if before is None:
        raise NothingToMakeError(_("比べる前回の診断結果がまだありません。次の診断期からつくれます。"))
    comparison = desk.compare(before, snapshot)
    questionnaire = desk.questionnaire_for(snapshot.questionnaire)
    changes, groups = changes_of(comparison, questionnaire), dumbbells_of(comparison, questionnaire)
    subtitle = _(
        "{before} から {after}　上がった {up}問　下がった {down}問",
        before=before.cycle.label,
        after=snapshot.cycle.label,
        up=len(comparison.risen),
        down=len(comparison.fallen),
    )
    alt = [f"{name}: " + _("、").join(f"{one.name} {one.words}" for one in items) for name, items in groups]
    words = of.caption(
        _("{name}　{kind}", name=desk.municipality, kind=_(kind.name)),
        subtitle,
        alt,
        whole_change(changes.overall, questionnaire.scale.digits),
    )
    first, *more = change_figures(groups, words, levels_to(questionnaire.scale))
    return DrawnPicture(first, words, of.file_name(kind, snapshot), tuple(more))


def dumbbells_of(comparison: Comparison, questionnaire: Questionnaire, *, moved_only: bool = False) -> list[tuple[str, list[Dumbbell]]]:
    """Each dimension with how far it came, and its items in both snapshots.

    Args:
        comparison: of the two.
        questionnaire: the later one's.
        moved_only: without the items whose answer is the same.
    """
    from dxcheck.charts.change import Dumbbell  # slow, and only here

    by_item = {one.item: one for one in comparison.changes if not moved_only or one.before.choice != one.after.choice}
    changes = changes_of(comparison, questionnaire)
    groups: list[tuple[str, list[Dumbbell]]] = []
    for dimension, items in questionnaire.items_by_dimension.items():
        shared = [(item, by_item[item.id]) for item in items if item.id in by_item]
        made = [
            Dumbbell(
                str(item.title) + (_("（文言変更）") if one.reworded else ""),
                one.before.level,
                one.after.level,
                _in_words(one.after) if one.before.choice == one.after.choice else f"{_in_words(one.before)}→{_in_words(one.after)}",
                one.reworded,
            )
            for item, one in shared
        ]
        if made:
            title, change = questionnaire.dimension_by_id[dimension].title, changes.dimensions.get(dimension)
            groups.append(
                (
                    _("{name}　{change}", name=title, change=change_in_words(change, questionnaire.scale.digits)) if change else str(title),
                    made,
                )
            )
    return groups


def _in_words(answer: Answer) -> str:
    if answer.level is not None:
        return as_level(answer.level)
    return {"not_applicable": _("該当なし"), "unknown": _("わからない")}.get(str(answer.choice), _("未回答"))
