"""訪問前ブリーフ: what a specialist should know before a visit. The first page is enough on its own; nothing internal is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.change import changes_of
from dxcheck.assessment.scoring import to_discuss
from dxcheck.assessment.wording import confirmed_in_words, evidence_in_words, level_in_a_sentence, whole_change
from dxcheck.casework.inspection import contradictions, fitting, lowest, questions
from dxcheck.casework.model import ACTION_STATES
from dxcheck.casework.open_facts import fact_told, facts_of, misfits
from dxcheck.casework.stocktaking import order_in_words, total_in_words
from dxcheck.casework.tries import lines_of
from dxcheck.casework.wording import how_many_wait, return_in_words, step_in_words, where_wish_stands, which_snapshot
from dxcheck.desk.review import READERS
from dxcheck.formats.blocks import Columns, Facts, NewPage, Paper, Points, Prose, Rest, Section
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.roster import SIZES
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.parts import (
    actions_table,
    cut,
    foot,
    frameworks_table,
    item_card,
    levels_before,
    nothing_yet,
    observed,
    pictures,
    some,
    submitted_when,
    wishes_in_full,
    works_table,
)

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.casework.model import VisitRecord
    from dxcheck.desk.case import CaseDesk
    from dxcheck.formats.blocks import Block
    from dxcheck.model.snapshot import Snapshot

LONGEST_LINE: Final = 38
"""Characters of somebody's text on the first page, so that it stays one page."""
_MOST: Final = 5
"""Lines under one heading there."""
_MOST_ACTIONS: Final = 4
_MOST_WORKS: Final = 10
"""Pieces of work in the brief; the sheet has all."""
ROOM: Final = 11
"""Millimetres for handwriting under an item."""


def brief(case: CaseDesk, visit: dt.date | None = None) -> Paper:
    """The brief for one visit.

    Args:
        case: the municipality.
        visit: the day it is for; the next one planned without it.

    Raises:
        StoreError: something cannot be read.
    """
    coming = case.next_visit()
    day = visit or (coming.record.date if coming else None)
    latest = case.latest()
    subtitle = _("{day}の訪問", day=long_date(day)) if day else _("訪問の日はまだ決まっていません")
    blocks: list[Block] = [Facts(_who(case, latest)), *_unanswered(case)]
    blocks += _nothing(case) if latest is None else [*_first_page(case, latest), *_items(case, latest)]
    stamp = f"{day or case.now.date():%Y%m%d}"
    return Paper(
        title=_("訪問前ブリーフ　{name}", name=case.municipality),
        subtitle=subtitle,
        mark=_("取扱注意"),
        made=case.now,
        foot=foot(case),
        name="_".join([_("訪問前ブリーフ"), str(case.municipality), *case.instruments.named, stamp]),
        blocks=tuple(blocks),
    )


def _who(case: CaseDesk, latest: Snapshot | None) -> tuple[tuple[str, str], ...]:
    one = case.municipality
    rows = [
        (_("地域"), one.where),
        (_("規模"), _("{band}（{n}人）", band=_(SIZES[one.size]), n=f"{one.population:,}")),
    ]
    if latest is not None:
        submitted = submitted_when(case, latest)
        rows += [(_("診断結果"), submitted), (_("回答"), latest.answered_by), (_("確認"), confirmed_in_words(latest))]
    if waiting := how_many_wait(case.open_returns(), case.open_observations(), latest):
        rows.append((_("対応待ち"), waiting))
    last = case.last_visit()
    rows.append((_("前回の訪問"), long_date(last.date) if last else _("まだありません")))
    return (*rows, *(_last_time(case, last) if last is not None else ()))


def _unanswered(case: CaseDesk) -> list[Block]:
    """Observations that wait for the municipality's answer, the oldest first."""
    waiting = case.open_observations()
    if not waiting:
        return []
    lines = [cut(_("{item}: {text}", item=one.observation.item, text=one.observation.text), 2 * LONGEST_LINE) for one in waiting]
    return [Section(_n("返事を待っている所見（{n}件）", "返事を待っている所見（{n}件）", len(waiting))), Points(some(lines, 2))]


def _last_time(case: CaseDesk, last: VisitRecord) -> list[tuple[str, str]]:
    """What the visit goes on from: Keep, Problem, and what was to be tried and is still to be looked back on."""
    tries = case.to_look_back_on()
    named = ((_("Keep 続けること"), lines_of(last.keep)), (_("Problem 困ったこと"), lines_of(last.problem)), (_("Try 次に試すこと"), tries))
    return [(name, cut("、".join(lines), 2 * LONGEST_LINE)) for name, lines in named if lines]


