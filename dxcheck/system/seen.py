"""How far somebody has looked: a mark that advances only once what it stands for was really taken in."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

_NOTHING: Final = object()


class Seen:
    """The mark of what was taken in last; at the beginning that of nothing, which no other mark equals."""

    def __init__(self) -> None:
        self._mark: Hashable = _NOTHING

    def is_at(self, mark: Hashable) -> bool:
        """Whether what this mark stands for was taken in."""
        return self._mark == mark

    def took_in(self, mark: Hashable) -> None:
        """It was; for a mark that was made together with what was taken in."""
        self._mark = mark

    @contextlib.contextmanager
    def taking_in(self, mark: Hashable) -> Iterator[None]:
        """Read inside, what `mark` stands for or something newer: take the mark first. If reading fails, the next look finds news again."""
        yield
        self._mark = mark
