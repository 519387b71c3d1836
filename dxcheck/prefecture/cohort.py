"""Progress of a group: the mean of the changes of those that were measured both times, beside the plain means (docs/design.md section 5.3).

An average also moves because somebody joins or leaves. For the centre; what staff see of other municipalities comes from published benchmarks alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.assessment.figures import mean_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.benchmark.contribution import Contribution


class Cohort(msgspec.Struct, frozen=True):
    """One figure in two cycles."""

    matched: int
    """Municipalities that submitted anew and have a change."""
    moved: float | None
    """The mean of their changes in the scale's values (change rule 2); None without any."""
    plain_before: float | None
    """Mean of all that had a value then; None without any."""
    plain_after: float | None
    entered: int
    """Municipalities with a value now that had none then."""
    left: int


def cohort(
    before: Mapping[str, Contribution], after: Mapping[str, Contribution], changes: Mapping[str, Mapping[str, float]], key: str
) -> Cohort:
    """Compare a group over two cycles.

    Args:
        before: municipality code to contribution.
        after: the same, later.
        changes: municipality code to how far each figure came, of those that submitted in between.
        key: which figure.
    """
    then = {code: one.values[key] for code, one in before.items() if key in one.values}
    now = {code: one.values[key] for code, one in after.items() if key in one.values}
    moved = [one[key] for _code, one in sorted(changes.items()) if key in one]
    return Cohort(
        matched=len(moved),
        moved=mean_of(moved) if moved else None,
        plain_before=mean_of(then.values()) if then else None,
        plain_after=mean_of(now.values()) if now else None,
        entered=len(now.keys() - then.keys()),
        left=len(then.keys() - now.keys()),
    )