def _nothing(case: CaseDesk) -> list[Block]:
    return [
        nothing_yet(),
        Section(_("相談（市町から）")),
        Points(tuple(wishes_in_full(case)), _("いまは、ありません。")),
        Section(_("合意した取組")),
        actions_table(case.actions(), case.questionnaire, case.now.date(), _("まだありません。")),
        *_stocktaking(case),
        Rest(_("メモ")),
    ]


def _first_page(case: CaseDesk, latest: Snapshot) -> list[Block]:
    q = case.questionnaire_for(latest.questionnaire)
    return [
        pictures(case, latest),
        Columns((*_changed(case, latest), *_claims(case, latest)), (*_agreed(case), *_wished(case)), share=1.0),
        Section(_("この時間に聞きたいこと")),
        Points(tuple(cut(one, 2 * LONGEST_LINE) for one in questions(latest.answers, q, case.actions(), case.now.date()))),
        Rest(_("メモ")),
    ]


def _changed(case: CaseDesk, latest: Snapshot) -> list[Block]:
    """Since the last visit; where nothing was submitted since, since the cycle before."""
    q = case.questionnaire_for(latest.questionnaire)
    last = case.last_visit()
    then = [one for one in case.snapshots() if last and one.submitted_at.date() <= last.date and one.id != latest.id]
    is_since_visit = bool(last and then and latest.submitted_at.date() > last.date)
    before = then[-1] if is_since_visit else case.before(latest)
    if before is None:
        return [Section(_("変わったこと")), Prose(_("はじめての診断結果です。"), is_quiet=True)]
    changes = case.compare(before, latest)
    head = _("前回の訪問からの変化") if is_since_visit else _("前の診断期からの変化")
    up = [
        _(
            "↑ {item}　{before}→{after}",
            item=q.item_by_id[one.item].title,
            before=as_level(one.before.level or 0),
            after=as_level(one.after.level or 0),
        )
        for one in changes.risen
    ]
    down = [
        _(
            "↓ {item}　{before}→{after}",
            item=q.item_by_id[one.item].title,
            before=as_level(one.before.level or 0),
            after=as_level(one.after.level or 0),
        )
        for one in changes.fallen
    ]
    moved = whole_change(changes_of(changes, q).overall, q.scale.digits)
    return [
        Section(_("{head}（↑{up}問 ↓{down}問）", head=head, up=len(up), down=len(down))),
        Prose(moved, is_quiet=True),
        Points((*some(up, _MOST), *some(down, 3)), _("動いた設問はありません。")),
    ]


def _claims(case: CaseDesk, latest: Snapshot) -> list[Block]:
    """What is low, what has no evidence, what does not fit together, what is not known."""
    q = case.questionnaire_for(latest.questionnaire)
    low = [_("{level}　{item}", level=as_level(level), item=item.title) for item, level in lowest(latest.answers, q, _MOST)]
    bare = [str(q.item_by_id[one].title) for one in fitting("no_evidence", latest.answers, q, None, None, frozenset())]
    odd = [
        _("、").join(
            _("{item} {level}", item=q.item_by_id[item].title, level=as_level(latest.answer(item).level or 0)) for item in one.items
        )
        for one in contradictions(latest.answers, q)
    ]
    odd += [
        _("{item} と国の調査（{label}）", item=q.item_by_id[one.item].title, label=one.fact.label)
        for one in misfits(case.open_facts(), latest.answers, q)
    ]
    unknown = [str(one.title) for one in to_discuss(latest.answers, q)]
    return [
        Section(_("レベルの低い設問")),
        Points(tuple(low)),
        Section(
            _n(
                "根拠のない{levels}（{n}問）",
                "根拠のない{levels}（{n}問）",
                len(bare),
                levels=evidence_in_words(q),
            )
        ),
        Points(some(bare, 4), _("ありません。")),
        Section(_n("食い違い（{n}件）", "食い違い（{n}件）", len(odd))),
        Points(some(odd, 3), _("ありません。")),
        Section(_n("話し合う項目（わからない {n}問）", "話し合う項目（わからない {n}問）", len(unknown))),
        Points(some(unknown, _MOST), _("ありません。")),
    ]


