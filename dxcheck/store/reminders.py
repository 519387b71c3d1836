"""Which reminders went out by mail, in a file that only the server opens: so that none goes out twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.model.mail import KEPT_REMINDERS, SentReminder
from dxcheck.store import layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.table import RecordTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.store.shelf import Address

_FILE: Final = "reminders.json"


class ReminderRepository:
    """Every reminder of one data folder that went out, for `KEPT_REMINDERS`."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        envelope = Envelope(SCHEMA, "reminders", prefecture, demo)
        self._table = RecordTable(layout.place(folder, _FILE), envelope, "reminders", SentReminder, before_write)

    def all(self) -> list[SentReminder]:
        """Every one that is kept, the oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._table.all()

    def claim(self, reminder: SentReminder) -> bool:
        """Keep that it is about to go out; whether it was not kept already. Of two runs at once one gets it.

        Raises:
            StoreError: it was not kept, and must not go out.
        """
        is_new: list[bool] = []

        def change(there: list[SentReminder]) -> list[SentReminder]:
            kept = [one for one in there if reminder.at - one.at < KEPT_REMINDERS]
            is_new.append(all(one.key != reminder.key for one in kept))
            return [*kept, reminder] if is_new[0] else there

        self._table.change(change)
        return is_new[0]

    def settle(self, reminder: SentReminder, *, went_out: bool) -> None:
        """Keep that the server took it, or that it did not and may be tried again.

        Raises:
            StoreError: it stays uncertain.
        """
        settled = [msgspec.structs.replace(reminder, is_certain=True)] if went_out else []
        self._table.change(lambda there: [*(one for one in there if one.key != reminder.key), *settled])
