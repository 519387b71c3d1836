"""A paper as a file that can be made and saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.formats.blocks import Paper


@dataclass(frozen=True)
class PaperFile:
    """A paper and its formats."""

    paper: Paper

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return self.paper.name

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "paper", self.paper)


def offer(title: str, make: Callable[[], Paper]) -> Offer:
    """A paper to be made."""
    return Offer(title, lambda: PaperFile(make()), endings_of("paper"))
