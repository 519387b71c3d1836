"""Taking back what was taken in last, in one step: what this screen took in itself at once, everything else once it was asked."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import work

from dxcheck.app.staff.base import DeskScreen
from dxcheck.assessment.findings_in_words import taken_back_words, to_be_taken_back_words
from dxcheck.desk import NoDraftError
from dxcheck.i18n import _
from dxcheck.model.edit import ChangedMeanwhileError
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from dxcheck.desk.sheets import LastTakenIn


class TakesBack(DeskScreen):
    """A screen that takes answers in, and back again."""

    def __init__(self) -> None:
        super().__init__()
        self.taken_here: set[str] = set()
        """Sessions (`LastTakenIn`) of what this screen took in."""
        self.last: LastTakenIn | None = None
        """What would be taken back, as it is shown."""

    @abstractmethod
    def last_taken(self) -> LastTakenIn | None:
        """What would be taken back.

        Raises:
            StoreError: what is there cannot be read.
        """

    @abstractmethod
    def take_back(self, seen: LastTakenIn) -> LastTakenIn:
        """Take it back, if it is the last still.

        Raises:
            NoDraftError: there is nothing to take back.
            ChangedMeanwhileError: another is the last by now.
            StoreError: nothing was taken back.
        """

    @abstractmethod
    async def show_taken_back(self, said: list[str]) -> None:
        """Show what is there now, below what was done."""

    @abstractmethod
    async def show_again(self) -> None:
        """Show what is there now."""

    def look_at_last(self) -> None:
        """Look what would be taken back, which is shown from now on."""
        self.last = self.attempt(self.last_taken)

    async def is_saved(self) -> bool:
        """Whether all answers are saved; else that is said."""
        saved = await self.saver.flush(3.0)
        if not saved:
            self.notify(_("まだ保存できていない回答があります。保存されてから、もう一度行ってください。"), severity="warning")
        return saved

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Take the last back as it is shown."""
        last = self.last
        if last is None:
            await self.show_again()  # somebody else may have taken something in
            self.notify(_("元に戻せる取り込みはありません。") if self.last is None else _look_again())
            return
        if not await self.is_saved():
            return
        if last.session not in self.taken_here and not await self._agrees(last):
            return
        try:
            back = self.attempt(lambda: self.take_back(last))
        except NoDraftError:
            await self.show_again()
            self.notify(_("元に戻せる取り込みはありません。"))
            return
        except ChangedMeanwhileError:
            await self.show_again()
            self.notify(_look_again())
            return
        except DxcheckError as refused:  # handed back or ended meanwhile
            self.notify(str(refused), severity="warning", timeout=15, markup=False)
            return
        if back is not None:
            self.attempt(self.saver.load)
            await self.show_taken_back(taken_back_words(len(back.items), len(back.since_changed)))

    async def _agrees(self, last: LastTakenIn) -> bool:
        """Whether what somebody took in earlier, or elsewhere, is to be taken back."""
        from dxcheck.app.screens.dialogs import AskDialog

        said = to_be_taken_back_words(len(last.items), last.at)
        title, yes, no = _("取り込みを元に戻しますか"), _("元に戻す"), _("やめる")
        agrees = await self.app.push_screen_wait(AskDialog(title, said, yes=yes, no=no))
        return bool(agrees)


def _look_again() -> str:
    return _("いま、ほかの人が取り込みました。上に出ている取り込みを確かめてから、もう一度 u を押してください。")
