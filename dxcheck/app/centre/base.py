"""What the centre's screens share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from dxcheck.app.screens.base import BaseScreen

if TYPE_CHECKING:
    from dxcheck.app.centre.host import CentreHost
    from dxcheck.desk.centre import CentreDesk

AT_ONCE: Final = 100
"""Municipalities whose files are read before a screen opens; with more it opens first and fills itself."""


class CentreScreen(BaseScreen):
    """A screen at the centre's desk."""

    @property
    def dxcheck(self) -> CentreHost:
        """The app, as the centre's screens see it."""
        return cast("CentreHost", self.app)

    @property
    def centre(self) -> CentreDesk:
        """The desk that reads all municipalities."""
        return self.dxcheck.centre
