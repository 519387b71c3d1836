"""Until when a cycle takes in what its average is made of: its last day, unless the centre set another one.

A cycle is always the half-year itself (docs/design.md section 5); collecting for it may end earlier, or go on after its end where the centre extends the deadline into the
following half-year. What a submission counts for:

- Answers are collected for one cycle at a time. While an earlier cycle's extended deadline has not passed, that is the earlier one: what is submitted on 10 April, with
  令和8年度後期 extended to 15 April, is a snapshot of 令和8年度後期, corrects the one it has, and counts for its average. Collecting for 令和9年度前期 begins on 16 April.
- A snapshot keeps the cycle it was submitted for (`Snapshot.cycle`): whoever submits is told which one, and no later decision moves it. Submitted on 2 April, before the
  centre extended on the 3rd, it is one of 令和9年度前期; to be in 令和8年度後期 it is submitted once more.
- It counts for the averages of its own cycle and of later ones, if it was there on their closing days. What comes after its cycle's closing day is kept like everything
  else and enters the next average, as the newest one of its municipality by then.

A published cycle cannot be changed any more.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import N_, _
from dxcheck.model.calendar import Cycle, Timed, long_date
from dxcheck.model.text import cleaned_line
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST_MESSAGE: Final = 200
_DAY: Final = dt.timedelta(days=1)
_HASTY: Final = dt.timedelta(days=31)
"""A collection that ends within a month of its cycle's beginning is hardly meant."""
What = Literal["opened", "extended", "closed"]
WHAT_HAPPENED: Final[dict[What, str]] = {"opened": N_("受付を始めた"), "extended": N_("締切を延ばした"), "closed": N_("締め切った")}


class Term(Timed, frozen=True):
    """One decision of the centre about a cycle."""

    cycle: Cycle
    closes_on: dt.date
    """The last day that counts for the cycle's average; within the cycle, or in the half-year after it."""
    what: What
    at: dt.datetime
    by: str = ""
    """The centre's post that decided."""
    message: Annotated[str, Meta(max_length=LONGEST_MESSAGE)] = ""
    """To all municipalities, on their first screen while the cycle runs."""


class ScheduleError(RefusedError):
    """A decision that cannot be taken; the message says why and what can be done."""


