"""The centre's app: all municipalities side by side, and each of them as its specialists see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dxcheck.app.centre.overview import OverviewScreen
from dxcheck.app.drawing import COARSE
from dxcheck.app.specialist.cases_app import CasesApp
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL.Image import Image
    from textual.widget import Widget

    from dxcheck.app.centre.host import CentreHost
    from dxcheck.app.drawing import Drawing
    from dxcheck.app.screens.base import BaseScreen
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.desk.instruments import Instruments


class CentreApp(CasesApp):
    """dxcheck for the support centre."""

    HOME: ClassVar[type[BaseScreen]] = OverviewScreen

    def __init__(self, desk: CentreDesk, *, image: Callable[[Image], Widget] | None = None, drawing: Drawing = COARSE) -> None:
        super().__init__(desk.cases, image=image, drawing=drawing)
        self.centre = desk
        self.title = _("dxcheck センター")

    @property
    def heading(self) -> tuple[str, str]:
        """Whose screen it is, and what must be said on every screen."""
        whose = str(self.case.municipality) if self.case else _("センター")
        return self._named(whose), _("デモ（架空のデータ）") if self.centre.cases.is_demo else ""

    @property
    def instruments(self) -> Instruments:
        """The questionnaires that there are here, and which of them is looked at."""
        return self.centre.instruments

    def _look_at(self, questionnaire_id: str) -> bool:
        self.centre = self.centre.looking_at(questionnaire_id)
        self.specialist = self.centre.cases
        return True

    def supporters(self) -> Mapping[str, tuple[str, ...]]:
        """Which specialists look after each municipality, by its code.

        Raises:
            StoreError: the accounts cannot be read.
        """
        return self.centre.accounts.supporters()

    def put_in_use(self, questionnaire_id: str) -> None:
        """Let everybody begin with a questionnaire from now on.

        Raises:
            StoreError: it could not be saved.
        """
        self.centre.looking_at(questionnaire_id).put_in_use()
        self._look_at(self.centre.questionnaire_id)

    def get_default_screen(self) -> BaseScreen:
        """The overview lies at the bottom of the stack."""
        return OverviewScreen()

    def open_code(self, code: str, dimension: str = "", snapshot: str = "") -> None:
        """Open one municipality; with a dimension at its items in a snapshot, the newest one unless another is named.

        A past cycle shows those of then: what came of one is opened.
        """
        town = self.centre.accounts.roster.by_code(code)
        case = next((one for one in self.centre.cases.cases() if one.municipality == town), None)
        if case is None:
            return
        self.open_case(case)
        wanted = (case.snapshot(snapshot) if snapshot else case.latest()) if dimension else None
        if wanted is not None:
            items = case.questionnaire_for(wanted.questionnaire).items_by_dimension.get(dimension, ())
            self.call_later(self.open_result, wanted, items[0].id if items else "")


if TYPE_CHECKING:
    _HOST: type[CentreHost] = CentreApp  # has all that its screens ask for; where it has not, mypy says so here
