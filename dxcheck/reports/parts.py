"""What both papers contain."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dxcheck.assessment.references import framework_ids, framework_in_words, frameworks_in_use, what_unconfirmed_means
from dxcheck.assessment.why_level import basis_told
from dxcheck.assessment.wording import answer_in_words, change_in_words, how_it_was_given
from dxcheck.benchmark.trend import trends
from dxcheck.casework.model import ACTION_STATES, VISIT_KINDS
from dxcheck.casework.stocktaking import PAINS, PAPER_USES, hours_in_words, minutes_in_words, times_in_words
from dxcheck.casework.wording import record_in_words, replies_in_words, response_in_words, step_in_words, where_wish_stands, which_snapshot
from dxcheck.formats.blocks import Card, Columns, Picture, Prose, Section, Table
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.municipality_pictures import spokes_of
from dxcheck.reports.pictures import cycle_label, over

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matplotlib.figure import Figure

    from dxcheck.casework.model import Action, Observation, VisitRecord
    from dxcheck.casework.stocktaking import Work
    from dxcheck.desk import ReadingDesk
    from dxcheck.formats.blocks import Block
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.questionnaire.model import Item


def foot(desk: ReadingDesk) -> str:
    """Where and when a paper was made; where there are several questionnaires, of which one."""
    return made_by_dxcheck(desk.now, desk.instruments.named, is_demo=desk.is_demo)


def made_by_dxcheck(now: dt.datetime, questionnaire: Sequence[str], *, is_demo: bool) -> str:
    """The line below every page, with the title of the questionnaire where there are several."""
    demo = _("デモ（架空のデータ）　") if is_demo else ""
    named = "".join(f"{one}　" for one in questionnaire)
    return _("{demo}dxcheck　{day}作成", demo=demo + named, day=long_date(now))


def cut(text: str, most: int) -> str:
    """A text in one line, at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def some(texts: Sequence[str], most: int) -> tuple[str, ...]:
    """The first ones, and how many more there are."""
    if len(texts) <= most:
        return tuple(texts)
    return (*texts[: most - 1], _("ほか{n}件", n=len(texts) - most + 1))


def wishes_in_full(desk: ReadingDesk) -> list[str]:
    """The open wishes and questions of a municipality, the longest waiting first, each with where it stands and everything that was said on it."""
    today, wishes = desk.now.date(), desk.wishes
    return [
        "\n".join(
            [_("［{stands}］{text}", stands=where_wish_stands(one, wishes.waits_since(one), today), text=one.text), *replies_in_words(one)]
        )
        for one in wishes.open()
    ]


def pictures(desk: ReadingDesk, snapshot: Snapshot) -> Columns:
    """The profile of a snapshot and the progress of the whole, side by side."""
    from dxcheck.charts.scale import levels_to
    from dxcheck.charts.small import (  # slow, and only here
        PROFILE_SIZE,
        PROGRESS_SIZE,
        small_profile,
        small_progress,
    )

    questionnaire = desk.questionnaire_for(snapshot.questionnaire)
    spokes, scale = spokes_of(desk, snapshot), levels_to(questionnaire.scale)
    series = desk.series()
    line = trends(series, desk.peers_by_cycle(), questionnaire, desk.open_cycle)[0]
    means = _("、").join(f"{one.name} {scale.write(one.mean)}" for one in spokes)
    said = _("分野ごとの平均: {means}", means=means)
    if any(one.change is not None for one in spokes):
        moved = _("、").join(f"{one.name} {change_in_words(one.change, scale.digits)}" for one in spokes if one.change is not None)
        said += _("。") + _("前回からの変化: {changes}", changes=moved)
    course = _("全体の推移: {means}", means=over([one.short for one in series.cycles], line.points, scale.write))
    return Columns(
        (Picture(svg_of(partial(small_profile, spokes, scale)), said),),
        (Picture(svg_of(partial(small_progress, line, [cycle_label(one, desk.open_cycle) for one in series.cycles], scale)), course),),
        share=PROFILE_SIZE[0] / PROGRESS_SIZE[0],
    )


def svg_of(figure: Callable[[], Figure]) -> Callable[[], str]:
    """A figure as vector graphics for a page, drawn when a page asks for it."""

    def drawn() -> str:
        from dxcheck.charts.canvas import to_plain_svg  # slow, and only here

        return to_plain_svg(figure())

    return drawn


def actions_table(actions: Sequence[Action], questionnaire: Questionnaire, today: dt.date, if_none: str) -> Table:
    """Agreed actions with their state; the last remark under the step."""
    rows = []
    for one in actions:
        step = step_in_words(one, questionnaire)
        if one.state == "dropped" and one.reason:
            step += "\n" + _("見送りの理由: {text}", text=one.reason)
        elif one.remarks:
            step += "\n" + _(
                "{day} {who}: {text}", day=long_date(one.remarks[-1].at), who=one.remarks[-1].by or _("市町"), text=one.remarks[-1].text
            )
        due = long_date(one.due) if one.due else "-"
        if one.is_overdue(today):
            due += "\n" + _("期限を過ぎています")
        item = questionnaire.item_by_id.get(one.item)
        lifts = _("{item}→{level}", item=item.id if item else one.item, level=as_level(one.level)) if one.item else "-"
        rows.append((_(ACTION_STATES[one.state]), step, lifts, one.owner or "-", due))
    return Table((_("状態"), _("取組"), _("設問"), _("担当"), _("期限")), tuple(rows), (1.1, 5.2, 1.5, 2.2, 2.2), if_none)


