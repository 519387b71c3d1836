"""What a municipality submitted in one place, brought together with what it submitted in another: nothing is lost, nothing that is there changes, and twice is once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.model.snapshot import Snapshot

MergeConflict = Literal["changed", "earlier"]
"""changed: the same snapshot is there with another content, as one of the two was redacted or edited; earlier: another one that was submitted later is there, which whoever sent
this one did not know of. Neither is taken: what is submitted never changes, and the order of what is there stands."""


class Unmerged(NamedTuple):
    """A snapshot that came and cannot be taken."""

    snapshot: Snapshot
    why: MergeConflict


class Merged(NamedTuple):
    """What came, beside what is there."""

    new: tuple[Snapshot, ...]
    """As they are to be added, in their order."""
    known: tuple[Snapshot, ...]
    """Those that are there already."""
    conflicts: tuple[Unmerged, ...]


def merged_snapshots(there: Sequence[Snapshot], came: Sequence[Snapshot]) -> Merged:
    """Bring the snapshots of one municipality together.

    A new one keeps its number wherever that is free and after all others; else it gets the next one. The number is what differs between two copies of the same snapshot, and
    nothing else may.

    Args:
        there: those that stand here.
        came: those that came, each id once.
    """
    by_id = {one.id: one for one in there}
    theirs = {one.id for one in came}
    newest = max((one.submitted_at for one in there if one.id not in theirs), default=None)
    last = max((one.seq for one in there), default=0)
    new, known, conflicts = list["Snapshot"](), list["Snapshot"](), list[Unmerged]()
    for one in sorted(came, key=lambda one: one.seq):
        mine = by_id.get(one.id)
        if mine is not None and msgspec.structs.replace(one, seq=mine.seq) == mine:
            known.append(mine)
        elif mine is not None:
            conflicts.append(Unmerged(one, "changed"))
        elif newest is not None and one.submitted_at < newest:
            conflicts.append(Unmerged(one, "earlier"))
        else:
            last = max(last + 1, one.seq)
            new.append(msgspec.structs.replace(one, seq=last))
    return Merged(tuple(new), tuple(known), tuple(conflicts))
