"""診断期: until when answers are taken in, what was decided about it, and which averages are out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row
from dxcheck.benchmark.wording import submitted_too_early, what_extended_means
from dxcheck.desk import StoreError
from dxcheck.desk.cycles import HastyError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import Cycle, clock, days_left, long_date
from dxcheck.model.schedule import LONGEST_MESSAGE, WHAT_HAPPENED, ScheduleError
from dxcheck.model.typed_day import DayReader
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.app.screens.form import Filled, FormDialog
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
        "締切のあとに提出された分も残り、次の期の平均に入ります。締切は、期の終わりより後にも延ばせます（次の期の受付は、そのあとからです）。"
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
        schedule, today = self.cycles.schedule(), self.centre.cases.now.date()
        collecting = schedule.collecting(today)
        published = {one.cycle: one.published_on for one in self.centre.benchmarks()}
        day = schedule.closing_day(collecting)
        left = days_left(day, today)
        rows = [Row(_("いまの診断期: {cycle}　締切 {day}（{left}）", cycle=collecting.label, day=long_date(day), left=left), style="bold")]
        if schedule.is_extended(collecting):
            rows.append(Row(what_extended_means(schedule, collecting)))
        rows += [
            Row(
                _("センターから: {message}", message=schedule.message(collecting))
                if schedule.message(collecting)
                else _("お知らせはありません。")
            ),
            Row(""),
            Row("  " + pad(_("診断期"), NAME + 2) + pad(_("締切"), CLOSES) + _("県内平均"), style="$muted"),
        ]
        cycle = Cycle.of(today)
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
        said = _("{cycle}の締切は{day}です。", cycle=made.cycle.label, day=long_date(made.closes_on))
        schedule = self.attempt(self.cycles.schedule)
        if schedule is not None and schedule.is_extended(made.cycle):
            said += what_extended_means(schedule, made.cycle)
        early = self.centre.comparing.submitted_for_next_only(made.cycle)
        if early:
            said += submitted_too_early(made.cycle, early)
        self.notify(said, timeout=15 if early else 5, markup=False)

    async def _ask(self, dialog: Callable[..., FormDialog], decide: Callable[[Filled], Term]) -> None:
        """Decide what a form asks for; it stays open until that is done."""
        made: list[Term] = []
        if await self.app.push_screen_wait(dialog(save=on_disk(lambda values: made.append(decide(values))))) is not None:
            self._tell(made[-1])
        self.show_rows()

    @work
    async def action_begin(self) -> None:
        """Say until when, and a message; where an earlier cycle is still collected for, of which of the two."""
        from dxcheck.app.screens.form import Field, FormDialog, day_field  # Textual's editor is slow to import

        ahead = DayReader(self.centre.cases.now.date(), "coming")
        schedule, open_ = self.attempt(self.cycles.schedule), self.attempt(self.cycles.changeable)
        if schedule is None or open_ is None:
            return
        collecting = schedule.collecting(ahead.today)
        choices = [one for one in open_ if one >= collecting] or [collecting]
        about = [
            _("すべての市町のはじめの画面に、締切とお知らせが出ます。回答には何も起こりません。"),
            *(_("{cycle}の締切は{day}までの日にできます。", cycle=one.label, day=long_date(_last(schedule, one))) for one in choices),
        ]

        def stands() -> dict[str, str]:
            there = self.cycles.schedule()
            return {"day": max(there.closing_day(collecting), ahead.today).isoformat(), "message": there.message(collecting)}

        now = self.attempt(stands)
        if now is None:
            return
        which = [Field("cycle", _("診断期"), str(collecting), options=tuple((str(one), one.label) for one in choices))]
        fields = [
            *(which if len(choices) > 1 else []),
            day_field("day", _("締切"), ahead, now["day"]),
            Field(
                "message",
                _("お知らせ（なくてもよい）"),
                now["message"],
                _("例: 12月の研修までに提出してください"),
                longest=LONGEST_MESSAGE,
            ),
        ]

        def chosen(values: dict[str, str]) -> Cycle:
            return Cycle.parse(values["cycle"]) if "cycle" in values else collecting

        def decide(values: Filled) -> Term:
            cycle = chosen({name: value.new for name, value in values.items()})
            day, message = values["day"].read(ahead.read), values["message"]
            if cycle == collecting:
                return self.cycles.open(day, message, cycle)
            return self.cycles.open(day.new, message.new, cycle)  # the fields showed what stands for the other one

        await self._ask(
            partial(
                FormDialog,
                "cycle",
                _("受付を始めます") if len(choices) > 1 else _("{cycle}の受付を始めます", cycle=collecting.label),
                about,
                fields,
                go=_("これでよい"),
                check=self._once_if_hasty(lambda values: (chosen(values), ahead.read(values["day"]))),
                stands=stands,
            ),
            decide,
        )

    def _once_if_hasty(self, asked: Callable[[dict[str, str]], tuple[Cycle, dt.date]]) -> Callable[[dict[str, str]], dict[str, str]]:
        """A check that stops at a day which is probably meant for the cycle before; asked for a second time, it is meant."""
        told: set[tuple[Cycle, dt.date]] = set()

        def check(values: dict[str, str]) -> dict[str, str]:
            wanted = asked(values)
            try:
                self.cycles.check_hasty(*wanted)
            except HastyError as why:
                if wanted not in told:
                    told.add(wanted)
                    return {"day": str(why) + _("このまま決めるときは、もう一度「これでよい」を選んでください。")}
            return {}

        return check

    @work
    async def action_extend(self) -> None:
        """A later day, also one in the half-year after the cycle; which cycle that is about, the day tells."""
        from dxcheck.app.screens.form import FormDialog, day_field

        ahead = DayReader(self.centre.cases.now.date(), "coming")
        schedule, open_ = self.attempt(self.cycles.schedule), self.attempt(self.cycles.changeable)
        if schedule is None or open_ is None:
            return
        about = [
            *(
                _(
                    "{cycle}: いまの締切は{day}です。{last}まで延ばせます。",
                    cycle=one.label,
                    day=long_date(schedule.closing_day(one)),
                    last=long_date(schedule.last_extension(one)),
                )
                for one in open_
            ),
            _("新しい締切までに提出された分が、その期の県内平均になります。"),
        ]

        def understood(text: str) -> str:
            """The day, and which cycle it is about."""
            said = ahead.understood(text)
            try:
                return _("{day}　{cycle}の締切", day=said, cycle=self.cycles.to_extend(ahead.read(text)).label) if said else ""
            except (ScheduleError, StoreError):
                return said

        example = _("例: {day}", day=f"{schedule.last_extension(open_[-1]):%Y-%m-%d}" if open_ else "12/3")
        field = replace(day_field("day", _("新しい締切"), ahead, example=example), understood=understood)
        await self._ask(
            partial(FormDialog, "extend", _("締切を延ばします"), about, [field], go=_("延ばす")),
            lambda values: self.cycles.extend(ahead.read(values["day"].new)),
        )

    @work
    async def action_close_cycle(self) -> None:
        """End it with this day."""
        from dxcheck.app.screens.dialogs import AskDialog

        cycle = self.attempt(lambda: self.cycles.collecting)
        if cycle is None:
            return
        missing = sum(one.is_missing for one in self.centre.comparing.board())
        about = [
            _("きょうのうちに提出された分まで、この期の県内平均に入ります。あすから公表できます。"),
            _("そのあとも市町は提出できます。その分は、次の期の平均に入ります。公表するまでは、締切を延ばして戻せます。"),
        ]
        if missing:
            about.append(_n("まだ提出していないのは{n}市町です。", "まだ提出していないのは{n}市町です。", missing))
        try:
            self.cycles.check_hasty(cycle, self.centre.cases.now.date())
        except HastyError as why:
            about.insert(0, str(why))
        ask = AskDialog(_("{cycle}を締め切ります", cycle=cycle.label), about, yes=_("締め切る"), no=_("やめる"))
        if await self.app.push_screen_wait(ask):
            self._do(lambda: self.cycles.close(cycle))


def _last(schedule: Schedule, cycle: Cycle) -> dt.date:
    """The last day that can be a cycle's closing day without extending it."""
    return max(cycle.closing_day, schedule.closing_day(cycle))
