"""Observations, visits and agreed actions: what a specialist (専門官) and a municipality write for each other.

Plain frozen data. What the municipality may read and what it may not are different types in different files: an internal note has no way into a document
that the municipality's desk can open.
"""

import datetime as dt
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import N_
from dxcheck.model.calendar import Timed
from dxcheck.model.snapshot import Note, Post
from dxcheck.questionnaire.scale import Level

LONGEST_STEP: Final = 400
LONGEST_RECORD: Final = 20_000
"""Characters in one text of a visit's record; enough for the minutes of a long day, and for two people's lines together."""
Minutes = Annotated[str, Meta(max_length=LONGEST_RECORD)]
ShortText = Annotated[str, Meta(max_length=LONGEST_STEP)]

ActionState = Literal["open", "doing", "done", "dropped"]
ACTION_STATES: Final[dict[ActionState, str]] = {
    "open": N_("これから"),
    "doing": N_("進行中"),
    "done": N_("できた"),
    "dropped": N_("見送り"),
}
VisitKind = Literal["visit", "online", "hearing"]
VisitState = Literal["planned", "noted", "recorded", "cancelled"]
"""予定; being written; given to the municipality; 取りやめ."""
ResponseKind = Literal["do", "not_now", "done"]
RESPONSES: Final[dict[ResponseKind, str]] = {"do": N_("やる"), "not_now": N_("いまはしない"), "done": N_("もうできている")}
Money = Literal["yes", "no", "later"]
MONEY: Final[dict[Money, str]] = {"yes": N_("あり"), "no": N_("なし"), "later": N_("これから")}
"""Whether there is a budget for an action (予算)."""
TryMark = Literal["continue", "done", "stop"]
TRY_MARKS: Final[dict[TryMark, str]] = {"continue": N_("続ける"), "done": N_("できた"), "stop": N_("やめる")}
TRIED: Final = "what is tried"
"""Where these words stand, for translators: 「やめる」 of a window is another one in English."""
WishState = Literal["received", "answered", "next_visit"]
"""受付: the municipality waits for an answer; 回答: there is one; 次の訪問で: the next visit takes it up."""
WISH_STATES: Final[dict[WishState, str]] = {"received": N_("受付"), "answered": N_("回答"), "next_visit": N_("次の訪問で")}
VISIT_KINDS: Final[dict[VisitKind, str]] = {"visit": N_("訪問"), "online": N_("オンライン"), "hearing": N_("ヒアリング")}


class Remark(Timed, frozen=True, omit_defaults=True):
    """What somebody wrote beside an action."""

    at: dt.datetime
    by: Post
    text: Note


class Action(Timed, frozen=True, omit_defaults=True):
    """An agreed next step (取組)."""

    id: str
    item: str
    """The item it lifts; empty where it lifts none in particular, as something to try may."""
    level: Level
    """The level it leads to; means nothing without an item."""
    step: ShortText
    """What to do; where it came from the questionnaire, in its words when it was chosen."""
    chosen_at: dt.datetime
    snapshot: str = ""
    """The snapshot it came from; empty if there was none yet."""
    state: ActionState = "open"
    changed_at: dt.datetime | None = None
    owner: Post = ""
    """担当: a post, never a person's name."""
    due: dt.date | None = None
    reason: Note = ""
    """Why it was dropped (見送り)."""
    remarks: tuple[Remark, ...] = ()
    """The oldest first."""
    visit: str = ""
    """The visit it was agreed at; empty for a step the municipality chose itself."""
    money: Money | None = None
    """Whether there is a budget for it; None where nobody said."""

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in ("open", "doing")

    def is_overdue(self, today: dt.date) -> bool:
        """Whether its day is over and it is not."""
        return self.is_open and self.due is not None and self.due < today


