"""What the centre's screens may ask of their app, besides what every screen may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dxcheck.app.specialist.host import SpecialistHost

if TYPE_CHECKING:
    from dxcheck.desk.centre import CentreDesk


class CentreHost(SpecialistHost, Protocol):
    """The centre's app, as its screens see it."""

    @property
    def centre(self) -> CentreDesk:
        """The desk that reads all municipalities."""

    def put_in_use(self, questionnaire_id: str) -> None:
        """Let everybody begin with a questionnaire from now on. StoreError where it could not be saved."""

    def open_code(self, code: str, dimension: str = "", snapshot: str = "") -> None:
        """Open one municipality; with a dimension at its items in a snapshot, the newest one unless another is named."""
