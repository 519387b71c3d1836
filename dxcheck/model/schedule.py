"""Until when a cycle takes in what its average is made of: its last day, unless the centre set an earlier one.

A cycle is always the half-year itself (docs/design.md section 5): nothing here moves its ends. What is submitted after the closing day is kept like everything else and
enters the next average. A published cycle cannot be changed any more.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import N_, _
from dxcheck.model.calendar import Cycle, Timed, long_date
from dxcheck.model.text import cleaned_line
from dxcheck.system.refusal import RefusedError

LONGEST_MESSAGE: Final = 200
What = Literal["opened", "extended", "closed"]
WHAT_HAPPENED: Final[dict[What, str]] = {"opened": N_("受付を始めた"), "extended": N_("締切を延ばした"), "closed": N_("締め切った")}


class Term(Timed, frozen=True):
    """One decision of the centre about a cycle."""

    cycle: Cycle
    closes_on: dt.date
    """The last day that counts for the cycle's average; within the cycle."""
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

    def last_closed(self, day: dt.date) -> Cycle:
        """The newest cycle whose closing day is over."""
        running = Cycle.of(day)
        return running if self.closing_day(running) < day else running.previous

    # -- decisions -----------------------------------------------------------------------------------------------------

    def opened(self, closes_on: dt.date, message: str, now: dt.datetime, by: str) -> Term:
        """Begin the running cycle's collection: until when, and what is said to everybody. Saying it again changes both.

        Raises:
            ScheduleError: the day is over, or outside the cycle.
        """
        cycle = Cycle.of(now)
        return Term(cycle, _within(cycle, closes_on, now), "opened", now, by, cleaned_line(message))

    def extended(self, closes_on: dt.date, now: dt.datetime, by: str) -> Term:
        """A later closing day for the running cycle; one that was closed is open again.

        Raises:
            ScheduleError: it is not later, or outside the cycle.
        """
        cycle = Cycle.of(now)
        if closes_on <= self.closing_day(cycle):
            raise ScheduleError(_("いまの締切（{day}）より後の日にしてください。", day=long_date(self.closing_day(cycle))))
        return Term(cycle, _within(cycle, closes_on, now), "extended", now, by, self.message(cycle))

    def closed(self, now: dt.datetime, by: str) -> Term:
        """End the running cycle's collection with this day.

        Raises:
            ScheduleError: it is closed already.
        """
        cycle = Cycle.of(now)
        if self.closing_day(cycle) <= now.date():
            raise ScheduleError(_("{cycle}は、{day}の締切です。", cycle=cycle.label, day=long_date(self.closing_day(cycle))))
        return Term(cycle, now.date(), "closed", now, by, self.message(cycle))


def _within(cycle: Cycle, day: dt.date, now: dt.datetime) -> dt.date:
    if day < now.date():
        raise ScheduleError(_("締切は、きょうか、それより後の日にしてください。"))
    if day > cycle.closing_day:
        raise ScheduleError(
            _(
                "{cycle}は{day}で終わります。それより後に提出された分は、次の期の平均に入ります。",
                cycle=cycle.label,
                day=long_date(cycle.closing_day),
            )
        )
    return day
