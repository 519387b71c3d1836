"""What the apps share of those who read snapshots: staff, specialists, the centre. A section's app is none."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import work

from dxcheck.app.base_app import FLUSH_WITHIN, BaseApp
from dxcheck.app.screens.base import BaseScreen
from dxcheck.i18n import _

if TYPE_CHECKING:
    from dxcheck.desk import ReadingDesk
    from dxcheck.desk.instruments import Instruments
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.reports.pictures import AsShown, PictureScreen


class ReadingApp(BaseApp, inherit_bindings=False):
    """An app at a desk that reads the snapshots of one questionnaire."""

    @property
    @abstractmethod
    def reading_desk(self) -> ReadingDesk:
        """The municipality whose snapshots are looked at."""

    @property
    @abstractmethod
    def instruments(self) -> Instruments:
        """The questionnaires that there are here, and which of them is looked at."""

    @abstractmethod
    def _look_at(self, questionnaire_id: str) -> bool:
        """Sit down at the desk of another questionnaire; False while something is on its way to the disk."""

    @abstractmethod
    def open_result(self, snapshot: Snapshot) -> None:
        """Show what a snapshot says."""

    @property
    def questionnaire_named(self) -> tuple[str, ...]:
        """The title of the questionnaire that is looked at, where there are several."""
        return self.instruments.named

    def said_of(self, questionnaire_id: str) -> list[str]:  # noqa: ARG002 - for those who have something to say
        """What the list of questionnaires says of one, in sentences."""
        return []

    def _named(self, whose: str) -> str:
        """Whose screen it is, with the questionnaire that is looked at where there are several."""
        name = self.instruments.name
        return _("{whose}（{questionnaire}）", whose=whose, questionnaire=name) if name else whose

    @work
    async def look_at(self, questionnaire_id: str) -> None:
        """Look at another questionnaire from now on, beginning at home; what was entered is saved first."""
        if not await self.saver.flush(FLUSH_WITHIN) or not self._look_at(questionnaire_id):
            self.notify(_("まだ保存できていないものがあります。保存されてから、もう一度行ってください。"), severity="warning")
            return
        self._go_home()
        home = self.screen
        if isinstance(home, BaseScreen):
            home.call_later(home.look_anew)  # in its own turn: coming back to it may have begun to show what changed

    def open_pictures(
        self, screen: PictureScreen, snapshot: Snapshot | None = None, before: Snapshot | None = None, *, shown: AsShown | None = None
    ) -> None:
        """Make the pictures that a screen offers, of what it shows, and offer to save them."""
        from dxcheck.reports.municipality_pictures import OfMunicipality
        from dxcheck.reports.pictures import AS_A_WHOLE, picture_offers

        of = OfMunicipality(self.reading_desk, snapshot, before, shown=shown or AS_A_WHOLE)
        self.open_making(picture_offers(screen, of))

    def open_items(self, snapshot: Snapshot, item: str = "") -> None:
        """Show every answer of a snapshot, from an item on if one is named."""
        from dxcheck.app.screens.comparison import ItemsScreen

        self.open_screen(lambda: ItemsScreen(snapshot, item))

    def open_comparison(self, before: Snapshot, after: Snapshot) -> None:
        """Compare two snapshots."""
        from dxcheck.app.screens.comparison import ComparisonScreen

        self.open_screen(lambda: ComparisonScreen(before, after))
