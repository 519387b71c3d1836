"""受け渡し for the centre: files of municipalities that have no connection are taken in and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.answering.arrival_told import arrival_in_words, taken_arrival_in_words
from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK
from dxcheck.app.screens.exchange import MAKE_EXCHANGE, READ_EXCHANGE, TAKE_EXCHANGE, HandedScreen
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.formats.exchange import ExchangeDocument
    from dxcheck.formats.output import Offer


class CentreExchangeScreen(HandedScreen, CentreScreen):
    """What municipalities bring, and what they are given back."""

    GUIDE = N_(
        "ネットワークでつながらない市町の診断結果を、届いたファイルから取り込みます。同じファイルを二度取り込んでも増えません。"
        "返しのファイルには、公表された県内平均と、届いている診断結果の控え番号だけが入ります。"
    )

    TABLE = (READ_EXCHANGE, TAKE_EXCHANGE, MAKE_EXCHANGE, BACK)
    OFFERED = TABLE

    def how(self) -> Sequence[str]:
        """How it goes here."""
        return [
            _("市町から届いたファイルを f で読み、新しく入る診断結果と食い違いを確かめます。"),
            _("t で取り込みます。食い違うものと、市町の下書きは取り込みません。"),
            _("m で市町を選び、返しのファイルをつくって渡します。"),
        ]

    def offers(self) -> list[Offer]:
        """A reply for each municipality."""
        from dxcheck.reports.exchange_reply import reply_offers  # opened later than the first frame

        return reply_offers(self.centre.exchange, self.centre.accounts.roster.municipalities)

    def brings(self, document: ExchangeDocument) -> list[tuple[str, list[str]]]:
        """What is new, known and in conflict."""
        return arrival_in_words(self.centre.exchange.arrival(document))

    def takes(self, document: ExchangeDocument) -> list[str]:
        """Take in what is new."""
        return taken_arrival_in_words(len(self.centre.exchange.take(document)))
