"""訪問記録, as the municipality reads it: what was said, what to keep, what to try, what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.model import ACTION_STATES, VISIT_KINDS
from dxcheck.casework.wording import record_in_words, step_in_words
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from dxcheck.casework.model import VisitRecord


_PAPER: Final = Command("paper", ("k",), N_("Wordなどに出す"), N_("選んだ訪問の記録を、Word・PDFなどのファイルにします"))


class VisitsScreen(ReadingScreen, RowsScreen):
    """Records of past visits, the newest first."""

    TITLE_TEXT = N_("訪問記録")
    GUIDE = N_("専門官が共有した訪問の記録です。合意した取組は「取組」の画面で進めます。")
    OFFERED = (_PAPER,)
    TABLE = (_PAPER, BACK)

    def rows(self) -> list[Row]:
        """A block a visit."""
        records = self.reading_desk.records()
        if not records:
            return [Row(_("訪問の記録はまだありません。訪問のあとに専門官が共有すると、ここで読めます。"))]
        rows: list[Row] = []
        for one in records:
            rows += self._block(one)
        return rows

    def _block(self, one: VisitRecord) -> list[Row]:
        rows = [Row(_("{day}　{kind}", day=long_date(one.date), kind=_(VISIT_KINDS[one.kind])), value=one.id, style="bold $heading")]
        for name, text in record_in_words(one):
            rows += [Row(name, style="bold"), *(Row(line) for line in text.splitlines())]
        agreed = [action for action in self.reading_desk.actions() if action.visit == one.id]
        if agreed:
            rows.append(Row(_("合意した取組"), style="bold"))
            questionnaire = self.reading_desk.questionnaire
            rows += [
                Row(_("・{step}（{state}）", step=step_in_words(action, questionnaire), state=_(ACTION_STATES[action.state])))
                for action in agreed
            ]
        return [*rows, Row("")]

    def action_paper(self) -> None:
        """The record under the cursor as a paper."""
        from dxcheck.reports.visit_record import record_offer  # opened later than the first frame

        wanted = self.query_one(Rows).value
        record = next((one for one in self.attempt(self.reading_desk.records) or [] if one.id == wanted), None)
        if record is None:
            self.notify(_("訪問の記録はまだありません。訪問のあとに専門官が共有すると、ここで読めます。"))
        else:
            self.host.open_making([record_offer(self.reading_desk, record)])
