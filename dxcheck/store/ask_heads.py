"""Whose asks are, until when, and how each stands: for the web server, which reads no ask where the data is in a database."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from dxcheck.casework.asking import AskHead
from dxcheck.i18n import _
from dxcheck.store import errors, layout
from dxcheck.store.asking import AskRepository, gone
from dxcheck.store.envelope import SCHEMA, Envelope, check_envelope
from dxcheck.store.shelves import shelf_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.store.shelf import Address, HeadRow


class AskHeads:
    """Of the asks of a municipality."""

    def __init__(self, folder: Address, code: str, *, demo: bool, before_write: Callable[[], None], former: tuple[str, ...] = ()) -> None:
        """As an `AskRepository`."""
        self._folder, self._code, self._demo, self._former = folder, code, demo, former
        self._asks = AskRepository(folder, code, demo=demo, before_write=before_write, former=former)

    def of(self, ask: str) -> AskHead:
        """Of one.

        Raises:
            StoreError: it cannot be read, or is no longer there.
        """
        found = self._told(ask)
        if found is None:
            return self._asks.document(ask).read().ask.head
        if not found:
            raise gone(layout.of_ask(self._folder, self._code, ask))
        return found[0]

    def every(self) -> list[AskHead]:
        """Of all that can be read, in the order they were asked: what one section has broken keeps no other from its own.

        Raises:
            StoreError: there are some, and none can be read; or no answer came.
        """
        rows = self._rows("")
        reading = [partial(self.of, one) for one in self._asks.ids()] if rows is None else [partial(self._head, one) for one in rows]
        found, problems = [], []
        for one in reading:
            try:
                found.append(one())
            except errors.NoAnswerError:
                raise  # nobody knows whether it can be read
            except errors.StoreError as problem:
                problems.append(problem)
        if problems and not found:
            raise problems[0]
        return sorted(found, key=lambda one: (one.asked_at, one.place, one.id))

    def _told(self, ask: str) -> list[AskHead] | None:
        rows = self._rows(ask)
        return None if rows is None else [self._head(one) for one in rows]

    def _rows(self, ask: str) -> list[HeadRow] | None:
        """What the shelf tells of them; None where they are read. Of one that goes on under today's code that counts."""
        codes = (self._code, *self._former)
        rows = shelf_of(self._folder).ask_heads(self._folder, codes, ask)
        if rows is None:
            return None
        newest_last = sorted(rows, key=lambda one: codes.index(one.code), reverse=True)
        return [*{one.ask: one for one in newest_last}.values()]

    def _head(self, row: HeadRow) -> AskHead:
        path = layout.of_ask(self._folder, row.code, row.ask)
        check_envelope(row.envelope, Envelope(SCHEMA, "ask", row.code, self._demo), path)
        if row.head is None:
            raise gone(path)
        try:
            head = msgspec.convert(row.head, AskHead)
        except msgspec.ValidationError as problem:
            raise errors.damaged(path, str(problem)) from problem
        if head.id != row.ask:
            raise errors.foreign(path, _("別の照会のファイルです"))
        return msgspec.structs.replace(head, municipality=self._code)
