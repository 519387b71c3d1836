"""Work that takes seconds, done beside the screen: how far it is stands there, and Esc ends it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from dxcheck.app.back import way_back
from dxcheck.app.screens.base import AGAIN_AFTER
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.app.widgets.rows import Rows
from dxcheck.desk import NoAnswerError, StoreError
from dxcheck.i18n import _
from dxcheck.system.progress import CancelledError, LastTold, followed_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App, ComposeResult
    from textual.widgets import Button

_Found = TypeVar("_Found")
_TICK: Final = 0.25
"""Seconds between two looks at how far it is."""
_TOLD_EVERY: Final = 20
"""Ticks after which whoever hears the screen is told again."""


async def done_beside(app: App[Any], title: str, what: Callable[[], _Found]) -> _Found:
    """Do something in a thread, in a window that shows how far it is.

    Args:
        app: whose window it is.
        title: what is done.
        what: does it.

    Raises:
        CancelledError: it was ended with Esc before it was done.
        Exception: whatever `what` raises.
    """
    outcome: Callable[[], _Found] = await app.push_screen_wait(WorkingDialog(title, what))
    return outcome()


class WorkingDialog(ModalScreen["Callable[[], Any]"], Generic[_Found]):
    """Gives what came of it, as something that returns or raises it. After Esc it waits for the end too: what is done by then is not said to be ended."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop")]

    def __init__(self, title: str, what: Callable[[], _Found]) -> None:
        super().__init__()
        self._title, self._what = title, what
        self._told, self._ticks = LastTold(), 0

    def compose(self) -> ComposeResult:
        """Title, line and button."""
        with Vertical(classes="dialog"):
            yield Paragraphs((self._title, "bold"), "")
            yield Paragraphs(_("始めています"), id="said", tells=True)
            with Buttons():
                yield CommandButton(with_key(_("やめる"), "Esc"), id="stop")

    def on_mount(self) -> None:
        """Begin."""
        back, told = way_back(self.app), self._told

        def beside() -> None:
            try:
                with followed_by(told):
                    found = self._what()
            except BaseException as problem:  # noqa: BLE001 - it is raised where it was asked for
                back(self._over, _raising(problem))
            else:
                back(self._over, lambda: found)

        self.run_worker(beside, thread=True, group="beside", exit_on_error=False)
        self.set_interval(_TICK, self._tick)

    def _over(self, outcome: Callable[[], Any]) -> None:
        if self.is_attached:
            self.dismiss(outcome)

    def _tick(self) -> None:
        said = _("やめています") if self._told.is_cancelled else self._told.how_far
        if said:
            self._ticks += 1
            for line in self.query("#said").results(Paragraphs):
                line.update((said, "$muted"), quietly=self._ticks % _TOLD_EVERY != 1)

    def action_stop(self) -> None:
        """End it at its next part."""
        self._told.cancel()
        self._tick()

    def on_unmount(self) -> None:
        """The app ends."""
        self._told.cancel()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The button does what its key does."""
        event.stop()
        self.action_stop()


def _raising(problem: BaseException) -> Callable[[], Any]:
    def raise_it() -> Any:
        raise problem

    return raise_it


class ReadBesideScreen(RowsScreen):
    """A list that needs something which takes seconds to read: meanwhile it says how far that is, and leaving the screen ends it."""

    def __init__(self) -> None:
        super().__init__()
        self._reading = LastTold()
        self._trouble: StoreError | None = None

    @property
    def reading_so_far(self) -> str:
        """How far that is, for a row.

        Raises:
            StoreError: it cannot be read.
        """
        if self._trouble is not None:
            raise self._trouble
        return self._reading.how_far or _("読んでいます。")

    def read_beside(self, read: Callable[[], _Found], take: Callable[[_Found], None]) -> None:
        """Read in a thread; what was being read before is not wanted any more. Where nobody answered, it is read again in a moment, until somebody does.

        Args:
            read: reads it.
            take: gets it on the app's own thread, if the screen is still there.
        """
        self._trouble = None
        self._begin_to_read(read, take)

    def _begin_to_read(self, read: Callable[[], _Found], take: Callable[[_Found], None]) -> None:
        self._reading.cancel()
        back, told = way_back(self.app), LastTold()
        self._reading = told
        timer = self.set_interval(_TICK, self._show_how_far)

        def again() -> None:
            if told is self._reading:
                self._begin_to_read(read, take)

        def over(found: Callable[[], None]) -> None:
            timer.stop()
            if told is self._reading and self.query(Rows):  # while a screen goes, its list is gone before it is
                found()

        def beside() -> None:
            try:
                with followed_by(told):
                    found = read()
            except CancelledError:
                back(timer.stop)
            except StoreError as problem:
                back(over, partial(self._not_read, problem, again))
            else:
                back(over, partial(take, found))

        self.run_worker(beside, thread=True, group="beside", exit_on_error=True)

    def _show_how_far(self) -> None:
        if self.query(Rows):
            self.show_rows()

    def _not_read(self, problem: StoreError, again: Callable[[], None]) -> None:
        self._trouble = problem
        self.show_rows()
        if isinstance(problem, NoAnswerError):
            self.set_timer(AGAIN_AFTER, again)

    def on_unmount(self) -> None:
        """Nobody waits for it any more."""
        self._reading.cancel()
