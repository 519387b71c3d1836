"""A window that closes only once what was given in it is on the disk.

Where the disk refuses, it stays open with everything that was typed, says what is wrong, and can be told again. Every window that saves is one of these.

Esc means the same in each of them: the window closes, nothing is decided, and what was typed stays. Either it is saved along the way, or the app remembers it and
the window opens with it again; a button leads back to what is stored.
"""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

from textual.screen import ModalScreen

from dxcheck.app.screens.unfinished import Unfinished
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.desk import StoreError, UnsureError
from dxcheck.i18n import _
from dxcheck.model.edit import ChangedMeanwhileError, Edit
from dxcheck.system.refusal import DxcheckError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from textual.widget import Widget

    from dxcheck.app.saver import Saving
    from dxcheck.app.screens.host import ScreenHost

_Value = TypeVar("_Value")
_TOLD_EVERY: Final = 1.0
"""Seconds after which it is told that a save still goes on."""
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

    def __init__(self, save: Callable[[_Value], Awaitable[None]] | None, key: str, title: str) -> None:
        super().__init__()
        self._save_value = save
        self._key, self._title = key, title
        self.is_saving = False
        """Whether something given here is on its way to the disk."""
        self.is_unsure = False
        """Whether nobody can say if what was given last is kept."""
        self._since = 0.0

    # -- saving --------------------------------------------------------------------------------------------------------

    def later_button(self, name: str) -> CommandButton:
        """The way out while the disk refuses; not there before."""
        made = CommandButton(name, id="later")
        made.display = False
        return made

    def finish(self, value: _Value, result: _Value | None = None) -> None:
        """Save, then close; without anything to save with, only close. `result` is given back where it is another."""
        if not self.is_saving:
            self.is_saving, self._since = True, time.monotonic()
            self.run_worker(self._keep(value, value if result is None else result), group="saving")

    def hold(self, *, is_held: bool) -> None:
        """Keep what is given here as it was given, while it is on its way for long; then let it go again."""

    def _tell_that_it_waits(self) -> None:
        """That it is still on its way, and for how long: said to those who hear the screen once."""
        self.hold(is_held=True)
        n = int(time.monotonic() - self._since)
        said = _("保存先の返事を待っています（{n}秒）。返事が来るまで、この画面は閉じません。", n=n)
        self.query_one("#warning", Paragraphs).update((said, "$caution"), quietly=n > 1)

    async def _keep(self, value: _Value, result: _Value) -> None:
        waits = self.set_interval(_TOLD_EVERY, self._tell_that_it_waits)
        try:
            if self._save_value is not None:
                await self._save_value(value)
            await self.kept()
        except ChangedMeanwhileError as why:
            self._say(why)
            self.changed_meanwhile()
        except RefusedError as why:
            self._say(why)
        except (StoreError, OSError) as problem:
            self._not_saved(problem)
        else:
            self.forget_unfinished()
            self.dismiss(result)
        finally:
            waits.stop()
            self.is_saving = False
            self.hold(is_held=False)

    async def kept(self) -> None:
        """What is still to be done once it is on the disk, before the window closes."""

    def changed_meanwhile(self) -> None:
        """Somebody else changed something that this window shows."""

    def _say(self, why: DxcheckError) -> None:
        self.query_one("#warning", Paragraphs).update((str(why), "$caution"))

    def _not_saved(self, problem: Exception) -> None:
        self.is_unsure = self.is_unsure or isinstance(problem, UnsureError)
        said = (
            _(
                "保存できたかどうか、まだ分かりません。もう一度保存すると二重になることがあるので、先に閉じて、いまの内容を確かめてください。"
                "書いたものは残ります。"
            )
            if self.is_unsure
            else _("まだ保存できていません。書いたものはこの画面に残っています。直ったら、もう一度保存してください。")
        )
        self.query_one("#warning", Paragraphs).update((said, "bold $caution"), (str(problem), "$caution"))
        for later in self.query("#later"):
            later.display = True

    # -- Esc -----------------------------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def typed(self) -> dict[str, Edit[str]]:
        """What was typed, by field, where it is not what is stored."""

    @property
    def unfinished(self) -> dict[str, Edit[str]]:
        """What was typed here before and left with Esc, by field."""
        left = self._host.unfinished.get(self._key)
        return left.fields if left is not None else {}

    def action_leave(self) -> None:
        """Close without deciding anything; what was typed is there again when the window is opened again."""
        if self.is_saving:
            self._tell_that_it_waits()
            return
        typed = self.typed
        if typed:
            self._host.unfinished[self._key] = Unfinished(self._title, typed)
        if self.is_unsure:
            said = _("「{title}」を閉じました。保存できたかどうか分からないので、いまの内容を確かめてください。", title=self._title)
            self.app.notify(said, severity="warning", timeout=15, markup=False)  # and what was typed is there again, to be compared
        elif typed:
            said = _(
                "「{title}」を書きかけのまま閉じました。まだ何も変わっていません。もう一度開くと、続きから書けます。", title=self._title
            )
            self.app.notify(said, markup=False)
        else:
            self.forget_unfinished()
        self.dismiss(None)

    def forget_unfinished(self) -> None:
        """It is done, or not wanted any more."""
        self._host.unfinished.pop(self._key, None)
        for one in self.query(".unfinished"):
            one.display = False

    def unfinished_note(self) -> Iterable[Widget]:
        """Says that this window goes on where it was left."""
        if self.unfinished:
            self.app.clear_notifications()  # that it was left is said over the buttons of this window
            yield Paragraphs((_("前に書きかけたところから続けます。まだ保存していません。"), "$accent"), classes="unfinished")

    def unfinished_button(self) -> Iterable[CommandButton]:
        """The way back to what is stored."""
        if self.unfinished:
            yield CommandButton(_("書きかけを消す"), id="anew", classes="unfinished")

    @property
    def _host(self) -> ScreenHost:
        return cast("ScreenHost", self.app)
