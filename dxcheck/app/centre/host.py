"""What the centre's screens may ask of their app, besides what every screen may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dxcheck.app.screens.host import ScreenHost

if TYPE_CHECKING:
    from dxcheck.desk.centre import CentreDesk


class CentreHost(ScreenHost, Protocol):
    """The centre's app, as its screens see it."""

    @property
    def centre(self) -> CentreDesk:
        """The desk that reads all municipalities."""

    def open_code(self, code: str, dimension: str = "", snapshot: str = "") -> None:
        """Open one municipality; with a dimension at its items in a snapshot, the newest one unless another is named."""
