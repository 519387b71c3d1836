"""Lines of the screen without the caches they do not use.

Textual gives every line it draws seven small caches, and an open screen keeps some 1,700 lines: 2 MB a session, most of it never used. Here a line gets a cache when
it first looks for it; what is drawn stays the same. This touches Textual's inside (CONTRIBUTING.md); a test compares it with the Textual that is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.cache import FIFOCache
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.segment import Segment

CACHE_SIZES: Final = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}
"""Each cache and how many entries Textual gives it."""


def make_caches_on_demand() -> None:
    """From now on, in this process."""
    Strip.__init__ = _bare  # type: ignore[method-assign]
    Strip.__getattr__ = _cache  # type: ignore[attr-defined]


def _bare(self: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    self._segments = list(segments)
    self._cell_length = cell_length
    self._render_cache = self._link_ids = self._cell_count = None


def _cache(self: Strip, name: str) -> FIFOCache[object, object]:
    """Called where an attribute is not there yet."""
    if name not in CACHE_SIZES:
        raise AttributeError(name)
    made: FIFOCache[object, object] = FIFOCache(CACHE_SIZES[name])
    setattr(self, name, made)
    return made
