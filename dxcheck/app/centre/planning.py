"""訪問の計画: where a visit would do most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.linebreak import pad
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.calendar import long_date
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from dxcheck.desk.specialist import CaseSummary

NAME, LAST, NEXT = 12, 18, 18


class PlanningScreen(RowsScreen, CentreScreen):
    """A line a municipality, those without a coming visit and longest unvisited first."""

    TITLE_TEXT = N_("訪問の計画")
    GUIDE = N_("訪問の予定がなく、しばらく行っていない市町が上に並びます。専門官の分野は、その市町のはじめの一歩が求めるものです。")
    TABLE = (Command("open", ("enter",), N_("開く"), N_("選んだ市町を開き、訪問の予定を入れます")), BACK)

    def rows(self) -> list[Row]:
        """The lines with their reasons."""
        desk = self.centre
        available = {field for one in desk.specialists() for field in one.fields}
        q = desk.comparing.overview().questionnaire
        rows = [
            Row(
                _("専門官の分野: {fields}", fields=_("、").join(str(one.title) for one in q.fields if one.id in available))
                if available
                else _("専門官のアカウントに、まだ専門が登録されていません。"),
                style="$muted",
            ),
            Row(""),
            Row(
                "  " + pad(_("市町"), NAME + 2) + pad(_("前回の訪問"), LAST) + pad(_("次の訪問"), NEXT) + _("気になること"), style="$muted"
            ),
        ]
        ordered = sorted(
            desk.cases.summaries(),
            key=lambda one: (one.next_visit is not None, one.last_visit.date.isoformat() if one.last_visit else "", one.municipality.code),
        )
        fields = desk.fields_needed()
        titles = {one.id: str(one.title).partition("（")[0].partition(" (")[0] for one in q.fields}
        for one in ordered:
            needed = [
                titles[field] + (_("（担当なし）") if available and field not in available else "")
                for field in fields.get(one.municipality.code, ())
            ]
            rows.append(self._row(one, _("・").join(needed)))
        return rows

    def _row(self, one: CaseSummary, needed: str) -> Row:
        if one.problem:
            return Row(one.problem, value=one.municipality.code, head=pad(str(one.municipality), NAME), style="$caution")
        about = []
        if one.overdue:
            about.append(_("期限を過ぎた取組{n}", n=one.overdue))
        if one.has_wish:
            about.append(_("相談あり"))
        if one.risen + one.fallen:
            about.append(_("動いた設問{n}", n=one.risen + one.fallen))
        if one.newest is None:
            about.append(_("まだ提出がありません"))
        if needed:
            about.append(_("求める分野 {fields}", fields=needed))
        last = long_date(one.last_visit.date) if one.last_visit else _("まだ")
        coming = long_date(one.next_visit.record.date) if one.next_visit else "-"
        text = pad(last, LAST) + pad(coming, NEXT) + _("、").join(about)
        return Row(text, value=one.municipality.code, head=pad(str(one.municipality), NAME))

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self.attempt(lambda: self.dxcheck.open_code(event.value))

    def action_open(self) -> None:
        """Open the municipality under the cursor."""
        self.query_one(Rows).action_open()
