"""Where answers are given: what answering asks of a desk, whether it is the staff's with all items or a section's with those it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable

    from dxcheck.assessment.copying import LastTime
    from dxcheck.casework.open_facts import OpenFact
    from dxcheck.casework.waiting import SharedReturn
    from dxcheck.desk.copying import CopiedStep
    from dxcheck.desk.drafting import SavedDraft
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.patch import AnswerPatch
    from dxcheck.model.schedule import Schedule
    from dxcheck.model.snapshot import Draft, QuestionnaireRef, Snapshot
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.questionnaire.scale import Level


class AnswerPlace(Protocol):
    """A desk that has a draft to answer in."""

    session: str
    """Tells this running app from another one at the same desk."""

    @property
    def now(self) -> dt.datetime:
        """This moment in Japan time."""

    @property
    def cycle(self) -> Cycle:
        """The cycle that answers are for."""

    @property
    def schedule(self) -> Schedule:
        """What the centre decided about cycles."""

    def draft(self) -> Draft | None:
        """The answers in progress, if any."""

    def draft_stamp(self) -> Hashable:
        """Changes whenever somebody saved into the draft."""

    def begin(self) -> Draft:
        """The draft, begun if there is none."""

    def save(self, item: str, patch: AnswerPatch) -> SavedDraft:
        """Change some fields of an item's answer; it is on disk when this returns."""

    def stay_at(self, item: str) -> SavedDraft:
        """Remember the item this person looks at."""

    def position(self, draft: Draft, /) -> str | None:
        """The item to resume at."""

    def previous(self, draft: Draft, /) -> Snapshot | None:
        """What 前回 means for a draft."""

    def last_time(self, draft: Draft, /) -> LastTime | None:
        """The same with the questionnaire it was answered in."""

    def copy_rest(self, dimension: str = "") -> CopiedStep:
        """Answer everything that has no choice yet as last time, where the words are the same; only of a dimension, if one is named."""

    def take_back_copies(self, step: str, /) -> tuple[str, ...]:
        """Take back what was copied in a step."""

    def hints(self) -> dict[str, Level]:
        """Levels the quick check hints at, by item."""

    def questionnaire_for(self, ref: QuestionnaireRef, /) -> Questionnaire:
        """The text a draft or snapshot answers."""

    def open_facts(self) -> list[OpenFact]:
        """What published surveys say of the municipality."""

    def returns_of(self, ref: QuestionnaireRef, /) -> list[SharedReturn]:
        """The returns that answers to a questionnaire can deal with."""
