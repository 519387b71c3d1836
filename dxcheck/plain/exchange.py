"""受け渡しファイル: make one for the centre, hear what one that came would bring, take it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.answering.arrival_told import (
    arrival_in_words,
    averages_in_words,
    is_anything_new,
    receipt_in_words,
    taken_arrival_in_words,
    whose_file,
)
from dxcheck.i18n import N_, _
from dxcheck.plain.files import make_file
from dxcheck.plain.words import Saying
from dxcheck.system.control_characters import visible

if TYPE_CHECKING:
    from dxcheck.desk.arrival import Arrival, TakenArrival
    from dxcheck.formats.exchange import ExchangeDocument
    from dxcheck.plain.sitting import Sitting

AT_EXCHANGE: Final = (
    Saying("make", ("m", "つくる", "make"), N_("ファイルをつくる"), N_("相手に渡す受け渡しファイルをつくって保存します")),
    Saying(
        "read", ("f", "読む", "read"), N_("ファイルを読む"), N_("届いた受け渡しファイルを読み、何が入るかを見ます。まだ何も変わりません")
    ),
)


class ExchangeTold:
    """What goes to the centre without a connection, and what comes back."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting

    def go(self) -> None:
        """Do what is asked for, until the person goes back."""
        self._s.say("", _("受け渡しファイル"), _("センターとつながらないときに、診断結果と県内平均をファイルで受け渡します"))
        while True:
            typed = self._s.ask(_("m でセンターに渡すファイルをつくる、f で届いたファイルを読む。空の行で戻ります:"), AT_EXCHANGE)
            if typed.action in ("", "back"):
                return
            if typed.action == "make":
                self._make()
            elif typed.action == "read":
                self._read()

    def _make(self) -> None:
        from dxcheck.reports.exchange_file import own_exchange_offers

        make_file(self._s, own_exchange_offers(self._s.desk))

    def _read(self) -> None:
        from dxcheck.formats.exchange import from_exchange_file
        from dxcheck.formats.input import chosen_at, path_of

        typed = self._s.console.ask(_("届いた受け渡しファイルの場所（空の行でやめる）:"))
        if not typed.strip():
            return
        document = self._s.attempt(lambda: from_exchange_file(chosen_at(path_of(typed)).content))
        if document is None:
            return
        if document.to == "municipality":
            self._tell_reply(document)
            return
        arrival = self._s.attempt(lambda: self._s.desk.arrival(document))
        if arrival is not None:
            self._decide(document, arrival)

    def _tell_reply(self, document: ExchangeDocument) -> None:
        found = self._s.attempt(lambda: self._s.desk.averages_in(document))
        if found is None:
            return
        new, others = found
        self._tell(document, averages_in_words(new, others, document))
        self._s.say(*map(visible, receipt_in_words(document, self._s.desk.every_snapshot())))
        if new:
            self._s.say(_("県内平均を取り込むには、端末で dxcheck exchange in ファイル名 を実行してください。"))

    def _decide(self, document: ExchangeDocument, arrival: Arrival) -> None:
        self._tell(document, arrival_in_words(arrival))
        if not is_anything_new(arrival):
            self._s.say(_("取り込むものはありません。"))
            return
        if not self._s.confirm(_("取り込みますか")):
            self._s.say(_("取り込みませんでした。"))
            return
        made: list[TakenArrival] = []
        self._s.keep(
            lambda: made.append(self._s.desk.take_arrival(arrival)),
            said=lambda: "".join(taken_arrival_in_words(len(made[-1].snapshots), made[-1])),
        )
        self._s.attempt(self._s.keeper.load)

    def _tell(self, document: ExchangeDocument, told: list[tuple[str, list[str]]]) -> None:
        self._s.say("", *map(visible, whose_file(document)))
        for heading, lines in told:
            self._s.say(visible(heading), *map(visible, lines))
