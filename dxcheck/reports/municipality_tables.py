"""A municipality's own lists as tables for a spreadsheet: the answers of a result, all results over time, two results beside each other.

They hold what the screens show, every row of it, in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment.change import changes_of
from dxcheck.assessment.movement import movement_of
from dxcheck.assessment.scoring import dimension_scores, whole_score
from dxcheck.assessment.why_level import why_in_words
from dxcheck.assessment.wording import about_changes, answer_in_words, how_it_was_given
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import NothingToMakeError, Offer
from dxcheck.formats.sheets import Column, Encoding, Sheet
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import current_snapshots
from dxcheck.reports.parts import foot, levels_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.desk import ReadingDesk
    from dxcheck.formats.sheets import Cell
    from dxcheck.model.snapshot import Answer, Snapshot

TABLE_FORMATS: Final = endings_of("table")


class MunicipalityTable(msgspec.Struct, frozen=True):
    """One list as a file."""

    title: str
    name: str
    sheet: Sheet
    said: tuple[str, ...]
    """What holds for all of it."""
    encoding: Encoding = "utf-8-sig"

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "table", self)

    def sheets(self) -> list[Sheet]:
        """The one list."""
        return [self.sheet]

    def flat(self) -> Sheet:
        """The same."""
        return self.sheet

    def plain(self) -> dict[str, object]:
        """Its rows by their heads."""
        heads = [one.title for one in self.sheet.columns]
        return {"title": self.title, "rows": [dict(zip(heads, row, strict=True)) for row in self.sheet.rows]}

    def about(self) -> list[str]:
        """What holds for all of it."""
        return list(self.said)


def answers_offer(desk: ReadingDesk, snapshot: Snapshot) -> Offer:
    """Every answer of a result."""
    return _offer(_("設問ごとの回答の表"), lambda: answers_table(desk, snapshot))


def history_offer(desk: ReadingDesk) -> Offer:
    """All results."""
    return _offer(_("これまでの診断結果の表"), lambda: history_table(desk))


def comparison_offer(desk: ReadingDesk, before: Snapshot, after: Snapshot) -> Offer:
    """Two results, item by item."""
    return _offer(_("設問ごとの比較の表"), lambda: comparison_table(desk, before, after))


def _offer(title: str, make: Callable[[], MunicipalityTable]) -> Offer:
    return Offer(title, make, TABLE_FORMATS)


def answers_table(desk: ReadingDesk, snapshot: Snapshot) -> MunicipalityTable:
    """A row an item.

    Raises:
        StoreError: something cannot be read.
    """
    q, before = desk.questionnaire_for(snapshot.questionnaire), levels_before(desk, snapshot)
    columns = (
        Column(_("分野"), _("設問の分野"), width=20),
        Column(_("番号"), _("設問の番号"), width=9),
        Column(_("設問"), _("設問の題名"), width=26),
        Column(_("レベル"), _("答えた段（{range}）。レベルでない回答は言葉", range=q.scale.in_words), "level", 9),
        Column(_("回答"), _("段の名前"), width=22),
        Column(_("前回"), _("前の診断期の回答"), width=12),
        Column(_("目標"), _("3年後の目標（{range}）", range=q.scale.in_words), "level", 7),
        Column(_("根拠"), _("見せられる資料や記録"), "long", 34),
        Column(_("コメント"), _("事情や迷った点。該当なしの理由も"), "long", 34),
        Column(_("備考"), _("この段の理由、前回と同じを写した、別の課が答えた、など"), "long", 22),
    )
    rows: list[tuple[Cell, ...]] = []
    for item in q.ordered:
        answer = snapshot.answer(item.id)
        words = answer_in_words(item.id, answer, q)
        texts = "\n".join(one for one in (answer.reason, answer.comment) if one)
        rows.append(
            (
                str(q.dimension_by_id[item.dimension].title),
                item.id,
                str(item.title),
                words if answer.level is None else answer.level,
                words if answer.level is None else str(q.name_of(item.id, answer.level)),
                before.get(item.id, ""),
                answer.target,
                answer.evidence,
                texts,
                "\n".join([*filter(None, [why_in_words(item.id, answer, q)]), *how_it_was_given(snapshot, item.id)]),
            )
        )
    title = _("設問ごとの回答　{name}　{cycle}", name=desk.municipality, cycle=snapshot.cycle.label)
    about = _("{day}提出　回答者: {by}", day=long_date(snapshot.submitted_at), by=snapshot.answered_by)
    sheet = Sheet(_("回答"), columns, tuple(rows), title, about, levels=q.scale)
    return MunicipalityTable(title, _named(_("回答"), desk, snapshot.cycle.label), sheet, (foot(desk),))


def history_table(desk: ReadingDesk) -> MunicipalityTable:
    """A row a result, the newest first; a column for the mean of each dimension of the newest.

    Raises:
        NothingToMakeError: there is none.
        StoreError: something cannot be read.
    """
    snapshots = desk.snapshots()
    if not snapshots:
        raise NothingToMakeError(_("まだ診断結果がありません。提出すると、表をつくれます。"))
    newest = desk.questionnaire_for(snapshots[-1].questionnaire)
    standing = {one.id for one in current_snapshots(snapshots, desk.questionnaire_id)}
    mean = _("平均（{range}）", range=newest.scale.in_words)
    columns = (
        Column(_("診断期"), _("どの診断期のものか"), width=18),
        Column(_("提出日"), _("提出した日"), "day", 12),
        Column(_("全体"), mean, "mean"),
        Column(_("変化"), _("前の診断期からの変化"), "change"),
        Column(_("レベルのある回答"), _("レベルのある回答の数"), "count", 10),
        Column(_("当てはまる設問"), _("該当なしを除いた設問の数"), "count", 10),
        *(Column(str(one.title), mean, "mean", 12) for one in newest.dimensions),
        Column(_("回答者"), _("答えた課・係・職名"), width=24),
        Column(_("確認者"), _("確認した課・係・職名"), width=20),
        Column(_("備考"), _("訂正前のもの"), width=10),
        Column(_("控え番号"), _("診断結果の番号"), width=26),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in reversed(snapshots):
        q = desk.questionnaire_for(one.questionnaire)
        scores, whole, before = dimension_scores(one.answers, q), whole_score(one.answers, q), desk.before(one)
        change = changes_of(desk.compare(before, one), q).overall.mean if before is not None else None
        means = [scores[dimension.id].mean if dimension.id in scores else None for dimension in newest.dimensions]
        remark = "" if one.id in standing else _("訂正前")
        rows.append(
            (
                one.cycle.label,
                one.submitted_at.date(),
                whole.mean,
                change,
                whole.answered,
                whole.applicable,
                *means,
                one.answered_by,
                one.confirmed_by,
                remark,
                one.id,
            )
        )
    title = _("これまでの診断結果　{name}", name=desk.municipality)
    sheet = Sheet(_("これまで"), columns, tuple(rows), title, about_changes(), levels=newest.scale)
    return MunicipalityTable(title, _named(_("これまでの診断結果"), desk, f"{desk.now:%Y%m%d}"), sheet, (foot(desk),))


def comparison_table(desk: ReadingDesk, before: Snapshot, after: Snapshot) -> MunicipalityTable:
    """A row an item that both have.

    Raises:
        StoreError: something cannot be read.
    """
    q = desk.questionnaire_for(after.questionnaire)
    first, second = before.cycle.short, after.cycle.short

    def level(item: str, answer: Answer) -> Cell:
        return answer.level if answer.level is not None else answer_in_words(item, answer, q)

    answered = _("答えた段（{range}）。レベルでない回答は言葉", range=q.scale.in_words)
    columns = (
        Column(_("分野"), _("設問の分野"), width=20),
        Column(_("番号"), _("設問の番号"), width=9),
        Column(_("設問"), _("設問の題名"), width=26),
        Column(_("前　{cycle}", cycle=first), answered, "level", 10),
        Column(_("後　{cycle}", cycle=second), answered, "level", 10),
        Column(_("動き"), _("上がった、同じ、下がったなど"), width=12),
        Column(_("根拠（前）"), _("前の根拠"), "long", 30),
        Column(_("根拠（後）"), _("後の根拠"), "long", 30),
        Column(_("コメント（前）"), _("前のコメント"), "long", 30),
        Column(_("コメント（後）"), _("後のコメント"), "long", 30),
    )
    rows = tuple(
        (
            str(q.dimension_by_id[q.item_by_id[one.item].dimension].title),
            one.item,
            str(q.item_by_id[one.item].title),
            level(one.item, one.before),
            level(one.item, one.after),
            movement_of(one).word,
            one.before.evidence,
            one.after.evidence,
            one.before.comment,
            one.after.comment,
        )
        for one in desk.compare(before, after).changes
    )
    title = _("設問ごとの比較　{name}　{before}から{after}へ", name=desk.municipality, before=before.cycle.label, after=after.cycle.label)
    sheet = Sheet(_("比較"), columns, rows, title, _("両方にある設問を比べています。"), levels=q.scale)
    return MunicipalityTable(title, _named(_("比較"), desk, f"{first}_{second}"), sheet, (foot(desk),))


def _named(what: str, desk: ReadingDesk, of: str) -> str:
    return "_".join([what, str(desk.municipality), *desk.instruments.named, of.replace(" ", "")])
