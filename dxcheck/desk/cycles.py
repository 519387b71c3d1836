"""Until when each cycle takes in answers: the centre decides, everybody sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.model.calendar import Cycle
from dxcheck.model.schedule import Schedule, ScheduleError, Term

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable

    from dxcheck.store.benchmarks import PublishedBenchmarks
    from dxcheck.store.schedule import ScheduleRepository


class CyclesDesk:
    """Opens, extends and closes the running cycle's collection. A published cycle stays as it is."""

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
    def running(self) -> Cycle:
        """The running cycle."""
        return Cycle.of(self._now())

    def schedule(self) -> Schedule:
        """Every decision so far.

        Raises:
            StoreError: they cannot be read.
        """
        return self._repository.read()

    def stamp(self) -> Hashable:
        """Changes whenever something was decided."""
        return self._repository.stamp()

    def open(self, closes_on: dt.date, message: str) -> Term:
        """Begin the running cycle's collection; saying it again changes the day and the message.

        Raises:
            ScheduleError: the cycle is published, or the day does not fit.
            StoreError: it was not written.
        """
        return self._decide(lambda there: there.opened(closes_on, message, self._now(), self._by))

    def extend(self, closes_on: dt.date) -> Term:
        """A later closing day for the running cycle.

        Raises:
            ScheduleError: the cycle is published, or the day does not fit.
            StoreError: it was not written.
        """
        return self._decide(lambda there: there.extended(closes_on, self._now(), self._by))

    def close(self) -> Term:
        """End the running cycle's collection with this day.

        Raises:
            ScheduleError: the cycle is published, or closed already.
            StoreError: it was not written.
        """
        return self._decide(lambda there: there.closed(self._now(), self._by))

    def _decide(self, decide: Callable[[Schedule], Term]) -> Term:
        cycle = self.running
        if any(one.cycle == cycle for one in self._published.all()):
            raise ScheduleError(_("{cycle}の県内平均は公表済みです。締切はもう変えられません。", cycle=cycle.label))
        made = self._repository.decide(decide)
        self._witness(f"cycle-{made.what}", f"{made.cycle} {made.closes_on}")
        return made
