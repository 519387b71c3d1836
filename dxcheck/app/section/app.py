"""A section's app: it holds the section's desk and nothing of the municipality's draft; it opens one ask at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.base_app import BaseApp
from dxcheck.app.drawing import COARSE
from dxcheck.app.saver import Saver
from dxcheck.app.screens.base import BaseScreen
from dxcheck.app.section.home import SectionHome
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.app.drawing import Drawing
    from dxcheck.app.screens.search import Found
    from dxcheck.app.section.host import SectionHost
    from dxcheck.desk.asked import AskedDesk
    from dxcheck.desk.section import SectionDesk


class SectionApp(BaseApp):
    """dxcheck for a section that is asked."""

    HOME = SectionHome
    saver: Saver

    def __init__(self, desk: SectionDesk, *, drawing: Drawing = COARSE) -> None:
        super().__init__(drawing=drawing)
        self.desk = desk
        self.saver = Saver(desk.anywhere(), self._saving_changed)
        self.title = f"dxcheck {desk.municipality} {desk.post}"

    @property
    def heading(self) -> tuple[str, str]:
        """Whose screen it is, and what must be said on every screen."""
        said = _("{municipality}　{post}", municipality=self.desk.municipality, post=self.desk.post)
        return said, _("デモ（架空のデータ）") if self.desk.is_demo else ""

    def get_default_screen(self) -> SectionHome:
        """Home lies at the bottom of the stack: pushing it over an empty screen would cost a second layout."""
        return SectionHome()

    def open_ask(self, ask: str, item: str = "") -> None:
        """Answer one ask; what was written at another one is on the disk before."""
        from dxcheck.app.section.answering import AskedScreen  # opened later than the first frame

        self._open_at(ask, lambda desk: AskedScreen(desk, item or None))

    def come_back(self, whereabouts: str) -> None:
        """To the item of an ask that is still asked."""
        ask, _colon, item = whereabouts.partition(":")
        home = self.screen
        asked = home.attempt(self.desk.asked) if isinstance(home, BaseScreen) else None
        if any(one.ask.id == ask and one.ask.is_open for one in asked or ()):
            self.open_ask(ask, item)

    def open_sheet(self, ask: str) -> None:
        """Make a sheet of one ask, or take one in; what was written at another one is on the disk before."""
        from dxcheck.app.section.sheet import AskedSheetScreen  # opened later than the first frame

        self._open_at(ask, AskedSheetScreen)

    def _open_at(self, ask: str, make: Callable[[AskedDesk], BaseScreen]) -> None:
        desk = self.desk.at(ask)
        if self.saver.move_to(desk):
            self.open_screen(lambda: make(desk), from_home=True)
        else:
            self.notify(_("まだ保存できていないものがあります。保存されてから、もう一度行ってください。"), severity="warning")

    # -- what the search finds -----------------------------------------------------------------------------------------

    def findable(self, screen: BaseScreen) -> list[Found]:
        """The items that this section is asked, besides the commands that every search finds."""
        from dxcheck.app.screens.search import Found

        found = []
        for one in screen.attempt(self.desk.asked) or ():
            questionnaire = screen.attempt(lambda ref=one.ask.questionnaire, id_=one.ask.id: self.desk.at(id_).questionnaire_for(ref))  # type: ignore[misc]
            if questionnaire is not None:
                asked = ((item.id, str(item.title), questionnaire.searched(item)) for item in questionnaire.ordered)
                found += [Found(f"{one.ask.id}:{id_}", id_, title, more) for id_, title, more in asked]
        return found

    def open_found(self, kind: str, value: str) -> None:
        """Open the item that was picked."""
        self.open_ask(kind, value)


if TYPE_CHECKING:
    _HOST: type[SectionHost] = SectionApp  # has all that its screens ask for; where it has not, mypy says so here
