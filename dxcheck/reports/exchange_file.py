"""受け渡しファイル as a file that can be made and saved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from dxcheck.answering.arrival_told import exchange_name
from dxcheck.formats.exchange import to_exchange_file
from dxcheck.formats.output import Offer
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.desk import StaffDesk
    from dxcheck.formats.exchange import ExchangeDocument

EXCHANGE_FORMATS: Final = ("json",)


@dataclass(frozen=True)
class ExchangeMade:
    """One file."""

    document: ExchangeDocument

    @property
    def name(self) -> str:
        """Without its ending."""
        return exchange_name(self.document)

    def to_bytes(self, _format: str) -> bytes:
        """Its content."""
        return to_exchange_file(self.document)


def own_exchange_offers(desk: StaffDesk) -> list[Offer]:
    """What a municipality hands to the centre; and the same with its draft, for another PC of its own."""
    return [
        exchange_offer(_("センターに渡すファイル（診断結果）"), desk.exchange_out),
        exchange_offer(_("別のパソコンに移すファイル（診断結果と下書き）"), partial(desk.exchange_out, with_draft=True)),
    ]


def exchange_offer(title: str, make: Callable[[], ExchangeDocument]) -> Offer:
    """A file as it can be made."""
    return Offer(title, lambda: ExchangeMade(make()), EXCHANGE_FORMATS)
