"""Progress of a group: the same municipalities and the same items in both cycles, beside the plain means (docs/design.md section 5.3).

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
    """Municipalities with a value in both."""
    before: float | None
    """Mean of the matched ones, 0 to 5; None without any."""
    after: float | None
    plain_before: float | None
    """Mean of all that had a value then."""
    plain_after: float | None
    entered: int
    left: int

    @property
    def moved(self) -> float | None:
        """How far the matched ones came, in levels."""
        return None if self.before is None or self.after is None else self.after - self.before


def cohort(before: Mapping[str, Contribution], after: Mapping[str, Contribution], key: str) -> Cohort:
    """Compare a group over two cycles.

    Args:
        before: municipality code to contribution.
        after: the same, later; both made for one questionnaire, so that the items are the same.
        key: which figure.
    """
    then = {code: one.values[key] for code, one in before.items() if key in one.values}
    now = {code: one.values[key] for code, one in after.items() if key in one.values}
    both = then.keys() & now.keys()
    return Cohort(
        matched=len(both),
        before=_mean([then[code] for code in sorted(both)]),
        after=_mean([now[code] for code in sorted(both)]),
        plain_before=_mean(list(then.values())),
        plain_after=_mean(list(now.values())),
        entered=len(now.keys() - both),
        left=len(then.keys() - both),
    )


def _mean(values: list[float]) -> float | None:
    return mean_of(values) if values else None
