"""What the planning section asks of other sections (照会): which items, of which post, until when and why, what came back, and what was decided from it.

Plain frozen data. One `Ask` goes to one post; what is asked of several posts is several of them, so that each lies in a folder that its section alone is given.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

from msgspec import Meta

from dxcheck.i18n import N_
from dxcheck.model.calendar import Cycle, Timed
from dxcheck.model.mail import MailAddress
from dxcheck.model.snapshot import LONGEST_POST, Choice, Draft, Note, Post, QuestionnaireRef, Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_REASON: Final = 400
"""Characters of the word of why; it stands in one line of a letter."""
MOST_ITEMS: Final = 500
MOST_TURNS: Final = 200
KEPT_ASKED: Final = dt.timedelta(days=400)
"""How long an ask that is over is kept: last time's assignment is proposed from it, and last time is half a year ago, or a whole one."""

AskId = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
TurnKind = Literal["handed", "taken_back", "back", "ended"]
AskState = Literal["asked", "back", "handed", "ended"]
ASK_STATES: Final[dict[AskState, str]] = {
    "asked": N_("照会中"),
    "back": N_("聞き返し中"),
    "handed": N_("回答あり"),
    "ended": N_("終わり"),
}


class Turn(Timed, frozen=True, omit_defaults=True):
    """One step of an ask, by either side."""

    at: dt.datetime
    kind: TurnKind
    """`handed`: the section hands its answers back; `taken_back`: it goes on writing after all; `back`: it is asked once more; `ended`: nothing is wanted any more."""
    by: Post = ""
    text: Note = ""
    """With `back` the question."""
    items: tuple[str, ...] = ()
    """With `back` the items that it is about; all without any."""


def _state_after(turns: Sequence[TurnKind]) -> AskState:
    """How an ask stands, from what was done with it."""
    last = turns[-1] if turns else "taken_back"
    return "asked" if last == "taken_back" else last


class AskHead(Timed, frozen=True, kw_only=True):
    """Whom an ask is for, until when, and how it stands: nothing of what is asked, and of what is answered."""

    id: AskId
    municipality: str
    post: Annotated[str, Meta(min_length=1, max_length=LONGEST_POST)]
    due: dt.date
    asked_at: dt.datetime
    place: int = 0
    turns: tuple[TurnKind, ...] = ()
    """The oldest first."""

    @property
    def state(self) -> AskState:
        """How it stands."""
        return _state_after(self.turns)

    @property
    def was_handed(self) -> bool:
        """Whether its answers were ever handed back."""
        return "handed" in self.turns


class Ask(Timed, frozen=True, omit_defaults=True, kw_only=True):
    """Items that one post is asked (照会)."""

    id: AskId
    municipality: str
    post: Annotated[str, Meta(min_length=1, max_length=LONGEST_POST)]
    """照会先: the section that is asked."""
    questionnaire: QuestionnaireRef
    items: Annotated[tuple[str, ...], Meta(min_length=1, max_length=MOST_ITEMS)]
    cycle: Cycle
    """The cycle that it is asked for."""
    due: dt.date
    asked_at: dt.datetime
    asked_by: Post = ""
    place: int = 0
    """Among those that were asked in one go."""
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    """A word of why."""
    mail: MailAddress = ""
    """Where reminders of it go; where there is none, to the account of the section."""
    before: Snapshot | None = None
    """What was answered to these items last time, and nothing of the others: the section reads no snapshot."""
    turns: Annotated[tuple[Turn, ...], Meta(max_length=MOST_TURNS)] = ()
    """The oldest first."""

    @property
    def state(self) -> AskState:
        """How it stands."""
        return _state_after([one.kind for one in self.turns])

    @property
    def head(self) -> AskHead:
        """What the server may know of it."""
        return AskHead(
            id=self.id,
            municipality=self.municipality,
            post=self.post,
            due=self.due,
            asked_at=self.asked_at,
            place=self.place,
            turns=tuple(one.kind for one in self.turns),
        )

    @property
    def is_open(self) -> bool:
        """Whether the section may write."""
        return self.state in ("asked", "back")

    @property
    def handed_at(self) -> dt.datetime | None:
        """When its answers were handed back last; None where they never were."""
        return next((one.at for one in reversed(self.turns) if one.kind == "handed"), None)

    @property
    def question(self) -> Turn | None:
        """What was asked back last and not answered yet."""
        return self.turns[-1] if self.state == "back" else None

    @property
    def has_answers_to_read(self) -> bool:
        """Whether the planning section may read what was answered: not while it is being written."""
        return self.state == "handed" or (self.state == "ended" and self.handed_at is not None)


class AskWithAnswers(NamedTuple):
    """An ask with what its section has written so far."""

    ask: Ask
    draft: Draft


class DecidedFrom(Timed, frozen=True, omit_defaults=True):
    """One post's answer that something was decided from."""

    ask: AskId
    post: Post
    choice: Choice
    at: dt.datetime
    """When it was given."""


class AnswerDecision(Timed, frozen=True, omit_defaults=True):
    """What was decided on an item, and from what. Levels and posts alone: the texts are in the draft."""

    item: str
    choice: Choice
    at: dt.datetime
    session: str
    """Of the taking over it belongs to; the draft's entries say the same."""
    sources: tuple[DecidedFrom, ...]
    """Every answer that lay side by side then."""
    chosen: AskId
    """The one that was taken."""
    by: Post = ""
    cycle: Cycle | None = None
    taken_back_at: dt.datetime | None = None