class Response(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the municipality says to an observation (返事)."""

    kind: ResponseKind
    text: Note = ""
    """Because of what, where it is not done now."""
    action: str = ""
    """The action by which it is done; several observations may have the same."""


class Observation(Timed, frozen=True, omit_defaults=True):
    """What a specialist noted on one item of a snapshot (所見): shared with the municipality, a draft of that, or internal. An empty text takes an earlier one back."""

    snapshot: str
    item: str
    text: Note
    at: dt.datetime
    by: str
    """The account of the specialist: a post."""
    session: str = ""
    """Which running app wrote it."""
    draft: bool = False
    """Meant for the municipality and not shared with it yet: kept among the internal ones, which the municipality's desk cannot open."""
    settled_at: dt.datetime | None = None
    """When it was marked as dealt with (対応済み); None while it waits. What is shared anew waits again."""
    settled_by: Post = ""
    """The post that marked it so, of the municipality or of a specialist."""
    response: Response | None = None
    """What the municipality said to it, at `settled_at`; None while it has not, and where it was only marked."""


class Judgement(Timed, frozen=True, omit_defaults=True):
    """A specialist's own level beside the self-assessed one (専門官の見立て), never over it. For specialists and the centre only."""

    snapshot: str
    item: str
    level: Level | None
    """None takes an earlier one back."""
    reason: Note
    at: dt.datetime
    by: str
    session: str = ""


class Tried(msgspec.Struct, frozen=True):
    """What became of something that was to be tried until the next visit (Try)."""

    text: Minutes
    """As it was written down; a line."""
    mark: TryMark


class VisitRecord(Timed, frozen=True, omit_defaults=True):
    """What both sides may read about a visit (訪問記録)."""

    id: str
    date: dt.date
    kind: VisitKind = "visit"
    who: Minutes = ""
    """The posts that took part."""
    notes: Minutes = ""
    keep: Minutes = ""
    """続ける; a line each."""
    problem: Minutes = ""
    """困ったこと; a line each."""
    tries: Minutes = ""
    """次に試すこと (Try); a line each."""
    tried: tuple[Tried, ...] = ()
    """What became of what was to be tried since the visit before; only what was said of it here."""
    revision: int = 1
    """Counts the versions of this visit's record from 1."""
    at: dt.datetime | None = None
    """When this version was written."""
    by: str = ""
    session: str = ""

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, whoever wrote it when."""
        return (self.date, self.kind, self.who, self.notes, self.keep, self.problem, self.tries, self.tried)


class Visit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A visit as the specialists see it: the record, what only they read, and the actions agreed so far."""

    record: VisitRecord
    state: VisitState = "planned"
    internal: Minutes = ""
    """内部メモ: the municipality never sees it."""
    actions: tuple[Action, ...] = ()

    @property
    def id(self) -> str:
        """The visit's own, through all versions."""
        return self.record.id


class KeptAsIs(Timed, frozen=True, omit_defaults=True):
    """That an item of a return stays as it was answered (このまま), and why."""

    item: str
    reason: Note
    at: dt.datetime
    by: Post = ""


class Returned(Timed, frozen=True, omit_defaults=True):
    """A snapshot that was given back to be looked at once more (差戻し)."""

    snapshot: str
    reason: Annotated[str, Meta(min_length=1, max_length=4000)]
    items: tuple[str, ...]
    """The ids of the items to look at once more; empty for the whole."""
    at: dt.datetime
    by: str
    settled_at: dt.datetime | None = None
    """When it was marked as dealt with (対応済み), whatever was submitted since; None while nobody has."""
    settled_by: Post = ""
    """The post that marked it so, of the municipality or of a specialist."""
    kept: tuple[KeptAsIs, ...] = ()
    """What the municipality leaves as it is, item by item."""
    withdrawn_at: dt.datetime | None = None
    """When whoever gave it back took that back (取り下げ); None while it stands."""


class WishReply(Timed, frozen=True, omit_defaults=True):
    """What one side said on a wish of the municipality, and where the wish stands since."""

    at: dt.datetime
    by: Post
    state: WishState
    text: Note = ""
    """May be empty where it only says that the next visit takes it up."""
    session: str = ""
    """Which running app wrote it; whoever wrote the last one there may take it back."""


class Wish(Timed, frozen=True, omit_defaults=True):
    """A wish or question of a municipality (相談), with everything both sides said on it; open until one of them says that it is done with."""

    text: Note
    at: dt.datetime
    by: Post = ""
    id: str = ""
    replies: tuple[WishReply, ...] = ()
    """The oldest first."""
    closed_at: dt.datetime | None = None
    """When it was said to be done with; None while it is open."""
    closed_by: Post = ""
    earlier: tuple[Remark, ...] = ()
    """What it said before it was put in other words, the oldest first, each with when and by whom it was."""

    @property
    def state(self) -> WishState:
        """Where it stands, whether it is open or not."""
        return self.replies[-1].state if self.replies else "received"

    @property
    def is_open(self) -> bool:
        """Whether nobody has said that it is done with."""
        return self.closed_at is None

    @property
    def since(self) -> dt.datetime:
        """Since when it has stood there; asking once more while one waits does not begin the waiting anew."""
        since = self.at
        waits = True
        for one in self.replies:
            if not (waits and one.state == "received"):
                since = one.at
            waits = one.state == "received"
        return since
