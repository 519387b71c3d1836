"""A window that closes only once what was given in it is on the disk.

Where the disk refuses, it stays open with everything that was typed, says what is wrong, and can be told again. Every window that saves is one of these.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from textual.screen import ModalScreen

from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.desk import StoreError
from dxcheck.i18n import _
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dxcheck.app.saver import Saving

_Value = TypeVar("_Value")
QUEUE_WITHIN: Final = 3.0
"""Seconds to wait at closing for a text that is on its way to the disk."""


def on_disk(put: Callable[[_Value], object]) -> Callable[[_Value], Awaitable[None]]:
    """Save with something that may wait for the disk: it gets a thread, so that the screen stays alive."""

    async def save(value: _Value) -> None:
        await asyncio.to_thread(put, value)

    return save


def by_queue(queue: Saving, put: Callable[[_Value], None]) -> Callable[[_Value], Awaitable[None]]:
    """Save with something that puts a change into the queue; done when the queue has written it."""

    async def save(value: _Value) -> None:
        put(value)
        problem = await queue.attempt(QUEUE_WITHIN)
        if problem is not None:
            raise problem

    return save


class SavingDialog(ModalScreen[_Value | None], Generic[_Value]):
    """What such windows share. Inside there is a `Paragraphs` with the id `warning`, and a button `later` that shows after a fault."""

    CSS_PATH = "dialogs.tcss"

    def __init__(self, save: Callable[[_Value], Awaitable[None]] | None) -> None:
        super().__init__()
        self._save_value = save
        self._is_saving = False

    def later_button(self, name: str) -> CommandButton:
        """The way out while the disk refuses; not there before."""
        made = CommandButton(name, id="later")
        made.display = False
        return made

    def finish(self, value: _Value) -> None:
        """Save, then close; without anything to save with, only close."""
        if self._save_value is None:
            self.dismiss(value)
        elif not self._is_saving:
            self._is_saving = True
            self.run_worker(self._keep(value, self._save_value), group="saving")

    async def _keep(self, value: _Value, save: Callable[[_Value], Awaitable[None]]) -> None:
        try:
            await save(value)
        except RefusedError as why:
            self._is_saving = False
            self.query_one("#warning", Paragraphs).update((str(why), "$caution"))
        except (StoreError, OSError) as problem:
            self._is_saving = False
            self._not_saved(problem)
        else:
            self.dismiss(value)

    def _not_saved(self, problem: Exception) -> None:
        said = _("まだ保存できていません。書いたものはこの画面に残っています。直ったら、もう一度保存してください。")
        self.query_one("#warning", Paragraphs).update((said, "bold $caution"), (str(problem), "$caution"))
        for later in self.query("#later"):
            later.display = True

    def action_leave(self) -> None:
        """Close without saving."""
        if not self._is_saving:
            self.dismiss(None)