class Schedule(msgspec.Struct, frozen=True):
    """Every decision, the oldest first."""

    terms: tuple[Term, ...] = ()

    def standing(self, cycle: Cycle) -> Term | None:
        """What was decided last about a cycle."""
        return next((one for one in reversed(self.terms) if one.cycle == cycle), None)

    def closing_day(self, cycle: Cycle) -> dt.date:
        """The last day that counts for the cycle's average."""
        term = self.standing(cycle)
        return term.closes_on if term is not None else cycle.closing_day

    def message(self, cycle: Cycle) -> str:
        """What the centre says to all municipalities about a cycle."""
        term = self.standing(cycle)
        return term.message if term is not None else ""

    def first_day(self, cycle: Cycle) -> dt.date:
        """The first day on which answers are collected for a cycle: its own first day, or the day after the extended deadline of the one before."""
        return max(cycle.first_day, self.closing_day(cycle.previous) + _DAY)

    def collecting(self, day: dt.date) -> Cycle:
        """The cycle that a submission on this day is for."""
        running = Cycle.of(day)
        return running.previous if day < self.first_day(running) else running

    def is_late(self, cycle: Cycle, day: dt.date) -> bool:
        """Whether what is submitted for a cycle on this day misses its average."""
        return self.closing_day(cycle) < day

    def is_extended(self, cycle: Cycle) -> bool:
        """Whether answers are collected for a cycle after its end."""
        return self.closing_day(cycle) > cycle.closing_day

    def open_on(self, day: dt.date) -> Cycle | None:
        """The cycle that takes in answers for its average on a day; None where the one that is collected for is closed."""
        cycle = self.collecting(day)
        return None if self.is_late(cycle, day) else cycle

    def last_closed(self, day: dt.date) -> Cycle:
        """The newest cycle whose closing day is over."""
        cycle = Cycle.of(day)
        while self.closing_day(cycle) >= day:
            cycle = cycle.previous
        return cycle

    # -- decisions -----------------------------------------------------------------------------------------------------

    def opened(self, cycle: Cycle, closes_on: dt.date, message: str, now: dt.datetime, by: str) -> Term:
        """Begin a cycle's collection: until when, and what is said to everybody. Saying it again changes both.

        Raises:
            ScheduleError: the day is over, or outside the cycle; or the cycle is not being collected for.
        """
        self._check_running(cycle, now)
        last = max(cycle.closing_day, self.closing_day(cycle))
        if closes_on > last:
            raise ScheduleError(
                _(
                    "{cycle}は{day}で終わります。その後まで集めるときは、「締切を延ばす」（dxcheck cycle extend）で延ばしてください。",
                    cycle=cycle.label,
                    day=long_date(cycle.closing_day),
                )
            )
        return Term(cycle, self._not_over(cycle, closes_on, now), "opened", now, by, cleaned_line(message))

    def extended(self, cycle: Cycle, closes_on: dt.date, now: dt.datetime, by: str) -> Term:
        """A later closing day for a cycle, also one in the half-year after it; one that was closed is open again.

        Raises:
            ScheduleError: it is not later, or the next cycle's own collection would have no day left; or the cycle is too long ago or to come.
        """
        if cycle not in self.changeable(now.date()):
            self._check_running(cycle, now)
        if closes_on <= self.closing_day(cycle):
            raise ScheduleError(_("いまの締切（{day}）より後の日にしてください。", day=long_date(self.closing_day(cycle))))
        if closes_on > self.last_extension(cycle):
            raise ScheduleError(
                _(
                    "{cycle}の締切は、次の期の締切（{day}）より前の日まで延ばせます。",
                    cycle=cycle.label,
                    day=long_date(self.closing_day(cycle.next)),
                )
            )
        return Term(cycle, self._not_over(cycle, closes_on, now), "extended", now, by, self.message(cycle))

    def closed(self, cycle: Cycle, now: dt.datetime, by: str) -> Term:
        """End a cycle's collection with this day.

        Raises:
            ScheduleError: it is closed already, or not being collected for.
        """
        if self.closing_day(cycle) <= now.date():
            raise ScheduleError(_("{cycle}は、{day}の締切です。", cycle=cycle.label, day=long_date(self.closing_day(cycle))))
        self._check_running(cycle, now)
        return Term(cycle, self._not_over(cycle, now.date(), now), "closed", now, by, self.message(cycle))

    # -- which cycle is meant ------------------------------------------------------------------------------------------

    def changeable(self, day: dt.date) -> tuple[Cycle, Cycle]:
        """The cycles that something can still be decided about, unless they are published: the running half-year, and the one before it."""
        running = Cycle.of(day)
        return running, running.previous

    def last_extension(self, cycle: Cycle) -> dt.date:
        """The last day that a cycle can be extended to: the next one keeps a day of its own."""
        return self.closing_day(cycle.next) - _DAY

    def to_extend(self, closes_on: dt.date, day: dt.date, published: Collection[Cycle]) -> Cycle:
        """The cycle somebody means who wants a later closing day: on 2 April `extend 4/15` is about the cycle that ended on 31 March.

        There is never more than one: a day that is later than the running cycle's deadline is too late for the one before.

        Raises:
            ScheduleError: for none of them this would be a later day; the message says why for each.
        """
        open_ = [one for one in self.changeable(day) if one not in published]
        for cycle in open_:
            if self.closing_day(cycle) < closes_on <= self.last_extension(cycle):
                return cycle
        said = [_("{day}まで延ばせる期はありません。", day=long_date(closes_on))]
        for cycle in self.changeable(day):
            if cycle in published:
                said.append(_("{cycle}は県内平均を公表済みで、締切はもう変えられません。", cycle=cycle.label))
            else:
                said.append(
                    _(
                        "{cycle}の締切は{day}で、{last}まで延ばせます。",
                        cycle=cycle.label,
                        day=long_date(self.closing_day(cycle)),
                        last=long_date(self.last_extension(cycle)),
                    )
                )
        raise ScheduleError("".join(said))

    def is_hasty(self, cycle: Cycle, closes_on: dt.date, published: Collection[Cycle]) -> bool:
        """Whether such an early closing day is likely to be meant for the cycle before, whose average is not out yet: nothing is decided like that by the way."""
        return cycle.previous not in published and closes_on < cycle.first_day + _HASTY

    def _check_running(self, cycle: Cycle, now: dt.datetime) -> None:
        if cycle > Cycle.of(now):
            raise ScheduleError(_("{cycle}は、まだ始まっていません。", cycle=cycle.label))
        if cycle < self.collecting(now.date()):
            raise ScheduleError(
                _(
                    "{cycle}は、{day}に締め切りました。もう一度集めるときは、「締切を延ばす」（dxcheck cycle extend）で延ばしてください。",
                    cycle=cycle.label,
                    day=long_date(self.closing_day(cycle)),
                )
            )

    def _not_over(self, cycle: Cycle, day: dt.date, now: dt.datetime) -> dt.date:
        if day < now.date():
            raise ScheduleError(_("締切は、きょうか、それより後の日にしてください。"))
        if day < self.first_day(cycle):
            raise ScheduleError(
                _(
                    "{cycle}を集めるのは{day}からです（前の期の締切が延びています）。締切は、それより後の日にしてください。",
                    cycle=cycle.label,
                    day=long_date(self.first_day(cycle)),
                )
            )
        return day
