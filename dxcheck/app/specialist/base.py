"""What the specialist's screens share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dxcheck.app.screens.base import BaseScreen

if TYPE_CHECKING:
    from dxcheck.app.specialist.app import SpecialistApp
    from dxcheck.desk.case import CaseDesk


class SpecialistScreen(BaseScreen):
    """A screen at a specialist's desk."""

    @property
    def dxcheck(self) -> SpecialistApp:
        """The app, typed."""
        return cast("SpecialistApp", self.app)


class CaseScreen(SpecialistScreen):
    """A screen about the municipality that is open."""

    @property
    def case(self) -> CaseDesk:
        """It."""
        return self.dxcheck.reading_desk
