"""A screen that is one list of rows."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal, VerticalScroll

from dxcheck.app.commands import Command
from dxcheck.app.screens.base import BaseScreen, button
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.desk import StoreError
from dxcheck.i18n import N_, _
from dxcheck.system import patience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    from textual.widget import Widget

    from dxcheck.reports.scenes import Scene


TO_EXCEL: Final = Command("table", ("x",), N_("Excelに出す"), N_("この一覧のすべての行を、Excel・CSV・JSONのファイルにします"))


def picture_over_rows(high: int) -> int:
    """Rows of the picture above a list, at least, on a screen so high."""
    return high * 2 // 5


def rows_or_trouble(make: Callable[[], list[Row]]) -> list[Row]:
    """Rows; where something cannot be read, what is wrong and what to do. Where some of it did not come in time nothing is counted from the rest."""
    before = patience.missed()
    try:
        made = make()
    except StoreError as problem:
        return [Row(problem.what, style="bold $caution"), Row(problem.safe), Row(problem.advice)]
    if patience.missed() == before:
        return made
    return [Row(_("データの保存先から返事がありません。つながると、ここに表示します。"), style="bold $caution")]


class RowsScreen(BaseScreen):
    """One list, which has the keyboard."""

    AUTO_FOCUS = ""
    """The list takes the keyboard itself, and a picture above it stays in sight."""
    MARKS: ClassVar[bool] = False
    """Whether the heads of its rows are boxes to mark."""
    PICTURED: ClassVar[bool] = False
    """Whether there is a picture of them (`scene`); its key is `o`, where the screen has that."""

    OFFERED: ClassVar[tuple[Command, ...]] = ()
    """Commands that stand below the list as buttons, the main one first."""

    begins_at = ""
    """The value of the row that the cursor begins on; the first one where it is empty or not there."""

    def beginning_at(self, value: str) -> Self:
        """The same screen with its cursor on one row, for whoever comes from elsewhere because of it."""
        self.begins_at = value
        return self

    @abstractmethod
    def rows(self) -> list[Row]:
        """The rows."""

    def scene(self) -> Scene | None:
        """What the picture above the rows shows, where pictures are shown; None for none.

        Raises:
            StoreError: the data cannot be read.
        """
        return None

    def body(self) -> Iterable[Widget]:
        """The list, below its picture."""
        with VerticalScroll(classes="page", can_focus=False):
            if self.PICTURED:
                yield PicturePlace(classes="block -bare")
            yield Rows(rows_or_trouble(self.rows), marks=self.MARKS)
        if self.OFFERED:
            yield buttons_below(*self.OFFERED)

    def show_rows(self) -> None:
        """Show the rows as they are now."""
        with self.showing(self.show_rows):
            for there in self.query(Rows):  # none where what the screen is about could not be read
                there.show(rows_or_trouble(self.rows))
        self._show_picture()

    def action_open(self) -> None:
        """Open the row under the cursor, as a click on it does; for the screens that have that command."""
        for there in self.query(Rows):
            there.action_open()

    def _show_picture(self) -> None:
        for place in self.query(PicturePlace):
            was_there = place.has_class("-pictured")
            place.show(self.attempt(self.scene) if place.shows_pictures else None, "o", rows=picture_over_rows(self.size.height))
            if place.has_class("-pictured") and not was_there:  # it is what is seen first
                self.call_after_refresh(self.query_one(VerticalScroll).scroll_home, animate=False, immediate=True)

    def on_mount(self) -> None:
        """Give the list the keyboard."""
        self._to_the_list()
        for there in self.query(Rows) if self.begins_at else ():
            self.call_after_refresh(there.go_to, self.begins_at)
        self._show_picture()

    def _to_the_list(self) -> None:
        for there in self.query(Rows):
            self.set_focus(there, scroll_visible=not self.PICTURED)  # at once, before the first frame

    def on_resize(self) -> None:
        """Fit the picture to the height."""
        self.call_after_refresh(self._show_picture)

    def renewed(self) -> None:
        """After the words were switched."""
        self._to_the_list()
        self._show_picture()


def buttons_below(first: Command, *others: Command) -> Horizontal:
    """The buttons of a list's commands, the first of them the main one. The keyboard stays in the list, whichever is clicked."""
    made = [button(first, primary=True), *(button(one) for one in others)]
    for one in made:
        one.can_focus = False
    return Buttons(*made, classes="bottom")
