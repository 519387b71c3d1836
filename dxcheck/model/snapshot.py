"""Answers, drafts and snapshots: what staff enter, what they are still working on, and what they have submitted.

Plain frozen data. Every change makes a new value; what was replaced is kept in the draft's history, so that a second person at the same draft can
never wipe out the first one's answer without a trace.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Final, Literal, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.model.calendar import Cycle, Timed
from dxcheck.model.text import cleaned
from dxcheck.questionnaire.measures import MOST_CHECKS, MeasuredNumber
from dxcheck.questionnaire.model import Item, Questionnaire
from dxcheck.questionnaire.scale import DEFAULT, Level, Scale

LONGEST_TEXT: Final = 4000
"""Characters in evidence, comment or reason."""
LONGEST_POST: Final = 60
MOST_IN_CYCLE: Final = 200
"""Snapshots of one municipality in one cycle: a correction on every working day, and more."""
MOST_TEXT_IN_CYCLE: Final = 5_000_000
"""Characters in all their texts together: some hundred times what people write in a snapshot."""

PartId = Annotated[str, Meta(pattern=r"^[0-9]{1,2}\.[0-9]{1,2}\Z")]
"""The place of a level and of a statement of its descriptor."""
MOST_MET: Final = 60
Choice = Level | Literal["not_applicable", "unknown"] | None
Note = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Post = Annotated[str, Meta(max_length=LONGEST_POST)]
SnapshotSource = Literal["app", "command", "demo"]
"""How a snapshot came in."""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):  # nothing in it leads back to it
    """An answer (回答) to one item."""

    choice: Choice = None
    """A level (the value of a step of the item's scale), `not_applicable` (該当なし), `unknown` (わからない), or None: not answered, though texts may be there."""
    reason: Note = ""
    """Why it does not apply; only with `not_applicable`."""
    evidence: Note = ""
    """根拠: what could be shown."""
    comment: Note = ""
    """コメント."""
    target: Level | None = None
    """The level aimed at in three years."""
    ticks: Annotated[tuple[str, ...], Meta(max_length=MOST_CHECKS)] = ()
    """The yes-or-no questions of the item that are met, by their ids in alphabetical order; its level follows from them."""
    number: MeasuredNumber | None = None
    """The number that was measured, in the item's unit; its level follows from it."""
    met: Annotated[tuple[PartId, ...], Meta(max_length=MOST_MET)] = ()
    """Why this level: the parts of its descriptor and of the next one that hold (`assessment/why_level.py`), in alphabetical order. Never needed."""

    @property
    def level(self) -> Level | None:
        """The level, or None for any other answer."""
        return None if isinstance(self.choice, str) else self.choice

    @property
    def is_answered(self) -> bool:
        """Whether a choice was made, わからない included."""
        return self.choice is not None


EMPTY: Final = Answer()


CopyStep = Annotated[str, Meta(pattern="^[0-9a-f]{0,16}$")]
"""Random, the same for every item that was copied in one step."""


class ChoiceStanding(NamedTuple):
    """Since when a choice stands, and whether somebody gave it there: a text beside it changes neither."""

    at: dt.datetime
    is_given: bool
    """Whether it was given in this draft; not if it came with what the draft corrects."""
    copied: str = ""
    """The step that copied it from last time."""


class DraftEntry(Timed, frozen=True, omit_defaults=True):
    """One item's answer in a draft, and where it came from."""

    answer: Answer
    at: dt.datetime
    by: Post = ""
    """The post (課・係・職名) that answered, as far as it was given; never a person's name."""
    session: str = ""
    """Which running app wrote it, so that two people at one draft can be told apart."""
    chosen_at: dt.datetime | None = None
    """When the choice was given, where only something beside it was written since; None: at `at`."""
    is_chosen: bool = True
    """Whether its choice was given in this draft; no where only something beside it was written."""
    copied: CopyStep = ""
    """The step that copied its choice from last time (前回と同じ), several items at once or one; empty where somebody gave it."""

    @property
    def standing(self) -> ChoiceStanding:
        """Since when its choice stands."""
        return ChoiceStanding(self.chosen_at or self.at, self.is_chosen and bool(self.session), self.copied)


class Replaced(msgspec.Struct, frozen=True):
    """An answer that another one replaced."""

    item: str
    entry: DraftEntry


class Confirmed(Timed, frozen=True):
    """That a post has looked through all answers of a draft and confirmed them: those that it saw, and no others."""

    at: dt.datetime
    by: Post
    """Which post."""
    seen: dict[str, str]
    """Item to a short sum of its answer as it was seen."""


class AskedBack(Timed, frozen=True):
    """What whoever confirms asks about an item; it waits until somebody writes there."""

    item: str
    text: Note
    by: Post
    at: dt.datetime


class QuestionnaireRef(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):  # nothing in it leads back to it
    """Which questionnaire was answered, on which scale: enough to find its text again, and to notice if it, or a level, had been changed."""

    id: str
    version: str
    hash: str
    scale: tuple[Level, ...] = ()
    """Every value that an item can be answered with; empty for 0 to 5."""

    @classmethod
    def to(cls, questionnaire: Questionnaire) -> "QuestionnaireRef":
        """The reference to `questionnaire`."""
        values = questionnaire.values
        return cls(questionnaire.id, questionnaire.version, questionnaire.hash, () if values == DEFAULT.values else values)

    @property
    def range(self) -> Scale:
        """The scale that every level lies on: its ends are the questionnaire's."""
        return Scale(self.scale) if self.scale else DEFAULT

    def check(self, answers: Mapping[str, Answer]) -> None:
        """Refuse answers with a level or a target that is none of the scale.

        Raises:
            ValueError: with the item and the field; a decoder makes a `ValidationError` of it.
        """
        allowed = _choices_on(self.scale)
        # Both sets at once: this is done for every snapshot that is read.
        if {one.choice for one in answers.values()} <= allowed and {one.target for one in answers.values()} <= allowed:
            return
        for item, answer in answers.items():
            for name, value in (("choice", answer.choice), ("target", answer.target)):
                if value not in allowed:
                    raise ValueError(
                        _("{item} の {name} が、答えた診断票の段ではありません（いまの値: {value}）", item=item, name=name, value=value)
                    )


@cache
def _choices_on(values: tuple[Level, ...]) -> frozenset[Choice]:
    """Everything that an answer on a scale can be."""
    return frozenset((*(values or DEFAULT.values), "not_applicable", "unknown", None))


class Draft(Timed, frozen=True, omit_defaults=True):
    """Answers in progress (下書き), one per municipality and questionnaire."""

    id: str
    """Random; the snapshot made from this draft carries it, so that a draft whose removal was cut short is known to be finished."""
    municipality: str
    questionnaire: QuestionnaireRef
    started_at: dt.datetime
    entries: dict[str, DraftEntry] = {}  # noqa: RUF012 - msgspec gives each its own
    history: tuple[Replaced, ...] = ()
    """What was replaced, oldest first."""
    positions: dict[Annotated[str, Meta(extra={"written": True})], str] = {}  # noqa: RUF012 - msgspec gives each its own
    """Post to the item it looked at last; the empty post is for whoever did not say."""
    revision: int = 0
    """Counts the changes; a higher one means somebody saved."""
    confirmed: Confirmed | None = None
    """The newest confirmation, whether it still stands or not."""
    asked_back: tuple[AskedBack, ...] = ()
    """What was asked back, the newest question of each item."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.questionnaire.check(self.answers)

    @property
    def answers(self) -> dict[str, Answer]:
        """Item id to answer."""
        return {item: entry.answer for item, entry in self.entries.items()}

    @property
    def touched_at(self) -> dt.datetime:
        """When somebody last wrote in it; when it was begun, if nobody has."""
        return max((self.started_at, *(entry.at for entry in self.entries.values())))

    def given_before(self, day: dt.date) -> dict[str, dt.date]:
        """Item to the day of its choice, for choices from before a day that nobody has given again since."""
        return {
            item: entry.standing.at.date()
            for item, entry in self.entries.items()
            if entry.answer.is_answered and entry.standing.at.date() < day
        }

    @property
    def untouched(self) -> tuple[str, ...]:
        """Items whose choice came with what the draft was begun with: no running app gave it, whatever was written beside it."""
        return tuple(item for item, entry in self.entries.items() if not entry.standing.is_given)

    @property
    def copied(self) -> tuple[str, ...]:
        """Items whose choice was copied from last time, and that nobody gave anew since."""
        return tuple(item for item, entry in self.entries.items() if entry.copied and entry.answer.is_answered)

    def posts_beside(self, post: str) -> dict[str, str]:
        """Items that another post answered, and which, as far as it was given."""
        return {item: entry.by for item, entry in self.entries.items() if entry.answer.is_answered and entry.by not in ("", post)}

    def answer(self, item_id: str) -> Answer:
        """The answer to an item, empty if there is none."""
        entry = self.entries.get(item_id)
        return entry.answer if entry else EMPTY

    def earlier(self, item_id: str) -> list[DraftEntry]:
        """Earlier answers to an item, the newest first."""
        return [one.entry for one in reversed(self.history) if one.item == item_id]


class SetAside(Timed, frozen=True, omit_defaults=True):
    """A draft that was given up (取りやめ), kept so that it can be brought back."""

    draft: Draft
    at: dt.datetime
    """When it was given up."""
    by: Post = ""
    """The post that gave it up, as far as it was given."""


class Snapshot(Timed, frozen=True, omit_defaults=True):
    """Submitted answers (診断結果), never changed afterwards."""

    id: str
    """`<code>-<yyyymmdd>-<six hex digits>`: the code tells whose it is, the date when."""
    seq: int
    """Counts a municipality's snapshots from 1; the order of snapshots, whatever a PC's clock said."""
    municipality: str
    questionnaire: QuestionnaireRef
    scoring_rule: int
    submitted_at: dt.datetime
    answered_by: Post
    """The post that answered."""
    confirmed_by: Post
    """The post that confirmed."""
    answers: dict[str, Answer]
    supersedes: str = ""
    """The id of the snapshot of the same cycle that this one corrects."""
    draft: str = ""
    """The id of the draft it was made from, if any."""
    source: SnapshotSource = "app"
    collected_for: Cycle | None = None
    """The cycle it was submitted for, where that is not the half-year of its day: an earlier one, whose deadline was extended (see `model.schedule`)."""
    carried_over: dict[str, dt.date] = {}  # noqa: RUF012 - msgspec gives each its own
    """Items whose answer was given before its cycle and not looked at again, and the day it was given: it is no finding of this cycle."""
    kept: tuple[str, ...] = ()
    """Items whose answer came with the snapshot it corrects, and which nobody gave anew or confirmed."""
    copied: tuple[str, ...] = ()
    """Items whose answer was copied from last time (前回と同じ): the same by somebody's word, but not considered anew."""
    posts: dict[str, Post] = {}  # noqa: RUF012 - msgspec gives each its own
    """Items that another post answered than `answered_by`, and which."""
    confirmed_at: dt.datetime | None = None
    """When `confirmed_by` confirmed these very answers in dxcheck; None where the post was only written down."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.questionnaire.check(self.answers)

    @property
    def cycle(self) -> Cycle:
        """The cycle (診断期) it was submitted for."""
        return self.collected_for or Cycle.of(self.submitted_at)

    def answer(self, item_id: str) -> Answer:
        """The answer to an item, empty if there is none."""
        return self.answers.get(item_id, EMPTY)


class QuickProgress(Timed, frozen=True, omit_defaults=True):
    """The answers to a quick check (かんたん診断) so far: item id to the level hinted at, or None for わからない."""

    quick: str
    version: str
    answers: dict[str, Level | None] = {}  # noqa: RUF012 - msgspec gives each its own
    finished_at: dt.datetime | None = None


def asked_items(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> tuple[Item, ...]:
    """The items whose conditions hold, in asking order. A condition on an item that is itself not asked does not hold."""
    if not questionnaire.has_conditions:
        return questionnaire.ordered
    asked: dict[str, bool] = {}

    def is_asked(item: Item) -> bool:
        if item.id not in asked:
            asked[item.id] = all(
                is_asked(questionnaire.item_by_id[condition.item]) and condition.holds(answers.get(condition.item, EMPTY).level)
                for condition in item.conditions
            )
        return asked[item.id]

    return tuple(item for item in questionnaire.ordered if is_asked(item))


class _Asked(Protocol):
    """Which questionnaire."""

    @property
    def id(self) -> str: ...


class _Submitted(Protocol):
    """A snapshot, or as much of one as it takes to choose it."""

    @property
    def id(self) -> str: ...

    @property
    def seq(self) -> int: ...

    @property
    def questionnaire(self) -> _Asked: ...

    @property
    def supersedes(self) -> str: ...


_S = TypeVar("_S", bound=_Submitted)


def snapshots_of(snapshots: Iterable[_S], questionnaire_id: str) -> list[_S]:
    """Those of one questionnaire, whatever its version, in their order."""
    return sorted((one for one in snapshots if one.questionnaire.id == questionnaire_id), key=lambda one: one.seq)


def current_snapshots(snapshots: Iterable[_S], questionnaire_id: str) -> list[_S]:
    """The snapshots of a questionnaire in their order without those that a correction superseded.

    Only a snapshot of the same questionnaire corrects one: an earlier dxcheck let those of another one, submitted in the same cycle, say so too.
    """
    return standing_of(snapshots_of(snapshots, questionnaire_id))


def standing_of(snapshots: list[_S]) -> list[_S]:
    """Of the snapshots of one questionnaire those that no correction superseded, in their order."""
    superseded = {one.supersedes for one in snapshots}
    return [one for one in snapshots if one.id not in superseded]


def is_cycle_full(others: list[Snapshot], cycle: Cycle) -> bool:
    """Whether a municipality has submitted so much in a cycle that one more would only make everybody's work slow."""
    there = [one for one in others if one.cycle == cycle]
    if len(there) >= MOST_IN_CYCLE:
        return True
    texts = (len(one.evidence) + len(one.comment) + len(one.reason) for snapshot in there for one in snapshot.answers.values())
    return sum(texts) >= MOST_TEXT_IN_CYCLE


def with_clean_texts(answer: Answer) -> Answer:
    """An answer whose texts are what a person meant to type."""
    return msgspec.structs.replace(
        answer, reason=cleaned(answer.reason), evidence=cleaned(answer.evidence), comment=cleaned(answer.comment)
    )
