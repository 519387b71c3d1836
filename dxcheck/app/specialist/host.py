"""What a specialist's screens may ask of their app, besides what every screen may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dxcheck.app.screens.host import ReadingHost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.app.specialist.note_saver import NoteSaver
    from dxcheck.desk.case import CaseDesk
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.model.snapshot import Snapshot


class SpecialistHost(ReadingHost, Protocol):
    """A specialist's app, as its screens see it. The centre's app is one too."""

    @property
    def specialist(self) -> SpecialistDesk:
        """The municipalities assigned to whoever sits here."""

    @property
    def reading_desk(self) -> CaseDesk:
        """The municipality that is open."""

    @property
    def saver(self) -> NoteSaver:
        """What saves the specialist's notes."""

    def supporters(self) -> Mapping[str, tuple[str, ...]]:
        """Which specialists look after each municipality, by its code, as far as whoever sits here may know. StoreError where it cannot be read."""

    def open_case(self, case: CaseDesk) -> None:
        """Open one municipality, and say to the log that it was opened."""

    def open_result(self, snapshot: Snapshot, item: str = "") -> None:
        """Review a snapshot, at an item if one is given."""
