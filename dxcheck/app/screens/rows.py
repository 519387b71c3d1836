"""A screen that is one list of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll

from dxcheck.app.screens.base import BaseScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.desk import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class RowsScreen(BaseScreen):
    """One list, which has the keyboard."""

    MARKS: ClassVar[bool] = False
    """Whether the heads of its rows are boxes to mark."""

    def rows(self) -> list[Row]:
        """The rows."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """The list."""
        with VerticalScroll(classes="page", can_focus=False):
            yield Rows(self._rows_or_trouble(), marks=self.MARKS)

    def _rows_or_trouble(self) -> list[Row]:
        """Where something cannot be read: what is wrong and what to do."""
        try:
            return self.rows()
        except StoreError as problem:
            return [Row(problem.what, style="bold $caution"), Row(problem.safe), Row(problem.advice)]

    def show_rows(self) -> None:
        """Show the rows as they are now."""
        self.query_one(Rows).show(self._rows_or_trouble())

    def on_mount(self) -> None:
        """Give the list the keyboard."""
        self.query_one(Rows).focus()

    def renewed(self) -> None:
        """After the words were switched."""
        self.query_one(Rows).focus()
