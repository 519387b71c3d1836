"""引継ぎパック: what the next person at a post needs, because posts rotate every April."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_step
from dxcheck.assessment.wording import about_changes, confirmed_in_words, level_in_a_sentence, whole_change
from dxcheck.casework.wording import return_in_words, step_in_words, which_snapshot
from dxcheck.formats.blocks import Boxes, Card, Facts, Paper, Points, Prose, Section, Table
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import Cycle, long_date, months_later
from dxcheck.reports.parts import (
    actions_table,
    foot,
    frameworks_table,
    item_card,
    levels_before,
    nothing_yet,
    observed,
    pictures,
    record_card,
    submitted_when,
    wishes_in_full,
    works_table,
)

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.desk import ReadingDesk
    from dxcheck.desk.case import CaseDesk
    from dxcheck.desk.review import Noted
    from dxcheck.formats.blocks import Block
    from dxcheck.model.snapshot import Snapshot

APPROVERS: Final = ("課長", "補佐", "係長", "担当")
"""The boxes an office still on paper stamps (決裁欄)."""
HABITS: Final = {
    3: N_("年度の総括と引継ぎ。異動の内示のあと、この引継ぎパックを出し直して後任へ渡します"),
    4: N_("担当の課・係が変わったら、アカウントの引継ぎ（パスワードの再発行）をセンターへ連絡します"),
    10: N_("次の年度の予算要求の前に、費用のかかる取組を見直します"),
}
"""What an office does every year, by month."""
_NOTES: Final = {"draft": N_("共有前の所見"), "internal": N_("内部の所見")}


def handover(desk: ReadingDesk) -> Paper:
    """The pack as the municipality may read it: everything on it is its own or was shared with it.

    Raises:
        StoreError: something cannot be read.
    """
    latest = desk.latest()
    records: list[Block] = [record_card(one) for one in desk.records()]
    blocks: list[Block] = [Boxes(APPROVERS), Section(_("1　いまの姿"), 1)]
    blocks += [nothing_yet()] if latest is None else _standing(desk, latest)
    blocks += [
        Section(_("2　取組"), 1),
        actions_table(
            desk.actions(), desk.questionnaire, desk.now.date(), _("取組はまだありません。結果の画面の「はじめの一歩」から選べます。")
        ),
        Section(_("業務の棚卸し")),
        works_table(desk.stocktaking.works()),
        Section(_("3　訪問の記録"), 1),
        *(records or [Prose(_("共有された訪問の記録はまだありません。"), is_quiet=True)]),
        Section(_("4　連絡先（課・係・職名）"), 1),
        _contacts(desk),
        Section(_("5　これからの1年"), 1),
        _year(desk),
        Section(_("6　それぞれの回答とその理由"), 1),
        *(_answers(desk, latest) if latest else [nothing_yet()]),
    ]
    return Paper(
        title=_("引継ぎパック　{name}", name=desk.municipality),
        subtitle=_("後任の方が、これまでとこれからを1つの資料で確かめるためのものです。"),
        mark=_("取扱注意"),
        made=desk.now,
        foot=foot(desk),
        name="_".join([_("引継ぎパック"), str(desk.municipality), *desk.instruments.named, f"{desk.now:%Y%m%d}"]),
        blocks=tuple(blocks),
    )


def specialist_handover(case: CaseDesk) -> Paper:
    """The same for the next specialist, with what only specialists may read at the end.

    Raises:
        StoreError: something cannot be read.
    """
    paper = handover(case)
    internal: list[Block] = [
        Section(_("7　専門官の間だけの記録（内部）"), 1),
        Prose(_("ここから後ろは、市町に渡さないでください。"), is_quiet=True),
        *_internal(case),
    ]
    return Paper(
        paper.title,
        _("専門官用。市町には、市町が自分で出す引継ぎパックを使ってもらってください。"),
        _("取扱注意・専門官限り"),
        paper.made,
        paper.foot,
        paper.name + _("_専門官用"),
        (*paper.blocks, *internal),
    )


def _standing(desk: ReadingDesk, latest: Snapshot) -> list[Block]:
    result = desk.result(latest)
    q = result.questionnaire
    facts = Facts(
        (
            (_("診断結果"), submitted_when(desk, latest)),
            (_("回答"), latest.answered_by),
            (_("確認"), confirmed_in_words(latest)),
            (_("控え番号"), latest.id),
        )
    )
    strong = [_("{item}（{level}）", item=item.title, level=level_in_a_sentence(item.id, level, q)) for item, level in result.strengths]
    steps = [_("{item}: {step}", item=q.item_by_id[one.item].title, step=q.step_to(one.item, one.level)) for one in result.first_steps]
    unknown = [str(one.title) for one in result.to_discuss]
    return [
        facts,
        pictures(desk, latest),
        *([Prose(whole_change(result.change, q.scale.digits) + about_changes(), is_quiet=True)] if result.change is not None else []),
        Section(_("できていること")),
        Points(tuple(strong), _("これから増やしていきましょう。")),
        Section(_("はじめの一歩")),
        Points(tuple(steps)),
        Section(_("話し合う項目（わからない）")),
        Points(tuple(unknown), _("ありません。")),
        *_waiting(desk),
        Section(_("相談")),
        Points(tuple(wishes_in_full(desk)), _("いまは、ありません。")),
    ]


def _waiting(desk: ReadingDesk) -> list[Block]:
    """What specialists asked for or noted and nobody has dealt with, of any snapshot; a newer one ends none of it."""
    said = [return_in_words(one, desk.before_merger(one.snapshot)) for one in desk.open_returns()]
    for one in desk.open_observations():
        item, which = one.observation.item, which_snapshot(one.snapshot) + desk.before_merger(one.snapshot)
        said.append(_("所見　{which}: {item}　{text}（{by}）", which=which, item=item, text=one.observation.text, by=one.observation.by))
    return [Section(_("専門官から（対応を待っている所見と差戻し）")), Points(tuple(said), _("ありません。"))]


def _contacts(desk: ReadingDesk) -> Table:
    """Posts that had to do with it, each with what; never a person's name, since none is ever asked for."""
    found: dict[str, list[str]] = {}
    for one in reversed(desk.snapshots()):
        found.setdefault(one.answered_by, []).append(_("回答（{cycle}）", cycle=one.cycle.short))
        found.setdefault(one.confirmed_by, []).append(_("確認（{cycle}）", cycle=one.cycle.short))
    for action in desk.actions():
        if action.owner:
            found.setdefault(action.owner, []).append(_("取組の担当"))
    for record in desk.records():
        for post in record.who.replace("\n", "、").split("、"):
            if post.strip():
                found.setdefault(post.strip(), []).append(_("訪問に出席（{day}）", day=long_date(record.date)))
        if record.by:  # who wrote it down is an account's name, which nobody could call
            found.setdefault(_("専門官（県のDX推進支援センター）"), []).append(_("訪問の記録（{day}）", day=long_date(record.date)))
    rows = tuple((post, _("、").join(dict.fromkeys(roles))) for post, roles in found.items() if post)
    return Table((_("課・係・職名"), _("かかわり")), rows, (1, 2), _("まだ記録がありません。"))


