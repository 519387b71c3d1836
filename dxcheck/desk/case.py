"""One municipality on a specialist's desk: its snapshots to read, and what the specialist writes about them.

It holds what the municipality has submitted, never its draft.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import UNSET

from dxcheck.casework.calibration import JudgementGap, gaps
from dxcheck.casework.change import (
    VisitPatch,
    changed_visit,
    current,
    latest_versions,
    with_entry,
    with_version,
)
from dxcheck.casework.model import Action, Judgement, Observation, Returned, Visit, VisitRecord
from dxcheck.desk.reading import ReadingDesk
from dxcheck.i18n import _
from dxcheck.model.text import cleaned, cleaned_line
from dxcheck.model.typed_day import day_and_weekday
from dxcheck.store.scan import Glance
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping, Sequence

    from dxcheck.casework.change import VisitText
    from dxcheck.casework.model import VisitKind
    from dxcheck.desk.reading import Setting
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.store.notes import InternalNotes, SharedNotes
    from dxcheck.store.submitted import SubmittedRepository


class NoVisitError(LookupError):
    """There is no visit with this id."""


class NotYetError(RefusedError):
    """A visit cannot be given to the municipality before its day has come."""

    def __init__(self, day: dt.date) -> None:
        super().__init__(
            _("訪問の日（{day}）がまだ来ていないため、共有できません。日付・方法（F7）で日付を確かめてください。", day=day_and_weekday(day))
        )


class Noted(NamedTuple):
    """An observation, and whether the municipality sees it."""

    observation: Observation
    shared: bool


class CaseDesk(ReadingDesk):
    """What one specialist sees and writes about one municipality."""

    def __init__(
        self,
        municipality: Municipality,
        submitted: SubmittedRepository,
        shared: SharedNotes,
        internal: InternalNotes,
        setting: Setting,
        *,
        by: str,
        fields: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(municipality, submitted, shared, setting)
        self.by = by
        """The specialist's account: a post."""
        self.fields = fields
        """The specialist's own fields (専門)."""
        self._internal = internal

    @property
    def writer(self) -> str:
        """The specialist's account, a post: stands beside every remark."""
        return self.by

    def stamp(self) -> Hashable:
        """Changes whenever anything about this municipality was submitted or noted."""
        return (self._submitted.snapshot_stamp(), self._internal.stamp())

    def glance(self) -> Glance:
        """What a line about this municipality is made of, in one reading of its file.

        Raises:
            StoreError: it cannot be read.
        """
        try:
            return self._submitted.glance()
        except LookupError:
            newest = self.latest()
            before = self.before(newest) if newest else None
            notes = (self._notes.records(), self._notes.wishes.all(), self._notes.returns.all())
            return Glance(newest, before, tuple(self.actions()), *map(tuple, notes))  # type: ignore[arg-type]

    # -- review --------------------------------------------------------------------------------------------------------

    def observations(self, snapshot: Snapshot) -> list[Noted]:
        """What stands about a snapshot, shared and internal, in the order it was written."""
        every = [Noted(observation, shared=True) for observation in current(self._notes.observations.all())]
        every += [Noted(observation, shared=False) for observation in current(self._internal.observations.all())]
        return sorted((noted for noted in every if noted.observation.snapshot == snapshot.id), key=lambda noted: noted.observation.at)

    def observation_history(self, snapshot: Snapshot, item: str) -> list[Noted]:
        """Every version ever written about an item of a snapshot, the oldest first."""
        every = [Noted(observation, shared=True) for observation in self._notes.observations.all()]
        every += [Noted(observation, shared=False) for observation in self._internal.observations.all()]
        mine = [noted for noted in every if (noted.observation.snapshot, noted.observation.item) == (snapshot.id, item)]
        return sorted(mine, key=lambda noted: noted.observation.at)

    def observe(self, snapshot: Snapshot, item: str, text: str, *, shared: bool) -> None:
        """Note something on an item: shared (共有) or internal (内部), each for itself. What stood there before is kept.

        Raises:
            StoreError: it could not be saved.
        """
        now = self._now()
        new = Observation(snapshot.id, item, cleaned(text), now, self.by, self.session)
        notes = self._notes if shared else self._internal
        notes.observations.change(lambda entries: with_entry(entries, new))

    def judgements(self, snapshot: Snapshot) -> list[Judgement]:
        """The specialists' own levels on a snapshot that stand."""
        return [judgement for judgement in current(self._internal.judgements.all()) if judgement.snapshot == snapshot.id]

    def judge(self, snapshot: Snapshot, item: str, level: int | None, reason: str) -> None:
        """Give one's own level on an item, with a reason; None takes it back.

        Raises:
            StoreError: it could not be saved.
        """
        new = Judgement(snapshot.id, item, level, cleaned(reason) if level is not None else "", self._now(), self.by, self.session)
        self._internal.judgements.change(lambda entries: with_entry(entries, new))

    def calibration(self) -> list[tuple[Snapshot, dict[str, JudgementGap]]]:
        """The gap between specialists and self-assessment by dimension, for each snapshot that was judged, the oldest first."""
        judged = current(self._internal.judgements.all())
        judged_snapshots = [
            (snapshot, gaps(snapshot, judged, self.questionnaire_for(snapshot.questionnaire)))
            for snapshot in self.standing()
            if any(judgement.snapshot == snapshot.id for judgement in judged)
        ]
        return [(snapshot, by_dimension) for snapshot, by_dimension in judged_snapshots if by_dimension]

    # -- giving back ---------------------------------------------------------------------------------------------------

    def give_back(self, snapshot: Snapshot, reason: str, items: Sequence[str]) -> Returned:
        """Give a snapshot back to be looked at once more.

        Raises:
            ValueError: no reason was given.
            StoreError: it could not be saved.
        """
        if not cleaned(reason):
            raise ValueError(snapshot.id)
        returned = Returned(snapshot.id, cleaned(reason), tuple(items), self._now(), self.by)
        self._notes.returns.change(lambda all_: [*all_, returned])
        self.witness("return", snapshot.id)
        return returned

    # -- visits --------------------------------------------------------------------------------------------------------

    def visits(self) -> list[Visit]:
        """Every visit as it stands, the newest first."""
        versions = latest_versions(self._internal.visits.all())
        return sorted(versions.values(), key=lambda visit: (visit.record.date, visit.id), reverse=True)

    def visit(self, visit_id: str) -> Visit:
        """One visit as it stands.

        Raises:
            NoVisitError: there is none.
        """
        visit = latest_versions(self._internal.visits.all()).get(visit_id)
        if visit is None:
            raise NoVisitError(visit_id)
        return visit

    def versions(self, visit_id: str) -> list[Visit]:
        """Every version of a visit, the oldest first."""
        versions = [visit for visit in self._internal.visits.all() if visit.id == visit_id]
        return sorted(versions, key=lambda visit: visit.record.revision)

    def next_visit(self) -> Visit | None:
        """The next one planned for today or later."""
        today = self._now().date()
        coming = [visit for visit in self.visits() if visit.state in ("planned", "noted") and visit.record.date >= today]
        return coming[-1] if coming else None

    def last_visit(self) -> VisitRecord | None:
        """The last one that was recorded."""
        return next(iter(self.records()), None)

    def plan(self, date: dt.date, kind: VisitKind = "visit", *, who: str = "") -> Visit:
        """Plan a visit; `who` goes there, the specialist of this desk unless another is named."""
        record = VisitRecord(f"v-{date:%Y%m%d}-{os.urandom(3).hex()}", date, kind, at=self._now(), by=who or self.by, session=self.session)
        visit = Visit(record)
        self._internal.visits.change(lambda versions: with_version(versions, visit))
        return visit

    def write(self, visit_id: str, patch: VisitPatch, seen: Mapping[VisitText, str] | None = None) -> Visit:
        """Change some fields of a visit; it is on disk when this returns.

        Args:
            visit_id: which.
            patch: what changes. With something that comes of the visit itself, one that was only planned is being written from now on.
            seen: for texts, what the writer last saw there; somebody else's lines since then are kept.

        Raises:
            NoVisitError: there is no such visit.
            StoreError: it could not be saved; the visit is as it was.
        """
        changed: list[Visit] = []
        begins = patch.is_written and patch.state is UNSET
        whole: VisitPatch = msgspec.structs.replace(patch, state="noted") if begins else patch

        def change(versions: list[Visit]) -> list[Visit]:
            there = latest_versions(versions).get(visit_id)
            if there is None:
                raise NoVisitError(visit_id)
            changed.append(changed_visit(there, whole, seen or {}, self._now(), self.by, self.session))
            return versions if changed[-1] is there else with_version(versions, changed[-1])

        self._internal.visits.change(change)
        return changed[-1]

    def record(self, visit_id: str) -> Visit:
        """Give a visit's record and its actions to the municipality. Cut off in the middle, it can be done again.

        Raises:
            NoVisitError: there is no such visit.
            NotYetError: its day is still to come.
            StoreError: it could not be saved.
        """
        visit = self.visit(visit_id)
        self.check_over(visit)

        def add(actions: list[Action]) -> list[Action]:
            known = {action.id for action in actions}
            return [*actions, *(action for action in visit.actions if action.id not in known)]

        self._notes.take_record(msgspec.structs.replace(visit.record, session=""), add)
        return self.write(visit_id, VisitPatch(state="recorded"))

    def check_over(self, visit: Visit) -> None:
        """Whether a visit's record may be given to the municipality: what is to come has not taken place.

        Raises:
            NotYetError: its day is still to come.
        """
        if visit.record.date > self._now().date():
            raise NotYetError(visit.record.date)

    # -- actions -------------------------------------------------------------------------------------------------------

    def agree(self, visit_id: str, item: str, level: int, step: str, owner: str, due: dt.date | None) -> Visit:
        """Add an agreed action to a visit; the municipality gets it with the record."""
        visit, latest = self.visit(visit_id), self.latest()
        new = Action(
            os.urandom(4).hex(),
            item,
            level,
            cleaned_line(step),
            self._now(),
            latest.id if latest else "",
            owner=cleaned_line(owner),
            due=due,
            visit=visit_id,
        )
        return self.write(visit_id, VisitPatch(actions=(*visit.actions, new)))
