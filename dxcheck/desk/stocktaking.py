"""The sheet of a municipality's work (業務の棚卸し), as its staff and its specialists read and fill it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from dxcheck.casework.stocktaking import SheetStep, TakenBack, Work, in_turn, with_last, with_step, without_step, worst_first
from dxcheck.model.edit import ChangedMeanwhileError, Edit, combined, settled
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.model.text import cleaned, cleaned_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from dxcheck.casework.stocktaking import StepKind
    from dxcheck.casework.work_sheet import WorkField, WorkFinding, WorkFindings, WorkRow
    from dxcheck.desk.wishes import Seat
    from dxcheck.store.notes import SharedNotes

_LINES: Final = ("name", "section")


class NoWorkError(LookupError):
    """There is no such work in the sheet any more."""


class WorksTakenIn(NamedTuple):
    """What became of a sheet that came back."""

    taken: tuple[WorkFinding, ...]
    meanwhile: tuple[WorkFinding, ...]
    """Not taken: somebody changed the same since it was compared. What they made of it stands."""


class Stocktaking:
    """What both sides see and may do."""

    def __init__(self, notes: SharedNotes, seat: Seat, code: str) -> None:
        self._notes, self._seat, self._code = notes, seat, code

    def works(self) -> list[Work]:
        """All of it, what hurts most first (`casework.stocktaking.worst_first`).

        Raises:
            StoreError: it cannot be read.
        """
        return worst_first(self._notes.works.all())

    def steps(self) -> list[SheetStep]:
        """What `take_back` would take back, the next one at the end.

        Raises:
            StoreError: it cannot be read.
        """
        return in_turn(self._notes.work_steps.all())

    def add(self, said: Mapping[WorkField, Any]) -> Work:
        """Add a piece of work.

        Args:
            said: what is known of it: its name at least.

        Raises:
            ValueError: it has no name.
            FullSheetError: there is no room for more.
            StoreError: it could not be saved.
        """
        fields = _cleaned(said)
        if not fields.get("name"):
            raise ValueError(said)
        made = Work(**{"id": os.urandom(4).hex(), "at": self._seat.now(), "by": self._seat.writer, **fields})
        self._step("added", lambda _works: ((), (made,)))
        self._seat.witness("work-added", made.id)
        return made

    def change(self, work_id: str, said: Mapping[WorkField, Any]) -> Work:
        """Change some fields of a work; each may be an `Edit` of what was seen there.

        Raises:
            NoWorkError: it is not there any more.
            ChangedMeanwhileError: somebody else changed one of the fields since it was looked at.
            ValueError: it would have no name.
            StoreError: it could not be saved.
        """
        changed: list[Work] = []

        def change(works: Sequence[Work]) -> tuple[tuple[Work, ...], tuple[Work, ...]]:
            there = _found(works, work_id)
            made = _with(there, said)
            if not made.name:
                raise ValueError(said)
            changed[:] = [made]
            if made.content == there.content:
                return (), ()
            changed[:] = [msgspec.structs.replace(made, at=self._seat.now(), by=self._seat.writer)]
            return (there,), (changed[0],)

        if self._step("changed", change):
            self._seat.witness("work-changed", work_id)
        return changed[0]

    def remove(self, work_id: str) -> Work:
        """Remove a work.

        Raises:
            NoWorkError: it is not there any more.
            StoreError: it is still there.
        """
        gone: list[Work] = []

        def remove(works: Sequence[Work]) -> tuple[tuple[Work, ...], tuple[Work, ...]]:
            gone[:] = [_found(works, work_id)]
            return (gone[0],), ()

        self._step("removed", remove)
        self._seat.witness("work-removed", work_id)
        return gone[0]

    def is_own(self, step: SheetStep) -> bool:
        """Whether whoever sits here made it."""
        return step.by == self._seat.writer

    def take_back(self, seen: SheetStep | None = None) -> TakenBack:
        """Take the last step back, whoever of both sides made it; what was changed since stays. Once more takes the one before back.

        Args:
            seen: what was shown as the last step; None for whatever is.

        Raises:
            NoWorkError: there is none.
            ChangedMeanwhileError: another step is the last by now.
            StoreError: the sheet is as it was.
        """
        back: list[TakenBack] = []

        def change(works: list[Work], steps: list[SheetStep]) -> tuple[list[Work], list[SheetStep]]:
            if not steps:
                raise NoWorkError
            *before, last = in_turn(steps)
            if seen is not None and seen != last:
                raise ChangedMeanwhileError
            back[:] = [without_step(works, last)]
            return back[0].works, before

        self._notes.change_works(change)
        self._seat.witness("work-taken-back", back[0].step.kind)
        return back[0]

    # -- a sheet that came back ----------------------------------------------------------------------------------------

    def findings(self, rows: Sequence[WorkRow]) -> WorkFindings:
        """What a sheet that came back would change; nothing is changed.

        Raises:
            NotOursError: it is another municipality's.
            StoreError: what there is cannot be read.
        """
        from dxcheck.casework.work_sheet import work_findings  # not needed before the first frame

        return work_findings(rows, self._notes.works.all(), self._code)

    def take_in(self, found: WorkFindings, theirs: Collection[str] = ()) -> WorksTakenIn:
        """Take in what a sheet says otherwise, in one step.

        Args:
            found: as `findings` gave it and a person looked at it.
            theirs: ids of the conflicts in which the sheet is followed; of the others what is here stays.

        Raises:
            FullSheetError: there is no room for all of it; nothing was taken.
            StoreError: nothing was taken.
        """
        wanted = [one for one in found.found if one.kind != "conflict" or one.id in theirs]
        at, by = self._seat.now(), self._seat.writer
        taken: list[WorkFinding] = []
        meanwhile: list[WorkFinding] = []

        def change(works: Sequence[Work]) -> tuple[tuple[Work, ...], tuple[Work, ...]]:
            there = {one.id: one for one in works}
            taken[:] = [one for one in wanted if one.seen is None or there.get(one.seen.id) == one.seen]
            meanwhile[:] = [one for one in wanted if one not in taken]
            made = tuple(one.made(at, by, os.urandom(4).hex()) for one in taken)
            return tuple(one.seen for one in taken if one.seen is not None), made

        if wanted and self._step("taken_in", change):
            self._seat.witness("work-taken-in", self._code)
        return WorksTakenIn(tuple(taken), tuple(meanwhile))

    def _step(self, kind: StepKind, change: Callable[[Sequence[Work]], tuple[tuple[Work, ...], tuple[Work, ...]]]) -> bool:
        """Change the sheet under its lock and say whether anything changed; where nothing does, the step before stays the last one."""
        done: list[SheetStep] = []

        def step(works: list[Work], steps: list[SheetStep]) -> tuple[list[Work], list[SheetStep]]:
            before, after = change(works)
            if not before and not after:
                return works, steps
            done[:] = [SheetStep(kind, self._seat.now(), self._seat.writer, before, after)]
            return with_step(works, done[0]), with_last(steps, done[0])

        self._notes.change_works(step)
        return bool(done)


def _found(works: Sequence[Work], work_id: str) -> Work:
    there = next((one for one in works if one.id == work_id), None)
    if there is None:
        raise NoWorkError(work_id)
    return there


def _cleaned(said: Mapping[WorkField, Any]) -> dict[str, Any]:
    return {
        field: cleaned_line(value) if field in _LINES else cleaned(value) if field == "idea" else value for field, value in said.items()
    }


def _with(there: Work, said: Mapping[WorkField, Any]) -> Work:
    made: dict[str, Any] = {}
    for field, value in said.items():
        stored = getattr(there, field)
        if field == "idea":
            made[field] = combined(value, stored, LONGEST_TEXT)
        elif isinstance(value, Edit) and field in _LINES:
            made[field] = settled(value.read(cleaned_line), stored)
        else:
            made[field] = cleaned_line(value) if field in _LINES else settled(value, stored)
    return msgspec.structs.replace(there, **made)
