"""診断期: until when answers are taken in, what was decided about it, and which averages are out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import clock, days_left, long_date, parse_day
from dxcheck.model.schedule import LONGEST_MESSAGE, WHAT_HAPPENED, ScheduleError
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.app.screens.form import FormDialog
    from dxcheck.desk.cycles import CyclesDesk
    from dxcheck.model.schedule import Schedule, Term

NAME, CLOSES, WHEN = 20, 22, 24
_BEFORE = 5
"""Earlier cycles shown."""


class CyclesScreen(RowsScreen, CentreScreen):
    """The running cycle, then the earlier ones and what was decided."""

    TITLE_TEXT = N_("診断期")
    GUIDE = N_(
        "診断期は、年度の前期（4月から9月）と後期（10月から3月）です。締切までに提出された診断結果が、その期の県内平均になります。"
        "締切のあとに提出された分も残り、次の期の平均に入ります。"
    )
    TABLE = (
        Command("begin", ("o",), N_("受付を始める"), N_("締切と、すべての市町へのお知らせを決めます。あとから書き直せます")),
        Command("extend", ("e",), N_("締切を延ばす"), N_("締切を後の日にします。締め切ったあとでも、公表する前なら延ばせます")),
        Command("close_cycle", ("x",), N_("締め切る"), N_("きょうまでで締め切ります。あすから県内平均を公表できます")),
        BACK,
    )

    @property
    def cycles(self) -> CyclesDesk:
        """Cycles."""
        return self.centre.cycles

    def rows(self) -> list[Row]:
        """The lines."""
        schedule, running = self.cycles.schedule(), self.cycles.running
        today = self.centre.cases.now.date()
        published = {one.cycle: one.published_on for one in self.centre.benchmarks()}
        day = schedule.closing_day(running)
        left = days_left(day, today)
        rows = [
            Row(_("いまの診断期: {cycle}　締切 {day}（{left}）", cycle=running.label, day=long_date(day), left=left), style="bold"),
            Row(
                _("センターから: {message}", message=schedule.message(running))
                if schedule.message(running)
                else _("お知らせはありません。")
            ),
            Row(""),
            Row("  " + pad(_("診断期"), NAME + 2) + pad(_("締切"), CLOSES) + _("県内平均"), style="$muted"),
        ]
        cycle = running
        for _nth in range(_BEFORE + 1):
            state = _("{day}に公表", day=long_date(published[cycle])) if cycle in published else _("まだ公表していません")
            rows.append(Row(pad(long_date(schedule.closing_day(cycle)), CLOSES) + state, head=pad(cycle.label, NAME)))
            cycle = cycle.previous
        rows += [Row(""), Row(_("これまでに決めたこと"), style="bold $heading"), *self._decided(schedule)]
        return rows

    def _decided(self, schedule: Schedule) -> list[Row]:
        if not schedule.terms:
            return [Row(_("まだありません。決めるまでは、どの期も最後の日が締切です。"), style="$muted")]
        return [
            Row(
                pad(_("{day} {time}", day=long_date(one.at), time=clock(one.at)), WHEN)
                + _("{what}（締切 {day}）　{by}", what=_(WHAT_HAPPENED[one.what]), day=long_date(one.closes_on), by=one.by),
                head=pad(one.cycle.label, NAME),
            )
            for one in reversed(schedule.terms)
        ]

    def _do(self, what: Callable[[], Term]) -> None:
        """Decide; say why not, if it cannot be decided."""
        try:
            made = self.attempt(what)
        except ScheduleError as why:
            self.notify(str(why), severity="warning", timeout=15, markup=False)
        else:
            if made is not None:
                self._tell(made)
        self.show_rows()

    def _tell(self, made: Term) -> None:
        self.notify(_("{cycle}の締切は{day}です。", cycle=made.cycle.label, day=long_date(made.closes_on)))

    async def _ask(self, dialog: Callable[..., FormDialog], decide: Callable[[dict[str, str]], Term]) -> None:
        """Decide what a form asks for; it stays open until that is done."""
        made: list[Term] = []
        if await self.app.push_screen_wait(dialog(save=on_disk(lambda values: made.append(decide(values))))) is not None:
            self._tell(made[-1])
        self.show_rows()

    @work
    async def action_begin(self) -> None:
        """Say until when, and a message."""
        from dxcheck.app.screens.form import Field, FormDialog, day_fault  # Textual's editor is slow to import

        running, today = self.cycles.running, self.centre.cases.now.date()
        schedule = self.attempt(self.cycles.schedule)
        if schedule is None:
            return
        about = [
            _("すべての市町のはじめの画面に、締切とお知らせが出ます。回答には何も起こりません。"),
            _("締切は{day}までの日にできます。", day=long_date(running.closing_day)),
        ]
        fields = [
            Field("day", _("締切"), f"{max(schedule.closing_day(running), today):%Y-%m-%d}", fault=day_fault(today, needed=True)),
            Field(
                "message",
                _("お知らせ（なくてもよい）"),
                schedule.message(running),
                _("例: 12月の研修までに提出してください"),
                longest=LONGEST_MESSAGE,
            ),
        ]
        await self._ask(
            partial(FormDialog, _("{cycle}の受付を始めます", cycle=running.label), about, fields, go=_("これでよい")),
            lambda values: self.cycles.open(parse_day(values["day"], today), values["message"]),
        )

    @work
    async def action_extend(self) -> None:
        """A later day."""
        from dxcheck.app.screens.form import Field, FormDialog, day_fault

        running, today = self.cycles.running, self.centre.cases.now.date()
        schedule = self.attempt(self.cycles.schedule)
        if schedule is None:
            return
        about = [
            _("いまの締切は{day}です。", day=long_date(schedule.closing_day(running))),
            _("新しい締切までに提出された分が、この期の県内平均になります。{day}まで延ばせます。", day=long_date(running.closing_day)),
        ]
        field = Field(
            "day", _("新しい締切"), "", _("例: {day}", day=f"{running.closing_day:%Y-%m-%d}"), fault=day_fault(today, needed=True)
        )
        await self._ask(
            partial(FormDialog, _("締切を延ばします"), about, [field], go=_("延ばす")),
            lambda values: self.cycles.extend(parse_day(values["day"], today)),
        )

    @work
    async def action_close_cycle(self) -> None:
        """End it with this day."""
        from dxcheck.app.screens.dialogs import AskDialog

        missing = sum(one.is_missing for one in self.centre.comparing.board())
        about = [
            _("きょうのうちに提出された分まで、この期の県内平均に入ります。あすから公表できます。"),
            _("そのあとも市町は提出できます。その分は、次の期の平均に入ります。公表するまでは、締切を延ばして戻せます。"),
        ]
        if missing:
            about.append(_n("まだ提出していないのは{n}市町です。", "まだ提出していないのは{n}市町です。", missing))
        ask = AskDialog(_("{cycle}を締め切ります", cycle=self.cycles.running.label), about, yes=_("締め切る"), no=_("やめる"))
        if await self.app.push_screen_wait(ask):
            self._do(self.cycles.close)
