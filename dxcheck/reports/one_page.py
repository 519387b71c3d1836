"""市町の1枚: one municipality on one page, for specialists and the centre: its course, visits, actions and requests, and who supports it.

The screen and the paper say the same. Nothing that only specialists read (内部メモ, 見立て, 所見 not yet shared) is on either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.assessment.figures import NOTHING, as_mean
from dxcheck.casework.model import ACTION_STATES, VISIT_KINDS
from dxcheck.casework.tries import lines_of
from dxcheck.casework.wording import effort_in_words, how_many_wait, step_in_words, where_wish_stands
from dxcheck.formats.blocks import Columns, Facts, Paper, Points, Prose, Section, Table
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.roster import SIZES
from dxcheck.reports.paper_file import offer
from dxcheck.reports.parts import cut, foot, nothing_yet, pictures, some, submitted_when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.desk.case import CaseDesk
    from dxcheck.formats.blocks import Block
    from dxcheck.formats.output import Offer

LAST_CYCLES: Final = 5
"""Cycles in the course at most, the newest ones."""
_MOST_ACTIONS, _MOST_VISITS, _MOST_WISHES = 6, 4, 4
_LONGEST: Final = 60
"""Characters of somebody's text, so that it stays one page."""


class PagePart(NamedTuple):
    """Something about a municipality under its heading."""

    title: str
    lines: tuple[str, ...]
    if_none: str = ""


class CourseRow(NamedTuple):
    """The whole or one dimension over the cycles."""

    name: str
    short: str
    """The same in a few characters."""
    means: tuple[float | None, ...]
    """In the scale's values; None where a cycle has none."""


class CourseOfOne(NamedTuple):
    """How one municipality came along, on the items that every version asked."""

    cycles: tuple[str, ...]
    """The oldest first; none where nothing was submitted."""
    rows: tuple[CourseRow, ...]
    """The whole first."""
    note: str
    """What must be said beside it; may be empty."""
    digits: int = 1


def course_of_one(case: CaseDesk) -> CourseOfOne:
    """The means over the last cycles.

    Raises:
        StoreError: something cannot be read.
    """
    latest = case.latest()
    if latest is None:
        return CourseOfOne((), (), "")
    found, asked = case.series(), case.questionnaire_for(latest.questionnaire)
    cycles, points = found.cycles[-LAST_CYCLES:], found.comparable[-LAST_CYCLES:]
    rows = [CourseRow(_("全体"), _("全体"), tuple(one.overall.mean if one is not None else None for one in points))]
    rows += [
        CourseRow(
            str(d.title),
            str(d.short),
            tuple(one.dimensions[d.id].mean if one is not None and d.id in one.dimensions else None for one in points),
        )
        for d in asked.dimensions
    ]
    note = _("どの期にもあった設問 {n}/{all}問で比べています。", n=found.shared, all=found.items) if found.is_partial else ""
    return CourseOfOne(tuple(one.short for one in cycles), tuple(rows), note, asked.scale.digits)


def page_parts(case: CaseDesk, supporters: Sequence[str]) -> list[PagePart]:
    """Everything but the course, in the order in which it is read.

    Args:
        case: the municipality.
        supporters: the specialists who look after it.

    Raises:
        StoreError: something cannot be read.
    """
    return [PagePart(_("市町"), tuple(f"{name}　{text}" for name, text in _who(case, supporters))), *_worked_on(case)]


def municipality_page(case: CaseDesk, supporters: Sequence[str]) -> Paper:
    """The page as a paper.

    Raises:
        StoreError: something cannot be read.
    """
    latest, course = case.latest(), course_of_one(case)
    visits, actions, wishes = (_as_blocks(one) for one in _worked_on(case))
    blocks: list[Block] = [Facts(_who(case, supporters))]
    if latest is None:
        blocks.append(nothing_yet())
    else:
        table = tuple((one.name, *(as_mean(mean, course.digits) for mean in one.means)) for one in course.rows)
        heads, widths = (_("分野"), *course.cycles), (2.4, *(1.0 for _one in course.cycles))
        blocks += [pictures(case, latest), Section(_("これまでの歩み（レベルの平均）")), Table(heads, table, widths, figures=True)]
        blocks += [Prose(course.note, is_quiet=True)] if course.note else []
    blocks.append(Columns(tuple(actions), (*visits, *wishes)))
    return Paper(
        title=_("市町の1枚　{name}", name=case.municipality),
        subtitle=_("専門官とセンターが、1つの市町のいまを1枚で見るためのものです。内部メモと見立ては入っていません。"),
        mark=_("取扱注意"),
        made=case.now,
        foot=foot(case),
        name="_".join([_("市町の1枚"), str(case.municipality), *case.instruments.named, f"{case.now:%Y%m%d}"]),
        blocks=tuple(blocks),
    )


