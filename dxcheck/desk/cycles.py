"""Until when each cycle takes in answers: the centre decides, everybody sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.model.calendar import Cycle, long_date
from dxcheck.model.edit import Edit, settled
from dxcheck.model.schedule import Schedule, ScheduleError, Term

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable

    from dxcheck.store.benchmarks import PublishedBenchmarks
    from dxcheck.store.schedule import ScheduleRepository


class HastyError(ScheduleError):
    """A closing day that is probably meant for the cycle before. Whoever means it names the cycle."""


class CyclesDesk:
    """Opens, extends and closes a cycle's collection. A published cycle stays as it is.

    Without a cycle named, opening and closing are about the one that answers are collected for, extending about the one for which the day is a later one.
    """

    def __init__(
        self,
        repository: ScheduleRepository,
        published: PublishedBenchmarks,
        now: Callable[[], dt.datetime],
        by: str,
        witness: Callable[[str, str], None],
    ) -> None:
        self._repository, self._published = repository, published
        self._now, self._by, self._witness = now, by, witness

    @property
    def collecting(self) -> Cycle:
        """The cycle that answers are collected for today.

        Raises:
            StoreError: the decisions cannot be read.
        """
        return self.schedule().collecting(self._now().date())

    def schedule(self) -> Schedule:
        """Every decision so far.

        Raises:
            StoreError: they cannot be read.
        """
        return self._repository.read()

    def stamp(self) -> Hashable:
        """Changes whenever something was decided."""
        return self._repository.stamp()

    def open(self, closes_on: dt.date | Edit[dt.date], message: str | Edit[str], cycle: Cycle | None = None) -> Term:
        """Begin a cycle's collection; saying it again changes the day and the message.

        Raises:
            HastyError: the day is one for the cycle before, and no cycle was named.
            ScheduleError: the cycle is published, or the day does not fit.
            ChangedMeanwhileError: somebody else decided otherwise since it was looked at.
            StoreError: it was not written.
        """
        chosen = cycle or self.collecting
        if cycle is None:
            self.check_hasty(chosen, closes_on.new if isinstance(closes_on, Edit) else closes_on)

        def decide(there: Schedule) -> Term:
            now = self._now()
            day = settled(closes_on, max(there.closing_day(chosen), now.date()))
            return there.opened(chosen, day, settled(message, there.message(chosen)), now, self._by)

        return self._decide(chosen, decide)

    def extend(self, closes_on: dt.date, cycle: Cycle | None = None) -> Term:
        """A later closing day, also one in the half-year after the cycle.

        Raises:
            ScheduleError: the cycle is published, or the day does not fit.
            ChangedMeanwhileError: somebody else decided otherwise since it was looked at.
            StoreError: it was not written.
        """
        chosen = cycle or self.to_extend(closes_on)
        return self._decide(chosen, lambda there: there.extended(chosen, closes_on, self._now(), self._by))

    def close(self, cycle: Cycle | None = None) -> Term:
        """End a cycle's collection with this day.

        Raises:
            HastyError: that cycle has only just begun, and no cycle was named.
            ScheduleError: the cycle is published, or closed already.
            StoreError: it was not written.
        """
        chosen = cycle or self.collecting
        if cycle is None:
            self.check_hasty(chosen, self._now().date())
        return self._decide(chosen, lambda there: there.closed(chosen, self._now(), self._by))

    def to_extend(self, closes_on: dt.date) -> Cycle:
        """The cycle that such a later closing day is about.

        Raises:
            ScheduleError: there is none.
            StoreError: the decisions, or the averages, cannot be read.
        """
        return self.schedule().to_extend(closes_on, self._now().date(), self._out())

    def changeable(self) -> list[Cycle]:
        """The cycles that something can be decided about: the one collected for first, then what has ended and is not published yet.

        Raises:
            StoreError: the decisions, or the averages, cannot be read.
        """
        schedule, day = self.schedule(), self._now().date()
        out, first = self._out(), schedule.collecting(day)
        return sorted((one for one in schedule.changeable(day) if one not in out), key=lambda one: (one != first, one))

    def check_hasty(self, cycle: Cycle, closes_on: dt.date) -> None:
        """Whether a closing day can be meant for a cycle that has just begun.

        Raises:
            HastyError: the one before is not published, and the day is hardly a month after its end.
            StoreError: the averages cannot be read.
        """
        if self.schedule().is_hasty(cycle, closes_on, self._out()):
            raise HastyError(
                _(
                    "{cycle}は{first}に始まったばかりで、{day}を締切にすると、すぐに締め切ることになります。"
                    "{before}の締切を延ばすときは「締切を延ばす」（dxcheck cycle extend）を使ってください。",
                    cycle=cycle.label,
                    first=long_date(cycle.first_day),
                    day=long_date(closes_on),
                    before=cycle.previous.label,
                )
            )

    def _out(self) -> frozenset[Cycle]:
        """The published cycles."""
        return frozenset(one.cycle for one in self._published.all())

    def _decide(self, cycle: Cycle, decide: Callable[[Schedule], Term]) -> Term:
        if cycle in self._out():
            raise ScheduleError(_("{cycle}の県内平均は公表済みです。締切はもう変えられません。", cycle=cycle.label))
        made = self._repository.decide(decide)
        self._witness(f"cycle-{made.what}", f"{made.cycle} {made.closes_on}")
        return made
