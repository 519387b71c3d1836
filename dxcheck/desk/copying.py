"""Answering many items as last time in one step, and taking that back in one."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.desk.drafting import NoDraftError
from dxcheck.desk.sheets import SheetDesk

if TYPE_CHECKING:
    from dxcheck.assessment.copying import LastTime
    from dxcheck.model.snapshot import Draft


class CopiedStep(NamedTuple):
    """What was copied together."""

    step: str
    items: tuple[str, ...]


class CopyDesk(SheetDesk):
    """前回と同じ for a dimension or the rest."""

    def last_time(self, draft: Draft) -> LastTime | None:
        """What 前回 means for a draft; None where there is none."""
        from dxcheck.assessment.copying import LastTime  # not needed before the first frame

        before = self.previous(draft)
        return LastTime(before, self.questionnaire_for(before.questionnaire)) if before is not None else None

    def rest_to_copy(self, draft: Draft, dimension: str = "") -> tuple[str, ...]:
        """The items that `copy_rest` would answer."""
        from dxcheck.assessment.copying import rest_to_copy  # not needed before the first frame

        last = self.last_time(draft)
        return tuple(rest_to_copy(draft.answers, self.questionnaire_for(draft.questionnaire), last, dimension)) if last else ()

    def copy_rest(self, dimension: str = "") -> CopiedStep:
        """Answer everything that has no choice yet as last time, where the words are the same: on the disk at once, all or nothing.

        Args:
            dimension: only of this one.

        Raises:
            NoDraftError: there is no draft.
            StoreError: it could not be saved; the draft is as it was.
        """
        from dxcheck.assessment.copying import with_copies

        step = os.urandom(4).hex()
        items: list[str] = []
        change_one = partial(self._with, since=self._since)

        def change(draft: Draft | None) -> Draft:
            if draft is None:
                raise NoDraftError
            asked = self.questionnaire_for(draft.questionnaire)
            made, found = with_copies(draft, asked, self.last_time(draft), dimension, step, change_one)
            items.extend(found)
            return made

        self._repository.change_draft(self.questionnaire_id, change)
        return CopiedStep(step, tuple(items))

    def take_back_copies(self, step: str) -> tuple[str, ...]:
        """Take back what was copied in a step, wherever nobody has answered since; what was written beside it stays.

        Raises:
            NoDraftError: there is no draft.
            StoreError: it could not be saved; the draft is as it was.
        """
        from dxcheck.assessment.copying import without_copies

        items: list[str] = []
        change_one = partial(self._with, since=self._since)

        def change(draft: Draft | None) -> Draft:
            if draft is None:
                raise NoDraftError
            asked = self.questionnaire_for(draft.questionnaire)
            made, found = without_copies(draft, asked, self.last_time(draft), step, change_one)
            items.extend(found)
            return made

        self._repository.change_draft(self.questionnaire_id, change)
        return tuple(items)
