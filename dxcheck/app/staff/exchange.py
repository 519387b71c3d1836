"""受け渡し for a municipality whose PC has no connection to the centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.answering.arrival_told import arrival_in_words, averages_in_words, receipt_in_words, taken_arrival_in_words
from dxcheck.app.commands import BACK
from dxcheck.app.screens.exchange import MAKE_EXCHANGE, READ_EXCHANGE, TAKE_EXCHANGE, HandedScreen
from dxcheck.app.staff.base import DeskScreen
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.formats.exchange import ExchangeDocument
    from dxcheck.formats.output import Offer


class OwnExchangeScreen(HandedScreen, DeskScreen):
    """What goes to the centre, and what came back."""

    GUIDE = N_(
        "センターとネットワークでつながらないときに、診断結果を1つのファイルで渡します。同じものを何度渡してもかまいません。"
        "別のパソコンで続きを答えるときは、下書きの入ったファイルをつくり、そちらで読みます。"
    )

    TABLE = (MAKE_EXCHANGE, READ_EXCHANGE, TAKE_EXCHANGE, BACK)
    OFFERED = TABLE

    def how(self) -> Sequence[str]:
        """How it goes here."""
        return [
            _("m で「センターに渡すファイル」をつくり、決められた方法でセンターに渡します。提出した診断結果だけが入ります。"),
            _("センターから返しのファイルが届いたら f で読みます。どの診断結果が届いたかと、県内平均が入っています。"),
            _("別のパソコンで続きを答えるときは、下書きも入ったファイルをつくり、そちらの画面で f で読んで t で取り込みます。"),
        ]

    def offers(self) -> list[Offer]:
        """The file for the centre, and the one for another PC."""
        from dxcheck.reports.exchange_file import own_exchange_offers  # opened later than the first frame

        return own_exchange_offers(self.desk)

    def brings(self, document: ExchangeDocument) -> list[tuple[str, list[str]]]:
        """Of our own file what is new; of the centre's which snapshots arrived, and the averages."""
        if document.to == "centre":
            return arrival_in_words(self.desk.arrival(document))
        new, others = self.desk.averages_in(document)
        first, *left = receipt_in_words(document, self.desk.every_snapshot())
        how = _("県内平均を取り込むには、端末で dxcheck exchange in ファイル名 を実行してください。")
        return [(first, left), *averages_in_words(new, others, document), *([(how, [])] if new and not self.app.is_web else [])]

    def takes(self, document: ExchangeDocument) -> list[str]:
        """Take in our own."""
        if document.to != "centre":
            return [_("取り込むものはありません。")]
        made = self.desk.take_arrival(self.desk.arrival(document))
        self.attempt(self.saver.load)
        said = taken_arrival_in_words(len(made.snapshots), made)
        is_draft_new = made.draft is not None and bool(made.draft.taken)
        return [*said, *([_("下書きは、「Excelの記入表」の u で取り込む前に戻せます。")] if is_draft_new else [])]
