"""The desk of a municipality's staff (市町職員): answer, submit, choose next steps, read what specialists shared.

It holds one municipality's repository and nothing else, so there is no path from it to another municipality's answers, nor to an internal note.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dxcheck.assessment import scoring
from dxcheck.assessment.draft_life import KEPT_ASIDE, DraftAge, age_of, brought_back, given_up
from dxcheck.assessment.drafting import with_change
from dxcheck.assessment.quick_check import QuickResult, quick_result
from dxcheck.assessment.readiness import Readiness, readiness
from dxcheck.assessment.resubmission import ThinnerSubmissionError, answers_lost, is_same_again
from dxcheck.benchmark.wording import too_late, what_extended_means
from dxcheck.casework.change import is_about
from dxcheck.casework.model import Action, Wish
from dxcheck.desk.instruments import Elsewhere
from dxcheck.desk.reading import ReadingDesk
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.edit import Edit, combined
from dxcheck.model.snapshot import (
    EMPTY,
    LONGEST_TEXT,
    Answer,
    Draft,
    DraftEntry,
    QuestionnaireRef,
    QuickProgress,
    SetAside,
    Snapshot,
    current_snapshots,
    is_cycle_full,
    with_clean_texts,
)
from dxcheck.model.text import cleaned_line
from dxcheck.store import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from dxcheck.assessment.scoring import NextStep
    from dxcheck.casework.waiting import SharedReturn
    from dxcheck.desk.reading import Setting
    from dxcheck.model.patch import AnswerPatch
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import SnapshotSource
    from dxcheck.questionnaire import QuickCheck
    from dxcheck.store.notes import SharedNotes
    from dxcheck.store.repository import MunicipalityRepository


class NoDraftError(LookupError):
    """There is no draft to submit or to give up: somebody else submitted it or gave it up, or it was never begun. Or none to bring back."""


class _SameAgainError(Exception):
    """Nothing is to be added: `before` says it already."""

    def __init__(self, before: Snapshot) -> None:
        super().__init__()
        self.before = before


class SavedDraft(NamedTuple):
    """A draft as it stands after something was saved into it."""

    draft: Draft | None
    """None if somebody else submitted it meanwhile and there was nothing to save."""
    stamp: Hashable
    """What `StaffDesk.draft_stamp` says until somebody saves again."""


class StaffDesk(ReadingDesk):
    """The desk of a municipality's staff."""

    def __init__(
        self, municipality: Municipality, repository: MunicipalityRepository, notes: SharedNotes, setting: Setting, *, post: str = ""
    ) -> None:
        super().__init__(municipality, repository, notes, setting)
        self.post = post
        """課・係・職名 of whoever sits here, as far as it was given."""
        self._repository = repository
        self._full: Hashable = None
        """The cycle and the state of the file in which nothing more was taken: asked again and again, it is refused without reading the file."""

    def looking_at(self, questionnaire_id: str) -> StaffDesk:
        """The same person's desk for another questionnaire; its draft and its snapshots are its own."""
        setting = replace(self._setting, questionnaire_id=questionnaire_id)
        made = StaffDesk(self.municipality, self._repository, self._notes, setting, post=self.post)
        made.session = self.session
        return made

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

    @property
    def writer(self) -> str:
        """The post (課・係・職名) that stands beside every remark; empty where it was not given."""
        return self.post

    @property
    def quick(self) -> QuickCheck | None:
        """The quick check that belongs to the questionnaire in force."""
        return self._library.quick_for(self.questionnaire)

    @property
    def has_quick(self) -> bool:
        """Whether there is a quick check, told without reading any questionnaire where that can be known."""
        return self._library.is_as_shipped or self.quick is not None

    # -- the draft -----------------------------------------------------------------------------------------------------

    def draft(self) -> Draft | None:
        """The answers in progress, if any."""
        return self._repository.draft(self.questionnaire_id)

    def draft_stamp(self) -> Hashable:
        """Changes whenever somebody saved into the draft; cheap enough to ask every second."""
        return self._repository.draft_stamp()

    def begin(self) -> Draft:
        """The draft, begun if there is none: empty in a new cycle; with the submitted answers where the cycle has a snapshot (a correction)."""
        draft = self._repository.change_draft(self.questionnaire_id, lambda draft: draft or self._new_draft())
        assert draft is not None
        return draft

    def save(self, item: str, patch: AnswerPatch) -> SavedDraft:
        """Change some fields of an item's answer; it is on disk when this returns.

        The other fields stay as they are in the store, not as they were on this screen: a second person's evidence is not wiped out by this person's
        level. What is replaced goes to the draft's history.

        Raises:
            TooLongTogetherError: what two people wrote has no room in one text.
            StoreError: it could not be saved; the stored draft is as it was.
        """

        def change(draft: Draft | None) -> Draft:
            since = self.schedule.first_day(self.cycle)
            return with_change(draft or self._new_draft(), item, patch, self._now(), self.post, self.session, since=since)

        return SavedDraft(*self._repository.change_draft_stamped(self.questionnaire_id, change))

    def returns_of(self, ref: QuestionnaireRef) -> list[SharedReturn]:
        """The returns that answers to a questionnaire can deal with."""
        return [one for one in self.open_returns() if one.snapshot.questionnaire.id == ref.id]

    def age(self, draft: Draft) -> DraftAge:
        """When it was begun and last touched, and which of its answers are older than the cycle it would be submitted for."""
        return age_of(draft, self.schedule, self.cycle)

    def give_up(self) -> SetAside:
        """Give the draft up (取りやめ). It is kept aside for a while, so that it can be brought back, also after a restart.

        Raises:
            NoDraftError: there is none.
            StoreError: it is as it was.
        """

        def change(draft: Draft | None, aside: list[SetAside]) -> tuple[None, list[SetAside]]:
            if draft is None:
                raise NoDraftError
            return None, given_up(draft, aside, self._now(), self.post)

        made = self._repository.change_aside(self.questionnaire_id, change)[1][-1]
        self.witness("draft-given-up", made.draft.id)
        return made

    def bring_back(self) -> Draft:
        """Bring back the draft that was given up last. One that was begun since is kept aside in its place, unless nobody wrote in it.

        Raises:
            NoDraftError: none is kept aside.
            StoreError: everything is as it was.
        """

        def change(draft: Draft | None, aside: list[SetAside]) -> tuple[Draft, list[SetAside]]:
            try:
                return brought_back(draft, self._still_kept(aside), self._now(), self.post)
            except LookupError as none:
                raise NoDraftError from none

        draft, _aside = self._repository.change_aside(self.questionnaire_id, change)
        assert draft is not None
        self.witness("draft-brought-back", draft.id)
        return draft

    def set_aside(self) -> list[SetAside]:
        """The drafts that were given up and can be brought back, the one given up last at the end.

        Raises:
            StoreError: they cannot be read.
        """
        return self._still_kept(self._repository.set_aside(self.questionnaire_id))

    def _still_kept(self, aside: list[SetAside]) -> list[SetAside]:
        return [one for one in aside if self._now() - one.at <= KEPT_ASIDE]

    def stay_at(self, item: str) -> SavedDraft:
        """Remember the item this post looks at, so that it resumes there."""

        def change(draft: Draft | None) -> Draft | None:
            if draft is None or draft.positions.get(self.post) == item:
                return draft
            # The last one looked at comes last, so that somebody without a post of their own resumes there.
            others = {post: at for post, at in draft.positions.items() if post != self.post}
            return msgspec.structs.replace(draft, positions={**others, self.post: item})

        return SavedDraft(*self._repository.change_draft_stamped(self.questionnaire_id, change))

    def position(self, draft: Draft) -> str | None:
        """The item to resume at: where this post was, else where anybody was last."""
        return draft.positions.get(self.post) or next(reversed(draft.positions.values()), None)

    def hints(self) -> dict[str, int]:
        """Levels the quick check hints at, by item; never answers."""
        progress = self.quick_progress()
        return {} if progress is None else {item: level for item, level in progress.answers.items() if level is not None}

    def readiness(self, draft: Draft) -> Readiness:
        """What to look at once more before submitting."""
        before = self.previous(draft)
        return readiness(
            draft.answers,
            self.questionnaire_for(draft.questionnaire),
            before.answers if before else None,
            self.questionnaire_for(before.questionnaire) if before else None,
        )

    def previous(self, draft: Draft) -> Snapshot | None:
        """What 前回 means for a draft: the newest snapshot of this questionnaire from another cycle than the running one."""
        running = self.cycle
        same = self._standing_of(draft.questionnaire.id)
        return next((one for one in reversed(same) if one.cycle < running), None)

    def _new_draft(self) -> Draft:
        now = self._now()
        submitted = self._to_correct()
        if submitted is not None:
            questionnaire = self.questionnaire_for(submitted.questionnaire)
            # What was carried over into it was looked at no later than then.
            given = {item: dt.datetime.combine(day, dt.time(), JAPAN) for item, day in submitted.carried_over.items()}
            entries = {
                item: DraftEntry(answer, given.get(item, submitted.submitted_at), submitted.answered_by)
                for item, answer in submitted.answers.items()
            }
        else:
            questionnaire, entries = self.questionnaire, {}
        self._repository.keep_questionnaire(questionnaire)
        return Draft(
            id=os.urandom(8).hex(),
            municipality=self.municipality.code,
            questionnaire=QuestionnaireRef.to(questionnaire),
            started_at=now,
            entries=entries,
        )

    def what_it_counts_for(self) -> list[str]:
        """What must be said to whoever submits now: for which cycle it is where that is not the half-year of today, and that it misses the cycle's average.

        Raises:
            StoreError: what was submitted before cannot be read.
        """
        schedule, cycle, today = self.schedule, self.cycle, self._now().date()
        if not schedule.is_late(cycle, today):
            return [what_extended_means(schedule, cycle)] if cycle != Cycle.of(today) else []
        closing = schedule.closing_day(cycle)
        in_time = [one for one in self.snapshots() if one.cycle <= cycle and one.submitted_at.date() <= closing]
        return [too_late(schedule, cycle, next(reversed(current_snapshots(in_time, self.questionnaire_id)), None))]

    def is_late(self, snapshot: Snapshot) -> bool:
        """Whether a snapshot came after its cycle's deadline."""
        return self.schedule.is_late(snapshot.cycle, snapshot.submitted_at.date())

    def _to_correct(self) -> Snapshot | None:
        """The snapshot that a new draft begins with: the cycle's own; else one that came in after the cycle had ended and before its deadline was extended."""
        newest, own = self.latest(), self.submitted_in(self.cycle)
        return own or (newest if newest is not None and newest.cycle > self.cycle else None)

    def submit(self, answered_by: str, confirmed_by: str) -> Snapshot:
        """Make the draft a snapshot.

        Args:
            answered_by: the post that answered (課・係・職名).
            confirmed_by: the post that confirmed.

        Raises:
            NoDraftError: there is no draft.
            FullCycleError: far too much was submitted in this cycle; the draft is as it was.
            StoreError: it could not be saved; the draft is as it was.
        """
        self._refuse_if_full()

        def make(draft: Draft, others: list[Snapshot]) -> Snapshot:
            old = draft.given_before(self.schedule.first_day(self.cycle))
            return self._snapshot(
                draft.questionnaire, draft.answers, others, answered_by, confirmed_by, source="app", draft=draft, carried_over=old
            )

        try:
            snapshot = self._repository.submit_draft(self.questionnaire_id, make)
        except LookupError as gone:
            raise NoDraftError from gone
        self.witness("submit", snapshot.id)
        return snapshot

    def would_supersede(self) -> Snapshot | None:
        """The snapshot of this questionnaire that a submission of now would take the place of.

        Raises:
            StoreError: it cannot be read.
        """
        return self.submitted_in(self.cycle)

    def submit_answers(
        self, answers: Mapping[str, Answer], answered_by: str, confirmed_by: str, *, merge: bool = False, replace: bool = False
    ) -> Snapshot:
        """Submit answers that came from a file; a draft stays as it is.

        Where the cycle's submission says the very same already, that one is given back and nothing is added.

        Args:
            answers: by item; an empty answer takes one away.
            answered_by: the post that answered.
            confirmed_by: the post that confirmed.
            merge: begin with what was submitted in this cycle, as a correction does; the answers are those to its questionnaire.
            replace: whether answers that were submitted may go.

        Raises:
            ThinnerSubmissionError: answers would go.
            FullCycleError: far too much was submitted in this cycle.
            StoreError: they could not be saved.
        """
        self._refuse_if_full()
        questionnaire = self.questionnaire
        self._repository.keep_questionnaire(questionnaire)
        ref = QuestionnaireRef.to(questionnaire)
        plain = {item: with_clean_texts(answer) for item, answer in answers.items()}

        def make(others: list[Snapshot]) -> Snapshot:
            made = self._snapshot(ref, plain, others, answered_by, confirmed_by, source="command")
            before = next((one for one in others if one.id == made.supersedes), None)
            if before is None:
                return made
            if merge:
                merged = {item: answer for item, answer in {**before.answers, **plain}.items() if answer != EMPTY}
                kept = tuple(item for item in merged if item not in plain)
                made = msgspec.structs.replace(made, answers=merged, questionnaire=before.questionnaire, kept=kept)
            if is_same_again(before, made):
                raise _SameAgainError(before)
            if not replace and answers_lost(before.answers, made.answers):
                raise ThinnerSubmissionError(before, made.answers)
            return made

        try:
            snapshot = self._repository.add_snapshot(make)
        except _SameAgainError as same:
            return same.before
        self.witness("submit", snapshot.id)
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
        )

    def _refuse_if_full(self) -> None:
        if self._full == (self.cycle, self.snapshot_stamp()):
            raise errors.full_cycle(self.cycle.label)

    # -- next steps ----------------------------------------------------------------------------------------------------

    def choose(self, step: NextStep, snapshot: Snapshot) -> list[Action]:
        """Take a next step on; taking it on twice changes nothing."""
        own = {one.id for one in self._submitted.snapshots(snapshot.questionnaire.id)}

        def change(actions: list[Action]) -> list[Action]:
            same = (one for one in actions if (one.item, one.level) == (step.item, step.level) and is_about(one, own))
            if any(one.state != "dropped" for one in same):
                return actions
            chosen = Action(os.urandom(4).hex(), step.item, step.level, step.step, self._now(), snapshot.id, owner=self.post)
            return [*actions, chosen]

        return self._repository.change_actions(change)

    # -- with the specialists ------------------------------------------------------------------------------------------

    def set_wish(self, text: str | Edit[str]) -> None:
        """Say what to talk about at the next visit; the earlier wishes are kept.

        Raises:
            TooLongTogetherError: together with what a colleague wrote meanwhile it has no room.
            StoreError: it could not be saved.
        """

        def change(wishes: list[Wish]) -> list[Wish]:
            stands = wishes[-1].text if wishes else ""
            made = combined(text, stands, LONGEST_TEXT)
            return wishes if made == stands else [*wishes, Wish(made, self._now(), self.post)]

        self._notes.wishes.change(change)

    # -- the quick check -----------------------------------------------------------------------------------------------

    def quick_progress(self) -> QuickProgress | None:
        """The answers to the quick check so far."""
        quick = self.quick
        return self._repository.quick_progress(quick.id) if quick else None

    def answer_quick(self, item: str, level: int | None) -> QuickProgress:
        """Save one answer of the quick check; None is わからない."""
        return self._save_quick(lambda p: msgspec.structs.replace(p, answers={**p.answers, item: level}))

    def finish_quick(self) -> QuickProgress:
        """Note that the quick check was gone through."""
        return self._save_quick(lambda p: msgspec.structs.replace(p, finished_at=self._now()))

    def restart_quick(self) -> QuickProgress:
        """Begin the quick check again with no answers."""
        return self._save_quick(lambda p: QuickProgress(p.quick, p.version))

    def quick_result(self) -> QuickResult | None:
        """What the quick check leads to; None before it was gone through."""
        quick, progress = self.quick, self.quick_progress()
        if quick is None or progress is None or progress.finished_at is None:
            return None
        return quick_result(progress.answers, quick, self.questionnaire)

    def _save_quick(self, change: Callable[[QuickProgress], QuickProgress]) -> QuickProgress:
        quick = self.quick
        assert quick is not None
        progress = change(self._repository.quick_progress(quick.id) or QuickProgress(quick.id, quick.version))
        self._repository.save_quick(progress)
        return progress
