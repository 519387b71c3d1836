"""What was: snapshots and visits of one municipality, the newest first; every version of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.moved import since_before
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.specialist.base import CaseScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.model import VISIT_KINDS
from dxcheck.casework.wording import record_in_words
from dxcheck.i18n import N_, _, _c, _n
from dxcheck.model.calendar import clock, long_date
from dxcheck.model.snapshot import current_snapshots
from dxcheck.system.terminal_width import aligned

if TYPE_CHECKING:
    from dxcheck.casework.model import Visit
    from dxcheck.model.snapshot import Snapshot


class PastScreen(RowsScreen, CaseScreen):
    """Snapshots and visits."""

    TITLE_TEXT = N_("これまで")
    GUIDE = N_("Enterで開きます。訪問記録は、直す前の版もここで読めます。")
    TABLE = (Command("open", ("enter",), N_("開く"), N_("選んだ診断結果または訪問記録を開きます")), BACK)

    def rows(self) -> list[Row]:
        """Visits, then snapshots."""
        visits, snapshots = self.case.visits(), self.case.standing()
        rows = [Row(_c("heading", "訪問"), style="bold $heading")]
        for one in visits:
            rows.append(Row(self._visit(one), value=f"visit:{one.id}", head=long_date(one.record.date)))
            earlier = self.case.versions(one.id)[:-1]
            rows += [
                Row(
                    _(
                        "版{n}　{day} {time}　{by}",
                        n=old.record.revision,
                        day=long_date(old.record.at),
                        time=clock(old.record.at),
                        by=old.record.by,
                    ),
                    value=f"version:{one.id}:{old.record.revision}",
                    style="$muted",
                )
                for old in reversed(earlier)
                if old.record.at is not None
            ]
        if not visits:
            rows.append(Row(_("まだありません。"), style="$muted"))
        rows += [Row(""), Row(_("診断結果"), style="bold $heading")]
        rows += self._snapshots(snapshots)
        if not snapshots:
            rows.append(Row(_("まだ提出がありません。"), style="$muted"))
        for town, there in self.case.predecessors():
            rows += [Row(""), Row(_("合併の前　{name}", name=town), style="bold $heading")]
            rows += self._snapshots(current_snapshots(there, self.case.questionnaire_id))
        return rows

    def _snapshots(self, snapshots: list[Snapshot]) -> list[Row]:
        """The newest first, with which way the whole went."""
        cells = [
            (
                _("{day}提出", day=long_date(one.submitted_at)),
                since_before(self.case, one, self.host.drawing),
                _("回答者 {by}", by=one.answered_by),
            )
            for one in reversed(snapshots)
        ]
        rows = zip(reversed(snapshots), aligned(cells), strict=True)
        return [Row(text, value=f"snapshot:{one.id}", head=one.cycle.label) for one, text in rows]

    @staticmethod
    def _visit(one: Visit) -> str:
        state = {"planned": _("予定"), "noted": _("書きかけ"), "recorded": _("共有済み"), "cancelled": _("取りやめ")}[one.state]
        actions = _n("　取組{n}件", "　取組{n}件", len(one.actions)) if one.actions else ""
        return _("{kind}　{state}{actions}　{by}", kind=_(VISIT_KINDS[one.record.kind]), state=state, actions=actions, by=one.record.by)

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        kind, _colon, value = event.value.partition(":")
        if kind == "snapshot":
            snapshot = self.attempt(lambda: self.case.snapshot(value))
            if snapshot is not None:
                self.dxcheck.open_result(snapshot)
        elif kind == "visit":
            from dxcheck.app.specialist.visit import VisitScreen  # Textual's editor is slow to import

            visit = self.attempt(lambda: self.case.visit(value))
            if visit is not None:
                self.app.push_screen(VisitScreen(visit))
        else:
            visit_id, _colon, number = value.rpartition(":")
            old = next(
                (one for one in self.attempt(lambda: self.case.versions(visit_id)) or [] if str(one.record.revision) == number), None
            )
            if old is not None:
                self._read(old)

    def _read(self, old: Visit) -> None:
        from dxcheck.app.screens.dialogs import ReadDialog

        record = old.record
        lines: list[tuple[str, str] | str] = []
        for name, text in record_in_words(record, old.internal):
            lines += [(name, "bold"), text, ""]
        self.app.push_screen(
            ReadDialog(_("{day}の訪問　版{n}", day=long_date(record.date), n=record.revision), lines or [_("何も書かれていません。")])
        )
