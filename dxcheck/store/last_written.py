"""The documents that this process wrote last, with their tables: the next change begins with them, where nobody else has written meanwhile.

A document is read each time all the same. Its tables are known only where its content is, byte for byte, what was written: no clock and no stamp is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable

    from dxcheck.store.inheritance import Tables
    from dxcheck.store.shelf import Address, Records

MOST_WRITTEN: Final = 4
"""Documents whose content stays in memory, encoded and decoded: who answers writes one again and again, and few others now and then."""
_WRITTEN: Final[dict[tuple[Address, Hashable], tuple[bytes | Records, Tables]]] = {}


def keep_written(path: Address, envelope: Hashable, content: bytes | Records, tables: Tables) -> None:
    """Keep what was written; call it under the document's lock."""
    _WRITTEN.pop((path, envelope), None)
    while len(_WRITTEN) >= MOST_WRITTEN:
        _WRITTEN.pop(next(iter(_WRITTEN), (path, envelope)), None)
    _WRITTEN[path, envelope] = (content, tables)


def take_written(path: Address, envelope: Hashable, content: bytes | Records) -> Tables | None:
    """The tables of a content that this process wrote, for the one who changes them now: nobody else gets them before they are kept again. None for any other."""
    known = _WRITTEN.pop((path, envelope), None)
    return known[1] if known is not None and known[0] == content else None
