"""What the specialist's screens share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dxcheck.app.screens.reading import ReadingScreen

if TYPE_CHECKING:
    from dxcheck.app.specialist.host import SpecialistHost
    from dxcheck.desk.case import CaseDesk


class SpecialistScreen(ReadingScreen):
    """A screen at a specialist's desk."""

    @property
    def dxcheck(self) -> SpecialistHost:
        """The app, as a specialist's screens see it."""
        return cast("SpecialistHost", self.app)


class CaseScreen(SpecialistScreen):
    """A screen about the municipality that is open."""

    @property
    def case(self) -> CaseDesk:
        """The municipality that is open, to read and to write about."""
        return self.dxcheck.reading_desk
