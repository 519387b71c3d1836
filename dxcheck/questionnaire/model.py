"""What a questionnaire is: plain, frozen data with no knowledge of files or screens.

The shape of these structs is the shape of the TOML file, and the JSON Schema for editors is generated from them, so a constraint is written here
once. What a type cannot say (ids that must exist, conditions that can hold) is in `faults`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cached_property
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from dxcheck.i18n import Language, language

TOP_LEVEL: Final = 5
"""The highest maturity level; the lowest is 0."""
LEVELS: Final = range(TOP_LEVEL + 1)

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="小文字・数字・ハイフン / lower case, digits, hyphens")]
Tag = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$")]
Version = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
Level = Annotated[int, Meta(ge=0, le=TOP_LEVEL)]
Japanese = Annotated[str, Meta(min_length=1, max_length=400)]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Frozen data; a key that the model does not know is a fault, because it is usually a spelling mistake."""


class Text(_Data, frozen=True):
    """One text in both languages. Japanese is required; English falls back to it."""

    ja: Japanese
    en: Annotated[str, Meta(max_length=800)] = ""

    def in_language(self, wanted: Language) -> str:
        """The text in `wanted`, or in Japanese where it has no English."""
        return self.en or self.ja if wanted == "en" else self.ja

    def __str__(self) -> str:
        return self.in_language(language())


class InBoth(Text, frozen=True, kw_only=True):
    """A text that is there in both languages; where there is nothing to say differently it is a plain string instead."""

    en: Annotated[str, Meta(min_length=1, max_length=800)] = msgspec.field()


class Grade(_Data, frozen=True):
    """The name of one level of the scale, and what an outsider could observe there."""

    name: Text
    meaning: Text


class Framework(_Data, frozen=True):
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


class SpecialistField(_Data, frozen=True):
    """A field of expertise (専門官の分野)."""

    id: Id
    title: Text


class Dimension(_Data, frozen=True):
    """A group of items with one specialist field (分野)."""

    id: Id
    title: Text
    short: Text
    """At most six Japanese characters, for narrow places."""
    field: Id
    description: Text | None = None


class Condition(_Data, frozen=True):
    """Ask an item only if another item's level lies in this range. An item answered without a level does not meet any condition."""

    item: Id
    at_least: Level = 0
    at_most: Level = TOP_LEVEL

    def holds(self, level: int | None) -> bool:
        """Whether a level (None for anything but a level) meets the condition."""
        return level is not None and self.at_least <= level <= self.at_most


class Replaces(_Data, frozen=True):
    """What an item replaces in an earlier version of its questionnaire."""

    item: Id
    version: Version
    change: Literal["reworded", "split", "merged"]


class Item(_Data, frozen=True):
    """One question (設問) with six observable level descriptors and the five steps between them."""

    id: Id
    dimension: Id
    title: Text
    prompt: Text
    levels: Annotated[tuple[Text, ...], Meta(min_length=TOP_LEVEL + 1, max_length=TOP_LEVEL + 1)]
    next_steps: Annotated[tuple[Text, ...], Meta(min_length=TOP_LEVEL, max_length=TOP_LEVEL)]
    """`next_steps[n]` leads from level n to n + 1."""
    evidence: Text
    """What one could show: documents and records."""
    references: tuple[Tag, ...]
    fields: Annotated[tuple[Id, ...], Meta(min_length=1)]
    """The specialist fields to ask, the nearest first."""
    reason: Text | None = None
    """Why it matters."""
    not_applicable: Text | None = None
    """When 該当なし may be chosen; without it, it may not."""
    sensitive: bool = False
    """Describes a weakness an attacker could use: kept out of files meant for others, averaged per dimension only."""
    weight: Annotated[float, Meta(gt=0, le=10)] = 1.0
    """How much it counts in its dimension's mean, beside the others' 1.0."""
    conditions: tuple[Condition, ...] = ()
    """All must hold for the item to be asked."""
    replaces: tuple[Replaces, ...] = ()

    @property
    def wording(self) -> str:
        """A fingerprint of what was asked: prompt and level descriptors in Japanese. Same wording, same meaning of a level."""
        asked = "\n".join([self.prompt.ja, *(level.ja for level in self.levels)])
        return hashlib.sha256(asked.encode()).hexdigest()[:16]


