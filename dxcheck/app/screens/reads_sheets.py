"""A screen that reads sheets somebody filled in: from a file that is asked for, or from what is pasted over it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from textual import events, on, work

from dxcheck.app.screens.base import BaseScreen
from dxcheck.app.screens.host import FileWanted
from dxcheck.app.widgets.rows import Row
from dxcheck.assessment.findings_in_words import faults_in_lines
from dxcheck.desk import StoreError
from dxcheck.i18n import _
from dxcheck.system.control_characters import visible
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.formats.foreign_cells import ForeignTable
    from dxcheck.system.fault import Fault


class SheetWanted(NamedTuple):
    """How a person is asked for a sheet."""

    said: tuple[str, ...]
    """What to choose, and what happens then."""
    example: str
    """A file name, as an example."""


def unread_rows(heading: str, faults: Sequence[Fault], remarks: Sequence[str]) -> list[Row]:
    """What of a sheet could not be read, and what else is to be said of it."""
    rows = [Row(""), Row(heading, style="bold $caution"), *(Row(one, head="!") for one in faults_in_lines(faults))] if faults else []
    return [*rows, *([Row(""), *(Row(visible(one), style="$muted") for one in remarks)] if remarks else [])]


class ReadsSheets(BaseScreen):
    """Nothing changes by reading one: what it would change is shown, and taken in by another command."""

    @abstractmethod
    def wanted_sheet(self) -> SheetWanted:
        """Which sheet is asked for."""

    @abstractmethod
    async def take_up(self, read: Callable[[], list[ForeignTable]]) -> bool:
        """Find what a sheet would change.

        Args:
            read: reads it, in a thread.

        Returns:
            Whether it was; where it had to wait, that was said.

        Raises:
            DxcheckError: it is no such sheet, or the data cannot be read.
        """

    @abstractmethod
    async def show_taken_up(self) -> None:
        """Show what the sheet would change."""

    @work
    async def action_read(self) -> None:
        """Ask which file, and read it."""
        from dxcheck.formats.file_formats import endings_of  # opened later than the first frame
        from dxcheck.formats.foreign_tables import read_tables

        said, example = self.wanted_sheet()
        wanted = FileWanted(_("書かれた表を読む"), list(said), endings_of("form"), example, _("読む"))
        try:
            chosen = await self.host.chooser.ask(wanted)
        except DxcheckError as refused:
            self.notify(visible(str(refused)), severity="warning", timeout=15, markup=False)
            return
        if chosen is not None:
            await self._take_up(lambda: read_tables(chosen.content))

    @on(events.Paste)
    @work
    async def _pasted(self, event: events.Paste) -> None:
        from dxcheck.formats.foreign_tables import read_csv  # opened later than the first frame

        text = event.text
        await self._take_up(lambda: [read_csv(text)])

    async def _take_up(self, read: Callable[[], list[ForeignTable]]) -> None:
        """Read a sheet, and show what it would change."""
        try:
            is_found = await self.take_up(read)
        except StoreError as problem:
            self.host.tell_problem(problem)
        except DxcheckError as refused:
            self.notify(visible(str(refused)), severity="warning", timeout=15, markup=False)
        else:
            if is_found:
                await self.show_taken_up()
