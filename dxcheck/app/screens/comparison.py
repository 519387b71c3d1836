"""Past snapshots, one in full, and any two compared item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.moved import in_counts, item_head
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.rows import TO_EXCEL, RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.change import changes_of
from dxcheck.assessment.movement import movement_of
from dxcheck.assessment.why_level import basis_told
from dxcheck.assessment.wording import (
    about_changes,
    answer_in_words,
    change_in_words,
    how_it_was_given,
    level_in_words,
    whole_change,
)
from dxcheck.casework.open_facts import fact_for_staff, facts_of
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from dxcheck.assessment.scoring import ItemChange
    from dxcheck.model.snapshot import Answer, Snapshot
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Level
    from dxcheck.reports.scenes import Scene


_BELOW: Final = "      "
"""The head of what stands below an item: as wide as most ids."""


class ComparisonScreen(ReadingScreen, RowsScreen):
    """Two snapshots, item by item."""

    TITLE_TEXT = N_("設問ごとの比較")
    GUIDE = N_("変わった設問だけを表示しています。a で、変わっていない設問も表示します。")
    TABLE = (
        Command("all", ("a",), N_("全部・変わったものだけ"), N_("変わっていない設問も表示するかを切り替えます")),
        Command("picture", ("o",), N_("図"), N_("設問ごとの変化を図にして、ファイル（PNG・PDF・SVG）に保存します")),
        TO_EXCEL,
        BACK,
    )
    OFFERED = (TO_EXCEL, BACK)
    PICTURED = True

    def __init__(self, before: Snapshot, after: Snapshot) -> None:
        super().__init__()
        self._before, self._after = before, after
        self._comparison = self.reading_desk.compare(before, after)
        self._questionnaire = self.reading_desk.questionnaire_for(after.questionnaire)
        self._everything = False

    def rows(self) -> list[Row]:
        """A heading a dimension, a block a change."""
        q, comparison = self._questionnaire, self._comparison
        changed = [change for change in comparison.changes if change.differs]
        about = _(
            "{before}（{day1}）から {after}（{day2}）へ",
            before=self._before.cycle.label,
            day1=long_date(self._before.submitted_at),
            after=self._after.cycle.label,
            day2=long_date(self._after.submitted_at),
        )
        shared = _n("両方にある設問 {n}問で比べています。", "両方にある設問 {n}問で比べています。", len(comparison.changes))
        if comparison.only_before or comparison.only_after:
            shared += _("（前だけにある設問 {b}問、後だけにある設問 {a}問は含みません）", b=comparison.only_before, a=comparison.only_after)
        counts = in_counts(map(movement_of, comparison.changes), self.host.drawing)
        changes = changes_of(comparison, q)
        rows = [
            Row(about, style="bold"),
            Row(shared),
            *(Row(line, style="bold") for line in counts),
            Row(
                _n(
                    "根拠・コメント・目標も含めて、何か変わった設問 {n}問。",
                    "根拠・コメント・目標も含めて、何か変わった設問 {n}問。",
                    len(changed),
                )
            ),
            Row(whole_change(changes.overall, q.scale.digits)),
            Row(about_changes(), style="$muted"),
            Row(""),
        ]
        shown = comparison.changes if self._everything else changed
        for dimension in q.dimensions:
            inside = [change for change in shown if q.item_by_id[change.item].dimension == dimension.id]
            if inside:
                moved = changes.dimensions.get(dimension.id)
                title = (
                    _("{dimension}　{change}", dimension=dimension.title, change=change_in_words(moved, q.scale.digits))
                    if moved
                    else str(dimension.title)
                )
                rows.append(Row(title, style="bold $heading"))
                for change in inside:
                    rows += self._change(change)
                rows.append(Row(""))
        if not shown:
            rows.append(Row(_("この2つのあいだに変わった設問はありません。")))
        return rows

    def scene(self) -> Scene | None:
        """The items that are listed, or that changed their answer."""
        from dxcheck.reports.scenes import change_scene  # opened later than the first frame

        return change_scene(str(self.reading_desk.municipality), self._comparison, self._questionnaire, moved_only=not self._everything)

    def _change(self, change: ItemChange) -> list[Row]:
        q = self._questionnaire
        before, after = answer_in_words(change.item, change.before, q), answer_in_words(change.item, change.after, q)
        text = str(q.item_by_id[change.item].title) + "　"
        text += before if before == after else _("{before} から {after} へ", before=before, after=after)
        if change.reworded:
            text += _("　（設問の言葉が変わっています）")
        rows = [Row(text, value=change.item, head=item_head(change.item, movement_of(change), q, self.host.drawing))]
        for name, old, new in (
            (_("根拠"), change.before.evidence, change.after.evidence),
            (_("コメント"), change.before.comment, change.after.comment),
            (_("目標"), _level(change.before.target), _level(change.after.target)),
        ):
            if old != new:
                rows.append(Row(_("{name} 前: {old}", name=name, old=old or "-"), head=_BELOW, style="$muted"))
                rows.append(Row(_("{name} 後: {new}", name=name, new=new or "-"), head=_BELOW))
        return rows

    def action_picture(self) -> None:
        """The picture of these two snapshots."""
        self.host.open_pictures("comparison", self._after, self._before)

    def action_table(self) -> None:
        """Both results as a table."""
        from dxcheck.reports.municipality_tables import comparison_offer  # opened later than the first frame

        self.host.open_making([comparison_offer(self.reading_desk, self._before, self._after)])

    def action_all(self) -> None:
        """Show unchanged items too, or no longer."""
        self._everything = not self._everything
        self.query_one(Rows).show(self.rows())


class ItemsScreen(ReadingScreen, RowsScreen):
    """Every item of a snapshot with its answer, evidence and comment."""

    TITLE_TEXT = N_("設問ごとの回答")
    GUIDE = N_("提出した回答・根拠・コメントの一覧です。提出したものは変わりません。")
    TABLE = (TO_EXCEL, BACK)
    OFFERED = (TO_EXCEL, BACK)

    def __init__(self, snapshot: Snapshot, item: str = "") -> None:
        super().__init__()
        self._snapshot, self._item = snapshot, item
        self._questionnaire = self.reading_desk.questionnaire_for(snapshot.questionnaire)
        self._observations = self.reading_desk.shared_observations(snapshot)
        self._facts = self.reading_desk.open_facts()
        self._before = self.reading_desk.before(snapshot)
        compared = self.reading_desk.compare(self._before, snapshot).changes if self._before is not None else ()
        self._since = {one.item: movement_of(one) for one in compared}

    def on_mount(self) -> None:
        """Begin at the item that was asked for."""
        if self._item:
            self.call_after_refresh(lambda: self.query_one(Rows).go_to(self._item))

    def action_table(self) -> None:
        """Every answer as a table."""
        from dxcheck.reports.municipality_tables import answers_offer  # opened later than the first frame

        self.host.open_making([answers_offer(self.reading_desk, self._snapshot)])

    def rows(self) -> list[Row]:
        """A block for each item: its answer, the texts and what specialists shared about it."""
        q = self._questionnaire
        rows = [
            Row(
                _("{cycle}　{day}提出", cycle=self._snapshot.cycle.label, day=long_date(self._snapshot.submitted_at))
                + self.reading_desk.before_merger(self._snapshot),
                style="bold",
            ),
            *(
                [Row(_("左の印は、前回（{cycle}）からの動きです。", cycle=self._before.cycle.label), style="$muted")]
                if self._since and self._before
                else []
            ),
            Row(""),
        ]
        for heading, items in q.sections:
            rows.append(Row(heading, style="bold $heading"))
            for item in items:
                answer = self._snapshot.answer(item.id)
                head = item_head(item.id, self._since.get(item.id), q, self.host.drawing) if self._since else item.id
                rows.append(Row(f"{item.title}　{answer_in_words(item.id, answer, q)}", value=item.id, head=head))
                rows += [Row(one, head=_BELOW, style="$caution") for one in how_it_was_given(self._snapshot, item.id)]
                rows += [Row(fact_for_staff(one), head=_BELOW, style="$muted") for one in facts_of(self._facts, item.id)]
                rows += self._texts(item.id, answer, q)
                said = [one.text for one in self._observations if one.item == item.id]
                rows += [Row(_("専門官の所見: {text}", text=text), head=_BELOW, style="$accent") for text in said]
            rows.append(Row(""))
        return rows

    @staticmethod
    def _texts(item: str, answer: Answer, questionnaire: Questionnaire) -> list[Row]:
        ticked = basis_told(item, answer, questionnaire)
        named = [ticked, (_("理由"), answer.reason), (_("根拠"), answer.evidence), (_("コメント"), answer.comment)]
        if answer.target is not None:
            named.append((_("3年後の目標"), level_in_words(item, answer.target, questionnaire)))
        return [Row(_("{name}: {text}", name=name, text=text), head=_BELOW, style="$muted") for name, text in named if text]


def _level(level: Level | None) -> str:
    return "" if level is None else as_level(level)
