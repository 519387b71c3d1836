"""One municipality on a specialist's desk: its snapshots to read, and what the specialist writes about them.

It holds what the municipality has submitted, never its draft.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from dxcheck.casework.calibration import JudgementGap, gaps
from dxcheck.casework.change import (
    TEXTS,
    changed_visit,
    current,
    latest_versions,
    with_entry,
    with_version,
)
from dxcheck.casework.model import Action, Judgement, Observation, Returned, Visit, VisitRecord
from dxcheck.desk.reading import ReadingDesk
from dxcheck.model.text import cleaned, cleaned_line
from dxcheck.store.scan import Glance

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping, Sequence

    from dxcheck.casework.model import VisitKind
    from dxcheck.desk.reading import Setting
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.store.notes import InternalNotes, SharedNotes
    from dxcheck.store.submitted import SubmittedRepository


class NoVisitError(LookupError):
    """There is no visit with this id."""


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
        """Who writes here."""
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
        found = [Noted(one, shared=True) for one in current(self._notes.observations.all())]
        found += [Noted(one, shared=False) for one in current(self._internal.observations.all())]
        return sorted((one for one in found if one.observation.snapshot == snapshot.id), key=lambda one: one.observation.at)

    def observation_history(self, snapshot: Snapshot, item: str) -> list[Noted]:
        """Every version ever written about an item of a snapshot, the oldest first."""
        every = [Noted(one, shared=True) for one in self._notes.observations.all()]
        every += [Noted(one, shared=False) for one in self._internal.observations.all()]
        mine = [one for one in every if (one.observation.snapshot, one.observation.item) == (snapshot.id, item)]
        return sorted(mine, key=lambda one: one.observation.at)

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
        return [one for one in current(self._internal.judgements.all()) if one.snapshot == snapshot.id]

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
        found = [
            (one, gaps(one, judged, self.questionnaire_for(one.questionnaire)))
            for one in self.standing()
            if any(judgement.snapshot == one.id for judgement in judged)
        ]
        return [(snapshot, made) for snapshot, made in found if made]

    # -- giving back ---------------------------------------------------------------------------------------------------

    def give_back(self, snapshot: Snapshot, reason: str, items: Sequence[str]) -> Returned:
        """Give a snapshot back to be looked at once more.

        Raises:
            ValueError: no reason was given.
            StoreError: it could not be saved.
        """
        if not cleaned(reason):
            raise ValueError(snapshot.id)
        made = Returned(snapshot.id, cleaned(reason), tuple(items), self._now(), self.by)
        self._notes.returns.change(lambda all_: [*all_, made])
        self.witness("return", snapshot.id)
        return made

    # -- visits --------------------------------------------------------------------------------------------------------

    def visits(self) -> list[Visit]:
        """Every visit as it stands, the newest first."""
        versions = latest_versions(self._internal.visits.all())
        return sorted(versions.values(), key=lambda one: (one.record.date, one.id), reverse=True)

    def visit(self, visit_id: str) -> Visit:
        """One visit as it stands.

        Raises:
            NoVisitError: there is none.
        """
        found = latest_versions(self._internal.visits.all()).get(visit_id)
        if found is None:
            raise NoVisitError(visit_id)
        return found

    def versions(self, visit_id: str) -> list[Visit]:
        """Every version of a visit, the oldest first."""
        found = [one for one in self._internal.visits.all() if one.id == visit_id]
        return sorted(found, key=lambda one: one.record.revision)

    def next_visit(self) -> Visit | None:
        """The next one planned for today or later."""
        today = self._now().date()
        coming = [one for one in self.visits() if one.state in ("planned", "noted") and one.record.date >= today]
        return coming[-1] if coming else None

    def last_visit(self) -> VisitRecord | None:
        """The last one that was recorded."""
        return next(iter(self.records()), None)

    def plan(self, date: dt.date, kind: VisitKind = "visit", *, who: str = "") -> Visit:
        """Plan a visit; `who` goes there, the specialist of this desk unless another is named."""
        record = VisitRecord(f"v-{date:%Y%m%d}-{os.urandom(3).hex()}", date, kind, at=self._now(), by=who or self.by, session=self.session)
        made = Visit(record)
        self._internal.visits.change(lambda versions: with_version(versions, made))
        return made

    def write(self, visit_id: str, seen: Mapping[str, str] | None = None, **fields: Any) -> Visit:
        """Change some fields of a visit; it is on disk when this returns.

        Args:
            visit_id: which.
            seen: for texts, what the writer last saw there; somebody else's lines since then are kept.
            fields: those of `Visit` and `VisitRecord`.

        Raises:
            NoVisitError: there is no such visit.
            StoreError: it could not be saved; the visit is as it was.
        """
        made: list[Visit] = []

        def change(versions: list[Visit]) -> list[Visit]:
            there = latest_versions(versions).get(visit_id)
            if there is None:
                raise NoVisitError(visit_id)
            touched = dict(fields)
            if any(name in touched for name in (*TEXTS, "internal", "actions")):
                touched.setdefault("state", "noted")
            made.append(changed_visit(there, touched, seen or {}, self._now(), self.by, self.session))
            return versions if made[-1] is there else with_version(versions, made[-1])

        self._internal.visits.change(change)
        return made[-1]

    def record(self, visit_id: str) -> Visit:
        """Give a visit's record and its actions to the municipality. Cut off in the middle, it can be done again.

        Raises:
            NoVisitError: there is no such visit.
            StoreError: it could not be saved.
        """
        visit = self.visit(visit_id)

        def add(actions: list[Action]) -> list[Action]:
            known = {one.id for one in actions}
            return [*actions, *(one for one in visit.actions if one.id not in known)]

        self._notes.take_record(msgspec.structs.replace(visit.record, session=""), add)
        return self.write(visit_id, state="recorded")

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
        return self.write(visit_id, actions=(*visit.actions, new))
