"""The desk of a municipality's staff (市町職員): answer, submit, choose next steps, read what specialists shared.

It holds one municipality's repository and nothing else, so there is no path from it to another municipality's answers, nor to an internal note.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dxcheck.assessment import scoring
from dxcheck.assessment.confirming import standing_confirmation
from dxcheck.desk.confirming import ConfirmDesk
from dxcheck.desk.drafting import NoDraftError
from dxcheck.desk.exchange import ExchangeDesk
from dxcheck.desk.gathering import GatheringDesk
from dxcheck.desk.instruments import Elsewhere
from dxcheck.desk.responding import RespondingDesk
from dxcheck.desk.returned import ReturnedItemsLeftError, untouched_items
from dxcheck.model.approval import typed_boxes
from dxcheck.model.calendar import Cycle
from dxcheck.model.snapshot import (
    EMPTY,
    Answer,
    Draft,
    QuestionnaireRef,
    Snapshot,
    current_snapshots,
    is_cycle_full,
    with_clean_texts,
)
from dxcheck.model.text import cleaned_line
from dxcheck.store import errors

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Mapping

    from dxcheck.casework.waiting import SharedReturn
    from dxcheck.desk.setting import Setting
    from dxcheck.model.patch import AnswerPatch
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import SnapshotSource
    from dxcheck.store.notes import SharedNotes
    from dxcheck.store.repository import MunicipalityRepository


def _superseded(made: Snapshot, others: list[Snapshot]) -> Snapshot | None:
    return next((one for one in others if one.id == made.supersedes), None)


class _Submission(NamedTuple):
    """What a draft became, if it was kept."""

    draft: str
    snapshot: str
    is_new: bool
    """No where the cycle's submission said the very same already."""


