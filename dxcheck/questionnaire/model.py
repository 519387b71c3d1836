"""What a questionnaire is: plain, frozen data with no knowledge of files or screens.

The shape of these structs is the shape of the TOML file, and the JSON Schema for editors is generated from them, so a constraint is written here
once. What a type cannot say (ids that must exist, conditions that can hold) is in `faults`.
"""

import datetime as dt
import hashlib
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from dxcheck.i18n import _
from dxcheck.questionnaire.measures import Check, LevelBand, Measures, towards
from dxcheck.questionnaire.parts import Condition, Contradiction, Framework, Grade, Grades, Item, Replaces, Respondent, SpecialistField
from dxcheck.questionnaire.quick import QuickCheck, QuickChoice, QuickItem
from dxcheck.questionnaire.scale import DEFAULT, HIGHEST_VALUE, LOWEST_VALUE, MOST_LEVELS, Level, Scale, scale_from
from dxcheck.questionnaire.text import Data, Id, InBoth, Japanese, Tag, Text, Version
from dxcheck.questionnaire.tree import MOST_GROUPS, Aggregate, Branch, Dimension, Leaf, Node, tree_of

__all__ = [
    "Branch",
    "Check",
    "Condition",
    "Contradiction",
    "Dimension",
    "Framework",
    "Grade",
    "Id",
    "InBoth",
    "Item",
    "Japanese",
    "LevelBand",
    "Questionnaire",
    "QuickCheck",
    "QuickChoice",
    "QuickItem",
    "Replaces",
    "Respondent",
    "SpecialistField",
    "Tag",
    "Text",
    "Version",
]


class Questionnaire(Data, frozen=True, dict=True):
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
    aggregate: Aggregate = "mean"
    """How the whole is made of its dimensions, or of the groups above them."""
    groups: Annotated[tuple[Branch, ...], Meta(max_length=MOST_GROUPS)] = ()
    respondents: tuple[Respondent, ...] = ()

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

    @cached_property
    def measured(self) -> dict[str, Measures]:
        """What the level of an item follows from, by its id; items whose level is chosen are not in it."""
        return {
            one.id: Measures(one.checks, one.bands, one.unit, self.scale_of(one.id))
            for one in self.items
            if one.checks or one.unit is not None
        }

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
        if is_written:
            return to, steps[place]
        measures = self.measured.get(item)
        asked = towards(measures, to) if measures is not None else None
        return to, asked if asked is not None else _talk_about(self.descriptor(item, to))

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
        """Dimension id to its items, both in the file's order, the items of one group together."""
        if not self.groups:
            return {d.id: tuple(item for item in self.items if item.dimension == d.id) for d in self.dimensions}
        found = {node.id: node for node in self.dimension_nodes}
        return {d.id: tuple(self.item_by_id[leaf.id] for leaf in found[d.id].every_leaf()) for d in self.dimensions if d.id in found}

    @cached_property
    def tree(self) -> Node:
        """The whole with its groups and dimensions down to its items."""
        leaves = (Leaf(one.id, one.group or one.dimension, one.weight, *self._ends_of(one)) for one in self.items)
        return tree_of(self.aggregate, self.groups, self.dimensions, leaves, self.scale)

    def _ends_of(self, item: Item) -> tuple[float, float]:
        scale = self.scale_of(item.id)
        return scale.low, scale.high

    @cached_property
    def outline(self) -> tuple[Node, ...]:
        """Its groups and dimensions from the top down, each after what it is within; the whole itself is not among them."""
        return tuple(self.tree.walk())[1:]

    def above(self, name: str) -> tuple[Branch | Dimension, ...]:
        """What a group or dimension is within, the highest first; with a sound tree."""
        known: dict[str, Branch | Dimension] = {**self.branch_by_id, **self.dimension_by_id}
        found: list[Branch | Dimension] = []
        at = known[name].within
        while at is not None and at in known and known[at] not in found:
            found.insert(0, known[at])
            at = known[at].within
        return tuple(found)

    def respondents_of(self, item: Item) -> str:
        """Whom an item is for, in words; empty where it is for everybody."""
        named = {one.id: str(one.title) for one in self.respondents}
        return _("、").join(named[one] for one in item.respondents if one in named)

    def searched(self, item: Item) -> str:
        """What an item is found by, beside its id and title: its question, and whom it is for."""
        return " ".join(text for text in (str(item.prompt), self.respondents_of(item)) if text)

    def place_of(self, item: Item) -> str:
        """Where an item stands: its dimension, and the groups inside it that hold it."""
        if item.group is None:
            return str(self.dimension_by_id[item.dimension].title)
        inside = [*self.above(item.group), self.branch_by_id[item.group]]
        return " / ".join(str(one.title) for one in inside[[one.id for one in inside].index(item.dimension) :])

    @property
    def sections(self) -> list[tuple[str, tuple[Item, ...]]]:
        """Its items under headings: those of each group inside a dimension, or of the dimension, in the order they are asked."""
        holding = {item.group or item.dimension: item for item in self.ordered}
        return [
            (self.place_of(item), tuple(one for one in self.ordered if (one.group or one.dimension) == place))
            for place, item in holding.items()
        ]

    @cached_property
    def branch_by_id(self) -> dict[str, Branch]:
        """Groups by their id."""
        return {one.id: one for one in self.groups}

    @cached_property
    def dimension_nodes(self) -> tuple[Node, ...]:
        """Its dimensions as parts of the tree."""
        return tuple(one for one in self.outline if one.is_dimension)

    @property
    def has_one_scale(self) -> bool:
        """Whether every item is answered on the questionnaire's own scale."""
        return not self._scales

    @property
    def is_of_means(self) -> bool:
        """Whether every figure is a weighted mean, in which no single item decides."""
        return all(node.aggregate == "mean" for node in self.tree.walk())

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
        asked += [f"{one.id} {one.step} {one.text.source}" for one in item.checks]
        asked += [f"{one.level} {one.number_from} {one.number_to}" for one in item.bands]
        asked += [item.unit.source] if item.unit is not None else []
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
