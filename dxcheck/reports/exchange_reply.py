"""受け渡しファイル that the centre gives back, as files that can be made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.reports.exchange_file import exchange_offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.desk.centre_exchange import CentreExchange
    from dxcheck.formats.output import Offer
    from dxcheck.model.roster import Municipality


def reply_offers(exchange: CentreExchange, towns: Sequence[Municipality]) -> list[Offer]:
    """What each municipality is given back."""
    return [exchange_offer(_("{municipality}への返し", municipality=one), partial(exchange.reply, one)) for one in towns]
