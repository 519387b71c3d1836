"""合同研修 (a camp): from a weak item or dimension to groups of municipalities that learn together, those who need it beside those who are good at it. Pure.

Nobody tells others how they did it without having said yes: that is asked of a municipality for a subject, and kept (`SharingAnswer`). A proposal prefers those who
did, leaves out those who said no, and marks whoever still has to be asked.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

from msgspec import Meta

from dxcheck.assessment.figures import rounded
from dxcheck.i18n import N_
from dxcheck.model.calendar import Timed
from dxcheck.model.municipality import Code
from dxcheck.model.snapshot import Post
from dxcheck.prefecture.selection import chosen
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dxcheck.model.municipality import Municipality
    from dxcheck.prefecture.overview import Line, Overview

LONGEST_CAMP: Final = 60
"""Characters of a camp's name."""
LEAST_GROUP, MOST_GROUP, USUAL_GROUP = 3, 8, 4
"""Municipalities in a group, whoever tells among them."""
Sharing = Literal["agreed", "declined", "unasked"]
SHARING: Final[dict[Sharing, str]] = {
    "agreed": N_("話してくれます"),
    "unasked": N_("これから尋ねます"),
    "declined": N_("今回は見送り"),
}
"""What a municipality that is good at something says to telling others; in the order in which they are listed."""


class SharingAnswer(Timed, frozen=True):
    """What a municipality said to telling others about an item or a dimension (話してもらえるか); the last one counts."""

    code: Code
    questionnaire: str
    subject: str
    """The id of an item or of a dimension."""
    sharing: Sharing
    """`unasked` takes an earlier one back."""
    at: dt.datetime
    by: Post = ""


class Camp(Timed, frozen=True, omit_defaults=True):
    """A camp as it was saved: who learns with whom. Levels are not in it; they are read when it is looked at."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_CAMP)]
    questionnaire: str
    subject: str
    groups: tuple[tuple[Code, ...], ...]
    """In each who needs it, in code order."""
    tellers: tuple[tuple[Code, ...], ...]
    """Beside each group, who is good at it."""
    at: dt.datetime
    by: Post = ""
    day: dt.date | None = None
    place: Annotated[str, Meta(max_length=200)] = ""


class CampTakenError(RefusedError):
    """There is another camp of this name; nothing was changed."""


class AtCamp(NamedTuple):
    """A municipality and where it stands in what a camp is about."""

    line: Line
    level: float
    """Its level in the item, or its mean in the dimension."""
    is_mean: bool

    @property
    def municipality(self) -> Municipality:
        """Which."""
        return self.line.municipality


class CampProposal(NamedTuple):
    """Who could come, and in which groups."""

    needs: tuple[AtCamp, ...]
    """Low in it, by region and size."""
    tells: tuple[tuple[AtCamp, Sharing], ...]
    """Good at it: who agreed first, then who is to be asked; who declined at the end."""
    groups: tuple[tuple[Code, ...], ...]
    tellers: tuple[tuple[Code, ...], ...]


def standing_in(overview: Overview, subject: str) -> list[AtCamp]:
    """Every counted municipality that has a level in an item, or a mean in a dimension; in code order."""
    is_item = subject in overview.questionnaire.item_by_id
    found = []
    for one in sorted(overview.counted, key=lambda line: line.municipality.code):
        if is_item:
            choice = one.choices.get(subject)
            if choice is not None and not isinstance(choice, str):
                found.append(AtCamp(one, choice, is_mean=False))
        elif (figure := one.figure(subject, "level")) is not None:
            found.append(AtCamp(one, figure.value, is_mean=True))
    return found


def is_low_there(overview: Overview, subject: str, level: float) -> bool:
    """Whether a level of an item is low (`Scale.low_to`); of a dimension, whether its mean as it is shown is at most halfway from there to the next step."""
    questionnaire = overview.questionnaire
    if subject in questionnaire.item_by_id:
        return level <= questionnaire.scale_of(subject).low_to
    scale = questionnaire.scale
    return rounded(level, scale.digits) <= (scale.low_to + (scale.after(scale.low_to) or scale.low_to)) / 2


def is_good_there(overview: Overview, subject: str, level: float) -> bool:
    """Whether a level of an item is far above the low ones, by as many steps as make a large change (`Scale.jump`); whether a dimension's mean is at the step after."""
    questionnaire = overview.questionnaire
    if subject in questionnaire.item_by_id:
        scale = questionnaire.scale_of(subject)
        return level > scale.low_to and scale.steps_between(scale.low_to, level) >= scale.jump
    scale = questionnaire.scale
    after = scale.after(scale.low_to)
    return after is not None and rounded(level, scale.digits) >= after