def page_offer(case: CaseDesk, supporters: Sequence[str]) -> Offer:
    """The paper to be made."""
    return offer(_("市町の1枚　{name}", name=case.municipality), lambda: municipality_page(case, supporters))


def _as_blocks(part: PagePart) -> list[Block]:
    return [Section(part.title), Points(part.lines, part.if_none)]


def _who(case: CaseDesk, supporters: Sequence[str]) -> tuple[tuple[str, str], ...]:
    one, latest = case.municipality, case.latest()
    rows = [
        (_("地域"), one.where or NOTHING),
        (_("規模"), _("{band}（{n}人）", band=_(SIZES[one.size]), n=f"{one.population:,}")),
        (_("担当の専門官"), _("、").join(supporters) or _("まだ決まっていません")),
        (_("診断結果"), submitted_when(case, latest) if latest is not None else _("まだ提出がありません")),
    ]
    waiting = how_many_wait(case.open_returns(), case.open_observations(), latest)
    return (*rows, (_("対応待ち"), waiting)) if waiting else tuple(rows)


def _worked_on(case: CaseDesk) -> list[PagePart]:
    """Visits, actions, requests."""
    return [_visits(case), _actions(case), _wishes(case)]


def _visits(case: CaseDesk) -> PagePart:
    """What is to come, then what was shared, the newest first, with what was to be tried."""
    lines = [
        _("次: {day}　{kind}　{who}", day=long_date(one.record.date), kind=_(VISIT_KINDS[one.record.kind]), who=one.record.by)
        for one in case.coming_visits()
    ]
    records = case.records()
    for one in records:
        tries = cut(_("、").join(lines_of(one.tries)), _LONGEST)
        said = _("　Try {text}", text=tries) if tries else ""
        lines.append(_("{day}　{kind}　{who}", day=long_date(one.date), kind=_(VISIT_KINDS[one.kind]), who=one.by) + said)
    return PagePart(_n("訪問（これまで{n}回）", "訪問（これまで{n}回）", len(records)), some(lines, _MOST_VISITS), _("まだありません。"))


def _actions(case: CaseDesk) -> PagePart:
    """Those that go on, the late ones first; how many are done."""
    today = case.now.date()
    every = case.actions()
    open_ = sorted((one for one in every if one.is_open), key=lambda one: (not one.is_overdue(today), one.state != "doing"))
    asked = case.asked_by(open_)
    lines = []
    for one in open_:
        late = _("　期限を過ぎています") if one.is_overdue(today) else ""
        step = cut(step_in_words(one, asked[one.id]), _LONGEST)
        lines.append(_("［{state}］{step}", state=_(ACTION_STATES[one.state]), step=step) + effort_in_words(one) + late)
    done = sum(one.state == "done" for one in every)
    title = _("取組（続いているもの{n}件、できたもの{done}件）", n=len(open_), done=done)
    return PagePart(title, some(lines, _MOST_ACTIONS), _("続いている取組はありません。"))


def _wishes(case: CaseDesk) -> PagePart:
    """The open ones, the longest waiting first."""
    today, wishes = case.now.date(), case.wishes
    there = wishes.open()
    lines = [
        _("［{stands}］{text}", stands=where_wish_stands(one, wishes.waits_since(one), today), text=cut(one.text, _LONGEST))
        for one in there
    ]
    return PagePart(_n("相談（{n}件）", "相談（{n}件）", len(there)), some(lines, _MOST_WISHES), _("いまは、ありません。"))
