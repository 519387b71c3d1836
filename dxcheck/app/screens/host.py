"""What a screen may ask of the app that shows it.

Screens know this and no app; the apps know their screens. So a screen can be read, moved and tested without the app around it, and what it leans on is
counted here, not found by reading every screen. Each app says below its class that it is such a host; mypy checks it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.screen import Screen
    from textual.worker import Worker

    from dxcheck.app.drawing import Drawing
    from dxcheck.app.saver import Saving
    from dxcheck.app.screens.unfinished import Unfinished
    from dxcheck.desk import ReadingDesk, StoreError
    from dxcheck.desk.instruments import Instruments
    from dxcheck.formats.input import ChosenFile
    from dxcheck.formats.output import Offer
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.reports.pictures import AsShown, PictureScreen


class FileWanted(NamedTuple):
    """Which file is wanted, in words."""

    title: str
    said: Sequence[str]
    """What it is, and what happens with it."""
    endings: Sequence[str]
    """Which ones are shown first, without their dots."""
    example: str
    """A place in a terminal."""
    go: str
    """The word on the button there."""


class FileAsking(Protocol):
    """Asks whoever sits there for a file of theirs."""

    async def ask(self, wanted: FileWanted) -> ChosenFile | None:
        """The file; None where none is chosen. Raises UnreadableFileError where one is named that cannot be read."""


class ScreenHost(Protocol):
    """The app of any role, as its screens see it."""

    @property
    def heading(self) -> tuple[str, str]:
        """Whose screen it is, and what must be said on every screen; the second may be empty."""

    @property
    def questionnaire_named(self) -> tuple[str, ...]:
        """The title of the questionnaire that is looked at, where there are several; for papers."""

    @property
    def drawing(self) -> Drawing:
        """How bars and marks are drawn."""

    @property
    def saver(self) -> Saving:
        """What saves in the background."""

    @property
    def unfinished(self) -> dict[str, Unfinished]:
        """What was typed in windows that were closed with Esc, by window."""

    def draw_ahead(self) -> None:
        """Draw the pictures that will be needed next, once nobody presses a key."""

    def tell_problem(self, problem: StoreError) -> None:
        """Say what went wrong, what is safe and what to do."""

    def open_screen(self, make: Callable[[], Screen[None]]) -> bool:
        """Open a screen over this one and say whether it is open; where its data cannot be read, say so instead."""

    @property
    def chooser(self) -> FileAsking:
        """Asks for a file that the person has."""

    def open_making(self, offers: Sequence[Offer]) -> object:
        """Make a file and offer to save it; of many, the one that is chosen."""


class ReadingHost(ScreenHost, Protocol):
    """The app of whoever reads snapshots: staff, specialists, the centre."""

    @property
    def reading_desk(self) -> ReadingDesk:
        """The municipality whose snapshots are looked at."""

    @property
    def instruments(self) -> Instruments:
        """The questionnaires that there are here, and which of them is looked at."""

    def said_of(self, questionnaire_id: str) -> list[str]:
        """What the list of questionnaires says of one, in sentences."""

    def look_at(self, questionnaire_id: str) -> Worker[None]:
        """Look at another questionnaire from now on, beginning at home; what was entered is saved first."""

    def open_result(self, snapshot: Snapshot) -> None:
        """Show what a snapshot says."""

    def open_items(self, snapshot: Snapshot, item: str = "") -> None:
        """Show every answer of a snapshot, from an item on if one is named."""

    def open_comparison(self, before: Snapshot, after: Snapshot) -> None:
        """Compare two snapshots."""

    def open_pictures(
        self, screen: PictureScreen, snapshot: Snapshot | None = None, before: Snapshot | None = None, *, shown: AsShown | None = None
    ) -> None:
        """Make the pictures that a screen offers, of what it shows, and offer to save them."""
