"""What came back from other sections, and taking it over into the draft as one step that can be taken back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from msgspec import UNSET

from dxcheck.casework.asked import gathered, of_another_version
from dxcheck.casework.asking import AnswerDecision, Ask, DecidedFrom
from dxcheck.desk.asking import AskingDesk
from dxcheck.desk.sheets import OtherDraftError, last_from, sessions_of, without_last
from dxcheck.model.patch import AnswerPatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.casework.asked import Gathered
    from dxcheck.desk.sheets import LastTakenIn
    from dxcheck.model.snapshot import Draft

FROM_SECTIONS: Final = "ask-"
"""How the session of answers begins that were taken over from sections; see `desk.sheets.FROM_SHEET`."""
MOST_DECISIONS: Final = 5000


class TakenOver(NamedTuple):
    """What became of the answers of sections."""

    draft: Draft | None
    taken: tuple[str, ...]
    """Items that the draft has an answer of a section to now."""
    meanwhile: tuple[str, ...]
    """Not taken: somebody wrote in the draft, or a section took its answers back, since they were looked at."""
    session: str
    """By which the answers are found again to be taken back (`LastTakenIn`)."""


class GatheringDesk(AskingDesk):
    """See side by side what sections answered, take it over, take that back."""

    def gathered(self) -> list[Gathered]:
        """The items that came back with answers in this cycle, side by side with what the draft says.

        Raises:
            StoreError: an ask or the draft cannot be read.
        """
        draft = self.draft()
        answers = draft.answers if draft is not None else {item: one.answer for item, one in self._beginning()[1].items()}
        return gathered(self.asked_now(), self.asked_questionnaire, answers, self.cycle)

    def asked_in_another_version(self) -> list[Ask]:
        """Asks of this cycle whose answers cannot be taken over, because the draft was moved to another version since.

        Raises:
            StoreError: an ask or the draft cannot be read.
        """
        return of_another_version(self.asked_now(), self.asked_questionnaire, self.cycle)

    def take_over(self, seen: Sequence[Gathered], chosen: Mapping[str, str]) -> TakenOver:
        """Take answers of sections over into the draft, in one step, and keep what was decided from what.

        Args:
            seen: as `gathered` gave it and a person looked at it.
            chosen: item to the id of the ask whose answer is taken.

        Raises:
            OtherDraftError: the draft is of another version of the questionnaire by now; nothing was taken.
            StoreError: it could not be saved; the draft is as it was.
        """
        from dxcheck.assessment.drafting import with_change  # not needed for a first screen

        since, now, cycle = self.schedule.first_day(self.cycle), self._now(), self.cycle
        fresh = {one.item: one for one in self.gathered()}
        taken: list[str] = []
        session = ""
        meanwhile = [one.item for one in seen if one.item in chosen and not _is_as_seen(one, fresh.get(one.item))]
        wanted = [one for one in seen if one.item in chosen and one.item not in meanwhile]

        def change(draft: Draft | None, known: list[AnswerDecision]) -> tuple[Draft | None, list[AnswerDecision]]:
            nonlocal session
            made, decisions = draft or self._new_draft(), list(known)
            session = sessions_of(made, FROM_SECTIONS) + os.urandom(4).hex()
            for one in wanted:
                given = next(given for given in one.given if given.ask.id == chosen[one.item])
                if given.ask.questionnaire.hash != made.questionnaire.hash:
                    raise OtherDraftError
                if made.answer(one.item) != one.stands:
                    meanwhile.append(one.item)
                    continue
                answer = one.as_taken(given.ask.id)
                copied = os.urandom(4).hex() if given.entry.copied else UNSET  # that nobody looked at it anew stays known
                patch = AnswerPatch(
                    answer.choice, answer.reason, answer.evidence, answer.comment, answer.target, met=answer.met, copied=copied
                )
                if one.item in self.questionnaire_for(made.questionnaire).measured:
                    patch = msgspec.structs.replace(patch, ticks=answer.ticks, number=answer.number)
                made = with_change(made, one.item, patch, now, given.ask.post, session, since=since)
                taken.append(one.item)
                sources = tuple(DecidedFrom(each.ask.id, each.ask.post, each.entry.answer.choice, each.entry.at) for each in one.given)
                decisions.append(AnswerDecision(one.item, answer.choice, now, session, sources, given.ask.id, self.post, cycle))
            return (made, decisions[-MOST_DECISIONS:]) if taken else (draft, known)

        draft = self._repository.decide(self.questionnaire_id, change)[0] if wanted else self.draft()
        if taken and draft is not None:
            self.witness("answers-taken-over", draft.id)
        return TakenOver(draft, tuple(taken), tuple(meanwhile), session)

    def decisions(self) -> list[AnswerDecision]:
        """What was decided from the answers of sections, the oldest first, also what was taken back.

        Raises:
            StoreError: they cannot be read.
        """
        return self._repository.decisions()

    def last_taken_over(self) -> LastTakenIn | None:
        """What `take_answers_back` would take back; None where there is nothing.

        Raises:
            StoreError: the draft cannot be read.
        """
        draft = self.draft()
        return last_from(draft, FROM_SECTIONS) if draft is not None else None

    def take_answers_back(self, seen: LastTakenIn | None = None) -> LastTakenIn:
        """Take the last taking over back, in one step. What somebody wrote since stays.

        Args:
            seen: what was shown as the last; None for whatever is.

        Raises:
            NoDraftError: there is none to take back.
            ChangedMeanwhileError: another is the last by now; nothing was taken back.
            StoreError: the draft is as it was.
        """
        back: list[LastTakenIn] = []

        def change(draft: Draft | None, decisions: list[AnswerDecision]) -> tuple[Draft, list[AnswerDecision]]:
            without, last = without_last(draft, FROM_SECTIONS, seen)
            back.append(last)
            assert draft is not None
            sessions = {draft.entries[item].session for item in last.items}
            marked = [
                msgspec.structs.replace(one, taken_back_at=self._now()) if one.session in sessions and one.item in last.items else one
                for one in decisions
            ]
            return without, marked

        draft, _decisions = self._repository.decide(self.questionnaire_id, change)
        assert draft is not None
        self.witness("answers-taken-back", draft.id)
        return back[0]


def _is_as_seen(seen: Gathered, now: Gathered | None) -> bool:
    """Whether the sections say what a person saw them say; the draft is compared under its lock."""
    return now is not None and [(one.ask.id, one.entry) for one in seen.given] == [(one.ask.id, one.entry) for one in now.given]
