"""Changes and rounding in plain loops over what was answered, knowing nothing of the product's own."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire.model import Questionnaire


def written(value: float | Fraction | None, digits: int = 1, *, signed: bool = False, percent: bool = False) -> str:
    """A figure as it must stand everywhere: half away from zero on its decimals."""
    if value is None:
        return "-"
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(repr(value))
    if percent:
        return f"{(exact * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"
    made = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0
    return f"{made:+f}" if signed and made else f"{made:f}"


def change_by_hand(before: Snapshot, after: Snapshot, q: Questionnaire, dimension: str) -> tuple[Fraction | None, int, int]:
    """How far one dimension came, on how many items, of how many."""
    total = weights = Fraction()
    items = shared = 0
    for item in q.items:
        if item.dimension != dimension:
            continue
        then, now = before.answer(item.id).choice, after.answer(item.id).choice
        if then == now == "not_applicable":
            continue
        shared += 1
        if isinstance(then, int) and isinstance(now, int):
            items += 1
            total += Fraction(item.weight) * (now - then)
            weights += Fraction(item.weight)
    return (total / weights if items and 2 * items >= shared else None), items, shared


def whole_by_hand(before: Snapshot, after: Snapshot, q: Questionnaire) -> Fraction | None:
    """How far the whole came."""
    parts = [change for one in q.dimensions if (change := change_by_hand(before, after, q, one.id))[2]]
    values = [one[0] for one in parts if one[0] is not None]
    return sum(values, Fraction()) / len(values) if len(values) == len(parts) and values else None


def beside_by_hand(before: Snapshot, after: Snapshot, q: Questionnaire) -> tuple[int, int]:
    """Items that got a level, and items that had one and are わからない now."""
    newly = lost = 0
    for item in q.items:
        then, now = before.answer(item.id), after.answer(item.id)
        newly += then.level is None and now.level is not None
        lost += then.level is not None and now.choice == "unknown"
    return newly, lost