class StaffDesk(GatheringDesk, ExchangeDesk, ConfirmDesk, RespondingDesk):
    """The desk of a municipality's staff."""

    def __init__(
        self, municipality: Municipality, repository: MunicipalityRepository, notes: SharedNotes, setting: Setting, *, post: str = ""
    ) -> None:
        super().__init__(municipality, repository, notes, setting, post=post)
        self._full: Hashable = None
        """The cycle and the state of the file in which nothing more was taken: asked again and again, it is refused without reading the file."""
        self._unsure: _Submission | None = None
        """The last one, where nobody could say whether it was kept."""

    def looking_at(self, questionnaire_id: str) -> StaffDesk:
        """The same person's desk for another questionnaire; its draft and its snapshots are its own."""
        setting = self._setting._replace(questionnaire_id=questionnaire_id)
        made = StaffDesk(self.municipality, self._repository, self._notes, setting, post=self.post)
        made.session = self.session
        return made

    def approvers(self) -> tuple[str, ...]:
        """The posts over the boxes of the result sheet; none for the usual ones.

        Raises:
            StoreError: what was decided cannot be read.
        """
        return self._repository.approval_boxes()

    def set_approvers(self, typed: str) -> tuple[str, ...]:
        """Decide which posts stand over the boxes of every result sheet from now on.

        Args:
            typed: the posts from the left, parted by commas; empty for the usual ones.

        Raises:
            ApprovalError: they find no room.
            StoreError: it is as it was.
        """
        names = typed_boxes(typed)
        self._repository.set_approval_boxes(names)
        self.witness("approval-boxes", self.municipality.code)
        return names

    def elsewhere(self) -> list[Elsewhere]:
        """What this municipality has of the questionnaires that are not looked at, the one in use first.

        Raises:
            StoreError: it cannot be read.
        """
        found = []
        for one in self.instruments.all():
            if one.id != self.questionnaire_id:
                desk = self.looking_at(one.id)
                found.append(Elsewhere(one, desk.draft(), desk.latest(), is_returned=bool(desk.open_returns())))
        return found

    def returns_of(self, ref: QuestionnaireRef) -> list[SharedReturn]:
        """The returns that answers to a questionnaire can deal with."""
        return [one for one in self.open_returns() if one.snapshot.questionnaire.id == ref.id]

    def what_it_counts_for(self) -> list[str]:
        """What must be said to whoever submits now: for which cycle it is where that is not the half-year of today, and that it misses the cycle's average.

        Raises:
            StoreError: what was submitted before cannot be read.
        """
        from dxcheck.benchmark.wording import too_late, what_extended_means

        schedule, cycle, today = self.schedule, self.cycle, self._now().date()
        if not schedule.is_late(cycle, today):
            return [what_extended_means(schedule, cycle)] if cycle != Cycle.of(today) else []
        closing = schedule.closing_day(cycle)
        in_time = [one for one in self.snapshots() if one.cycle <= cycle and one.submitted_at.date() <= closing]
        return [too_late(schedule, cycle, next(reversed(current_snapshots(in_time, self.questionnaire_id)), None))]

    def is_late(self, snapshot: Snapshot) -> bool:
        """Whether a snapshot came after its cycle's deadline."""
        return self.schedule.is_late(snapshot.cycle, snapshot.submitted_at.date())

    def submit(self, answered_by: str, confirmed_by: str, *, only: str = "") -> Snapshot:
        """Make the draft a snapshot.

        Where nobody gave anything anew and the cycle's submission says the very same already, that one is given back: nothing is added, and the draft is done with.
        After an unknown outcome the same draft submitted again gives back what was kept after all.

        Args:
            answered_by: the post that answered (課・係・職名).
            confirmed_by: the post that confirmed.
            only: the id of the draft that was looked over; without it, whichever is there.

        Raises:
            NoDraftError: there is no draft, or another one than was looked over.
            ReturnedItemsLeftError: items that were returned are as they were, and nobody said why.
            FullCycleError: far too much was submitted in this cycle; the draft is as it was.
            UnsureError: nobody can say whether it was saved.
            StoreError: it could not be saved; the draft is as it was.
        """
        self._refuse_if_full()
        from dxcheck.assessment.following import following  # not needed for the first frame, like all that submits
        from dxcheck.assessment.resubmission import is_nothing_anew, is_same_again

        tried: list[_Submission] = []

        def make(draft: Draft, others: list[Snapshot]) -> Snapshot:
            if only and draft.id != only:
                raise NoDraftError
            if left := untouched_items(self.returns_of(draft.questionnaire), draft):
                raise ReturnedItemsLeftError(left)
            draft = following(draft, next(reversed(current_snapshots(others, draft.questionnaire.id)), None))
            old = draft.given_before(self.schedule.first_day(self.cycle))
            made = self._snapshot(
                draft.questionnaire, draft.answers, others, answered_by, confirmed_by, source="app", draft=draft, carried_over=old
            )
            before = _superseded(made, others)
            if before is not None and is_same_again(before, made) and is_nothing_anew(made):
                made = before
            tried.append(_Submission(draft.id, made.id, is_new=made is not before))
            return made

        try:
            snapshot = self._repository.submit_draft(self.questionnaire_id, make)
        except errors.UnsureError:
            self._unsure = next(reversed(tried), None)
            raise
        except LookupError as gone:
            kept = self.kept_after_all(only)
            if kept is None:
                raise NoDraftError from gone
            return kept
        self._unsure = None
        if tried[-1].is_new:
            self.witness("submit", snapshot.id)
        return snapshot

    def kept_after_all(self, draft: str = "") -> Snapshot | None:
        """What became of a draft that was submitted here, where nobody could say whether that was kept; None where it was not, and of what somebody else submitted. Told once.

        Args:
            draft: its id; empty for whichever it was.

        Raises:
            StoreError: nobody can say yet.
        """
        tried = self._unsure
        if tried is None or draft not in ("", tried.draft):
            return None
        there, still = self.snapshots(), self.draft()
        if (still is not None and still.id == tried.draft) or any(one.draft == tried.draft and one.id != tried.snapshot for one in there):
            return None
        kept = next((one for one in there if one.id == tried.snapshot), None)
        if kept is not None:
            self._unsure = None
            if tried.is_new:
                self.witness("submit", kept.id)
        return kept

    def would_supersede(self) -> Snapshot | None:
        """The snapshot of this questionnaire that a submission of now would take the place of.

        Raises:
            StoreError: it cannot be read.
        """
        return self.submitted_in(self.cycle)

    def submit_answers(self, answers: Mapping[str, Answer], answered_by: str, confirmed_by: str, *, replace: bool = False) -> Snapshot:
        """Submit answers that came from a file; a draft stays as it is.

        Where the cycle's submission says the very same already, that one is given back and nothing is added.

        Args:
            answers: by item; an empty answer takes one away.
            answered_by: the post that answered.
            confirmed_by: the post that confirmed.
            replace: whether answers, levels and texts that were submitted may go.

        Raises:
            ThinnerSubmissionError: some would go.
            FullCycleError: far too much was submitted in this cycle.
            StoreError: they could not be saved.
        """
        plain = {item: with_clean_texts(answer) for item, answer in answers.items()}
        return self._submit_file(lambda made, _before: made, plain, answered_by, confirmed_by, replace=replace)

    def merge_answers(self, changes: Mapping[str, AnswerPatch], answered_by: str, confirmed_by: str, *, replace: bool = False) -> Snapshot:
        """Submit what was submitted in this cycle with some fields changed, as a correction does; a draft stays as it is.

        Only a change that gives a choice looks at an answer again: the other answers are kept, as old as they were.

        Args:
            changes: by item, to the questionnaire of what was submitted; the fields that are not in one stay.
            answered_by: the post that answered.
            confirmed_by: the post that confirmed.
            replace: whether answers, levels and texts that were submitted may go.

        Raises:
            ThinnerSubmissionError: some would go.
            FullCycleError: far too much was submitted in this cycle.
            StoreError: they could not be saved.
        """
        from dxcheck.assessment.drafting import changed  # not needed for a first screen

        def merged(made: Snapshot, before: Snapshot) -> Snapshot:
            answers = dict(before.answers)
            for item, patch in changes.items():
                answers[item] = changed(before.answer(item), patch)
            given = {item for item, patch in changes.items() if "choice" in patch.fields}
            return msgspec.structs.replace(
                made,
                questionnaire=before.questionnaire,
                answers={item: answer for item, answer in answers.items() if answer != EMPTY},
                kept=tuple(item for item, answer in answers.items() if answer != EMPTY and item not in given),
                copied=tuple(item for item in before.copied if item not in given),
                posts={item: post for item, post in before.posts.items() if item not in given},
                carried_over={item: day for item, day in before.carried_over.items() if item not in given},
            )

        alone = {item: changed(EMPTY, patch) for item, patch in changes.items()}
        return self._submit_file(merged, alone, answered_by, confirmed_by, replace=replace)

    def _submit_file(
        self,
        over: Callable[[Snapshot, Snapshot], Snapshot],
        answers: Mapping[str, Answer],
        answered_by: str,
        confirmed_by: str,
        *,
        replace: bool,
    ) -> Snapshot:
        """Add a snapshot with answers; where the cycle has one, what `over` makes of the two."""
        self._refuse_if_full()
        questionnaire = self.questionnaire
        self._repository.keep_questionnaire(questionnaire)
        ref = QuestionnaireRef.to(questionnaire)
        from dxcheck.assessment.resubmission import ThinnerSubmissionError, is_same_again, losses

        known: set[str] = set()

        def make(others: list[Snapshot]) -> Snapshot:
            known.update(one.id for one in others)
            made = self._snapshot(ref, answers, others, answered_by, confirmed_by, source="command")
            before = _superseded(made, others)
            if before is None:
                return made
            made = over(made, before)
            if is_same_again(before, made):
                return before
            if not replace and any(losses(before.answers, made.answers)):
                raise ThinnerSubmissionError(before, made.answers)
            return made

        snapshot = self._repository.add_snapshot(make)
        if snapshot.id not in known:
            self.witness("submit", snapshot.id)
            with contextlib.suppress(errors.StoreError):  # it follows when it is opened, too
                if self.draft() is not None:
                    self._repository.change_draft(self.questionnaire_id, lambda draft: draft and self._followed(draft))
        return snapshot

    def _snapshot(
        self,
        ref: QuestionnaireRef,
        answers: Mapping[str, Answer],
        others: list[Snapshot],
        answered_by: str,
        confirmed_by: str,
        *,
        source: SnapshotSource,
        draft: Draft | None = None,
        carried_over: Mapping[str, dt.date] | None = None,
    ) -> Snapshot:
        now = self._now()
        cycle = self.schedule.collecting(now.date())
        if is_cycle_full(others, cycle):
            self._full = (cycle, self.snapshot_stamp())
            self._refuse_if_full()
        confirmed = standing_confirmation(draft) if draft is not None else None
        standing = [snapshot for snapshot in current_snapshots(others, ref.id) if snapshot.cycle == cycle]
        before_merger = [one for _town, submitted in self._predecessors for one in submitted.every_snapshot()]
        return Snapshot(
            id=f"{self.municipality.code}-{now:%Y%m%d}-{os.urandom(3).hex()}",
            seq=max((snapshot.seq for snapshot in (*before_merger, *others)), default=0) + 1,
            municipality=self.municipality.code,
            questionnaire=ref,
            scoring_rule=scoring.RULE,
            submitted_at=now,
            answered_by=cleaned_line(answered_by),
            confirmed_by=cleaned_line(confirmed_by),
            answers={item: answer for item, answer in answers.items() if answer != EMPTY},
            supersedes=standing[-1].id if standing else "",
            draft=draft.id if draft is not None else "",
            source=source,
            collected_for=cycle if cycle != Cycle.of(now) else None,
            carried_over=dict(carried_over or {}),
            kept=draft.untouched if draft is not None else (),
            copied=draft.copied if draft is not None else (),
            posts=draft.posts_beside(cleaned_line(answered_by)) if draft is not None else {},
            confirmed_at=confirmed.at if confirmed is not None and confirmed.by == cleaned_line(confirmed_by) else None,
        )

    def _refuse_if_full(self) -> None:
        if self._full == (self.cycle, self.snapshot_stamp()):
            raise errors.full_cycle(self.cycle.label)
