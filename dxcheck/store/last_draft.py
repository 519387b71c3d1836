"""A draft beside its record: of the next version, only what is new is encoded and checked.

Whoever answers saves again and again a draft of which one entry differs; the other entries, and the history so far, are the very objects of before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.model.snapshot import Draft
from dxcheck.store.table import decoded, encoded

if TYPE_CHECKING:
    from tinydb.table import Document

    from dxcheck.store.shelf import Address

DRAFTS: Final = "drafts"
"""The table of drafts."""


class LastDraft:
    """The draft that was last read, and the one that was last read to be changed or encoded, each with its record."""

    def __init__(self) -> None:
        self._read: tuple[Draft, dict[str, Any]] | None = None
        self._known: tuple[Draft, dict[str, Any], bool] | None = None
        """With whether a dxcheck wrote the record: any other may say the same in another way (a moment in another zone), and is encoded whole once."""

    def decoded(self, record: Document, path: Address) -> Draft:
        """The draft of a record that is looked at; the one read last where the record is made of the very values of that one's.

        Raises:
            StoreError: a value in it is not one of its kind.
        """
        if self._read is None or not _is_same(record, self._read[1]):
            self._read = (decoded(record, Draft, DRAFTS, path), dict(record))
        return self._read[0]

    def to_change(self, record: Document, path: Address, *, is_as_written: bool) -> Draft:
        """The draft of a record that may be changed; the known one where the record is made of the very values of the known record.

        Args:
            record: of the draft.
            path: of its file.
            is_as_written: whether the record is as a dxcheck wrote it.

        Raises:
            StoreError: a value in it is not one of its kind.
        """
        if self._known is None or not _is_same(record, self._known[1]):
            self._known = (decoded(record, Draft, DRAFTS, path), dict(record), is_as_written)
        return self._known[0]

    def encoded(self, draft: Draft) -> dict[str, Any]:
        """The record of a draft, once its ranges and lengths are checked: to the byte what `table.encoded` makes of it.

        Raises:
            ValidationError: a value is out of its range or too long.
        """
        known = self._known
        record = _continued(draft, known[0], known[1]) if known is not None and known[2] else encoded(draft)
        self._known = (draft, record, True)
        return record


def _is_same(record: Document, known: dict[str, Any]) -> bool:
    """Whether a record is made of the very values of another."""
    return len(known) == len(record) and all(record.get(name) is value for name, value in known.items())


def _continued(draft: Draft, before: Draft, record: dict[str, Any]) -> dict[str, Any]:
    """The record of a draft out of the record of the version before. Its answers were held against its scale when it was made, as those of every draft."""
    news = {item: entry for item, entry in draft.entries.items() if before.entries.get(item) is not entry}
    begin = next(
        (n for n, one in enumerate(before.history) if draft.history and one is draft.history[0]), 0
    )  # the oldest are given up in the end
    same = len(before.history) - begin
    if len(draft.history) < same or any(now is not then for now, then in zip(draft.history, before.history[begin:], strict=False)):
        begin = same = 0
    made: dict[str, Any] = encoded(msgspec.structs.replace(draft, entries=news, history=draft.history[same:]))
    whole = {
        **made,
        "entries": {item: made["entries"][item] if item in news else record["entries"][item] for item in draft.entries},
        "history": (*record.get("history", ())[begin : begin + same], *made.get("history", ())),
    }
    # In the order of its fields, and without what is empty: as it is encoded otherwise.
    return {name: whole[name] for name in Draft.__struct_fields__ if name in made or (name in ("entries", "history") and whole[name])}
