"""One municipality on a specialist's desk: its snapshots to read, and what the specialist writes about them.

It holds what the municipality has submitted, never its draft.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from dxcheck.casework.change import (
    VisitPatch,
    changed_visit,
    latest_versions,
    with_version,
)
from dxcheck.casework.model import Action, Visit, VisitRecord
from dxcheck.desk.review import ReviewDesk
from dxcheck.i18n import _
from dxcheck.model.text import cleaned_line
from dxcheck.store.errors import StoreError
from dxcheck.store.many import glances_in
from dxcheck.store.scan import Glance
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from dxcheck.casework.model import TryMark, VisitKind
    from dxcheck.desk.setting import Setting
    from dxcheck.desk.wishes import TheirWishes
    from dxcheck.model.roster import Municipality
    from dxcheck.questionnaire.scale import Level
    from dxcheck.store.notes import InternalNotes, SharedNotes
    from dxcheck.store.submitted import SubmittedRepository


class NoVisitError(LookupError):
    """There is no visit with this id."""


class NotYetError(RefusedError):
    """A visit cannot be given to the municipality before its day has come."""

    def __init__(self, day: dt.date) -> None:
        from dxcheck.model.typed_day import day_and_weekday  # not needed for the first frame

        super().__init__(
            _("訪問の日（{day}）がまだ来ていないため、共有できません。日付・方法（F7）で日付を確かめてください。", day=day_and_weekday(day))
        )


class CaseDesk(ReviewDesk):
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
        super().__init__(municipality, submitted, shared, internal, setting, by=by)
        self.fields = fields
        """The specialist's own fields (専門)."""

    def looking_at(self, questionnaire_id: str) -> CaseDesk:
        """The same desk for another questionnaire."""
        setting = self._setting._replace(questionnaire_id=questionnaire_id)
        made = CaseDesk(self.municipality, self._submitted, self._notes, self._internal, setting, by=self.by, fields=self.fields)
        made.session = self.session
        return made

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
            return self._submitted.glance(self.questionnaire_id)
        except LookupError:
            newest = self.latest()
            before = self.before(newest) if newest else None
            records, wishes, returns = tuple(self._notes.records()), tuple(self._notes.wishes.all()), tuple(self._notes.returns.all())
            return Glance(newest, before, tuple(self.actions()), records, wishes, returns, frozenset(one.id for one in self.snapshots()))

    @property
    def wishes(self) -> TheirWishes:
        """The municipality's wishes and questions, which are answered here."""
        from dxcheck.desk.wishes import TheirWishes  # like all that is imported below: not needed for a first frame

        return TheirWishes(self._notes, self._seat)

    # -- visits --------------------------------------------------------------------------------------------------------

    def visits(self) -> list[Visit]:
        """The latest version of every visit, the newest visit first."""
        versions = latest_versions(self._internal.visits.all())
        return sorted(versions.values(), key=lambda visit: (visit.record.date, visit.id), reverse=True)

    def visit(self, visit_id: str) -> Visit:
        """The latest version of a visit.

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
        return next(iter(self.coming_visits()), None)

    def coming_visits(self) -> list[Visit]:
        """All that are planned for today or later, the nearest first."""
        today = self._now().date()
        return [visit for visit in reversed(self.visits()) if visit.state in ("planned", "noted") and visit.record.date >= today]

    def unrecorded_visits(self) -> list[VisitRecord]:
        """Those whose day is over and whose record the municipality does not have yet, the oldest first."""
        today = self._now().date()
        return [one.record for one in reversed(self.visits()) if one.state in ("planned", "noted") and one.record.date < today]

    def last_visit(self) -> VisitRecord | None:
        """The last one that was recorded."""
        return next(iter(self.records()), None)

    def plan(self, date: dt.date, kind: VisitKind = "visit", *, who: str = "") -> Visit:
        """Plan a visit; `who` goes there, the specialist of this desk unless another is named."""
        record = VisitRecord(f"v-{date:%Y%m%d}-{os.urandom(3).hex()}", date, kind, at=self._now(), by=who or self.by, session=self.session)
        visit = Visit(record)
        self._internal.visits.change(lambda versions: with_version(versions, visit))
        return visit

    def write(self, visit_id: str, patch: VisitPatch) -> Visit:
        """Change some fields of a visit; it is on disk when this returns.

        Args:
            visit_id: which.
            patch: what changes. With something that comes of the visit itself, one that was only planned is being written from now on.

        Raises:
            NoVisitError: there is no such visit.
            NotYetError: what the municipality has would not have taken place yet.
            RefusedError: somebody else changed a value meanwhile, or two texts have no room beside each other.
            StoreError: it could not be saved; the visit is as it was.
        """
        return self._change_visit(visit_id, lambda _there: patch)

    def _change_visit(self, visit_id: str, patch_of: Callable[[Visit], VisitPatch]) -> Visit:
        changed: list[Visit] = []

        def change(versions: list[Visit]) -> list[Visit]:
            there = latest_versions(versions).get(visit_id)
            if there is None:
                raise NoVisitError(visit_id)
            patch = patch_of(there)
            begins = patch.is_written and patch.state is UNSET
            whole: VisitPatch = msgspec.structs.replace(patch, state="noted") if begins else patch
            changed.append(changed_visit(there, whole, self._now(), self.by, self.session))
            if changed[-1].state == "recorded":
                self.check_over(changed[-1])
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

    # -- what was to be tried ------------------------------------------------------------------------------------------

    def visit_before(self, visit: Visit) -> VisitRecord | None:
        """The last visit before another one that the municipality has the record of: what that one goes on from."""
        return next(iter(self._before(visit)), None)

    def _before(self, visit: Visit | None) -> list[VisitRecord]:
        there = self.records()
        return there if visit is None else [one for one in there if (one.date, one.id) < (visit.record.date, visit.id)]

    def to_look_back_on(self, visit: Visit | None = None) -> list[str]:
        """What was to be tried until a visit, and what was said of it there (Try), in the order it was written down.

        Args:
            visit: the visit; without one, the next there will be.
        """
        own = () if visit is None else visit.record.tried
        followed = [one for one in self.actions() if visit is None or one.visit != visit.id]
        from dxcheck.casework.tries import still_tried

        there = still_tried(list(reversed(self._before(visit))), followed)
        return [*there, *(one.text for one in own if one.text not in there)]

    def look_back(self, visit_id: str, text: str, mark: TryMark) -> Visit:
        """Say what became of something that was to be tried; the same mark a second time takes it away.

        Raises:
            NoVisitError: there is no such visit.
            StoreError: it could not be saved.
        """
        from dxcheck.casework.tries import with_mark

        return self._change_visit(visit_id, lambda there: VisitPatch(tried=with_mark(there.record.tried, text, mark)))

    def try_as_action(self, visit_id: str, text: str) -> Visit:
        """Make something that was to be tried an action of a visit; where it is one already, nothing changes.

        Raises:
            NoVisitError: there is no such visit.
            StoreError: it could not be saved.
        """
        from dxcheck.casework.tries import step_of_line

        def add(there: Visit) -> VisitPatch:
            if step_of_line(text) in {one.step for one in there.actions}:
                return VisitPatch()
            return VisitPatch(actions=(*there.actions, self._action("", 0, step_of_line(text), "", None, visit_id)))

        return self._change_visit(visit_id, add)

    # -- actions -------------------------------------------------------------------------------------------------------

    def agree(self, visit_id: str, item: str, level: Level, step: str, owner: str, due: dt.date | None) -> Visit:
        """Add an agreed action to a visit; the municipality gets it with the record.

        Raises:
            OffScaleError: the item has no such level.
            StoreError: it could not be saved.
        """
        latest = self.latest()
        from dxcheck.casework import off_scale

        off_scale.check(self.questionnaire_for(latest.questionnaire) if latest else self.questionnaire, item, level)
        new = self._action(item, level, step, owner, due, visit_id)
        return self._change_visit(visit_id, lambda there: VisitPatch(actions=(*there.actions, new)))

    def unagree(self, visit_id: str, action_id: str) -> Visit:
        """Take an agreed action back that the municipality does not have yet; the others stay."""
        return self._change_visit(visit_id, lambda there: VisitPatch(actions=tuple(one for one in there.actions if one.id != action_id)))

    def _action(self, item: str, level: Level, step: str, owner: str, due: dt.date | None, visit: str) -> Action:
        latest, id_ = self.latest(), os.urandom(4).hex()
        of = latest.id if latest else ""
        return Action(id_, item, level, cleaned_line(step), self._now(), of, owner=cleaned_line(owner), due=due, visit=visit)


def glances_of(cases: Sequence[CaseDesk]) -> Iterator[Glance | StoreError]:
    """The glance of each of many, read together, or why it cannot be read; in their order."""
    if not cases:
        return
    submitted = [one._submitted for one in cases]  # noqa: SLF001 - read here as each desk would
    for case, seen in zip(cases, glances_in(submitted, cases[0].questionnaire_id), strict=True):
        if seen is not None:
            yield seen
            continue
        try:
            yield case.glance()
        except StoreError as problem:
            yield problem
