"""Which way an answer or a mean went since last time: one list of kinds and words for every screen.

A kind is named by what was found, never by what somebody ought to have done. How a kind is drawn beside its word is the screen's own business.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from dxcheck.assessment.figures import in_units
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from dxcheck.assessment.change import LevelChange
    from dxcheck.assessment.scoring import ItemChange


class Movement(Enum):
    """Which way it went. The value is the word for it, a source string."""

    ROSE = N_("上がった")
    SAME = N_("同じ")
    FELL = N_("下がった")
    NEWLY = N_("新しく回答")
    """It has a level now and had none."""
    NO_LEVEL = N_("レベルなし")
    """It has no level now: わからない, 該当なし or 未回答, and was something else before."""
    REWORDED = N_("言葉の変更")
    """Both times a level, but of other words: neither up nor down."""

    @property
    def word(self) -> str:
        """The word in the language in use."""
        return _(self.value)


def movement_of(change: ItemChange) -> Movement:
    """Which way an item's answer went; its evidence, comment and target play no part."""
    if change.step is not None:
        return _of_step(change.step)
    if change.after.level is None:
        return Movement.SAME if change.before.choice == change.after.choice else Movement.NO_LEVEL
    return Movement.NEWLY if change.before.level is None else Movement.REWORDED


def movement_of_mean(change: LevelChange | None, digits: int) -> Movement | None:
    """Which way a mean went, as its figure is written: what rounds to 0.0 stayed the same. None where there is no figure."""
    return None if change is None or change.mean is None else _of_step(in_units(change.mean, digits))


def _of_step(step: float) -> Movement:
    return Movement.ROSE if step > 0 else Movement.FELL if step < 0 else Movement.SAME
