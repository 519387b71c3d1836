"""How a figure is made of its parts: the rules that a group of a questionnaire can declare.

Parts that do not apply count neither way under every rule. Where a part that applies has no value there is no figure, except:

- a group of items made by mean or sum has one as soon as half of the items that apply have a value; the others then count as the mean of those, also in a sum;
- the lowest is known once a part is as low as it can be, and steps in a row are known up to the first that is not met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.assessment.figures import mean_of, weighted_mean, without_noise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.questionnaire.scale import Scale
    from dxcheck.questionnaire.tree import Aggregate


class Piece(NamedTuple):
    """One part of a figure."""

    value: float | None
    """None: it has none."""
    weight: float
    low: float
    high: float
    """The ends of what it can be."""
    applies: bool = True


def aggregated(rule: Aggregate, parts: Sequence[Piece], scale: Scale, *, least: int | None = None) -> float | None:
    """A figure made of its parts by a rule, within the ends that follow from theirs; None where too little is known.

    Args:
        rule: how.
        parts: all of them in their order, those that do not apply too.
        scale: the questionnaire's; what steps in a row are counted on.
        least: how many parts with a value are enough for a mean or a sum of items; None: the parts are groups, and all that apply are needed.
    """
    return _RULES[rule](parts, scale, least)


def half_of(applicable: int) -> int:
    """How many of the items that apply are enough to speak for them; one at least."""
    return max(1, (applicable + 1) // 2)


def _known(parts: Sequence[Piece], least: int | None) -> list[Piece]:
    """The parts with a value; none where they are too few to speak for the rest."""
    applying = [one for one in parts if one.applies]
    known = [one for one in applying if one.value is not None]
    return known if len(known) >= (len(applying) if least is None else least) else []


def _mean(parts: Sequence[Piece], _scale: Scale, least: int | None) -> float | None:
    known = _known(parts, least)
    if not known:
        return None
    if least is None and len({one.weight for one in known}) == 1:
        return mean_of(_value(one) for one in known)
    return weighted_mean([(one.weight, _value(one)) for one in known])


def _sum(parts: Sequence[Piece], _scale: Scale, least: int | None) -> float | None:
    known = _known(parts, least)
    span = sum(one.high - one.low for one in known)
    if not known or not span:
        return None
    reached = sum(_value(one) - one.low for one in known)
    # As a share of what could be reached, so that the range is the same whatever applies; with all parts there it is their sum.
    whole = sum(one.high - one.low for one in parts)
    return without_noise(sum(one.low for one in parts) + (reached if len(known) == len(parts) else reached * whole / span))


def _lowest(parts: Sequence[Piece], _scale: Scale, _least: int | None) -> float | None:
    applying = [one for one in parts if one.applies]
    values = [_value(one) for one in applying if one.value is not None]
    if not values:
        return None
    is_settled = len(values) == len(applying) or min(values) <= min(one.low for one in applying)
    return min(values) if is_settled else None


def _first_unmet(parts: Sequence[Piece], scale: Scale, _least: int | None) -> float | None:
    if not any(one.applies for one in parts):
        return None
    met = 0
    for place, one in enumerate(parts, start=1):
        if one.applies and one.value is None:
            return None
        if one.applies and without_noise(_value(one)) < without_noise(one.high):
            break
        met = place
    return scale.values[min(met, len(scale.values) - 1)]


def _value(part: Piece) -> float:
    """The value of a part that has one."""
    assert part.value is not None
    return part.value


_RULES: dict[Aggregate, Callable[[Sequence[Piece], Scale, int | None], float | None]] = {
    "mean": _mean,
    "sum": _sum,
    "lowest": _lowest,
    "first_unmet": _first_unmet,
}
