"""The tree of a questionnaire: groups over its dimensions, dimensions, and groups inside them, each made of its parts by a declared rule.

A dimension (分野) is what lists, charts and averages go by. What stands above or inside one is a group that says what it is `within`; a questionnaire without groups is
a tree of one level. A group holds either groups or items, never both. Whatever the rule, a figure lies in the range of the questionnaire's scale.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta

from dxcheck.i18n import N_
from dxcheck.questionnaire.scale import Scale
from dxcheck.questionnaire.text import Data, Id, Text

Aggregate = Literal["mean", "lowest", "sum", "first_unmet"]
"""How a figure is made of its parts: their weighted mean; the lowest of them; their sum; or how many of them are met in a row, counted in steps of the scale."""
RULES_IN_WORDS: Final[Mapping[str, str]] = {
    "mean": N_("平均"),
    "lowest": N_("最も低いもの"),
    "sum": N_("合計"),
    "first_unmet": N_("満たさない所まで"),
}
"""Each `Aggregate` in a word, a source string."""
WHOLE_ID: Final = ""
"""The id of the whole in its tree: no group can have it."""
MOST_GROUPS: Final = 200
Weight = Annotated[float, Meta(gt=0, le=10)]


class Dimension(Data, frozen=True):
    """A group of items with one specialist field (分野)."""

    id: Id
    title: Text
    short: Text
    """At most six Japanese characters, for narrow places."""
    field: Id
    description: Text | None = None
    within: Id | None = None
    """The group above it."""
    aggregate: Aggregate = "mean"
    weight: Weight = 1.0
    """How much it counts in the mean of the group above it, or of the whole."""


class Branch(Data, frozen=True):
    """A group of dimensions, or of items inside a dimension."""

    id: Id
    title: Text
    within: Id | None = None
    """The group above it, or the dimension that it is inside; without one it is directly under the whole."""
    aggregate: Aggregate = "mean"
    weight: Weight = 1.0
    """How much it counts in the mean of what it is within."""
    description: Text | None = None


class Leaf(NamedTuple):
    """What the tree knows of an item."""

    id: str
    place: str
    """The group or dimension that holds it."""
    weight: float
    low: float
    high: float
    """The ends of what it can be answered with."""


class Node(msgspec.Struct, frozen=True):
    """The whole, a group or a dimension, with its parts."""

    id: str
    title: Text
    aggregate: Aggregate
    weight: float
    depth: int
    """How far it is under the whole, which is at 0."""
    is_dimension: bool
    is_inside: bool
    """Whether it is inside a dimension."""
    low: float
    high: float
    """The ends of what its figure can be."""
    nodes: tuple["Node", ...] = ()
    leaves: tuple[Leaf, ...] = ()

    @property
    def ends(self) -> list[tuple[float, float, float]]:
        """Of each part: how much it counts, and the ends of what it can be."""
        return [(one.weight, one.low, one.high) for one in self.nodes] or [(one.weight, one.low, one.high) for one in self.leaves]

    def walk(self) -> "Iterator[Node]":
        """Itself and everything under it, from the top down."""
        yield self
        for one in self.nodes:
            yield from one.walk()

    def every_leaf(self) -> Iterator[Leaf]:
        """Its items and those of everything under it, in their order."""
        for node in self.walk():
            yield from node.leaves

    @property
    def is_whole_only(self) -> bool:
        """Whether its figure means something only if no part of it is left out: a sum, or steps one after another."""
        return self.aggregate in ("sum", "first_unmet")


def tree_of(aggregate: Aggregate, groups: Sequence[Branch], dimensions: Sequence[Dimension], leaves: Iterable[Leaf], scale: Scale) -> Node:
    """The whole of a questionnaire as a tree, its parts in the order of its dimensions.

    Groups that lead nowhere or run in a circle are left out; `faults` names them.
    """
    own = {one.id: one for one in groups}
    held: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        held.setdefault(leaf.place, []).append(leaf)
    under: dict[str, list[Branch | Dimension]] = {}
    for above in _above(dimensions, own):
        under.setdefault(above.within or WHOLE_ID, []).append(above)
    for one in groups:
        if one not in under.get(one.within or WHOLE_ID, ()):
            under.setdefault(one.within or WHOLE_ID, []).append(one)

    def made(part: Branch | Dimension, depth: int, *, is_inside: bool) -> Node:
        is_dimension = isinstance(part, Dimension)
        nodes = tuple(made(one, depth + 1, is_inside=is_inside or is_dimension) for one in under.get(part.id, ()))
        own_leaves = tuple(held.get(part.id, ()))
        low, high = _ends(part.aggregate, nodes or own_leaves, scale)
        return Node(part.id, part.title, part.aggregate, part.weight, depth, is_dimension, is_inside, low, high, nodes, own_leaves)

    top = tuple(made(one, 1, is_inside=False) for one in under.get(WHOLE_ID, ()))
    return Node(WHOLE_ID, Text(), aggregate, 1.0, 0, is_dimension=False, is_inside=False, low=scale.low, high=scale.high, nodes=top)


def _above(dimensions: Sequence[Dimension], own: Mapping[str, Branch]) -> list[Branch | Dimension]:
    """Dimensions and the groups above them, each group before the first dimension in it."""
    placed: dict[str, Branch | Dimension] = {}
    for dimension in dimensions:
        chain: list[Branch | Dimension] = [dimension]
        while (above := own.get(chain[-1].within or WHOLE_ID)) is not None and above not in chain:
            chain.append(above)
        placed |= {one.id: one for one in reversed(chain) if one.id not in placed}
    return list(placed.values())


def _ends(aggregate: Aggregate, parts: Sequence[Node] | Sequence[Leaf], scale: Scale) -> tuple[float, float]:
    """Between which ends a figure of these parts lies."""
    if not parts or aggregate == "first_unmet":
        return scale.low, scale.high
    if aggregate == "sum":
        return sum(one.low for one in parts), sum(one.high for one in parts)
    if aggregate == "lowest":
        return min(one.low for one in parts), min(one.high for one in parts)
    weights = sum(one.weight for one in parts)
    return sum(one.weight * one.low for one in parts) / weights, sum(one.weight * one.high for one in parts) / weights