def sharing_of(answers: Iterable[SharingAnswer], questionnaire: str, subjects: Iterable[str]) -> dict[str, Sharing]:
    """What each municipality said last to telling others, by its code.

    Args:
        answers: all there are, the oldest first.
        questionnaire: whose item or dimension it is.
        subjects: the item and its dimension, or the dimension alone: whoever tells about a dimension tells about its items.
    """
    about = set(subjects)
    return {one.code: one.sharing for one in answers if one.questionnaire == questionnaire and one.subject in about}


def proposal(
    overview: Overview,
    subject: str,
    sharing: Mapping[str, Sharing],
    *,
    size: int = USUAL_GROUP,
    among: Mapping[str, str] | None = None,
) -> CampProposal:
    """Who needs something, who is good at it, and groups of both.

    Args:
        overview: all municipalities.
        subject: the id of an item or of a dimension.
        sharing: what those who are good at it said to telling others, by code.
        size: municipalities in a group, from `LEAST_GROUP` to `MOST_GROUP`.
        among: region, type and size band of those who need it (`selection.chosen`); whoever tells may come from anywhere.
    """
    there = standing_in(overview, subject)
    wanted = {one.municipality.code for one in chosen((one.line for one in there), among or {})}
    low = [one for one in there if is_low_there(overview, subject, one.level) and one.municipality.code in wanted]
    regions = {region: n for n, region in enumerate(dict.fromkeys(one.municipality.region for one in overview.lines))}
    needs = sorted(low, key=lambda one: (regions[one.municipality.region], one.municipality.population, one.municipality.code))
    order = list(SHARING)
    good = [(one, sharing.get(one.municipality.code, "unasked")) for one in there if is_good_there(overview, subject, one.level)]
    tells = sorted(good, key=lambda one: (order.index(one[1]), -one[0].level, one[0].municipality.code))
    groups, tellers = mixed_groups(
        [one.municipality for one in needs],
        [one.municipality for one, said in tells if said == "agreed"],
        [one.municipality for one, said in tells if said == "unasked"],
        size,
    )
    return CampProposal(tuple(needs), tuple(tells), groups, tellers)


Groups = tuple[tuple[Code, ...], ...]


def mixed_groups(
    needs: Sequence[Municipality], agreed: Sequence[Municipality], unasked: Sequence[Municipality], size: int
) -> tuple[Groups, Groups]:
    """Groups in which regions and sizes mix, and beside each who tells there.

    Those who need it are dealt out one by one, region by region and by population within each, so that no two groups differ by more than one municipality in all, or in
    those of any region. Each group gets somebody who agreed, from another region than most of it where there is a choice; then somebody who is still to be asked,
    while there are any. More who agreed than groups come, too.

    Args:
        needs: who needs it, in the order of regions.
        agreed: who said yes, those to take first at the beginning.
        unasked: who could be asked, likewise.
        size: municipalities in a group, one of them who tells.
    """
    if not needs:
        return (), ()
    number = math.ceil(len(needs) / max(1, size - 1))
    groups = [list(needs[at::number]) for at in range(number)]
    tellers: list[list[Municipality]] = [[] for _group in groups]
    for one in [*agreed, *unasked[: max(0, number - len(agreed))]]:
        at = min(range(number), key=lambda n: (len(tellers[n]), Counter(each.region for each in groups[n])[one.region], n))
        tellers[at].append(one)

    def coded(parts: list[list[Municipality]]) -> Groups:
        return tuple(tuple(sorted(one.code for one in part)) for part in parts)

    return coded(groups), coded(tellers)