def _agreed(case: CaseDesk) -> list[Block]:
    """What was agreed, with its state: open ones first."""
    today = case.now.date()
    actions = sorted(case.actions(), key=lambda one: (not one.is_open, not one.is_overdue(today)))
    said = []
    for one in actions[:_MOST_ACTIONS]:
        about = [
            one.owner,
            _("期限 {day}", day=long_date(one.due)) if one.due else "",
            _("期限を過ぎています") if one.is_overdue(today) else "",
        ]
        named = _("（{about}）", about=_("、").join(text for text in about if text)) if any(about) else ""
        step = cut(step_in_words(one, case.questionnaire), LONGEST_LINE)
        said.append(_("［{state}］{step}", state=_(ACTION_STATES[one.state]), step=step) + named)
        if one.remarks:
            said[-1] += "\n" + _("「{text}」", text=cut(one.remarks[-1].text, LONGEST_LINE))
    if len(actions) > _MOST_ACTIONS:
        said.append(_("ほか{n}件", n=len(actions) - _MOST_ACTIONS))
    return [Section(_("合意した取組のいま")), Points(tuple(said), _("合意した取組はまだありません。"))]


def _wished(case: CaseDesk) -> list[Block]:
    """Open wishes and questions, the longest waiting first: where each stands, and its beginning."""
    today, lines = case.now.date(), []
    for one in case.wishes.open():
        stands = where_wish_stands(one, case.wishes.waits_since(one), today)
        lines.append(_("［{stands}］{text}", stands=stands, text=cut(" ".join(one.text.split()), LONGEST_LINE)))
    return [Section(_("相談（市町から）")), Points(some(lines, 3), _("いまは、ありません。"))]


def _stocktaking(case: CaseDesk) -> list[Block]:
    """The work that takes and hurts most, where somebody has written any down."""
    works = case.stocktaking.works()
    if not works:
        return []
    return [
        Section(_("業務の棚卸し（設問 bpr-01・bpr-02・bpr-03 の手がかり）")),
        Prose(total_in_words(works) + _("。") + order_in_words(), is_quiet=True),
        works_table(works[:_MOST_WORKS]),
        *([Prose(_("ほか{n}件", n=len(works) - _MOST_WORKS), is_quiet=True)] if len(works) > _MOST_WORKS else []),
    ]


def _items(case: CaseDesk, latest: Snapshot) -> list[Block]:
    """Every item with its texts and room for handwriting, and the specialists' own notes."""
    q = case.questionnaire_for(latest.questionnaire)
    before = levels_before(case, latest)
    notes, judged = case.observations(latest), case.judgements(latest)
    facts = case.open_facts()
    blocks: list[Block] = [
        NewPage(),
        Section(_("設問ごとの回答"), 1),
        Prose(_("このページから後ろには、専門官の見立てと内部の所見が入っています。市町に渡さないでください。"), is_quiet=True),
    ]
    wishes = wishes_in_full(case)
    if wishes:
        blocks += [Section(_("相談（全文）")), Points(tuple(wishes))]
    earlier = [one for one in case.open_observations() if one.snapshot.id != latest.id]
    waiting = [return_in_words(one, case.before_merger(one.snapshot)) for one in case.open_returns()]
    if waiting:
        blocks += [Section(_("差戻し（答えを待っているもの）")), Points(tuple(waiting))]
    blocks += _stocktaking(case)
    for heading, items in q.sections:
        blocks.append(Section(heading))
        for item in items:
            more = observed((one.observation for one in notes if one.shared and one.observation.item == item.id), case)
            more += [
                (
                    _("所見"),
                    _("{text}（{by}、{which}）", text=one.observation.text, by=one.observation.by, which=which_snapshot(one.snapshot)),
                )
                for one in earlier
                if one.observation.item == item.id
            ]
            more += [
                (_(READERS[one.reader]), f"{one.observation.text or _('（取り消し）')}（{one.observation.by}）")
                for one in notes
                if not one.shared and one.observation.item == item.id
            ]
            more += [(_("国の調査"), fact_told(one)) for one in facts_of(facts, item.id)]
            more += [
                (
                    _("見立て"),
                    _("{level}　{reason}（{by}）", level=level_in_a_sentence(item.id, one.level, q), reason=one.reason, by=one.by),
                )
                for one in judged
                if one.item == item.id and one.level is not None
            ]
            blocks.append(item_card(item, latest, q, before.get(item.id, ""), more, room=ROOM))
    return [*blocks, *frameworks_table(q)]
