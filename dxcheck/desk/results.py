"""What one municipality has submitted: results, comparisons, and the published averages beside them."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from dxcheck.assessment import scoring
from dxcheck.desk.setting import instruments_of, schedule_in_force
from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.snapshot import QuestionnaireRef, Snapshot, current_snapshots
from dxcheck.store.errors import StoreError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable

    from dxcheck.assessment.result import Result
    from dxcheck.assessment.series import Series
    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.model import Benchmark, Group
    from dxcheck.desk.instruments import Instruments
    from dxcheck.desk.setting import Setting
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.roster import Municipality
    from dxcheck.model.schedule import Schedule
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.notes import SharedNotes
    from dxcheck.store.submitted import SubmittedRepository


class ResultsDesk(ABC):
    """One municipality's snapshots."""

    def __init__(self, municipality: Municipality, submitted: SubmittedRepository, notes: SharedNotes, setting: Setting) -> None:
        self.municipality = municipality
        self.data_folder = setting.data_folder
        self.is_demo = setting.is_demo
        self.session = os.urandom(4).hex()
        """Tells this running app from another one at the same desk."""
        self._submitted = submitted
        self._notes = notes
        self._library = setting.library
        self._benchmarks = setting.benchmarks
        self._setting = setting
        self.questionnaire_id = setting.questionnaire_id
        """Which questionnaire is looked at here, whatever its version. What belongs to another one is not seen, apart from actions and visits."""
        self._clock = setting.now
        self.witness = setting.witness
        self._schedule = setting.schedule
        self._predecessors = setting.predecessors
        self._texts: dict[str, Questionnaire] = {}

    def approvers(self) -> tuple[str, ...]:
        """The posts over the boxes of the result sheet, as the municipality decided; none for the usual ones. Only its own staff's desk knows.

        Raises:
            StoreError: what was decided cannot be read.
        """
        return ()

    @property
    @abstractmethod
    def writer(self) -> str:
        """Who writes here: a post."""

    # -- what is asked -------------------------------------------------------------------------------------------------

    def _now(self) -> dt.datetime:
        return calendar.in_japan(self._clock())

    @property
    def now(self) -> dt.datetime:
        """This moment in Japan time."""
        return self._now()

    @property
    def cycle(self) -> Cycle:
        """The cycle (診断期) that answers are collected for: the running one, or an earlier one whose deadline was extended."""
        return self.schedule.collecting(self._now().date())

    @property
    def schedule(self) -> Schedule:
        """What the centre decided about cycles; where that cannot be read, every cycle closes with its last day."""
        return schedule_in_force(self._schedule)

    @property
    def open_cycle(self) -> Cycle | None:
        """The running cycle while it takes in answers."""
        return self.schedule.open_on(self._now().date())

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire a new draft would begin with.

        Raises:
            UnknownQuestionnaireError: no sound questionnaire with the id is there.
        """
        return self._library.in_force(self.questionnaire_id, self._begins_on)

    @property
    def _begins_on(self) -> dt.date:
        """The day whose questionnaire a new draft would begin with."""
        return min(self._now().date(), self.cycle.closing_day)

    @property
    def instruments(self) -> Instruments:
        """The questionnaires that there are here, and which of them this desk looks at."""
        return instruments_of(self._setting)

    def questionnaire_for(self, ref: QuestionnaireRef) -> Questionnaire:
        """The very text a draft or snapshot answered.

        Raises:
            StoreError: it is neither shipped any more nor kept in the data folder.
        """
        if ref.hash not in self._texts:
            # The copy kept beside the answers first: it is quicker to read than the TOML file, and proved by its hash.
            try:
                self._texts[ref.hash] = self._submitted.questionnaire(ref)
            except StoreError:
                # It lies there for all municipalities: damaged, it must not keep them from a questionnaire that we have.
                shipped = self._library.version(ref.id, ref.version)
                if shipped is None or shipped.hash != ref.hash:
                    raise
                self._texts[ref.hash] = shipped
        return self._texts[ref.hash]

    # -- snapshots -----------------------------------------------------------------------------------------------------

    def snapshots(self) -> list[Snapshot]:
        """Every snapshot of this municipality for the questionnaire looked at, superseded ones too, the oldest first."""
        return self._submitted.snapshots(self.questionnaire_id)

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """One snapshot of this municipality, or of one that merged in it, of whatever questionnaire."""
        there = (one.snapshot(snapshot_id) for one in (self._submitted, *(submitted for _town, submitted in self._predecessors)))
        return next((one for one in there if one is not None), None)

    def predecessors(self) -> list[tuple[Municipality, list[Snapshot]]]:
        """Those that merged in this municipality, each with what it had submitted by then of the questionnaire looked at, the oldest first.

        To be read; in no figure of this one's.
        """
        return [(one, submitted.snapshots(self.questionnaire_id)) for one, submitted in self._predecessors]

    def before_merger(self, snapshot: Snapshot) -> str:
        """Whose a snapshot of before a merger is, as it is said beside its day; empty for this municipality's own."""
        town = next((town for town, submitted in self._predecessors if snapshot in submitted.every_snapshot()), None)
        return _("　合併の前の{name}", name=town) if town is not None else ""

    def with_predecessors(self) -> list[Snapshot]:
        """Of the questionnaire looked at, every snapshot of those that merged in this municipality, then of itself: all that can still be spoken of."""
        return [*(snapshot for _one, snapshots in self.predecessors() for snapshot in snapshots), *self.snapshots()]

    def snapshot_stamp(self) -> Hashable:
        """Changes whenever a snapshot was submitted or an action changed."""
        return self._submitted.snapshot_stamp()

    def standing(self) -> list[Snapshot]:
        """The snapshots that no correction superseded, the oldest first."""
        return self._standing_of(self.questionnaire_id)

    def _standing_of(self, questionnaire_id: str) -> list[Snapshot]:
        return current_snapshots(self._submitted.snapshots(questionnaire_id), questionnaire_id)

    def latest(self) -> Snapshot | None:
        """The newest snapshot that no correction superseded."""
        return next(reversed(self.standing()), None)

    def submitted_in(self, cycle: Cycle) -> Snapshot | None:
        """The snapshot in force for a cycle."""
        return next((one for one in reversed(self.standing()) if one.cycle == cycle), None)

    def before(self, snapshot: Snapshot) -> Snapshot | None:
        """The snapshot of the same questionnaire of the last cycle before `snapshot`'s: what 前回 means."""
        of = snapshot.questionnaire.id
        theirs = next((there for _one, submitted in self._predecessors if snapshot in (there := submitted.snapshots(of))), None)
        standing = self._standing_of(of) if theirs is None else current_snapshots(theirs, of)
        earlier = [one for one in standing if one.seq < snapshot.seq and one.cycle < snapshot.cycle]
        return earlier[-1] if earlier else None

    def series(self) -> Series:
        """This municipality's means over the cycles, for the questionnaire looked at.

        Raises:
            StoreError: a text that was answered is missing or damaged.
        """
        from dxcheck.assessment.series import series  # like all that is imported below: not every first frame needs it

        standing = self.standing()
        return series(standing, {one.questionnaire.hash: self.questionnaire_for(one.questionnaire) for one in standing})

    def compare(self, before: Snapshot, after: Snapshot) -> scoring.Comparison:
        """Two snapshots item by item over the items both share."""
        return scoring.compare(
            before.answers,
            self.questionnaire_for(before.questionnaire),
            after.answers,
            self.questionnaire_for(after.questionnaire),
        )

    def result(self, snapshot: Snapshot) -> Result:
        """What a snapshot means, beside the one before it."""
        from dxcheck.assessment.result import result

        before = self.before(snapshot)
        return result(
            snapshot,
            self.questionnaire_for(snapshot.questionnaire),
            before,
            self.questionnaire_for(before.questionnaire) if before else None,
        )

    # -- averages ------------------------------------------------------------------------------------------------------

    def peers(self, snapshot: Snapshot, group: Group = "all") -> Peers | None:
        """The newest published averages up to a snapshot's cycle; None while there are none.

        Raises:
            StoreError: they cannot be read.
        """
        from dxcheck.benchmark.gate import newest, peers

        benchmark = newest(self._published(snapshot.questionnaire.id), snapshot.cycle)
        return peers(benchmark, self.questionnaire_for(snapshot.questionnaire), group) if benchmark else None

    def peers_by_cycle(self, group: Group = "all") -> dict[Cycle, Peers]:
        """The published averages by cycle, for the questionnaire looked at.

        Raises:
            StoreError: they cannot be read.
        """
        from dxcheck.benchmark.gate import peers

        return {one.cycle: peers(one, self.questionnaire, group) for one in self._published(self.questionnaire_id)}

    def _published(self, questionnaire_id: str) -> list[Benchmark]:
        published = self._benchmarks() if self._benchmarks else []
        return [one for one in published if one.questionnaire.id == questionnaire_id]
