"""How many of many documents are read together: few at first, so that whoever looks at them has something to do while the next are read, then as many as may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST: Final = 40
_GROWS: Final = 2
"""Times as many each time: what is read next comes while those before it are looked at."""


def portions(count: int, most: int) -> Iterator[int]:
    """Sizes of the portions that documents are read in, one after another; together as many as there are.

    Args:
        count: documents.
        most: of a portion, at least 1.
    """
    size = min(_FIRST, most)
    while count > 0:
        yield min(size, count)
        count -= size
        size = min(size * _GROWS, most)
