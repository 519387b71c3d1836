"""訪問の計画 of a specialist: what is planned, and whom to visit next, with the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on, work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.specialist.base import SpecialistScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.model import VISIT_KINDS
from dxcheck.casework.next_visits import reasons_in_words
from dxcheck.desk.suggesting import suggested_visits
from dxcheck.i18n import N_, _, _n
from dxcheck.model.typed_day import DayReader, day_and_weekday
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from dxcheck.casework.model import Visit
    from dxcheck.desk.case import CaseDesk

NAME, DAY = 12, 22
SUGGESTED: Final = N_(
    "相談の返事を待つ日数、相談と期限を過ぎた取組の数、前回の訪問からの日数を合わせて並べています（返事を待つ1日は、訪ねていない3日と同じ重さです）。同じ地域の市町は、続けて回れるように寄せています。"
)
"""What the order goes by, as both plans say it."""
EXPORT: Final = Command(
    "export", ("o",), N_("予定表に出す"), N_("これからの訪問の予定を、予定表のソフトに取り込むファイル（.ics）にします")
)
_OPEN = Command("open", ("enter",), N_("開く"), N_("選んだ市町を開きます"))
_PLAN = Command("plan", ("n",), N_("訪問を入れる"), N_("選んだ市町への訪問の予定を入れます"))
_MOVE = Command("move", ("d",), N_("日を変える"), N_("選んだ訪問の予定の日付と方法を直します"))


class PlanScreen(RowsScreen, SpecialistScreen):
    """What is planned by its day; below it the municipalities without a plan, in the suggested order."""

    TITLE_TEXT = N_("訪問の計画")
    GUIDE = N_(
        "上にこれからの訪問の予定、下に次に訪ねるとよい市町が、理由といっしょに並びます。nで予定を入れ、oで予定表のソフトに取り込めます。"
    )
    TABLE = (_OPEN, _PLAN, _MOVE, EXPORT, BACK)
    OFFERED = (_PLAN, _MOVE, EXPORT)

    def rows(self) -> list[Row]:
        """Both lists."""
        desk = self.dxcheck.specialist
        known, today = desk.summaries(), desk.now.date()
        coming = sorted(
            ((visit, one.municipality) for one in known for visit in one.coming), key=lambda one: (one[0].record.date, one[0].id)
        )
        rows = [Row(_n("これからの予定　{n}件", "これからの予定　{n}件", len(coming)), style="bold $heading")]
        for visit, town in coming:
            record = visit.record
            said = pad(str(town), NAME) + _("{kind}　{who}", kind=_(VISIT_KINDS[record.kind]), who=record.by)
            rows.append(Row(said, value=f"{town.code} {visit.id}", head=pad(day_and_weekday(record.date), DAY)))
        if not coming:
            rows.append(Row(_("まだありません。下の市町を選んで、n で予定を入れられます。"), style="$muted"))
        order = suggested_visits(known, today)
        rows += [Row(""), Row(_("次に訪ねるとよい順（提案）"), style="bold $heading")]
        for n, one in enumerate(order, start=1):
            town = one.need.municipality
            rows.append(Row(_("、").join(reasons_in_words(one, today)), value=town.code, head=pad(f"{n}. {town}", NAME + 3)))
        if not order:
            rows.append(Row(_("どの市町にも訪問の予定があります。"), style="$muted"))
        else:
            rows += [Row(""), Row(_(SUGGESTED), style="$muted")]
        rows += [
            Row(_("{name}: 読めません。{problem}", name=one.municipality, problem=one.problem), style="$caution")
            for one in known
            if one.problem
        ]
        return rows

    async def came_back(self) -> None:
        """From a municipality: its visit may be planned by now."""
        self.show_rows()

    def _chosen(self) -> tuple[CaseDesk | None, str]:
        """The municipality under the cursor, and the id of the visit where it is one that is planned."""
        code, _space, visit = self.query_one(Rows).value.partition(" ")
        return next((one for one in self.dxcheck.specialist.cases() if one.municipality.code == code), None), visit

    @on(Rows.Opened)
    def _opened(self) -> None:
        case, _visit = self._chosen()
        if case is not None:
            self.attempt(lambda: self.dxcheck.open_case(case))

    @work
    async def action_plan(self) -> None:
        """Plan a visit to the municipality under the cursor."""
        from dxcheck.app.specialist.visit_windows import plan_visit  # Textual's editor is slow to import

        case, _visit = self._chosen()
        if case is not None:
            await self.app.push_screen_wait(plan_visit(self.dxcheck.specialist, case, _("{town}への訪問", town=case.municipality)))
            self.show_rows()

    @work
    async def action_move(self) -> None:
        """Put the planned visit under the cursor on another day."""
        from dxcheck.app.specialist.visit_windows import about_visit, not_over  # Textual's editor is slow to import

        case, visit_id = self._chosen()
        visit: Visit | None = None if case is None or not visit_id else self.attempt(lambda: case.visit(visit_id))
        if case is None or visit is None:
            self.notify(_("上の「これからの予定」の行を選んでから、d を押してください。"))
            return
        ahead, title = DayReader(case.now.date(), "coming"), _("{town}への訪問", town=case.municipality)
        await self.app.push_screen_wait(about_visit(self.dxcheck.specialist, case, visit, title, ahead, check=not_over(ahead)))
        self.show_rows()

    def action_export(self) -> None:
        """The own visits as a calendar, or those of everybody who goes to these municipalities."""
        from dxcheck.reports.visit_calendar import visit_calendar_offers  # opened later than the first frame

        desk = self.dxcheck.specialist
        every, own = visit_calendar_offers(desk, [desk.name])
        self.dxcheck.open_making([own, every])