class Contradiction(_Data, frozen=True):
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


class Questionnaire(_Data, frozen=True, dict=True):
    """A versioned set of dimensions and items (診断票)."""

    kind: Literal["full"]
    id: Id
    version: Version
    valid_from: dt.date
    title: Text
    description: Text
    scale: Annotated[tuple[Grade, ...], Meta(min_length=TOP_LEVEL + 1, max_length=TOP_LEVEL + 1)]
    frameworks: tuple[Framework, ...]
    fields: Annotated[tuple[SpecialistField, ...], Meta(min_length=1)]
    dimensions: Annotated[tuple[Dimension, ...], Meta(min_length=1)]
    items: Annotated[tuple[Item, ...], Meta(min_length=1)]
    priority: tuple[Id, ...] = ()
    """Items in the order in which their first steps are offered when levels tie; items not named follow in their own order."""
    contradictions: tuple[Contradiction, ...] = ()
    """Hints for specialists; they change neither what is asked nor any score."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `canonical`; two files with the same content have the same hash, whatever their layout."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def canonical(self) -> bytes:
        """The content as JSON in one fixed form, the form it is kept in beside the answers."""
        return msgspec.json.encode(self, order="deterministic")

    @cached_property
    def item_by_id(self) -> dict[str, Item]:
        """Items by their id."""
        return {item.id: item for item in self.items}

    @cached_property
    def items_by_dimension(self) -> dict[str, tuple[Item, ...]]:
        """Dimension id to its items, both in the file's order."""
        return {d.id: tuple(item for item in self.items if item.dimension == d.id) for d in self.dimensions}

    @cached_property
    def dimension_by_id(self) -> dict[str, Dimension]:
        """Dimensions by their id."""
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def field_by_id(self) -> dict[str, SpecialistField]:
        """Specialist fields by their id."""
        return {field.id: field for field in self.fields}

    @cached_property
    def wordings(self) -> dict[str, str]:
        """Item id to the fingerprint of what was asked."""
        return {item.id: item.wording for item in self.items}

    @cached_property
    def has_conditions(self) -> bool:
        """Whether any item is asked only sometimes."""
        return any(item.conditions for item in self.items)

    @cached_property
    def ordered(self) -> tuple[Item, ...]:
        """Items in the order they are asked: by dimension, then as in the file."""
        return tuple(item for items in self.items_by_dimension.values() for item in items)

    @cached_property
    def priority_rank(self) -> dict[str, int]:
        """Item id to its place in `priority`, the rest behind in asking order."""
        named = [*self.priority, *(item.id for item in self.ordered if item.id not in self.priority)]
        return {item: rank for rank, item in enumerate(named)}


class QuickChoice(_Data, frozen=True):
    """One answer of a quick check, and the level it hints at."""

    label: Text
    level: Level


class QuickItem(_Data, frozen=True):
    """A question of a quick check; its id is that of the item it hints at."""

    id: Id
    prompt: Text


class QuickCheck(_Data, frozen=True, dict=True):
    """A short set of questions that leads to first steps and hints for the full check; never submitted, never averaged."""

    kind: Literal["quick"]
    id: Id
    version: Version
    valid_from: dt.date
    basis: Id
    """The id of the questionnaire whose items and next steps it uses."""
    title: Text
    description: Text
    choices: Annotated[tuple[QuickChoice, ...], Meta(min_length=2, max_length=6)]
    items: Annotated[tuple[QuickItem, ...], Meta(min_length=1)]
    order: tuple[Id, ...]
    """Which item comes first when hints tie."""
    max_steps: Annotated[int, Meta(ge=1, le=5)] = 3

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()
