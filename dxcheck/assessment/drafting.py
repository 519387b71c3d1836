"""How an answer gets into a draft: field by field, with what it replaced kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.model.snapshot import EMPTY, Answer, Draft, DraftEntry, Replaced
from dxcheck.model.text import cleaned

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

LONGEST_HISTORY: Final = 2000
"""Replaced answers kept in a draft: far more than 42 items see in a cycle, so that a stuck key cannot grow the file for ever."""


def with_fields(draft: Draft, item: str, fields: Mapping[str, object], at: dt.datetime, post: str, session: str) -> Draft:
    """The draft with some fields of an item's answer changed; the same object if nothing changes.

    Raises:
        ValidationError: a value is out of its range or too long.
    """
    texts = {name: cleaned(value) for name, value in fields.items() if isinstance(value, str) and name != "choice"}
    old = draft.entries.get(item)
    answer = msgspec.structs.replace(old.answer if old else EMPTY, **{**fields, **texts})
    if answer.choice != "not_applicable" and answer.reason:
        answer = msgspec.structs.replace(answer, reason="")
    msgspec.convert(msgspec.to_builtins(answer), Answer)  # ranges and lengths, as on reading
    if old and old.answer == answer:
        return draft
    history = draft.history
    # A text that one session goes on typing is one change, not one for every autosave of it.
    if old and (old.session != session or old.answer.choice != answer.choice):
        history = (*history, Replaced(item, old))[-LONGEST_HISTORY:]
    entry = DraftEntry(answer, at, post, session)
    return msgspec.structs.replace(draft, entries={**draft.entries, item: entry}, history=history, revision=draft.revision + 1)
