"""What the app remembers of a window that was closed with Esc: it opens with it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dxcheck.model.edit import Edit


@dataclass(frozen=True)
class Unfinished:
    """What was typed in a window that was closed with Esc."""

    title: str
    fields: dict[str, Edit[str]]
    """By field, with what was seen there when it was begun."""
