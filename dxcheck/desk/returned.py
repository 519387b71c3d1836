"""What the municipality's desk does about returns (差戻し): leave items as they are, with a reason; and hand nothing in again while one of them is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from dxcheck.casework.model import KeptAsIs
from dxcheck.i18n import _
from dxcheck.model.text import cleaned
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from dxcheck.casework.model import Returned
    from dxcheck.casework.waiting import SharedReturn
    from dxcheck.model.snapshot import Draft


class ReturnedItemsLeftError(RefusedError):
    """Items that were returned are as they were, and nobody said why; nothing was submitted."""

    def __init__(self, items: Collection[str]) -> None:
        super().__init__(
            _(
                "差戻しで「見直してほしい」とされた設問に、まだ手がついていません: {items}。"
                "設問を答え直すか、ホームの「所見と差戻し」（o）で「このまま」にする理由を書いてから、提出してください。",
                items="、".join(items),
            )
        )
        self.items = tuple(items)


def untouched_items(returns: Iterable[SharedReturn], draft: Draft) -> list[str]:
    """Items of returns that a draft has neither answered anew nor confirmed, and that were not left as they are, in the order they were returned."""
    touched = {one for one in draft.entries if one not in draft.untouched and one not in draft.copied and draft.answer(one).is_answered}
    return list(dict.fromkeys(item for one in returns for item in one.items if item not in touched))


def with_reason(returned: Returned, items: Collection[str], reason: str, at: dt.datetime, by: str) -> Returned:
    """A return some of whose items stay as they are, and why; without a reason they wait again."""
    others = tuple(one for one in returned.kept if one.item not in items)
    made = tuple(KeptAsIs(item, cleaned(reason), at, by) for item in returned.items if item in items) if cleaned(reason) else ()
    return msgspec.structs.replace(returned, kept=(*others, *made))
