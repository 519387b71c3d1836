"""Screens about the municipality whose snapshots are looked at. A section has none of them: it sees what it was asked, and no snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dxcheck.app.screens.base import BaseScreen

if TYPE_CHECKING:
    from dxcheck.app.screens.host import ReadingHost
    from dxcheck.desk import ReadingDesk


class ReadingScreen(BaseScreen):
    """A screen of whoever reads snapshots: staff, specialists, the centre."""

    @property
    def host(self) -> ReadingHost:
        """The app, as those see it who read snapshots."""
        return cast("ReadingHost", self.app)

    @property
    def reading_desk(self) -> ReadingDesk:
        """The municipality whose snapshots are looked at."""
        return self.host.reading_desk
