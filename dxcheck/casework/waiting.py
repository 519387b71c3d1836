"""What a municipality still has to deal with: returns (差戻し) and shared observations (所見) of every snapshot, the newest and those before.

A newer snapshot ends neither. A return is dealt with item by item, as each is answered anew or confirmed in a later snapshot of the same questionnaire; one of the whole,
by the next such snapshot. An observation says something that no answer can show to be done: it waits until somebody of either side marks it. So may a return be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.assessment.scoring import earlier_id
from dxcheck.casework.change import current

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from dxcheck.casework.model import KeptAsIs, Observation, Returned
    from dxcheck.model.snapshot import QuestionnaireRef, Snapshot
    from dxcheck.questionnaire.model import Questionnaire


class ItemFate(NamedTuple):
    """What became of one item of a return: nothing yet, answered anew (直した), or left as it is, with a reason (このまま)."""

    item: str
    """By its id in the snapshot that was given back."""
    answered: Snapshot | None = None
    """The first snapshot since that gives it anew, or confirms it."""
    kept: KeptAsIs | None = None

    @property
    def is_left(self) -> bool:
        """Whether it is still to be looked at."""
        return self.answered is None and self.kept is None


class SharedReturn(NamedTuple):
    """A return, and what of it is still to be done."""

    returned: Returned
    snapshot: Snapshot
    """What was given back, which need not be the newest any more."""
    items: tuple[str, ...]
    """The items still to be looked at, by their ids in that snapshot."""
    is_open: bool
    """Whether it waits for an answer."""
    fates: tuple[ItemFate, ...] = ()
    """What became of each of its items."""


class SharedObservation(NamedTuple):
    """An observation that the municipality reads."""

    observation: Observation
    snapshot: Snapshot
    """What it is about."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has marked it as dealt with."""
        return self.observation.settled_at is None


def standing_returns(returns: Iterable[Returned]) -> list[Returned]:
    """Every return that stands, in the order they were made: of each specialist the last on each snapshot."""
    standing = {(one.snapshot, one.by): one for one in returns}
    return sorted(standing.values(), key=lambda one: one.at)


def shared_returns(
    returns: Iterable[Returned], snapshots: Sequence[Snapshot], text: Callable[[QuestionnaireRef], Questionnaire]
) -> list[SharedReturn]:
    """Every return that stands, in the order they were made.

    Args:
        returns: all there are.
        snapshots: all of the municipality, superseded ones too.
        text: the questionnaire that was answered.
    """
    by_id = {one.id: one for one in snapshots}
    found = []
    for one in standing_returns(returns):
        given_back = by_id.get(one.snapshot)
        if given_back is None:
            continue
        since = [later for later in snapshots if _answers(later, given_back, one.at)]
        kept = {said.item: said for said in one.kept}
        fates = []
        for item in one.items:
            answered = next((later for later in since if _is_answered(item, one, given_back, later, text)), None)
            fates.append(ItemFate(item, answered, kept.get(item)))
        left = tuple(fate.item for fate in fates if fate.is_left)
        is_over = one.settled_at is not None or one.withdrawn_at is not None or (not left if one.items else bool(since))
        found.append(SharedReturn(one, given_back, left, not is_over, tuple(fates)))
    return found


def shared_observations(observations: Iterable[Observation], snapshots: Sequence[Snapshot]) -> list[SharedObservation]:
    """Every observation that stands with the snapshot it is about, in the order they were written."""
    by_id = {one.id: one for one in snapshots}
    found = [SharedObservation(one, by_id[one.snapshot]) for one in current(observations) if one.snapshot in by_id]
    return sorted(found, key=lambda one: one.observation.at)


def _answers(later: Snapshot, given_back: Snapshot, at: dt.datetime) -> bool:
    """Whether a snapshot can answer a return: submitted after it, to the same questions. What was on its way already when it was given back answers nothing."""
    return later.seq > given_back.seq and later.submitted_at >= at and later.questionnaire.id == given_back.questionnaire.id


def _is_answered(
    item: str, returned: Returned, given_back: Snapshot, later: Snapshot, text: Callable[[QuestionnaireRef], Questionnaire]
) -> bool:
    """Whether a later snapshot gives an item anew, or confirms it."""
    name = _name_in(item, text(given_back.questionnaire), text(later.questionnaire))
    if name is None or not later.answer(name).is_answered or name in later.kept or name in later.copied:
        return False
    given = later.carried_over.get(name)
    return given is None or given > returned.at.date()


def _name_in(item: str, earlier: Questionnaire, later: Questionnaire) -> str | None:
    """Under which id a later questionnaire asks an item; None if it does not."""
    if earlier.hash == later.hash:
        return item
    return next((one.id for one in later.ordered if earlier_id(one, earlier) == item), None)
