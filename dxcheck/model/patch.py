"""Changes as data: the fields that change, and nothing of those that stay.

Two people may work on one answer at once, one at its level and one at its evidence. So a change says only what it changes, and is applied to whatever the
store holds by then; a whole answer would bring back what the other person has just replaced.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from dxcheck.model.snapshot import Answer, Choice, Note
from dxcheck.model.text import cleaned
from dxcheck.questionnaire.model import Level

NoteField = Literal["evidence", "comment"]
"""The fields of an answer that are written in a window of their own."""


class Patch(msgspec.Struct, frozen=True):
    """New values for some fields of something; UNSET fields stay as they are."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that change."""
        return tuple(name for name in self.__struct_fields__ if getattr(self, name) is not UNSET)


class AnswerPatch(Patch, frozen=True):
    """New values for some fields of an `Answer`."""

    choice: Choice | UnsetType = UNSET
    reason: Note | UnsetType = UNSET
    evidence: Note | UnsetType = UNSET
    comment: Note | UnsetType = UNSET
    target: Level | UnsetType | None = UNSET

    @classmethod
    def of_note(cls, field: NoteField, text: str) -> AnswerPatch:
        """The change of one text."""
        return cls(evidence=text) if field == "evidence" else cls(comment=text)

    def applied_to(self, answer: Answer) -> Answer:
        """The answer after the change."""
        return msgspec.structs.replace(answer, **{name: getattr(self, name) for name in self.fields})

    def taken_back(self, answer: Answer) -> AnswerPatch:
        """The change that brings the same fields back to what they are in `answer`."""
        return AnswerPatch(**{name: getattr(answer, name) for name in self.fields})

    def cleaned(self) -> AnswerPatch:
        """The same change with its texts as a person meant to type them."""
        texts = {name: getattr(self, name) for name in ("reason", "evidence", "comment")}
        return msgspec.structs.replace(self, **{name: cleaned(text) for name, text in texts.items() if text is not UNSET})
