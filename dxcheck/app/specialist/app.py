"""The specialist's app: the municipalities that were assigned to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dxcheck.app.specialist.cases_app import CasesApp
from dxcheck.app.specialist.municipalities import MunicipalitiesScreen

if TYPE_CHECKING:
    from dxcheck.app.screens.base import BaseScreen


class SpecialistApp(CasesApp):
    """The app of a specialist, which begins with the list of their municipalities."""

    HOME: ClassVar[type[BaseScreen]] = MunicipalitiesScreen

    def get_default_screen(self) -> BaseScreen:
        """The list lies at the bottom of the stack."""
        return MunicipalitiesScreen()