def works_table(works: Sequence[Work]) -> Table:
    """Pieces of work as they are ordered on the screen, the idea under each."""
    rows = []
    for one in works:
        name = one.name + ("\n" + _("案: {text}", text=one.idea) if one.idea else "")
        often = times_in_words(one.times) if one.times is not None else "-"
        each = minutes_in_words(one.minutes) if one.minutes is not None else "-"
        paper = _(PAPER_USES[one.paper]) if one.paper is not None else "-"
        pain = _(PAINS[one.pain]) if one.pain is not None else "-"
        rows.append((name, one.section or "-", f"{often}\n{each}", hours_in_words(one.hours_a_year), f"{paper}\n{pain}"))
    head = (_("業務"), _("課・係"), _("回数と1回の時間"), _("年間の時間"), _("紙と困り度"))
    return Table(head, tuple(rows), (5.2, 2.2, 1.9, 1.6, 1.9), _("まだ書かれていません。"))


def record_card(record: VisitRecord) -> Card:
    """What was shared about a visit."""
    title = _("{day}　{kind}", day=long_date(record.date), kind=_(VISIT_KINDS[record.kind]))
    return Card(title, record.by, tuple(record_in_words(record)))


def item_card(
    item: Item, snapshot: Snapshot, questionnaire: Questionnaire, before: str, more: Iterable[tuple[str, str]] = (), *, room: float = 0
) -> Card:
    """An item with everything that was written about it."""
    answer = snapshot.answer(item.id)
    side = answer_in_words(item.id, answer, questionnaire)
    about = [_("前回 {level}", level=before)] if before else []
    if answer.target is not None:
        about.append(_("目標 {n}", n=as_level(answer.target)))
    about += how_it_was_given(snapshot, item.id)
    if about:
        side += _("（{about}）", about=_("、").join(about))
    texts = [("", str(questionnaire.descriptor(item.id, answer.level) if answer.level is not None else item.prompt))]
    texts.append(basis_told(item.id, answer, questionnaire))
    texts += [(_("理由"), answer.reason), (_("根拠"), answer.evidence), (_("コメント"), answer.comment), *more]
    texts.append((_("参照"), framework_ids(item, questionnaire)))
    return Card(f"{item.id}　{item.title}", side, tuple((name, text) for name, text in texts if text), room)


def frameworks_table(questionnaire: Questionnaire) -> list[Block]:
    """Under their short names the frameworks that the items refer to, with edition, as-of date and note; nothing where there is none."""
    rows = [(one.id, framework_in_words(one), str(one.note) if one.note is not None else "-") for one in frameworks_in_use(questionnaire)]
    if not rows:
        return []
    section = Section(_("設問が参照する枠組み（計画・手順書・指針）"))
    return [
        section,
        Table((_("参照"), _("名前・版・時点"), _("注記")), tuple(rows), (1.2, 4.5, 4.5)),
        Prose(what_unconfirmed_means(), is_quiet=True),
    ]


def observed(observations: Iterable[Observation], desk: ReadingDesk) -> list[tuple[str, str]]:
    """What specialists shared about an item, and what the municipality said to it."""
    said = []
    for one in observations:
        said.append((_("所見"), _("{text}（{by}、{day}）", text=one.text, by=one.by, day=long_date(one.at))))
        if answer := response_in_words(one, desk.actions(), desk.questionnaire):
            said.append((_("返事"), answer))
    return said


def levels_before(desk: ReadingDesk, snapshot: Snapshot) -> Mapping[str, str]:
    """Item id to what was answered last time, as a digit or word; items without a counterpart are not there."""
    before = desk.before(snapshot)
    if before is None:
        return {}
    changes = desk.compare(before, snapshot).changes
    words = {"not_applicable": _("該当なし"), "unknown": _("わからない")}
    said = {
        one.item: as_level(one.before.level) if one.before.level is not None else words.get(str(one.before.choice), "") for one in changes
    }
    reworded = {one.item for one in changes if one.reworded}
    return {item: text + _("、設問の言葉が変わっています") if text and item in reworded else text for item, text in said.items()}


def submitted_when(desk: ReadingDesk, latest: Snapshot) -> str:
    """The cycle and the day a result was submitted, and that nothing was in the running cycle yet, or that it may still be corrected."""
    said = which_snapshot(latest, opens=True)
    if latest.cycle != desk.cycle:
        return said + _("。今期（{cycle}）の提出はまだ", cycle=desk.cycle.label)
    return said + (_("。受付中") if desk.open_cycle == latest.cycle else "")


def nothing_yet() -> Prose:
    """Said where nothing was submitted."""
    return Prose(_("まだ診断結果の提出がありません。はじめの1回は、かんたん診断（9問）から始めるのもよい入口です。"))
