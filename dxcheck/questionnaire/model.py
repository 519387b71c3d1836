"""What a questionnaire is: plain, frozen data with no knowledge of files or screens.

The shape of these structs is the shape of the TOML file, and the JSON Schema for editors is generated from them, so a constraint is written here
once. What a type cannot say (ids that must exist, conditions that can hold) is in `faults`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from dxcheck.i18n import Language, language
from dxcheck.questionnaire.scale import DEFAULT, FEWEST_LEVELS, HIGHEST_VALUE, LOWEST_VALUE, MOST_LEVELS, Level, Scale, scale_from

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="小文字・数字・ハイフン / lower case, digits, hyphens")]
Tag = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$")]
Version = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
Japanese = Annotated[str, Meta(min_length=1, max_length=400)]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Frozen data; a key that the model does not know is a fault, because it is usually a spelling mistake."""


class Text(_Data, frozen=True):
    """One text in both languages, or in one of them, which then stands for the other. Only a level or a next step may have none (`{}`)."""

    ja: Japanese = ""
    en: Annotated[str, Meta(max_length=800)] = ""

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing in any language."""
        return not (self.ja or self.en)

    @property
    def source(self) -> str:
        """What was written first: Japanese, else English. What is kept of a text is kept in this form."""
        return self.ja or self.en

    def in_language(self, wanted: Language) -> str:
        """The text in `wanted`, or in the other language where it has none."""
        return self.en or self.ja if wanted == "en" else self.source

    def __str__(self) -> str:
        return self.in_language(language())


class InBoth(Text, frozen=True):
    """A text that is there in both languages; where there is nothing to say differently it is a plain string instead."""

    ja: Japanese = msgspec.field()
    en: Annotated[str, Meta(min_length=1, max_length=800)] = msgspec.field()


class Grade(_Data, frozen=True):
    """One step of a scale: its name, what an outsider could observe there, and what it counts."""

    name: Text
    meaning: Text | None = None
    value: Annotated[float, Meta(ge=LOWEST_VALUE, le=HIGHEST_VALUE)] | None = None
    """Without it, each step counts one more than the step before, from `scale_start` on. Either all steps of a scale have one or none."""


Grades = Annotated[tuple[Grade, ...], Meta(min_length=FEWEST_LEVELS, max_length=MOST_LEVELS)]


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
    at_least: Level | None = None
    at_most: Level | None = None

    def holds(self, level: float | None) -> bool:
        """Whether a level (None for anything but a level) meets the condition."""
        return level is not None and self.is_met_from(level) and (self.at_most is None or level <= self.at_most)

    def is_met_from(self, level: float) -> bool:
        """Whether a level is not too low for it."""
        return self.at_least is None or level >= self.at_least


class Replaces(_Data, frozen=True):
    """What an item replaces in an earlier version of its questionnaire."""

    item: Id
    version: Version
    change: Literal["reworded", "split", "merged"]


class Item(_Data, frozen=True, kw_only=True):
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
    choices: Annotated[tuple[Grade, ...], Meta(max_length=MOST_LEVELS)] = ()
    """Steps of its own in place of the questionnaire's. As many as those count as much in their order; others say their values, within the questionnaire's range."""


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
    grades: Grades = field(name="scale")
    """The steps that items are answered on, the lowest first."""
    frameworks: tuple[Framework, ...]
    fields: Annotated[tuple[SpecialistField, ...], Meta(min_length=1)]
    dimensions: Annotated[tuple[Dimension, ...], Meta(min_length=1)]
    items: Annotated[tuple[Item, ...], Meta(min_length=1)]
    priority: tuple[Id, ...] = ()
    """Items in the order in which their first steps are offered when levels tie; items not named follow in their own order."""
    contradictions: tuple[Contradiction, ...] = ()
    """Hints for specialists; they change neither what is asked nor any score."""
    scale_start: Annotated[int, Meta(ge=LOWEST_VALUE, le=HIGHEST_VALUE - MOST_LEVELS)] = 0
    """What the lowest step counts, where the steps have no values of their own."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `canonical`; two files with the same content have the same hash, whatever their layout."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def canonical(self) -> bytes:
        """The content as JSON in one fixed form, the form it is kept in beside the answers."""
        return msgspec.json.encode(_without_what_says_nothing(self) if self.scale == DEFAULT else self, order="deterministic")

    # -- its scale -----------------------------------------------------------------------------------------------------

    @cached_property
    def scale(self) -> Scale:
        """The scale of the whole: what means, averages and axes are on."""
        return scale_from(self.scale_start, tuple(one.value for one in self.grades))

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        """The scale of each item that has choices of its own."""
        return {one.id: _scale_of_choices(one.choices, self.scale) for one in self.items if one.choices}

    def scale_of(self, item: str) -> Scale:
        """The scale that an item is answered on, by its id."""
        return self._scales.get(item, self.scale)

    @cached_property
    def values(self) -> tuple[Level, ...]:
        """Every value that some item can be answered with."""
        return tuple(sorted({*self.scale.values, *(value for scale in self._scales.values() for value in scale.values)}))

    def grades_of(self, item: str) -> tuple[Grade, ...]:
        """The steps of an item's scale with their names, by its id."""
        found = self.item_by_id.get(item)
        return found.choices if found is not None and found.choices else self.grades

    def name_of(self, item: str, level: float) -> Text:
        """The name of a level of an item; blank where it is none of its levels."""
        place = self.scale_of(item).position(level)
        return Text() if place is None else self.grades_of(item)[place].name

    def descriptor(self, item: str, level: float) -> Text:
        """What a level of an item means, in the item's own words; the level's name where nothing is written."""
        place, levels = self.scale_of(item).position(level), self.item_by_id[item].levels
        if place is None or not levels or levels[place].is_blank:
            return self.name_of(item, level)
        return levels[place]

    def step_from(self, item: str, level: float) -> tuple[Level, Text] | None:
        """The level after a level of an item, and what to do to get there; None at the top. Where no step is written it is to talk about that level."""
        scale, steps = self.scale_of(item), self.item_by_id[item].next_steps
        to = scale.after(level)
        if to is None:
            return None
        place = scale.values.index(to) - 1
        is_written = 0 <= place < len(steps) and not steps[place].is_blank
        return to, steps[place] if is_written else _talk_about(self.descriptor(item, to))

    def step_to(self, item: str, level: float) -> Text | None:
        """What to do to get to a level of an item from the one before it; None where there is none before it."""
        place = self.scale_of(item).position(level)
        found = self.step_from(item, self.scale_of(item).values[place - 1]) if place else None
        return found[1] if found else None

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
        """Item id to the fingerprint of what was asked, on which scale. Same wording, same meaning of a level."""
        return {item.id: self._wording(item) for item in self.items}

    def _wording(self, item: Item) -> str:
        asked = [item.prompt.source, *(level.source for level in item.levels)]
        if self.scale_of(item.id) != DEFAULT or item.choices:  # the first questionnaires were all on one scale
            asked += [*map(str, self.scale_of(item.id).values), *(one.name.source for one in self.grades_of(item.id))]
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]

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


