"""A paper as a file that can be made and saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dxcheck.formats.output import Offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.formats.blocks import Paper

PAPER_FORMATS: Final = ("pdf", "md")


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
        from dxcheck.formats.markdown import to_markdown  # one of the two is not needed
        from dxcheck.formats.typeset import to_pdf

        return to_markdown(self.paper) if format_ == "md" else to_pdf(self.paper)


def offer(title: str, make: Callable[[], Paper]) -> Offer:
    """A paper to be made."""
    return Offer(title, lambda: PaperFile(make()), PAPER_FORMATS)
