"""What several versions of a questionnaire ask in common: any comparison between them is computed on those items only (docs/design.md section 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.scoring import names_over
from dxcheck.questionnaire.model import Questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.model.snapshot import Answer, Snapshot
    from dxcheck.questionnaire.model import Item


class Common(msgspec.Struct, frozen=True):
    """The items that every one of some versions asks, under the newest one's ids."""

    newest: Questionnaire
    reduced: Questionnaire
    """The newest one without the items that are not shared."""
    names: dict[str, dict[str, str]]
    """Shared item to its id in each version, by the version's hash."""
    reworded: frozenset[str]
    """Shared items whose wording differs between versions: their levels need not mean the same."""

    @property
    def shared(self) -> int:
        """How many items are shared."""
        return len(self.names)

    @property
    def items(self) -> int:
        """How many the newest version asks."""
        return len(self.newest.items)

    def has(self, version: str) -> bool:
        """Whether a version, by its hash, is among them."""
        return version == self.newest.hash or any(version in one for one in self.names.values())

    def answers(self, snapshot: Snapshot) -> dict[str, Answer]:
        """A snapshot's answers to the shared items, under the newest ids. Its version must be among them."""
        own = snapshot.questionnaire.hash
        return {item: snapshot.answer(found[own]) for item, found in self.names.items()}


def common(versions: Iterable[Questionnaire]) -> Common:
    """What they have in common.

    Args:
        versions: at least one; the same one twice counts once.
    """
    ordered = sorted({one.hash: one for one in versions}.values(), key=lambda q: (q.valid_from, q.version))
    newest = ordered[-1]
    names = {item.id: names_over(item, ordered) for item in newest.ordered}
    everywhere = {item for item, found in names.items() if len(found) == len(ordered)}
    shared = {item: found for item, found in names.items() if item in everywhere - _torn(newest, everywhere)}
    reduced = msgspec.structs.replace(
        newest, items=tuple(_without_lost_conditions(item, shared) for item in newest.items if item.id in shared)
    )
    wordings = {item: {q.wordings[found[q.hash]] for q in ordered} for item, found in shared.items()}
    return Common(newest, reduced, shared, frozenset(item for item, different in wordings.items() if len(different) > 1))


def _torn(newest: Questionnaire, shared: set[str]) -> set[str]:
    """Items of a sum, or of steps in a row, of which another item is not shared: what is left of it would be another figure."""
    torn: set[str] = set()
    for node in newest.tree.walk():
        leaves = {leaf.id for leaf in node.every_leaf()}
        if node.is_whole_only and not leaves <= shared:
            torn |= leaves
    return torn


def _without_lost_conditions(item: Item, shared: dict[str, dict[str, str]]) -> Item:
    """An item whose condition points at an item outside the shared ones counts wherever it has a level."""
    return msgspec.structs.replace(item, conditions=tuple(one for one in item.conditions if one.item in shared))
