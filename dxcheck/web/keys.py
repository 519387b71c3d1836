"""What a browser types, as keys: Textual's parser, which trusts a terminal, hardened against people who write to the line by hand."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Final

from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.message import Message

LONGEST_PASTE: Final = 200_000
"""Characters held until the end of a paste comes; the page does not send half as many."""
FURTHEST: Final = 1000
"""Cells from the corner to the mouse; none of our screens is as large."""


class EndlessPasteError(Exception):
    """A paste whose end does not come."""


class BrowserParser(XTermParser):
    """Sequences no terminal sends are no keys, and the size is what the page says in a message of its own, never what is typed."""

    def feed(self, data: str) -> Iterator[Message]:
        """The keys of some text.

        Raises:
            EndlessPasteError: too long a paste that has not ended.
        """
        for one in super().feed(data):
            if not isinstance(one, events.Resize | messages.InBandWindowResize):
                yield one
        if len(inspect.getgeneratorlocals(self._gen).get("paste_buffer", ())) > LONGEST_PASTE:
            raise EndlessPasteError

    def parse_mouse_code(self, code: str) -> Message | None:
        """The mouse, if it is on a screen."""
        self.mouse_pixels = False  # a size that was typed turned it on
        found = super().parse_mouse_code(code)
        return None if isinstance(found, events.MouseEvent) and max(found.x, found.y) > FURTHEST else found

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        try:
            keys = list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):  # a number that is no character
            return [events.Key(Keys.Ignore, sequence)]
        if any("\ud800" <= letter <= "\udfff" for key in keys for letter in key.character or ""):  # half a character
            return [events.Key(Keys.Ignore, sequence)]
        return keys
