"""What support achieved (支援のあと): visits and what was agreed there, and how far the same items came where a step was agreed at a visit and where not.

It compares; it proves nothing. Where a step is agreed is no lot: what is low has more room to rise, and whoever wants to go on asks for a visit. So each figure has how
many stand behind it, both groups have where they began, and a group of few is named and has no figure (`LEAST_TOWNS`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck.assessment.figures import mean_of
from dxcheck.i18n import N_
from dxcheck.model.calendar import in_japan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dxcheck.casework.model import Action, VisitRecord
    from dxcheck.questionnaire.model import Questionnaire
    from dxcheck.questionnaire.scale import Level

LEAST_TOWNS: Final = 5
"""Municipalities behind a figure at least; of fewer, one municipality would decide it."""
Reached = Literal["agreed", "beside", "none"]
REACHED: Final[dict[Reached, str]] = {
    "agreed": N_("訪問で取組を決めた分野"),
    "beside": N_("訪問した市町の、ほかの分野"),
    "none": N_("訪問のなかった市町の分野"),
}
"""What a dimension of a municipality is, between the two snapshots that are compared."""


class SupportGiven(NamedTuple):
    """What is known of one municipality."""

    visits: Sequence[VisitRecord]
    """Those that were held and recorded, the latest version of each."""
    actions: Sequence[Action]
    """All of the questionnaire looked at; what was agreed before anything was submitted too."""
    between: tuple[dt.datetime, dt.datetime] | None
    """When the two snapshots were submitted that are compared; None where there are not two."""
    levels: Mapping[str, tuple[Level, Level]]
    """Item id to its level before and after; only items with a level both times, in the same words."""


class GroupCourse(NamedTuple):
    """How far the same items came in one group of dimensions."""

    municipalities: int
    dimensions: int
    """Counted in each municipality."""
    items: int
    """The same."""
    before: float | None
    """Mean level of these items before, in the scale's values, unrounded; None where fewer than `LEAST_TOWNS` stand behind it."""
    after: float | None
    moved: float | None
    """Mean of how far each item came."""


class Achieved(NamedTuple):
    """What was done in a period, and how far the same items came."""

    visits: int
    visited: int
    """Municipalities with at least one of them."""
    agreed: int
    """Actions that were agreed at a visit in the period."""
    ahead: int
    """Of those, as it stands now: not begun."""
    doing: int
    done: int
    dropped: int
    finished: int
    """Actions agreed at any visit that were marked done in the period."""
    groups: dict[Reached, GroupCourse]


def achieved(given: Iterable[SupportGiven], questionnaire: Questionnaire, first: dt.date, last: dt.date) -> Achieved:
    """Count and compare.

    Args:
        given: of each municipality.
        questionnaire: gives the dimension of an item.
        first: of the period.
        last: the period's last day.
    """
    there = list(given)
    visits = [[one for one in town.visits if first <= one.date <= last] for town in there]
    at_visits = [one for town in there for one in town.actions if one.visit]
    agreed = [one for one in at_visits if first <= in_japan(one.chosen_at).date() <= last]
    finished = [one for one in at_visits if one.state == "done" and one.changed_at is not None]
    found: dict[Reached, list[tuple[str, list[tuple[Level, Level]]]]] = {one: [] for one in REACHED}
    for number, town in enumerate(there):
        for group, pairs in _by_dimension(town, questionnaire):
            found[group].append((str(number), pairs))
    return Achieved(
        sum(map(len, visits)),
        sum(map(bool, visits)),
        len(agreed),
        sum(one.state == "open" for one in agreed),
        sum(one.state == "doing" for one in agreed),
        sum(one.state == "done" for one in agreed),
        sum(one.state == "dropped" for one in agreed),
        sum(first <= in_japan(one.changed_at).date() <= last for one in finished if one.changed_at is not None),
        {group: _course(pairs) for group, pairs in found.items()},
    )


def _by_dimension(town: SupportGiven, questionnaire: Questionnaire) -> Iterator[tuple[Reached, list[tuple[Level, Level]]]]:
    """Each dimension with a level both times, in its group."""
    if town.between is None:
        return
    begin, end = (in_japan(one).date() for one in town.between)
    held = {one.id for one in town.visits if begin < one.date <= end}
    lifted = {
        questionnaire.item_by_id[one.item].dimension for one in town.actions if one.visit in held and one.item in questionnaire.item_by_id
    }
    for dimension, items in questionnaire.items_by_dimension.items():
        pairs = [town.levels[one.id] for one in items if one.id in town.levels]
        if pairs:
            yield "agreed" if dimension in lifted else "beside" if held else "none", pairs


def _course(found: Sequence[tuple[str, list[tuple[Level, Level]]]]) -> GroupCourse:
    towns, pairs = {town for town, _pairs in found}, [pair for _town, pairs in found for pair in pairs]
    if len(towns) < LEAST_TOWNS:
        return GroupCourse(len(towns), len(found), len(pairs), None, None, None)
    before, after = mean_of(one for one, _other in pairs), mean_of(one for _other, one in pairs)
    return GroupCourse(len(towns), len(found), len(pairs), before, after, mean_of(now - then for then, now in pairs))
