"""Where a municipality's answers are written: its draft, and the quick check before it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import UNSET

from dxcheck.assessment.draft_life import KEPT_ASIDE, DraftAge, age_of, brought_back, given_up
from dxcheck.desk.reading import ReadingDesk
from dxcheck.model.snapshot import (
    Draft,
    QuestionnaireRef,
    QuickProgress,
    SetAside,
    Snapshot,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable

    from dxcheck.assessment.new_version import VersionNews
    from dxcheck.assessment.quick_check import QuickResult
    from dxcheck.assessment.readiness import Readiness
    from dxcheck.desk.setting import Setting
    from dxcheck.model.patch import AnswerPatch
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import DraftEntry
    from dxcheck.questionnaire import Questionnaire, QuickCheck
    from dxcheck.questionnaire.scale import Level
    from dxcheck.store.notes import SharedNotes
    from dxcheck.store.repository import MunicipalityRepository


class NoDraftError(LookupError):
    """There is no draft to submit or to give up: somebody else submitted it or gave it up, or it was never begun. Or none to bring back."""


class _OtherVersionError(Exception):
    """Something was answered to another version of the questionnaire than the draft is of."""


class SavedDraft(NamedTuple):
    """A draft as it stands after something was saved into it."""

    draft: Draft | None
    """None if somebody else submitted it meanwhile and there was nothing to save."""
    stamp: Hashable
    """What `StaffDesk.draft_stamp` says until somebody saves again."""


class DraftDesk(ReadingDesk):
    """Begin a draft, write into it, give it up and bring it back; go through the quick check."""

    def __init__(
        self, municipality: Municipality, repository: MunicipalityRepository, notes: SharedNotes, setting: Setting, *, post: str = ""
    ) -> None:
        super().__init__(municipality, repository, notes, setting)
        self.post = post
        """課・係・職名 of whoever sits here, as far as it was given."""
        self._repository = repository

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
        """The draft, begun if there is none: empty in a new cycle; with the submitted answers where the cycle has a snapshot (a correction).

        What was submitted since a correction was begun is in it wherever nobody wrote in it.
        """
        draft = self._repository.change_draft(self.questionnaire_id, lambda draft: self._followed(draft) if draft else self._new_draft())
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
        since = self._since  # looked up before the lock, which others wait for

        def change(draft: Draft | None) -> Draft:
            draft = draft or self._new_draft()
            if patch.asked is not UNSET and patch.asked != draft.questionnaire.hash:
                raise _OtherVersionError
            return self._with(draft, item, patch, since)

        try:
            return SavedDraft(*self._repository.change_draft_stamped(self.questionnaire_id, change))
        except _OtherVersionError:
            return self._save_beside(item, patch)

    @property
    def _since(self) -> dt.date:
        """The first day of the cycle that answers are collected for."""
        schedule = self.schedule
        return schedule.first_day(schedule.collecting(self._now().date()))

    def _with(self, draft: Draft, item: str, patch: AnswerPatch, since: dt.date) -> Draft:
        from dxcheck.assessment.drafting import with_change  # not needed for a first screen

        asked = self.questionnaire_for(draft.questionnaire) if patch.is_measured else None
        return with_change(draft, item, patch, self._now(), self.post, self.session, since=since, asked=asked)

    def _save_beside(self, item: str, patch: AnswerPatch) -> SavedDraft:
        """Save what was answered to another version than the draft's: whole in the draft of that version that is kept aside, and in the draft as far as it carries over."""
        from dxcheck.assessment.new_version import patch_carried  # few drafts are of another version

        since = self._since

        def change(draft: Draft | None, aside: list[SetAside]) -> tuple[Draft, list[SetAside]]:
            draft, kept = draft or self._new_draft(), list(aside)
            theirs = [n for n, one in enumerate(kept) if one.draft.questionnaire.hash == patch.asked]
            if theirs:
                beside = kept[theirs[-1]]
                kept[theirs[-1]] = msgspec.structs.replace(beside, draft=self._with(beside.draft, item, patch, since))
            news = self._news_between(str(patch.asked), draft.questionnaire.hash)
            follower = news.followers.get(item) if news is not None else None
            if news is not None and follower is not None and (carried := patch_carried(patch, news, follower)).fields:
                draft = self._with(draft, follower, carried, since)
            return draft, kept

        stamp = self.draft_stamp()  # of before: the next look reads what is there then
        return SavedDraft(self._repository.change_aside(self.questionnaire_id, change)[0], stamp)

    # -- a newer version ---------------------------------------------------------------------------------------------------

    def news(self, draft: Draft) -> VersionNews | None:
        """What the version in force asks otherwise than the older one that a draft was begun with; None where it is of the one in force.

        Raises:
            StoreError: the text of the draft's version cannot be read.
        """
        if self._library.version_begun(self.questionnaire_id, self._begins_on) == draft.questionnaire.version:
            return None  # told without reading it, for this is so nearly always
        newer = self.questionnaire
        if newer.hash == draft.questionnaire.hash or newer.version == draft.questionnaire.version:
            return None
        from dxcheck.assessment.new_version import version_news

        older = self.questionnaire_for(draft.questionnaire)
        return version_news([older, *self._between(older, newer), newer]) if older.valid_from < newer.valid_from else None

    def carry_over(self) -> Draft:
        """Go on with the draft under the version in force. The draft of before is kept aside like one that was given up.

        Raises:
            NoDraftError: there is none, or it is of the version in force already.
            StoreError: it is as it was.
        """
        from dxcheck.assessment.new_version import carried_over

        self._repository.keep_questionnaire(self.questionnaire)

        def change(draft: Draft | None, aside: list[SetAside]) -> tuple[Draft, list[SetAside]]:
            news = self.news(draft) if draft is not None else None
            if draft is None or news is None:
                raise NoDraftError
            return carried_over(draft, news, os.urandom(8).hex()), given_up(draft, aside, self._now(), self.post)

        draft, _aside = self._repository.change_aside(self.questionnaire_id, change)
        assert draft is not None
        self.witness("draft-carried-over", draft.id)
        return draft

    def _between(self, older: Questionnaire, newer: Questionnaire) -> list[Questionnaire]:
        """The versions between two of one questionnaire, in their order."""
        every = (one for one in self._library.all() if one.id == newer.id)
        return [one for one in every if older.valid_from < one.valid_from < newer.valid_from]

    def _news_between(self, older_hash: str, newer_hash: str) -> VersionNews | None:
        """From one version to a later one, both as far as they are known; None where they are not, or not in this order."""
        from dxcheck.assessment.new_version import version_news

        known = {one.hash: one for one in self._library.all() if one.id == self.questionnaire_id}
        older, newer = known.get(older_hash), known.get(newer_hash)
        if older is None or newer is None or not older.valid_from < newer.valid_from:
            return None
        return version_news([older, *self._between(older, newer), newer])

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
        """Bring back the draft that was given up last; again, the one before it. One that is in work is kept aside behind the others, unless nobody wrote in it.

        Raises:
            NoDraftError: none is kept aside.
            StoreError: everything is as it was.
        """

        def change(draft: Draft | None, aside: list[SetAside]) -> tuple[Draft, list[SetAside]]:
            try:
                back, kept = brought_back(draft, self._still_kept(aside), self._now(), self.post)
            except LookupError as none:
                raise NoDraftError from none
            return self._followed(back), kept

        draft, _aside = self._repository.change_aside(self.questionnaire_id, change)
        assert draft is not None
        self.witness("draft-brought-back", draft.id)
        return draft

    def set_aside(self) -> list[SetAside]:
        """The drafts that were given up and can be brought back, the one that comes back next at the end.

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

    def hints(self) -> dict[str, Level]:
        """Levels the quick check hints at, by item; never answers."""
        progress = self.quick_progress()
        return {} if progress is None else {item: level for item, level in progress.answers.items() if level is not None}

    def readiness(self, draft: Draft) -> Readiness:
        """What to look at once more before submitting."""
        from dxcheck.assessment.readiness import readiness  # not needed for a first screen

        before = self.previous(draft)
        return readiness(
            draft.answers,
            self.questionnaire_for(draft.questionnaire),
            before.answers if before else None,
            self.questionnaire_for(before.questionnaire) if before else None,
        )

    def previous(self, draft: Draft) -> Snapshot | None:
        """What 前回 means for a draft: the newest snapshot of this questionnaire from another cycle than the running one."""
        return self._previous_of(draft.questionnaire.id)

    def _previous_of(self, questionnaire_id: str) -> Snapshot | None:
        running = self.cycle
        return next((one for one in reversed(self._standing_of(questionnaire_id)) if one.cycle < running), None)

    def _beginning(self) -> tuple[Questionnaire, dict[str, DraftEntry]]:
        """What a new draft asks and begins with."""
        submitted = self._to_correct()
        if submitted is not None:
            from dxcheck.assessment.following import begun_with  # not needed for the first frame

            return self.questionnaire_for(submitted.questionnaire), begun_with(submitted)
        return self.questionnaire, {}

    def _new_draft(self) -> Draft:
        now = self._now()
        questionnaire, entries = self._beginning()
        self._repository.keep_questionnaire(questionnaire)
        return Draft(
            id=os.urandom(8).hex(),
            municipality=self.municipality.code,
            questionnaire=QuestionnaireRef.to(questionnaire),
            started_at=now,
            entries=entries,
        )

    def _followed(self, draft: Draft) -> Draft:
        if all(one.session for one in draft.entries.values()):
            return draft
        from dxcheck.assessment.following import following

        return following(draft, self._to_correct())

    def disputed(self, draft: Draft) -> list[str]:
        """Items of a correction that somebody else submitted otherwise since it was begun; submitting it turns them back to what it says."""
        from dxcheck.assessment.following import disputed

        return disputed(draft, self._to_correct())

    def _to_correct(self) -> Snapshot | None:
        """The snapshot that a new draft begins with: the cycle's own; else one that came in after the cycle had ended and before its deadline was extended."""
        newest, own = self.latest(), self.submitted_in(self.cycle)
        return own or (newest if newest is not None and newest.cycle > self.cycle else None)

    # -- the quick check -----------------------------------------------------------------------------------------------

    def quick_progress(self) -> QuickProgress | None:
        """The answers to the quick check so far."""
        quick = self.quick
        return self._repository.quick_progress(quick.id) if quick else None

    def answer_quick(self, item: str, level: Level | None) -> QuickProgress:
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
        from dxcheck.assessment.quick_check import quick_result

        return quick_result(progress.answers, quick, self.questionnaire)

    def _save_quick(self, change: Callable[[QuickProgress], QuickProgress]) -> QuickProgress:
        quick = self.quick
        assert quick is not None
        progress = change(self._repository.quick_progress(quick.id) or QuickProgress(quick.id, quick.version))
        self._repository.save_quick(progress)
        return progress
