"""Past snapshots, one in full, and any two compared item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.calendar import long_date
from dxcheck.i18n import N_, _, _n
from dxcheck.scoring import dimension_scores, overall_score
from dxcheck.snapshot import current_snapshots
from dxcheck.wording import answer_in_words

if TYPE_CHECKING:
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.scoring import ItemChange
    from dxcheck.snapshot import Answer, Snapshot


class HistoryScreen(RowsScreen):
    """All snapshots of this municipality, the newest first."""

    TITLE_TEXT = N_("これまでの診断結果")
    GUIDE = N_("Enterで開きます。比べたい2つにスペースキーで印（*）をつけ、cで設問ごとに比べます。")
    TABLE = (
        Command("open", ("enter",), N_("開く"), N_("選んだ診断結果を開きます")),
        Command("mark", ("space",), N_("印をつける"), N_("比べたい診断結果に印をつけます（2つまで）")),
        Command("compare", ("c",), N_("2つを比べる"), N_("印をつけた2つを設問ごとに比べます。印がなければ、選んだものとその前を比べます")),
        BACK,
    )

    def __init__(self) -> None:
        super().__init__()
        self._snapshots = {one.id: one for one in self.reading_desk.snapshots()}
        self._marked: list[str] = []

    def rows(self) -> list[Row]:
        """A row a snapshot."""
        if not self._snapshots:
            return [Row(_("まだ診断結果がありません。ホームの「診断をはじめる」から、最初の診断を提出してみてください。"))]
        standing = {one.id for one in current_snapshots(list(self._snapshots.values()))}
        rows = [Row(_("スペースキーで2つに印をつけ、c で比べられます。"), style="$muted"), Row("")]
        for one in reversed(self._snapshots.values()):
            questionnaire = self.reading_desk.questionnaire_for(one.questionnaire)
            overall = overall_score(dimension_scores(one.answers, questionnaire))
            mean = _("全体 {mean}", mean=f"{overall.mean:.1f}") if overall.mean is not None else _("全体 -")
            text = _(
                "{cycle}　{day}　{mean}　回答 {n}/{all}",
                cycle=one.cycle.label,
                day=long_date(one.submitted_at),
                mean=mean,
                n=overall.answered,
                all=overall.applicable,
            )
            if one.id not in standing:
                text += _("　（訂正前）")
            elif one.supersedes:
                text += _("　（訂正後）")
            rows.append(Row(text, value=one.id, head="*" if one.id in self._marked else " "))
        return rows

    def action_open(self) -> None:
        """Open the snapshot under the cursor."""
        self.query_one(Rows).action_open()

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self.base_app.open_result(self._snapshots[event.value])

    def action_mark(self) -> None:
        """Mark or unmark the snapshot under the cursor; a third mark replaces the first."""
        value = self.query_one(Rows).value
        if value in self._marked:
            self._marked.remove(value)
        elif value:
            self._marked = [*self._marked, value][-2:]
        self.query_one(Rows).show(self.rows())

    def action_compare(self) -> None:
        """Compare the two marked, else the one under the cursor with the one before it."""
        marked = sorted((self._snapshots[one] for one in self._marked), key=lambda one: one.seq)
        if len(marked) == 2:  # noqa: PLR2004 - a pair
            self.base_app.open_comparison(marked[0], marked[1])
            return
        chosen = self._snapshots.get(self.query_one(Rows).value)
        before = self.reading_desk.before(chosen) if chosen else None
        if chosen is None or before is None:
            self.notify(_("比べる診断結果がもう1つ必要です。2つにスペースキーで印をつけてください。"))
        else:
            self.base_app.open_comparison(before, chosen)


class ComparisonScreen(RowsScreen):
    """Two snapshots, item by item."""

    TITLE_TEXT = N_("設問ごとの比較")
    GUIDE = N_("変わった設問だけを表示しています。a で、変わっていない設問も表示します。")
    TABLE = (
        Command("all", ("a",), N_("全部・変わったものだけ"), N_("変わっていない設問も表示するかを切り替えます")),
        Command("picture", ("o",), N_("図"), N_("設問ごとの変化を図にして、ファイル（PNG・PDF・SVG）に保存します")),
        BACK,
    )

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
        counts = _(
            "上がった {up}問・下がった {down}問・何か変わった {n}問", up=len(comparison.risen), down=len(comparison.fallen), n=len(changed)
        )
        rows = [Row(about, style="bold"), Row(shared), Row(counts), Row("")]
        shown = comparison.changes if self._everything else changed
        for dimension in q.dimensions:
            inside = [change for change in shown if q.item_by_id[change.item].dimension == dimension.id]
            if inside:
                rows.append(Row(str(dimension.title), style="bold $heading"))
                for change in inside:
                    rows += self._change(change)
                rows.append(Row(""))
        if not shown:
            rows.append(Row(_("この2つのあいだに変わった設問はありません。")))
        return rows

    def _change(self, change: ItemChange) -> list[Row]:
        q = self._questionnaire
        before, after = answer_in_words(change.before, q), answer_in_words(change.after, q)
        text = str(q.item_by_id[change.item].title) + "　"
        text += before if before == after else _("{before} から {after} へ", before=before, after=after)
        if change.reworded:
            text += _("　（設問の言葉が変わっています）")
        rows = [Row(text, value=change.item, head=change.item)]
        for name, old, new in (
            (_("根拠"), change.before.evidence, change.after.evidence),
            (_("コメント"), change.before.comment, change.after.comment),
            (_("目標"), _level(change.before.target), _level(change.after.target)),
        ):
            if old != new:
                rows.append(Row(_("{name} 前: {old}", name=name, old=old or "-"), head="      ", style="$muted"))
                rows.append(Row(_("{name} 後: {new}", name=name, new=new or "-"), head="      "))
        return rows

    def action_picture(self) -> None:
        """The picture of these two snapshots."""
        self.base_app.open_picture(("change",), self._after, self._before)

    def action_all(self) -> None:
        """Show unchanged items too, or no longer."""
        self._everything = not self._everything
        self.query_one(Rows).show(self.rows())


class ItemsScreen(RowsScreen):
    """Every item of a snapshot with its answer, evidence and comment."""

    TITLE_TEXT = N_("設問ごとの回答")
    GUIDE = N_("提出した回答・根拠・コメントの一覧です。提出したものは変わりません。")
    TABLE = (BACK,)

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._questionnaire = self.reading_desk.questionnaire_for(snapshot.questionnaire)
        self._observations = self.reading_desk.shared_observations(snapshot)

    def rows(self) -> list[Row]:
        """A block an item."""
        q = self._questionnaire
        rows = [
            Row(_("{cycle}　{day}提出", cycle=self._snapshot.cycle.label, day=long_date(self._snapshot.submitted_at)), style="bold"),
            Row(""),
        ]
        for dimension, items in q.items_by_dimension.items():
            rows.append(Row(str(q.dimension_by_id[dimension].title), style="bold $heading"))
            for item in items:
                answer = self._snapshot.answer(item.id)
                rows.append(Row(f"{item.title}　{answer_in_words(answer, q)}", value=item.id, head=item.id))
                rows += self._texts(answer, q)
                said = [one.text for one in self._observations if one.item == item.id]
                rows += [Row(_("専門官の所見: {text}", text=text), head="      ", style="$accent") for text in said]
            rows.append(Row(""))
        return rows

    @staticmethod
    def _texts(answer: Answer, questionnaire: Questionnaire) -> list[Row]:
        named = [(_("理由"), answer.reason), (_("根拠"), answer.evidence), (_("コメント"), answer.comment)]
        if answer.target is not None:
            named.append((_("3年後の目標"), f"{answer.target} {questionnaire.scale[answer.target].name}"))
        return [Row(_("{name}: {text}", name=name, text=text), head="      ", style="$muted") for name, text in named if text]


def _level(level: int | None) -> str:
    return "" if level is None else str(level)
