"""A file that a person has: in a browser chosen on their own PC and sent by the page, in a terminal named by its place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from dxcheck.i18n import _

if TYPE_CHECKING:
    from textual.app import App

    from dxcheck.app.screens.host import FileWanted
    from dxcheck.formats.input import ChosenFile


class Chooser:
    """Asks whoever sits in front of an app for a file, one at a time."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._coming: asyncio.Future[ChosenFile | None] | None = None

    async def ask(self, wanted: FileWanted) -> ChosenFile | None:
        """The file; None where none is chosen, or another one is asked for meanwhile. In a browser this waits as long as nothing is chosen.

        Raises:
            UnreadableFileError: a file that was named cannot be read.
        """
        tell = getattr(self._app._driver, "tell_page_to_choose", None)  # noqa: SLF001 - see CONTRIBUTING.md
        if not self._app.is_web:
            return await self._named(wanted)
        if tell is None:  # files of the server are nobody's business
            return None
        self.take(None)
        self._coming = asyncio.get_running_loop().create_future()
        tell(title=wanted.title, said=list(wanted.said), accept=",".join(f".{one}" for one in wanted.endings))
        return await self._coming

    def take(self, chosen: ChosenFile | None) -> None:
        """It has come; one that nobody waits for is dropped."""
        if self._coming is not None and not self._coming.done():
            self._coming.set_result(chosen)
        self._coming = None

    async def _named(self, wanted: FileWanted) -> ChosenFile | None:
        from dxcheck.app.screens.form import Field, FormDialog, needed  # opened later than the first frame
        from dxcheck.formats.input import chosen_at, path_of

        label = _("ファイルの場所")
        field = Field("path", label, example=wanted.example, longest=4000, fault=needed(label))
        filled = await self._app.push_screen_wait(FormDialog("file", wanted.title, wanted.said, [field], go=wanted.go))
        return await asyncio.to_thread(chosen_at, path_of(filled["path"].new)) if filled is not None else None
