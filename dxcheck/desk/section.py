"""The desk of a section (照会先の課): the asks that reached it, each with a desk of its own (`desk/asked.py`), and nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dxcheck.desk.asked import AskedDesk
from dxcheck.model import calendar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Sequence

    from dxcheck.casework.asking import AskWithAnswers
    from dxcheck.desk.setting import Setting
    from dxcheck.model.roster import Municipality
    from dxcheck.store.asking import AskDocument
    from dxcheck.store.texts import KeptTexts


class SectionDesk:
    """The desk of one section: its asks, each answered at a desk of its own."""

    def __init__(
        self,
        municipality: Municipality,
        post: str,
        documents: Sequence[AskDocument],
        none: AskDocument,
        texts: KeptTexts,
        setting: Setting,
        new_asks: Callable[[], int] | None = None,
    ) -> None:
        self._new_asks = new_asks
        self.municipality, self.post = municipality, post
        self.is_demo = setting.is_demo
        self.session = os.urandom(4).hex()
        self._setting = setting
        self._nowhere = AskedDesk(municipality, none, texts, setting, post=post, session=self.session)
        self._desks = {one.id: AskedDesk(municipality, one, texts, setting, post=post, session=self.session) for one in documents}

    @property
    def now(self) -> dt.datetime:
        """This moment in Japan time."""
        return calendar.in_japan(self._setting.now())

    def asked(self) -> list[AskWithAnswers]:
        """What this section is asked, the one that is due first at first; what is over at the end.

        Raises:
            StoreError: one cannot be read.
        """
        found = [one.asked() for one in self._desks.values()]
        return sorted(found, key=lambda one: (not one.ask.is_open, one.ask.due, one.ask.asked_at))

    def at(self, ask: str) -> AskedDesk:
        """The desk at one of them.

        Raises:
            LookupError: this section is not asked that.
        """
        return self._desks[ask]

    def new_asks(self) -> int:
        """How many asks came since this desk was opened, which it cannot reach; 0 where that cannot be told. It may take a while.

        Raises:
            StoreError: the server cannot say.
        """
        return self._new_asks() if self._new_asks is not None else 0

    def anywhere(self) -> AskedDesk:
        """The desk at the first of them; where there is none, one at which nothing is asked."""
        return next(iter(self._desks.values()), self._nowhere)

    def stamp(self) -> Hashable:
        """Changes whenever somebody wrote in one of them."""
        return tuple(one.draft_stamp() for one in self._desks.values())
