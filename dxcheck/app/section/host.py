"""What a section's screens may ask of their app, besides what every screen may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dxcheck.app.screens.host import ScreenHost

if TYPE_CHECKING:
    from dxcheck.app.saver import Saver
    from dxcheck.desk.section import SectionDesk


class SectionHost(ScreenHost, Protocol):
    """A section's app, as its screens see it."""

    @property
    def desk(self) -> SectionDesk:
        """The section's desk."""

    @property
    def saver(self) -> Saver:
        """What saves the answers to the ask that is open."""

    def open_sheet(self, ask: str) -> None:
        """Make a sheet of one ask, or take one in."""

    def open_ask(self, ask: str, item: str = "") -> None:
        """Answer one ask, at an item if one is named."""
