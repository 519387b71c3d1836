"""What the staff's screens share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dxcheck.app.screens.base import BaseScreen

if TYPE_CHECKING:
    from dxcheck.app.saver import Saver
    from dxcheck.app.staff.host import StaffHost
    from dxcheck.desk import StaffDesk


class DeskScreen(BaseScreen):
    """A screen at the staff's desk."""

    @property
    def dxcheck(self) -> StaffHost:
        """The app, as the staff's screens see it."""
        return cast("StaffHost", self.app)

    @property
    def desk(self) -> StaffDesk:
        """The desk of the person at this screen."""
        return self.dxcheck.desk

    @property
    def saver(self) -> Saver:
        """What saves the person's answers."""
        return self.dxcheck.saver
