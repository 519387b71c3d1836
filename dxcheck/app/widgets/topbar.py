"""The top line: who I am, where I am, whether this is the demo, and whether everything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from dxcheck.i18n import _, _n
from dxcheck.model.calendar import clock
from dxcheck.system.terminal_width import shorten

if TYPE_CHECKING:
    from dxcheck.app.saver import SaveState


class TopBar(Widget):
    """One line at the top of every screen."""

    DEFAULT_CSS = """
    TopBar { dock: top; height: 1; background: $primary; color: $text; padding: 0 1; }
    TopBar.-trouble { background: $warning; color: $text; }
    """

    def __init__(self, heading: tuple[str, str], title: str) -> None:
        super().__init__()
        self._municipality, self._notice = heading
        self._title = title
        self._saving = ""

    def set_title(self, title: str) -> None:
        """Show another name for what is on the screen."""
        self._title = title
        self.refresh()

    def show_saving(self, state: SaveState) -> None:
        """Show whether everything is saved."""
        if state.problem is not None:
            reason = getattr(state.problem, "what", "") or str(state.problem)
            self._saving = _("保存できません: {reason}（入力は残っています。自動でやり直します）", reason=reason)
        elif state.waiting:
            self._saving = _n("保存中…", "保存中…", state.waiting).replace("…", "..")
        elif state.saved_at:
            self._saving = _("保存済み {time}", time=clock(state.saved_at))
        else:
            self._saving = ""
        self.set_class(state.problem is not None, "-trouble")
        self.refresh()

    def render(self) -> Content:
        """Municipality and screen at the left; saving, and the notice in its place at the end, at the right."""
        width = self.content_size.width
        notice = f" {self._notice} " if self._notice else ""
        saving = shorten(self._saving, max(10, width - cell_len(self._municipality) - cell_len(notice) - 6))
        if saving and notice:
            saving += "  "
        room = width - cell_len(saving) - cell_len(notice) - 2
        left = shorten(f"{self._municipality}  {self._title}" if self._title else self._municipality, max(4, room))
        gap = width - cell_len(left) - cell_len(saving) - cell_len(notice)
        return Content.assemble((left, "bold"), " " * gap, saving, (notice, "reverse"))
