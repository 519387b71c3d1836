"""Changes as data: the fields that change, and nothing of those that stay.

Two people may work on one answer at once, one at its level and one at its evidence. So a change says only what it changes, and is applied to whatever the
store holds by then; a whole answer would bring back what the other person has just replaced. Where both write at one text, an `Edit` says what each began from.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from dxcheck.model.edit import Edit, combined
from dxcheck.model.snapshot import LONGEST_TEXT, Answer, Choice, ChoiceStanding, Note
from dxcheck.model.text import cleaned
from dxcheck.questionnaire.measures import MeasuredNumber
from dxcheck.questionnaire.scale import Level

NoteField = Literal["evidence", "comment"]
"""The fields of an answer that are written in a window of their own."""
_NOTES: Final = ("evidence", "comment")
_TEXTS: Final = ("reason", *_NOTES)
_TICKED: Final = ("ticks", "met")
"""Fields of which each of two people may change another part."""


class Patch(msgspec.Struct, frozen=True):
    """New values for some fields of something; UNSET fields stay as they are."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that change."""
        return tuple(name for name in self.__struct_fields__ if getattr(self, name) is not UNSET)

    @property
    def values(self) -> dict[str, Any]:
        """The fields that change, and what they become."""
        return {name: getattr(self, name) for name in self.fields}


class AnswerPatch(Patch, frozen=True):
    """New values for some fields of an `Answer`."""

    choice: Choice | UnsetType = UNSET
    reason: Note | Edit[str] | UnsetType = UNSET
    evidence: Note | Edit[str] | UnsetType = UNSET
    comment: Note | Edit[str] | UnsetType = UNSET
    target: Level | UnsetType | None = UNSET
    ticks: tuple[str, ...] | Edit[tuple[str, ...]] | UnsetType = UNSET
    number: MeasuredNumber | UnsetType | None = UNSET
    met: tuple[str, ...] | Edit[tuple[str, ...]] | UnsetType = UNSET
    standing: ChoiceStanding | UnsetType = UNSET
    """Where the choice is put back as it stood (an undo): since when it did. Else it is given now."""
    copied: str | UnsetType = UNSET
    """The step in which the choice is copied from last time; UNSET: somebody gives it."""
    asked: str | UnsetType = UNSET
    """The hash of the questionnaire that the person read who made the change; UNSET: the draft's, whichever that is."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields of the answer that change."""
        return tuple(name for name in super().fields if name not in ("standing", "copied", "asked"))

    @property
    def is_measured(self) -> bool:
        """Whether it says something that a level follows from."""
        return self.ticks is not UNSET or self.number is not UNSET

    @classmethod
    def of_note(cls, field: NoteField, text: str | Edit[str]) -> AnswerPatch:
        """The change of one text."""
        return cls(evidence=text) if field == "evidence" else cls(comment=text)

    def applied_to(self, answer: Answer) -> Answer:
        """The answer after the change; an edited text keeps what others wrote there.

        Raises:
            TooLongTogetherError: what two people wrote has no room in one text.
        """
        values = self.values
        texts: dict[str, Any] = {
            name: combined(values[name], getattr(answer, name), LONGEST_TEXT) for name in _TEXTS if isinstance(values.get(name), Edit)
        }
        texts |= {name: ticked_by_both(values[name], getattr(answer, name)) for name in _TICKED if isinstance(values.get(name), Edit)}
        return msgspec.structs.replace(answer, **(values | texts))

    def shown_over(self, answer: Answer) -> Answer:
        """The answer as the person who made the change sees it."""
        return msgspec.structs.replace(answer, **{name: _new(value) for name, value in self.values.items()})

    def taken_back(self, answer: Answer) -> AnswerPatch:
        """The change that brings the same fields back to what they are in `answer`; of a note only what this change made of it."""
        before: dict[str, Any] = {name: getattr(answer, name) for name in self.fields}
        notes: dict[str, Any] = {name: Edit(str(_new(getattr(self, name))), before[name]) for name in _NOTES if name in before}
        notes |= {name: Edit(_new(getattr(self, name)), before[name]) for name in _TICKED if name in before}
        return msgspec.structs.replace(self, **(before | notes), copied=UNSET)

    def is_standing(self, answer: Answer) -> bool:
        """Whether an answer is what this change made of it, apart from its notes and ticks: others may have written there too."""
        rest = {name: _new(value) for name, value in self.values.items() if name not in (*_NOTES, *_TICKED)}
        return all(getattr(answer, name) == value for name, value in rest.items())

    def then(self, later: AnswerPatch) -> AnswerPatch:
        """This change and a later one of the same fields by the same person, as one."""
        return msgspec.structs.replace(later, **{name: _as_one(getattr(self, name), value) for name, value in later.values.items()})

    def cleaned(self) -> AnswerPatch:
        """The same change with its texts as a person meant to type them."""
        texts = {name: value for name, value in self.values.items() if name in _TEXTS}
        clean = {name: text.read(cleaned) if isinstance(text, Edit) else cleaned(text) for name, text in texts.items()}
        return msgspec.structs.replace(self, **clean)


def ticked_by_both(change: Edit[tuple[str, ...]], stored: tuple[str, ...]) -> tuple[str, ...]:
    """What a change makes of ticks that somebody else may have changed meanwhile: each tick stands as whoever touched it last left it."""
    added, removed = set(change.new) - set(change.seen), set(change.seen) - set(change.new)
    return tuple(sorted((set(stored) | added) - removed))


def _new(value: Any) -> Any:
    return value.new if isinstance(value, Edit) else value


def _as_one(earlier: Any, later: Any) -> Any:
    return earlier.then(later) if isinstance(earlier, Edit) and isinstance(later, Edit) else later
