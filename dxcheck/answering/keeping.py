"""The draft as a person at a desk sees it, and what puts their changes on the disk."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

import msgspec

from dxcheck.desk import StoreError
from dxcheck.model.snapshot import EMPTY
from dxcheck.system.seen import Seen

if TYPE_CHECKING:
    from dxcheck.answering.place import AnswerPlace
    from dxcheck.model.patch import AnswerPatch
    from dxcheck.model.snapshot import Answer, Draft, DraftEntry


class DraftKeeper(Protocol):
    """What keeps a person's answers: at once, or in the background."""

    @property
    def draft(self) -> Draft | None:
        """The stored draft as last seen."""

    def begin(self) -> Draft:
        """The draft, begun if there is none."""

    def load(self) -> Draft | None:
        """Read the stored draft now."""

    def answers(self) -> dict[str, Answer]:
        """All answers, as this person gave them."""

    def answer(self, item: str) -> Answer:
        """One answer, as this person gave it."""

    def entry(self, item: str) -> DraftEntry | None:
        """Where the stored answer of an item came from."""

    def waiting_for(self, item: str) -> list[AnswerPatch]:
        """What was entered at an item and is not on the disk yet, the oldest first."""

    def save(self, item: str, patch: AnswerPatch) -> None:
        """Keep a change."""


class DraftOnDisk:
    """The stored draft as last seen, and what others made of it since."""

    def __init__(self, desk: AnswerPlace) -> None:
        self._desk = desk
        self._stored: Draft | None = None
        self._seen = Seen()
        """The stamp of the draft's file; never newer than `_stored`, or a change could be missed."""
        self._asked = ""
        """The hash of the questionnaire whose items are shown: that of the draft when it was opened there."""
        self._came_along = False
        """Whether `_stored` holds what somebody else saved and nobody here was shown."""

    @property
    def draft(self) -> Draft | None:
        """The stored draft as last seen."""
        return self._stored

    def load(self) -> Draft | None:
        """Read the stored draft now."""
        with self._seen.taking_in(self._desk.draft_stamp()):
            self._stored = self._desk.draft()
        return self._stored

    def begin(self) -> Draft:
        """The draft, begun if there is none."""
        with self._seen.taking_in(self._desk.draft_stamp()):
            self._stored = self._desk.begin()
        self._asked = self._stored.questionnaire.hash
        return self._stored

    def entry(self, item: str) -> DraftEntry | None:
        """Where the stored answer of an item came from."""
        return self._stored.entries.get(item) if self._stored else None

    def as_asked(self, patch: AnswerPatch) -> AnswerPatch:
        """A change with the version of the questionnaire it was made to: somebody else may move the draft to a newer one meanwhile."""
        return msgspec.structs.replace(patch, asked=self._asked) if self._asked else patch

    def put(self, item: str, patch: AnswerPatch | None) -> None:
        """Put a change on the disk, or without one the item this person is at.

        Raises:
            StoreError: it is not there.
            TooLongTogetherError: what two people wrote has no room in one text.
        """
        draft, stamp = self._desk.save(item, patch) if patch is not None else self._desk.stay_at(item)
        if draft is None:
            return  # submitted elsewhere: the next look says so
        before, self._stored = self._stored, draft
        self._seen.took_in(stamp)
        own = 0 if before is not None and before.entries.get(item) == draft.entries.get(item) else 1
        if before is None or (before.id, before.revision + own) != _state(draft):
            self._came_along = True

    def look(self) -> Draft | None:
        """What another person changed, if anything did since the last look: the new draft, else None.

        A draft that was submitted elsewhere gives None too; then `draft` has become None.
        """
        stamp = self._desk.draft_stamp()
        if not self._seen.is_at(stamp):
            with self._seen.taking_in(stamp):
                before, self._stored = self._stored, self._desk.draft()
            self._came_along = self._came_along or _state(before) != _state(self._stored)
        is_news, self._came_along = self._came_along, False
        return self._stored if is_news else None


class DirectKeeper(DraftOnDisk):
    """Keeps every change at once: when `save` returns, it is on the disk."""

    def answers(self) -> dict[str, Answer]:
        """All answers that are stored."""
        return dict(self._stored.answers) if self._stored else {}

    def answer(self, item: str) -> Answer:
        """One answer that is stored."""
        return self._stored.answer(item) if self._stored else EMPTY

    def waiting_for(self, item: str) -> list[AnswerPatch]:  # noqa: ARG002 - nothing ever waits
        """Nothing: what is not stored was refused."""
        return []

    def save(self, item: str, patch: AnswerPatch) -> None:
        """Put a change on the disk.

        Raises:
            StoreError: it is not there.
            TooLongTogetherError: what two people wrote has no room in one text.
        """
        self.put(item, self.as_asked(patch))

    def stay_at(self, item: str) -> None:
        """Note where this person is, so that they resume there. Where that cannot be kept, nothing that anybody gave is lost."""
        with contextlib.suppress(StoreError):
            self.put(item, None)


def _state(draft: Draft | None) -> tuple[str, int] | None:
    """Which draft, and how often it was changed."""
    return (draft.id, draft.revision) if draft is not None else None
