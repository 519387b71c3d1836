"""How far a municipality is in the running cycle: of a draft nothing but how much is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from dxcheck.i18n import N_

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


@dataclass(frozen=True)
class Standing:
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

    @property
    def is_missing(self) -> bool:
        """Whether nothing was submitted in the cycle."""
        return self.progress in ("none", "draft", "damaged")
