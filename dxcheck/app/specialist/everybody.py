"""A list over all municipalities of whoever sits here: few are read before it opens; with more it opens first and fills itself."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from textual import work

from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.specialist.base import SpecialistScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.desk import StoreError
from dxcheck.i18n import _
from dxcheck.system import patience

if TYPE_CHECKING:
    from dxcheck.desk.case import CaseDesk
    from dxcheck.formats.output import Offer

READ_FIRST: Final = 100
"""Municipalities whose files are read before the screen opens."""
_SLICE: Final = 12
"""Municipalities read between two looks at the keyboard."""
_Read = TypeVar("_Read")


class EverybodyScreen(RowsScreen, SpecialistScreen, Generic[_Read]):
    """What is read of each municipality is asked for again on coming back: what is unchanged comes from the desk's memory."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[_Read] = []
        """What was read, municipality by municipality."""
        self.unread: list[Row] = []
        """What cannot be read, a row a municipality."""
        self.is_read = False
        self._without: tuple[str, ...] = ()

    @property
    def left_out(self) -> tuple[str, ...]:
        """Names of the municipalities that are in no line: they cannot be read, or are not read yet."""
        if self.is_read:
            return self._without
        return tuple(str(case.municipality) for case in self.dxcheck.specialist.cases()[len(self.known) :])

    def open_making_of(self, offer: Offer) -> None:
        """Make a file of what was read; whom it leaves out is said."""
        if self.left_out:
            said = _("{names}は、いま読めないため、ファイルに入りません。", names=_("、").join(self.left_out))
            self.notify(said, severity="warning", timeout=15, markup=False)
        self.dxcheck.open_making([offer])

    @abstractmethod
    def read_one(self, case: CaseDesk) -> _Read:
        """What the list needs of one municipality.

        Raises:
            StoreError: its files cannot be read.
        """

    def everybody_read(self) -> None:
        """Called once everything is read, each time."""

    def make_sure(self) -> None:
        """Read everything at once where there are few."""
        cases = self.dxcheck.specialist.cases()
        if not self.is_read and len(cases) <= READ_FIRST:
            self._take(patience.whole(lambda: [self._look_at(one) for one in cases]))

    def how_far(self) -> str:
        """How much is read, as long as that is not everything."""
        n, all_ = len(self.known) + len(self.unread), len(self.dxcheck.specialist.cases())
        return "" if self.is_read else _("　読んでいます {n}/{all}", n=n, all=all_)

    def on_mount(self) -> None:
        """Read what is not read yet, without keeping the keyboard waiting."""
        if not self.is_read:
            self.read()

    @work(exclusive=True, group="read")
    async def read(self) -> None:
        """Read everybody again, and show it."""
        found = []
        before = patience.missed()
        with self.showing(self.read):
            for nth, one in enumerate(self.dxcheck.specialist.cases(), start=1):
                found.append(self._look_at(one))
                if nth % _SLICE == 0:
                    await asyncio.sleep(0)
        if patience.missed() == before:
            self._take(found)
            self.show_rows()

    async def came_back(self) -> None:
        """From a municipality: it may be another by now."""
        if self.is_read:
            self.read()

    async def switch_words(self) -> None:
        """What was read holds words."""
        self.is_read = False
        await super().switch_words()
        self.read()

    def _look_at(self, case: CaseDesk) -> tuple[CaseDesk, _Read | None, str]:
        try:
            return case, self.read_one(case), ""
        except StoreError as problem:
            return case, None, str(problem)

    def _take(self, found: list[tuple[CaseDesk, _Read | None, str]]) -> None:
        self.known = [read for _case, read, problem in found if read is not None and not problem]
        self.unread = [
            Row(_("{name}: 読めません。{problem}", name=case.municipality, problem=problem), style="$caution")
            for case, _read, problem in found
            if problem
        ]
        self._without = tuple(str(case.municipality) for case, _read, problem in found if problem)
        self.is_read = True
        self.everybody_read()