def _year(desk: ReadingDesk) -> Table:
    """The coming twelve months: cycles, due days, and what an office does then."""
    today = desk.now.date()
    end = today.replace(year=today.year + 1, day=min(today.day, 28))
    rows: list[tuple[dt.date, str]] = []
    cycle = Cycle.of(today)
    while cycle.first_day <= end:
        rows.append(
            (desk.schedule.closing_day(cycle), _("{cycle}の締切。これより後に提出した分は、次の期の県内平均に入ります", cycle=cycle.label))
        )
        if cycle.first_day > today:
            rows.append((cycle.first_day, _("{cycle}の診断が始まります", cycle=cycle.label)))
        cycle = cycle.next
    rows += [
        (one.due, _("取組の期限: {step}", step=step_in_words(one, desk.questionnaire)))
        for one in desk.actions()
        if one.is_open and one.due is not None and one.due >= today
    ]
    about = [month.replace(day=15) for ahead in range(13) if (month := months_later(today.replace(day=1), ahead)).month in HABITS]
    rows += [(day, _(HABITS[day.month])) for day in about if today <= day]
    kept = sorted(row for row in rows if today <= row[0] <= end)
    about_then = _("{year}年{month}月ごろ")
    said = [(about_then.format(year=day.year, month=day.month) if day in about else long_date(day), text) for day, text in kept]
    return Table((_("いつ"), _("すること")), tuple(said), (1, 4))


def _answers(desk: ReadingDesk, latest: Snapshot) -> list[Block]:
    q = desk.questionnaire_for(latest.questionnaire)
    before, notes = levels_before(desk, latest), desk.shared_observations(latest)
    blocks: list[Block] = []
    for heading, items in q.sections:
        blocks.append(Section(heading))
        blocks += [
            item_card(item, latest, q, before.get(item.id, ""), observed((one for one in notes if one.item == item.id), desk))
            for item in items
        ]
    return [*blocks, *frameworks_table(q)]


def _internal(case: CaseDesk) -> list[Block]:
    q = case.questionnaire
    blocks: list[Block] = [
        Card(long_date(one.record.date), one.record.by, ((_("内部メモ"), one.internal),)) for one in case.visits() if one.internal
    ]
    latest = case.latest()
    rows = []
    if latest is not None:
        q = case.questionnaire_for(latest.questionnaire)
        rows += [
            (one.item, _("見立て {level}", level=level_in_a_sentence(one.item, one.level, q)), one.reason, one.by)
            for one in case.judgements(latest)
            if one.level is not None
        ]
        rows += [
            (one.observation.item, _kind(one, snapshot, latest), one.observation.text or _("（取り消し）"), one.observation.by)
            for snapshot in reversed(case.with_predecessors())
            for one in case.observations(snapshot)
            if not one.shared
        ]
    named = tuple((f"{item} {q.item_by_id[item].title}" if item in q.item_by_id else item, *rest) for item, *rest in rows)
    blocks.append(Section(_("見立てと内部の所見")))
    blocks.append(Table((_("設問"), _("種類"), _("内容"), _("書いた人")), named, (2.2, 1.2, 4, 1.4), _("まだありません。")))
    gaps = [
        (
            snapshot.cycle.label,
            str(q.dimension_by_id[dimension].title if dimension in q.dimension_by_id else dimension),
            as_step(gap.mean, case.questionnaire_for(snapshot.questionnaire).scale.digits),
            str(gap.items),
        )
        for snapshot, by_dimension in case.calibration()
        for dimension, gap in by_dimension.items()
    ]
    blocks.append(Section(_("自己診断と見立ての差")))
    blocks.append(Table((_("診断期"), _("分野"), _("差"), _("設問数")), tuple(gaps), (2, 3, 1, 1), _("まだありません。")))
    return blocks


def _kind(one: Noted, snapshot: Snapshot, latest: Snapshot) -> str:
    """Which kind of observation, and of which snapshot where that is not the newest."""
    kind = _(_NOTES[one.reader])
    return kind if snapshot.id == latest.id else kind + "\n" + which_snapshot(snapshot, opens=True)
