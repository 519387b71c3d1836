"""What the apps share of those who look after municipalities: the desk, the municipality that is open and what is on its way to the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.drawing import COARSE
from dxcheck.app.reading_app import ReadingApp
from dxcheck.app.specialist.note_saver import NoteSaver
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL.Image import Image
    from textual.widget import Widget

    from dxcheck.app.drawing import Drawing
    from dxcheck.app.specialist.host import SpecialistHost
    from dxcheck.desk.case import CaseDesk
    from dxcheck.desk.instruments import Instruments
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.model.snapshot import Snapshot


class CasesApp(ReadingApp):
    """An app at whose home screen municipalities stand, one of them open at a time."""

    saver: NoteSaver

    def __init__(self, desk: SpecialistDesk, *, image: Callable[[Image], Widget] | None = None, drawing: Drawing = COARSE) -> None:
        super().__init__(image=image, drawing=drawing)
        self.specialist = desk
        self.case: CaseDesk | None = None
        """The municipality that is open."""
        self.saver = NoteSaver(desk, self._saving_changed)
        self.title = f"dxcheck {desk.name}"

    @property
    def heading(self) -> tuple[str, str]:
        """Whose screen it is, and what must be said on every screen."""
        whose = str(self.case.municipality) if self.case else _("専門官 {name}", name=self.specialist.name)
        return self._named(whose), _("デモ（架空のデータ）") if self.specialist.is_demo else ""

    @property
    def instruments(self) -> Instruments:
        """The questionnaires that there are here, and which of them is looked at."""
        return self.specialist.instruments

    def _look_at(self, questionnaire_id: str) -> bool:
        self.specialist = self.specialist.looking_at(questionnaire_id)
        return True

    @property
    def reading_desk(self) -> CaseDesk:
        """The municipality that is open."""
        assert self.case is not None
        return self.case

    def supporters(self) -> Mapping[str, tuple[str, ...]]:
        """Whoever sits here; who else looks after a municipality is for the centre to know."""
        return {one.municipality.code: (self.specialist.name,) for one in self.specialist.cases()}

    def open_case(self, case: CaseDesk) -> None:
        """Open one municipality, and say to the log that it was opened."""
        from dxcheck.app.specialist.case import CaseHome  # opened later than the first frame

        self.case = case
        case.witness("open", case.municipality.code)
        self.push_screen(CaseHome(), lambda _nothing: self._close_case())

    def _close_case(self) -> None:
        self.case = None

    def open_result(self, snapshot: Snapshot, item: str = "") -> None:
        """Review a snapshot, at an item if one is given."""
        from dxcheck.app.specialist.review import CaseReview

        if self.open_screen(lambda: CaseReview(snapshot, item)):
            self.reading_desk.witness("read", snapshot.id)


if TYPE_CHECKING:
    _HOST: type[SpecialistHost] = CasesApp  # has all that its screens ask for; where it has not, mypy says so here
