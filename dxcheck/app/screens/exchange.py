"""受け渡し: make a file for the other side, look at what one that came would bring, take it in. The municipality's screen and the centre's stand on this."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import work

from dxcheck.answering.arrival_told import whose_file
from dxcheck.app.commands import Command
from dxcheck.app.screens.host import FileWanted
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.i18n import N_, _
from dxcheck.system.control_characters import visible
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.formats.exchange import ExchangeDocument
    from dxcheck.formats.output import Offer

MAKE_EXCHANGE = Command("make", ("m",), N_("ファイルをつくる"), N_("相手に渡す受け渡しファイルをつくって保存します"))
READ_EXCHANGE = Command("read", ("f",), N_("ファイルを読む"), N_("届いた受け渡しファイルを読み、何が入るかを見ます。まだ何も変わりません"))
TAKE_EXCHANGE = Command("take", ("t",), N_("取り込む"), N_("見えているとおりに取り込みます。二度取り込んでも増えません"))


class HandedScreen(RowsScreen):
    """What goes out, and what came."""

    TITLE_TEXT = N_("受け渡しファイル")

    def __init__(self) -> None:
        super().__init__()
        self._document: ExchangeDocument | None = None
        """What was read and is not taken in yet."""
        self._told: list[tuple[str, list[str]]] = []
        """What it would bring, under its headings."""
        self._said: list[str] = []
        """What was done last."""

    # -- what each side says for itself --------------------------------------------------------------------------------

    @abstractmethod
    def how(self) -> Sequence[str]:
        """How it goes here, step by step."""

    @abstractmethod
    def offers(self) -> list[Offer]:
        """What can be made here."""

    @abstractmethod
    def brings(self, document: ExchangeDocument) -> list[tuple[str, list[str]]]:
        """What a file would bring, or why it cannot: raises DxcheckError."""

    @abstractmethod
    def takes(self, document: ExchangeDocument) -> list[str]:
        """Take it in, and say what was; raises DxcheckError."""

    # -- what is seen --------------------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """The steps; or what was read."""
        rows = [*(Row(one, style="bold $done") for one in self._said), *([Row("")] if self._said else [])]
        if self._document is None:
            return [*rows, *(Row(visible(one), head=str(n)) for n, one in enumerate(self.how(), 1))]
        first, *others = whose_file(self._document)
        rows += [Row(visible(first), style="bold"), *(Row(one, style="$muted") for one in others)]
        for heading, lines in self._told:
            rows += [Row(""), Row(visible(heading), style="bold $heading"), *(Row(visible(one), head=" ") for one in lines)]
        return rows

    def action_make(self) -> None:
        """Make a file for the other side."""
        offers = self.attempt(self.offers)
        if offers is not None:
            self.host.open_making(offers)

    @work
    async def action_read(self) -> None:
        """Ask which file, and read it."""
        from dxcheck.formats.exchange import from_exchange_file  # opened later than the first frame

        said = [_("届いた受け渡しファイル（.json）を選んでください。まだ何も変わりません。何が入るかを確かめてから取り込みます。")]
        example = _("例: ~/Downloads/受け渡し_センターから今治市へ_20261127.json")
        wanted = FileWanted(_("ファイルを読む"), said, ("json",), example, _("読む"))
        try:
            chosen = await self.host.chooser.ask(wanted)
            if chosen is None:
                return
            document = await asyncio.to_thread(from_exchange_file, chosen.content)
            told = self.brings(document)
        except DxcheckError as refused:
            self._document, self._told, self._said = None, [], []  # what was read before is not to be taken for this one
            self.show_rows()
            self._refused([refused.in_full()])
            return
        self._document, self._told, self._said = document, told, []
        self.show_rows()

    def action_take(self) -> None:
        """Take in what is seen."""
        if self._document is None:
            self.notify(_("先に、届いたファイルを読んでください。"))
            return
        try:
            self._said = self.takes(self._document)
        except DxcheckError as refused:
            self._refused([refused.in_full()])
            return
        self._document = None
        self.show_rows()

    def _refused(self, lines: Iterable[str]) -> None:
        self.notify(visible("\n".join(lines)), severity="warning", timeout=15, markup=False)