def _talk_about(level: Text) -> Text:
    """A first step towards a level for which none is written."""
    return Text(
        f"「{level.in_language('ja')}」と言えるには何が足りないか、係で話してみる",
        f"Talk over in your section what is missing to be at “{level.in_language('en')}”",
    )


def _scale_of_choices(choices: tuple[Grade, ...], whole: Scale) -> Scale:
    """The scale of an item's own choices."""
    values = tuple(one.value for one in choices)
    is_as_whole = len(choices) == len(whole.values) and all(value is None for value in values)
    return whole if is_as_whole else Scale(scale_from(0, values).values, keyed_by_place=not whole.is_keyed_by_value)


def _without_what_says_nothing(questionnaire: Questionnaire) -> Questionnaire:
    """One on the scale from 0 to 5 without bounds of conditions that leave every level in: they were the defaults before scales were declared."""

    def plain(condition: Condition) -> Condition:
        at_least, at_most = condition.at_least, condition.at_most
        return Condition(condition.item, None if at_least == DEFAULT.low else at_least, None if at_most == DEFAULT.high else at_most)

    def in_item(item: Item) -> Item:
        return msgspec.structs.replace(item, conditions=tuple(map(plain, item.conditions))) if item.conditions else item

    return msgspec.structs.replace(
        questionnaire,
        items=tuple(map(in_item, questionnaire.items)),
        contradictions=tuple(msgspec.structs.replace(one, when=tuple(map(plain, one.when))) for one in questionnaire.contradictions),
    )


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
    choices: Annotated[tuple[QuickChoice, ...], Meta(min_length=FEWEST_LEVELS, max_length=6)]
    items: Annotated[tuple[QuickItem, ...], Meta(min_length=1)]
    order: tuple[Id, ...]
    """Which item comes first when hints tie."""
    max_steps: Annotated[int, Meta(ge=1, le=5)] = 3

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()
