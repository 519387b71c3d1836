"""提出の状況: who has submitted in the running cycle, and whom to write to."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual import on, work

from dxcheck.app.centre.base import AT_ONCE, CentreScreen
from dxcheck.app.centre.reminder import ReminderScreen, reminder_text, state_in_words
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.reminding import time_to_remind
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import days_left, long_date
from dxcheck.system.progress import how_far
from dxcheck.system.seen import Seen
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Hashable

    from dxcheck.prefecture.standing import Standing

NAME, STATE = 12, 21
_LOOK_EVERY: Final = 3.0
_SLICE = 20
"""Municipalities read between two looks at the keyboard."""


class BoardScreen(RowsScreen, CentreScreen):
    """A line a municipality, those still missing first."""

    TITLE_TEXT = N_("提出の状況")
    GUIDE = N_("まだの市町が上に並びます。下書きは、何問答えたかだけがわかります（回答の中身は、提出されるまで見えません）。")
    TABLE = (
        Command("open", ("enter",), N_("開く"), N_("選んだ市町を開きます")),
        Command(
            "remind", ("c",), N_("連絡先の一覧"), N_("まだの市町と連絡先（課・係）を、メールに貼れる形で出します。コピーも保存もできます")
        ),
        Command(
            "exchange",
            ("u",),
            N_("受け渡しファイル"),
            N_("つながらない市町の診断結果をファイルから取り込み、県内平均を返します"),
            opens="dxcheck.app.centre.exchange:CentreExchangeScreen",
        ),
        BACK,
    )

    def __init__(self) -> None:
        super().__init__()
        self._board: list[Standing] = []
        self._seen = Seen()
        self._is_read = False
        self._how_far = ""

    def rows(self) -> list[Row]:
        """Counts, days left, and the lines."""
        comparing = self.centre.comparing
        if not self._is_read and len(comparing.municipalities) > AT_ONCE:
            return [Row(self._how_far or _("読んでいます。"))]
        self._is_read = True
        stamp = self._now_there()
        self._board = comparing.board()
        missing = [one for one in self._board if one.is_missing]
        today = self.centre.cases.now.date()
        closing = self.centre.cycles.schedule().closing_day(comparing.cycle)
        if all(
            one.progress != "damaged" for one in self._board
        ):  # what could not be read now may be mended at the next look, and no file changes by it
            self._seen.took_in(stamp)
        late = sum(one.timing == "late" for one in self._board)
        rows = [
            Row(
                _(
                    "{cycle}　提出 {done}/{all}市町　締切 {day}（{left}）",
                    cycle=comparing.cycle.label,
                    done=len(self._board) - len(missing),
                    all=len(self._board),
                    day=long_date(closing),
                    left=days_left(closing, today),
                ),
                style="bold",
            ),
            *(
                [
                    Row(
                        _n(
                            "締切後に届いた{n}市町は、この期の県内平均に入りません。",
                            "締切後に届いた{n}市町は、この期の県内平均に入りません。",
                            late,
                        ),
                        style="$caution",
                    )
                ]
                if late
                else []
            ),
            *(
                [Row(time_to_remind(closing, today, len(missing)), style="$caution")]
                if time_to_remind(closing, today, len(missing))
                else []
            ),
            Row(""),
        ]
        wide = max([STATE, *(cell_len(state_in_words(one)) + 1 for one in self._board)])
        rows += [self._row(one, wide) for one in missing]
        if not missing:
            rows.append(Row(_("すべての市町から届きました。")))
        rows.append(Row(""))
        rows += [self._row(one, wide) for one in self._board if not one.is_missing]
        return rows

    def _row(self, one: Standing, wide: int) -> Row:
        state = state_in_words(one)
        day = long_date(one.submitted_at) if one.submitted_at else ""
        about = one.problem or _("　").join(text for text in (day, one.about, one.post) if text)
        style = "$caution" if one.progress == "damaged" else ""
        return Row(pad(state, wide) + about, value=one.municipality.code, head=pad(str(one.municipality), NAME), style=style)

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self.attempt(lambda: self.dxcheck.open_code(event.value))

    def on_mount(self) -> None:
        """Notice what others do."""
        self.look_every(_LOOK_EVERY, self._look)
        if not self._is_read:
            self._read()

    @work
    async def _read(self) -> None:
        """Read many municipalities' files without keeping the keyboard waiting; the board then finds them read."""
        comparing = self.centre.comparing
        towns, began = comparing.municipalities, time.monotonic()
        for nth in range(0, len(towns), _SLICE):
            self._how_far = how_far(nth, len(towns), _("提出の状況を読んでいます"), time.monotonic() - began)
            self.show_rows()
            await asyncio.sleep(0.005)
            comparing.board_of(towns[nth : nth + _SLICE])
        self._is_read = True
        self.show_rows()

    def _look(self) -> None:
        if self._is_read and self.app.screen is self and not self._seen.is_at(self._now_there()):
            self.show_rows()

    def _now_there(self) -> Hashable:
        return (self.centre.comparing.board_stamp(), self.centre.cycles.stamp())

    def action_remind(self) -> None:
        """Show whom to write to, to be copied or saved."""
        missing = [one for one in self._board if one.is_missing]
        if not missing:
            self.notify(_("すべての市町から届きました。"))
            return
        cycle, today = self.centre.comparing.cycle, self.centre.cases.now.date()
        schedule = self.attempt(self.centre.cycles.schedule)
        if schedule is not None:
            from dxcheck.reports.letters import letters_offer  # opened later than the first frame

            closing = schedule.closing_day(cycle)
            letters = letters_offer(missing, cycle, closing, today)
            self.app.push_screen(ReminderScreen(reminder_text(cycle, closing, today, missing), cycle, letters))
