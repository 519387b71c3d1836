"""Looking through a draft before it is submitted: asking back, and confirming what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.confirming import AnswerLine, answer_lines, asked_about, confirmation_of
from dxcheck.desk.copying import CopyDesk
from dxcheck.desk.drafting import NoDraftError
from dxcheck.model.snapshot import AskedBack
from dxcheck.model.text import cleaned, cleaned_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.model.snapshot import Draft


class ConfirmDesk(CopyDesk):
    """What the post that confirms does with a draft."""

    def answer_lines(self, draft: Draft) -> list[AnswerLine]:
        """Every answer of a draft, beside last time's.

        Raises:
            StoreError: what was submitted before cannot be read.
        """
        return answer_lines(draft, self.questionnaire_for(draft.questionnaire), self.last_time(draft))

    def confirm(self, seen: Draft, by: str) -> Draft:
        """Confirm a draft as somebody saw it. What was changed since they looked is not confirmed, and said so wherever the confirmation is.

        Args:
            seen: what they were shown.
            by: their post.

        Raises:
            NoDraftError: the draft is gone.
            StoreError: it could not be saved; the draft is as it was.
        """
        made = confirmation_of(seen, cleaned_line(by), self._now())
        draft = self._changed(seen.id, lambda draft: msgspec.structs.replace(draft, confirmed=made, revision=draft.revision + 1))
        self.witness("draft-confirmed", draft.id)
        return draft

    def ask_about(self, draft_id: str, item: str, text: str, by: str) -> Draft:
        """Ask about an item; it waits there until somebody writes something.

        Raises:
            NoDraftError: the draft is gone.
            StoreError: it could not be saved; the draft is as it was.
        """
        question = AskedBack(item, cleaned(text), cleaned_line(by), self._now())
        draft = self._changed(draft_id, lambda draft: asked_about(draft, question))
        self.witness("draft-asked-back", draft.id)
        return draft

    def _changed(self, draft_id: str, change: Callable[[Draft], Draft]) -> Draft:
        def made(draft: Draft | None) -> Draft:
            if draft is None or draft.id != draft_id:
                raise NoDraftError
            return change(draft)

        draft = self._repository.change_draft(self.questionnaire_id, made)
        assert draft is not None
        return draft
