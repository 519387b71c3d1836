"""How far a municipality is in the running cycle: of a draft nothing but how much is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.model.roster import Municipality

Progress = Literal["none", "draft", "submitted", "correcting", "damaged"]


PROGRESS: Final[dict[Progress, str]] = {
    "none": N_("まだ始まっていません"),
    "draft": N_("記入中"),
    "submitted": N_("提出済み"),
    "correcting": N_("訂正中"),
    "damaged": N_("ファイルを読めません"),
}


Timing = Literal["in_time", "late", "late_correction"]
LATE: Final[dict[Timing, str]] = {
    "late": N_("締切後、平均は次の期"),
    "late_correction": N_("締切後の訂正、平均は訂正前"),
}
"""What is said beside a submission that came after the deadline."""


def timing_of(first: dt.datetime | None, standing: dt.datetime | None, closing: dt.date) -> Timing:
    """Whether a cycle's submission came by its closing day.

    Args:
        first: when something was submitted first for the cycle; None without anything.
        standing: when what stands for it was.
        closing: the last day that counts for the average.
    """
    if first is None or standing is None or standing.date() <= closing:
        return "in_time"
    return "late" if first.date() > closing else "late_correction"


class Standing(NamedTuple):
    """How far one municipality is in a cycle. Of a draft nothing but how much is answered."""

    municipality: Municipality
    progress: Progress
    answered: int = 0
    asked: int = 0
    submitted_at: dt.datetime | None = None
    post: str = ""
    """Whom to write to: the post that answered last."""
    problem: str = ""
    is_correction: bool = False
    """What stands took the place of an earlier submission."""
    timing: Timing = "in_time"
    """Whether what was submitted came by the deadline, and so is in the cycle's average."""
    touched_on: dt.date | None = None
    """The day somebody last wrote in the draft."""
    is_old: bool = False
    """Nobody has touched the draft since the cycle began: it is one of an earlier cycle."""

    ahead: dt.datetime | None = None
    """When something was submitted for the next cycle already, where there is nothing for this one: before this one's deadline was extended."""

    @property
    def about(self) -> str:
        """What must be said beside how far it is; empty where there is nothing."""
        if self.timing != "in_time":
            return _(LATE[self.timing])
        if self.is_old and self.touched_on is not None:
            return _("前の期の下書き、{day}まで", day=long_date(self.touched_on))
        return _("{day}に次の期の分を提出", day=long_date(self.ahead)) if self.ahead is not None else ""

    @property
    def is_missing(self) -> bool:
        """Whether nothing was submitted in the cycle."""
        return self.progress in ("none", "draft", "damaged")
