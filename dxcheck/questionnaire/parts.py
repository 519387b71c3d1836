"""What a questionnaire is made of: items, the steps of a scale, conditions, and whom and what they refer to."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from dxcheck.questionnaire.measures import MOST_CHECKS, Check, LevelBand
from dxcheck.questionnaire.scale import FEWEST_LEVELS, HIGHEST_VALUE, LOWEST_VALUE, MOST_LEVELS, Level
from dxcheck.questionnaire.text import Data, Id, InBoth, Tag, Text, Version
from dxcheck.questionnaire.tree import Weight


class Grade(Data, frozen=True):
    """One step of a scale: its name, what an outsider could observe there, and what it counts."""

    name: Text
    meaning: Text | None = None
    value: Annotated[float, Meta(ge=LOWEST_VALUE, le=HIGHEST_VALUE)] | None = None
    """Without it, each step counts one more than the step before, from `scale_start` on. Either all steps of a scale have one or none."""


Grades = Annotated[tuple[Grade, ...], Meta(min_length=FEWEST_LEVELS, max_length=MOST_LEVELS)]


class Framework(Data, frozen=True):
    """A public framework that items refer to. Version and date are data, because frameworks change every few years."""

    id: Tag
    title: Text
    version: str | InBoth
    """Its edition."""
    as_of: dt.date
    note: Text | None = None

    @property
    def is_unconfirmed(self) -> bool:
        """Whether its own texts say that something of it is not confirmed (未確認): its edition, date or content."""
        edition = self.version if isinstance(self.version, str) else self.version.ja
        return any("未確認" in one for one in (self.title.ja, edition, self.note.ja if self.note else ""))


class SpecialistField(Data, frozen=True):
    """A field of expertise (専門官の分野)."""

    id: Id
    title: Text


class Respondent(Data, frozen=True):
    """Whoever a question is for (答える人): a role, not a person."""

    id: Id
    title: Text


class Condition(Data, frozen=True):
    """Ask an item only if another item's level lies in this range. An item answered without a level does not meet any condition."""

    item: Id
    at_least: Level | None = None
    at_most: Level | None = None

    def holds(self, level: float | None) -> bool:
        """Whether a level (None for anything but a level) meets the condition."""
        return level is not None and self.is_met_from(level) and (self.at_most is None or level <= self.at_most)

    def is_met_from(self, level: float) -> bool:
        """Whether a level is not too low for it."""
        return self.at_least is None or level >= self.at_least


class Replaces(Data, frozen=True):
    """What an item replaces in an earlier version of its questionnaire."""

    item: Id
    version: Version
    change: Literal["reworded", "split", "merged"]


class Item(Data, frozen=True, kw_only=True):
    """One question (設問) with observable level descriptors and the steps between them, as far as they are written."""

    id: Id
    dimension: Id
    title: Text
    prompt: Text
    levels: Annotated[tuple[Text, ...], Meta(max_length=MOST_LEVELS)] = ()
    """A descriptor for each step of its scale, or none at all; a single one may be blank."""
    next_steps: Annotated[tuple[Text, ...], Meta(max_length=MOST_LEVELS - 1)] = ()
    """`next_steps[n]` leads from the step at place n to the one after it; all of them, or none."""
    evidence: Text
    """What one could show: documents and records."""
    section: Text | None = None
    """照会先: the section of a town hall that usually knows."""
    references: tuple[Tag, ...]
    fields: Annotated[tuple[Id, ...], Meta(min_length=1)]
    """The specialist fields to ask, the nearest first."""
    reason: Text | None = None
    """Why it matters."""
    not_applicable: Text | None = None
    """When 該当なし may be chosen; without it, it may not."""
    sensitive: bool = False
    """Describes a weakness an attacker could use: kept out of files meant for others, averaged per dimension only."""
    weight: Weight = 1.0
    """How much it counts in its dimension's mean, beside the others' 1.0."""
    conditions: tuple[Condition, ...] = ()
    """All must hold for the item to be asked."""
    replaces: tuple[Replaces, ...] = ()
    choices: Annotated[tuple[Grade, ...], Meta(max_length=MOST_LEVELS)] = ()
    """Steps of its own in place of the questionnaire's. As many as those count as much in their order; others say their values, within the questionnaire's range."""
    group: Id | None = None
    """The group inside its dimension that holds it."""
    respondents: tuple[Id, ...] = ()
    """Whom it is for; everybody where nothing is said."""
    checks: Annotated[tuple[Check, ...], Meta(max_length=MOST_CHECKS)] = ()
    """Questions with yes or no that its level follows from."""
    unit: Text | None = None
    """Of the number that its level follows from."""
    bands: Annotated[tuple[LevelBand, ...], Meta(max_length=MOST_LEVELS)] = ()
    """From which number, or from how many ticks on, each level above the lowest is reached."""


class Contradiction(Data, frozen=True):
    """Answers that do not fit together at first sight: worth a question at a visit, never a reproach."""

    id: Id
    when: Annotated[tuple[Condition, ...], Meta(min_length=2)]
    """All of them hold."""
    question: Text
    """What a specialist may ask."""

    @property
    def items(self) -> tuple[str, ...]:
        """The items it is about."""
        return tuple(dict.fromkeys(one.item for one in self.when))
