"""The staff's app: it holds the desk and the saver and opens screens. What happens on a screen is the screen's own business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.drawing import COARSE
from dxcheck.app.reading_app import ReadingApp
from dxcheck.app.saver import Saver
from dxcheck.app.screens.base import BaseScreen
from dxcheck.app.staff.home import HomeScreen
from dxcheck.desk import StoreError
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image
    from textual.widget import Widget

    from dxcheck.app.drawing import Drawing
    from dxcheck.app.screens.search import Found
    from dxcheck.app.staff.host import StaffHost
    from dxcheck.desk import StaffDesk
    from dxcheck.desk.instruments import Instruments
    from dxcheck.model.snapshot import Snapshot


class DxcheckApp(ReadingApp):
    """dxcheck for a municipality's staff."""

    HOME = HomeScreen
    saver: Saver

    def __init__(self, desk: StaffDesk, *, image: Callable[[Image], Widget] | None = None, drawing: Drawing = COARSE) -> None:
        super().__init__(image=image, drawing=drawing)
        self.desk = desk
        self.saver = Saver(desk, self._saving_changed)
        self.title = f"dxcheck {desk.municipality}"

    @property
    def heading(self) -> tuple[str, str]:
        """Whose screen it is, and what must be said on every screen."""
        return self._named(str(self.desk.municipality)), _("デモ（架空のデータ）") if self.desk.is_demo else ""

    @property
    def reading_desk(self) -> StaffDesk:
        """The municipality whose snapshots are looked at."""
        return self.desk

    @property
    def instruments(self) -> Instruments:
        """The questionnaires that there are here, and which of them is answered."""
        return self.desk.instruments

    def said_of(self, questionnaire_id: str) -> list[str]:
        """How far this municipality is in one that is not looked at."""
        return next((one.in_words() for one in self.desk.elsewhere() if one.questionnaire.id == questionnaire_id), [])

    def _look_at(self, questionnaire_id: str) -> bool:
        desk = self.desk.looking_at(questionnaire_id)
        if not self.saver.move_to(desk):
            return False
        self.desk = desk
        return True

    def get_default_screen(self) -> HomeScreen:
        """Home lies at the bottom of the stack: pushing it over an empty screen would cost a second layout."""
        return HomeScreen()

    # -- going from screen to screen -----------------------------------------------------------------------------------

    def open_questions(self, item: str | None = None) -> None:
        """Answer the questionnaire, at `item` if one is given."""
        from dxcheck.app.staff.questions import QuestionScreen  # opened later than the first frame

        self.open_screen(lambda: QuestionScreen(item), from_home=True)

    def come_back(self, whereabouts: str) -> None:
        """To the item of a draft that is in work."""
        questionnaire, _colon, item = whereabouts.partition(":")
        if questionnaire not in {one.id for one in self.instruments.all()}:
            return
        is_there = questionnaire == self.instruments.looked_at or self._look_at(questionnaire)
        home = self.screen
        if is_there and isinstance(home, BaseScreen) and home.attempt(self.desk.draft) is not None:
            self.open_questions(item)

    def open_item(self, item: str) -> None:
        """Go from a list to an item; Esc leads back to the list."""
        from dxcheck.app.staff.questions import QuestionScreen

        if isinstance(self.screen, QuestionScreen):
            self.screen.go(item)
        else:
            self.open_screen(lambda: QuestionScreen(item))

    def open_review(self) -> None:
        """Look over the draft before submitting."""
        from dxcheck.app.staff.review import ReviewScreen

        there = next((screen for screen in self.screen_stack if isinstance(screen, ReviewScreen)), None)
        if there is None:
            self.open_screen(ReviewScreen)
        while there is not None and self.screen is not there:
            self.pop_screen()

    def open_result(self, snapshot: Snapshot, *, fresh: bool = False) -> None:
        """Show a snapshot's result."""
        from dxcheck.app.staff.result import ResultScreen

        self.open_screen(lambda: ResultScreen(snapshot, fresh=fresh))

    def open_quick(self) -> None:
        """Open the quick check; where it was gone through, its result."""
        from dxcheck.app.staff.quick import QuickResultScreen, QuickScreen

        quick = self.desk.quick
        if quick is None:
            self.notify(_("この診断票には、かんたん診断がありません。「診断をはじめる」からお進みください。"))
            return
        self._go_home()
        try:
            done = self.desk.quick_result() is not None
            self.push_screen(QuickResultScreen() if done else QuickScreen(quick))
        except StoreError as problem:
            self.tell_problem(problem)

    def finish_quick(self) -> None:
        """From the last question to the result."""
        from dxcheck.app.staff.quick import QuickResultScreen

        self._go_home()
        self.push_screen(QuickResultScreen())

    def submitted(self, snapshot: Snapshot) -> None:
        """From the review to the result."""
        self._go_home()
        self.open_result(snapshot, fresh=True)

    def draft_gone(self, draft: str) -> None:
        """Somebody else submitted or gave up the draft that is open here."""
        why = self.why_gone(draft)
        self._go_home()
        self.notify(why, timeout=15)

    def why_gone(self, draft: str, *, begun_anew: bool = False) -> str:
        """What became of a draft that is no longer the one in work; `begun_anew`: whether what was written here since is in a new one."""
        from dxcheck.answering.gone import became_of_draft  # seldom needed

        return became_of_draft(self.desk, draft, begun_anew=begun_anew)

    # -- what the search finds -----------------------------------------------------------------------------------------

    def findable(self, screen: BaseScreen) -> list[Found]:
        """The items of the questionnaire in force, besides the commands that every search finds."""
        from dxcheck.app.screens.search import Found

        questionnaire = screen.attempt(lambda: self.desk.questionnaire)
        if questionnaire is None:
            return []
        return [Found("item:" + item.id, item.id, str(item.title), questionnaire.searched(item)) for item in questionnaire.ordered]

    def open_found(self, kind: str, value: str) -> None:
        """Open the item that was picked; this app's search finds nothing else."""
        if kind == "item":
            self.open_item(value)


if TYPE_CHECKING:
    _HOST: type[StaffHost] = DxcheckApp  # has all that its screens ask for; where it has not, mypy says so here
