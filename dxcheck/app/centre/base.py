"""What the centre's screens share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dxcheck.app.screens.base import BaseScreen

if TYPE_CHECKING:
    from dxcheck.app.centre.app import CentreApp
    from dxcheck.desk.centre import CentreDesk


class CentreScreen(BaseScreen):
    """A screen at the centre's desk."""

    @property
    def dxcheck(self) -> CentreApp:
        """The app, typed."""
        return cast("CentreApp", self.app)

    @property
    def centre(self) -> CentreDesk:
        """The centre's desk."""
        return self.dxcheck.centre
