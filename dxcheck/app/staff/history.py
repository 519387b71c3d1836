"""All past snapshots of the staff's own municipality, to open or to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual import on

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.moved import since_before
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.rows import TO_EXCEL, RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.scoring import whole_score
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.model.snapshot import current_snapshots
from dxcheck.system.terminal_width import aligned

if TYPE_CHECKING:
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.reports.scenes import Scene


_AROUND: Final = 14
"""Cells beside a row's text."""
_NO_MARK: Final = "[ ]"


class HistoryScreen(ReadingScreen, RowsScreen):
    """All snapshots of this municipality, the newest first."""

    TITLE_TEXT = N_("これまでの診断結果")
    MARKS = True
    GUIDE = N_("Enterで開きます。比べたい2つに印（*）をつけ（スペースキーか、左の[ ]を押す）、cで設問ごとに比べます。")
    TABLE = (
        Command("open", ("enter",), N_("開く"), N_("選んだ診断結果を開きます")),
        Command("mark", ("space",), N_("印をつける"), N_("比べたい診断結果に印をつけます（2つまで）")),
        Command("compare", ("c",), N_("2つを比べる"), N_("印をつけた2つを設問ごとに比べます。印がなければ、選んだものとその前を比べます")),
        Command("picture", ("o",), N_("図"), N_("推移を図にして、報告書などに使えるファイル（PNG・PDF・SVG）に保存します")),
        TO_EXCEL,
        BACK,
    )
    OFFERED = (TO_EXCEL, BACK)
    PICTURED = True

    def __init__(self) -> None:
        super().__init__()
        self._own = self.reading_desk.snapshots()
        self._before = self.reading_desk.predecessors()
        every = (*(one for _town, there in self._before for one in there), *self._own)
        self._snapshots = {one.id: one for one in every}
        self._marked: list[str] = []

    def rows(self) -> list[Row]:
        """A row for each snapshot, the newest first; corrected ones are marked as such."""
        if not self._snapshots:
            return [Row(_("まだ診断結果がありません。ホームの「診断をはじめる」から、最初の診断を提出してみてください。"))]
        rows = [Row(_("2つに印をつけ（スペースキーか、左の[ ]を押す）、c で比べられます。"), style="$muted"), Row("")]
        rows += self._of(self._own)
        for town, there in self._before:
            rows += [Row(""), Row(_("合併の前　{name}", name=town), style="bold $heading"), *self._of(there)]
        return rows

    def scene(self) -> Scene | None:
        """The means over the cycles."""
        from dxcheck.reports.scenes import progress_scene  # opened later than the first frame

        return progress_scene(self.reading_desk)

    def _of(self, snapshots: list[Snapshot]) -> list[Row]:
        """The rows of one municipality: this one, or one that merged in it."""
        standing = {one.id for one in current_snapshots(snapshots, self.reading_desk.questionnaire_id)}
        cells = [
            [one.cycle.label, long_date(one.submitted_at), *self._figures(one), _remark(one, is_standing=one.id in standing)]
            for one in reversed(snapshots)
        ]
        lines = aligned([_heads(), *cells], gap=1)
        if max(map(cell_len, lines)) > self.app.size.width - _AROUND:
            lines = aligned(
                [_heads(), *([one.cycle.short, *rest] for one, (_label, *rest) in zip(reversed(snapshots), cells, strict=True))], gap=1
            )
        heading, *texts = lines
        rows = [
            Row(text, value=one.id, head="[*]" if one.id in self._marked else _NO_MARK)
            for one, text in zip(reversed(snapshots), texts, strict=True)
        ]
        return [Row(heading, head=" " * len(_NO_MARK), style="$muted"), *rows] if rows else []

    def _figures(self, snapshot: Snapshot) -> tuple[str, str, str]:
        overall = whole_score(snapshot.answers, self.reading_desk.questionnaire_for(snapshot.questionnaire))
        return (
            as_mean(overall.mean, snapshot.questionnaire.range.digits),
            since_before(self.reading_desk, snapshot, self.host.drawing),
            f"{overall.answered}/{overall.applicable}",
        )

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self.host.open_result(self._snapshots[event.value])

    @on(Rows.Marked)
    def _clicked(self) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        """Mark or unmark the snapshot under the cursor; a third mark replaces the first."""
        value = self.query_one(Rows).value
        if value in self._marked:
            self._marked.remove(value)
        elif value:
            self._marked = [*self._marked, value][-2:]
        self.query_one(Rows).show(self.rows())

    def action_picture(self) -> None:
        """The picture of the means over the cycles."""
        if self._own:
            self.host.open_pictures("progress")
        else:
            self.notify(_("まだ診断結果がないため、図をつくれません。1回提出すると、つくれるようになります。"))

    def action_table(self) -> None:
        """All results as a table."""
        from dxcheck.reports.municipality_tables import history_offer  # opened later than the first frame

        self.host.open_making([history_offer(self.reading_desk)])

    def action_compare(self) -> None:
        """Compare the two marked, else the one under the cursor with the one before it."""
        marked = sorted((self._snapshots[one] for one in self._marked), key=lambda one: one.seq)
        if len(marked) == 2:  # noqa: PLR2004 - a pair
            self.host.open_comparison(marked[0], marked[1])
            return
        chosen = self._snapshots.get(self.query_one(Rows).value)
        before = self.reading_desk.before(chosen) if chosen else None
        if chosen is None or before is None:
            self.notify(_("比べる診断結果がもう1つ必要です。2つにスペースキーで印をつけてください。"))
        else:
            self.host.open_comparison(before, chosen)


def _heads() -> list[str]:
    return [_("診断期"), _("提出日"), _("全体"), _("その前の期から"), _("回答"), ""]


def _remark(snapshot: Snapshot, *, is_standing: bool) -> str:
    return _("訂正前") if not is_standing else _("訂正後") if snapshot.supersedes else ""
