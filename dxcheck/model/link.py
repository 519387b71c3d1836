"""A link by which a section answers one ask without an account: good until the due date, or until somebody ends it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from msgspec import Meta

from dxcheck.model.calendar import Timed

KEPT_LINKS: Final = dt.timedelta(days=400)
"""How long one that leads nowhere any more is kept; the log has it for longer."""

BY_LINK: Final = "link/"
"""How the name begins that whoever came by a link has in the log: no account's name holds a slash."""


class Link(Timed, frozen=True, omit_defaults=True, kw_only=True):
    """One link. Its token was told once and is nowhere kept."""

    hash: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the token, which has 256 random bits."""
    municipality: str
    ask: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
    """The one ask that it leads to."""
    post: Annotated[str, Meta(max_length=60)]
    """The section that is asked."""
    until: dt.date
    """The last day it leads anywhere."""
    made_at: dt.datetime
    by: str
    """The account of whoever had it made."""
    ended_at: dt.datetime | None = None

    def stands(self, today: dt.date) -> bool:
        """Whether it leads to its ask."""
        return self.ended_at is None and today <= self.until

    @property
    def account(self) -> str:
        """What stands in the log for whoever came by it: no account has such a name."""
        return f"{BY_LINK}{self.hash[:8]}"
