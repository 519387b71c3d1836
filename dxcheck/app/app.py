"""The app itself: it holds the desk and the saver and opens screens. What happens on a screen is the screen's own business."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

from textual import work
from textual.app import App

from dxcheck import i18n
from dxcheck.app.look import DARK, LIGHT, STYLESHEET, add_themes
from dxcheck.app.saver import Saver, SaveState
from dxcheck.app.screens.base import DeskScreen
from dxcheck.app.screens.home import HomeScreen
from dxcheck.desk import StoreError
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL.Image import Image
    from textual.widget import Widget

    from dxcheck.desk import StaffDesk
    from dxcheck.pictures import Kind
    from dxcheck.snapshot import Snapshot

FLUSH_WITHIN: Final = 5.0
"""Seconds to wait at the end for answers that are not on the disk yet, before asking."""


class DxcheckApp(App[int], inherit_bindings=False):
    """dxcheck for a municipality's staff."""

    CSS_PATH = STYLESHEET
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, desk: StaffDesk, *, image: Callable[[Image], Widget] | None = None) -> None:
        super().__init__()
        self.desk = desk
        self._image = image
        self.saver = Saver(desk, self._saving_changed)
        self.title = f"dxcheck {desk.municipality}"
        self._told: str = ""
        add_themes(self)

    @property
    def heading(self) -> tuple[str, str]:
        """Whose screen it is, and what must be said on every screen."""
        return str(self.desk.municipality), _("デモ（架空のデータ）") if self.desk.is_demo else ""

    def get_default_screen(self) -> HomeScreen:
        """Home lies at the bottom of the stack: pushing it over an empty screen would cost a second layout."""
        return HomeScreen()

    def on_mount(self) -> None:
        """Start saving, and collect garbage again once the first frame is there."""
        self.call_after_refresh(_collect_garbage_again)
        self.run_worker(self.saver.run(), exclusive=False, name="saver")

    # -- saving --------------------------------------------------------------------------------------------------------

    def _saving_changed(self, state: SaveState) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen) and screen.is_mounted:
                screen.show_saving(state)
        problem = str(state.problem) if state.problem is not None else ""
        if problem and problem != self._told:
            self.notify(problem, title=_("保存できません"), severity="warning", timeout=15, markup=False)
        self._told = problem

    def tell_problem(self, problem: StoreError) -> None:
        """Say what went wrong, what is safe and what to do."""
        self.notify(str(problem), title=_("うまくいきませんでした"), severity="warning", timeout=15, markup=False)

    # -- going from screen to screen -----------------------------------------------------------------------------------

    def _go_home(self) -> None:
        while not isinstance(self.screen, HomeScreen):
            self.pop_screen()

    def open_questions(self, item: str | None = None) -> None:
        """Answer the questionnaire, at `item` if one is given."""
        from dxcheck.app.screens.questions import QuestionScreen  # noqa: PLC0415 - opened later than the first frame

        base = self.screen
        if isinstance(base, DeskScreen):
            screen = base.attempt(lambda: QuestionScreen(item))
            if screen is not None:
                self._go_home()
                self.push_screen(screen)

    def open_item(self, item: str) -> None:
        """Go from the review to an item; Esc leads back to the review."""
        from dxcheck.app.screens.questions import QuestionScreen  # noqa: PLC0415

        opened = next((screen for screen in self.screen_stack if isinstance(screen, QuestionScreen)), None)
        if opened is None:
            self.open_questions(item)
            return
        while self.screen is not opened:
            self.pop_screen()
        opened.go(item)

    def open_review(self) -> None:
        """Look over the draft before submitting."""
        from dxcheck.app.screens.review import ReviewScreen  # noqa: PLC0415

        self.push_screen(ReviewScreen())

    def open_result(self, snapshot: Snapshot, *, fresh: bool = False) -> None:
        """Show a snapshot's result."""
        from dxcheck.app.screens.result import ResultScreen  # noqa: PLC0415

        base = self.screen
        if isinstance(base, DeskScreen):
            screen = base.attempt(lambda: ResultScreen(snapshot, fresh=fresh))
            if screen is not None:
                self.push_screen(screen)

    def open_history(self) -> None:
        """Show all snapshots."""
        from dxcheck.app.screens.history import HistoryScreen  # noqa: PLC0415

        self._open(HistoryScreen)

    def open_progress(self) -> None:
        """Show the means over the cycles."""
        from dxcheck.app.screens.progress import ProgressScreen  # noqa: PLC0415

        self._open(ProgressScreen)

    def open_picture(self, kinds: Sequence[Kind], snapshot: Snapshot | None = None, before: Snapshot | None = None) -> None:
        """Make a picture and offer to save it."""
        from dxcheck.app.screens.picture import PictureDialog  # noqa: PLC0415
        from dxcheck.app.screens.picture_browser import BrowserPictureDialog  # noqa: PLC0415

        if self.is_web:
            self.push_screen(BrowserPictureDialog(self.desk, kinds, snapshot, before))
            return
        self.push_screen(PictureDialog(self.desk, kinds, snapshot, before, image=self._image))

    def open_items(self, snapshot: Snapshot) -> None:
        """Show every answer of a snapshot."""
        from dxcheck.app.screens.history import ItemsScreen  # noqa: PLC0415

        self.push_screen(ItemsScreen(snapshot))

    def open_comparison(self, before: Snapshot, after: Snapshot) -> None:
        """Compare two snapshots."""
        from dxcheck.app.screens.history import ComparisonScreen  # noqa: PLC0415

        base = self.screen
        if isinstance(base, DeskScreen):
            screen = base.attempt(lambda: ComparisonScreen(before, after))
            if screen is not None:
                self.push_screen(screen)

    def open_quick(self) -> None:
        """Open the quick check; where it was gone through, its result."""
        from dxcheck.app.screens.quick import QuickResultScreen, QuickScreen  # noqa: PLC0415

        quick = self.desk.quick
        if quick is None:
            self.notify(_("かんたん診断のファイルが見つかりません。dxcheck doctor で確かめてください。"), severity="warning")
            return
        self._go_home()
        try:
            done = self.desk.quick_result() is not None
            self.push_screen(QuickResultScreen() if done else QuickScreen(quick))
        except StoreError as problem:
            self.tell_problem(problem)

    def finish_quick(self) -> None:
        """From the last question to the result."""
        from dxcheck.app.screens.quick import QuickResultScreen  # noqa: PLC0415

        self._go_home()
        self.push_screen(QuickResultScreen())

    def submitted(self, snapshot: Snapshot) -> None:
        """From the review to the result."""
        self._go_home()
        self.open_result(snapshot, fresh=True)

    def draft_submitted_elsewhere(self) -> None:
        """Somebody else submitted the draft that is open here."""
        self._go_home()
        self.notify(
            _("この下書きは、別の画面から提出されました。結果はホームから見られます。直したいときは「訂正する」を選んでください。"),
            timeout=15,
        )

    def _open(self, make: type[DeskScreen]) -> None:
        base = self.screen
        if isinstance(base, DeskScreen):
            screen = base.attempt(make)
            if screen is not None:
                self.push_screen(screen)

    # -- commands of every screen --------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from dxcheck.app.screens.dialogs import ReadDialog  # noqa: PLC0415 - Textual's editor is slow to import

        screen = self.screen
        if not isinstance(screen, DeskScreen):
            return
        lines: list[tuple[str, str] | str] = []
        if screen.GUIDE:
            lines += [_(screen.GUIDE), ""]
        seen = set()
        for command in screen.commands:
            if command.name in seen or not command.keys:
                continue
            seen.add(command.name)
            same = [one.key_label for one in screen.commands if one.name == command.name]
            keys = f"{same[0]}-{same[-1]}" if len(same) > 1 else command.key_label
            text = _(command.help) if command.help else ""
            lines.append((f"{keys:<10}{_(command.name)}", "bold"))
            if text:
                lines.append((f"{'':<10}{text}", "$muted"))
        lines += ["", _("マウスでも操作できます。行やボタン、下の操作名を押してください。")]
        self.push_screen(ReadDialog(_("操作のしかた: {screen}", screen=_(screen.TITLE_TEXT)), lines))

    @work
    async def action_search(self) -> None:
        """Find commands and items by name."""
        from dxcheck.app.screens.finder import Finder, Found  # noqa: PLC0415

        screen = self.screen
        if not isinstance(screen, DeskScreen):
            return
        entries = [
            Found(f"do:{command.action}", command.key_label, _(command.name), _(command.help) if command.help else "")
            for command in screen.commands
            if command.action != "app.search"
        ]
        if not isinstance(screen, HomeScreen):
            home = [one for one in HomeScreen.TABLE if one.action not in {command.action for command in screen.commands}]
            entries += [Found(f"home:{one.action}", "", _(one.name), _(one.help)) for one in home]
        questionnaire = screen.attempt(lambda: self.desk.questionnaire)
        if questionnaire is not None:
            entries += [Found(f"item:{item.id}", item.id, str(item.title), str(item.prompt)) for item in questionnaire.ordered]
        found = await self.push_screen_wait(Finder(_("さがす（できること・設問）"), entries))
        kind, _colon, value = (found or "").partition(":")
        if kind == "do":
            await screen.run_action(value)
        elif kind == "home":
            self._go_home()
            await self.screen.run_action(value)
        elif kind == "item":
            self.open_item(value)

    async def action_switch_language(self) -> None:
        """Japanese to English and back, everywhere at once."""
        i18n.use("en" if i18n.language() == "ja" else "ja")
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                await screen.switch_words()
        self._saving_changed(self.saver.state)

    def action_switch_theme(self) -> None:
        """Dark to light and back."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    @work
    async def action_quit(self) -> None:  # type: ignore[override]
        """Leave once everything is on the disk; ask if that does not succeed."""
        from dxcheck.app.screens.dialogs import AskDialog  # noqa: PLC0415

        while not await self.saver.flush(FLUSH_WITHIN if self.saver.state.problem is None else 0.1):
            ask = AskDialog(
                _("まだ保存できていない回答があります"),
                [
                    str(self.saver.state.problem or ""),
                    _("このまま終了すると、保存できていない{n}件は失われます。", n=self.saver.state.waiting),
                ],
                yes=_("失われてもよいので終了する"),
                no=_("画面に戻る"),
            )
            if await self.push_screen_wait(ask):
                break
            return
        self.exit(0)


def _collect_garbage_again() -> None:
    gc.freeze()
    gc.enable()
